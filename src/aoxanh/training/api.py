"""Training over the API: programmes, one's own, a branch's list, registering, scores, sending up, approving.

The same rights and operations as the pages; points are a list in the order of the programme's criteria.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from ninja import Field, Query, Router, Schema

from aoxanh.api.bodies import Body
from aoxanh.api.doors import door
from aoxanh.api.paging import Id
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.training import operations, policies, score_operations
from aoxanh.training.advancing import Undertaking
from aoxanh.training.models import TrainingProgram
from aoxanh.training.own_views import load_own
from aoxanh.training.queries import Row, chosen, programmes, rows_of, span_of, waiting_at
from aoxanh.training.scoring import Group
from aoxanh.training.views import load

router = Router(tags=["training"])
read, write = door("training:read"), door("training:write")
Points = list[int | None]


class CriterionRow(Schema):
    """A criterion: its place in a list of points, from 0."""

    place: int
    title: str
    max: int


class GroupRow(Schema):
    """A group of criteria and the most it gives."""

    number: int
    title: str
    max: int
    criteria: list[CriterionRow]


class ProgrammeRow(Schema):
    """A programme that holds for a year; `span`: year or school."""

    year: int
    span: str
    version: int
    title: str
    starts_on: dt.date
    ends_on: dt.date
    register_by: dt.date
    evaluate_from: dt.date
    source: str
    sure: str
    groups: list[GroupRow]


class TrainingRow(Schema):
    """A member on the list: how the registration stands, how far the evaluation is, what each side gave."""

    person: UUID
    registration: UUID | None
    state: str
    stage: str
    revision: int | None
    contents: list[int]
    points: dict[str, Points]
    totals: dict[str, int | None]
    score: int | None


class ListOut(Schema):
    """The list of a year; of a unit above a branch: what was sent up to it and waits."""

    year: int | None
    title: str
    items: list[TrainingRow]


class YearFilter(Schema):
    """Which year; without one that of today."""

    year: int | None = Field(None, ge=2000, le=2100)


class OwnBody(Body):
    """What one undertakes: places of the contents, and the commitment."""

    contents: list[int] = Field(max_length=100)
    commitment: str = Field("", max_length=2000)


class RegisterBody(OwnBody):
    """What members undertake, the same for all of them."""

    year: int = Field(ge=2000, le=2100)
    people: list[UUID] = Field(max_length=500)
    replace: bool = Field(default=False, description="Whether registrations that are there may be changed.")


class OwnScoreBody(Body):
    """One's own points, and the revision they were looked at."""

    points: Points = Field(max_length=100)
    revision: int = Field(ge=1)


class ScoreRow(OwnScoreBody):
    """A member's points."""

    person: UUID


class ScoresBody(Body):
    """The branch's points of its members."""

    year: int = Field(ge=2000, le=2100)
    scores: list[ScoreRow] = Field(max_length=500)


class PeopleBody(Body):
    """Members of a branch, in a year."""

    year: int = Field(ge=2000, le=2100)
    people: list[UUID] = Field(max_length=500)


class SentBody(Body):
    """Registrations that were sent up."""

    registrations: list[UUID] = Field(max_length=500)


class BackBody(SentBody):
    """Registrations that go back, and why."""

    reason: str = Field(max_length=1000)


class DoneOut(Schema):
    """How many it was done for."""

    done: int


def told(row: Row) -> dict[str, Any]:
    """Return a member as the list tells it; words stay on the pages."""
    of = row.registration
    return {
        "person": row.person.uid, "registration": of.uid if of else None, "state": row.state, "stage": row.stage,
        "revision": of.revision if of else None, "contents": of.chosen if of else [],
        "points": {side: sheet.points for side, sheet in row.sheets.items()}, "totals": row.totals, "score": of.score if of else None,
    }  # fmt: skip


def programme_of(version: UnitVersion, year: int | None) -> TrainingProgram | None:
    """Return the programme of a branch in a year."""
    return chosen(programmes(), span_of(version, today()), year, today())


def branch_of(request: Request, unit_id: int, year: int) -> tuple[Unit, TrainingProgram]:
    """Return a branch the caller runs training of, with the programme of a year."""
    unit, version = load(request, unit_id)
    if not policies.may_run(request.user, unit):
        raise PermissionDenied
    program = programme_of(version, year)
    if program is None or not version.kind_data.has_members:
        raise Http404
    return unit, program


def ids_of(unit: Unit, program: TrainingProgram, people: list[UUID]) -> dict[UUID, int]:
    """Return the ids of members of a branch; somebody who is none does not exist."""
    found = {
        row.person.uid: row.person.pk for row in rows_of(unit.pk, program) if row.person.uid in set(people)
    }
    if len(found) != len(set(people)):
        raise Http404
    return found


@router.get("/training/programmes", auth=read, response=list[ProgrammeRow], summary=_("Training programmes"))
def training_programmes(request: Request) -> Any:
    """List the programmes that hold, with their criteria."""
    return [
        {**{name: getattr(p, name) for name in PLAIN}, "groups": [group_row(g) for g in p.outline.groups]}
        for p in programmes().values()
    ]


PLAIN = (
    "year",
    "span",
    "version",
    "title",
    "starts_on",
    "ends_on",
    "register_by",
    "evaluate_from",
    "source",
    "sure",
)


def group_row(group: Group) -> dict[str, Any]:
    """Return a group as it is told."""
    criteria = [{"place": item.place, "title": item.title, "max": item.max} for item in group.items]
    return {"number": group.number, "title": group.title, "max": group.max, "criteria": criteria}


def own_row(request: Request) -> tuple[Any, Row, TrainingProgram]:
    """Return the caller's own training; 404 where there is none."""
    mine = load_own(request)
    if mine.program is None or mine.row is None:
        raise Http404
    return mine.person, mine.row, mine.program


@router.get("/training/mine", auth=read, response=ListOut, summary=_("One's own training"))
def own_training(request: Request) -> Any:
    """Give the caller's own training of the year."""
    own = load_own(request)
    items = [told(own.row)] if own.row else []
    return {
        "year": own.program.year if own.program else None,
        "title": str(own.program or ""),
        "items": items,
    }


@router.post("/training/mine", auth=write, response=TrainingRow, summary=_("Register for training"))
def register_own_training(request: Request, body: OwnBody) -> Any:
    """Register oneself for the year, or change it until the branch approved it."""
    person, _row, program = own_row(request)
    given = Undertaking(tuple(body.contents), body.commitment)
    operations.register_self(person, actor=request.actor, program=program, given=given)
    return told(own_row(request)[1])


@router.post("/training/mine/score", auth=write, response=TrainingRow, summary=_("Give one's own score"))
def score_own_training(request: Request, body: OwnScoreBody) -> Any:
    """Give one's own points, whole or in part."""
    _person, row, program = own_row(request)
    if row.registration is None:
        raise Http404
    row.registration.program = program
    score_operations.score_self(
        row.registration, actor=request.actor, points=body.points, revision=body.revision
    )
    return told(own_row(request)[1])


@router.get("/units/{int:unit}/training", auth=read, response=ListOut, summary=_("A unit's training list"))
def training_of_unit(request: Request, unit: Id, only: Query[YearFilter]) -> Any:
    """Give a branch's list of a year; of a unit above, what was sent up and waits."""
    _unit, version = load(request, unit)
    if not version.kind_data.has_members:
        return {"year": only.year, "title": "", "items": [told(row) for row in waiting_at(unit)]}
    program = programme_of(version, only.year)
    items = [told(row) for row in rows_of(unit, program)] if program else []
    return {"year": program.year if program else only.year, "title": str(program or ""), "items": items}


@router.post(
    "/units/{int:unit}/training/register",
    auth=write,
    response=DoneOut,
    summary=_("Register members for training"),
)
def register_for_training(request: Request, unit: Id, body: RegisterBody) -> Any:
    """Register members of a branch, the same for all; those who cannot go are passed over."""
    branch, program = branch_of(request, unit, body.year)
    given = Undertaking(tuple(body.contents), body.commitment)
    asked = dict.fromkeys(ids_of(branch, program, body.people).values(), given)
    return {
        "done": operations.register_members(
            branch, actor=request.actor, program=program, asked=asked, replace=body.replace
        )
    }


@router.post(
    "/units/{int:unit}/training/scores",
    auth=write,
    response=DoneOut,
    summary=_("Score members for the branch"),
)
def score_training(request: Request, unit: Id, body: ScoresBody) -> Any:
    """Give the branch's points of its members, all or nothing."""
    branch, program = branch_of(request, unit, body.year)
    ids = ids_of(branch, program, [one.person for one in body.scores])
    done = score_operations.score_branch(
        branch, actor=request.actor, program=program, sheets={ids[one.person]: one.points for one in body.scores},
        revisions={ids[one.person]: one.revision for one in body.scores},
    )  # fmt: skip
    return {"done": done}


@router.post(
    "/units/{int:unit}/training/send-up", auth=write, response=DoneOut, summary=_("Send evaluated members up")
)
def send_training_up(request: Request, unit: Id, body: PeopleBody) -> Any:
    """Send the evaluated of a branch to the unit above, as one."""
    branch, program = branch_of(request, unit, body.year)
    people = ids_of(branch, program, body.people).values()
    return {"done": score_operations.send_up(branch, actor=request.actor, program=program, people=people)}


def sent_to(request: Request, unit_id: int, uids: list[UUID]) -> tuple[Unit, list[int]]:
    """Return a unit whose officers the caller is one of, and what waits there of these."""
    unit, _version = load(request, unit_id)
    if not policies.may_decide(request.user, unit):
        raise PermissionDenied
    rows = [row.registration for row in waiting_at(unit_id) if row.registration]
    return unit, [row.pk for row in rows if row.uid in set(uids)]


@router.post(
    "/units/{int:unit}/training/approve", auth=write, response=DoneOut, summary=_("Approve what was sent up")
)
def approve_training(request: Request, unit: Id, body: SentBody) -> Any:
    """Approve what was sent up to a unit, many at once."""
    found, ids = sent_to(request, unit, body.registrations)
    return {"done": score_operations.approve_evaluations(found, actor=request.actor, registrations=ids)}


@router.post(
    "/units/{int:unit}/training/send-back",
    auth=write,
    response=DoneOut,
    summary=_("Send training back to the branch"),
)
def send_training_back(request: Request, unit: Id, body: BackBody) -> Any:
    """Send what was sent up back, with the reason."""
    found, ids = sent_to(request, unit, body.registrations)
    return {
        "done": score_operations.send_back(found, actor=request.actor, registrations=ids, reason=body.reason)
    }
