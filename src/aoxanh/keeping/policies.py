"""Who looks after the installation."""

from __future__ import annotations

from typing import Any


def may_operate(user: Any) -> Any:
    """See how the machine is: the operator, who holds no data of people."""
    return user.holds_anywhere("system.operate")
