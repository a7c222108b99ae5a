"""The room's registration with Django."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers: typeset, numbered, signed, never changed."""

    name = "aoxanh.papers"
    label = "papers"
