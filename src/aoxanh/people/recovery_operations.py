"""A person's lost second factor, as the officer above sees it: opened, and its link handed out where no e-mail goes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.models import Recovery
from aoxanh.accounts.recovery_operations import write_link, write_recovery
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.people import policies
from aoxanh.people.models import Person
from aoxanh.people.operations import list_unit_id


@operation(
    "people.recovery.open",
    allow=policies.may_give_account,
    says=_("opened the recovery of the second factor"),
)
def open_recovery(person: Person, *, actor: Actor, site: str) -> Done:
    """Open the recovery of somebody's second factor; it ripens after 24 hours. Its result is the Recovery."""
    if person.user is None:
        raise Objection(_("This person has no account yet."))
    recovery = write_recovery(person.user, actor, site)
    facts = {"user": recovery.user_id, "ripe": f"{recovery.ripe_at:%d/%m/%Y %H:%M}"}
    return Done(recovery, target=person, unit=list_unit_id(person), subject=person.uid, facts=facts)


@operation(
    "people.recovery.link",
    allow=policies.may_give_account,
    says=_("handed out the one-time link that recovers the second factor"),
)
def hand_out_recovery(person: Person, *, actor: Actor) -> Done:
    """Make the one-time link of a ripe recovery; its result is the IssuedInvitation."""
    recovery = Recovery.objects.open().filter(user=person.user_id).first()
    if person.user_id is None or recovery is None:
        raise Objection(_("No recovery is open for this person."))
    issued = write_link(recovery, actor)
    facts = {"user": person.user_id}
    return Done(issued, target=person, unit=list_unit_id(person), subject=person.uid, facts=facts)
