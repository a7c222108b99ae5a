"""The room's registration with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who signs in, which duty they hold at which unit and until when."""

    name = "aoxanh.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to sign-ins and changed credentials; tell of recoveries and safer sign-in on the first page."""
        from aoxanh.accounts import receivers, work
        from aoxanh.ui.work import START_SOURCES, WORK_SOURCES

        WORK_SOURCES.append(work.work)
        receivers.connect()
        START_SOURCES.append(work.starts)
