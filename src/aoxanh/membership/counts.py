"""Counting without scanning: deltas are added up into tallies, and every count is a short sum (ADR 0009)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils import timezone

from aoxanh.membership.models import Delta, Folded, Tally
from aoxanh.membership.rollups import members_today, refresh
from aoxanh.org.models import LABEL, UnitVersion
from aoxanh.people.models import known_before

BATCH = 900
LIMIT = 20_000


def fold_counts() -> int:
    """Add the deltas nobody has added up yet to the tallies and the rollups; return how many there were. Safe to run at any time.

    Only rows already committed are taken, whatever their numbers: a slower writer's rows wait for the next time.
    """
    with transaction.atomic():
        Folded.objects.select_for_update().get_or_create(pk=1)
        fresh = list(
            Delta.objects.filter(folded=False).values_list("pk", "unit_id", "on", "kind", "n")[:LIMIT]
        )
        total: Counter[tuple[Any, ...]] = Counter()
        for _pk, *key, n in fresh:
            total[tuple(key)] += n
        _add([Tally(unit_id=u, on=on, kind=kind, n=n) for (u, on, kind), n in sorted(total.items()) if n])
        ids = [row[0] for row in fresh]
        for start in range(0, len(ids), BATCH):
            Delta.objects.filter(pk__in=ids[start : start + BATCH]).update(folded=True)
        refresh({row[1] for row in fresh})
        Folded.objects.filter(pk=1).update(at=timezone.now())
    return len(fresh) if len(fresh) < LIMIT else len(fresh) + fold_counts()


def _add(rows: list[Tally]) -> None:
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        have = {
            (t.unit_id, t.on, t.kind): t
            for t in Tally.objects.filter(unit_id__in={t.unit_id for t in part}, on__in={t.on for t in part})
        }
        born, changed = [], []
        for row in part:
            old = have.get((row.unit_id, row.on, row.kind))
            if old is None:
                born.append(row)
            else:
                old.n += row.n
                changed.append(old)
        Tally.objects.bulk_create(born, batch_size=500)
        Tally.objects.bulk_update(changed, ["n"], batch_size=500)


def lag() -> int:
    """Return how many deltas wait to be added up."""
    return Delta.objects.filter(folded=False).count()


def members_of(paths: list[str], day: dt.date, known_on: dt.date | None = None) -> int:
    """Return how many members the subtrees had on `day`, as known at the end of `known_on`: today's from the rollups."""
    told = members_today(paths, day) if known_on is None else None
    return told if told is not None else movements(paths, None, day, known_on).total()


def movements(
    paths: list[str], after: dt.date | None, until: dt.date, known_on: dt.date | None = None
) -> Counter[str]:
    """Return the heads that came and went in the subtrees as they lie on `until`, by kind, over (after, until]."""
    total: Counter[str] = Counter()
    for rows in sources(paths, after, until, known_on):
        for kind, n in rows.values_list("kind").annotate(total=Sum("n")):
            total[kind] += n
    return Counter({kind: n for kind, n in total.items() if n})


def by_unit(
    paths: list[str], after: dt.date | None, until: dt.date, known_on: dt.date | None = None
) -> list[tuple[int, str, int]]:
    """Return (unit, kind of movement, heads) over (after, until] in the subtrees as they lie on `until`: two queries.

    As `sources` has them.
    """
    total: Counter[tuple[int, str]] = Counter()
    for rows in sources(paths, after, until, known_on):
        for unit_id, kind, n in rows.values_list("unit_id", "kind").annotate(total=Sum("n")):
            total[unit_id, kind] += n
    return [(unit_id, kind, n) for (unit_id, kind), n in total.items() if n]


def sources(paths: list[str], after: dt.date | None, until: dt.date, known_on: dt.date | None) -> list[Any]:
    """Return the rows to add up for (after, until] in the subtrees as they lie on `until`.

    Without `known_on` they are the tallies and the few deltas since; with it, the deltas known by then. Of a whole
    province or more it is asked of each of those few deltas whether its unit lies there.
    """
    units = UnitVersion.objects.as_of(until).within(paths).order_by().values("unit_id")
    span = {"on__lte": until, **({"on__gt": after} if after else {})}
    if known_on:
        known: Any = Delta.objects.filter(unit_id__in=units, known_from__lt=known_before(known_on), **span)
        return [known.order_by()]
    waiting: Any = Delta.objects.filter(folded=False, **span)
    mine = Q(unit_id__in=units)
    if any(
        len(path) <= 2 * LABEL for path in paths
    ):  # a province or more: fewer deltas wait than it has units
        mine = Q(Exists(units.filter(unit_id=OuterRef("unit_id"))))
    waiting = waiting.filter(mine)
    tallies: Any = Tally.objects.filter(unit_id__in=units, **span)
    return [tallies.order_by(), waiting.order_by()]
