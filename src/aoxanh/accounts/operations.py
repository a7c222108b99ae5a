"""Appointing, delegating, ending duties."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from aoxanh.accounts import policies
from aoxanh.accounts.duties import DUTIES
from aoxanh.accounts.models import Appointment, User
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.org.models import Unit, ends_after, today
from aoxanh.org.operations import Decision, standing_then

LONGEST_DELEGATION = dt.timedelta(days=92)


@operation("accounts.appoint", allow=policies.may_appoint, says=_("appointed someone %(duty)s"))
def appoint(unit: Unit, *, actor: Actor, user: User, duty: str, decision: Decision, term: str = "") -> Done:
    """Give `user` a duty at `unit` from the decision's day on; its result is the Appointment."""
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


def facts_of(appointment: Appointment) -> dict[str, Any]:
    """Return what the log says of an appointment."""
    return {"duty": appointment.duty, "user": appointment.user_id, "from": str(appointment.starts_on)}
