"""The room's registration with Django."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """Backups, restores, the proof that goes round all day, and the page of who operates the installation."""

    name = "aoxanh.keeping"
    label = "keeping"
