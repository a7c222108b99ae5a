"""Plans over the API: listed, loaded from the JSON of `./aoxanh reorganise`, changed, decided, carried out, taken back.

`play_api` tells what a plan would do. Only who may decide a plan sees it: the superior of everything it touches.
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
from aoxanh.api.paging import Day, Id, Page, Turn, page
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.org.models import UnitVersion
from aoxanh.reorganisation import operations, policies
from aoxanh.reorganisation.models import Plan
from aoxanh.reorganisation.views import acted, as_file, in_background, is_large, load

router = Router(tags=["plans"])
read, write = door("plans:read"), door("plans:write")


class DecisionBody(Body):
    """The decision a plan rests on."""

    number: str = Field("", max_length=60)
    signed_on: Day | None = None
    body: str = Field("", max_length=160)


class PlanBody(Body):
    """A plan as its file has it; `unit`: the code of the unit whose officers decide."""

    name: str = Field(min_length=1, max_length=160)
    unit: str = Field(max_length=20)
    effective_on: Day
    decision: DecisionBody = Field(default_factory=lambda: DecisionBody.model_validate({}))
    steps: list[dict[str, Any]] = []


class ChangeBody(Body):
    """What changes of a plan, and the edition it was looked at."""

    edition: int = Field(ge=0, le=2**31 - 1)
    name: str | None = Field(None, min_length=1, max_length=160)
    effective_on: Day | None = None
    decision: DecisionBody | None = None
    steps: list[dict[str, Any]] | None = None


class PlanSeenBody(Body):
    """The edition a plan was looked at."""

    edition: int = Field(ge=0, le=2**31 - 1)


class PlanRow(Schema):
    """A plan in a list: draft, ready (decided), done, undone or dropped."""

    id: int
    unit: int
    name: str
    effective_on: dt.date
    state: str
    edition: int
    steps: int


class PlanOut(PlanRow):
    """One plan. `file` is what can be loaded again; `proof`: the same people before and after, once it was carried out;
    `trouble`: why it could not be on its day; `job`: the background work that goes on with it; `decision_paper`: its
    decision among the papers of its unit, drafted or issued.
    """

    done_at: dt.datetime | None
    undone_at: dt.datetime | None
    trouble: str
    proof: dict[str, Any]
    file: dict[str, Any]
    job: int | None
    decision_paper: UUID | None


def plan_row(plan: Plan) -> dict[str, Any]:
    """Return a plan as a list tells it."""
    names = ("name", "effective_on", "state", "edition")
    return {
        **{name: getattr(plan, name) for name in names}, "id": plan.pk, "unit": plan.unit_id, "steps": len(plan.steps),
    }  # fmt: skip


def whole(plan: Plan, job: int | None = None) -> dict[str, Any]:
    """Return one plan."""
    names = ("done_at", "undone_at", "trouble", "proof")
    return {
        **plan_row(plan),
        **{name: getattr(plan, name) for name in names},
        "file": as_file(plan),
        "job": job,
        "decision_paper": paper.uid if (paper := plan.decision) else None,
    }


@router.get("/plans", auth=read, response=Page[PlanRow], summary=_("Plans of reorganisation"))
def plans(request: Request, turn: Query[Turn]) -> Any:
    """List the plans of the caller's units, the newest first."""
    if not request.user.holds_anywhere("org.reorganise"):
        raise PermissionDenied
    rows = Plan.objects.visible_to(request.user).order_by("-pk")
    rows = rows.filter(pk__lt=turn.number) if turn.number is not None else rows
    return page([plan_row(row) for row in rows[: turn.limit + 1]], turn, "id")


@router.post("/plans", auth=write, response={201: PlanOut}, summary=_("Load a plan"))
def load_plan(request: Request, body: PlanBody) -> Any:
    """Draw up a plan from its file; nothing of the tree changes."""
    version = (
        UnitVersion.objects.as_of(body.effective_on).filter(code=body.unit).select_related("unit").first()
    )
    if version is None:
        raise Http404
    if not policies.may_plan(request.user, version.unit):
        raise PermissionDenied
    paper = body.decision
    plan = operations.draw_up_plan(
        version.unit, actor=request.actor, name=body.name, effective_on=body.effective_on, steps=body.steps,
        decision_number=paper.number, decision_on=paper.signed_on, decision_body=paper.body,
    )  # fmt: skip
    return 201, whole(plan)


@router.get("/plans/{int:plan}", auth=read, response=PlanOut, summary=_("One plan"))
def one_plan(request: Request, plan: Id) -> Any:
    """Give one plan with its steps and, once it was carried out, its proof."""
    return whole(load(request, plan))


@router.patch("/plans/{int:plan}", auth=write, response=PlanOut, summary=_("Change a plan"))
def change(request: Request, plan: Id, body: ChangeBody) -> Any:
    """Change what is sent of a plan that was not carried out; a decided one must be decided again."""
    changes = body.dict(include={"name", "effective_on", "steps"}, exclude_none=True)
    if body.decision is not None:
        paper = body.decision
        changes |= {
            "decision_number": paper.number, "decision_on": paper.signed_on, "decision_body": paper.body
        }  # fmt: skip
    operations.change_plan(load(request, plan), actor=request.actor, edition=body.edition, **changes)
    return whole(load(request, plan))


@router.post("/plans/{int:plan}/decide", auth=write, response=PlanOut, summary=_("Decide a plan"))
def decide(request: Request, plan: Id, body: PlanSeenBody) -> Any:
    """Decide a plan; where its day has come it is carried out at once, a large one in the background."""
    acted(request, load(request, plan), "decide", body.edition)
    return whole(load(request, plan))


@router.post("/plans/{int:plan}/carry-out", auth=write, response=PlanOut, summary=_("Carry a plan out"))
def carry_out(request: Request, plan: Id) -> Any:
    """Carry a decided plan out, whole or not at all; a large one in the background."""
    found = load(request, plan)
    if is_large(found):
        return whole(found, in_background(request, found, "carry-out").pk)
    acted(request, found, "carry-out", found.edition)
    return whole(load(request, plan))


@router.post("/plans/{int:plan}/take-back", auth=write, response=PlanOut, summary=_("Take a plan back"))
def take_plan_back(request: Request, plan: Id) -> Any:
    """Take a plan back as one, while nothing later depends on it."""
    found = load(request, plan)
    acted(request, found, "take-back", found.edition)
    return whole(load(request, plan))


@router.post("/plans/{int:plan}/give-up", auth=write, response=PlanOut, summary=_("Give a plan up"))
def give_plan_up(request: Request, plan: Id) -> Any:
    """Give up a plan that was not carried out."""
    found = load(request, plan)
    acted(request, found, "give-up", found.edition)
    return whole(load(request, plan))
