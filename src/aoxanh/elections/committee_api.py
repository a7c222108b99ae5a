"""What the superior decides of committees, over the API: interim committees, designation, terms; and seats that end."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field

from aoxanh.api.bodies import Body, body_of, checked, sent
from aoxanh.api.doors import door
from aoxanh.api.paging import Id
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.elections import committee_operations as operations
from aoxanh.elections import policies
from aoxanh.elections.api import CommitteeRow, committee_row, router
from aoxanh.elections.committee_views import chosen_people, deciding, load
from aoxanh.elections.forms import DesignateForm, EndSeatForm, SuperiorForm, TermForm
from aoxanh.elections.models import Committee, Seat
from aoxanh.elections.queries import committees_on
from aoxanh.org.models import today
from aoxanh.people.models import Person

write = door("elections:write")


class Sits(Body):
    """Somebody and the post they are named to."""

    person: UUID
    post: Literal["secretary", "deputy", "member"]


Interim = body_of(SuperiorForm, people=(list[Sits], Field(..., max_length=200)))
Designate = body_of(DesignateForm, person=(UUID, Field(...)))
Term, EndSeat = body_of(TermForm), body_of(EndSeatForm)


def sitting(unit: int) -> list[dict[str, Any]]:
    """Return who sits in a unit's committees now."""
    return [committee_row(body, people) for body, people in committees_on(unit, today())]


def people_of(request: Request, uids: list[UUID]) -> list[Person]:
    """Return people the caller sees; somebody else does not exist."""
    found = chosen_people(request, [str(uid) for uid in uids])
    if len(found) != len(uids):
        raise Http404
    return found


def form_of(kind: Any, body: Any, *beside: str) -> Any:
    """Return the form of what was sent, valid, without what stands beside it."""
    given = sent(body)
    for name in beside:
        given.pop(name, None)
    return checked(kind(given))


@router.post(
    "/units/{int:unit}/committees/interim",
    auth=write,
    response=list[CommitteeRow],
    summary=_("Name an interim committee"),
)
def interim(request: Request, unit: Id, body: Interim) -> Any:  # type: ignore[valid-type]
    """Name the interim committee of a unit that has none (R-ORG-07)."""
    found, _version = deciding(request, unit)
    asked: list[Sits] = body.people  # type: ignore[attr-defined]
    form = form_of(SuperiorForm, body, "people")
    people = people_of(request, [one.person for one in asked])
    named = [(one, row.post) for one, row in zip(people, asked, strict=True)]
    operations.name_interim(found, actor=request.actor, people=named, decision=form.decision())
    return sitting(unit)


@router.post(
    "/units/{int:unit}/committees/designate",
    auth=write,
    response=list[CommitteeRow],
    summary=_("Designate to a committee"),
)
def designate(request: Request, unit: Id, body: Designate) -> Any:  # type: ignore[valid-type]
    """Designate somebody to a committee or a post (R-ORG-05, R-ELE-04)."""
    found, _version = deciding(request, unit)
    form = form_of(DesignateForm, body, "person")
    (person,) = people_of(request, [body.person])  # type: ignore[attr-defined]
    where, _dot, post = form.cleaned_data["post"].partition(".")
    operations.designate(
        found, actor=request.actor, person=person, post=post, body=where, decision=form.decision()
    )
    return sitting(unit)


@router.post(
    "/committees/{uuid:uid}/term",
    auth=write,
    response=list[CommitteeRow],
    summary=_("Change a committee's term"),
)
def term(request: Request, uid: UUID, body: Term) -> Any:  # type: ignore[valid-type]
    """Lengthen or shorten a term by half of it at most (R-ORG-06, R-ORG-07)."""
    committee = get_object_or_404(Committee.objects.select_related("unit"), uid=uid, ends_on=None)
    deciding(request, committee.unit_id)
    form = form_of(TermForm, body)
    until, decision = form.cleaned_data["until"], form.decision()
    operations.change_term(committee, actor=request.actor, until=until, decision=decision)
    return sitting(committee.unit_id)


@router.post(
    "/committees/seats/{int:seat}/end", auth=write, response=list[CommitteeRow], summary=_("End a seat")
)
def end_seat(request: Request, seat: Id, body: EndSeat) -> Any:  # type: ignore[valid-type]
    """End somebody's seat before the term is over; the duty and its rights end with it (R-ELE-09, R-DIS-09)."""
    found = get_object_or_404(Seat.objects.select_related("person", "committee__unit"), pk=seat)
    load(request, found.committee.unit_id)
    if not policies.may_end_seat(request.user, found):
        raise PermissionDenied
    operations.end_seat(found, actor=request.actor, **form_of(EndSeatForm, body).cleaned_data)
    return sitting(found.committee.unit_id)
