"""The register of rewards of a unit and below: of members by the lines of their books, of units by their done cases (P13).

A reward belongs to the register of a unit when its person or unit stood there on the day it was granted.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.models import Case, CaseMove
from aoxanh.membership.models import BookEntry
from aoxanh.membership.registers import CHUNK, Register, lines_of, lying_inside, places_of
from aoxanh.membership.statute.titles import REWARDS
from aoxanh.org.models import UnitVersion, path_condition
from aoxanh.org.queries import names_on
from aoxanh.people.lists import BOOK_ROLES
from aoxanh.people.models import Affiliation, Person

REGISTER = Register("rewards", _("Register of rewards"), ("rewarded",), "HD 20 §22")
#: In this order on one day.
UNITS, PEOPLE = 0, 1


@dataclass(frozen=True)
class Granted:
    """A reward: when, what, who or which unit, the unit they were in or the one above it, and the decision."""

    on: dt.date
    side: int
    pk: int
    form: str
    name: str
    unit: str
    number: str
    body: str
    person: Person | None = None
    case: Case | None = None

    @property
    def title(self) -> Any:
        """Return what the form is called; a line that does not say it is just a reward."""
        return REWARDS.get(self.form, _("Reward"))

    @property
    def cursor(self) -> str:
        """Return where the list goes on behind it."""
        return f"{self.on.isoformat()}.{self.side}.{self.pk}"


def granting(*procedures: str) -> QuerySet[CaseMove]:
    """Return the moves that ended cases about units as they asked: the records of these procedures."""
    found = CaseMove.objects.filter(case__person=None, case__procedure__in=procedures, case__state="done")
    return found.filter(act="agreed", to_step="").select_related("case")


def to_units(version: UnitVersion, first: dt.date, last: dt.date) -> QuerySet[CaseMove]:
    """Return the granting moves of rewards of units that lay at or below a unit on the day."""
    paths = places_of(version.unit_id, None)
    ever = UnitVersion.objects.filter(path_condition(paths)).order_by().values("unit_id")
    lay = Exists(lying_inside(paths, OuterRef("case__unit"), OuterRef("on")))
    return granting("unit_reward").filter(lay, case__unit__in=ever, on__gte=first, on__lte=last)


def to_people(version: UnitVersion, first: dt.date, last: dt.date) -> QuerySet[BookEntry]:
    """Return the lines of rewards of people who stood at or below a unit on the day; lines taken back are left out."""
    found: QuerySet[BookEntry] = lines_of(REGISTER, version, first, last)
    return found


def sums(version: UnitVersion, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """Return how many units and people received each form in a period: two queries."""
    tally: dict[str, list[int]] = {}
    people = to_people(version, first, last).order_by().values("facts").annotate(n=Count("pk"))
    rows = [(facts, PEOPLE, n) for facts, n in people.values_list("facts", "n")]
    rows += [
        (facts, UNITS, 1) for facts in to_units(version, first, last).values_list("case__facts", flat=True)
    ]
    for facts, side, n in rows:
        tally.setdefault(str(json.loads(facts).get("reward", "")), [0, 0])[side] += n
    order = [*REWARDS, *(code for code in tally if code not in REWARDS)]
    return [
        {"form": code, "title": REWARDS.get(code, _("Reward")), "units": tally[code][UNITS], "people": tally[code][PEOPLE]}
        for code in order if code in tally
    ]  # fmt: skip


def page(
    version: UnitVersion, first: dt.date, last: dt.date, cursor: str, size: int
) -> tuple[list[Granted], str]:
    """Return a page of the register in the order of its days, and the cursor of the next: its cost does not grow."""
    day, side, pk = read_cursor(cursor)
    units, people = to_units(version, first, last), to_people(version, first, last)
    if day is not None:
        behind = Q(on__gt=day) | (Q(on=day, pk__gt=pk) if side == UNITS else Q(pk=None))
        units = units.filter(behind)
        people = people.filter(
            Q(effective_on__gt=day) | Q(effective_on=day, pk__gt=pk if side == PEOPLE else 0)
        )
    some = list(units.order_by("on", "pk")[: size + 1])
    others = list(people.order_by("effective_on", "pk")[: size + 1])
    rows = sorted(
        [*of_units(some, last), *of_people(others, last)], key=lambda row: (row.on, row.side, row.pk)
    )
    return rows[:size], rows[size - 1].cursor if len(rows) > size else ""


def read_cursor(cursor: str) -> tuple[dt.date | None, int, int]:
    """Return a cursor's day, side and number; the beginning for one that was never given out."""
    day, _dot, rest = cursor.partition(".")
    side, _dot, pk = rest.partition(".")
    try:
        on = dt.date.fromisoformat(day)
    except ValueError:
        return None, 0, 0
    known = side in {str(UNITS), str(PEOPLE)} and pk.isascii() and pk.isdigit() and len(pk) < 19
    return (on, int(side), int(pk)) if known else (None, 0, 0)


def walk(version: UnitVersion, first: dt.date, last: dt.date) -> Iterator[Granted]:
    """Walk the whole register, some hundred rows at a time."""
    cursor = ""
    while True:
        rows, cursor = page(version, first, last, cursor, CHUNK)
        yield from rows
        if not cursor:
            return


def of_units(moves: list[CaseMove], day: dt.date) -> list[Granted]:
    """Return rewards of units as the register shows them: two queries."""
    units = names_on({move.case.unit_id for move in moves}, day)
    above = names_on({unit.parent_id for unit in units.values() if unit.parent_id}, day)
    found = []
    for move in moves:
        unit, case = units.get(move.case.unit_id), move.case
        higher = above.get(unit.parent_id or 0) if unit else None
        form = str(case.details.get("reward", ""))
        found.append(
            Granted(
                move.on or day, UNITS, move.pk, form, unit.name if unit else "", higher.name if higher else "",
                move.decision_number, move.decision_body, case=case,
            )
        )  # fmt: skip
    return found


def of_people(lines: list[BookEntry], day: dt.date) -> list[Granted]:
    """Return rewards of people as the register shows them, each with where they stood on the day: two queries."""
    stood = Affiliation.objects.filter(
        person__in={line.person_id for line in lines}, known_until=None, role__in=BOOK_ROLES
    )
    places: dict[int, list[Affiliation]] = {}
    for row in stood.order_by("starts_on", "pk"):
        places.setdefault(row.person_id, []).append(row)
    names = names_on({row.unit_id for some in places.values() for row in some}, day)
    found = []
    for line in lines:
        at = [row for row in places.get(line.person_id, []) if row.starts_on <= line.effective_on]
        unit = names.get(at[-1].unit_id) if at else None
        found.append(
            Granted(
                line.effective_on, PEOPLE, line.pk, str(line.details.get("reward", "")), line.person.full_name,
                unit.name if unit else "", line.decision_number, line.decision_body, person=line.person,
            )
        )  # fmt: skip
    return found
