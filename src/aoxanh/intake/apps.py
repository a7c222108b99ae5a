"""The room's registration with Django."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Files in: mapping, cleaning, dry run, taking in, undo."""

    name = "aoxanh.intake"
    label = "intake"

    def ready(self) -> None:
        """Leave rows of files with the record they were matched to."""
        from django.utils.translation import gettext_lazy as _

        from aoxanh.org.carrying import CARRIED, Carried
        from aoxanh.people import merging

        CARRIED["intake.Heading.unit"] = Carried(
            "stays", _("What headings mean was said of the unit's own files.")
        )
        CARRIED["intake.Batch.unit"] = Carried("stays", _("Files belong to the unit they were brought for."))

        merging.LEFT |= {"BatchRow.person"}
