"""Where each step of a case is taken: the unit whose body decides, by the authority table of the day (R-ORG-10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from aoxanh.cases.models import Case
from aoxanh.cases.procedure import PROCEDURES, Step
from aoxanh.membership.rules import all_authorities, authorities_on
from aoxanh.membership.statute.titles import BODIES
from aoxanh.org.models import UnitVersion
from aoxanh.org.queries import names_on


@dataclass(frozen=True)
class Place:
    """Where a step is taken: the unit, its body's code ("" is the unit itself), and whether that is only assumed."""

    unit: UnitVersion
    body: str = ""
    assumed: bool = False

    @property
    def name(self) -> str:
        """Return the deciding body as a line of the book names it."""
        return f"{BODIES[self.body]} {self.unit.name}" if self.body else self.unit.name


class Map:
    """How some units and everything above them lay on a day: two queries, whatever their number."""

    def __init__(self, unit_ids: Iterable[int], day: dt.date) -> None:
        self.day = day
        own = names_on(set(unit_ids), day)
        above = {pk for version in own.values() for pk in version.ancestor_ids} - set(own)
        self.versions = own | (names_on(above, day) if above else {})
        self.authorities = all_authorities()

    def way_up(self, unit_id: int) -> list[UnitVersion]:
        """Return the unit and what stands above it, the unit first."""
        version = self.versions.get(unit_id)
        if version is None:
            return []
        ids = [version.unit_id, *reversed(version.ancestor_ids)]
        return [self.versions[pk] for pk in ids if pk in self.versions]

    def place(self, procedure: str, step: Step, unit_id: int) -> Place | None:
        """Return where a step on this unit's side is taken, on the map's day.

        With an authority: the nearest unit, itself or above, of a kind that has it; where no table row fits, the
        direct superior (the general rule of HD 20), marked as assumed.
        """
        way = self.way_up(unit_id)
        if not way:
            return None
        if not step.decides:
            return Place(way[0])
        way = way[1:] if step.above and len(way) > 1 else way
        rows = authorities_on(step.own or procedure, step.decides, self.day, self.authorities)
        for version in way:
            for row in rows:
                if version.kind in row.kinds:
                    return Place(version, row.body, row.sure == "assumed")
        nearest = way[1] if len(way) > 1 and not step.above else way[0]
        return Place(nearest, "executive_committee", assumed=True)


def map_of(cases: Iterable[Case], day: dt.date) -> Map:
    """Return the map for both sides of some cases."""
    rows = list(cases)
    return Map({c.unit_id for c in rows} | {c.target_id for c in rows if c.target_id}, day)


def place_of(case: Case, step: Step, on: Map) -> Place | None:
    """Return where a case takes a step."""
    unit_id = case.target_id if step.side == "target" else case.unit_id
    return on.place(case.procedure, step, unit_id) if unit_id else None


def title_of(code: str) -> str:
    """Return what a procedure is called."""
    plug = PROCEDURES.get(code)
    return str(plug.title) if plug else code
