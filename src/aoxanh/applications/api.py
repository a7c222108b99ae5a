"""Applications for admission over the API: a branch's link, what came by it, and the answers.

Applying itself is on the link's page only: whoever applies has no account, and reads and ticks each consent in its words.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from aoxanh.api.bodies import Body, body_of, checked, sent
from aoxanh.api.doors import door
from aoxanh.api.files import PDF, gives
from aoxanh.api.paging import Id, Page, Turn
from aoxanh.api.problems import Refused
from aoxanh.api.words import _
from aoxanh.applications import operations, policies
from aoxanh.applications.forms import DeclineForm, LinkForm, TakeForm
from aoxanh.applications.models import Application, Link
from aoxanh.applications.queries import alike_to, initial_of, page_of
from aoxanh.applications.views import SAY_WHO, address_of, load, load_unit, noted, poster_file
from aoxanh.audit.actor import Request
from aoxanh.cases.api import CaseOut, typed
from aoxanh.cases.api import whole as case_whole
from aoxanh.cases.case_views import load as load_case
from aoxanh.people.models import Person

router = Router(tags=["applications"])
read, write = door("applications:read"), door("applications:write")
OpenLink, Decline = body_of(LinkForm), body_of(DeclineForm)


class LinkOut(Schema):
    """A branch's link: its address is what posters and QR codes carry."""

    address: str
    is_open: bool
    closes_on: dt.date
    received: int
    opened_at: dt.datetime
    closed_at: dt.datetime | None


class ApplicationRow(Schema):
    """An application in a list, without what it says; `deleted_on`: by itself, where nobody answers until then."""

    uid: UUID
    unit: int
    state: str
    received_at: dt.datetime
    decided_at: dt.datetime | None
    deleted_on: dt.date
    case: UUID | None


class ApplicationOut(ApplicationRow):
    """One application: `said` by the names of its form; `alike`: people known who may be the applicant."""

    said: dict[str, Any]
    alike: list[UUID]


class TabFilter(Schema):
    """Those that wait, or those that were answered."""

    tab: Literal["waiting", "answered"] = "waiting"


class TakeBody(Body):
    """Whose case is opened: somebody `known`, or, where others are alike, somebody new; `fields` as the admission asks."""

    known: UUID | None = None
    alike_seen: bool = False
    fields: dict[str, Any] = Field({}, description="What is not sent is taken from the application.")


def link_out(link: Link) -> dict[str, Any]:
    """Return a link as it is told."""
    names = ("is_open", "closes_on", "received", "opened_at", "closed_at")
    return {**{name: getattr(link, name) for name in names}, "address": address_of(link)}


def application_row(found: Application) -> dict[str, Any]:
    """Return an application as a list tells it."""
    names = ("uid", "state", "received_at", "decided_at", "deleted_on")
    case = found.case.uid if found.case else None
    return {**{name: getattr(found, name) for name in names}, "unit": found.unit_id, "case": case}


def whole(request: Request, found: Application) -> dict[str, Any]:
    """Return one application; that it was read is written down."""
    noted(request, found)
    said = {name: value for name, value in found.said.items() if name != "consents"}
    said["consents"] = sorted(found.said.get("consents", {}))
    alike = [one.uid for one in alike_to(found, request.user)] if found.is_waiting else []
    return {**application_row(found), "said": said, "alike": alike}


@router.get(
    "/units/{int:unit}/applications",
    auth=read,
    response=Page[ApplicationRow],
    summary=_("Applications of a unit"),
)
def applications(request: Request, unit: Id, only: Query[TabFilter], turn: Query[Turn]) -> Any:
    """List the applications that came to a unit, the newest first."""
    load_unit(request, unit)
    rows, after = page_of(unit, waiting=only.tab == "waiting", cursor=turn.after, size=turn.limit)
    return {"items": [application_row(row) for row in rows], "next": after or None}


@router.get("/units/{int:unit}/applications/link", auth=read, response=LinkOut, summary=_("A unit's link"))
def link(request: Request, unit: Id) -> Any:
    """Give the link of a unit that was not closed."""
    found, _version = load_unit(request, unit)
    return link_out(get_object_or_404(found.application_links.filter(closed_at=None)))


@router.get(
    "/units/{int:unit}/applications/poster",
    auth=read,
    summary=_("The link's poster"),
    openapi_extra=gives(PDF),
)
def poster(request: Request, unit: Id) -> HttpResponse:
    """Give the poster of the open link with its QR code, A4."""
    return poster_file(*load_unit(request, unit))


@router.post(
    "/units/{int:unit}/applications/link", auth=write, response={201: LinkOut}, summary=_("Open the link")
)
def open_link(request: Request, unit: Id, body: OpenLink) -> Any:  # type: ignore[valid-type]
    """Open the link of a branch until a day within a year."""
    found, _version = load_unit(request, unit)
    form = checked(LinkForm(sent(body)))
    return 201, link_out(operations.open_link(found, actor=request.actor, **form.cleaned_data))


@router.post(
    "/units/{int:unit}/applications/link/close", auth=write, response=LinkOut, summary=_("Close the link")
)
def close_link(request: Request, unit: Id) -> Any:
    """Close the link at once; what came stays to be answered."""
    found, _version = load_unit(request, unit)
    closed = operations.close_link(found, actor=request.actor)
    return link_out(Link.objects.get(pk=closed.pk))


@router.get("/applications/{uuid:uid}", auth=read, response=ApplicationOut, summary=_("One application"))
def application(request: Request, uid: UUID) -> Any:
    """Give an application with all it says; it is written down who read it."""
    return whole(request, load(request, uid))


@router.post(
    "/applications/{uuid:uid}/examine", auth=write, response=ApplicationRow, summary=_("Begin to examine")
)
def examine(request: Request, uid: UUID) -> Any:
    """Say that an application is being examined: whoever follows it reads so."""
    operations.examine(load(request, uid), actor=request.actor)
    return application_row(load(request, uid))


@router.post(
    "/applications/{uuid:uid}/decline",
    auth=write,
    response=ApplicationRow,
    summary=_("Decline an application"),
)
def decline(request: Request, uid: UUID, body: Decline) -> Any:  # type: ignore[valid-type]
    """Answer that an application is not taken, with the reason."""
    form = checked(DeclineForm(sent(body)))
    operations.decline(load(request, uid), actor=request.actor, words=form.cleaned_data["words"])
    return application_row(load(request, uid))


@router.post(
    "/applications/{uuid:uid}/take",
    auth=write,
    response={201: CaseOut},
    summary=_("Open an application's case"),
)
def take(request: Request, uid: UUID, body: TakeBody) -> Any:
    """Open the admission of an application; 409 names people alike until it is said whether it is one of them."""
    found = load(request, uid)
    if not policies.may_take(request.user, found):
        raise PermissionDenied
    alike = alike_to(found, request.user) if found.is_waiting else []
    person = known_among(alike, body)
    form = checked(TakeForm(typed({**initial_of(found), **body.fields})))
    case = operations.take(found, actor=request.actor, person=person, **form.opening())
    return 201, case_whole(load_case(request, case.uid))


def known_among(alike: list[Person], body: TakeBody) -> Person | None:
    """Return whom the caller says it is; refuse somebody else, and silence where there are people alike."""
    person = next((one for one in alike if one.uid == body.known), None)
    if body.known is not None and person is None:
        raise Http404
    if alike and person is None and not body.alike_seen:
        raise Refused(status=409, detail=SAY_WHO, alike=[str(one.uid) for one in alike])
    return person
