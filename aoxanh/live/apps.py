"""The room's registration with Django."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """What happens now, sent to the open pages of those who may see it."""

    name = "aoxanh.live"
    label = "live"
