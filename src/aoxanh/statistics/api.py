"""Period reports over the API."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Schema

from aoxanh.api.bodies import checked
from aoxanh.api.doors import door
from aoxanh.api.paging import Day, Id
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.statistics.forms import PeriodForm
from aoxanh.statistics.movements import report
from aoxanh.statistics.periods import Period
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


@router.get("/units/{unit}/report", auth=read, response=ReportOut, summary=_("Period report"))
def period_report(request: Request, unit: Id, asked: Query[Asked]) -> Any:
    """Give a unit's report: members at the start, in and out, members at the end, of each unit directly below."""
    checked(PeriodForm({name: str(value) for name, value in asked.dict(exclude_none=True).items()}))
    version = load(request, unit, asked.last)
    return report(version, Period(asked.first, asked.last), asked.known_on).figures()
