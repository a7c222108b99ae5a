"""The room's registration with Django."""

from django.apps import AppConfig


class ReorganisationConfig(AppConfig):
    """Plans that move units and people, and prove that nobody was lost."""

    name = "aoxanh.reorganisation"
    label = "reorganisation"

    def ready(self) -> None:
        """Show plans in the menu and on the first page; leave a plan with the unit that decided it."""
        from django.utils.translation import gettext_lazy as _

        from aoxanh.org.carrying import CARRIED, Carried
        from aoxanh.reorganisation import work
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import WORK_SOURCES

        CARRIED["reorganisation.Plan.unit"] = Carried(
            "stays", _("A plan belongs to the unit that decided it.")
        )
        WORK_SOURCES.append(work.work)
        add(
            Entry(
                _("Reorganisation"), "arrows-split", "reorganisation:plans", group=_("Business"), order=35,
                visible=work.plans_here,
            )
        )  # fmt: skip
