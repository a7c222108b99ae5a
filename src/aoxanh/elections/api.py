"""Committees and elections over the API: who sits on a day, an election with its lists, sheets and arithmetic.

Recognition is a case: it is listed, decided and refused at /cases. `sheet_api` prepares, counts and closes; `committee_api`
decides as the superior.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Query, Router, Schema

from aoxanh.api.doors import door
from aoxanh.api.paging import AsOf, Id
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.elections.committee_views import load
from aoxanh.elections.models import POST_ORDER, Committee, Election
from aoxanh.elections.queries import Counted, Sitter, committees_on, counted, statute_of
from aoxanh.elections.sheet_views import load_election

router = Router(tags=["elections"])
sits, read = door("accounts:read"), door("cases:read")


class SeatRow(Schema):
    """Somebody in a committee: every post they hold there, and the numbers of those seats in the same order."""

    name: str
    posts: list[str]
    seats: list[int]
    starts_on: dt.date
    came: str


class CommitteeRow(Schema):
    """A body of a unit in office on the day: executive, standing or inspection."""

    uid: UUID
    body: str
    origin: str
    ordinal: int | None
    size: int
    starts_on: dt.date
    ends_on: dt.date | None
    term_ends_on: dt.date
    decision_number: str
    seats: list[SeatRow]


class TallyRow(Schema):
    """One candidate in one round."""

    name: str
    votes: int
    outcome: str


class RoundRow(Schema):
    """One round's sheet."""

    issued: int
    collected: int
    valid: int
    invalid: int
    lines: list[TallyRow]


class CandidateRow(Schema):
    """Somebody on a list: a sheet names them by `id`; `stands`: whether in the next round."""

    id: int
    name: str
    elected: bool | None
    stands: bool


class ContestRow(Schema):
    """One thing elected."""

    office: str
    seats: int
    open_seats: int
    over: bool
    candidates: list[CandidateRow]
    rounds: list[RoundRow]


class ElectionOut(Schema):
    """One election whole; a change names the `revision` it was looked at."""

    uid: UUID
    revision: int
    unit: int
    occasion: str
    held_on: dt.date
    mode: str
    ordinal: int | None
    state: str
    entitled: int | None
    present: int | None
    case: UUID | None
    contests: list[ContestRow]


def committee_row(committee: Committee, people: list[Sitter]) -> dict[str, Any]:
    """Return a committee as it is told."""
    names = ("uid", "body", "origin", "ordinal", "size", "starts_on", "ends_on", "term_ends_on", "decision_number")  # fmt: skip
    seats = []
    for one in people:
        held = sorted(one.seats, key=lambda seat: POST_ORDER[seat.post])
        seats.append(
            {
                "name": one.person.full_name, "posts": [seat.post for seat in held], "seats": [seat.pk for seat in held],
                "starts_on": one.first.starts_on, "came": one.first.came,
            }
        )  # fmt: skip
    return {**{name: getattr(committee, name) for name in names}, "seats": seats}


def contest_row(one: Counted) -> dict[str, Any]:
    """Return a contest as it is told."""
    names = {candidate.pk: candidate.person.full_name for candidate in one.candidates}
    rounds = [
        {
            "issued": sheet.issued, "collected": sheet.collected, "valid": sheet.valid, "invalid": sheet.invalid,
            "lines": [{"name": names[line.candidate], "votes": line.yes, "outcome": line.outcome} for line in lines],
        }
        for sheet, lines in zip(one.sheets, one.standing.lines, strict=True)
    ]  # fmt: skip
    return {
        "office": one.contest.office, "seats": one.contest.seats, "open_seats": one.standing.open_seats, "over": one.standing.over,
        "candidates": [
            {"id": row.pk, "name": names[row.pk], "elected": row.elected, "stands": row.pk in one.standing.next and not one.standing.over}
            for row in one.candidates
        ],
        "rounds": rounds,
    }  # fmt: skip


@router.get(
    "/units/{unit}/committees", auth=sits, response=list[CommitteeRow], summary=_("Who sits in committees")
)
def committees(request: Request, unit: Id, at: Query[AsOf]) -> Any:
    """List the bodies of a unit in office on a day with who sits there."""
    load(request, unit, at.day)
    return [committee_row(body, people) for body, people in committees_on(unit, at.day)]


@router.get("/elections/{uuid:uid}", auth=read, response=ElectionOut, summary=_("One election"))
def election(request: Request, uid: UUID) -> Any:
    """Give one election with its lists, sheets and what each round came to."""
    return whole(load_election(request, uid)[0])


def whole(found: Election) -> dict[str, Any]:
    """Return one election as it is told."""
    names = ("uid", "revision", "occasion", "held_on", "mode", "ordinal", "state", "entitled", "present")
    return {
        **{name: getattr(found, name) for name in names}, "unit": found.unit_id, "case": found.case.uid if found.case else None,
        "contests": [contest_row(one) for one in counted(found, statute_of(found))],
    }  # fmt: skip
