"""Attendance over the API: a branch's year, what it held, recording, correcting and taking back; the units below."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from ninja import Field, Query, Router, Schema

from aoxanh.api.bodies import Body, body_of, checked, sent
from aoxanh.api.doors import door
from aoxanh.api.paging import Id, Page, Turn, page
from aoxanh.api.words import _
from aoxanh.attendance import operations, policies, queries
from aoxanh.attendance.forms import GatheringForm
from aoxanh.attendance.models import Gathering
from aoxanh.attendance.views import load, load_gathering
from aoxanh.audit.actor import Request
from aoxanh.org.models import today

router = Router(tags=["attendance"])
read, write = door("attendance:read"), door("attendance:write")
MOST = 1000
How = Literal["present", "excused", "absent"]


class AttendanceMonth(Schema):
    """A month with something held: how often somebody was present, excused and absent; `month` is its first day."""

    month: dt.date
    present: int
    excused: int
    absent: int


class AttendanceRow(Schema):
    """A member's year: `due` is what they were listed for and not excused from, `inactive` the months over without activity."""

    person: UUID
    present: int
    due: int
    inactive: list[dt.date]
    months: list[AttendanceMonth]


class AttendanceOut(Schema):
    """A branch's year."""

    unit: int
    year: int
    items: list[AttendanceRow]
    next: str | None


class AttendanceYear(Schema):
    """Which year; without one this one."""

    year: int | None = Field(None, ge=2011, le=2100)


class GatheringRow(Schema):
    """A meeting or an activity with its counts; one that was taken back counts no more."""

    uid: UUID
    unit: int
    kind: Literal["meeting", "activity"]
    day: dt.date
    title: str
    mode: Literal["in_person", "hybrid", "online"]
    listed: int
    present: int
    excused: int
    guests: int
    taken_back_at: dt.datetime | None


class MarkRow(Schema):
    """How somebody is marked; a guest is no member of the unit."""

    person: UUID
    how: How
    guest: bool


class GatheringOut(GatheringRow):
    """A gathering whole."""

    ground: str
    consent: str
    note: str
    marks: list[MarkRow]


class AttendanceBelow(Schema):
    """A unit directly below: what its branches held in the year, which share took part, how many met this month (none in another year)."""

    unit: int
    code: str
    name: str
    branches: int
    meetings: int
    activities: int
    percent: int | None
    met_this_month: int


class MarkBody(Body):
    """How somebody is marked."""

    person: UUID
    how: How


class MarkChange(Body):
    """What somebody is marked as, and what they should be."""

    person: UUID
    before: How
    after: How


class CorrectMarks(Body):
    """Marks to correct."""

    changes: list[MarkChange] = Field(min_length=1, max_length=MOST)


RecordBody = body_of(
    GatheringForm, marks=(list[MarkBody], Field(..., max_length=MOST)), guests=(list[UUID], Field([], max_length=MOST))
)  # fmt: skip


def row_of(row: Gathering) -> dict[str, Any]:
    """Return a gathering as a list tells it."""
    names = (
        "uid",
        "kind",
        "day",
        "title",
        "mode",
        "listed",
        "present",
        "excused",
        "guests",
        "taken_back_at",
        "pk",
    )
    return {**{name: getattr(row, name) for name in names}, "unit": row.unit_id}


def whole(row: Gathering) -> dict[str, Any]:
    """Return a gathering with its sheet."""
    marks = [{"person": one.person.uid, "how": one.how, "guest": one.guest} for one in queries.marked(row)]
    return {**row_of(row), "ground": row.ground, "consent": row.consent, "note": row.note, "marks": marks}


def ids_of(listed: list[queries.Listed], uids: list[UUID]) -> dict[UUID, int]:
    """Return the ids of people on a sheet; somebody who is not on it does not exist for the caller."""
    known = {row.person.uid: row.person.pk for row in listed}
    if not set(uids) <= set(known):
        raise Http404
    return known


@router.get(
    "/units/{int:unit}/attendance", auth=read, response=AttendanceOut, summary=_("A branch's attendance of a year")
)  # fmt: skip
def attendance(request: Request, unit: Id, only: Query[AttendanceYear], turn: Query[Turn]) -> Any:
    """Give a branch's year, its members by month. A unit above a branch has none: see /attendance/below."""
    _unit, version = load(request, unit)
    year = only.year or today().year
    rows: list[queries.Row] = []
    if version.kind_data.has_members:
        rows = queries.sheet(version, year, today(), after=turn.number or 0, size=turn.limit + 1)
    shown = rows[: turn.limit]
    items = [
        {
            "person": row.person.uid, "present": row.tally.present, "due": row.tally.due, "inactive": row.inactive,
            "months": [
                {"month": cell.month, "present": cell.tally.present, "excused": cell.tally.excused, "absent": cell.tally.absent}
                for cell in row.cells if cell.state
            ],
        }
        for row in shown
    ]  # fmt: skip
    more = str(shown[-1].person.pk) if len(rows) > turn.limit else None
    return {"unit": unit, "year": year, "items": items, "next": more}


@router.get(
    "/units/{int:unit}/attendance/below", auth=read, response=list[AttendanceBelow], summary=_("Attendance of the units below")
)  # fmt: skip
def attendance_below(request: Request, unit: Id, only: Query[AttendanceYear]) -> Any:
    """List the units directly below with what their branches held in a year and who took part."""
    _unit, version = load(request, unit)
    return [
        {
            "unit": row.unit.unit_id, "code": row.unit.code, "name": row.unit.name, "branches": row.branches, "meetings": row.meetings,
            "activities": row.activities, "percent": row.percent, "met_this_month": row.met,
        }
        for row in queries.below(version, only.year or today().year, today())
    ]  # fmt: skip


@router.get(
    "/units/{int:unit}/gatherings", auth=read, response=Page[GatheringRow], summary=_("Meetings and activities")
)  # fmt: skip
def gatherings(request: Request, unit: Id, turn: Query[Turn]) -> Any:
    """List what a branch held, the latest entered first."""
    load(request, unit)
    rows = Gathering.objects.filter(unit=unit).order_by("-pk")
    rows = rows.filter(pk__lt=turn.number) if turn.number is not None else rows
    return page([row_of(row) for row in rows[: turn.limit + 1]], turn, "pk")


@router.post(
    "/units/{int:unit}/gatherings", auth=write, response={201: GatheringOut}, summary=_("Record a meeting or an activity")
)  # fmt: skip
def record(request: Request, unit: Id, body: RecordBody) -> Any:  # type: ignore[valid-type]
    """Record what a branch held, with a mark for everybody who was its member on that day (R-MTG-01, R-MTG-04)."""
    found, _version = load(request, unit)
    if not policies.may_record(request.user, found):
        raise PermissionDenied
    given = sent(body)
    given.pop("marks")
    given.pop("guests", None)
    form = checked(GatheringForm(given))
    marks, guests = body.marks, body.guests  # type: ignore[attr-defined]
    held = form.held()
    ids = ids_of(queries.listed_on(unit, held.day), [*(one.person for one in marks), *guests])
    made = operations.record_gathering(
        found, actor=request.actor, held=held, marks={ids[one.person]: one.how for one in marks}, guests=[ids[uid] for uid in guests]
    )  # fmt: skip
    return 201, whole(made)


@router.get("/gatherings/{uuid:uid}", auth=read, response=GatheringOut, summary=_("One meeting or activity"))
def gathering(request: Request, uid: UUID) -> Any:
    """Give a meeting or an activity with its sheet."""
    return whole(load_gathering(request, uid))


@router.post("/gatherings/{uuid:uid}/correct", auth=write, response=GatheringOut, summary=_("Correct marks"))
def correct(request: Request, uid: UUID, body: CorrectMarks) -> Any:
    """Change how people are marked; one who is not marked as `before` any more stops all of it."""
    found = load_gathering(request, uid)
    if not policies.may_change(request.user, found):
        raise PermissionDenied
    ids = ids_of(queries.marked(found), [one.person for one in body.changes])
    changes = {ids[one.person]: (one.before, one.after) for one in body.changes}
    return whole(operations.correct_marks(found, actor=request.actor, changes=changes))


@router.post(
    "/gatherings/{uuid:uid}/take-back", auth=write, response=GatheringOut, summary=_("Take a record of attendance back")
)  # fmt: skip
def take_gathering_back(request: Request, uid: UUID) -> Any:
    """Take back what was recorded by mistake; it counts no more."""
    operations.take_back(load_gathering(request, uid), actor=request.actor)
    return whole(load_gathering(request, uid))
