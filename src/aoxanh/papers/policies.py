"""Who reads papers, and who drafts, signs and issues them: duty × unit × day.

A superior reads the papers of units below; acting for a unit's body takes a duty at that very unit.
"""

from __future__ import annotations

from typing import Any

from aoxanh.accounts.models import Appointment
from aoxanh.org.models import Unit
from aoxanh.papers.models import JointSigner, Number, Paper


def at_unit(user: Any, right: str, unit_id: int) -> Appointment | None:
    """Return an appointment of today at the unit itself that carries a right, or None."""
    mine = (a for a in user.appointments_today if a.unit_id == unit_id and right in user.rights_of(a))
    return next(mine, None)


def may_see_papers(user: Any, unit: Unit) -> Any:
    """Read a unit's register: its officers, those above, and those of what took it over."""
    found = user.holds("papers.see", at=unit)
    if found:
        return found
    if not user.holds_anywhere("papers.see"):
        return None
    last = unit.last_standing()
    if last is None or last.ends_on is None:
        return None
    return any(last.path.startswith(path) for path in user.paths("papers.see", last.starts_on))


def may_read(user: Any, paper: Paper) -> Any:
    """Read a paper: who reads the unit's register; once it is issued, whom it is about; once checked, who signs it jointly."""
    seen = may_see_papers(user, paper.unit)
    if seen:
        return seen
    about = paper.state == "issued" and paper.people.filter(person__user_id=user.pk).exists()
    return about or (paper.state != "draft" and joint_grant(user, "papers.see", paper))


def joint_grant(user: Any, right: str, paper: Paper) -> Appointment | None:
    """Return an appointment that carries a right at a unit whose body signs the paper jointly, or None."""
    mine = {a.unit_id: a for a in user.appointments_today if right in user.rights_of(a)}
    if not mine:
        return None
    unit_id = paper.joint.filter(unit__in=list(mine)).values_list("unit_id", flat=True).first()
    return mine.get(unit_id or 0)


def may_sign_jointly(user: Any, signer: JointSigner) -> Any:
    """Sign a checked paper for the other body: the secretary and deputies of its unit."""
    return at_unit(user, "papers.sign", signer.unit_id) if signer.paper.state == "checked" else None


def may_draft(user: Any, unit: Unit) -> Any:
    """Draft a paper of a unit."""
    return at_unit(user, "papers.draft", unit.pk)


def may_change(user: Any, paper: Paper) -> Any:
    """Check, change or give up a draft."""
    return at_unit(user, "papers.draft", paper.unit_id)


def may_sign(user: Any, paper: Paper) -> Any:
    """Sign a paper: the secretary and deputies of the unit, and to whom they delegated it (HD 29, elements 13 and 14)."""
    return at_unit(user, "papers.sign", paper.unit_id)


def may_issue(user: Any, paper: Paper) -> Any:
    """Number, date and issue a signed paper, and keep its scan."""
    return at_unit(user, "papers.issue", paper.unit_id)


def may_certify(user: Any, paper: Paper) -> Any:
    """Put a digital signature on an issued paper: who signs for the unit, and the office that keeps its certificate."""
    return at_unit(user, "papers.sign", paper.unit_id) or at_unit(user, "papers.issue", paper.unit_id)


def may_number(user: Any, unit: Unit) -> Any:
    """Keep numbers free in a unit's books."""
    return at_unit(user, "papers.issue", unit.pk)


def may_void(user: Any, number: Number) -> Any:
    """Void a number of a unit's book."""
    return at_unit(user, "papers.issue", number.book.unit_id)
