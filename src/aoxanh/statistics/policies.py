"""Who reads reports, and who issues them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from aoxanh.org.models import Unit, UnitVersion


def may_see_report(user: Any, version: UnitVersion, day: dt.date) -> bool:
    """Read a unit's report: who sees its people, or saw those of what went into it, on that day."""
    return any(version.path.startswith(path) for path in user.paths("people.see", day))


def may_issue_report(user: Any, unit: Unit) -> Any:
    """Issue a unit's report: number it and freeze what it says."""
    return user.holds("statistics.issue", at=unit)
