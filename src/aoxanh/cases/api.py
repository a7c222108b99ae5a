"""Cases over the API: which procedures there are and what they ask, the lists, one case. `move_api` opens and moves."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import translation
from ninja import Field, Query, Router, Schema

from aoxanh.api.bodies import as_typed, codes_of
from aoxanh.api.doors import door
from aoxanh.api.paging import Page, Turn
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.cases.advancing import checks_of, on_the_day
from aoxanh.cases.case_views import TABS, load
from aoxanh.cases.forms import OpenForm, StepForm
from aoxanh.cases.models import Case
from aoxanh.cases.procedure import PROCEDURES, Step
from aoxanh.cases.queries import listed, page_of, shown
from aoxanh.cases.situations import about_cases
from aoxanh.org.models import today

router = Router(tags=["cases"])
read = door("cases:read")


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
    """A procedure: what opening it asks for, and its steps.

    `subject`: person or unit; `asked`: whether a member may ask for it; `many`: whether a docket may be opened.
    """

    code: str
    title: str
    rule: str
    article: str
    subject: str
    asked: bool
    many: bool
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
            "code": plug.code, "title": str(plug.title), "rule": plug.rule, "article": plug.article, "subject": plug.subject,
            "asked": plug.asked, "many": plug.many and plug.subject == "person", "fields": fields_of(OpenForm(plug=plug)),
            "steps": [step_row(step) for step in plug.route],
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
