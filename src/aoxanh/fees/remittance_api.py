"""What is handed up, over the API: the units below with what is due, handing up, settling, the VietQR code to pay by."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Field, Query, Schema

from aoxanh.api.bodies import body_of, checked, sent
from aoxanh.api.doors import door
from aoxanh.api.paging import Id, Page, Turn, page
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.fees import operations
from aoxanh.fees.api import collecting, router
from aoxanh.fees.forms import AccountForm, PeriodForm, SettleForm
from aoxanh.fees.models import Account, Remittance
from aoxanh.fees.queries import below, code_of
from aoxanh.fees.views import load, load_to_settle
from aoxanh.org.models import today

read, write = door("fees:read"), door("fees:write")
Period, Settle, AccountBody = body_of(PeriodForm), body_of(SettleForm), body_of(AccountForm)


class RemittanceRow(Schema):
    """What a unit handed up of what it received over a period; `kept` is the rest."""

    uid: UUID
    unit: int
    to: int
    first: dt.date
    last: dt.date
    received: int
    amount: int
    kept: int
    on: dt.date
    settled_on: dt.date | None


class BelowRow(Schema):
    """A unit directly below: taken in, the third of it, handed up, and what waits to be settled."""

    unit: int
    code: str
    name: str
    received: int
    due: int
    handed_up: int
    to_settle: list[RemittanceRow]


class FeeYearFilter(Schema):
    """Which year; without one this one."""

    year: int | None = Field(None, ge=2011, le=2100)


class WayFilter(Schema):
    """What the unit handed `up`, or what came `in` from below."""

    way: Literal["up", "in"] = "up"


class AmountFilter(Schema):
    """How much in đồng; without it the payer enters it."""

    amount: int | None = Field(None, ge=1, le=9_999_999_999_999)


class CodeOut(Schema):
    """The account fees are paid to; `payload` is the text of the VietQR code."""

    bank: str
    number: str
    holder: str
    memo: str
    payload: str


def remittance_row(row: Remittance) -> dict[str, Any]:
    """Return what was handed up as it is told."""
    names = ("uid", "first", "last", "received", "amount", "kept", "on", "settled_on", "pk")
    return {**{name: getattr(row, name) for name in names}, "unit": row.unit_id, "to": row.to_id}


def told(account: Account, version: Any, amount: int | None = None) -> dict[str, Any]:
    """Return an account with its code."""
    memo, payload = code_of(account, version, amount)
    return {
        "bank": account.bank, "number": account.number, "holder": account.holder, "memo": memo, "payload": payload,
    }  # fmt: skip


@router.get(
    "/units/{int:unit}/fees/below", auth=read, response=list[BelowRow], summary=_("Fees of the units below")
)
def fees_below(request: Request, unit: Id, only: Query[FeeYearFilter]) -> Any:
    """List the units directly below with what they took in and handed up in a year."""
    _unit, version = load(request, unit)
    day = today()
    year = only.year or day.year
    return [
        {
            "unit": row["unit"].unit_id, "code": row["unit"].code, "name": row["unit"].name, "received": row["received"], "due": row["due"],
            "handed_up": row["handed"], "to_settle": [remittance_row(one) for one in row["waiting"]],
        }
        for row in below(version, dt.date(year, 1, 1), dt.date(year, 12, 31), day)
    ]  # fmt: skip


@router.get(
    "/units/{int:unit}/fees/remittances",
    auth=read,
    response=Page[RemittanceRow],
    summary=_("What was handed up"),
)
def remittances(request: Request, unit: Id, only: Query[WayFilter], turn: Query[Turn]) -> Any:
    """List what a unit handed up, or what was handed to it, the latest entered first."""
    load(request, unit)
    rows = Remittance.objects.filter(unit=unit) if only.way == "up" else Remittance.objects.filter(to=unit)
    rows = rows.filter(pk__lt=turn.number) if turn.number is not None else rows
    return page([remittance_row(row) for row in rows.order_by("-pk")[: turn.limit + 1]], turn, "pk")


@router.post(
    "/units/{int:unit}/fees/remittances",
    auth=write,
    response={201: RemittanceRow},
    summary=_("Hand up a third"),
)
def hand_up(request: Request, unit: Id, body: Period) -> Any:  # type: ignore[valid-type]
    """Hand up a third of what a unit received over a period (R-FEE-04)."""
    found = collecting(request, unit)
    form = checked(PeriodForm(sent(body)))
    return 201, remittance_row(operations.remit(found, actor=request.actor, **form.cleaned_data))


@router.post(
    "/fees/remittances/{uuid:uid}/settle",
    auth=write,
    response=RemittanceRow,
    summary=_("Settle what was handed up"),
)
def settle(request: Request, uid: UUID, body: Settle) -> Any:  # type: ignore[valid-type]
    """Note that what was handed up has arrived: the unit it was handed to says so."""
    row = load_to_settle(request, uid)
    form = checked(SettleForm(sent(body)))
    operations.settle(row, actor=request.actor, on=form.cleaned_data["on"])
    return remittance_row(Remittance.objects.get(pk=row.pk))


@router.get("/units/{int:unit}/fees/vietqr", auth=read, response=CodeOut, summary=_("The code to pay by"))
def vietqr(request: Request, unit: Id, only: Query[AmountFilter]) -> Any:
    """Give the account a unit takes fees in on and the text of its VietQR code, to be drawn by any QR library."""
    found, version = load(request, unit)
    account = Account.objects.filter(unit=found).first()
    if account is None:
        raise Http404
    return told(account, version, only.amount)


@router.post(
    "/units/{int:unit}/fees/vietqr", auth=write, response=CodeOut, summary=_("Set the account to pay to")
)
def set_account(request: Request, unit: Id, body: AccountBody) -> Any:  # type: ignore[valid-type]
    """Set the account that a unit's code names."""
    found = collecting(request, unit)
    form = checked(AccountForm(sent(body)))
    account = operations.set_account(found, actor=request.actor, **form.cleaned_data)
    return told(account, load(request, unit)[1])
