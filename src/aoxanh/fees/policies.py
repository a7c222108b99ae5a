"""Who takes fees in, and who settles what is handed up."""

from __future__ import annotations

from typing import Any

from aoxanh.fees.models import Collection, Remittance
from aoxanh.org.models import Unit, UnitVersion


def may_see(user: Any, unit: Unit | UnitVersion) -> Any:
    """Read a unit's fees: its officers and those above (UBKT checks payments and books, R-FEE-07)."""
    return user.holds("fees.see", at=unit)


def may_collect(user: Any, unit: Unit | UnitVersion) -> Any:
    """Take in a branch's fees, and hand up."""
    return user.holds("fees.collect", at=unit)


def may_take_back(user: Any, collection: Collection) -> Any:
    """Take a collection back that was entered by mistake."""
    return user.holds("fees.collect", at=collection.unit)


def may_settle(user: Any, remittance: Remittance) -> Any:
    """Settle what a unit handed up: the unit it was handed to, not the one that hands up."""
    return user.holds("fees.collect", at=remittance.to)
