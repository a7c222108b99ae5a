"""The room's registration with Django."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Files in: mapping, cleaning, dry run, taking in, undo."""

    name = "aoxanh.intake"
    label = "intake"

    def ready(self) -> None:
        """Leave rows of files with the record they were matched to."""
        from aoxanh.people import merging

        merging.LEFT |= {"BatchRow.person"}
