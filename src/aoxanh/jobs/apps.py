"""The room's registration with Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from aoxanh.ui import navigation


class JobsConfig(AppConfig):
    """Work done in the background or at a set time, with progress, result and error."""

    name = "aoxanh.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Find the kinds of work: each room declares its own in `tasks.py`."""
        autodiscover_modules("tasks")
        navigation.add(navigation.Entry(_("Background work"), "clock", "jobs", group=_("Mine"), order=900))
