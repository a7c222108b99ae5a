"""Who may appoint, delegate and end duties, and hand out sign-in links."""

from __future__ import annotations

from typing import Any

from aoxanh.accounts.models import Appointment, Token, User
from aoxanh.org.models import Unit


def may_appoint(user: Any, unit: Unit) -> Any:
    """Appoint someone to a duty at `unit`: the direct superior recognises officers (HD 20 §8.2b)."""
    return user.holds("appointments.make", above=unit)


def may_end_appointment(user: Any, appointment: Appointment) -> Any:
    """End a duty: who could have made it; everybody may lay down their own."""
    return appointment.user_id == user.pk or may_appoint(user, appointment.unit)


def may_delegate(user: Any, appointment: Appointment) -> Any:
    """Lend one's own duty for a time; a lent duty is not lent on."""
    return appointment.user_id == user.pk and appointment.delegated_from_id is None


def may_invite(user: Any, unit: Unit) -> Any:
    """Hand out a sign-in link to somebody of this unit."""
    return user.holds("accounts.invite", at=unit)


def may_create_token(user: Any, owner: User) -> Any:
    """Make a token: everybody for themselves; the operator's command line for anybody."""
    return user.pk == owner.pk


def may_revoke_token(user: Any, token: Token) -> Any:
    """Take a token back: whose it is."""
    return token.user_id == user.pk


def may_see_officers(user: Any, unit: Unit) -> Any:
    """See who is in office: those responsible for the unit, and those below it whose superiors they are."""
    return user.holds("people.see", at=unit) or any(
        unit.pk in a.unit.place_ids for a in user.appointments_today
    )
