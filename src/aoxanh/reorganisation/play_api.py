"""A plan played through, over the API: what it would do before anything is written, and the conservation proof."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from ninja import Query, Schema

from aoxanh.api.doors import door
from aoxanh.api.paging import Id, Page, Turn
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection
from aoxanh.people.models import Person
from aoxanh.reorganisation.api import router
from aoxanh.reorganisation.models import Plan
from aoxanh.reorganisation.views import in_background, load, told_of

read = door("plans:read")


class ProblemRow(Schema):
    """Something that stands against a plan; `step` from 1, 0 for none; `people` where it is about them."""

    message: str
    rule: str
    step: int
    people: list[UUID]


class WarningRow(Schema):
    """Something the rules say that does not stop a plan."""

    message: str
    rule: str


class TreeRow(Schema):
    """A unit that is founded, changed or ended, in words."""

    change: str
    name: str
    before: str
    after: str


class EffectRow(Schema):
    """What moves along with the units, and how much of it."""

    what: str
    count: int


class SizeRow(Schema):
    """A unit whose members change."""

    name: str
    before: int
    after: int


class ForecastOut(Schema):
    """What a plan would do. `before` and `after`: people by status; `digests`: of those people, as sets, by status;
    `conserved`: whether they are the same; long lists are cut, the counts are of all. `at`: when it was played through in
    the background, of a large plan.
    """

    at: dt.datetime | None
    can_be_done: bool
    problems: list[ProblemRow]
    problem_count: int
    warnings: list[WarningRow]
    tree: list[TreeRow]
    tree_count: int
    founded: int
    ended: int
    moves: int
    effects: list[EffectRow]
    before: dict[str, int]
    after: dict[str, int]
    digests: list[dict[str, str]]
    conserved: bool
    units: list[SizeRow]


class PlanMoveRow(Schema):
    """Somebody who moves: as what, from where to where ("" nowhere yet); `person` for who sees people of the deciding unit."""

    person: UUID | None
    role: str
    source: str
    goal: str


class JobOut(Schema):
    """Background work, as its page /jobs/ID/ shows it."""

    job: int


def played(plan: Plan) -> dict[str, Any]:
    """Return what a plan would do; refuse one that was carried out, and a large one that was not played through yet."""
    if plan.state not in {"draft", "ready"}:
        raise Objection(gettext("This plan is no longer open: its proof is kept with it."), rule="L5")
    told = told_of(plan)
    if told is None:
        raise Objection(
            gettext("This plan is large: have it played through first."), field="steps", rule="L5"
        )
    return told


def seen(request: Request, plan: Plan, pks: list[int]) -> dict[int, UUID]:
    """Return the public ids of people, where the caller sees people of the deciding unit."""
    if not request.user.holds("people.see", at=plan.unit):
        return {}
    return dict(Person.objects.filter(pk__in=pks).values_list("pk", "uid"))


@router.get("/plans/{int:plan}/forecast", auth=read, response=ForecastOut, summary=_("What a plan would do"))
def plan_forecast(request: Request, plan: Id) -> Any:
    """Play an open plan through and give its proof; nothing is written."""
    found = load(request, plan)
    told = played(found)
    uids = seen(request, found, [pk for problem in told["problems"] for pk in problem[3]])
    problems = [
        {
            "message": text,
            "rule": rule,
            "step": step or 0,
            "people": [uids[pk] for pk in people if pk in uids],
        }
        for text, rule, step, people in told["problems"]
    ]
    return {
        **told, "at": told.get("at"), "problems": problems, "warnings": rows(told["warnings"], "message", "rule"),
        "tree": rows(told["tree"], "change", "name", "before", "after"), "effects": rows(told["effects"], "what", "count"),
        "units": rows(told["units"], "name", "before", "after"),
    }  # fmt: skip


def rows(lists: list[list[Any]], *names: str) -> list[dict[str, Any]]:
    """Return lists of values under names."""
    return [dict(zip(names, values, strict=True)) for values in lists]


@router.get("/plans/{int:plan}/people", auth=read, response=Page[PlanMoveRow], summary=_("Who would move"))
def people_who_move(request: Request, plan: Id, turn: Query[Turn]) -> Any:
    """List who would move, in the order of the units they leave; of very many the first two thousand."""
    found = load(request, plan)
    told, first = played(found)["people"], turn.number or 0
    some = told[first : first + turn.limit]
    uids = seen(request, found, [row[0] for row in some])
    items = [
        {"person": uids.get(pk), "role": role, "source": source, "goal": goal}
        for pk, role, source, goal in some
    ]
    more = first + turn.limit
    return {"items": items, "next": str(more) if len(told) > more else None}


@router.post(
    "/plans/{int:plan}/play",
    auth=door("plans:write"),
    response={202: JobOut},
    summary=_("Play a large plan through"),
)
def play(request: Request, plan: Id) -> Any:
    """Have a plan played through in the background; then /forecast tells it."""
    return 202, {"job": in_background(request, load(request, plan), "play").pk}
