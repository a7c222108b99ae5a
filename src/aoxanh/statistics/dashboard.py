"""How a unit stands, on one page: from rollups only, a fixed number of queries, each figure with the way to its names."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from aoxanh.org.kinds import SECTORS
from aoxanh.org.models import UnitVersion
from aoxanh.org.queries import names_on
from aoxanh.statistics.breakdown import pyramid
from aoxanh.statistics.queries import Standing, standing


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
    """What the page shows."""

    standing: Standing
    lines: list[Line]

    @property
    def heads(self) -> Counter[str]:
        """Return the members by age band and sex, `23-30/male`."""
        return self.standing.part("age/")

    @property
    def pyramid(self) -> list[dict[str, Any]]:
        """Return the age and sex pyramid, the oldest first."""
        return pyramid(self.heads)

    @property
    def sectors(self) -> list[tuple[str, Any, int]]:
        """Return the members by the sector of their branch, those not known last."""
        known = self.standing.part("sector/")
        return [(code, title, known[code]) for code, title in (*SECTORS.items(), ("", "")) if known[code]]

    @property
    def months(self) -> list[dict[str, Any]]:
        """Return the last twelve months: members at the end, admitted, matured, everything else."""
        rows, all_moved = [], self.standing.moved
        for end, members in self.standing.months:
            moved = {kind: n for (month, kind), n in all_moved.items() if month == f"{end:%Y-%m}"}
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
    """Return how a unit stands today: a row of rollups and one for each unit directly below, at any size."""
    told = standing(version, day)
    names = names_on(told.below, day)
    lines = [
        Line(pk, names[pk].name, n["members"], told.change(n), n["over30"], n["small"], n["silent"])
        for pk, n in told.below.items()
        if pk in names and pk != version.unit_id
    ]
    lines.sort(key=lambda line: (-line.members, names[line.unit_id].sort_key))
    return Dashboard(told, lines)
