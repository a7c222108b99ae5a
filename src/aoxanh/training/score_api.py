"""Scores over the API at each level: own ones taken over by the branch, those of the unit above, registrations approved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from aoxanh.api.doors import door
from aoxanh.api.files import PDF, gives
from aoxanh.api.paging import Id
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.training import operations, policies, score_operations
from aoxanh.training.api import (
    DoneOut,
    OwnScoreBody,
    PeopleBody,
    TrainingRow,
    branch_of,
    ids_of,
    router,
    told,
)
from aoxanh.training.board_views import load_sent
from aoxanh.training.file_views import form_file

read, write = door("training:read"), door("training:write")


@router.post(
    "/units/{int:unit}/training/approve-registrations",
    auth=write,
    response=DoneOut,
    summary=_("Approve what members registered"),
)
def approve_registrations(request: Request, unit: Id, body: PeopleBody) -> Any:
    """Approve what members of a branch registered themselves; nobody approves their own (L11)."""
    branch, program = branch_of(request, unit, body.year)
    people = ids_of(branch, program, body.people).values()
    done = operations.approve_registrations(branch, actor=request.actor, program=program, people=people)
    return {"done": done}


@router.post(
    "/units/{int:unit}/training/take-own-scores",
    auth=write,
    response=DoneOut,
    summary=_("Take own scores over"),
)
def take_own_scores(request: Request, unit: Id, body: PeopleBody) -> Any:
    """Agree with members' own scores: they become the branch's; whoever cannot go is passed over."""
    branch, program = branch_of(request, unit, body.year)
    people = ids_of(branch, program, body.people).values()
    done = score_operations.take_self_scores(branch, actor=request.actor, program=program, people=people)
    return {"done": done}


@router.get(
    "/training/registrations/{uuid:uid}", auth=read, response=TrainingRow, summary=_("One member's training")
)
def registration(request: Request, uid: UUID) -> Any:
    """Give one member's registration: what was undertaken, and what each side gave."""
    return told(load_sent(request, uid)[1])


@router.get(
    "/training/registrations/{uuid:uid}/form",
    auth=read,
    summary=_("A member's form as PDF"),
    openapi_extra=gives(PDF),
)
def form(request: Request, uid: UUID) -> HttpResponse:
    """Give one member's form of the programme as PDF."""
    return form_file(request, uid)


@router.post(
    "/training/registrations/{uuid:uid}/score",
    auth=write,
    response=TrainingRow,
    summary=_("Give the score of the unit above"),
)
def score_above(request: Request, uid: UUID, body: OwnScoreBody) -> Any:
    """Give the score of the unit above on what was sent up to it; approving is a step of its own."""
    found, _row = load_sent(request, uid)
    if not policies.may_score_above(request.user, found):
        raise PermissionDenied
    score_operations.score_above(found, actor=request.actor, points=body.points, revision=body.revision)
    return told(load_sent(request, uid)[1])
