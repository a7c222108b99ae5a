"""The room's registration with Django."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Keys and sealed values: what must stay unreadable in a stolen copy of the database."""

    name = "aoxanh.vault"
    label = "vault"
