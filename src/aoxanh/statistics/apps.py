"""The room's registration with Django."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Period reports, issued reports, how a unit stands."""

    name = "aoxanh.statistics"
    label = "statistics"

    def ready(self) -> None:
        """Show reports in the menu and how a unit stands on its page; leave a report with its unit."""
        from django.utils.translation import gettext_lazy as _

        from aoxanh.membership.rollups import SOURCES
        from aoxanh.org.carrying import CARRIED, Carried
        from aoxanh.org.panels import Panel, add_panel
        from aoxanh.people import told
        from aoxanh.statistics import counts, panel
        from aoxanh.ui.navigation import Entry, add

        CARRIED["statistics.IssuedReport.unit"] = Carried(
            "stays", _("An issued report belongs to the unit it tells of.")
        )
        SOURCES.append(counts.own_counts)
        add_panel(Panel("statistics/panel.html", panel.standing_panel, order=5))
        add(
            Entry(
                _("Reports"), "chart-bar", "statistics:mine", group=_("Business"), order=40, visible=told.sees_people,
            )
        )  # fmt: skip
