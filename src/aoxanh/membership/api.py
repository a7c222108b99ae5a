"""The roster and the book over the API: as of any day, page by page or as one stream, and what changed since a cursor."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, StreamingHttpResponse
from ninja import Field, Query, Router, Schema

from aoxanh.api.doors import door
from aoxanh.api.paging import AsOf, Day, Id, Page, Turn
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.membership import roster
from aoxanh.membership.acting import note_export
from aoxanh.membership.asked import may_have
from aoxanh.membership.models import BookEntry
from aoxanh.membership.policies import may_see_book
from aoxanh.membership.roster import Row, Selection
from aoxanh.membership.roster_forms import RosterForm
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Affiliation
from aoxanh.people.views import load

router = Router(tags=["membership"])
read, taking_out = door("people:read"), door("people:export")
#: Lines written by transactions older than any that still runs: only those can get no older neighbour any more.
SETTLED = "age(membership_bookentry.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)"


class MemberRow(Schema):
    """One person of a roster, numbers and contacts left out."""

    uid: UUID
    full_name: str
    birth: str
    sex: str
    status: str
    since: dt.date
    unit: int | None
    unit_name: str
    joined_on: dt.date | None
    card_number: str
    overlays: list[str]


class LineRow(Schema):
    """One line of somebody's book."""

    seq: int
    kind: str
    effective_on: dt.date
    recorded_at: dt.datetime
    unit: int | None
    decision_number: str
    decision_on: dt.date | None
    decision_body: str
    corrects: int | None
    cause: str


class ChangeRow(LineRow):
    """A line, with whose it is."""

    uid: UUID


class Changes(Schema):
    """Lines since a cursor; `next` is the cursor to ask with the next time, also when there are none."""

    items: list[ChangeRow]
    next: str


class Since(Schema):
    """From where on changes are asked for."""

    since: str = Field("", max_length=20, description="`next` of the answer before; empty for the beginning.")
    limit: int = Field(200, ge=1, le=1000)


class RosterFilter(Schema):
    """What a roster is narrowed by; as on the page."""

    unit: Id | None = Field(None, description="Only this unit and below, as it lay on the day.")
    known_on: Day | None = Field(None, description="As it was known at the end of this day.")
    q: str = Field("", max_length=120)
    status: (
        Literal[
            "candidate",
            "approved",
            "matured",
            "removed",
            "expelled",
            "resigned",
            "left",
            "deceased",
            "ended",
            "all",
        ]
        | None
    ) = None
    what: str = Field("", max_length=16)
    age: Literal["16-17", "18-22", "23-30", "31-35", "over30", "over35", "child"] | None = None
    maturing: Literal["over30", "over35"] | None = Field(
        None, description="Over 30 with nothing decided, or over 35 (R-MAT-04)."
    )
    sex: Literal["male", "female"] | None = None
    sector: str = Field("", max_length=16)
    education: str = Field("", max_length=20)
    qualification: str = Field("", max_length=20)
    theory: str = Field("", max_length=20)
    ethnicity: str = Field(
        "", max_length=2, description="Only with the right to see it at every unit asked for."
    )
    religion: str = Field(
        "", max_length=16, description="Only with the right to see it at every unit asked for."
    )
    party: Literal["official", "probationary", "none"] | None = None
    office: str = Field("", max_length=24)
    joined_from: Day | None = None
    joined_until: Day | None = None
    missing: str = Field("", max_length=20)
    twins: bool = Field(False, description="Only records that may be there twice.")  # noqa: FBT003 - as pydantic has it
    sort: str = Field(
        "",
        max_length=20,
        description="name, birth, joined_on, since, unit, status, card_number; a minus before it turns it.",
    )


@router.get("/roster", auth=read, response=Page[MemberRow], summary=_("List members"))
def members(request: Request, at: Query[AsOf], turn: Query[Turn], only: Query[RosterFilter]) -> Any:
    """List the members of the caller's units on a day, as known on a day, in Vietnamese order."""
    selection = selection_of(request, at.day, only, "people.see")
    shown = roster.page(selection, turn.after, turn.limit)
    return {"items": [row_of(row) for row in roster.rows(shown.rows, selection)], "next": shown.next or None}


@router.get(
    "/roster/stream", auth=taking_out, summary=_("A whole roster as lines of JSON"), response={200: None}
)
def stream(request: Request, at: Query[AsOf], only: Query[RosterFilter]) -> StreamingHttpResponse:
    """Give a whole selection as NDJSON, one member a line, in constant memory; it is written down who took what out."""
    if not request.user.paths("people.export", at.day):
        raise PermissionDenied
    selection = selection_of(request, at.day, only, "people.export")
    facts = {
        "n": roster.count(selection),
        "as_of": str(at.day),
        "columns": list(MemberRow.model_fields),
        "filters": sorted(selection.filters),
    }
    note_export(
        request.user,
        actor=request.actor,
        grant=request.user.holds_anywhere("people.export"),
        unit=only.unit,
        facts=facts,
    )
    answer = StreamingHttpResponse(written(selection), content_type="application/x-ndjson")
    answer["Cache-Control"] = "no-store"
    return answer


@router.get("/people/{uuid:uid}/book", auth=read, response=list[LineRow], summary=_("Somebody's book"))
def book(request: Request, uid: UUID) -> Any:
    """List the lines of somebody's membership book, in their order."""
    person = load(request, uid)
    if not may_see_book(request.user, person):
        raise PermissionDenied
    return [line_row(entry) for entry in BookEntry.objects.filter(person=person).order_by("seq")]


@router.get("/book/changes", auth=read, response=Changes, summary=_("Lines of books since a cursor"))
def changes(request: Request, at: Query[Since]) -> Any:
    """List lines recorded since a cursor in the books of whoever is in the caller's units today, oldest first.

    Who has left them is not told of any more: `/roster` says who is there. None is ever passed over: a line is given
    only once no transaction that began before it can still commit.
    """
    paths = request.user.paths("people.see", today())
    mine = Affiliation.objects.on_lists(paths, today()).order_by().values("person_id")
    after = int(at.since) if at.since.isascii() and at.since.isdigit() and len(at.since) < 19 else 0
    found = BookEntry.objects.filter(person__in=mine, pk__gt=after).select_related("person")
    if connection.vendor == "postgresql":
        found = found.extra(where=[SETTLED])  # noqa: S610 - our own words
    rows = list(found.order_by("pk")[: at.limit]) if paths else []
    items = [{**line_row(entry), "uid": entry.person.uid} for entry in rows]
    return {"items": items, "next": str(rows[-1].pk if rows else after)}


def selection_of(request: Request, day: dt.date, only: RosterFilter, right: str) -> Selection:
    """Return what is asked for, within the caller's units of the day."""
    paths = request.user.paths(right, day)
    if only.unit is not None:
        version = UnitVersion.objects.as_of(day).filter(unit_id=only.unit).first()
        if version is None or not any(version.path.startswith(path) for path in paths):
            raise Http404
        paths = [version.path]
    form = RosterForm(
        {**request.GET.dict(), **{name: str(value) for name, value in only.dict(exclude={"unit", "known_on"}).items() if value}},
        may=lambda needed: may_have(request, needed, paths, day),
    )  # fmt: skip
    return Selection(paths, day, only.known_on, form.chosen(), roster.order_asked(only.sort))


def written(selection: Selection) -> Iterator[bytes]:
    """Yield a selection as lines of JSON."""
    for row in roster.walk(selection):
        yield json.dumps(row_of(row), ensure_ascii=False, default=str).encode() + b"\n"


def row_of(row: Row) -> dict[str, Any]:
    """Return a person of a roster."""
    return {
        "uid": row.person.uid, "full_name": row.person.full_name, "birth": row.person.birth, "sex": row.person.sex,
        "status": row.status, "since": row.since, "unit": row.unit.unit_id if row.unit else None,
        "unit_name": row.unit.name if row.unit else "", "joined_on": row.member.joined_on,
        "card_number": row.member.card_number, "overlays": row.overlays,
    }  # fmt: skip


def line_row(entry: BookEntry) -> dict[str, Any]:
    """Return a line; words about the person stay sealed."""
    return {
        "seq": entry.seq, "kind": entry.kind, "effective_on": entry.effective_on, "recorded_at": entry.recorded_at,
        "unit": entry.unit_id, "decision_number": entry.decision_number, "decision_on": entry.decision_on,
        "decision_body": entry.decision_body, "corrects": entry.corrects, "cause": entry.cause,
    }  # fmt: skip
