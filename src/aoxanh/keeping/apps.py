"""The room's registration with Django."""

from typing import Any

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """Backups, restores, the proof that goes round all day, and the page of who operates the installation."""

    name = "aoxanh.keeping"
    label = "keeping"

    def ready(self) -> None:
        """Show the operator how the installation is, and what is wrong before anything else."""
        from django.utils.translation import gettext_lazy as _

        from aoxanh.keeping import policies, work
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import START_SOURCES, WORK_SOURCES

        def operates(request: Any) -> bool:
            return bool(policies.may_operate(request.user))

        add(Entry(_("The installation"), "settings", "keeping", order=890, visible=operates))
        WORK_SOURCES.append(work.work)
        START_SOURCES.append(work.starts)
