"""Two records of one person: found, compared, merged with both histories kept, and undone.

What points at a person is carried by name (`CARRIED`); rooms above add theirs. A test walks every model
that points at Person and fails if one is neither carried nor left on purpose.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

from django.db import models, transaction
from django.db.utils import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.models import canonical
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.people import lists, policies
from aoxanh.people.models import Address, Affiliation, Distinct, Guardianship, Merge, Person
from aoxanh.people.operations import PLAIN, SEALED, SENSITIVE, list_unit_id

#: (model, field) of rows that go along with the person merged away.
CARRIED: list[tuple[type[models.Model], str]] = [
    (Affiliation, "person"),
    (Address, "person"),
    (Guardianship, "child"),
    (Guardianship, "guardian"),
]
ADDRESSES = str(CARRIED.index((Address, "person")))
#: Left where they are: they are history of the record itself.
LEFT = {
    "ConsentEvent.person",
    "ConsentEvent.given_by",
    "Merge.kept",
    "Merge.gone",
    "Distinct.one",
    "Distinct.other",
    "Person.merged_into",
}


class Book(Protocol):
    """What a room above keeps of people in books of its own, and how it joins two of them and parts them again."""

    def join(self, kept: Person, gone: Person, actor: Actor) -> Any:
        """Join the books inside the merge's transaction; return what `part` will need, as JSON."""

    def part(self, kept: Person, gone: Person, actor: Actor, joined: Any) -> None:
        """Take it back; raise Objection where later entries depend on it."""


#: Books that rooms above keep; by the name under which the merge remembers them.
BOOKS: dict[str, Book] = {}
FIELDS = ("full_name", "birth", *PLAIN, *SENSITIVE, *SEALED)


@operation("people.merge", allow=policies.may_merge, says=_("merged two records of one person"))
def merge_people(kept: Person, *, actor: Actor, gone: Person, take: set[str]) -> Done:
    """Merge `gone` into `kept`; fields named in `take` come from `gone`. Its result is the Merge.

    One head less, both histories kept (proof L16). Raises Objection when the two carry different citizen
    ids, or the right is missing for either.
    """
    if not (actor.is_machine or policies.may_merge(actor.user, gone)):
        raise Objection(_("Both records must stand on lists of your units."))
    if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
        raise Objection(_("One of the two records was merged already."))
    if kept.citizen_id and gone.citizen_id and kept.citizen_id != gone.citizen_id:
        raise Objection(
            _("Two different citizen ids are two people. Correct the wrong number first."), rule="L16"
        )
    if kept.user_id and gone.user_id:
        raise Objection(_("Both have an account. Close one of the accounts first."))
    before = {name: getattr(kept, name) for name in FIELDS}
    merge = Merge(
        kept=kept, gone=gone, before_sealed=kept.make_seal().close(canonical(printable(before)), "merge")
    )
    rows = carry(gone, kept)
    reseal_addresses(rows[ADDRESSES], gone, kept)
    joined = {name: book.join(kept, gone, actor) for name, book in BOOKS.items()}
    merge.moved = {"rows": rows, "user": gone.user_id, "fields": sorted(take), "books": joined}
    values = {name: getattr(gone, name) for name in FIELDS}
    user, gone.user, gone.merged_into = gone.user, None, kept
    gone.save()
    for name in FIELDS:
        if name in take or not before[name]:
            kept.set_name(values["full_name"]) if name == "full_name" else setattr(kept, name, values[name])
    kept.user = kept.user or user
    kept.revision += 1
    kept.save()
    merge.save()
    for person in (kept, gone):
        person.forget_places()
    facts = {"kept": kept.pk, "gone": gone.pk, "fields": sorted(take)}
    return Done(merge, target=kept, unit=list_unit_id(kept), subject=kept.uid, facts=facts)


@operation("people.unmerge", allow=policies.may_undo_merge, says=_("took a merge of two records back"))
def undo_merge(merge: Merge, *, actor: Actor) -> Done:
    """Give both people back what they had; refused when the kept record was merged on since."""
    kept, gone = merge.kept, merge.gone
    if merge.undone_at or gone.merged_into_id != kept.pk or kept.merged_into_id:
        raise Objection(_("This merge cannot be taken back any more."))
    assert kept.seal is not None  # noqa: S101 - merging made it
    before: dict[str, Any] = json.loads(kept.seal.open(bytes(merge.before_sealed or b""), "merge"))
    for name in FIELDS:
        value = before[name] or (None if name.endswith("_on") else "")
        kept.set_name(str(value)) if name == "full_name" else setattr(kept, name, value)
    if merge.moved["user"]:
        kept.user = None
    kept.revision += 1
    kept.save()
    gone.merged_into, gone.user_id = None, merge.moved["user"]
    gone.save()
    for number, (model, field) in enumerate(CARRIED):
        for row_id in merge.moved["rows"].get(str(number), []):
            model._default_manager.filter(pk=row_id).update(**{field: gone})  # noqa: SLF001
    reseal_addresses(merge.moved["rows"].get(ADDRESSES, []), kept, gone)
    for name, joined in merge.moved.get("books", {}).items():
        BOOKS[name].part(kept, gone, actor, joined)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    for person in (kept, gone):
        person.forget_places()
    return Done(kept, unit=list_unit_id(kept), subject=kept.uid, facts={"kept": kept.pk, "gone": gone.pk})


@operation("people.distinct", allow=policies.may_merge, says=_("found two alike records to be two people"))
def keep_apart(person: Person, *, actor: Actor, other: Person) -> Done:
    """Say that two alike records are two people; they are not proposed again."""
    if person.pk == other.pk:
        raise Objection(_("One of the two records was merged already."))
    one, two = sorted([person, other], key=lambda p: p.pk)
    Distinct.objects.get_or_create(one=one, other=two)
    return Done(person, unit=list_unit_id(person), subject=person.uid, facts={"other": other.pk})


def carry(gone: Person, kept: Person) -> dict[str, list[int]]:
    """Point every carried row at the kept person; a row that would double one of theirs stays. Returns what moved."""
    moved: dict[str, list[int]] = {}
    for number, (model, field) in enumerate(CARRIED):
        moved[str(number)] = []
        rows = model._default_manager.filter(**{field: gone})  # noqa: SLF001
        for row in rows.exclude(role__in=lists.BOOK_ROLES) if model is Affiliation else rows:
            try:
                with transaction.atomic():
                    model._default_manager.filter(pk=row.pk).update(**{field: kept})  # noqa: SLF001
                moved[str(number)].append(row.pk)
            except IntegrityError:
                continue
    return moved


def reseal_addresses(row_ids: list[int], owner: Person, heir: Person) -> None:
    """Seal the lines of addresses that changed their person under the new person's key."""
    for address in Address.objects.filter(pk__in=row_ids):
        address.person = owner
        line = address.line
        address.person = heir
        address.set_line(line)
        address.save(update_fields=["person", "line_sealed"])


def printable(values: dict[str, Any]) -> dict[str, str]:
    """Return values as text, empty for none."""
    return {name: str(value) if value else "" for name, value in values.items()}
