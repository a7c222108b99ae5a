"""The private steps of every change to the tree: amending versions and re-threading paths through time.

A change takes effect on a day and lasts until a later decision changed the same thing again. Moving a
unit rewrites the paths of everything below it, piece by piece where the places above changed in between.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from aoxanh.audit.objection import Objection
from aoxanh.org.keys import unit_search_key, unit_sort_key
from aoxanh.org.models import LABEL, MAX_DEPTH, Unit, UnitVersion, ends_after, label_of

FOREVER = dt.date.max
BATCH = 500


def set_keys(version: UnitVersion) -> None:
    """Compute the keys that follow from the names and the code."""
    version.sort_key = unit_sort_key(version.name)
    version.search = unit_search_key(version.name, version.short_name, version.code)


def split_at(version: UnitVersion, day: dt.date) -> UnitVersion:
    """Return the part of a version from `day` on, unsaved; the version itself then ends on `day`."""
    rest = UnitVersion(**{f.attname: getattr(version, f.attname) for f in UnitVersion._meta.concrete_fields})  # noqa: SLF001
    rest.pk, rest.starts_on = None, day
    version.ends_on = day
    return rest


def amend(unit: Unit, day: dt.date, **fields: Any) -> None:
    """Change fields of a unit from `day` until a later decision changed any of them again."""
    versions = list(unit.versions.filter(ends_after(day)).order_by("starts_on"))
    if not versions or versions[0].starts_on > day:
        raise Objection(_("The unit did not exist on that day."), field="effective_on", rule="R-ORG-09")
    before = {name: getattr(versions[0], name) for name in fields}
    if versions[0].starts_on < day:
        rest = split_at(versions[0], day)
        versions[0].save(update_fields=["ends_on"])
        versions[0] = rest
    for version in versions:
        if version.pk and any(getattr(version, name) != value for name, value in before.items()):
            break
        for name, value in fields.items():
            setattr(version, name, value)
        set_keys(version)
        version.save()


def rethread(unit: Unit, day: dt.date) -> int:
    """Give the unit and all below it, from `day` on, the paths their parents' places demand.

    Two reads and at most two writes a level, whatever the number of units. Raises Objection on a cycle,
    a parent that does not exist for the whole period, or a tree that grows too deep. Returns how many
    versions were written.
    """
    level: Iterable[int] = [unit.pk]
    written = 0
    while level := list(level):
        versions = list(
            UnitVersion.objects.filter(ends_after(day), unit_id__in=level).order_by("unit_id", "starts_on")
        )
        places = _places({v.parent_id for v in versions if v.parent_id}, day)
        changed, born = _rethread_level(versions, places, day)
        UnitVersion.objects.bulk_update(changed, ["path", "ends_on"], batch_size=BATCH)
        UnitVersion.objects.bulk_create(born, batch_size=BATCH)
        written += len(changed) + len(born)
        moved = {v.unit_id for v in [*changed, *born]}
        below = UnitVersion.objects.filter(ends_after(day), parent_id__in=moved)
        level = below.values_list("unit_id", flat=True).distinct()
    return written


Places = dict[int, list[tuple[dt.date, dt.date, str]]]


def _places(parents: set[int], day: dt.date) -> Places:
    places: Places = defaultdict(list)
    rows = UnitVersion.objects.filter(ends_after(day), unit_id__in=parents).order_by("starts_on")
    for unit_id, start, end, path in rows.values_list("unit_id", "starts_on", "ends_on", "path"):
        places[unit_id].append((start, end or FOREVER, path))
    return places


def _rethread_level(
    versions: list[UnitVersion], places: Places, day: dt.date
) -> tuple[list[UnitVersion], list[UnitVersion]]:
    """Return the versions to update and those to add so that each has its path at each time."""
    changed, born = [], []
    for version in versions:
        segments = [(version.starts_on, version.path)] if version.starts_on < day else []
        for start, path in _pieces(version, places, day):
            if not segments or segments[-1][1] != path:
                segments.append((start, path))
        (_, first_path), later = segments[0], segments[1:]
        if not later and first_path == version.path:
            continue
        changed.append(version)
        version.path = first_path
        current = version
        for start, path in later:
            current = split_at(current, start)
            current.path = path
            born.append(current)
    return changed, born


def _pieces(version: UnitVersion, places: Places, day: dt.date) -> list[tuple[dt.date, str]]:
    """Return from when on which path the version must have, from `day` on."""
    label = label_of(version.unit_id)
    start, end = max(version.starts_on, day), version.ends_on or FOREVER
    if version.parent_id is None:
        return [(start, label)]
    pieces, covered = [], start
    for begins, ends, path in places[version.parent_id]:
        if ends <= covered or begins >= end:
            continue
        if begins > covered:
            break
        if label in _labels(path):
            raise Objection(
                _("A unit cannot stand under itself or under a unit below it."), field="parent", rule="L6"
            )
        if len(path) >= LABEL * MAX_DEPTH:
            raise Objection(
                _("The tree would grow deeper than %(n)d levels.") % {"n": MAX_DEPTH}, field="parent"
            )
        pieces.append((covered, path + label))
        covered = min(ends, end)
        if covered == end:
            break
    if covered < end:
        text = _("The unit above does not exist for the whole time “%(name)s” stands under it.")
        raise Objection(text % {"name": version.name}, field="parent", rule="R-ORG-09")
    return pieces


def _labels(path: str) -> list[str]:
    return [path[i : i + LABEL] for i in range(0, len(path), LABEL)]
