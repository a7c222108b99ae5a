"""Units over the API, as they stood on any day: lists, one unit, what stands around it, its papers, its log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from ninja import Field, Query, Router, Schema

from aoxanh.api.doors import door
from aoxanh.api.paging import AsOf, Id, Page, Turn, page
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.queries import told
from aoxanh.database.search import starts_of_words
from aoxanh.org import queries
from aoxanh.org.models import UnitEvent, UnitVersion
from aoxanh.org.views import load
from aoxanh.vietnamese.names import fold

router = Router(tags=["org"])
read, read_log = door("org:read"), door("audit:read")


class UnitRow(Schema):
    """A unit as it stood on the day asked for."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    sector: str
    parent: int | None
    starts_on: dt.date
    ends_on: dt.date | None


class ChildRow(UnitRow):
    """A unit below another, with the number of units directly below it."""

    child_count: int


class UnitOut(UnitRow):
    """One unit: how it stood on the day, its way up, its congress and term."""

    kind_title: str
    address: str
    ended_on: dt.date | None = Field(description="The day it ended, if it had ended by the day asked for.")
    ancestors: list[int] = Field(description="Ids of the units above, the highest first.")
    congress_on: dt.date | None
    congress_ordinal: int | None
    term_ends_on: dt.date | None


class EventRow(Schema):
    """Something that was decided about a unit."""

    id: int
    kind: str
    effective_on: dt.date
    decision_number: str
    decision_on: dt.date | None
    decision_body: str
    reason: str
    before: str
    after: str
    recorded_at: dt.datetime


class LineageRow(Schema):
    """A unit that went into another."""

    predecessor: int
    successor: int
    on: dt.date
    kind: str
    resolution: str


class LineageOut(Schema):
    """Where a unit came from and what it became."""

    origins: list[LineageRow]
    successions: list[LineageRow]


class LogRow(Schema):
    """One act written down in the log."""

    seq: int
    at: dt.datetime
    action: str
    who: str
    what: str
    duty: str
    source: str
    subject: str | None
    hash: str


class UnitFilter(Schema):
    """What a list of units is narrowed by."""

    under: Id | None = Field(None, description="Only units anywhere below this one.")
    kind: str = Field("", max_length=20)
    code: str = Field("", max_length=20)
    q: str = Field(
        "", max_length=80, description="Beginnings of words of the name or code, accents not needed."
    )


COLUMNS = ("code", "name", "short_name", "kind", "sector", "starts_on", "ends_on")


def rows(versions: Any, *more: str) -> list[dict[str, Any]]:
    """Return versions as dictionaries, read without making objects of them."""
    return [
        {**row, "id": row["unit_id"], "parent": row["parent_id"]}
        for row in versions.values("unit_id", "parent_id", *COLUMNS, *more)
    ]


@router.get("/units", auth=read, response=Page[UnitRow], summary=_("List units"))
def units(request: Request, at: Query[AsOf], turn: Query[Turn], only: Query[UnitFilter]) -> Any:
    """List the units that stood on a day, narrowed by what is above them, kind, code or words."""
    found = narrowed(UnitVersion.objects.as_of(at.day), only, at.day)
    if turn.number is not None:
        found = found.filter(unit_id__gt=turn.number)
    return page(rows(found.order_by("unit_id")[: turn.limit + 1]), turn, "id")


@router.get("/units/{unit}", auth=read, response=UnitOut, summary=_("One unit"))
def unit(request: Request, unit: Id, at: Query[AsOf]) -> Any:
    """Give one unit as it stood on a day, or as it last stood before or first stood after it."""
    return described(unit, at.day)


@router.get("/units/{unit}/children", auth=read, response=list[ChildRow], summary=_("Units directly below"))
def children(request: Request, unit: Id, at: Query[AsOf]) -> Any:
    """List the units directly below on a day, in the order of the tree."""
    load(unit, at.day)
    return rows(queries.children(unit, at.day), "child_count")


@router.get("/units/{unit}/ancestors", auth=read, response=list[UnitRow], summary=_("Units above"))
def ancestors(request: Request, unit: Id, at: Query[AsOf]) -> Any:
    """List the units above on a day, the highest first."""
    return [row_of(version) for version in queries.ancestors(load(unit, at.day), at.day)]


@router.get(
    "/units/{unit}/versions", auth=read, response=list[UnitRow], summary=_("How a unit stood over time")
)
def versions(request: Request, unit: Id) -> Any:
    """List every period of a unit in which nothing about it changed, the newest first."""
    load(unit, dt.date.max)
    return rows(UnitVersion.objects.filter(unit_id=unit).order_by("-starts_on"))


@router.get("/units/{unit}/events", auth=read, response=Page[EventRow], summary=_("Decisions about a unit"))
def events(request: Request, unit: Id, turn: Query[Turn]) -> Any:
    """List what was decided about a unit, the latest recorded first."""
    load(unit, dt.date.max)
    found = UnitEvent.objects.filter(unit_id=unit).order_by("-id")
    if turn.number is not None:
        found = found.filter(id__lt=turn.number)
    return page([dict(row) for row in found.values()[: turn.limit + 1]], turn, "id")


@router.get("/units/{unit}/lineage", auth=read, response=LineageOut, summary=_("Where a unit came from"))
def lineage(request: Request, unit: Id) -> Any:
    """Tell which units went into this one and which took it over (R-ORG-09)."""
    load(unit, dt.date.max)
    origins, successions = queries.lineage_of(unit)
    return {"origins": [traced(row) for row in origins], "successions": [traced(row) for row in successions]}


@router.get("/units/{unit}/log", auth=read_log, response=Page[LogRow], summary=_("What was done at a unit"))
def log(request: Request, unit: Id, at: Query[AsOf], turn: Query[Turn]) -> Any:
    """List what was done at a unit up to the end of a day, the latest first; needs the right to read the log."""
    if not request.user.holds("audit.read", at=load(unit, at.day).unit):
        raise PermissionDenied
    found = AuditEntry.objects.filter(unit_id=unit, at__date__lte=at.day)
    if turn.number is not None:
        found = found.filter(seq__lt=turn.number)
    return page([logged(row) for row in told(found.order_by("-seq")[: turn.limit + 1])], turn, "seq")


def narrowed(found: Any, only: UnitFilter, day: dt.date) -> Any:
    """Apply the filters; a unit above that did not stand on the day has nothing below it."""
    if only.under is not None:
        found = found.within(queries.paths_of([only.under], day)).exclude(unit_id=only.under)
    if only.kind:
        found = found.filter(kind=only.kind)
    if only.code:
        found = found.filter(code=only.code.replace("\0", ""))
    if only.q:
        words = fold(only.q).split()
        found = found.filter(starts_of_words(words, "search", queries.NAMES)) if words else found.none()
    return found


def row_of(version: UnitVersion) -> dict[str, Any]:
    """Return one version as the lists show it."""
    shown = {name: getattr(version, name) for name in COLUMNS}
    return {**shown, "id": version.unit_id, "parent": version.parent_id}


def described(unit_id: int, day: dt.date) -> dict[str, Any]:
    """Return everything said of one unit; 404 when there is none."""
    version = load(unit_id, day)
    unit = version.unit
    return {
        **row_of(version), "kind_title": str(version.kind_title), "address": version.address,
        "ended_on": version.ends_on if version.ends_on and version.ends_on <= day else None,
        "ancestors": version.ancestor_ids, "congress_on": unit.congress_on,
        "congress_ordinal": unit.congress_ordinal, "term_ends_on": unit.term_ends_on,
    }  # fmt: skip


def traced(row: Any) -> dict[str, Any]:
    """Return one link of the lineage."""
    return {"predecessor": row.predecessor_id, "successor": row.successor_id, "on": row.on, "kind": row.kind,
            "resolution": row.resolution}  # fmt: skip


def logged(row: dict[str, Any]) -> dict[str, Any]:
    """Return one line of the log."""
    entry: AuditEntry = row["entry"]
    return {
        "seq": entry.seq, "at": entry.at, "action": entry.action, "who": row["who"], "what": row["what"],
        "duty": entry.duty, "source": entry.source, "subject": str(entry.subject) if entry.subject else None,
        "hash": entry.hash,
    }  # fmt: skip
