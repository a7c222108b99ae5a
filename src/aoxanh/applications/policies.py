"""Who opens a link, who reads and answers applications: whoever opens cases of the branch; and that anybody may apply."""

from __future__ import annotations

from typing import Any

from aoxanh.applications.models import Application, Link
from aoxanh.org.models import Unit, UnitVersion


def may_keep_link(user: Any, unit: Unit | UnitVersion) -> Any:
    """Open and close the link of a unit, print its poster."""
    return user.holds("cases.open", at=unit)


def may_apply(user: Any, link: Link) -> bool:
    """Apply: anybody, signed in or not, while the link is open."""
    del user
    return link.is_open


def may_read(user: Any, application: Application) -> Any:
    """Read an application, examine and decline it."""
    return user.holds("cases.open", at=application.unit)


def may_take(user: Any, application: Application) -> Any:
    """Take one: open its case, and add the person to the branch's list."""
    return may_read(user, application) and user.holds("people.add", at=application.unit)


def only_the_clock(user: Any, target: Any) -> bool:
    """Delete by age: no user does; the clock does."""
    del user, target
    return False
