"""The period report: members at the start, in and out by every kind, members at the end, line by line (proof L3, L4).

Heads are read from the rollups of the book, never counted. The tree may change within the period: a branch that is
placed under another unit leaves one line and enters another with all its heads, on its day, so that every line closes
by itself. A line or sum that does not close is a fault and is never shown.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum

from aoxanh.membership.models import BookEntry, Delta, Tally
from aoxanh.org.models import LABEL, UnitVersion, label_of, path_condition
from aoxanh.org.queries import names_on
from aoxanh.people.models import Affiliation, known_at, known_before
from aoxanh.statistics.periods import Period

#: Kinds in the order a report prints them; what came and went with whole units follows.
IN = ("admitted", "enrolled", "arrived", "reinstated", "carried", "transferred_in", "reorganised_in")
OUT = (
    "transferred_out",
    "reorganised_out",
    "departed",
    "matured",
    "removed",
    "expelled",
    "resigned",
    "deceased",
    "merged",
)
KINDS = (*IN, *OUT)
FOREVER = dt.date.max


class DoesNotClose(RuntimeError):  # noqa: N818 - says what is wrong
    """A report whose parts do not add up: a fault of ours or of the data; it is not printed."""


@dataclass
class Line:
    """One unit's line: heads at the start, by kind of movement, with whole units, and at the end.

    `unit_id` is None for the sum. `moved` holds positive and negative heads by kind.
    """

    unit_id: int | None
    name: str = ""
    ended: bool = False
    opening: int = 0
    moved: Counter[str] = field(default_factory=Counter)
    came: int = 0
    went: int = 0
    closing: int = 0

    def check(self) -> None:
        """Refuse a line that does not close (proof L3)."""
        found = self.opening + sum(self.moved.values()) + self.came - self.went
        if found != self.closing:
            message = f"unit {self.unit_id}: {found} by movements, {self.closing} at the end"
            raise DoesNotClose(message)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.opening or self.closing or self.came or self.went or any(self.moved.values()))


@dataclass(frozen=True)
class WithUnit:
    """A unit that entered (positive heads) or left (negative) a line with its members on a day."""

    line_id: int
    unit_id: int
    on: dt.date
    heads: int


@dataclass
class Report:
    """A period report of one unit."""

    unit_id: int
    name: str
    period: Period
    known_on: dt.date | None
    lines: list[Line]
    total: Line
    sizes: dict[int, int]

    @property
    def kinds(self) -> list[str]:
        """Return the kinds of movement that occur, in order."""
        seen = {kind for line in (*self.lines, self.total) for kind, n in line.moved.items() if n}
        return [kind for kind in KINDS if kind in seen]

    def figures(self) -> dict[str, Any]:
        """Return the report as plain values: what is issued, compared and given to scripts."""
        return {
            "unit": self.unit_id, "name": self.name, "first": str(self.period.first), "last": str(self.period.last),
            "lines": [told(line) for line in self.lines], "total": told(self.total),
        }  # fmt: skip


def told(line: Line) -> dict[str, Any]:
    """Return a line as plain values."""
    return {
        "unit": line.unit_id, "name": line.name, "opening": line.opening, "closing": line.closing, "came": line.came,
        "went": line.went, "moved": {kind: line.moved[kind] for kind in KINDS if line.moved[kind]},
    }  # fmt: skip


def report(version: UnitVersion, period: Period, known_on: dt.date | None = None) -> Report:
    """Return the period report of a unit: a fixed number of queries. Raises DoesNotClose."""
    heads = Heads(version.unit_id, period, known_on)
    lines = heads.tallied(lambda path: line_of(path, version.unit_id))
    total = heads.tallied(lambda _path: version.unit_id)[version.unit_id]
    total.unit_id, total.name = None, version.name
    names = names_on(list(lines), period.last)
    for line in lines.values():
        found = names.get(line.unit_id or 0)
        line.name, line.ended = (
            found.name if found else "",
            bool(found and found.ends_on and found.ends_on <= period.last),
        )
    told_lines = sorted(
        (n for n in lines.values() if not n.empty), key=lambda n: names[n.unit_id or 0].sort_key
    )
    check(told_lines, total)
    return Report(version.unit_id, version.name, period, known_on, told_lines, total, heads.sizes())


def units_moved(
    version: UnitVersion, period: Period, known_on: dt.date | None, line_id: int | None
) -> list[WithUnit]:
    """Return the units behind "came with units" and "went with units" of one line, or of the sum for None."""
    heads = Heads(version.unit_id, period, known_on)
    found = heads.with_units(
        (lambda _path: version.unit_id) if line_id is None else (lambda path: line_of(path, version.unit_id))
    )
    return sorted((w for w in found if line_id in {None, w.line_id}), key=lambda w: (w.on, w.unit_id))


def check(lines: list[Line], total: Line) -> None:
    """Refuse a report whose lines, sums or moves do not close."""
    for line in (*lines, total):
        line.check()
    if (sum(n.opening for n in lines), sum(n.closing for n in lines)) != (total.opening, total.closing):
        message = "the lines do not add up to the sum"
        raise DoesNotClose(message)
    for kind in KINDS:
        if (
            not kind.startswith(("transferred", "reorganised"))
            and sum(n.moved[kind] for n in lines) != total.moved[kind]
        ):
            raise DoesNotClose(kind)


def line_of(path: str, unit_id: int) -> int:
    """Return under which line a path is counted: the unit directly below, or the unit itself."""
    place = path.index(label_of(unit_id)) if unit_id else 0
    while place % LABEL:
        place = path.index(label_of(unit_id), place + 1)
    below = path[place + LABEL : place + 2 * LABEL]
    return int(below, 36) if below else unit_id


class Heads:
    """The heads of every unit that stood below a unit within a period, and where each stood."""

    def __init__(self, unit_id: int, period: Period, known_on: dt.date | None) -> None:
        self.period, self.known_on = period, known_on
        overlapping = UnitVersion.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=period.eve), starts_on__lte=period.last
        )
        paths = list(overlapping.filter(unit_id=unit_id).values_list("path", flat=True))
        self.inside_ever = overlapping.filter(path_condition(paths))
        self.places: dict[int, list[tuple[dt.date, dt.date, str]]] = defaultdict(list)
        for pk, start, end, path in self.inside_ever.order_by("unit_id", "starts_on").values_list("unit_id", "starts_on", "ends_on", "path"):  # fmt: skip
            self.places[pk].append((start, end or FOREVER, path))
        ids = self.inside_ever.order_by().values("unit_id")
        begun = UnitVersion.objects.filter(
            unit_id__in=ids, starts_on__gt=period.eve, starts_on__lte=period.last
        )
        self.begins = set(begun.values_list("unit_id", "starts_on"))
        self.read(ids)
        self.read_moves(ids)

    def read(self, ids: Any) -> None:
        """Read the opening heads and the movements of the period, by unit."""
        self.opening: Counter[int] = Counter()
        self.deltas: dict[int, list[tuple[dt.date, str, int]]] = defaultdict(list)
        for rows in self.sources():
            of = rows.filter(unit_id__in=ids).order_by()
            for pk, n in of.filter(on__lte=self.period.eve).values_list("unit_id").annotate(n=Sum("n")):
                self.opening[pk] += n
            within = of.filter(on__gt=self.period.eve, on__lte=self.period.last)
            for pk, on, kind, n in within.values_list("unit_id", "on", "kind").annotate(total=Sum("n")):
                self.deltas[pk].append((on, kind, n))

    def sources(self) -> list[Any]:
        """Return what heads are summed from: rollups and what waits for them, or what was known by a day."""
        if self.known_on:
            return [Delta.objects.filter(known_from__lt=known_before(self.known_on))]
        return [Tally.objects.all(), Delta.objects.filter(folded=False)]

    def before(self, unit_id: int, day: dt.date) -> int:
        """Return a unit's heads on the eve of a day of the period."""
        return self.opening[unit_id] + sum(n for on, _kind, n in self.deltas[unit_id] if on < day)

    def tallied(self, line_at: Callable[[str], int]) -> dict[int, Line]:
        """Return the lines: `line_at(path)` names the one a unit is counted under while it has that path.

        Who moved between two units of one line did not leave it: in and out cancel (proof L4).
        """
        lines: dict[int, Line] = defaultdict(lambda: Line(None))
        stretches = {
            pk: joined(places, line_at, self.period, self.stays(pk)) for pk, places in self.places.items()
        }
        for pk, some in stretches.items():
            for start, end, line_id in some:
                line = lines[line_id]
                line.unit_id = line_id
                if start <= self.period.eve:
                    line.opening += self.opening[pk]
                else:
                    line.came += self.before(pk, start)
                for on, kind, n in self.deltas[pk]:
                    if start <= on < end:
                        line.moved[kind] += n
                if end > self.period.last:
                    line.closing += self.before(pk, FOREVER)
                else:
                    line.went += self.before(pk, end)
        for (source, goal, day, kind), n in self.moves.items():
            left, came = under(stretches, source, day), under(stretches, goal, day)
            if left is not None and left == came:
                lines[left].moved[f"{kind}_out"] += n
                lines[left].moved[f"{kind}_in"] -= n
        return lines

    def with_units(self, line_at: Callable[[str], int]) -> list[WithUnit]:
        """Return the units that entered or left a line with all their heads, on their days."""
        found = []
        for pk, places in self.places.items():
            for start, end, line_id in joined(places, line_at, self.period, self.stays(pk)):
                came, went = self.before(pk, start), self.before(pk, end)
                if start > self.period.eve and came:
                    found.append(WithUnit(line_id, pk, start, came))
                if end <= self.period.last and went:
                    found.append(WithUnit(line_id, pk, end, -went))
        return found

    def stays(self, unit_id: int) -> Callable[[dt.date], bool]:
        """Return whether a unit that leaves its place on a day has ended there: its last line keeps what leaves it."""
        return lambda day: (unit_id, day) not in self.begins

    def sizes(self) -> dict[int, int]:
        """Return the heads of each unit at the end of the period, those that stand then."""
        return {
            pk: self.before(pk, FOREVER) for pk, places in self.places.items() if any(s <= self.period.last < e for s, e, _p in places)
        }  # fmt: skip

    def read_moves(self, ids: Any) -> None:
        """Read who moved from one unit inside to another: by the two units, the day and the kind of line."""
        left = Affiliation.objects.filter(
            known_at(self.known_on), role="member", person=OuterRef("person"), ends_on=OuterRef("starts_on"), unit__in=ids,
        ).exclude(unit=OuterRef("unit"))  # fmt: skip
        lines = BookEntry.objects.filter(
            person=OuterRef("person"), effective_on=OuterRef("starts_on"), kind="reorganised"
        )
        came = Affiliation.objects.filter(
            known_at(self.known_on), role="member", unit__in=ids, starts_on__gt=self.period.eve, starts_on__lte=self.period.last,
        )  # fmt: skip
        found = came.annotate(
            source=Subquery(left.values("unit_id")[:1]), by_plan=Exists(lines.filter(unit=OuterRef("unit")))
        )
        rows = (
            found.exclude(source=None)
            .order_by()
            .values_list("source", "unit_id", "starts_on", "by_plan")
            .annotate(n=Count("pk"))
        )
        self.moves = {(a, b, day, "reorganised" if plan else "transferred"): n for a, b, day, plan, n in rows}


def under(stretches: dict[int, list[tuple[dt.date, dt.date, int]]], unit_id: int, day: dt.date) -> int | None:
    """Return the line a unit was counted under on a day."""
    return next((line for start, end, line in stretches.get(unit_id, ()) if start <= day < end), None)


def joined(
    places: list[tuple[dt.date, dt.date, str]],
    line_at: Callable[[str], int],
    period: Period,
    ended: Callable[[dt.date], bool],
) -> list[tuple[dt.date, dt.date, int]]:
    """Return the stretches a unit was counted under one line, neighbours joined; one that ends for good stays to the end."""
    kept: list[tuple[dt.date, dt.date, int]] = []
    for start, end, path in places:
        line = line_at(path)
        if kept and kept[-1][2] == line and kept[-1][1] == start:
            kept[-1] = (kept[-1][0], end, line)
        else:
            kept.append((start, end, line))
    if kept and kept[-1][1] <= period.last and ended(kept[-1][1]):
        kept[-1] = (kept[-1][0], FOREVER, kept[-1][2])
    return kept
