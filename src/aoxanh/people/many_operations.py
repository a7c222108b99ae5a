"""Operations on many people at once: each person's own log entry, one transaction for all of them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.operations import IssuedInvitation, write_invitation
from aoxanh.audit.actor import Actor
from aoxanh.audit.operation import Done, operation, record
from aoxanh.people import policies
from aoxanh.people.models import Person
from aoxanh.people.operations import free_username, open_account, set_facts, stored
from aoxanh.people.queries import place_people


@operation(
    "people.correct_many", allow=policies.may_correct_many, says=_("corrected the records of %(n)s people")
)
def correct_many(user: Any, *, actor: Actor, people: list[Person], facts: dict[str, Any], over: bool) -> Done:
    """Write the same particulars in many records, only where nothing is written unless `over`; its result is how many changed.

    Raises PermissionDenied if one of them is not the actor's to correct; nothing is written then.
    """
    fresh = list(
        Person.objects.select_for_update().filter(pk__in=[person.pk for person in people]).order_by("pk")
    )
    place_people(fresh)
    n = 0
    for person in fresh:
        grant = actor.is_machine or policies.may_edit_person(actor.user, person)
        if not grant:
            raise PermissionDenied
        wanted = {name: now for name, (_was, now) in changes_of(person, facts, over=over).items()}
        changes = set_facts(person, wanted)
        if changes:
            n += 1
            person.revision += 1
            person.updated_at = timezone.now()
            seal = person.make_seal()
            person.save()
            done = Done(
                person,
                unit=place_of(person),
                subject=person.uid,
                facts={"fields": sorted(changes)},
                private=changes,
                seal=seal,
            )
            record("people.correct", done, actor=actor, grant=grant)
    return Done(n, target=user, facts={"n": n, "fields": sorted(facts)})


@operation("people.invite_many", allow=policies.may_invite_many, says=_("handed out %(n)s sign-in links"))
def invite_many(user: Any, *, actor: Actor, people: list[Person]) -> Done:
    """Make a one-time link for each of these people, opening accounts first; its result is (person, IssuedInvitation) pairs.

    Raises PermissionDenied if one of them is not the actor's to invite; no link is made then.
    """
    place_people(people)
    made: list[tuple[Person, IssuedInvitation]] = []
    for person in people:
        grant = actor.is_machine or policies.may_give_account(actor.user, person)
        if not grant:
            raise PermissionDenied
        issued = write_invitation(person.user or open_account(person, free_username(person)), actor)
        facts = {"user": issued.invitation.user_id, "purpose": issued.invitation.purpose}
        done = Done(issued, target=person, unit=place_of(person), subject=person.uid, facts=facts)
        record("people.invite", done, actor=actor, grant=grant)
        made.append((person, issued))
    return Done(made, target=user, facts={"n": len(made)})


def changes_of(person: Person, facts: dict[str, Any], *, over: bool) -> dict[str, tuple[str, Any]]:
    """Return what would change in a record, by particular: what is written, and what would be."""
    found = {}
    for name, value in facts.items():
        was = str(getattr(person, name) or "")
        if stored(name, value) != was and (over or not was):
            found[name] = (was, value)
    return found


def place_of(person: Person) -> int | None:
    """Return the unit whose history an act on a person belongs to, of those read together."""
    return person.places_today[-1].unit_id if person.places_today else None
