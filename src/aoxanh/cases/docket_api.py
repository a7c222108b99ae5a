"""Dockets over the API: many cases of one procedure opened, looked at and taken a step further as one.

The sheet, its forms and operations are those of the page: common entries, and a line for each case.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.utils.translation import gettext
from ninja import Field, Query, Schema

from aoxanh.api.bodies import Body, checked
from aoxanh.api.doors import door
from aoxanh.api.paging import Id, Page, Turn, page
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection
from aoxanh.cases import operations
from aoxanh.cases.api import CaseRow, CheckRow, router, row, typed
from aoxanh.cases.docket_views import Sheet, load, rows_of, together
from aoxanh.cases.forms import OpenForm, RowForm
from aoxanh.cases.models import Docket
from aoxanh.cases.opening_views import entered_for, opened, plug_of
from aoxanh.cases.opening_views import load as load_unit
from aoxanh.cases.operations import MOST
from aoxanh.cases.queries import dockets_of, of_uids

read, write = door("cases:read"), door("cases:write")


class DocketRow(Schema):
    """A docket in a list: how many cases it has, how many are under way."""

    uid: UUID
    procedure: str
    title: str
    unit: int
    opened_at: dt.datetime
    cases: int
    open: int


class DocketCase(CaseRow):
    """A case of a docket, and the rule that stops it where one does."""

    stopped: CheckRow | None


class DocketOut(Schema):
    """A docket whole; `step`: where most of its open cases wait."""

    uid: UUID
    procedure: str
    title: str
    unit: int
    step: str
    cases: list[DocketCase]


class DocketBody(Body):
    """A docket to open: `fields` hold for all, `rows` by person for those that are entered for each."""

    procedure: str = Field(max_length=24)
    title: str = Field(max_length=160)
    people: list[UUID] = Field(max_length=MOST)
    fields: dict[str, Any] = {}
    rows: dict[UUID, dict[str, Any]] = {}


class DecideBody(Body):
    """A step to take with cases of a docket: `fields` hold for all, `rows` by case (agree, against, blank …)."""

    step: str = Field(max_length=24)
    cases: list[UUID] = Field(max_length=MOST)
    fields: dict[str, Any] = {}
    rows: dict[UUID, dict[str, Any]] = {}


class Tally(Schema):
    """How many went which way."""

    agreed: int
    voted_down: int


def told(request: Request, docket: Docket) -> dict[str, Any]:
    """Return a docket as it is told."""
    sheet = Sheet.read(request.user, docket, QueryDict())
    rows = rows_of(sheet, {}, posted=False)
    return {
        "uid": docket.uid, "procedure": docket.procedure, "title": docket.title, "unit": docket.unit_id,
        "step": sheet.step.code if sheet.step else "",
        "cases": [{**row(one["case"]), "stopped": stopped(one["stopped"])} for one in rows],
    }  # fmt: skip


def stopped(found: Any) -> dict[str, Any] | None:
    """Return the check that stops a case."""
    if found is None:
        return None
    return {"text": str(found.text), "rule": found.rule, "article": found.article, "state": found.state}


@router.get("/dockets", auth=read, response=Page[DocketRow], summary=_("List dockets"))
def dockets(request: Request, turn: Query[Turn]) -> Any:
    """List the dockets of the caller's units, the newest first."""
    rows = [
        {
            "uid": one.uid, "procedure": one.procedure, "title": one.title, "unit": one.unit_id, "opened_at": one.opened_at,
            "pk": one.pk, "cases": one.n, "open": one.n_open,  # type: ignore[attr-defined]
        }
        for one in dockets_of(request.user, turn.number, turn.limit + 1)
    ]  # fmt: skip
    return page(rows, turn, "pk")


@router.get("/dockets/{uuid:uid}", auth=read, response=DocketOut, summary=_("One docket"))
def docket(request: Request, uid: UUID) -> Any:
    """Give a docket with its cases, each with the rule that stops it where one does."""
    return told(request, load(request, uid))


@router.post("/units/{int:unit}/dockets", auth=write, response={201: DocketOut}, summary=_("Open a docket"))
def open_docket(request: Request, unit: Id, body: DocketBody) -> Any:
    """Open a case for each of these people of a unit, as one docket, or for none of them."""
    found, version = load_unit(request, unit)
    plug = plug_of(body.procedure)
    people = of_uids(version, plug, [str(uid) for uid in body.people])
    if len(people) != len(set(body.people)):
        raise Http404
    form = checked(OpenForm(typed({**body.fields, "title": body.title}), plug=plug, many=True))
    rows = []
    for person in people:
        own = {f"p{person.pk}-{name}": value for name, value in body.rows.get(person.uid, {}).items()}
        rows.append((person, checked(RowForm(typed(own), plug=plug, prefix=f"p{person.pk}"))))
    made = opened(request, found, form, entered_for(form, rows), people)
    return 201, told(request, load(request, made.uid))


@router.post(
    "/dockets/{uuid:uid}/agree", auth=write, response=Tally, summary=_("Take a step with cases of a docket")
)
def agree_docket(request: Request, uid: UUID, body: DecideBody) -> Any:
    """Take one step with many cases: one meeting, one number; all of them or none."""
    docket = load(request, uid)
    pks = dict(docket.cases.filter(uid__in=body.cases).values_list("uid", "pk"))
    if len(pks) != len(set(body.cases)):
        raise Http404
    own = {
        f"r{pks[one]}-{name}": value
        for one, fields in body.rows.items() if one in pks
        for name, value in fields.items()
    }  # fmt: skip
    asked = typed({**body.fields, **own, "step": body.step, "selected": [str(one) for one in pks]})
    sheet = Sheet.read(request.user, docket, asked, working=True)
    if sheet.form is None:
        raise PermissionDenied
    if sheet.step is None or sheet.step.code != body.step or len(sheet.picked) != len(pks):
        raise Objection(
            gettext("Some of these no longer wait here. Look at the list again."), field="cases", rule="L17"
        )
    checked(sheet.form)
    for case in sheet.picked:
        checked(sheet.rows[case.pk])
    tally = operations.agree_docket(
        docket, actor=request.actor, step=body.step, entered=together(sheet.form, sheet), cases=list(pks.values())
    )  # fmt: skip
    return {"agreed": tally.get("agreed", 0), "voted_down": tally.get("voted_down", 0)}
