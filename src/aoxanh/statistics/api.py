"""Period reports over the API."""

from __future__ import annotations

from typing import Any

from ninja import Field, Query, Router, Schema

from aoxanh.api.bodies import checked
from aoxanh.api.doors import door
from aoxanh.api.paging import AsOf, Day, Id
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection
from aoxanh.database.replica import reading_from_replica
from aoxanh.membership.api import RosterFilter, selection_of
from aoxanh.membership.asked import may_have
from aoxanh.statistics.forms import PeriodForm
from aoxanh.statistics.movements import report
from aoxanh.statistics.periods import Period
from aoxanh.statistics.pivot import Head, TooMany, chosen, pivot
from aoxanh.statistics.views import load

router = Router(tags=["statistics"])
read = door("people:read")


class ReportLine(Schema):
    """One line: heads at the start, by kind of movement, with whole units, at the end."""

    unit: int | None
    name: str
    opening: int
    moved: dict[str, int]
    came: int
    went: int
    closing: int


class ReportOut(Schema):
    """A period report; every line and the sum close."""

    unit: int
    name: str
    first: Day
    last: Day
    lines: list[ReportLine]
    total: ReportLine


class Asked(Schema):
    """The period, both days included, and whose knowledge counts."""

    first: Day
    last: Day
    known_on: Day | None = None


class Side(Schema):
    """A row or column: its value ("" for not known, "…" for the smallest ones together), its title, its heads."""

    value: str
    title: str
    n: int


class PivotOut(Schema):
    """A table over the roster: `cells` are rows of figures, in the order of `cols`."""

    rows: list[Side]
    cols: list[Side]
    cells: list[list[int]]
    total: int


class Sides(Schema):
    """What stands in the rows and in the columns."""

    rows: str = Field(
        "age",
        max_length=20,
        description="unit, age, sex, sector, education, qualification, theory, party, status, joined, ethnicity, religion.",
    )
    cols: str = Field("", max_length=20, description="As `rows`; none without it.")


@router.get("/roster/pivot", auth=read, response=PivotOut, summary=_("The roster as a table"))
def roster_pivot(request: Request, at: Query[AsOf], sides: Query[Sides], only: Query[RosterFilter]) -> Any:
    """Count the members of the caller's units on a day by one or two things that are known of them; 50.000 at most."""
    selection = selection_of(request, at.day, only, "people.see")

    def may(right: str) -> bool:
        return may_have(request, right, selection.paths, selection.day)

    rows, cols = chosen(sides.rows, may), chosen(sides.cols, may)
    if rows is None or (sides.cols and cols is None):
        raise Objection(_("There is no such column, or it needs a right you do not hold."), field="rows")
    try:
        with reading_from_replica():
            told = pivot(selection, rows, cols)
    except TooMany as error:
        raise Objection(
            _("More than 50.000 people are not counted one by one. Ask for a unit below."), field="unit"
        ) from error
    return {
        "rows": [side(head) for head in told.rows], "cols": [side(head) for head in told.cols], "total": told.total,
        "cells": [[told.cells[row.value, col.value] for col in told.cols] for row in told.rows],
    }  # fmt: skip


def side(head: Head) -> dict[str, Any]:
    """Return a head as the API gives it."""
    return {"value": str(head.value), "title": str(head.title), "n": head.n}


@router.get("/units/{unit}/report", auth=read, response=ReportOut, summary=_("Period report"))
def period_report(request: Request, unit: Id, asked: Query[Asked]) -> Any:
    """Give a unit's report: members at the start, in and out, members at the end, of each unit directly below."""
    checked(PeriodForm({name: str(value) for name, value in asked.dict(exclude_none=True).items()}))
    version = load(request, unit, asked.last)
    with reading_from_replica():
        return report(version, Period(asked.first, asked.last), asked.known_on).figures()
