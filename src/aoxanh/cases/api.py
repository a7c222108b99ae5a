"""Cases over the API: which procedures there are and what they ask, the lists, one case, opening and moving it.

The same forms, rights and operations as the pages; a field of a procedure is a field of its form.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import translation
from ninja import Field, Query, Router, Schema

from aoxanh.api.bodies import Body, as_typed, checked, codes_of
from aoxanh.api.doors import door
from aoxanh.api.paging import Id, Page, Turn
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.cases import operations, policies
from aoxanh.cases.advancing import checks_of, on_the_day
from aoxanh.cases.case_views import TABS, load
from aoxanh.cases.forms import OpenForm, StepForm
from aoxanh.cases.models import Case
from aoxanh.cases.opening_views import load as load_unit
from aoxanh.cases.procedure import PROCEDURES, Step, step_of
from aoxanh.cases.queries import listed, page_of, shown
from aoxanh.cases.situations import about_cases
from aoxanh.org.models import today
from aoxanh.people.models import Person

router = Router(tags=["cases"])
read, write = door("cases:read"), door("cases:write")


class FieldRow(Schema):
    """A field a form asks for."""

    name: str
    title: str
    required: bool
    choices: list[str]


class StepRow(Schema):
    """A step of a procedure."""

    code: str
    title: str
    votes: bool
    numbered: bool
    rule: str
    article: str
    fields: list[FieldRow]


class ProcedureRow(Schema):
    """A procedure: what opening it asks for, and its steps."""

    code: str
    title: str
    rule: str
    article: str
    fields: list[FieldRow]
    steps: list[StepRow]


class CaseRow(Schema):
    """A case in a list."""

    uid: UUID
    procedure: str
    person: UUID | None
    unit: int
    target: int | None
    at: int | None
    step: str
    state: str
    since: dt.datetime
    due_on: dt.date | None
    revision: int


class CheckRow(Schema):
    """A rule looked at: ok, warn or bad."""

    text: str
    rule: str
    article: str
    state: str


class MoveRow(Schema):
    """A move a case made."""

    seq: int
    act: str
    step: str
    to_step: str
    unit: int
    at: dt.datetime
    on: dt.date | None
    decision_number: str
    vote: dict[str, Any] | None


class CaseOut(CaseRow):
    """One case whole; what was said in words is on the page only."""

    facts: dict[str, Any]
    checks: list[CheckRow]
    moves: list[MoveRow]


class CaseFilter(Schema):
    """Which list."""

    tab: str = Field("open", max_length=10, description="waiting, late, mine, open or ended.")
    procedure: str = Field("", max_length=24)


class OpenBody(Body):
    """A case to open; `fields` are those of the procedure's form, days as 2024-03-26."""

    procedure: str = Field(max_length=24)
    person: UUID
    fields: dict[str, Any] = Field({}, description="By name, as GET /procedures tells.")


class StepBody(Body):
    """A step to take; `fields` are those of its form: on, entitled, present, agree …, number."""

    step: str = Field(max_length=24)
    fields: dict[str, Any] = {}


class WordsBody(Body):
    """A reason."""

    step: str = Field(max_length=24)
    words: str = Field(max_length=1000)


def typed(fields: dict[str, Any]) -> QueryDict:
    """Return fields the way a page posts them."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        data.setlist(name, [as_typed(day_of(one)) for one in values])
    return data


def day_of(value: Any) -> Any:
    """Return a day written 2024-03-26 as a day."""
    if isinstance(value, str) and len(value) == 10:
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def fields_of(form: Any) -> list[dict[str, Any]]:
    """Return what a form asks for."""
    with translation.override("en"):
        return [
            {
                "name": name,
                "title": str(field.label),
                "required": field.required,
                "choices": list(codes_of(field)),
            }
            for name, field in form.fields.items()
        ]


def step_row(step: Step) -> dict[str, Any]:
    """Return a step as it is told."""
    return {
        "code": step.code, "title": str(step.title), "votes": step.vote is not None, "numbered": step.paper, "rule": step.rule,
        "article": step.article, "fields": fields_of(StepForm(step=step)),
    }  # fmt: skip


def row(case: Case) -> dict[str, Any]:
    """Return a case as a list tells it."""
    return {
        "uid": case.uid, "procedure": case.procedure, "person": case.person.uid if case.person else None, "unit": case.unit_id,
        "target": case.target_id, "at": case.at_id, "step": case.step, "state": case.state, "since": case.since,
        "due_on": case.due_on, "revision": case.revision,
    }  # fmt: skip


def whole(case: Case) -> dict[str, Any]:
    """Return one case with its checks and moves."""
    plug = PROCEDURES[case.procedure]
    about = about_cases([case], today())[case.pk]
    moves = [
        {
            "seq": m.seq, "act": m.act, "step": m.step, "to_step": m.to_step, "unit": m.unit_id, "at": m.at, "on": m.on,
            "decision_number": m.decision_number, "vote": m.vote,
        }
        for m in case.moves.all()
    ]  # fmt: skip
    found = checks_of(plug, on_the_day(about)) if case.state == "open" else []
    checks = [{"text": str(c.text), "rule": c.rule, "article": c.article, "state": c.state} for c in found]
    return {**row(case), "facts": case.details, "checks": checks, "moves": moves}


@router.get("/procedures", auth=read, response=list[ProcedureRow], summary=_("The Union's procedures"))
def procedures(request: Request) -> Any:
    """List the procedures, each with its form and steps."""
    return [
        {
            "code": plug.code, "title": str(plug.title), "rule": plug.rule, "article": plug.article,
            "fields": fields_of(OpenForm(plug=plug)), "steps": [step_row(step) for step in plug.route],
        }
        for plug in sorted(PROCEDURES.values(), key=lambda p: p.order)
    ]  # fmt: skip


@router.get("/cases", auth=read, response=Page[CaseRow], summary=_("List cases"))
def cases(request: Request, only: Query[CaseFilter], turn: Query[Turn]) -> Any:
    """List cases of the caller's units and the caller's own, the newest first."""
    tab = only.tab if only.tab in TABS else "open"
    procedure = only.procedure if only.procedure in PROCEDURES else ""
    found = page_of(listed(request.user, tab, procedure), turn.after, turn.limit)
    return {"items": [row(one["case"]) for one in shown(found.rows)], "next": found.next or None}


@router.get("/cases/{uuid:uid}", auth=read, response=CaseOut, summary=_("One case"))
def one_case(request: Request, uid: UUID) -> Any:
    """Give one case with the rules looked at and the moves it made."""
    return whole(load(request, uid))


@router.post("/units/{int:unit}/cases", auth=write, response={201: CaseOut}, summary=_("Open a case"))
def open_case(request: Request, unit: Id, body: OpenBody) -> Any:
    """Open a case about somebody of a unit."""
    found, _version = load_unit(request, unit)
    if body.procedure not in PROCEDURES:
        raise Http404
    form = checked(OpenForm(typed(body.fields), plug=PROCEDURES[body.procedure]))
    person = get_object_or_404(Person.objects.visible_to(request.user), uid=body.person)
    case = operations.open_case(
        found, actor=request.actor, procedure=body.procedure, person=person, **form.entered()
    )
    return 201, whole(load(request, case.uid))


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
