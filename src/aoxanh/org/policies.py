"""Who may change the tree: the direct superior decides (HD 20 §5.1), so a right must be held above the unit."""

from __future__ import annotations

from typing import Any

from aoxanh.org.models import Unit, UnitVersion


def may_establish_unit(user: Any, parent: Unit | UnitVersion) -> Any:
    """Establish a unit under `parent`."""
    return user.holds("org.establish", at=parent)


def may_rename_unit(user: Any, unit: Unit | UnitVersion) -> Any:
    """Give a unit another name, code, address or sector."""
    return user.holds("org.rename", above=unit)


def may_move_unit(user: Any, unit: Unit | UnitVersion) -> Any:
    """Place a unit under another; the receiving side is checked by the operation."""
    return user.holds("org.move", above=unit)


def may_change_kind(user: Any, unit: Unit | UnitVersion) -> Any:
    """Raise or lower a unit's level."""
    return user.holds("org.change_kind", above=unit)


def may_close_unit(user: Any, unit: Unit | UnitVersion) -> Any:
    """Dissolve a unit."""
    return user.holds("org.close", above=unit)


def may_record_congress(user: Any, unit: Unit | UnitVersion) -> Any:
    """Write down a congress and the term it begins."""
    return user.holds("org.congress", at=unit)
