"""Reading what a plan reaches: the units it names with all below them, and who is in those it sends elsewhere."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from aoxanh.membership.models import Overlay
from aoxanh.membership.places import LIVING
from aoxanh.org.models import AdministrativeUnit, UnitVersion, UnitVersionQuerySet, ends_after, outermost
from aoxanh.people.lists import HAND_ROLES
from aoxanh.people.models import Affiliation
from aoxanh.reorganisation.forest import Forest, Node, Standing
from aoxanh.reorganisation.sorting import Sorting
from aoxanh.reorganisation.steps import Step, named_in

CHUNK = 5_000
PATHS = 200
HAND = tuple(code for code, _title in HAND_ROLES)
#: Who stays behind in a unit that ends: their story is over.
OVER = ("deceased", "merged")
NODE = (
    "unit_id",
    "code",
    "name",
    "kind",
    "parent_id",
    "short_name",
    "sector",
    "address",
    "administrative_unit_id",
)


def load(steps: Sequence[Step], day: dt.date) -> Forest:
    """Return the forest of a plan on its day: a fixed number of queries a 5,000 units."""
    standing = UnitVersion.objects.as_of(day)
    named = {v.code: v for v in chosen(standing, "code", named_in(steps))}
    nodes: dict[int, Node] = {}
    sources = [named[ref].path for ref in sorted(sources_of(steps)) if ref in named]
    inside = [row for rows in subtrees(standing, sources) for row in rows.values_list(*NODE)]
    above = {v.parent_id for v in named.values() if v.parent_id} - {v.unit_id for v in named.values()}
    parents = chosen(standing.values_list(*NODE), "unit_id", above)
    for row in [*inside, *parents, *(tuple(getattr(v, c) for c in NODE) for v in named.values())]:
        nodes[row[0]] = Node(*row)
        nodes[row[0]].origin = Node(*row)
    routed = [named[ref].unit_id for ref in routed_by(steps) if ref in named]
    return Forest(
        nodes=nodes, refs={code: v.unit_id for code, v in named.items()}, people=people_of(routed, day),
        whole={row[0] for row in inside}, places=places_named(steps, day), matches=Sorting(day),
    )  # fmt: skip


def subtrees(rows: UnitVersionQuerySet, paths: list[str]) -> Iterator[UnitVersionQuerySet]:
    """Yield the versions below many paths, some hundred paths at a time."""
    tops = outermost(paths)
    for start in range(0, len(tops), PATHS):
        yield rows.within(tops[start : start + PATHS]).order_by("path")


def chosen(rows: Any, column: str, values: Iterable[Any]) -> Iterator[Any]:
    """Yield the rows with one of many values, some thousands at a time."""
    wanted = sorted(values)
    for start in range(0, len(wanted), CHUNK):
        yield from rows.filter(**{f"{column}__in": wanted[start : start + CHUNK]})


def sources_of(steps: Iterable[Step]) -> set[str]:
    """Return the units whose whole subtrees a plan touches; those it only places something under are left out."""
    found: set[str] = set()
    for step in steps:
        found |= {step.unit, *step.units}
        if step.do == "merge":
            found.add(step.to)
        for part in step.parts:
            found |= set(part.units)
    return found - {""}


def routed_by(steps: Iterable[Step]) -> set[str]:
    """Return the units whose people a plan sends elsewhere."""
    found: set[str] = set()
    for step in steps:
        if step.do in {"merge", "consolidate"}:
            found |= set(step.units)
        elif step.do in {"split", "dissolve"}:
            found.add(step.unit)
    return found


def people_of(unit_ids: Iterable[int], day: dt.date) -> dict[int, list[Standing]]:
    """Return everybody on these units' lists on the day and later, and their guests; who is over stays behind."""
    found: dict[int, list[Standing]] = defaultdict(list)
    lists = (
        Affiliation.objects.filter(ends_after(day), known_until=None).exclude(role__in=OVER).order_by("pk")
    )
    columns = ("person_id", "role", "unit_id", "pk", "starts_on", "ends_on")
    for person_id, role, unit_id, row, starts_on, ends_on in chosen(
        lists.values_list(*columns), "unit_id", unit_ids
    ):
        found[unit_id].append(Standing(person_id, role, unit_id, unit_id, row, starts_on, ends_on))
    guests = Overlay.objects.filter(ends_after(day), known_until=None).order_by("pk")
    hosted = ("person_id", "what", "unit_id", "pk", "starts_on", "ends_on", "opened_by")
    for person_id, what, unit_id, row, starts_on, ends_on, line in chosen(
        guests.values_list(*hosted), "unit_id", unit_ids
    ):
        found[unit_id].append(
            Standing(person_id, f"guest:{what}", unit_id, unit_id, row, starts_on, ends_on, line)
        )
    return dict(found)


def places_named(steps: Iterable[Step], day: dt.date) -> dict[str, int]:
    """Return the country's units of the day the steps name by code; a commune before a district before a province."""
    codes = set()
    for step in steps:
        codes |= {new.place for new in (step.new, *(part.new for part in step.parts)) if new}
        codes.add(dict(step.fields or {}).get("place", ""))
    found: dict[str, int] = {}
    standing = AdministrativeUnit.objects.filter(ends_after(day), starts_on__lte=day).order_by("-level")
    for pk, code in chosen(standing.values_list("pk", "code"), "code", codes - {""}):
        found.setdefault(code, pk)
    return found


def census(unit_ids: Iterable[int], day: dt.date) -> tuple[dict[tuple[int, str], int], dict[str, list[int]]]:
    """Return how many stand on each unit's lists on the day, by unit and status, and who, by status."""
    counts: dict[tuple[int, str], int] = defaultdict(int)
    people: dict[str, list[int]] = defaultdict(list)
    lists = Affiliation.objects.as_of(day).exclude(role__in=OVER).order_by()
    for unit_id, role, person_id in chosen(
        lists.values_list("unit_id", "role", "person_id"), "unit_id", unit_ids
    ):
        counts[unit_id, role] += 1
        people[role].append(person_id)
    return counts, people


def doubles(sent: Iterable[Standing]) -> None:
    """Mark who stands on the list of the unit they come to already, or comes there from two units."""
    by_hand = [who for who in sent if who.role in HAND and who.unit is not None]
    rows = Affiliation.objects.filter(known_until=None, ends_on=None, role__in=HAND)
    columns = ("person_id", "unit_id", "role")
    seen = set(
        chosen(rows.values_list(*columns), "unit_id", {who.unit for who in by_hand if (who.unit or 0) > 0})
    )
    for who in by_hand:
        key = (who.person_id, who.unit, who.role)
        who.double = who.ends_on is None and key in seen
        seen.add(key)


def guests_at_home(sent: Iterable[Standing], day: dt.date) -> list[Standing]:
    """Mark guests who come to their own home unit, and return the rows of who comes home to where they were a guest.

    A guest is somebody of elsewhere (R-TMP-01, R-RES-01): their time as a guest ends with the plan.
    """
    sent = list(sent)
    homes = {who.person_id: who.unit for who in sent if who.role in LIVING and who.unit is not None}
    guests = [who for who in sent if who.role.startswith("guest:") and who.unit is not None]
    stay = {who.person_id for who in guests} - set(homes)
    rows = Affiliation.objects.as_of(day).filter(role__in=LIVING)
    homes |= dict(chosen(rows.values_list("person_id", "unit_id"), "person_id", stay))
    for who in guests:
        who.double = homes[who.person_id] == who.unit if who.person_id in homes else False
    hosted = Overlay.objects.filter(ends_after(day), known_until=None).exclude(unit=None).order_by("pk")
    columns = ("person_id", "what", "unit_id", "pk", "starts_on", "ends_on", "opened_by")
    carried = {who.row for who in guests}
    return [
        Standing(person_id, f"guest:{what}", unit_id, unit_id, row, starts_on, ends_on, line, double=True)
        for person_id, what, unit_id, row, starts_on, ends_on, line in chosen(hosted.values_list(*columns), "person_id", homes)
        if homes[person_id] == unit_id and row not in carried
    ]  # fmt: skip
