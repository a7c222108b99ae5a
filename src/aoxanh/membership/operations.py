"""Entering members and lines in the book, and taking lines back."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.models import GENESIS
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.membership import cards, policies
from aoxanh.membership.book import Cause, NewLine, Paper, write_lines
from aoxanh.membership.kinds import KINDS
from aoxanh.membership.models import AuthorityRow, BookCopy, BookEntry, ElectronicCard, Member, StatuteRow
from aoxanh.membership.paper import book_of
from aoxanh.org.models import Unit, today
from aoxanh.papers.typesetting import as_pdf
from aoxanh.people import lists
from aoxanh.people.models import Affiliation, Person
from aoxanh.people.operations import new_person
from aoxanh.people.policies import may_see_person, may_see_sensitive

NO_PAPER = Paper()


@operation("membership.enrol", allow=policies.may_enrol, says=_("entered a member in the book"))
def enrol_member(
    unit: Unit,
    *,
    actor: Actor,
    since: dt.date,
    person: Person | None = None,
    facts: Mapping[str, Any] | None = None,
    joined_on: dt.date | None = None,
    card_number: str = "",
) -> Done:
    """Enter a member whom earlier records know: a known `person`, or a new one of `facts`; its result is the Person.

    The book answers for what it says from `since` on (R-STA-01). Raises Objection when the person is a member
    already, the card belongs to somebody else, or the unit has no members on that day.
    """
    if since > today():
        raise Objection(_("A member is entered today or earlier, not in the future."), field="since")
    if joined_on and joined_on > since:
        raise Objection(
            _("The day of joining lies after the day the book begins."), field="joined_on", rule="R-REC-01"
        )
    if person is not None and not (actor.is_machine or may_see_person(actor.user, person)):
        raise Objection(_("Choose somebody on a list of your units."), field="person")
    fresh = person is None
    someone, changes = (person, {}) if person is not None else new_person(dict(facts or {}))
    check_card(card_number, someone)
    known = {"joined_on": joined_on.isoformat() if joined_on else "", "card_number": card_number}
    line = NewLine("enrolled", since, unit.pk, {k: v for k, v in known.items() if v})
    write_lines({someone.pk: [line]}, actor=actor, cause=Cause("entry"), fresh=fresh)
    leave_hand_list(someone, unit, since)
    someone.forget_places()
    return Done(
        someone,
        unit=unit,
        subject=someone.uid,
        facts={"on": str(since), "fields": sorted(changes)},
        private=changes or None,
        seal=someone.make_seal() if changes else None,
    )


@operation("membership.record", allow=policies.may_record, says=_("entered in the book: %(line)s on %(on)s"))
def record_line(person: Person, *, actor: Actor, line: NewLine) -> Done:
    """Enter one line that a paper decided; its result is the BookEntry.

    Raises Objection where the line contradicts the book, names a unit that did not stand, or needs a paper
    and has none.
    """
    kind = KINDS[line.kind]
    check_line(line, actor)
    if kind.decided and not line.paper.number:
        text = _("“%(title)s” rests on a decision: enter its number.") % {"title": kind.title}
        raise Objection(text, field="number", rule=kind.rule)
    if line.facts.get("card_number"):
        check_card(str(line.facts["card_number"]), person)
    entry = write_one(person, line, actor, Cause("entry"))
    return Done(
        entry, target=person, unit=entry.unit_id or home_id(person), subject=person.uid,
        facts={"line": line.kind, "on": str(line.effective_on), "seq": entry.seq},
    )  # fmt: skip


@operation(
    "membership.correct",
    allow=policies.may_correct,
    says=_("took a line of the book back: %(line)s of %(on)s"),
)
def correct_line(entry: BookEntry, *, actor: Actor, words: str, instead: NewLine | None = None) -> Done:
    """Take a line back by a new one, and write what is right in its place; nothing is deleted (proof L18).

    Its result is the person. Raises Objection where a later line depends on the one taken back.
    """
    if not words.strip():
        raise Objection(_("Say why the line is taken back."), field="words", rule="R-STA-01")
    person = entry.person
    lines = [
        NewLine("corrected", entry.effective_on, None, {"of": entry.kind}, words=words, corrects=entry.seq)
    ]
    if instead is not None:
        check_line(instead, actor)
        lines.append(replace(instead, words=instead.words or words))
    seals = sealed(person)
    write_lines(
        {person.pk: lines}, actor=actor, cause=Cause("correction", str(entry.pk)), duty="", seals=seals
    )
    facts = {
        "line": entry.kind,
        "on": str(entry.effective_on),
        "seq": entry.seq,
        "instead": instead.kind if instead else "",
    }
    return Done(person, unit=home_id(person), subject=person.uid, facts=facts)


@operation("membership.card", allow=policies.may_make_card, says=_("made an electronic card"))
def make_card(person: Person, *, actor: Actor) -> Done:
    """Make somebody's electronic card; one made before is valid no more. Its result is the ElectronicCard.

    Raises Objection while the person is no member with a card number.
    """
    del actor
    told = cards.shown(person)
    if not told.valid:
        raise Objection(
            _("Only a member with a card number has an electronic card. Enter the number in the book first."),
            rule="R-REC §3.3",
        )
    now = timezone.now()
    ElectronicCard.objects.filter(person=person, ended_at=None).update(ended_at=now)
    card = ElectronicCard.objects.create(person=person, code=secrets.token_urlsafe(16), made_at=now)
    return Done(card, target=person, unit=home_id(person), subject=person.uid)


@operation("membership.copy_book", allow=policies.may_see_book, says=_("made a copy of the membership book"))
def copy_book(person: Person, *, actor: Actor, address: str) -> Done:
    """Typeset somebody's book and write the copy down; `address` is where its code leads, "{}" in the code's place.

    Its result is the PDF. Ethnicity and religion stand in it where the reader may see them.
    """
    sensitive = actor.user is not None and bool(may_see_sensitive(actor.user, person))
    head = Member.objects.filter(person=person).first()
    code = secrets.token_urlsafe(16)
    made = as_pdf(book_of(person, head, check=address.format(code), sensitive=sensitive))
    copy = BookCopy.objects.create(
        person=person, code=code, made_at=timezone.now(), lines=head.lines if head else 0,
        head=head.head if head else GENESIS, digest=hashlib.sha256(made).hexdigest(),
    )  # fmt: skip
    return Done(made, target=copy, unit=home_id(person), subject=person.uid, facts={"lines": copy.lines})


def write_one(person: Person, line: NewLine, actor: Actor, cause: Cause) -> BookEntry:
    """Write one line and return it."""
    seals = sealed(person) if line.spoken else None
    write_lines({person.pk: [line]}, actor=actor, cause=cause, seals=seals)
    person.forget_places()
    return BookEntry.objects.filter(person=person).latest("seq")


def sealed(person: Person) -> dict[int, Any]:
    """Return what seals words about a person, their key made the first time."""
    seal = person.make_seal()
    Person.objects.filter(pk=person.pk, wrapped_key=None).update(wrapped_key=person.wrapped_key)
    return {person.pk: seal}


def check_line(line: NewLine, actor: Actor) -> None:
    """Refuse days that lie ahead and units outside one's own."""
    if line.effective_on > today():
        raise Objection(
            _("The book tells what has happened: the day cannot lie ahead."),
            field="effective_on",
            rule="R-STA-01",
        )
    if line.paper.signed_on and line.paper.signed_on > today():
        raise Objection(_("The decision is dated in the future."), field="signed_on", rule="R-STA-01")
    if line.unit_id is None or actor.is_machine:
        return
    unit = Unit.objects.filter(pk=line.unit_id).first()
    if unit is None or not actor.user.holds("book.record", at=unit):
        text = _(
            "Choose a unit you are responsible for; to another one the person is transferred by both sides."
        )
        raise Objection(text, field="unit", rule="R-TRF-03")


def check_card(number: str, person: Person) -> None:
    """Refuse a card number somebody else carries: they are unique in the whole country (membership §3.3)."""
    if number and Member.objects.filter(card_number=number).exclude(person=person).exists():
        text = _("Card number %(number)s belongs to somebody else. Look it up before you enter it.") % {
            "number": number
        }
        raise Objection(text, field="card_number", rule="R-REC §3.3")


def home_id(person: Person) -> int | None:
    """Return the unit a person is in by the book today, or was in last."""
    rows = Affiliation.objects.filter(person=person, known_until=None, role__in=lists.BOOK_ROLES)
    return rows.order_by("-starts_on").values_list("unit_id", flat=True).first()


def leave_hand_list(person: Person, unit: Unit | int | None, day: dt.date) -> None:
    """End the person's standing as a young person of the unit: they are a member there now."""
    rows = Affiliation.objects.filter(person=person, unit=unit, role="youth", ends_on=None, known_until=None)
    rows.filter(starts_on__gte=day).delete()
    rows.update(ends_on=day)


@operation(
    "membership.statute", allow=policies.may_set_statute, says=_("added a value of the statute: %(code)s")
)
def add_statute_value(user: Any, *, actor: Actor, **row: Any) -> Done:
    """Add a value from a new guidance, valid from a day on; what was decided before stays under what held then."""
    added = StatuteRow.objects.create(**row)
    facts = {"code": added.code, "value": added.value, "rule": added.rule, "from": str(added.valid_from)}
    return Done(added, facts=facts)


@operation("membership.authority", allow=policies.may_set_statute, says=_("added who decides: %(decision)s"))
def add_authority(user: Any, *, actor: Actor, **row: Any) -> Done:
    """Add who decides from a day on; what was decided before stays under what held then. Its result is the AuthorityRow.

    Raises Objection for a period that ends before it begins.
    """
    if row.get("valid_to") and row["valid_to"] <= row["valid_from"]:
        raise Objection(_("It must end after the day it begins."), field="valid_to", rule="R-ORG-10")
    added = AuthorityRow.objects.create(**row)
    facts = {
        "decision": f"{added.procedure}.{added.decision}", "kinds": added.kinds, "body": added.body, "rule": added.rule,
        "from": str(added.valid_from),
    }  # fmt: skip
    return Done(added, facts=facts)
