"""The room's registration with Django."""

from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    """Committees of the Union: elected, recognised, completed, ended."""

    name = "aoxanh.elections"
    label = "elections"

    def ready(self) -> None:
        """Write beside recognition's cases; carry committees with their units; leave seats with whom they were elected as."""
        from aoxanh.cases.beside import BESIDE
        from aoxanh.elections import carrying, recognising
        from aoxanh.elections.models import Candidate, Seat
        from aoxanh.org.carrying import CARRIED
        from aoxanh.people import merging

        BESIDE["recognition"] = recognising.BESIDE
        CARRIED.update(carrying.CARRIED_HERE)
        merging.CARRIED.extend([(Candidate, "person"), (Seat, "person")])
