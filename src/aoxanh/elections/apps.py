"""The room's registration with Django."""

from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    """Committees of the Union: elected, recognised, completed, ended."""

    name = "aoxanh.elections"
    label = "elections"

    def ready(self) -> None:
        """Write beside recognition's cases; carry committees with their units; leave seats with whom they were elected as."""
        from django.utils.translation import gettext_lazy as _

        from aoxanh.cases.beside import BESIDE
        from aoxanh.elections import carrying, following, panel, recognising, work
        from aoxanh.elections.models import Candidate, Seat
        from aoxanh.org.carrying import CARRIED
        from aoxanh.org.panels import Panel, add_panel
        from aoxanh.people import merging
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import WORK_SOURCES

        BESIDE["recognition"] = recognising.BESIDE
        CARRIED.update(carrying.CARRIED_HERE)
        merging.CARRIED.extend([(Candidate, "person"), (Seat, "person")])
        WORK_SOURCES.append(work.work)
        add_panel(Panel("elections/panel.html", panel.committee_panel, order=8, aside=True))
        add(
            Entry(
                _("Committees"), "users-group", "elections:mine", group=_("Business"), order=20,
                visible=lambda request: request.user.is_authenticated and request.user.holds_anywhere("cases.see") is not None,
            )
        )  # fmt: skip
        del following  # it registers itself by being read
