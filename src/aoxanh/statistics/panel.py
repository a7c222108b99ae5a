"""How a unit stands, on its page: from rollups only, with their age."""

from __future__ import annotations

import datetime as dt
from typing import Any

from aoxanh.audit.actor import Request
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import names_on
from aoxanh.statistics.policies import may_see_report
from aoxanh.statistics.queries import standing


def standing_panel(request: Request, version: UnitVersion, day: dt.date) -> dict[str, Any] | None:
    """Show members now and over twelve months, and the units below as bars."""
    if day != today() or version.ends_on is not None or not may_see_report(request.user, version, day):
        return None
    told = standing(version, day)
    names = names_on([pk for pk in told.below if pk != version.unit_id], day)
    bars = [
        {"label": names[pk].name, "value": counts["members"], "url": f"/units/{pk}/"}
        for pk, counts in told.below.items()
        if pk in names and counts["members"]
    ]
    months = told.months
    return {
        "unit_id": version.unit_id, "members": told.members, "change": told.change(told.counts),
        "months": [n for _day, n in months], "bars": sorted(bars, key=lambda b: -int(str(b["value"])))[:12],
        "more": max(0, len(bars) - 12), "at": told.at, "waiting": told.waiting,
    }  # fmt: skip
