"""Books of numbers over the API: the books of a unit, their numbers, one kept free, one voided with its reason (L21)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from ninja import Query, Schema

from aoxanh.api.bodies import body_of, checked, sent
from aoxanh.api.doors import door
from aoxanh.api.paging import Id, Page, Turn, page
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.papers import operations, policies, queries
from aoxanh.papers.api import router
from aoxanh.papers.models import Number, NumberBook
from aoxanh.papers.paper_forms import ReserveForm, VoidForm
from aoxanh.papers.views import load_number, load_unit

read, write = door("papers:read"), door("papers:write")
Reserve, Void = body_of(ReserveForm), body_of(VoidForm)


class BookRow(Schema):
    """A book: whose numbers, of which kind (empty: one book for all), from which day, the last number taken."""

    id: int
    series: str
    department: str
    abbreviation: str
    term_starts_on: dt.date
    last: int


class NumberRow(Schema):
    """A number: what it was kept free for, why it is void, or which paper has it."""

    id: int
    book: int
    number: int
    shown: str
    on: dt.date
    reserved_for: str
    void: str
    paper: UUID | None


class NumberFilter(Schema):
    """Which numbers."""

    state: Literal["all", "free", "void", "used"] = "all"


def number_row(number: Number) -> dict[str, Any]:
    """Return a number as it is told."""
    issue, voiding = getattr(number, "issue", None), getattr(number, "voiding", None)
    return {
        "id": number.pk, "book": number.book_id, "number": number.number, "shown": number.shown, "on": number.on,
        "reserved_for": number.reserved_for, "void": voiding.reason if voiding else "", "paper": issue.paper.uid if issue else None,
    }  # fmt: skip


@router.get(
    "/units/{int:unit}/number-books",
    auth=read,
    response=list[BookRow],
    summary=_("A unit's books of numbers"),
)
def books(request: Request, unit: Id) -> Any:
    """List a unit's books, those of the latest term first."""
    load_unit(request, unit)
    rows = NumberBook.objects.filter(unit=unit).order_by(
        "-term_starts_on", "series", "department", "abbreviation"
    )
    names = ("series", "department", "abbreviation", "term_starts_on", "last")
    return [{"id": row.pk, **{name: getattr(row, name) for name in names}} for row in rows]


@router.get("/units/{int:unit}/numbers", auth=read, response=Page[NumberRow], summary=_("Numbers of a unit"))
def numbers(request: Request, unit: Id, only: Query[NumberFilter], turn: Query[Turn]) -> Any:
    """List the numbers of a unit's books, the latest first: all, kept free, void, or used."""
    load_unit(request, unit)
    rows = queries.unused(unit) if only.state == "free" else Number.objects.filter(book__unit=unit)
    if only.state in {"void", "used"}:
        rows = rows.filter(voiding__isnull=only.state == "used")
    if only.state == "used":
        rows = rows.filter(issue__isnull=False)
    if turn.number is not None:
        rows = rows.filter(pk__lt=turn.number)
    rows = rows.select_related("voiding", "issue__paper").defer("issue__sealed", "issue__paper__sealed")
    return page([number_row(row) for row in rows.order_by("-pk")[: turn.limit + 1]], turn, "id")


@router.post(
    "/units/{int:unit}/numbers", auth=write, response={201: NumberRow}, summary=_("Keep a number free")
)
def reserve(request: Request, unit: Id, body: Reserve) -> Any:  # type: ignore[valid-type]
    """Take the next number of a book ahead of the paper it is kept for."""
    found, _version = load_unit(request, unit)
    if not policies.may_number(request.user, found):
        raise PermissionDenied
    form = checked(ReserveForm(sent(body)))
    return 201, number_row(operations.reserve_number(found, actor=request.actor, **form.cleaned_data))


@router.post("/numbers/{int:number}/void", auth=write, response=NumberRow, summary=_("Void a number"))
def void(request: Request, number: Id, body: Void) -> Any:  # type: ignore[valid-type]
    """Note why a number, kept free or issued, holds no valid paper; it stays in its book."""
    found = load_number(request, number)
    form = checked(VoidForm(sent(body)))
    operations.void_number(found, actor=request.actor, reason=form.cleaned_data["reason"])
    return number_row(Number.objects.select_related("voiding", "issue__paper").get(pk=number))
