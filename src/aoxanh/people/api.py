"""People over the API: lists as of a day, one record with numbers covered, and what is read in full, written down.

Whom a caller cannot see is answered like somebody who does not exist.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from ninja import Field, Query, Router, Schema

from aoxanh.api.bodies import Body, checked
from aoxanh.api.doors import Pace, door
from aoxanh.api.paging import AsOf, Id, Page, Turn
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.org.models import UnitVersion, today
from aoxanh.people import lists, operations, policies, queries
from aoxanh.people.consents import PURPOSES
from aoxanh.people.forms import FilterForm
from aoxanh.people.list_views import narrowed
from aoxanh.people.models import Person
from aoxanh.people.views import duties_of, load, masked_email
from aoxanh.vietnamese import citizen_id, phones

router = Router(tags=["people"])
read, read_fully = door("people:read"), door("people:sensitive")
pace = Pace("reveal")

PLAIN = (
    "birth_place", "home_town", "education", "qualification", "theory", "languages", "computing", "occupation",
    "workplace", "deceased_on",
)  # fmt: skip
COVERED = ("ethnicity", "religion", "party_course_on", "party_probationary_on", "party_official_on")


class ListRow(Schema):
    """A list somebody stands on."""

    id: int
    unit: int
    unit_name: str
    role: str
    starts_on: dt.date
    ends_on: dt.date | None


class PersonRow(Schema):
    """Somebody on a list."""

    uid: UUID
    full_name: str
    birth: str = Field(
        description="2003-08-15, 2003-08 or 2003, as far as it is known; empty when not at all."
    )
    sex: str
    lists: list[ListRow]


class DutyRow(Schema):
    """A duty somebody holds or held."""

    unit: int
    duty: str
    starts_on: dt.date
    ends_on: dt.date | None


class PersonOut(PersonRow):
    """One record, with numbers and contacts covered and sensitive data left out."""

    citizen_id: str = Field(description="Covered: 0*********12.")
    phone: str
    email: str
    birth_place: str
    home_town: str
    education: str
    qualification: str
    theory: str
    languages: str
    computing: str
    occupation: str
    workplace: str
    deceased_on: dt.date | None
    duties: list[DutyRow]
    revision: int
    cautions: list[str] = Field([], description="Accepted, but to be looked at again.")


class SensitiveOut(Schema):
    """Sensitive data (NĐ 356/2025 Đ.4): origin, belief, Party."""

    ethnicity: str
    religion: str
    party_course_on: dt.date | None
    party_probationary_on: dt.date | None
    party_official_on: dt.date | None


class ConsentRow(Schema):
    """The latest word on one purpose; `given` is null where nobody was asked."""

    purpose: str
    title: str
    sensitive: bool
    version: str
    given: bool | None
    at: dt.datetime | None
    given_by: UUID | None


class RevealBody(Body):
    """Which covered value is asked for."""

    field: Literal["citizen_id", "phone", "email"]


class Revealed(Schema):
    """A value in full."""

    value: str


class PeopleFilter(Schema):
    """What a list of people is narrowed by."""

    unit: Id | None = Field(None, description="Only people of this unit and below, as it lay on the day.")
    q: str = Field(
        "", max_length=120, description="Beginnings of name words, or a whole citizen id, phone, e-mail."
    )
    role: Literal[tuple(code for code, _title in lists.ROLES)] | None = None  # type: ignore[valid-type]
    sex: Literal["male", "female"] | None = None
    age: Literal["child", "16-17", "18-22", "23-30", "over30"] | None = None
    missing: Literal["birth", "citizen_id", "phone"] | None = None


@router.get("/people", auth=read, response=Page[PersonRow], summary=_("List people"))
def people(request: Request, at: Query[AsOf], turn: Query[Turn], only: Query[PeopleFilter]) -> Any:
    """List the people of the caller's units on a day, in Vietnamese order."""
    form = checked(FilterForm(only.dict(exclude_none=True)))
    found = narrowed(those_of(request, only.unit, at.day), form, at.day).only(*ROW)
    shown = queries.page_by_name(found, turn.after, size=turn.limit)
    return {"items": rows_of(shown.rows, at.day), "next": shown.next or None}


@router.get("/people/{uuid:uid}", auth=read, response=PersonOut, summary=_("One person"))
def person(request: Request, uid: UUID) -> Any:
    """Give one record, numbers and contacts covered."""
    return described(load(request, uid))


@router.get(
    "/people/{uuid:uid}/sensitive",
    auth=read_fully,
    response=SensitiveOut,
    summary=_("Sensitive data"),
    throttle=[pace],
)
def sensitive(request: Request, uid: UUID) -> Any:
    """Give origin, belief and Party dates, by a right of its own; it is written down who looked."""
    person = load(request, uid)
    if not (grant := policies.may_see_sensitive(request.user, person)):
        raise PermissionDenied
    operations.note_sensitive_read(person, actor=request.actor, grant=grant, subject=person.uid)
    return {name: getattr(person, name) for name in COVERED}


@router.post(
    "/people/{uuid:uid}/reveal",
    auth=read_fully,
    response=Revealed,
    summary=_("Read a number in full"),
    throttle=[pace],
)
def reveal(request: Request, uid: UUID, body: RevealBody) -> Any:
    """Give one covered value in full; it is written down who looked."""
    person = load(request, uid)
    if not (grant := policies.may_reveal(request.user, person)):
        raise PermissionDenied
    facts = {"fields": [body.field]}
    operations.note_reveal(person, actor=request.actor, grant=grant, subject=person.uid, facts=facts)
    return {"value": getattr(person, body.field)}


@router.get("/people/{uuid:uid}/consents", auth=read, response=list[ConsentRow], summary=_("Consents"))
def consents(request: Request, uid: UUID) -> Any:
    """List the latest word on every purpose."""
    latest = queries.consents_of(load(request, uid))
    return [consent_row(code, latest.get(code)) for code in PURPOSES]


@router.get("/duplicates", auth=read, response=list[list[PersonRow]], summary=_("Who may be recorded twice"))
def duplicates(request: Request) -> Any:
    """List groups of people of the caller's units with the same name and birth day."""
    groups = queries.duplicate_groups(Person.objects.visible_to(request.user))
    rows = iter(rows_of([person for group in groups for person in group], today()))
    return [[next(rows) for _person in group] for group in groups]


ROW = ("uid", "full_name", "sort_key", "birth", "sex")


def those_of(request: Request, unit: int | None, day: dt.date) -> Any:
    """Return whom the caller may see; of one unit, as it lay on the day, if it is one of theirs."""
    if unit is None:
        return Person.objects.visible_to(request.user, day)
    version = UnitVersion.objects.as_of(day).filter(unit_id=unit).first()
    mine = request.user.paths("people.see", day)
    if version is None or not any(version.path.startswith(path) for path in mine):
        raise Http404
    return Person.objects.known().in_paths([version.path], day)


def rows_of(found: list[Person], day: dt.date) -> list[dict[str, Any]]:
    """Return people as lists show them: two queries for all their lists."""
    places = queries.lists_of([person.pk for person in found], day)
    return [
        {"uid": person.uid, "full_name": person.full_name, "birth": person.birth, "sex": person.sex,
         "lists": [list_row(*place) for place in places.get(person.pk, [])]}
        for person in found
    ]  # fmt: skip


def list_row(affiliation: Any, version: UnitVersion) -> dict[str, Any]:
    """Return one list somebody stands on."""
    return {
        "id": affiliation.pk, "unit": affiliation.unit_id, "unit_name": version.name, "role": affiliation.role,
        "starts_on": affiliation.starts_on, "ends_on": affiliation.ends_on,
    }  # fmt: skip


def described(person: Person, cautions: list[str] | None = None) -> dict[str, Any]:
    """Return everything said of one person without a further right."""
    duties = [row["appointment"] for row in duties_of(person)]
    return {
        **rows_of([person], today())[0], **{name: getattr(person, name) for name in PLAIN},
        "citizen_id": citizen_id.mask(person.citizen_id) if person.citizen_id else "",
        "phone": phones.mask(person.phone) if person.phone else "", "email": masked_email(person.email),
        "duties": [{"unit": a.unit_id, "duty": a.duty, "starts_on": a.starts_on, "ends_on": a.ends_on} for a in duties],
        "revision": person.revision, "cautions": cautions or [],
    }  # fmt: skip


def consent_row(code: str, event: Any) -> dict[str, Any]:
    """Return the latest word on a purpose."""
    purpose = PURPOSES[code]
    return {
        "purpose": code, "title": str(purpose.title), "sensitive": purpose.sensitive, "version": purpose.version,
        "given": event.given if event else None, "at": event.at if event else None,
        "given_by": event.given_by.uid if event else None,
    }  # fmt: skip
