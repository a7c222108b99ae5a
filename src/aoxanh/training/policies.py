"""Who registers, scores and approves whom: two look at every score, and nobody gives the one about themselves (L11)."""

from __future__ import annotations

from typing import Any

from aoxanh.org.models import Unit, UnitVersion
from aoxanh.people.models import Person
from aoxanh.training.models import Registration


def may_see(user: Any, unit: Unit | UnitVersion) -> Any:
    """Read a unit's training: its officers and those above."""
    return user.holds("training.see", at=unit)


def may_run(user: Any, unit: Unit | UnitVersion) -> Any:
    """Register a branch's members, score them for the branch, send up."""
    return user.holds("training.run", at=unit)


def may_decide(user: Any, unit: Unit | UnitVersion) -> Any:
    """Approve or send back what was sent up to a unit."""
    return user.holds("training.run", at=unit)


def may_score_above(user: Any, registration: Registration) -> Any:
    """Give the score of the unit above: an officer of the unit it was sent up to, never about themselves (L11)."""
    if registration.to is None or is_own(user, registration.person):
        return None
    return may_decide(user, registration.to)


def is_own(user: Any, person: Person) -> bool:
    """Whether it is about the user."""
    return person.user_id is not None and person.user_id == getattr(user, "pk", None)


def may_register_own(user: Any, person: Person) -> Any:
    """Register for oneself."""
    return is_own(user, person)


def may_score_own(user: Any, registration: Registration) -> Any:
    """Give one's own score."""
    return is_own(user, registration.person)


def may_issue(user: Any, target: Any) -> Any:
    """Issue a programme: officers of the Central Union, and the operator of the installation, who holds no data."""
    del target
    return user.holds_anywhere("system.operate") or next(
        (
            a
            for a in user.appointments_today
            if "training.run" in user.rights_of(a)
            and a.unit_id in user.units_today
            and user.units_today[a.unit_id].kind == "central"
        ),
        None,
    )
