"""The room's registration with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Look and feel: pages, tags, tokens, behaviours; no word of the Union in here."""

    name = "aoxanh.ui"
    label = "ui"
