"""Reads of attendance: whom a sheet lists, a unit's year, what the units above see, one's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr

from aoxanh.attendance.models import Attendance, Gathering, percent
from aoxanh.attendance.reckoning import Mark, Tally, marks_of, standing
from aoxanh.membership.kinds import OVERLAYS
from aoxanh.membership.models import Overlay
from aoxanh.membership.periods import month_of, months, months_back
from aoxanh.org.kinds import KINDS
from aoxanh.org.models import LABEL, UnitVersion
from aoxanh.people.models import Affiliation, Person

MOST = 500
#: What keeps somebody from taking part at home: they are excused until somebody says otherwise.
ELSEWHERE = ("temporary", "away", "abroad", "suspended", "postponed")
#: Members of other branches who may take part here (R-TMP-02, R-RES-02).
HOSTED = ("temporary", "residence")
HOLDING = [code for code, kind in KINDS.items() if kind.has_members]


@dataclass
class Listed:
    """Somebody on a sheet: how they are marked, and why they are excused or a guest."""

    person: Person
    how: str
    reason: Any = ""
    guest: bool = False
    was: str = ""

    @property
    def uid(self) -> str:
        """Return what the row's answer is named by."""
        return str(self.person.uid)


def member_ids(unit_id: int, day: dt.date) -> set[int]:
    """Return who was a member of a unit on a day: one query."""
    return set(of_unit(unit_id, day).values_list("pk", flat=True))


def guest_ids(unit_id: int, day: dt.date) -> set[int]:
    """Return who was active there as a guest on a day: two queries."""
    return {row.person.pk for row in guests_on(unit_id, day)}


def of_unit(unit_id: int, day: dt.date) -> QuerySet[Person]:
    """Return the members of a unit on a day."""
    here = Affiliation.objects.as_of(day).filter(unit_id=unit_id, role="member").values("person_id")
    return Person.objects.known().filter(pk__in=here)


def guests_on(unit_id: int, day: dt.date) -> list[Listed]:
    """Return who is active at a unit for a time, or where they live, without being its member, by name: one query."""
    rows = (
        Overlay.objects.as_of(day)
        .filter(unit_id=unit_id, what__in=HOSTED, person__merged_into=None)
        .exclude(person__in=of_unit(unit_id, day))
        .select_related("person")
        .order_by("person__sort_key", "person_id")
    )
    found = {
        row.person_id: Listed(row.person, "absent", OVERLAYS[row.what].title, guest=True) for row in rows
    }
    return list(found.values())


def listed_on(unit_id: int, day: dt.date) -> list[Listed]:
    """Return the sheet to fill in for a day, members by name and then guests: three queries.

    Everybody is present; who is elsewhere, or whose activity is put off or suspended, is excused with the reason.
    """
    people = list(of_unit(unit_id, day).order_by("sort_key", "pk"))
    held = Overlay.objects.as_of(day).filter(person__in=[one.pk for one in people], what__in=ELSEWHERE)
    why = {pk: OVERLAYS[what].title for pk, what in held.values_list("person_id", "what")}
    rows = [Listed(one, "excused" if one.pk in why else "present", why.get(one.pk, "")) for one in people]
    return [*rows, *guests_on(unit_id, day)]


def marked(gathering: Gathering) -> list[Listed]:
    """Return a gathering's sheet as it is marked, members by name and then guests: one query."""
    rows = Attendance.objects.filter(gathering=gathering, person__merged_into=None).select_related("person")
    rows = rows.order_by("guest", "person__sort_key", "person_id")
    return [Listed(row.person, row.how, guest=row.guest, was=row.how) for row in rows]


@dataclass
class Cell:
    """A month of somebody's year: what they were marked there, and whether anything lists them."""

    month: dt.date
    tally: Tally = field(default_factory=Tally)

    @property
    def state(self) -> str:
        """Return what says most of the month: present, excused, absent, or nothing."""
        return next((how for how in ("present", "excused", "absent") if getattr(self.tally, how)), "")


@dataclass
class Row:
    """A member's year: the months, the year's tally, and the months over without activity."""

    person: Person
    cells: list[Cell]
    tally: Tally
    inactive: list[dt.date]


def year_of(marks: Iterable[Mark], year: int, day: dt.date) -> tuple[list[Cell], Tally, list[dt.date]]:
    """Return somebody's year by month, its tally, and the months of it without activity."""
    cells = {month: Cell(month) for month in months(dt.date(year, 1, 1), dt.date(year, 12, 31))}
    rows = list(marks)
    for mark in rows:
        if not mark.guest or mark.how == "present":
            cells[month_of(mark.day)].tally.add(mark)
    stands = standing(rows, day)
    return list(cells.values()), stands.years.get(year, Tally()), stands.inactive


def sheet(
    version: UnitVersion, year: int, day: dt.date, *, after: int | None = None, size: int = MOST
) -> list[Row]:
    """Return the year of a unit's members, by name, or in the order of ids from `after` one: two queries."""
    found = of_unit(version.unit_id, day)
    found = found.order_by("sort_key", "pk") if after is None else found.filter(pk__gt=after).order_by("pk")
    people = list(found[:size])
    marks = marks_of([one.pk for one in people], dt.date(year, 1, 1), dt.date(year, 12, 31))
    return [Row(one, *year_of(marks[one.pk], year, day)) for one in people]


def gatherings(unit_id: int, year: int) -> QuerySet[Gathering]:
    """Return what a unit held in a year, the latest first; what was taken back stays to be seen."""
    return Gathering.objects.filter(unit_id=unit_id, day__year=year).order_by("-day", "-pk")


@dataclass
class Below:
    """A unit directly below and its branches: what they held in a year, who took part, how many met this month."""

    unit: UnitVersion
    branches: int = 0
    meetings: int = 0
    activities: int = 0
    percent: int | None = None
    met: int = 0

    @property
    def silent(self) -> int:
        """Return how many branches recorded no meeting this month (R-MTG-01)."""
        return self.branches - self.met


def below(version: UnitVersion, year: int, day: dt.date) -> list[Below]:
    """Return the units directly below with what the branches there and below held in a year: three queries."""
    units = list(UnitVersion.objects.as_of(day).filter(parent_id=version.unit_id).in_order())
    top = len(version.path) + LABEL
    inside = UnitVersion.objects.as_of(day).below(version.path, itself=False).filter(kind__in=HOLDING)
    branches = dict(
        inside.order_by().annotate(top=Substr("path", 1, top)).values("top").annotate(n=Count("pk")).values_list("top", "n")
    )  # fmt: skip
    stood = Gathering.objects.standing().filter(
        Q(unit__versions__ends_on=None) | Q(unit__versions__ends_on__gt=day), unit__versions__starts_on__lte=day,
        unit__versions__path__gte=version.path, unit__versions__path__lt=version.path + "~", day__year=year,
    )  # fmt: skip
    meeting = Q(kind="meeting")
    held = {
        row["top"]: row
        for row in stood.order_by().annotate(top=Substr("unit__versions__path", 1, top)).values("top").annotate(
            meetings=Count("pk", filter=meeting), activities=Count("pk", filter=~meeting), there=Sum("present"),
            due=Sum("listed") - Sum("excused"), met=Count("unit", filter=meeting & Q(day__gte=month_of(day)), distinct=True),
        )
    }  # fmt: skip
    found = []
    for unit in units:
        one = Below(unit, branches.get(unit.path, 0))
        if row := held.get(unit.path):
            one.meetings, one.activities, one.met = row["meetings"], row["activities"], row["met"]
            one.percent = percent(row["there"], row["due"])
        found.append(one)
    return found


def own(person: Person, year: int) -> list[Attendance]:
    """Return what somebody was listed for in a year, the latest first: one query."""
    rows = Attendance.objects.filter(person=person, gathering__taken_back_at=None, gathering__day__year=year)
    return list(rows.select_related("gathering").order_by("-gathering__day", "-gathering_id"))


def held_lately(unit_ids: Iterable[int], day: dt.date, span: int) -> dict[int, dict[str, Any]]:
    """Return by unit its meetings of the last `span` months that are over, of as many with this one, and what was before: one query."""
    this, before, lately = month_of(day), months_back(day, span), months_back(day, span - 1)
    stood = Gathering.objects.standing().filter(unit_id__in=list(unit_ids))
    rows = stood.order_by().values("unit_id").annotate(
        begun=Count("pk", filter=Q(day__lt=before)),
        before=Count("pk", filter=Q(kind="meeting", day__gte=before, day__lt=this)),
        now=Count("pk", filter=Q(kind="meeting", day__gte=lately)),
    )  # fmt: skip
    return {row["unit_id"]: dict(row) for row in rows}
