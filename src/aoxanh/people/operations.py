"""Adding and correcting people, their lists, contacts, consents, accounts and duties."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from aoxanh.accounts.models import User
from aoxanh.accounts.operations import refuse_by_rule, refuse_operator, write_appointment, write_invitation
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation, reading
from aoxanh.org.models import AdministrativeUnit, Unit, today
from aoxanh.org.operations import Decision, standing_then
from aoxanh.people import lists, policies
from aoxanh.people.consents import PURPOSES
from aoxanh.people.models import Address, Affiliation, ConsentEvent, Guardianship, Person, age_at_least
from aoxanh.vault.sealing import blind_index
from aoxanh.vietnamese.dates import PartialDate

#: What a form may set, beside the name.
SEALED = ("citizen_id", "phone", "email")
SENSITIVE = ("ethnicity", "religion")
PLAIN = (
    "sex", "birth_place", "home_town", "education", "qualification", "theory", "languages", "computing", "occupation",
    "workplace", "party_course_on", "party_probationary_on", "party_official_on", "deceased_on",
)  # fmt: skip
MAX_PHOTO = 8 * 1024 * 1024
PHOTO_SIZE = (600, 800)

note_reveal = reading("people.reveal", says=_("read %(fields)s in full"))
note_sensitive_read = reading("people.read_sensitive", says=_("saw ethnicity and religion"))
note_download = reading("people.download", says=_("downloaded the record"))


@operation("people.add", allow=policies.may_add_person, says=_("added someone to the list"))
def add_person(
    unit: Unit, *, actor: Actor, facts: dict[str, Any], role: str, starts_on: dt.date | None = None
) -> Done:
    """Write a new person and put them on a unit's list; its result is the Person.

    `facts`: the fields of the form, `birth` a PartialDate or None. Raises Objection when the citizen id is
    known already: one person, one record (proof L16).
    """
    day = starts_on or today()
    standing_then(unit, day)
    check_by_hand(role)
    person, changes = new_person(facts)
    Affiliation.objects.create(person=person, unit=unit, role=role, starts_on=day)
    return Done(
        person,
        unit=unit,
        subject=person.uid,
        facts={"fields": sorted(changes), "role": role},
        private=changes,
        seal=person.make_seal(),
    )


@operation("people.correct", allow=policies.may_edit_person, says=_("corrected %(fields)s"))
def correct_person(
    person: Person, *, actor: Actor, facts: dict[str, Any], revision: int | None = None
) -> Done:
    """Correct a person's particulars; nothing happens to fields not given.

    `revision` is the one the form was opened with: if somebody changed the record since, it is refused.
    """
    fresh = Person.objects.select_for_update().get(pk=person.pk)
    if revision is not None and fresh.revision != revision:
        raise Objection(
            _(
                "Somebody else has changed this record since you opened it. Reload it and enter your change again."
            )
        )
    if fresh.merged_into_id:
        raise Objection(_("This record was merged into another one."))
    changes = set_facts(fresh, facts)
    if changes:
        fresh.revision += 1
        fresh.updated_at = timezone.now()
        fresh.save()
    person.refresh_from_db()
    person.__dict__.pop("seal", None)
    unit_id = list_unit_id(person)
    return Done(
        fresh,
        unit=unit_id,
        subject=person.uid,
        facts={"fields": sorted(changes)},
        private=changes,
        seal=fresh.make_seal(),
    )


@operation("people.list", allow=policies.may_add_person, says=_("put someone on the list as %(role)s"))
def put_on_list(unit: Unit, *, actor: Actor, person: Person, role: str, starts_on: dt.date) -> Done:
    """Put a known person on another list."""
    standing_then(unit, starts_on)
    check_by_hand(role)
    if Affiliation.objects.as_of(starts_on).filter(person=person, unit=unit, role=role).exists():
        raise Objection(_("This person already stands on this list."), field="unit")
    Affiliation.objects.create(person=person, unit=unit, role=role, starts_on=starts_on)
    person.forget_places()
    return Done(person, unit=unit, subject=person.uid, facts={"role": role, "on": str(starts_on)})


@operation(
    "people.unlist",
    allow=lambda user, affiliation: policies.may_add_person(user, affiliation.unit),
    says=_("took someone off the list"),
)
def take_off_list(affiliation: Affiliation, *, actor: Actor, on: dt.date) -> Done:
    """End somebody's standing on a list."""
    check_by_hand(affiliation.role)
    if on <= affiliation.starts_on:
        raise Objection(_("The day must come after the one the entry began."), field="on")
    affiliation.ends_on = on
    affiliation.save(update_fields=["ends_on"])
    person = affiliation.person
    person.forget_places()
    return Done(
        person, unit=affiliation.unit_id, subject=person.uid, facts={"role": affiliation.role, "on": str(on)}
    )


@operation("people.photo", allow=policies.may_edit_person, says=_("changed the photo"))
def set_photo(person: Person, *, actor: Actor, upload: Any) -> Done:
    """Keep a photo, drawn anew at most 600 × 800 so that nothing hidden in the file (place, time) is kept."""
    person.photo.save(
        f"{person.uid}-{timezone.now():%Y%m%d%H%M%S}.jpg", ContentFile(redrawn(upload)), save=False
    )
    person.save(update_fields=["photo"])
    return Done(person, unit=list_unit_id(person), subject=person.uid)


@operation(
    "people.consent", allow=policies.may_record_consent, says=_("recorded a consent: %(purpose)s %(given)s")
)
def record_consent(
    person: Person,
    *,
    actor: Actor,
    purpose: str,
    given: bool,
    given_by: Person,
    method: str,
    child_assents: bool | None = None,
) -> Done:
    """Write down a consent given or withdrawn.

    Under 16 a guardian gives it, and from 7 the child must agree as well (Luật 91/2025/QH15 Đ.24,
    NĐ 56/2017 Đ.36); withdrawing is as easy as giving and needs either of them.
    """
    text = PURPOSES[purpose]
    relation = guard_consent(person, given_by, given=given, child_assents=child_assents)
    ConsentEvent.objects.create(
        person=person, purpose=purpose, given=given, text_version=text.version, text_sha256=text.sha256, given_by=given_by,
        relation=relation, child_assents=child_assents, method=method, recorded_by=getattr(actor.user, "pk", None),
    )  # fmt: skip
    facts = {"purpose": purpose, "given": "yes" if given else "no", "version": text.version}
    return Done(person, unit=list_unit_id(person), subject=person.uid, facts=facts)


@operation("people.account", allow=policies.may_give_account, says=_("opened an account"))
def give_account(person: Person, *, actor: Actor, username: str) -> Done:
    """Open an account without a password; its result is the User, who signs in by a one-time link."""
    user = open_account(person, username)
    return Done(user, target=person, unit=list_unit_id(person), subject=person.uid, facts={"user": user.pk})


@operation("people.invite", allow=policies.may_give_account, says=_("handed out a sign-in link"))
def invite_person(person: Person, *, actor: Actor) -> Done:
    """Make a one-time link for a person, opening an account first where there is none; its result is the IssuedInvitation."""
    user = person.user or open_account(person, free_username(person))
    issued = write_invitation(user, actor)
    facts = {"user": user.pk, "purpose": issued.invitation.purpose}
    return Done(issued, target=person, unit=list_unit_id(person), subject=person.uid, facts=facts)


@operation("people.appoint", allow=policies.may_appoint_at, says=_("appointed someone %(duty)s"))
def appoint_person(
    unit: Unit, *, actor: Actor, person: Person, duty: str, decision: Decision, term: str = ""
) -> Done:
    """Appoint a person to a duty; who has no account yet gets one, to be opened by a link."""
    if not (actor.is_machine or policies.may_see_person(actor.user, person)):
        raise Objection(_("Choose somebody on a list of your units."), field="person")
    refuse_operator(actor, duty)
    user = person.user or open_account(person, free_username(person))
    refuse_by_rule(user, duty, decision.effective_on)
    appointment = write_appointment(unit, user, duty, decision, term)
    facts = {"duty": duty, "user": user.pk, "from": str(decision.effective_on)}
    return Done(appointment, unit=unit, subject=person.uid, facts=facts)


@operation("people.address", allow=policies.may_edit_person, says=_("changed the %(kind_of_address)s"))
def move_home(
    person: Person,
    *,
    actor: Actor,
    kind: str,
    line: str,
    administrative_unit: AdministrativeUnit | None,
    starts_on: dt.date,
) -> Done:
    """Write where a person lives or is registered from a day on; the former address ends on that day and is kept.

    The same day again corrects the address. Raises Objection when a later address is recorded already.
    """
    addresses = person.addresses.filter(kind=kind)
    if addresses.filter(starts_on__gt=starts_on).exists():
        raise Objection(_("A later address is recorded already."), field="starts_on")
    now = addresses.filter(ends_on=None).first()
    if now and now.starts_on == starts_on:
        address = now
    else:
        if now:
            now.ends_on = starts_on
            now.save(update_fields=["ends_on"])
        address = Address(person=person, kind=kind, starts_on=starts_on)
    address.administrative_unit = administrative_unit
    address.set_line(line)
    Person.objects.filter(pk=person.pk, wrapped_key=None).update(wrapped_key=person.wrapped_key)
    address.save()
    facts = {"kind_of_address": kind, "from": str(starts_on)}
    return Done(address, target=person, unit=list_unit_id(person), subject=person.uid, facts=facts)


@operation("people.guardian", allow=policies.may_edit_person, says=_("recorded a %(relation)s"))
def add_guardian(person: Person, *, actor: Actor, guardian: Person, relation: str) -> Done:
    """Record who answers for a minor (Luật 91/2025/QH15 Đ.24.2); the guardian is a person of their own."""
    age = age_at_least(person.birth_date, today())
    if age is not None and age >= 18:
        raise Objection(_("From 18 on nobody needs a guardian."), rule="Bộ luật Dân sự 2015 Đ.20")
    if guardian.pk == person.pk:
        raise Objection(_("Nobody is their own guardian."), field="guardian")
    if (age_at_least(guardian.birth_date, today()) or 18) < 18:
        raise Objection(_("A guardian is 18 or older."), field="guardian", rule="Bộ luật Dân sự 2015 Đ.49")
    if person.guardians.filter(guardian=guardian, ends_on=None).exists():
        raise Objection(_("This guardian is recorded already."), field="guardian")
    Guardianship.objects.create(child=person, guardian=guardian, relation=relation)
    return Done(
        person,
        unit=list_unit_id(person),
        subject=person.uid,
        facts={"relation": relation, "guardian": guardian.pk},
    )


@operation(
    "people.end_guardian",
    allow=lambda user, row: policies.may_edit_person(user, row.child),
    says=_("ended a guardianship"),
)
def end_guardian(row: Guardianship, *, actor: Actor) -> Done:
    """End a guardianship today; what the guardian consented to stays on record."""
    row.ends_on = today()
    row.save(update_fields=["ends_on"])
    return Done(
        row.child, unit=list_unit_id(row.child), subject=row.child.uid, facts={"guardian": row.guardian_id}
    )


def new_person(facts: dict[str, Any]) -> tuple[Person, dict[str, list[Any]]]:
    """Write a new person on no list yet; return them and what was set. Raises Objection for a known citizen id."""
    person = Person()
    changes = set_facts(person, facts)
    person.save()
    return person, changes


def check_by_hand(role: str) -> None:
    """Refuse to write by hand what only a line of the membership book decides."""
    if role in lists.BOOK_ROLES:
        text = _("Who is a member stands in the membership book. Enter a line there.")
        raise Objection(text, field="role", rule="R-STA-01")


def set_facts(person: Person, facts: dict[str, Any]) -> dict[str, list[Any]]:
    """Set what was given on the person, unsaved; return each change as [before, after]."""
    changes: dict[str, list[Any]] = {}
    for name, given in facts.items():
        before = person.birth if name == "birth" else getattr(person, name)
        after = stored(name, given)
        if (before or "") == (after or ""):
            continue
        changes[name] = [str(before or ""), str(after or "")]
        if name == "full_name":
            Person.set_name(person, str(after))
        else:
            setattr(person, name, after)
    check_identity(person)
    return changes


def stored(name: str, given: Any) -> Any:
    """Return a form's value as the record keeps it; refuse a field no form has."""
    if name not in {"full_name", "birth", *PLAIN, *SENSITIVE, *SEALED}:
        raise Objection(_("There is no such field."), field=name)
    if name == "birth":
        birth: PartialDate | None = given
        return birth.stored if birth else ""
    return given if given or name.endswith("_on") else ""


def check_identity(person: Person) -> None:
    """Refuse a citizen id somebody else carries, without giving away who or where."""
    if person.citizen_id_index:
        others = Person.objects.known().filter(citizen_id_index=person.citizen_id_index)
        if others.exclude(pk=person.pk).exists():
            text = _(
                "This citizen id belongs to someone already recorded. Look under duplicates, or ask the unit above."
            )
            raise Objection(text, field="citizen_id", rule="L16")


def find_by_citizen_id(number: str) -> Person | None:
    """Return who carries a citizen id."""
    return Person.objects.known().filter(citizen_id_index=blind_index("citizen_id", number)).first()


def list_unit_id(person: Person) -> int | None:
    """Return the unit whose history an act on a person belongs to: the newest list the person stands on."""
    newest = Affiliation.objects.as_of(today()).filter(person=person).order_by("-starts_on", "-pk")
    return newest.values_list("unit_id", flat=True).first()


def guard_consent(person: Person, given_by: Person, *, given: bool, child_assents: bool | None) -> str:
    """Refuse a consent given by the wrong person; return the relation it was given in."""
    age = age_at_least(person.birth_date, today())
    child = age is not None and age < 16
    if given_by.pk == person.pk:
        if given and child:
            raise Objection(
                _("Under 16 a parent or guardian gives consent."),
                field="given_by",
                rule="Luật 91/2025/QH15 Đ.24",
            )
        return "self"
    guardianship = person.guardians.filter(guardian=given_by, ends_on=None).first()
    if guardianship is None:
        raise Objection(
            _("Only the person, or a recorded parent or guardian, gives consent."),
            field="given_by",
            rule="Luật 91/2025/QH15 Đ.24",
        )
    if given and not child:
        raise Objection(
            _("From 16 on, people consent for themselves."), field="given_by", rule="Luật Trẻ em 2016 Đ.1"
        )
    if given and age is not None and age >= 7 and not child_assents:
        raise Objection(
            _("From 7 years on the child must agree as well."), field="child_assents", rule="NĐ 56/2017 Đ.36"
        )
    return guardianship.relation


def free_username(person: Person) -> str:
    """Return a free user name made of the person's name: given name, then initials (dungnv, dungnv2 …)."""
    words = person.search.split() or ["nguoi"]
    base = (words[-1] + "".join(word[0] for word in words[:-1]))[:40]
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    return (
        base
        if base not in taken
        else next(f"{base}{n}" for n in range(2, 10**6) if f"{base}{n}" not in taken)
    )


def open_account(person: Person, username: str) -> User:
    """Write an account for a person; shared by opening an account and appointing."""
    if person.user_id:
        raise Objection(_("This person already has an account."))
    if User.objects.filter(username__iexact=username).exists():
        raise Objection(_("This user name is taken."), field="username")
    user = User.objects.create_user(username, name=person.full_name)
    person.user = user
    person.save(update_fields=["user"])
    return user


def redrawn(upload: Any) -> bytes:
    """Return the picture drawn anew as JPEG, small and without metadata; refuse what is no picture."""
    if upload.size > MAX_PHOTO:
        raise Objection(_("The photo is larger than 8 MB. Take a smaller one."), field="photo")
    try:
        with Image.open(upload) as picture:
            if picture.width * picture.height > 50_000_000:
                raise Objection(_("The photo has too many pixels. Take a smaller one."), field="photo")
            picture.thumbnail(PHOTO_SIZE)
            drawn = io.BytesIO()
            picture.convert("RGB").save(drawn, "JPEG", quality=85)
            return drawn.getvalue()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError, SyntaxError) as error:
        raise Objection(_("This file is not a photo. Send JPEG, PNG or WebP."), field="photo") from error
