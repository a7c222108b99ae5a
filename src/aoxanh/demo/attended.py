"""Attendance of the demo world: five branches met each month of the last year; two members of each missed its last four months."""

from __future__ import annotations

from aoxanh.attendance.forms import titled
from aoxanh.attendance.models import Gathering
from aoxanh.attendance.operations import Held, record_gathering
from aoxanh.attendance.queries import Listed, listed_on, of_unit
from aoxanh.audit.actor import Actor
from aoxanh.membership.periods import month_of, months, months_back
from aoxanh.org.models import Unit, UnitVersion, today

COMMUNE = "18568"
MACHINE = Actor(source="demo")
#: What is held beside the meetings, by month.
ACTIVITIES = {
    3: "Ngày Chủ nhật xanh", 5: "Thăm mẹ Việt Nam anh hùng", 7: "Thắp nến tri ân các anh hùng liệt sĩ",
    9: "Ngày hội đọc sách của thôn", 12: "Xuân tình nguyện",
}  # fmt: skip


def meet() -> int:
    """Record the meetings and activities; return how many there are."""
    day = today()
    under = UnitVersion.objects.as_of(day).filter(parent__versions__code=COMMUNE, kind="branch")
    over = [month for month in months(months_back(day, 12), day) if month < month_of(day)]
    for version in under.select_related("unit").order_by("code").distinct()[:5]:
        others = of_unit(version.unit_id, day).filter(user=None).order_by("pk")
        missing = set(others.values_list("pk", flat=True)[3:5])
        for n, month in enumerate(over):
            quiet = missing if len(over) - n <= 4 else set()
            hold(version.unit, Held("meeting", month.replace(day=5), titled(month)), n, quiet)
            if title := ACTIVITIES.get(month.month):
                hold(version.unit, Held("activity", month.replace(day=20), title), n + 1, quiet)
    return Gathering.objects.count()


def hold(unit: Unit, held: Held, n: int, quiet: set[int]) -> None:
    """Record one: who is quiet was absent, of the others one in eleven was not there."""
    rows = [row for row in listed_on(unit.pk, held.day) if not row.guest]
    if rows:
        marks = {row.person.pk: mark(row, place + n, quiet) for place, row in enumerate(rows)}
        record_gathering(unit, actor=MACHINE, held=held, marks=marks)


def mark(row: Listed, turn: int, quiet: set[int]) -> str:
    """Return how somebody is marked whose turn it is."""
    if row.person.pk in quiet:
        return "absent"
    if row.how != "present" or turn % 11:
        return row.how
    return "excused" if turn % 2 else "absent"
