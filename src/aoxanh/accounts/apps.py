"""The room's registration with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who signs in, which duty they hold at which unit and until when."""

    name = "aoxanh.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to sign-ins and changed credentials."""
        from aoxanh.accounts import receivers

        receivers.connect()
