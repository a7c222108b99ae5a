"""Reads of training: which programme holds where, who is on a branch's list, how far units below are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import names_on
from aoxanh.people.models import Affiliation, Person
from aoxanh.training.models import Registration, Sheet, TrainingProgram
from aoxanh.training.scoring import Points

MOST = 500
#: How far the evaluation of a branch is, in the order a bar shows it.
PROGRESS = ("registered", "evaluated", "submitted_up", "approved")
STEPS = ("not_evaluated", "evaluated", "submitted_up", "approved")


def programmes() -> dict[tuple[int, str], TrainingProgram]:
    """Return the programme that holds for each year and span, the newest year first: one query."""
    found: dict[tuple[int, str], TrainingProgram] = {}
    for program in TrainingProgram.objects.order_by("-year", "span", "-version"):
        found.setdefault((program.year, program.span), program)
    return found


def spans_of(versions: Iterable[UnitVersion], day: dt.date) -> dict[int, str]:
    """Return by which year each branch trains: the school year in schools, the calendar year elsewhere (R-EVL-03).

    A branch without a sector of its own is of the sector of the nearest unit above that has one.
    """
    rows = list(versions)
    above = {pk for v in rows if not v.sector for pk in v.ancestor_ids}
    names = names_on(above, day) if above else {}
    found = {}
    for version in rows:
        ways = [names[pk].sector for pk in reversed(version.ancestor_ids) if pk in names]
        sector = version.sector or next((s for s in ways if s), "")
        found[version.unit_id] = "school" if sector == "school" else "year"
    return found


def span_of(version: UnitVersion, day: dt.date) -> str:
    """Return by which year a branch trains."""
    return spans_of([version], day)[version.unit_id]


def chosen(
    known: dict[tuple[int, str], TrainingProgram], span: str, year: int | None, day: dt.date
) -> TrainingProgram | None:
    """Return the programme of a year, or without one the programme of the day; else the latest there is."""
    mine = [program for (_year, of), program in known.items() if of == span]
    if year is not None:
        return next((p for p in mine if p.year == year), None)
    now = next((p for p in mine if p.starts_on <= day < p.ends_on), None)
    return now or next(iter(mine), None)


def list_day(program: TrainingProgram) -> dt.date:
    """Return the day on which membership decides who is on the list: today, and afterwards the programme's last day."""
    return min(today(), program.ends_on - dt.timedelta(days=1))


def members_on(unit_id: int, day: dt.date) -> set[int]:
    """Return who is a member of a branch on a day: one query."""
    rows = Affiliation.objects.as_of(day).filter(unit_id=unit_id, role="member")
    return set(rows.values_list("person_id", flat=True))


def home_of(person: Person, day: dt.date) -> UnitVersion | None:
    """Return the branch somebody is a member of on a day."""
    row = Affiliation.objects.as_of(day).filter(person=person, role="member").first()
    return names_on([row.unit_id], day).get(row.unit_id) if row else None


@dataclass
class Row:
    """A member on a branch's list: their registration, if any, and the sheet of each side."""

    person: Person
    registration: Registration | None = None
    sheets: dict[str, Sheet] = field(default_factory=dict)
    own: bool = False
    chosen: bool = False

    @property
    def uid(self) -> str:
        """Return what the row is chosen by."""
        return str(self.person.uid)

    @property
    def state(self) -> str:
        """Return how the registration stands."""
        return self.registration.state if self.registration else "not_registered"

    @property
    def stage(self) -> str:
        """Return how far the evaluation is."""
        return self.registration.stage if self.registration else "not_evaluated"

    @property
    def is_open(self) -> bool:
        """Whether the branch still has it."""
        return self.registration is None or self.registration.is_open

    @property
    def in_party(self) -> bool:
        """Whether the person is in the Party: evaluated, the result passed to the chi bộ, not classified (R-TRN-01)."""
        return bool(self.person.party_official_on or self.person.party_probationary_on)

    def points(self, side: str) -> Points | None:
        """Return the points a side gave."""
        sheet = self.sheets.get(side)
        return sheet.points if sheet else None

    def total(self, side: str) -> int | None:
        """Return the sum of a side's whole sheet."""
        sheet = self.sheets.get(side)
        return sheet.total if sheet and sheet.whole else None

    @property
    def totals(self) -> dict[str, int | None]:
        """Return the sums of all sides."""
        return {side: self.total(side) for side in ("self", "branch", "superior")}


def rows_of(unit_id: int, program: TrainingProgram, *, people: Iterable[int] | None = None) -> list[Row]:
    """Return the members on a branch's list, in order, with registrations and sheets: four queries."""
    ids = members_on(unit_id, list_day(program))
    if people is not None:
        ids &= set(people)
    persons = list(Person.objects.known().filter(pk__in=ids).order_by("sort_key", "pk")[:MOST])
    registrations = {
        r.person_id: r
        for r in Registration.objects.filter(program=program, person__in=[p.pk for p in persons])
    }
    sheets: dict[int, dict[str, Sheet]] = defaultdict(dict)
    for sheet in Sheet.objects.filter(registration__in=[r.pk for r in registrations.values()]):
        sheets[sheet.registration_id][sheet.side] = sheet
    found = []
    for person in persons:
        registration = registrations.get(person.pk)
        if registration:
            registration.person = person
        found.append(Row(person, registration, sheets[registration.pk] if registration else {}))
    return found


def counted(rows: Iterable[Row]) -> dict[str, int]:
    """Return how many of these are at each state and stage."""
    counts: dict[str, int] = defaultdict(int, all=0, registered=0)
    for row in rows:
        counts["all"] += 1
        counts["registered"] += row.registration is not None
        counts[f"state:{row.state}"] += 1
        counts[f"stage:{row.stage}"] += 1
    return counts


@dataclass
class Progress:
    """How far the branches of one unit below are: members, and of them how many have come how far."""

    unit: UnitVersion
    members: int = 0
    branches: int = 0
    behind: int = 0
    figures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PROGRESS, 0))

    def add(self, members: int, figures: dict[str, int]) -> None:
        """Add a branch."""
        self.members, self.branches = self.members + members, self.branches + 1
        self.behind += members > figures.get("submitted_up", 0)
        for key in PROGRESS:
            self.figures[key] += figures.get(key, 0)


def board(version: UnitVersion, year: int, day: dt.date) -> list[Progress]:
    """Return the units directly below with how far the branches of each are: a fixed number of queries, at any size."""
    versions = UnitVersion.objects.as_of(day).below(version.path, itself=False).in_order()
    units = list(versions)
    below = {v.unit_id: Progress(v) for v in units if v.parent_id == version.unit_id}
    branches = [v for v in units if v.kind_data.has_members]
    known, spans, inside = programmes(), spans_of(branches, day), versions.order_by().values("unit_id")
    depth = len(version.ancestor_ids) + 1
    figures = {
        span: reached(inside, known[year, span]) for span in ("year", "school") if (year, span) in known
    }
    for branch in branches:
        way = [*branch.ancestor_ids, branch.unit_id]
        place = below.get(way[depth])
        of = figures.get(spans[branch.unit_id])
        if place is not None and of is not None:
            place.add(*of.get(branch.unit_id, (0, {})))
    return [place for place in below.values() if place.members]


def reached(units: Any, program: TrainingProgram) -> dict[int, tuple[int, dict[str, int]]]:
    """Return of each branch how many members are on the list of a programme, and how many have come how far: two queries.

    Who is evaluated has registered, who was sent up was evaluated: each figure includes those further on.
    """
    here = Affiliation.objects.as_of(list_day(program)).filter(unit__in=units, role="member").order_by()
    members = dict(here.values_list("unit").annotate(n=Count("person", distinct=True)))
    stages: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(PROGRESS, 0))
    rows = here.filter(person__training__program=program).values_list("unit", "person__training__stage")
    for unit, stage, n in rows.annotate(n=Count("person", distinct=True)):
        for key in PROGRESS[: STEPS.index(stage) + 1]:
            stages[unit][key] += n
    return {unit: (n, stages.get(unit, {})) for unit, n in members.items()}


def waiting_at(unit_id: int) -> list[Row]:
    """Return what was sent up to a unit and waits there, with its sheets: two queries."""
    waiting = Registration.objects.filter(to_id=unit_id, stage="submitted_up").select_related(
        "person", "program", "unit"
    )
    registrations = list(waiting.order_by("unit", "person__sort_key", "pk")[:MOST])
    sheets: dict[int, dict[str, Sheet]] = defaultdict(dict)
    for sheet in Sheet.objects.filter(registration__in=registrations):
        sheets[sheet.registration_id][sheet.side] = sheet
    return [Row(r.person, r, sheets[r.pk]) for r in registrations]
