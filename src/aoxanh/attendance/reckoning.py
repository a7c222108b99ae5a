"""Who took part in what: months without activity, and the share of what somebody was listed for.

A month is without activity when a unit listed somebody at something it held in it, and they were absent, without an
excuse, at all of it. A month in which nothing lists them says nothing (design): nobody is inactive because the paper book
was not entered.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from aoxanh.attendance.models import Attendance, percent
from aoxanh.membership.periods import month_of

#: So many years before the one asked for are looked at.
YEARS = 2


class Mark(NamedTuple):
    """How somebody is marked at a gathering of a kind on a day; a guest is counted where they are, missed nowhere."""

    day: dt.date
    kind: str
    how: str
    guest: bool = False


@dataclass
class Tally:
    """What somebody was listed for over a time, and how they are marked there; `missed`: branch meetings among the absences."""

    present: int = 0
    excused: int = 0
    absent: int = 0
    missed: int = 0

    @property
    def due(self) -> int:
        """Return how many gatherings they should have taken part in: their real time (R-EVL-01)."""
        return self.present + self.absent

    @property
    def share(self) -> Fraction | None:
        """Return which share of those they took part in; None where there were none."""
        return Fraction(self.present, self.due) if self.due else None

    @property
    def percent(self) -> int | None:
        """Return the share in whole percent, rounded down."""
        return percent(self.present, self.due)

    def add(self, mark: Mark) -> None:
        """Count a mark."""
        setattr(self, mark.how, getattr(self, mark.how) + 1)
        self.missed += mark.how == "absent" and mark.kind == "meeting"


@dataclass
class Standing:
    """How somebody stands: months over without activity, months with some (first days, oldest first), tallies by year."""

    inactive: list[dt.date] = field(default_factory=list)
    active: list[dt.date] = field(default_factory=list)
    years: dict[int, Tally] = field(default_factory=dict)


def standing(marks: Iterable[Mark], day: dt.date) -> Standing:
    """Return how one person stands on a day; the month of the day is not over."""
    months: dict[dt.date, bool] = {}
    years: dict[int, Tally] = defaultdict(Tally)
    for mark in marks:
        month = month_of(mark.day)
        if not mark.guest:
            years[mark.day.year].add(mark)
        if mark.how != "absent":
            months[month] = True
        elif not mark.guest:
            months.setdefault(month, False)
    return Standing(
        sorted(month for month, active in months.items() if not active and month < month_of(day)),
        sorted(month for month, active in months.items() if active),
        dict(years),
    )


def marks_of(person_ids: Iterable[int], first: dt.date, last: dt.date) -> dict[int, list[Mark]]:
    """Return how these people are marked at what was held from one day to another: one query."""
    found: dict[int, list[Mark]] = defaultdict(list)
    rows = Attendance.objects.filter(
        person_id__in=list(person_ids), gathering__taken_back_at=None, gathering__day__range=(first, last)
    )
    seen = rows.values_list("person_id", "gathering__day", "gathering__kind", "how", "guest")
    for pk, day, kind, how, guest in seen:
        found[pk].append(Mark(day, kind, how, guest))
    return found


def standings(person_ids: Iterable[int], day: dt.date) -> dict[int, Standing]:
    """Return how these people stand, by what was held this year and in the two before: one query."""
    ids = list(person_ids)
    marks = marks_of(ids, dt.date(day.year - YEARS, 1, 1), dt.date(day.year, 12, 31))
    return {pk: standing(marks[pk], day) for pk in ids}


def known(person_ids: list[int], day: dt.date) -> dict[int, dict[str, Any]]:
    """Return what cases are told of the attendance of those it is kept of here (R-DEL-01, P11, P12)."""
    return {
        pk: {"inactive": one.inactive, "active": one.active, "attended": one.years}
        for pk, one in standings(person_ids, day).items()
        if one.inactive or one.active or one.years
    }
