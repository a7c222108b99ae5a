"""The room's registration with Django."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """Meetings and activities of branches, and who took part."""

    name = "aoxanh.attendance"
    label = "attendance"

    def ready(self) -> None:
        """Show attendance in the menu and on the first page; carry it with units; join the marks of two records of one person."""
        from django.utils.translation import gettext_lazy as _

        from aoxanh.attendance import columns, merging, work
        from aoxanh.membership import roster_forms
        from aoxanh.org.carrying import CARRIED, Carried
        from aoxanh.people import merging as people_merging
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import WORK_SOURCES

        WORK_SOURCES.append(work.work)
        roster_forms.add_filter("no_activity", columns.field, columns.narrow)
        CARRIED["attendance.Gathering.unit"] = Carried(
            "history", _("What was held keeps naming the unit that held it.")
        )
        people_merging.BOOKS["attendance"] = merging.AttendanceBook()
        people_merging.LEFT |= {"Attendance.person"}
        add(
            Entry(
                _("Attendance"), "users-group", "attendance:mine", group=_("Business"), order=17,
                visible=lambda request: request.user.is_authenticated and request.user.holds_anywhere("attendance.see") is not None,
            )
        )  # fmt: skip
        add(
            Entry(
                _("My activity"),
                "users-group",
                "attendance:own",
                group=_("Mine"),
                order=16,
                visible=work.own_here,
            )
        )
