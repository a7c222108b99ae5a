"""Fees over the API: a branch's year with who paid and who owes, taking in, receipts, taking back, who pays as salaried.

`remittance_api` hands up, settles and tells the code to pay by. Amounts are whole đồng; a month is its first day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from ninja import Field, Query, Router, Schema

from aoxanh.api.bodies import Body, body_of, checked, sent
from aoxanh.api.doors import door
from aoxanh.api.files import PDF, gives
from aoxanh.api.paging import Id, Page, Turn, page
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.fees import operations, policies
from aoxanh.fees.forms import CollectForm
from aoxanh.fees.models import Collection
from aoxanh.fees.queries import Row, payers, sheet
from aoxanh.fees.reckoning import rates, share_on, share_up
from aoxanh.fees.views import given_receipt, load, load_collection
from aoxanh.membership.periods import month_of
from aoxanh.org.models import Unit, today
from aoxanh.people.models import Person

router = Router(tags=["fees"])
read, write = door("fees:read"), door("fees:write")
MOST = 500


class PaidMonth(Schema):
    """A month that is paid."""

    month: dt.date
    amount: int


class FeeRow(Schema):
    """A member: the months of the year that are paid; `owes`: all months unpaid until last month, whatever the year."""

    person: UUID
    salaried: bool
    paid: list[PaidMonth]
    owes: list[dt.date]
    paid_until: dt.date | None


class FeesOut(Schema):
    """A branch's year: `received` over it and the third to hand up; `rates`: a month's fee without and with a salary."""

    unit: int
    year: int
    received: int
    to_hand_up: int
    rates: tuple[int, int]
    items: list[FeeRow]
    next: str | None


class FeesFilter(Schema):
    """Which year, and who: `owes=3` keeps who is three months behind or more."""

    year: int | None = Field(None, ge=2011, le=2100)
    owes: int = Field(0, ge=0, le=240)


class CollectionRow(Schema):
    """Money taken in on one day; one that was taken back counts no more."""

    uid: UUID
    unit: int
    on: dt.date
    total: int
    heads: int
    taken_back_at: dt.datetime | None


class PayerRow(Schema):
    """Who paid how much in a collection, for which months."""

    person: UUID
    amount: int
    months: list[dt.date]


class CollectionOut(CollectionRow):
    """A collection whole."""

    payers: list[PayerRow]


class SalariedBody(Body):
    """Members of a branch, and whether they draw a salary (R-FEE-01)."""

    people: list[UUID] = Field(max_length=MOST)
    salaried: bool


class NotedOut(Schema):
    """For how many it is noted."""

    done: int


Collect = body_of(CollectForm, people=(list[UUID], Field(..., max_length=MOST)))


def fee_row(row: Row) -> dict[str, Any]:
    """Return a member as the sheet tells it."""
    paid = [
        {"month": cell["month"], "amount": cell["amount"]} for cell in row.cells if cell["amount"] is not None
    ]
    return {
        "person": row.person.uid, "salaried": row.salaried, "paid": paid, "owes": row.standing.unpaid, "paid_until": row.standing.paid_until,
    }  # fmt: skip


def collection_row(row: Collection) -> dict[str, Any]:
    """Return a collection as a list tells it."""
    names = ("uid", "on", "total", "heads", "taken_back_at", "pk")
    return {**{name: getattr(row, name) for name in names}, "unit": row.unit_id}


def whole(collection: Collection) -> dict[str, Any]:
    """Return a collection with who paid."""
    rows = [
        {"person": one.person.uid, "amount": one.amount, "months": one.months} for one in payers(collection)
    ]
    return {**collection_row(collection), "payers": rows}


def collecting(request: Request, unit: int) -> Unit:
    """Return a unit whose fees the caller takes in."""
    found, _version = load(request, unit)
    if not policies.may_collect(request.user, found):
        raise PermissionDenied
    return found


def ids_of(request: Request, uids: list[UUID]) -> list[int]:
    """Return the ids of people the caller sees; somebody else does not exist."""
    rows = Person.objects.visible_to(request.user).filter(uid__in=uids).values_list("pk", flat=True)
    found = list(rows)
    if len(found) != len(set(uids)):
        raise Http404
    return found


@router.get("/units/{int:unit}/fees", auth=read, response=FeesOut, summary=_("A branch's fees of a year"))
def fees(request: Request, unit: Id, only: Query[FeesFilter], turn: Query[Turn]) -> Any:
    """Give a branch's year: who paid which month, who owes which. A unit above a branch has none: see /fees/below.

    With `owes` a page may hold fewer than `limit`: `next` says whether there is another.
    """
    _unit, version = load(request, unit)
    day = today()
    year = only.year or day.year
    rows: list[Row] = []
    if version.kind_data.has_members:
        rows = sheet(version, year, day, after=turn.number or 0, size=turn.limit + 1)[1]
    shown = rows[: turn.limit]
    received = operations.received_by(unit, dt.date(year, 1, 1), dt.date(year, 12, 31))
    return {
        "unit": unit, "year": year, "received": received, "to_hand_up": share_up(received, share_on(day)), "rates": rates(day),
        "items": [fee_row(row) for row in shown if len(row.standing.unpaid) >= only.owes],
        "next": str(shown[-1].person.pk) if len(rows) > turn.limit else None,
    }  # fmt: skip


@router.get(
    "/units/{int:unit}/fees/collections", auth=read, response=Page[CollectionRow], summary=_("Fees taken in")
)
def collections(request: Request, unit: Id, turn: Query[Turn]) -> Any:
    """List a branch's collections, the latest entered first."""
    load(request, unit)
    rows = Collection.objects.filter(unit=unit).order_by("-pk")
    rows = rows.filter(pk__lt=turn.number) if turn.number is not None else rows
    return page([collection_row(row) for row in rows[: turn.limit + 1]], turn, "pk")


@router.post(
    "/units/{int:unit}/fees/collections",
    auth=write,
    response={201: CollectionOut},
    summary=_("Take in fees"),
)
def collect(request: Request, unit: Id, body: Collect) -> Any:  # type: ignore[valid-type]
    """Take in the fee of members for the months from one day's to another's; months that are paid are passed over."""
    found = collecting(request, unit)
    given = sent(body)
    given.pop("people")
    data = checked(CollectForm(given)).cleaned_data
    made = operations.collect(
        found, actor=request.actor, people=ids_of(request, body.people), on=data["on"],  # type: ignore[attr-defined]
        first=month_of(data["first"]), last=month_of(data["last"]),
    )  # fmt: skip
    return 201, whole(made)


@router.post(
    "/units/{int:unit}/fees/salaried", auth=write, response=NotedOut, summary=_("Who pays as salaried")
)
def set_salaried(request: Request, unit: Id, body: SalariedBody) -> Any:
    """Say of members of a branch whether they pay the rate of those with a salary."""
    found = collecting(request, unit)
    people = ids_of(request, body.people)
    return {
        "done": operations.set_salaried(found, actor=request.actor, people=people, salaried=body.salaried)
    }


@router.get("/fees/collections/{uuid:uid}", auth=read, response=CollectionOut, summary=_("One collection"))
def collection(request: Request, uid: UUID) -> Any:
    """Give a collection with who paid what."""
    return whole(load_collection(request, uid))


@router.post(
    "/fees/collections/{uuid:uid}/take-back",
    auth=write,
    response=CollectionOut,
    summary=_("Take a collection back"),
)
def take_collection_back(request: Request, uid: UUID) -> Any:
    """Take back a collection that was entered by mistake; its months are unpaid again."""
    operations.take_back(load_collection(request, uid), actor=request.actor)
    return whole(load_collection(request, uid))


@router.get(
    "/fees/collections/{uuid:uid}/receipts/{uuid:person}",
    auth=read,
    summary=_("A receipt"),
    openapi_extra=gives(PDF),
)
def receipt(request: Request, uid: UUID, person: UUID) -> HttpResponse:
    """Give somebody's receipt as PDF; of a collection taken back there is none."""
    return given_receipt(load_collection(request, uid), person)
