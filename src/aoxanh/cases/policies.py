"""Who may open cases, move them on, withdraw them and read them: by duty, at the unit where they are."""

from __future__ import annotations

from typing import Any

from aoxanh.cases.models import Attachment, Case, Docket
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.people.models import Person
from aoxanh.people.policies import is_own


def may_open(user: Any, unit: Unit | UnitVersion) -> Any:
    """Open cases about people of a unit: who keeps its procedures, there or above."""
    return user.holds("cases.open", at=unit)


def may_ask(user: Any, person: Person) -> Any:
    """Ask for a procedure oneself."""
    return is_own(user, person)


def may_see_case(user: Any, case: Case) -> Any:
    """Read a case: officers of either side or above them, and the person it is about."""
    if case.person is not None and is_own(user, case.person):
        return True
    if not user.holds_anywhere("cases.see"):
        return None
    units = [unit for unit in (case.unit, case.target, case.at) if unit is not None]
    return next((grant for grant in (user.holds("cases.see", at=unit) for unit in units) if grant), None)


def acts_for(user: Any, unit: Unit) -> Any:
    """Act for the body of a unit; see `acts_at`."""
    mine = [a for a in user.appointments_today if "cases.decide" in user.rights_of(a)]
    own = next((a for a in mine if a.unit_id == unit.pk), None)
    if own or not mine:
        return own
    version = unit.standing(today()) or unit.last_standing()
    return acts_at(user, version) if version is not None else None


def acts_at(user: Any, version: UnitVersion) -> Any:
    """Act for the body of a unit: an officer of the unit itself; for a branch also of its direct superior.

    A higher level does not decide in a lower one's place (HD 20 §1.3d, §23–24); but a branch without an account of
    its own has its minutes entered by the union that receives them.
    """
    units = [version.unit_id, *([version.parent_id] if version.kind_data.has_members else [])]
    mine = [a for a in user.appointments_today if "cases.decide" in user.rights_of(a)]
    return next((a for unit_id in units for a in mine if a.unit_id == unit_id), None)


def may_move(user: Any, case: Case) -> Any:
    """Agree, send back or refuse where the case waits."""
    return acts_for(user, case.at) if case.state == "open" and case.at is not None else None


def may_withdraw(user: Any, case: Case) -> Any:
    """Withdraw a case: who opened it, the person who asked, or who acts for the unit it is about.

    Whom a case is about without having asked does not end it, officer or not: not a measure, not a removal.
    """
    if case.state != "open":
        return None
    if case.opened_by is not None and case.opened_by == user.pk:
        return user.holds("cases.open", at=case.unit) or (case.person and is_own(user, case.person))
    if case.person is not None and is_own(user, case.person):
        return None
    return acts_for(user, case.unit)


def may_comment(user: Any, case: Case) -> Any:
    """Say something to a case under way: who may read it."""
    return may_see_case(user, case)


def may_attach(user: Any, case: Case) -> Any:
    """Attach a file to a case under way: who moves it on, who opened it, and the person it is about."""
    if case.state != "open":
        return None
    own = case.person is not None and is_own(user, case.person)
    return own or may_move(user, case) or may_withdraw(user, case)


def may_detach(user: Any, attachment: Attachment) -> Any:
    """Take a file back: who attached it, while the case is under way."""
    mine = attachment.by is not None and attachment.by == user.pk
    return mine and attachment.case.state == "open" and may_see_case(user, attachment.case)


def only_the_clock(user: Any, target: Any) -> bool:
    """Remind of what is due: no user does; the clock does."""
    del user, target
    return False


def may_see_docket(user: Any, docket: Docket) -> Any:
    """Read a docket: officers of its unit or above, and who acts where its cases wait."""
    return user.holds("cases.see", at=docket.unit)


def may_work_docket(user: Any, docket: Docket) -> Any:
    """Handle a docket: who opens cases at its unit; each act asks again for the place where its cases wait."""
    return user.holds("cases.open", at=docket.unit)


def may_gather(user: Any, unit: Unit) -> Any:
    """Put cases that wait at a unit in a docket: who acts for the unit."""
    return acts_for(user, unit)


def may_set_ranges(user: Any, unit: Unit) -> Any:
    """Give a unit a range of card numbers: the unit's own officers, and those above (HD 20 §3.3c)."""
    return user.holds("cases.decide", at=unit)
