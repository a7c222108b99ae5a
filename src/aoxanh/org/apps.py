"""The room's registration with Django."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Units of the Union and of the country, their names and places through time."""

    name = "aoxanh.org"
    label = "org"

    def ready(self) -> None:
        """Put the tree in the menu and say how codes are told in the log."""
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415

        from aoxanh.audit.queries import SHOWN  # noqa: PLC0415
        from aoxanh.org import work  # noqa: PLC0415
        from aoxanh.org.kinds import KINDS  # noqa: PLC0415
        from aoxanh.ui.navigation import Entry, add  # noqa: PLC0415
        from aoxanh.ui.work import WORK_SOURCES  # noqa: PLC0415

        WORK_SOURCES.append(work.work)
        add(Entry(_("Organisation"), "sitemap", "org:tree", group=_("Business"), order=30, phone=True))
        for fact in ("before", "after", "kind"):
            SHOWN[fact] = lambda code: KINDS[code].title if code in KINDS else code
