"""Elections over the API: prepared, listed, counted round by round, closed; the forms and rules are those of the page.

Every change names the revision of the election it was looked at: who comes second is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from ninja import Field, Query, Schema

from aoxanh.api.bodies import Body, checked
from aoxanh.api.doors import door
from aoxanh.api.files import PDF, gives
from aoxanh.api.paging import Day, Id, Page, Turn, page
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.cases.api import typed
from aoxanh.elections import operations, policies
from aoxanh.elections.api import ElectionOut, router, whole
from aoxanh.elections.committee_views import chosen_people, load
from aoxanh.elections.forms import AttendForm, CandidatesForm, PrepareForm, SheetForm
from aoxanh.elections.models import Election
from aoxanh.elections.queries import setting_of, statute_of, voters_of
from aoxanh.elections.sheet_views import contest, load_election, minutes_answer, running, setting_before

read, write = door("cases:read"), door("elections:write")
MOST = 100_000
Office = Literal[
    "executive", "standing", "secretary", "deputy", "inspection", "head", "deputy_head", "delegate"
]
Mode = Literal["in_person", "hybrid", "online"]
Source = Literal["committee", "nominated", "self"]


class ElectionRow(Schema):
    """An election in a list."""

    uid: UUID
    occasion: str
    held_on: dt.date
    state: str
    ordinal: int | None


class PrepareBody(Body):
    """What is elected, when and how; `seats`: how many, by office."""

    occasion: Literal["congress", "midterm"]
    held_on: Day
    mode: Mode = "in_person"
    direct: bool = False
    consent_on: Day | None = None
    seats: dict[Office, int]


class ElectionSeenBody(Body):
    """The revision the election was looked at."""

    revision: int = Field(ge=1, le=2**31 - 1)


class AttendBody(ElectionSeenBody):
    """How many were summoned and came; of a congress of delegates, how they became one."""

    entitled: int | None = Field(None, ge=0, le=MOST)
    present: int = Field(ge=0, le=MOST)
    elected: int | None = Field(None, ge=0, le=MOST)
    ex_officio: int | None = Field(None, ge=0, le=MOST)
    designated: int | None = Field(None, ge=0, le=MOST)


class ListBody(ElectionSeenBody):
    """Who is on the list of a contest, and how they came to it."""

    people: list[UUID] = Field(max_length=200)
    source: Source = "committee"
    outside: bool = Field(
        default=False, description="They are no delegates of the congress (province and above)."
    )
    applied_on: Day | None = None


class RoundBody(ElectionSeenBody):
    """One round's sheet; `yes`: votes by candidate id; `reasons`: invalid ballots by why."""

    issued: int = Field(ge=0, le=MOST)
    collected: int = Field(ge=0, le=MOST)
    invalid: int | None = Field(None, ge=0, le=MOST)
    yes: dict[int, int] = Field(max_length=200)
    reasons: dict[str, int] = Field({}, max_length=20)


@router.get(
    "/units/{int:unit}/elections", auth=read, response=Page[ElectionRow], summary=_("Elections of a unit")
)
def elections(request: Request, unit: Id, turn: Query[Turn]) -> Any:
    """List a unit's elections, the latest prepared first; those given up are left out."""
    found, _version = load(request, unit)
    if not request.user.holds("cases.see", at=found):
        raise PermissionDenied
    rows = Election.objects.filter(unit=unit).exclude(state="given_up").order_by("-pk")
    rows = rows.filter(pk__lt=turn.number) if turn.number is not None else rows
    names = ("uid", "occasion", "held_on", "state", "ordinal", "pk")
    shown = [{name: getattr(row, name) for name in names} for row in rows[: turn.limit + 1]]
    return page(shown, turn, "pk")


@router.post(
    "/units/{int:unit}/elections", auth=write, response={201: ElectionOut}, summary=_("Prepare an election")
)
def prepare(request: Request, unit: Id, body: PrepareBody) -> Any:
    """Prepare a congress or a completion in mid-term: what is elected, when, how."""
    found, version = load(request, unit)
    if not policies.may_prepare(request.user, found):
        raise PermissionDenied
    given = typed(
        {
            **body.dict(exclude={"seats"}, exclude_none=True),
            **{str(office): n for office, n in body.seats.items()},
        }
    )
    form = checked(PrepareForm(given, about=setting_before(version, body.occasion)))
    made = operations.prepare_election(found, actor=request.actor, **form.entered())
    return 201, whole(load_election(request, made.uid)[0])


@router.post(
    "/elections/{uuid:uid}/attendance", auth=write, response=ElectionOut, summary=_("Who came to an election")
)
def attend(request: Request, uid: UUID, body: AttendBody) -> Any:
    """Enter how many were summoned and came."""
    election, version = running(request, uid)
    about = setting_of(election, statute_of(election), version)
    given = typed(body.dict(exclude={"revision"}, exclude_none=True))
    form = checked(AttendForm(given, election=election, about=about))
    return acted(request, uid, operations.note_attendance, revision=body.revision, **form.entered())


@router.post(
    "/elections/{uuid:uid}/{office}/candidates", auth=write, response=ElectionOut, summary=_("Set a list")
)
def candidates(request: Request, uid: UUID, office: Office, body: ListBody) -> Any:
    """Set who is on the list of a contest, before its first round."""
    election, version = running(request, uid)
    contest(election, office)
    wanted = list(dict.fromkeys(body.people))
    people = chosen_people(request, [str(one) for one in wanted])
    if len(people) != len(wanted):
        raise Http404
    given = typed(body.dict(include={"source", "outside", "applied_on"}, exclude_none=True))
    form = checked(CandidatesForm(given, about=setting_of(election, statute_of(election), version)))
    facts = {"revision": body.revision, "office": office, "people": people, **form.entered()}
    return acted(request, uid, operations.set_candidates, **facts)


@router.post(
    "/elections/{uuid:uid}/{office}/rounds",
    auth=write,
    response={201: ElectionOut},
    summary=_("Enter a sheet"),
)
def enter_round(request: Request, uid: UUID, office: Office, body: RoundBody) -> Any:
    """Enter one round's sheet; what it comes to is in the answer."""
    election, _version = running(request, uid)
    here, known = contest(election, office)
    given = {
        **body.dict(include={"issued", "collected", "invalid"}, exclude_none=True),
        **{f"yes-{pk}": n for pk, n in body.yes.items()}, **{f"reason-{code}": n for code, n in body.reasons.items()},
    }  # fmt: skip
    form = checked(SheetForm(typed(given), counted=here, voters=voters_of(election, here.contest, known)))
    facts = {"revision": body.revision, "office": office, **form.entered()}
    return 201, acted(request, uid, operations.enter_round, **facts)


@router.post(
    "/elections/{uuid:uid}/{office}/rounds/take-back",
    auth=write,
    response=ElectionOut,
    summary=_("Take a sheet back"),
)
def take_back_round(request: Request, uid: UUID, office: Office, body: ElectionSeenBody) -> Any:
    """Take back the last sheet of a contest, while nothing later rests on it."""
    running(request, uid)
    return acted(request, uid, operations.take_back_round, revision=body.revision, office=office)


@router.post("/elections/{uuid:uid}/close", auth=write, response=ElectionOut, summary=_("Close an election"))
def close_election(request: Request, uid: UUID, body: ElectionSeenBody) -> Any:
    """Close an election: who was elected takes office; `case` is the superior's recognition."""
    running(request, uid)
    return acted(request, uid, operations.close_election, revision=body.revision)


@router.post(
    "/elections/{uuid:uid}/give-up", auth=write, response=ElectionOut, summary=_("Give an election up")
)
def give_election_up(request: Request, uid: UUID, body: ElectionSeenBody) -> Any:
    """Give up an election that is being prepared."""
    running(request, uid)
    return acted(request, uid, operations.give_up, revision=body.revision)


@router.get(
    "/elections/{uuid:uid}/minutes", auth=read, summary=_("Minutes of the counting"), openapi_extra=gives(PDF)
)
def minutes(request: Request, uid: UUID) -> HttpResponse:
    """Give the minutes of the counting as PDF, to be printed and signed."""
    return minutes_answer(load_election(request, uid)[0])


def acted(request: Request, uid: UUID, perform: Callable[..., Any], **facts: Any) -> dict[str, Any]:
    """Perform an operation on an election; return it as it stands then."""
    perform(load_election(request, uid)[0], actor=request.actor, **facts)
    return whole(load_election(request, uid)[0])
