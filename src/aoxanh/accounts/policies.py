"""Who may appoint, delegate and end duties, and hand out sign-in links."""

from __future__ import annotations

from typing import Any

from aoxanh.accounts.models import Appointment, Invitation, Recovery, Token, User
from aoxanh.org.models import Unit, UnitVersion


def may_appoint(user: Any, unit: Unit) -> Any:
    """Appoint someone to a duty at `unit`: the direct superior recognises officers (HD 20 §8.2b)."""
    return user.holds("appointments.make", above=unit)


def may_end_appointment(user: Any, appointment: Appointment) -> Any:
    """End a duty: who could have made it, or lent it; everybody may lay down their own."""
    lent = appointment.delegated_from
    lender = lent is not None and lent.user_id == user.pk
    return appointment.user_id == user.pk or lender or may_appoint(user, appointment.unit)


def may_delegate(user: Any, appointment: Appointment) -> Any:
    """Lend one's own duty for a time; a lent duty is not lent on."""
    return appointment.user_id == user.pk and appointment.delegated_from_id is None


def may_invite(user: Any, unit: Unit) -> Any:
    """Hand out a sign-in link to somebody of this unit."""
    return user.holds("accounts.invite", at=unit)


def covers_duties_of(user: Any, other: User) -> bool:
    """Whether the user may hand out links at every unit where the other holds a duty.

    Whoever holds the link can act in all those duties: a branch may not open its superior's account.
    """
    return all(may_invite(user, appointment.unit) for appointment in other.appointments_today)


def may_invite_officer(user: Any, other: User) -> Any:
    """Hand out a link to an officer: the right at every unit where they hold a duty; never to oneself."""
    if other.pk == user.pk or not other.appointments_today or not covers_duties_of(user, other):
        return None
    return may_invite(user, other.appointments_today[0].unit)


def may_use_invitation(user: Any, invitation: Invitation) -> bool:
    """Use a link: whose account it is."""
    return bool(user.pk == invitation.user_id)


def may_cancel_recovery(user: Any, recovery: Recovery) -> Any:
    """Cancel a recovery: whose account it is, who opened it, and who could have."""
    if user.pk in {recovery.user_id, recovery.opened_by_id}:
        return True
    return may_invite_officer(user, recovery.user)


def only_the_clock(user: Any, target: Any) -> bool:
    """Do what no person does: the clock's own work."""
    del user, target
    return False


def is_self(user: Any, other: User) -> bool:
    """Change something of one's own account."""
    return bool(user.pk == other.pk)


def may_create_token(user: Any, owner: User) -> Any:
    """Make a token: everybody for themselves; the operator's command line for anybody."""
    return user.pk == owner.pk


def may_revoke_token(user: Any, token: Token) -> Any:
    """Take a token back: whose it is."""
    return token.user_id == user.pk


def may_see_officers(user: Any, unit: Unit | UnitVersion) -> Any:
    """See who is in office: those responsible for the unit, and those below it whose superiors they are."""
    unit_id = unit.unit_id if isinstance(unit, UnitVersion) else unit.pk
    return user.holds("people.see", at=unit) or any(
        unit_id in a.unit.place_ids for a in user.appointments_today
    )
