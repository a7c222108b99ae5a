"""The room's registration with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Look and feel: pages, tags, tokens, behaviours; no word of the Union in here."""

    name = "aoxanh.ui"
    label = "ui"

    def ready(self) -> None:
        """Put the first page in the menu."""
        from django.utils.translation import gettext_lazy as _

        from aoxanh.ui.navigation import Entry, add

        add(Entry(_("My work"), "home", "home", order=0, phone=True))
