"""Reads across tables: how a unit's size went, what an issued report would say today, and what has come late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from aoxanh.membership.models import BookEntry, Delta, Folded, Tally
from aoxanh.org.kinds import KINDS as UNIT_KINDS
from aoxanh.org.models import LABEL, UnitVersion
from aoxanh.statistics.models import IssuedReport
from aoxanh.statistics.movements import KINDS, report
from aoxanh.statistics.periods import Period, back, quick_periods

MONTHS = 12
#: Who owes a report each quarter, and who each half-year (R-REC §3.1; HD 20 §3.3a).
QUARTERLY = ("branch", "grassroots_branch", "grassroots", "commune", "sub_grassroots", "section_union")
HALF_YEARLY = ("district", "upper_grassroots", "province", "bloc_union", "sector_union")


@dataclass
class Standing:
    """How a unit stands: members at the end of each of the last twelve months, and by unit directly below."""

    months: list[tuple[dt.date, int]]
    below: dict[int, int]
    waiting: int
    #: Heads of each single unit, and of each unit directly below as they were twelve months ago.
    sizes: dict[int, int] = field(default_factory=dict)
    then: dict[int, int] = field(default_factory=dict)
    #: Movements by the first of the month and kind; heads by sector of the branch.
    moved: Counter[tuple[dt.date, str]] = field(default_factory=Counter)
    sectors: Counter[str] = field(default_factory=Counter)
    paths: dict[int, str] = field(default_factory=dict)

    def line_of(self, unit_id: int, root: UnitVersion) -> int:
        """Return the unit directly below `root` that another one counts under, or `root` itself."""
        label = self.paths[unit_id][len(root.path) : len(root.path) + LABEL]
        return int(label, 36) if label else root.unit_id


def standing(version: UnitVersion, day: dt.date, *, whole: bool = False) -> Standing:
    """Return how a unit stands on a day, from rollups and what waits to be added up: five queries at any size.

    `whole` tells movements by kind as well.
    """
    standing_units = UnitVersion.objects.as_of(day).below(version.path)
    sectors, told = {}, Standing([], {}, 0)
    for pk, path, sector in standing_units.values_list("unit_id", "path", "sector"):
        told.paths[pk], sectors[pk] = path, sector
    ids = standing_units.order_by().values("unit_id")
    ends = [back(day.replace(day=1), n) for n in range(MONTHS - 2, -1, -1)] + [day + dt.timedelta(days=1)]
    year_ago, by_day, sizes, then = ends[0], Counter[dt.date](), Counter[int](), Counter[int]()
    tallies, fresh = (
        Tally.objects.filter(unit__in=ids, on__lte=day),
        Delta.objects.filter(unit__in=ids, on__lte=day, folded=False),
    )
    for pk, on, kind, n in fresh.order_by().values_list("unit_id", "on", "kind", "n"):
        by_day[on] += n
        sizes[pk] += n
        then[pk] += n if on < year_ago else 0
        told.moved[on.replace(day=1), kind] += n
        told.waiting += 1
    by = ("on", "kind") if whole else ("on",)
    for on, *kinds, n in tallies.order_by().values_list(*by).annotate(total=Sum("n")):
        by_day[on] += n
        told.moved[on.replace(day=1), "".join(kinds)] += n
    early = Coalesce(Sum("n", filter=Q(on__lt=year_ago)), 0)
    for pk, n, was in tallies.order_by().values_list("unit_id").annotate(total=Sum("n"), early=early):
        sizes[pk] += n
        then[pk] += was
    below, before = Counter[int](), Counter[int]()
    for pk, n in sizes.items():
        line = told.line_of(pk, version)
        below[line] += n
        before[line] += then[pk]
        told.sectors[sectors[pk]] += n
    told.months = [
        (end - dt.timedelta(days=1), sum(n for on, n in by_day.items() if on < end)) for end in ends
    ]
    told.below, told.then, told.sizes = dict(below), dict(before), dict(sizes)
    return told


def added_up_at() -> dt.datetime | None:
    """Return when the rollups were last added up."""
    return Folded.objects.filter(pk=1).values_list("at", flat=True).first()


def small_branches(path: str, day: dt.date, sizes: dict[int, int]) -> int:
    """Return how many branches have fewer members than the rules ask for."""
    return len(small_ids(path, day, sizes))


def small_ids(path: str, day: dt.date, sizes: dict[int, int]) -> list[int]:
    """Return the branches with fewer members than the rules ask for, in the order of their names: one query."""
    holding = {
        code: kind.min_members for code, kind in UNIT_KINDS.items() if kind.has_members and kind.min_members
    }
    units = UnitVersion.objects.as_of(day).below(path).filter(kind__in=list(holding))
    rows = units.order_by("sort_key", "unit_id").values_list("unit_id", "kind")
    return [pk for pk, kind in rows if sizes.get(pk, 0) < holding[kind]]


def without_report(path: str, day: dt.date) -> Any:
    """Return the units of a subtree whose report of the last period they owe one for is not issued (HD 20 §3.3a).

    Branches and grassroots unions owe one each quarter, districts and provinces each half-year. Units that did not
    stand on the last day of the period owe none.
    """
    periods = dict(quick_periods(day))
    found = Q(pk__in=[])
    for kinds, code in ((QUARTERLY, "q-last"), (HALF_YEARLY, "h-last")):
        period = periods[code]
        told = IssuedReport.objects.filter(first__lte=period.first, last__gte=period.last).values("unit_id")
        stood = UnitVersion.objects.as_of(period.last).filter(kind__in=kinds).values("unit_id")
        found |= Q(kind__in=kinds, unit_id__in=stood) & ~Q(unit_id__in=told)
    return UnitVersion.objects.as_of(day).below(path).filter(found)


def differences(issued: IssuedReport) -> list[dict[str, Any]]:
    """Return what the report would say otherwise today: line, figure, then and now (proof L12)."""
    version = issued.unit.standing(issued.last)
    if version is None:
        return []
    then, now = issued.said, report(version, Period(issued.first, issued.last)).figures()
    before = {line["unit"]: line for line in (*then["lines"], then["total"])}
    after = {line["unit"]: line for line in (*now["lines"], now["total"])}
    found = []
    for unit in {**before, **after}:
        old, new = before.get(unit, {}), after.get(unit, {})
        for what in ("opening", *KINDS, "came", "went", "closing"):
            was, is_now = figure(old, what), figure(new, what)
            if was != is_now:
                found.append(
                    {"unit": unit, "name": (new or old)["name"], "what": what, "then": was, "now": is_now}
                )
    return found


def figure(line: dict[str, Any], what: str) -> int:
    """Return one figure of a line as it is issued."""
    return int(line.get(what, line.get("moved", {}).get(what, 0)) or 0) if line else 0


def late_lines(issued: IssuedReport, limit: int = 100) -> Any:
    """Return the lines of the book that came after the report and touch its period or what came before."""
    version = issued.unit.standing(issued.last)
    units = (
        UnitVersion.objects.filter(path__gte=version.path, path__lt=version.path + "~")
        if version
        else UnitVersion.objects.none()
    )
    lines = BookEntry.objects.filter(recorded_at__gt=issued.known_until, effective_on__lte=issued.last)
    here = lines.filter(person__affiliations__unit__in=units.order_by().values("unit_id")).distinct()
    return here.select_related("person", "unit").order_by("-recorded_at", "-pk")[:limit]
