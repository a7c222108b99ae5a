"""How a unit stands, on one page: from rollups only, a fixed number of queries, each figure with the way to its names."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from aoxanh.org.kinds import SECTORS
from aoxanh.org.models import LABEL, UnitVersion
from aoxanh.org.queries import names_on, terms_due
from aoxanh.statistics.breakdown import BANDS
from aoxanh.statistics.models import HeadCount, HeadsCounted
from aoxanh.statistics.queries import Standing, small_ids, standing, without_report


@dataclass
class Line:
    """One unit directly below: members, their change in twelve months, and what is overdue there."""

    unit_id: int
    name: str
    members: int
    change: int
    over30: int
    small: int
    silent: int


@dataclass
class Dashboard:
    """What the page shows. `heads_at` is when the head counts were brought up to date, None if never."""

    standing: Standing
    heads: Counter[str]
    heads_at: dt.datetime | None
    small: list[int]
    terms: int
    silent: int
    lines: list[Line]

    @property
    def pyramid(self) -> list[dict[str, Any]]:
        """Return the age and sex pyramid, the oldest first."""
        return [
            {"label": code, "left": self.heads[f"{code}/male"], "right": self.heads[f"{code}/female"]}
            for code, _least, _most in reversed(BANDS)
        ]

    @property
    def sectors(self) -> list[tuple[str, Any, int]]:
        """Return the members by the sector of their branch, those not known last."""
        found = [
            (code, SECTORS[code], self.standing.sectors[code])
            for code in SECTORS
            if self.standing.sectors[code]
        ]
        return [*found, ("", "", self.standing.sectors[""])] if self.standing.sectors[""] else found

    @property
    def months(self) -> list[dict[str, Any]]:
        """Return the last twelve months: members at the end, admitted, matured, everything else."""
        rows = []
        for end, members in self.standing.months:
            moved = {
                kind: n for (first, kind), n in self.standing.moved.items() if first == end.replace(day=1)
            }
            admitted, matured = moved.pop("admitted", 0), -moved.pop("matured", 0)
            rows.append(
                {
                    "end": end,
                    "members": members,
                    "admitted": admitted,
                    "matured": matured,
                    "other": sum(moved.values()),
                }
            )
        return rows


def dashboard(version: UnitVersion, day: dt.date) -> Dashboard:
    """Return how a unit stands on a day: the same number of queries at any size."""
    told = standing(version, day, whole=True)
    ids = UnitVersion.objects.as_of(day).below(version.path).order_by().values("unit_id")
    heads, over30 = Counter[str](), Counter[int]()
    counts = HeadCount.objects.filter(unit__in=ids).order_by()
    for code, n in counts.values_list("code").annotate(total=Sum("n")):
        heads[code] += n
    for pk, n in counts.filter(code="over30").values_list("unit_id", "n"):
        over30[told.line_of(pk, version) if pk in told.paths else version.unit_id] += n
    small = small_ids(version.path, day, told.sizes)
    small_by = Counter(told.line_of(pk, version) for pk in small)
    silent_by = by_line(without_report(version.path, day), version)
    names = names_on(told.below, day)
    lines = [
        Line(pk, names[pk].name, n, n - told.then.get(pk, 0), over30[pk], small_by[pk], silent_by[pk])
        for pk, n in told.below.items()
        if pk in names and pk != version.unit_id
    ]
    lines.sort(key=lambda line: (-line.members, names[line.unit_id].sort_key))
    state = HeadsCounted.objects.filter(pk=1).values_list("at", flat=True).first()
    terms = terms_due(version.path, day).count()
    return Dashboard(told, heads, state, small, terms, sum(silent_by.values()), lines)


def by_line(units: Any, version: UnitVersion) -> Counter[int]:
    """Return how many of these units stand under each unit directly below, the unit's own among its own."""
    found: Counter[int] = Counter()
    start = len(version.path)
    for path, n in units.order_by().values_list("path").annotate(n=Count("pk")):
        label = path[start : start + LABEL]
        found[int(label, 36) if label else version.unit_id] += n
    return found
