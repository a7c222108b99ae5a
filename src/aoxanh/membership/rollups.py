"""What stands below each unit today, added up once: a row a unit is its own counts and its children's rows (ADR 0014).

A page of a unit reads its row and those of its children, at any size of the country. Rows are written with the fold
of the deltas, for the units those touch and all above; the rest that changes (ages, a moved unit, an issued report)
is brought up to date every minute, and everything once a day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, QuerySet, Sum
from django.utils import timezone

from aoxanh.audit.models import AuditEntry
from aoxanh.membership.models import Delta, Folded, Rollup, Tally
from aoxanh.org.models import LABEL, UnitVersion, ids_of, today
from aoxanh.people.models import Affiliation

BATCH = 900
#: Months whose movements a row tells, the running one among them.
MONTHS = 12

Counts = Iterable[tuple[int, str, int]]


#: Counts other rooms add to the rows: `own(units, day)` yields (unit, code, n).
SOURCES: list[Callable[[Sequence[int], dt.date], Counts]] = []
#: What changes of people that no delta tells; where one act changes many, everything below its unit is looked at.
ABOUT_PEOPLE, ABOUT_MANY = ("people.", "membership.", "cases."), ("cases.", "intake.")
#: Units below one whose kinds are counted one by one no more.
MANY_UNITS = 2000


def first_month(day: dt.date) -> dt.date:
    """Return the first day of the earliest month a row tells of."""
    months = day.year * 12 + day.month - MONTHS
    return dt.date(months // 12, months % 12 + 1, 1)


def heads(units: Sequence[int], day: dt.date) -> Counts:
    """Yield the members of each unit, their movements by month and kind, and heads and units by sector and kind."""
    versions = UnitVersion.objects.as_of(day).filter(unit_id__in=units).order_by()
    sectors = {}
    for pk, sector, kind in versions.values_list("unit_id", "sector", "kind"):
        sectors[pk] = sector
        yield pk, f"unit/{kind}", 1
    rows = Tally.objects.filter(unit_id__in=units, on__lte=day).order_by()
    for pk, n in rows.values_list("unit_id").annotate(total=Sum("n")):
        yield pk, "members", n
        yield pk, f"sector/{sectors.get(pk, '')}", n
    for pk, on, kind, n in rows.filter(on__gte=first_month(day)).values_list("unit_id", "on", "kind", "n"):
        yield pk, f"moved/{on:%Y-%m}/{kind}", n


def own_counts(units: Sequence[int], day: dt.date) -> dict[int, Counter[str]]:
    """Return each unit's own counts, without what stands below."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for start in range(0, len(units), BATCH):
        part = units[start : start + BATCH]
        for own in (heads, *SOURCES):
            for pk, code, n in own(part, day):
                found[pk][code] += n
    return found


def refresh(units: Iterable[int], day: dt.date | None = None) -> int:
    """Write the rows of these units and of all above them anew, inside the caller's transaction; return how many."""
    day = day or today()
    asked = set(units)
    standing = places(asked, day)
    above = {pk for path in standing.values() for pk in ids_of(path)}
    rows = Rollup.objects.filter(unit_id__in=asked)
    above |= {pk for pk in rows.values_list("above", flat=True) if pk}
    above |= {pk for path in places(above - set(standing), day).values() for pk in ids_of(path)}
    standing |= places(above - set(standing), day)
    Rollup.objects.filter(unit_id__in=(asked | above) - set(standing)).delete()
    by_depth = defaultdict(list)
    for pk, path in standing.items():
        by_depth[len(path)].append(pk)
    for depth in sorted(by_depth, reverse=True):
        write(by_depth[depth], standing, day)
    return len(standing)


def places(units: Collection[int], day: dt.date) -> dict[int, str]:
    """Return the paths of those of these units that stand on the day."""
    rows = UnitVersion.objects.as_of(day).filter(unit_id__in=units).order_by()
    return dict(rows.values_list("unit_id", "path"))


def write(units: Sequence[int], paths: dict[int, str], day: dt.date) -> None:
    """Write the rows of units whose children's rows are right."""
    for start in range(0, len(units), BATCH):
        part = units[start : start + BATCH]
        counts = own_counts(part, day)
        for above, below in Rollup.objects.filter(above__in=part).values_list("above", "counts"):
            counts[above or 0].update(below)
        rows = [
            Rollup(
                unit_id=pk, above=next(iter(ids_of(paths[pk])[-2:-1]), None), day=day, members=counts[pk]["members"],
                counts={code: n for code, n in counts[pk].items() if n},
            )
            for pk in part
        ]  # fmt: skip
        Rollup.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["unit"], update_fields=["above", "day", "members", "counts"]
        )  # fmt: skip


def keep() -> int:
    """Bring every row up to date that something but the deltas changed; return how many were written.

    Safe to run at any time: rows are written from what stands, whoever comes last.
    """
    day, now = today(), timezone.now()
    last = AuditEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    state = Folded.objects.filter(pk=1).first()
    if state is None or state.day != day:
        n = sum(whole(day))
    else:
        units = sorted(touched(AuditEntry.objects.filter(seq__gt=state.seen, seq__lte=last).order_by(), day))
        n = 0
        for start in range(0, len(units), BATCH):
            with transaction.atomic():
                Folded.objects.select_for_update().get(pk=1)
                n += refresh(units[start : start + BATCH], day)
    Folded.objects.update_or_create(pk=1, defaults={"day": day, "kept_at": now, "seen": last})
    return n


def touched(acts: QuerySet[AuditEntry], day: dt.date) -> set[int]:
    """Return the units whose own counts, or whose place, some acts may have changed."""
    names = {name for (name,) in acts.values_list("action").distinct()}
    found = {pk for pk in acts.values_list("unit_id", flat=True) if pk}
    about = [name for name in names if name.startswith(ABOUT_PEOPLE)]
    subjects = acts.filter(action__in=about).exclude(subject=None).values("subject")
    members = Affiliation.objects.filter(known_until=None, person__uid__in=subjects).order_by()
    found.update(members.values_list("unit_id", flat=True))
    many = acts.filter(action__in=[name for name in names if name.startswith(ABOUT_MANY)], subject=None)
    paths = places({pk for pk in many.values_list("unit_id", flat=True) if pk}, day).values()
    found |= set(UnitVersion.objects.as_of(day).within(list(paths)).values_list("unit_id", flat=True))
    if any(name.startswith(("org.", "reorganisation.")) for name in names):
        rows = dict(Rollup.objects.values_list("unit_id", "above"))
        standing = dict(UnitVersion.objects.as_of(day).order_by().values_list("unit_id", "parent_id"))
        found |= {pk for pk, parent in standing.items() if rows.get(pk, 0) != parent} | (rows.keys() - standing.keys())  # fmt: skip
    return found


def whole(day: dt.date) -> Iterator[int]:
    """Write every row anew, the deepest units first, some hundred a transaction; yields how many were written."""
    paths = dict(UnitVersion.objects.as_of(day).order_by().values_list("unit_id", "path"))
    units = sorted(paths, key=lambda pk: (-len(paths[pk]), pk))
    with transaction.atomic():
        Rollup.objects.exclude(unit__versions__in=UnitVersion.objects.as_of(day)).delete()
    start = 0
    while start < len(units):
        depth = len(paths[units[start]])
        part = [pk for pk in units[start : start + BATCH] if len(paths[pk]) == depth]
        with transaction.atomic():
            Folded.objects.select_for_update().get_or_create(pk=1)
            write(part, paths, day)
        start += len(part)
        yield len(part)


@dataclass
class Waiting:
    """A delta nobody has added up yet, with the place of its unit."""

    unit_id: int
    path: str
    sector: str
    on: dt.date
    kind: str
    n: int


def waiting(paths: Sequence[str], day: dt.date) -> list[Waiting]:
    """Return what waits to be added up in the subtrees, the few rows since the last fold: at most two queries."""
    rows = Delta.objects.filter(folded=False, on__lte=day).order_by()
    found = list(rows.values_list("unit_id", "on", "kind").annotate(total=Sum("n")))
    here = UnitVersion.objects.as_of(day).filter(unit_id__in={row[0] for row in found}).order_by()
    lie = {pk: (path, sector) for pk, path, sector in here.values_list("unit_id", "path", "sector")}
    inside = {pk for pk, (path, _sector) in lie.items() if path.startswith(tuple(paths))}
    return [Waiting(pk, *lie[pk], on, kind, n) for pk, on, kind, n in found if pk in inside]


def members_today(paths: Sequence[str], day: dt.date) -> int | None:
    """Return how many members the subtrees have on the day, or None where the rows do not tell of that day."""
    if day != today():
        return None
    units = [ids_of(path)[-1] for path in paths]
    told = Rollup.objects.filter(Exists(Folded.objects.filter(day=day)), unit_id__in=units, day=day)
    rows = list(told.values_list("members", flat=True))
    return sum(rows) + sum(row.n for row in waiting(paths, day)) if len(rows) == len(units) else None


def units_today(path: str, day: dt.date) -> dict[str, int] | None:
    """Return how many units of each kind stand below a path, where they are many; None where counting them is as quick."""
    if len(path) > LABEL * 2 or day != today():
        return None
    told = Rollup.objects.filter(Exists(Folded.objects.filter(day=day)), unit_id=ids_of(path)[-1], day=day)
    counts: dict[str, int] = told.values_list("counts", flat=True).first() or {}
    units = Counter({code[5:]: n for code, n in counts.items() if code.startswith("unit/")})
    if units.total() < MANY_UNITS:
        return None
    itself = UnitVersion.objects.as_of(day).filter(path=path).values_list("kind", flat=True).first()
    units[itself or ""] -= 1
    return +units


def wrong(day: dt.date) -> Iterator[str]:
    """Yield each row whose members are not its unit's own and those of its children's rows (proof L7).

    While the rows of a new day are being written, nothing is looked at.
    """
    if not Folded.objects.filter(day=day).exists():
        return
    rows = list(Rollup.objects.values_list("unit_id", "above", "members", "day"))
    own, below = {}, Counter[int]()
    for on in {row[3] for row in rows}:
        sums = Tally.objects.filter(on__lte=on).order_by().values_list("unit_id").annotate(n=Sum("n"))
        own[on] = dict(sums)
    for _pk, above, members, _on in rows:
        below[above or 0] += members
    for pk, _above, members, on in rows:
        demanded = own[on].get(pk, 0) + below[pk]
        if members != demanded:
            yield f"members below unit {pk}: {members}, not {demanded}"
