"""Attendance of the demo world: five branches met each month of the last year; some members missed the last of it."""

from __future__ import annotations

from aoxanh.attendance.forms import titled
from aoxanh.attendance.models import Gathering
from aoxanh.attendance.operations import Held, record_gathering
from aoxanh.attendance.queries import Listed, listed_on
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
        for n, month in enumerate(over):
            left = len(over) - n
            hold(version.unit, Held("meeting", month.replace(day=5), titled(month)), n, left)
            if title := ACTIVITIES.get(month.month):
                hold(version.unit, Held("activity", month.replace(day=20), title), n + 1, left)
    return Gathering.objects.count()


def hold(unit: Unit, held: Held, n: int, left: int) -> None:
    """Record one: two missed all of the last four months, one in eleven is away otherwise."""
    rows = [row for row in listed_on(unit.pk, held.day) if not row.guest]
    if not rows:
        return
    marks = {
        row.person.pk: mark(row, place, n, gone=left <= 4 and place >= len(rows) - 2)
        for place, row in enumerate(rows)
    }
    record_gathering(unit, actor=MACHINE, held=held, marks=marks)


def mark(row: Listed, place: int, n: int, *, gone: bool) -> str:
    """Return how somebody is marked at the n-th gathering."""
    if gone:
        return "absent"
    if row.how != "present" or (place + n) % 11:
        return row.how
    return "excused" if (place + n) % 2 else "absent"
