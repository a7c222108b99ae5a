"""Who sees committees and elections, who runs an election, and what the superior alone does."""

from __future__ import annotations

from typing import Any

from aoxanh.accounts.policies import may_see_officers
from aoxanh.cases.policies import acts_for
from aoxanh.elections.models import Committee, Election, Seat
from aoxanh.org.models import Unit, UnitVersion, today


def may_see(user: Any, unit: Unit | UnitVersion) -> Any:
    """See who sits in a unit's committees: those responsible for it, and those below it whose superior it is."""
    return may_see_officers(user, unit)


def may_see_election(user: Any, election: Election) -> Any:
    """See an election's lists and sheets: officers of the unit or above who see its cases."""
    return user.holds("cases.see", at=election.unit)


def may_prepare(user: Any, unit: Unit) -> Any:
    """Prepare an election, put people on its lists, enter its sheets and close it.

    Who keeps congresses at the unit itself; for a branch also at its direct superior, which receives its minutes.
    """
    mine = [a for a in user.appointments_today if "org.congress" in user.rights_of(a)]
    own = next((a for a in mine if a.unit_id == unit.pk), None)
    if own or not mine:
        return own
    version = unit.standing(today())
    if version is None or not version.kind_data.has_members:
        return None
    return next((a for a in mine if a.unit_id == version.parent_id), None)


def may_run(user: Any, election: Election) -> Any:
    """Go on with an election that is being prepared."""
    return may_prepare(user, election.unit)


def may_close(user: Any, election: Election) -> Any:
    """Close an election, which puts people in office: who acts for the unit's body, not its staff."""
    return acts_for(user, election.unit)


def may_name(user: Any, unit: Unit) -> Any:
    """Name an interim committee, designate to a committee, decide on posts: strictly above (R-ORG-05, R-ORG-07)."""
    return user.holds("appointments.make", above=unit)


def may_change_term(user: Any, committee: Committee) -> Any:
    """Lengthen or shorten a term: strictly above; at which level is a rule (R-ORG-06)."""
    return may_name(user, committee.unit)


def may_end_seat(user: Any, seat: Seat) -> Any:
    """End a seat: the committee itself, by who acts for it; of who holds a post at the head, the direct superior (R-ELE-09)."""
    above = may_name(user, seat.committee.unit)
    if above or seat.post in HEADS:
        return above
    own = acts_here(user, seat.committee.unit_id)
    heads = Seat.objects.filter(
        committee__unit=seat.committee.unit_id, person=seat.person_id, ends_on=None, post__in=HEADS
    )
    return own if own and not heads.exists() else None


#: Posts only the direct superior ends.
HEADS = {"secretary", "deputy", "head"}


def acts_here(user: Any, unit_id: int) -> Any:
    """Act for the body of a unit: who decides there."""
    mine = [a for a in user.appointments_today if "cases.decide" in user.rights_of(a)]
    return next((a for a in mine if a.unit_id == unit_id), None)
