"""Moving cases over the API: opening and asking, taking a step, sending back, refusing, withdrawing, saying something.

The same forms, rights and operations as the pages; a field of a procedure is a field of its form.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field

from aoxanh.api.bodies import Body, checked
from aoxanh.api.doors import door
from aoxanh.api.paging import Id
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.cases import operations, policies
from aoxanh.cases.api import CaseOut, router, typed, whole
from aoxanh.cases.case_views import load
from aoxanh.cases.forms import OpenForm, StepForm
from aoxanh.cases.opening_views import load as load_unit
from aoxanh.cases.opening_views import plug_of
from aoxanh.cases.procedure import PROCEDURES, step_of
from aoxanh.people.models import Person

write = door("cases:write")


class OpenBody(Body):
    """A case to open; `fields` are those of the procedure's form, days as 2024-03-26."""

    procedure: str = Field(max_length=24)
    person: UUID | None = Field(None, description="Left out where the procedure is about the unit itself.")
    fields: dict[str, Any] = Field({}, description="By name, as GET /procedures tells.")


class AskBody(Body):
    """What a member asks for."""

    procedure: str = Field(max_length=24)
    fields: dict[str, Any] = Field({}, description="By name, as GET /procedures tells.")


class StepBody(Body):
    """A step to take; `fields` are those of its form: on, entitled, present, agree …, number."""

    step: str = Field(max_length=24)
    fields: dict[str, Any] = {}


class WordsBody(Body):
    """A reason."""

    step: str = Field(max_length=24)
    words: str = Field(max_length=1000)


class SayBody(Body):
    """Something said."""

    words: str = Field(max_length=1000)


@router.post("/units/{int:unit}/cases", auth=write, response={201: CaseOut}, summary=_("Open a case"))
def open_case(request: Request, unit: Id, body: OpenBody) -> Any:
    """Open a case about somebody of a unit, or about the unit itself."""
    found, _version = load_unit(request, unit)
    plug, person = plug_of(body.procedure), None
    form = checked(OpenForm(typed(body.fields), plug=plug))
    if body.person is not None:
        person = get_object_or_404(Person.objects.visible_to(request.user), uid=body.person)
    case = operations.open_case(
        found, actor=request.actor, procedure=plug.code, person=person, **form.entered()
    )
    return 201, whole(load(request, case.uid))


@router.post("/cases", auth=write, response={201: CaseOut}, summary=_("Ask for a procedure oneself"))
def ask_for(request: Request, body: AskBody) -> Any:
    """Ask for a procedure as the member one is; it waits at one's branch."""
    person = getattr(request.user, "person", None)
    if person is None:
        raise Http404
    form = checked(OpenForm(typed(body.fields), plug=plug_of(body.procedure)))
    case = operations.ask_for(person, actor=request.actor, procedure=body.procedure, **form.entered())
    return 201, whole(load(request, case.uid))


@router.post("/cases/{uuid:uid}/comment", auth=write, response=CaseOut, summary=_("Say something to a case"))
def comment(request: Request, uid: UUID, body: SayBody) -> Any:
    """Say something to a case under way."""
    operations.comment(load(request, uid), actor=request.actor, words=body.words)
    return whole(load(request, uid))


@router.post(
    "/cases/{uuid:uid}/agree", auth=write, response=CaseOut, summary=_("Take the step a case waits at")
)
def agree(request: Request, uid: UUID, body: StepBody) -> Any:
    """Take the step a case waits at."""
    case = load(request, uid)
    step = step_of(PROCEDURES[case.procedure], body.step)
    if not policies.may_move(request.user, case):
        raise PermissionDenied
    if step is None:
        raise Http404
    form = checked(StepForm(typed(body.fields), step=step))
    operations.agree_case(case, actor=request.actor, step=body.step, entered=form.entered())
    return whole(load(request, uid))


@router.post(
    "/cases/{uuid:uid}/send-back", auth=write, response=CaseOut, summary=_("Send a case back a step")
)
def send_back(request: Request, uid: UUID, body: WordsBody) -> Any:
    """Send a case back a step, with the reason."""
    operations.send_back(load(request, uid), actor=request.actor, step=body.step, words=body.words)
    return whole(load(request, uid))


@router.post("/cases/{uuid:uid}/refuse", auth=write, response=CaseOut, summary=_("Refuse a case"))
def refuse(request: Request, uid: UUID, body: WordsBody) -> Any:
    """Refuse a case, with the reason."""
    operations.refuse_case(load(request, uid), actor=request.actor, step=body.step, words=body.words)
    return whole(load(request, uid))


@router.post("/cases/{uuid:uid}/withdraw", auth=write, response=CaseOut, summary=_("Withdraw a case"))
def withdraw(request: Request, uid: UUID, body: WordsBody) -> Any:
    """Withdraw a case, with the reason."""
    operations.withdraw_case(load(request, uid), actor=request.actor, step=body.step, words=body.words)
    return whole(load(request, uid))
