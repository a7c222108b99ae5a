"""The room's registration with Django."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Applications for admission that come by a link or its QR code."""

    name = "aoxanh.applications"
    label = "applications"

    def ready(self) -> None:
        """Show applications in the menu and on the first page; carry them with their units; let the vault rotate their keys."""
        from django.utils.translation import gettext_lazy as _
        from django.utils.translation import pgettext_lazy

        from aoxanh.applications import carrying, work
        from aoxanh.applications.models import Application
        from aoxanh.org.carrying import CARRIED
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import START_SOURCES, WORK_SOURCES
        from aoxanh.vault import subjects

        subjects.register(Application, key_field="wrapped_key", subject_field="uid")
        CARRIED.update(carrying.CARRIED_HERE)
        WORK_SOURCES.append(work.work)
        START_SOURCES.append(work.starts)
        add(
            Entry(
                pgettext_lazy("menu", "Applications"), "qrcode", "applications:mine", group=_("Business"), order=17,
                visible=work.takes_applications,
            )
        )  # fmt: skip
