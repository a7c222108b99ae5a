"""Who may hear that a case moved: who may read the case or docket; that something waits: whoever acts for the unit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from aoxanh.cases import policies
from aoxanh.cases.models import Case, Docket
from aoxanh.cases.queries import own_units
from aoxanh.live.topics import topic


def uid_of(identifier: str) -> UUID | None:
    """Return the public id a topic names, or None."""
    try:
        return UUID(identifier)
    except ValueError:
        return None


@topic("case")
def may_hear_case(user: Any, identifier: str) -> bool:
    """Whether this person may read the case."""
    uid = uid_of(identifier)
    if uid is None or not user.is_authenticated:
        return False
    case = Case.objects.filter(uid=uid).select_related("person", "unit", "target", "at").first()
    return case is not None and bool(policies.may_see_case(user, case))


@topic("docket")
def may_hear_docket(user: Any, identifier: str) -> bool:
    """Whether this person may read the docket."""
    if not identifier.isdecimal() or len(identifier) > 18 or not user.is_authenticated:
        return False
    docket = Docket.objects.filter(pk=int(identifier)).select_related("unit").first()
    return docket is not None and bool(policies.may_see_docket(user, docket))


@topic("work")
def may_hear_work(user: Any, identifier: str) -> bool:
    """Whether this person acts for the unit, or it is their own work."""
    if not user.is_authenticated or not identifier.replace("u", "", 1).isdecimal() or len(identifier) > 18:
        return False
    if identifier.startswith("u"):
        return identifier == f"u{user.pk}"
    return int(identifier) in own_units(user)
