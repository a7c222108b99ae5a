"""Appointing, delegating, ending duties; links that open accounts."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts import policies
from aoxanh.accounts.duties import DUTIES
from aoxanh.accounts.models import Appointment, Invitation, User
from aoxanh.accounts.passwords import LENGTH
from aoxanh.accounts.queries import hash_of
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.org.models import Unit, ends_after, today
from aoxanh.org.operations import Decision, standing_then

LONGEST_DELEGATION = dt.timedelta(days=92)
LINK_LASTS = {
    Invitation.Purpose.ACTIVATE: dt.timedelta(days=7),
    Invitation.Purpose.RESET: dt.timedelta(hours=24),
    Invitation.Purpose.FACTOR: dt.timedelta(hours=24),
}


@dataclass(frozen=True)
class IssuedInvitation:
    """A link just made; the token is known only here."""

    invitation: Invitation
    token: str


@operation("accounts.appoint", allow=policies.may_appoint, says=_("appointed someone %(duty)s"))
def appoint(unit: Unit, *, actor: Actor, user: User, duty: str, decision: Decision, term: str = "") -> Done:
    """Give `user` a duty at `unit` from the decision's day on; its result is the Appointment."""
    refuse_operator(actor, duty)
    refuse_by_rule(user, duty, decision.effective_on)
    appointment = write_appointment(unit, user, duty, decision, term)
    return Done(appointment, unit=unit, facts=facts_of(appointment))


@operation(
    "accounts.end_appointment", allow=policies.may_end_appointment, says=_("ended the duty of %(duty)s")
)
def end_appointment(appointment: Appointment, *, actor: Actor, on: dt.date, reason: str) -> Done:
    """End a duty on a day; on the next request its rights are gone, on open streams too (proof L29)."""
    if on < appointment.starts_on:
        raise Objection(_("A duty cannot end before it began."), field="on")
    if appointment.ends_on and appointment.ends_on <= on:
        raise Objection(_("This duty has already ended by that day."), field="on")
    if on > today():
        limit = today() + dt.timedelta(days=366)
        if on > limit:
            raise Objection(_("The day lies more than a year ahead."), field="on")
    appointment.ends_on, appointment.end_reason = on, reason
    appointment.save(update_fields=["ends_on", "end_reason"])
    return Done(
        appointment, unit=appointment.unit, facts={**facts_of(appointment), "on": str(on), "reason": reason}
    )


@operation(
    "accounts.delegate", allow=policies.may_delegate, says=_("lent the duty of %(duty)s until %(until)s")
)
def delegate(
    appointment: Appointment, *, actor: Actor, user: User, starts_on: dt.date, ends_on: dt.date
) -> Done:
    """Lend one's duty to another officer for at most three months; it ends by itself, or with the duty."""
    if user.pk == appointment.user_id:
        raise Objection(_("A duty is lent to somebody else."), field="user")
    if not (today() <= starts_on < ends_on <= starts_on + LONGEST_DELEGATION):
        raise Objection(_("A duty is lent from today on, for at most three months."), field="ends_on")
    lent = Appointment.objects.create(
        user=user, unit=appointment.unit, duty=appointment.duty, starts_on=starts_on, ends_on=ends_on,
        delegated_from=appointment, decision_body=str(appointment.user),
    )  # fmt: skip
    return Done(lent, unit=appointment.unit, facts={**facts_of(lent), "until": f"{ends_on:%d/%m/%Y}"})


@operation("accounts.invite", allow=policies.may_invite_officer, says=_("handed out a sign-in link"))
def invite(user: User, *, actor: Actor) -> Done:
    """Make a one-time link for an officer's account; its result is the IssuedInvitation."""
    issued = write_invitation(user, actor)
    return Done(issued, target=user, facts={"user": user.pk, "purpose": issued.invitation.purpose})


@operation(
    "accounts.use_invitation", allow=policies.may_use_invitation, says=_("opened the account by its link")
)
def use_invitation(invitation: Invitation, *, actor: Actor, password: str, username: str = "") -> Done:
    """Use a link up, set the password and, when the account is first opened, its user name; ends other sessions.

    Two requests at the same moment have one winner. Raises Objection when the link is used, ended or too old.
    """
    now = timezone.now()
    # Only the link's own columns: PostgreSQL asks them again of a row it waited for, but not a joined table's.
    fresh = Invitation.objects.filter(pk=invitation.pk, used_at=None, ended_at=None, expires_at__gt=now)
    won = fresh.exclude(purpose=Invitation.Purpose.FACTOR).update(used_at=now) == 1
    user = User.objects.select_for_update().get(pk=invitation.user_id)
    if not won or not user.is_active:
        raise Objection(_("This link has been used or has ended. Ask for a new one."))
    if invitation.purpose == Invitation.Purpose.ACTIVATE and username and username != user.username:
        if User.objects.filter(username__iexact=username).exclude(pk=user.pk).exists():
            raise Objection(_("This user name is taken."), field="username")
        user.username = username
    set_password(user, password)
    return Done(user, target=user, facts={"user": user.pk, "purpose": invitation.purpose})


def write_invitation(user: User, actor: Actor, purpose: Invitation.Purpose | None = None) -> IssuedInvitation:
    """End the account's open links and write a new one; rooms above share it where they know the person."""
    if not user.is_active:
        raise Objection(_("This account is closed."))
    now, token = timezone.now(), secrets.token_urlsafe(32)
    User.objects.select_for_update().get(pk=user.pk)
    Invitation.objects.filter(user=user, used_at=None, ended_at=None).update(ended_at=now)
    if purpose is None:
        purpose = Invitation.Purpose.RESET if user.has_usable_password() else Invitation.Purpose.ACTIVATE
    invitation = Invitation.objects.create(
        user=user, purpose=purpose, token_sha256=hash_of(token), created_by=actor.user, created_at=now,
        expires_at=now + LINK_LASTS[purpose],
    )  # fmt: skip
    return IssuedInvitation(invitation, token)


def set_password(user: User, password: str) -> None:
    """Set a password that was checked, and note whether it is good only beside a second factor."""
    user.set_password(password)
    user.short_password = len(password) < LENGTH
    user.save(update_fields=["username", "password", "short_password"])


def refuse_operator(actor: Actor, duty: str) -> None:
    """Refuse to name an operator from a page or the API: who operates the machine is named at the machine."""
    if duty == "operator" and not actor.is_machine:
        raise Objection(_("There is no such duty."), field="duty")


#: Rules of rooms above on who may be appointed: each raises an Objection, `refuse(user, duty, day)`.
RULES: list[Callable[[User, str, dt.date], None]] = []


def refuse_by_rule(user: User, duty: str, day: dt.date) -> None:
    """Refuse an appointment that a rule of a room above forbids (R-DIS-08)."""
    if duty in DUTIES:
        for refuse in RULES:
            refuse(user, duty, day)


def write_appointment(unit: Unit, user: User, duty: str, decision: Decision, term: str) -> Appointment:
    """Check the rules and write the appointment; rooms above share it where they appoint people."""
    if duty not in DUTIES:
        raise Objection(_("There is no such duty."), field="duty")
    day = decision.effective_on
    standing_then(unit, day)
    held = Appointment.objects.filter(ends_after(day), unit=unit, duty=duty, delegated_from=None)
    if held.filter(user=user).exists():
        raise Objection(_("This person already holds this duty here."), field="duty")
    if DUTIES[duty].one_at_a_time and (other := held.select_related("user").first()):
        text = _("%(name)s is secretary here until then. End that duty first.") % {"name": other.user}
        raise Objection(text, field="duty", rule="HD 20 §4")
    return Appointment.objects.create(
        user=user, unit=unit, duty=duty, starts_on=day, term=term, decision_number=decision.number,
        decision_on=decision.signed_on, decision_body=decision.body,
    )  # fmt: skip


def end_duties(appointments: Iterable[Appointment], on: dt.date, reason: str) -> None:
    """End duties on a day, or on the day they began where that is later; rooms above share it."""
    for duty in appointments:
        duty.ends_on, duty.end_reason = max(on, duty.starts_on), reason[:200]
        duty.save(update_fields=["ends_on", "end_reason"])


def facts_of(appointment: Appointment) -> dict[str, Any]:
    """Return what the log says of an appointment."""
    return {"duty": appointment.duty, "user": appointment.user_id, "from": str(appointment.starts_on)}
