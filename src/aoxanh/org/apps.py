"""The room's registration with Django."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Units of the Union and of the country, their names and places through time."""

    name = "aoxanh.org"
    label = "org"

    def ready(self) -> None:
        """Put the tree in the menu and say how codes are told in the log."""
        from django.utils.translation import gettext_lazy as _

        from aoxanh.audit.queries import SHOWN
        from aoxanh.org import work
        from aoxanh.org.carrying import CARRIED, Carried
        from aoxanh.org.kinds import KINDS
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import START_SOURCES, WORK_SOURCES

        WORK_SOURCES.append(work.work)
        START_SOURCES.append(work.starts)
        add(Entry(_("Organisation"), "sitemap", "org:tree", group=_("Business"), order=30, phone=True))
        for fact in ("before", "after", "kind"):
            SHOWN[fact] = lambda code: KINDS[code].title if code in KINDS else code
        past = Carried("history", _("Decisions and lineage keep naming the unit they were about."))
        for field in ("UnitEvent.unit", "Lineage.predecessor", "Lineage.successor"):
            CARRIED[f"org.{field}"] = past
        place = Carried("moves", _("Units below go where the plan sends them."))
        CARRIED["org.UnitVersion.unit"] = CARRIED["org.UnitVersion.parent"] = place
