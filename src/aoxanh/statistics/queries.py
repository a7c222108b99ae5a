"""Reads across tables: how a unit's size went, what an issued report would say today, and what has come late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from aoxanh.membership.models import BookEntry, Delta, Folded, Tally
from aoxanh.org.kinds import KINDS as UNIT_KINDS
from aoxanh.org.models import LABEL, UnitVersion
from aoxanh.statistics.models import IssuedReport
from aoxanh.statistics.movements import KINDS, report
from aoxanh.statistics.periods import Period, back

MONTHS = 12


@dataclass
class Standing:
    """How a unit stands: members at the end of each of the last twelve months, and by unit directly below."""

    months: list[tuple[dt.date, int]]
    below: dict[int, int]
    waiting: int


def standing(version: UnitVersion, day: dt.date) -> Standing:
    """Return how a unit stands on a day, from rollups and what waits to be added up: five queries at any size."""
    standing_units = UnitVersion.objects.as_of(day).below(version.path)
    places = dict(standing_units.values_list("unit_id", "path"))
    ids, start = standing_units.order_by().values("unit_id"), len(version.path)
    by_day, below, waiting = Counter[dt.date](), Counter[int](), 0
    tallies, fresh = (
        Tally.objects.filter(unit__in=ids, on__lte=day),
        Delta.objects.filter(unit__in=ids, on__lte=day, folded=False),
    )
    for pk, on, n in fresh.order_by().values_list("unit_id", "on", "n"):
        by_day[on] += n
        below[pk] += n
        waiting += 1
    for on, n in tallies.order_by().values_list("on").annotate(total=Sum("n")):
        by_day[on] += n
    for pk, n in tallies.order_by().values_list("unit_id").annotate(total=Sum("n")):
        below[pk] += n
    lines: Counter[int] = Counter()
    for pk, n in below.items():
        label = places[pk][start : start + LABEL]
        lines[int(label, 36) if label else version.unit_id] += n
    ends = [back(day.replace(day=1), n) for n in range(MONTHS - 2, -1, -1)] + [day + dt.timedelta(days=1)]
    months = [(end - dt.timedelta(days=1), sum(n for on, n in by_day.items() if on < end)) for end in ends]
    return Standing(months, dict(lines), waiting)


def added_up_at() -> dt.datetime | None:
    """Return when the rollups were last added up."""
    return Folded.objects.filter(pk=1).values_list("at", flat=True).first()


def small_branches(path: str, day: dt.date, sizes: dict[int, int]) -> int:
    """Return how many branches have fewer members than the rules ask for."""
    holding = {
        code: kind.min_members for code, kind in UNIT_KINDS.items() if kind.has_members and kind.min_members
    }
    units = (
        UnitVersion.objects.as_of(day)
        .below(path)
        .filter(kind__in=list(holding))
        .values_list("unit_id", "kind")
    )
    return sum(sizes.get(pk, 0) < holding[kind] for pk, kind in units)


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
