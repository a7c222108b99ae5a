"""Writing about people over the API: add, correct, lists, consents, duplicates; forms and operations of the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field

from aoxanh.api.bodies import Body, body_of, checked, sent
from aoxanh.api.doors import door
from aoxanh.api.paging import Id
from aoxanh.api.problems import Refused
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.org.models import Unit
from aoxanh.org.views import load_for
from aoxanh.people import merging, operations, policies
from aoxanh.people.api import ConsentRow, PersonOut, consent_row, described, router
from aoxanh.people.consents import PURPOSES
from aoxanh.people.entry_views import alike_to, form_options
from aoxanh.people.forms import ConsentForm, ListForm, NewPersonForm, OffListForm, PersonForm
from aoxanh.people.models import Affiliation, Merge, Person
from aoxanh.people.queries import consents_of
from aoxanh.people.views import load

write = door("people:write")
__all__ = ["router"]  # the room's one router, now with what writes

NewPerson = body_of(NewPersonForm, omit=("revision",))
Person_ = body_of(PersonForm, partial=True, revision=(int, Field(ge=1, le=2**31 - 1)))
Listed, OffList, Consent = body_of(ListForm), body_of(OffListForm), body_of(ConsentForm)


class OtherBody(Body):
    """The other of two records."""

    other: UUID


class MergeBody(OtherBody):
    """The record that goes, and the fields to be taken from it."""

    take: list[str] = Field([], max_length=40)


@router.post("/units/{unit}/people", auth=write, response={201: PersonOut}, summary=_("Add a person"))
def add(request: Request, unit: Id, body: NewPerson) -> Any:  # type: ignore[valid-type]
    """Add somebody to a unit's list; 409 names alike records until `alike_seen` says it is somebody else."""
    version = load_for(request, unit, policies.may_add_person)
    form = checked(NewPersonForm(sent(body)))
    data = form.cleaned_data
    if not data["alike_seen"] and (alike := alike_to(request, form)):
        refuse_alike(alike)
    person = operations.add_person(
        version.unit, actor=request.actor, facts=form.facts(), role=data["role"], starts_on=data["starts_on"]
    )
    return described(person, form.cautions())


@router.patch("/people/{uuid:uid}", auth=write, response=PersonOut, summary=_("Correct a record"))
def correct(request: Request, uid: UUID, body: Person_) -> Any:  # type: ignore[valid-type]
    """Change the fields that are sent; `revision` is the one the record was read with."""
    person = seen_with(request, uid, policies.may_edit_person)
    form = only_what_was_sent(
        PersonForm(sent(body), **form_options(request, person)),
        body.model_fields_set,  # type: ignore[attr-defined]
    )
    revision = checked(form).cleaned_data["revision"]
    operations.correct_person(person, actor=request.actor, facts=form.facts(), revision=revision)
    return described(Person.objects.get(pk=person.pk), form.cautions())


@router.post("/people/{uuid:uid}/lists", auth=write, response={201: PersonOut}, summary=_("Put on a list"))
def put_on_list(request: Request, uid: UUID, body: Listed) -> Any:  # type: ignore[valid-type]
    """Put somebody the caller can see on another list."""
    person = load(request, uid)
    data = checked(ListForm(sent(body))).cleaned_data
    unit = get_object_or_404(Unit, pk=data.pop("unit"))
    operations.put_on_list(unit, actor=request.actor, person=person, **data)
    return described(person)


@router.post("/lists/{entry}/end", auth=write, response=PersonOut, summary=_("Take off a list"))
def take_off_list(request: Request, entry: Id, body: OffList) -> Any:  # type: ignore[valid-type]
    """End somebody's standing on a list."""
    affiliation = Affiliation.objects.select_related("person", "unit").filter(pk=entry).first()
    if affiliation is None or not policies.may_see_person(request.user, affiliation.person):
        raise Http404
    data = checked(OffListForm(sent(body))).cleaned_data
    operations.take_off_list(affiliation, actor=request.actor, on=data["on"])
    return described(affiliation.person)


@router.post(
    "/people/{uuid:uid}/consents/{purpose}", auth=write, response=ConsentRow, summary=_("Record a consent")
)
def record_consent(request: Request, uid: UUID, purpose: str, body: Consent) -> Any:  # type: ignore[valid-type]
    """Write down a consent given or withdrawn; `given_by` is the person, or under 16 a recorded guardian."""
    person = seen_with(request, uid, policies.may_record_consent)
    if purpose not in PURPOSES:
        raise Http404
    form = ConsentForm(sent(body), person=person)
    form.fields["given_by"].to_field_name = "uid"  # type: ignore[attr-defined]
    operations.record_consent(person, actor=request.actor, purpose=purpose, **checked(form).cleaned_data)
    return consent_row(purpose, consents_of(person)[purpose])


@router.post("/people/{uuid:uid}/merge", auth=write, response=PersonOut, summary=_("Merge two records"))
def merge(request: Request, uid: UUID, body: MergeBody) -> Any:
    """Merge `other` into this record; fields named in `take` come from the other."""
    kept, gone = seen_with(request, uid, policies.may_merge), load(request, body.other)
    if unknown := sorted(set(body.take) - set(merging.FIELDS)):
        raise Refused(
            [{"field": "take", "message": str(_("There is no such field.")), "code": unknown[0][:40]}]
        )
    merging.merge_people(kept, actor=request.actor, gone=gone, take=set(body.take))
    return described(Person.objects.get(pk=kept.pk))


@router.post("/people/{uuid:uid}/unmerge", auth=write, response=PersonOut, summary=_("Take a merge back"))
def unmerge(request: Request, uid: UUID) -> Any:
    """Take the latest merge of this record back."""
    kept = seen_with(request, uid, policies.may_merge)
    done: QuerySet[Merge] = kept.merges_kept.filter(undone_at=None)
    last = done.order_by("-at", "-pk").first()
    if last is None:
        raise Http404
    return described(merging.undo_merge(last, actor=request.actor))


@router.post("/people/{uuid:uid}/apart", auth=write, response=PersonOut, summary=_("Two different people"))
def apart(request: Request, uid: UUID, body: OtherBody) -> Any:
    """Say that two alike records are two people."""
    person, other = seen_with(request, uid, policies.may_merge), load(request, body.other)
    if person.pk == other.pk:
        raise Refused([{"field": "other", "message": str(_("Name another record.")), "code": "same"}])
    merging.keep_apart(person, actor=request.actor, other=other)
    return described(person)


def seen_with(request: Request, uid: UUID, allow: Any) -> Person:
    """Return a person the caller can see and may do this to; 404 where they cannot even see them."""
    person = load(request, uid)
    if not allow(request.user, person):
        raise PermissionDenied
    return person


def refuse_alike(alike: list[Person]) -> None:
    """Refuse to write a second record of somebody who may be recorded already; names whom to look at."""
    text = _("Somebody like this is recorded already. Look, then send alike_seen if it is somebody else.")
    raise Refused(status=409, detail=text, alike=[str(person.uid) for person in alike])


def only_what_was_sent(form: PersonForm, names: set[str]) -> PersonForm:
    """Return the form without the fields that were not sent; refuse a field this caller's form does not have."""
    if beyond := sorted(names - set(form.fields)):
        text = str(_("You may not change this field."))
        raise Refused([{"field": name, "message": text, "code": "not_yours"} for name in beyond])
    for name in set(form.fields) - names:
        del form.fields[name]
    return form
