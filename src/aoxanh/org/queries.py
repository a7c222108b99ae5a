"""Reads of the tree, each a fixed number of queries on any day and at any size."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from aoxanh.database.search import name_of_index, starts_of_words
from aoxanh.org.models import AdministrativeUnit, Lineage, Unit, UnitVersion, UnitVersionQuerySet
from aoxanh.vietnamese.names import fold

NAMES = name_of_index("org_unitversion", "search")
PREDECESSORS = """WITH RECURSIVE came_from(unit_id) AS (
  SELECT predecessor_id FROM org_lineage WHERE successor_id IN ({ids})
  UNION SELECT l.predecessor_id FROM org_lineage l JOIN came_from c ON l.successor_id = c.unit_id)
SELECT unit_id FROM came_from"""
#: Where a higher room knows the counts of a large subtree: `source(path, day)` returns them or None.
ADDED_UP: list[Callable[[str, dt.date], dict[str, int] | None]] = []


def ancestors(version: UnitVersion, day: dt.date) -> list[UnitVersion]:
    """Return the units above, the root first, as they stood on `day`: one query."""
    found = {v.unit_id: v for v in UnitVersion.objects.as_of(day).filter(unit_id__in=version.ancestor_ids)}
    return [found[unit_id] for unit_id in version.ancestor_ids if unit_id in found]


def children(unit_id: int, day: dt.date) -> UnitVersionQuerySet:
    """Return the units directly below on `day`, in order, each with `child_count`: one query."""
    return with_child_counts(UnitVersion.objects.as_of(day).filter(parent_id=unit_id), day).in_order()


def with_child_counts(versions: UnitVersionQuerySet, day: dt.date) -> UnitVersionQuerySet:
    """Annotate each version with the number of units directly below it on `day`."""
    below = (
        UnitVersion.objects.as_of(day).filter(parent_id=OuterRef("unit_id")).order_by().values("parent_id")
    )
    count = Subquery(below.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    counted: UnitVersionQuerySet = versions.annotate(child_count=Coalesce(count, 0))
    return counted


def counts_by_kind(path: str, day: dt.date) -> dict[str, int]:
    """Return how many units of each kind stand below a path on `day`: one query, counted or, of very many, added up."""
    for told in (source(path, day) for source in ADDED_UP):
        if told is not None:
            return told
    rows = UnitVersion.objects.as_of(day).below(path, itself=False)
    return dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))


def predecessor_ids(unit_ids: Iterable[int]) -> set[int]:
    """Return the ids of all units that went into these, however long ago: one query."""
    ids = list(unit_ids)
    if not ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(PREDECESSORS.format(ids=", ".join(["%s"] * len(ids))), ids)
        return {row[0] for row in cursor.fetchall()}


def paths_of(unit_ids: Iterable[int], day: dt.date) -> list[str]:
    """Return the paths these units had on `day`, those that existed: one query."""
    return list(
        UnitVersion.objects.as_of(day).filter(unit_id__in=list(unit_ids)).values_list("path", flat=True)
    )


def responsible_paths(unit_ids: Iterable[int], day: dt.date) -> list[str]:
    """Return the subtrees that on `day` were these units' own or their predecessors'.

    Whoever is responsible for a unit today answers for its past as far back as it or what went into it
    stood in the tree; two queries.
    """
    ids = set(unit_ids)
    return paths_of(ids | predecessor_ids(ids), day)


def search_units(text: str, day: dt.date, *, limit: int = 20) -> list[UnitVersion]:
    """Return the units of a day whose name or code has words beginning with the typed ones, `above` naming the parent."""
    words = fold(text).split()
    if not words:
        return []
    parents = UnitVersion.objects.as_of(day).filter(unit=OuterRef("parent")).values("name")[:1]
    found = UnitVersion.objects.as_of(day).filter(starts_of_words(words, "search", NAMES))
    return list(found.annotate(above=Subquery(parents)).order_by("kind_order", "sort_key")[:limit])


def lineage_of(unit_id: int) -> tuple[list[Lineage], list[Lineage]]:
    """Return where a unit came from and what it became."""
    origins = list(Lineage.objects.filter(successor_id=unit_id).order_by("on"))
    successions = list(Lineage.objects.filter(predecessor_id=unit_id).order_by("on"))
    return origins, successions


def names_on(unit_ids: Iterable[int], day: dt.date) -> dict[int, UnitVersion]:
    """Return each unit as it stood on `day`, or as it last stood if it had ended: one query."""
    rows = UnitVersion.objects.filter(unit_id__in=list(unit_ids), starts_on__lte=day).order_by("starts_on")
    return {version.unit_id: version for version in rows}


def terms_due(path: str, day: dt.date) -> QuerySet[UnitVersion]:
    """Return the units of a subtree whose term has run out by `day`, the longest overdue first."""
    over = Unit.objects.filter(term_ends_on__lte=day).values(
        "pk"
    )  # few: found first, then placed in the tree
    standing = UnitVersion.objects.as_of(day).below(path)
    return standing.filter(unit_id__in=over).select_related("unit").order_by("unit__term_ends_on", "sort_key")


def search_communes(text: str, *, limit: int = 12) -> list[AdministrativeUnit]:
    """Return today's communes of the country whose name has words beginning with the typed ones, or by code."""
    words = fold(text).split()
    if not words:
        return []
    communes = AdministrativeUnit.objects.filter(level="commune", ends_on=None).select_related("parent")
    named = communes.filter(starts_of_words(words, "search")).order_by("search", "code")
    return list(communes.filter(code=words[0])[:1]) + list(named[:limit])
