"""Who reads who took part, and who records it."""

from __future__ import annotations

from typing import Any

from aoxanh.attendance.models import Gathering
from aoxanh.org.models import Unit, UnitVersion


def may_see(user: Any, unit: Unit | UnitVersion) -> Any:
    """Read a unit's attendance: its officers and those above."""
    return user.holds("attendance.see", at=unit)


def may_record(user: Any, unit: Unit | UnitVersion) -> Any:
    """Record what a branch held and who took part."""
    return user.holds("attendance.record", at=unit)


def may_change(user: Any, gathering: Gathering) -> Any:
    """Correct a sheet, or take a gathering back that was entered by mistake."""
    return user.holds("attendance.record", at=gathering.unit)
