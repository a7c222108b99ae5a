"""Opening a link, applying by it, examining, taking and declining an application; forgetting what was not answered."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.applications import policies
from aoxanh.applications.models import WAITING, Application, Link, receipt_of
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation, reading
from aoxanh.cases.opening import Opening, open_many, plug_of
from aoxanh.cases.procedure import months_after, years_after
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit, today
from aoxanh.people.models import Affiliation, ConsentEvent, Guardianship, Person
from aoxanh.people.operations import new_person, set_facts
from aoxanh.people.policies import may_edit_person
from aoxanh.vietnamese.dates import PartialDate

#: Without 0, 1, I and O, to be read out on the telephone; 16 of them are 80 bits.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#: Applications of one link not answered yet; more are not taken in.
MOST_WAITING = 1000
TAKEN_OVER = (
    "sex",
    "phone",
    "email",
    "home_town",
    "education",
    "occupation",
    "workplace",
    "ethnicity",
    "religion",
)

note_read = reading("applications.read", says=gettext_lazy("read an application for admission"))


@operation(
    "applications.open_link",
    allow=policies.may_keep_link,
    says=gettext_lazy("opened the link for applications until %(until)s"),
)
def open_link(unit: Unit, *, actor: Actor, closes_on: dt.date) -> Done:
    """Open a unit's link; its result is the Link. An older one that ran out is closed; raises Objection for one still open."""
    version = unit.standing(today())
    if version is None or not version.kind_data.has_members:
        raise Objection(_("Applications are taken by a branch: open the link there."), rule="R-ADM-07")
    if unit.application_links.open_on(today()).exists():
        raise Objection(_("The branch has an open link already. Close it first to begin a new one."))
    unit.application_links.filter(closed_at=None).update(closed_at=timezone.now())
    by = getattr(actor.user, "pk", None)
    link = Link.objects.create(unit=unit, code=secrets.token_urlsafe(16), closes_on=closes_on, opened_by=by)
    return Done(link, unit=unit, facts={"until": f"{closes_on:%d/%m/%Y}"})


@operation(
    "applications.close_link",
    allow=policies.may_keep_link,
    says=gettext_lazy("closed the link for applications"),
)
def close_link(unit: Unit, *, actor: Actor) -> Done:
    """Close a unit's link at once: its poster leads nowhere any more; what came stays to be answered."""
    by = getattr(actor.user, "pk", None)
    links = unit.application_links.filter(closed_at=None)
    link = links.first()
    if link is None or not links.update(closed_at=timezone.now(), closed_by=by):
        raise Objection(_("No link is open."))
    return Done(link, unit=unit)


@operation(
    "applications.apply",
    allow=policies.may_apply,
    says=gettext_lazy("applied for admission by the link"),
    public=True,
)
def apply(link: Link, *, actor: Actor, said: Mapping[str, Any]) -> Done:
    """Take in an application; its result is the receipt code, which is kept nowhere.

    Raises Objection for an age at which nobody is admitted (R-ADM-01, R-ADM-02), and where too many wait already.
    """
    check_age(PartialDate.from_stored(said["birth"]))
    if link.applications.waiting().count() >= MOST_WAITING:
        raise Objection(_("The branch has too many applications to answer. Go there in person, please."))
    code = "".join(secrets.choice(LETTERS) for _letter in range(16))
    application = Application(link=link, unit=link.unit, receipt=receipt_of(code))
    application.say(dict(said))
    application.save()
    Link.objects.filter(pk=link.pk).update(received=F("received") + 1)
    return Done(code, target=application, unit=link.unit_id)


@operation(
    "applications.examine",
    allow=policies.may_read,
    says=gettext_lazy("began to examine an application for admission"),
)
def examine(application: Application, *, actor: Actor) -> Done:
    """Say that it is being examined: whoever follows it reads so."""
    del actor
    if not Application.objects.filter(pk=application.pk, state="received").update(state="examined"):
        raise Objection(_("Somebody else has begun already. Look at it again."), rule="L17")
    return Done(application, unit=application.unit_id)


@operation(
    "applications.decline",
    allow=policies.may_read,
    says=gettext_lazy("did not take an application for admission"),
)
def decline(application: Application, *, actor: Actor, words: str) -> Done:
    """Answer that it is not taken, with the reason, sealed with the application until it is deleted."""
    if not words.strip():
        raise Objection(_("Say why."), field="words")
    answer(application, "declined", actor)
    application.say({**application.said, "reason": words})
    application.save(update_fields=["sealed"])
    return Done(application, unit=application.unit_id)


@operation(
    "applications.take", allow=policies.may_take, says=gettext_lazy("opened the admission of an application")
)
def take(
    application: Application, *, actor: Actor, facts: Mapping[str, Any], words: Mapping[str, str], person: Person | None = None
) -> Done:  # fmt: skip
    """Make it a case: write the person (or complete the one it is), their consents, and open the admission.

    Its result is the Case. What the application said is kept in the person's record from now on, and forgotten here.
    Raises Objection with the rule of the first check of the admission that fails; nothing is written then.
    """
    said, unit = application.said, application.unit
    answer(application, "taken", actor)
    if person is None:
        person, _changes = new_person({"full_name": said["full_name"], **particulars(said)})
        Affiliation.objects.create(person=person, unit=unit, role="youth", starts_on=today())
    else:
        person = complete(person, said, actor)
    write_consents(application, person, actor)
    opening = Opening(plug_of("admission"), facts, words)
    case = open_many(unit, [person], opening, actor)[0]
    application.case, application.wrapped_key, application.sealed = case, None, None
    application.save(update_fields=["case", "wrapped_key", "sealed"])
    return Done(case, target=application, unit=unit, subject=person.uid)


@operation(
    "applications.forget",
    allow=policies.only_the_clock,
    says=gettext_lazy("deleted %(count)s old applications"),
)
def forget(unit: Unit, *, actor: Actor, before: dt.datetime) -> Done:
    """Delete a unit's applications that came, or were answered, before a moment; nothing of them is left."""
    del actor
    rows = Application.objects.filter(unit=unit)
    gone = rows.waiting().filter(received_at__lt=before) | rows.filter(decided_at__lt=before)
    count, _kinds = gone.delete()
    return Done(count, target=unit, unit=unit, facts={"count": count})


def check_age(birth: PartialDate) -> None:
    """Refuse who is over the age, or so far below it that the application would be deleted before it counts."""
    day, born = today(), birth.earliest()
    statute = statute_on(day)
    years, days = statute["admission_age"]
    first, most = years_after(born, years, days), int(statute["admission_age_most"])
    if day > years_after(born, most):
        text = _("The Union admits until the %(n)dth birthday.") % {"n": most}
        raise Objection(text, field="birth", rule="R-ADM-02")
    early = months_after(day, int(statute["application_early_months"]))
    if first > early:
        text = _("Too young on %(day)s: may be admitted from %(from)s.") % {"day": f"{day:%d/%m/%Y}", "from": f"{first:%d/%m/%Y}"}  # fmt: skip
        raise Objection(text, field="birth", rule=statute.values["admission_age"].rule)


def answer(application: Application, state: str, actor: Actor) -> None:
    """Set the answer, once: of two officers who answer one is told (compare-and-set)."""
    rows = Application.objects.filter(pk=application.pk, state__in=WAITING)
    now, by = timezone.now(), getattr(actor.user, "pk", None)
    if not rows.update(state=state, decided_at=now, decided_by=by):
        raise Objection(
            _("Somebody else has answered this application already. Look at it again."), rule="L17"
        )
    application.state, application.decided_at, application.decided_by = state, now, by


def particulars(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the record takes over."""
    found = {name: said[name] for name in TAKEN_OVER if said.get(name)}
    return {"birth": PartialDate.from_stored(said["birth"]), **found}


def complete(person: Person, said: Mapping[str, Any], actor: Actor) -> Person:
    """Fill in what the record of a known person lacks; what stands there is not overwritten."""
    if not (actor.is_machine or may_edit_person(actor.user, person)):
        raise Objection(_("Choose somebody on a list of your units."), field="known")
    fresh = Person.objects.select_for_update().get(pk=person.pk)
    lacking = {n: v for n, v in particulars(said).items() if not getattr(fresh, n)}
    if set_facts(fresh, lacking):
        fresh.revision += 1
        fresh.updated_at = timezone.now()
        fresh.save()
    return fresh


def write_consents(application: Application, person: Person, actor: Actor) -> None:
    """Write the consents given with the application, in the words and at the hour they were given (Luật 91/2025/QH15 Đ.9, Đ.24)."""
    said = application.said
    speaker, relation, assents = person, "", None
    if said.get("guardian_name"):
        facts = {"full_name": said["guardian_name"], "phone": said["guardian_phone"]}
        speaker, _changes = new_person(facts)
        relation, assents = said["guardian_relation"], True
        Guardianship.objects.create(child=person, guardian=speaker, relation=relation)
    ConsentEvent.objects.bulk_create(
        ConsentEvent(
            person=person, purpose=purpose, given=True, text_version=version, text_sha256=digest, given_by=speaker,
            relation=relation, child_assents=assents, method="screen", at=application.received_at,
            recorded_by=getattr(actor.user, "pk", None),
        )
        for purpose, (version, digest) in said.get("consents", {}).items()
    )  # fmt: skip
