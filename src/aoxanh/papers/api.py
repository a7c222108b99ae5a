"""Papers over the API: a unit's register and drafts, those about the caller, one paper with its files.

Reading only; `paper_api` drafts and issues, `number_api` keeps the books of numbers.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from aoxanh.api.doors import door
from aoxanh.api.files import PDF, WORD, gives
from aoxanh.api.paging import Day, Id, Page, Turn, page
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.papers import queries
from aoxanh.papers.issuers import KINDS
from aoxanh.papers.models import Issue, Paper
from aoxanh.papers.paper_forms import PaperForm
from aoxanh.papers.paper_views import given, given_scan, kept_beside, load
from aoxanh.papers.signature_views import given_signed
from aoxanh.papers.views import load_unit

router = Router(tags=["papers"])
read = door("papers:read")


class IssuedRow(Schema):
    """An issued paper in a register; `void`: why its number holds no valid paper; `corrected`: a later paper corrects it."""

    uid: UUID
    unit: int
    kind: str
    body: str
    number: str
    on: dt.date
    abstract: str
    signed_as: str
    void: str
    corrected: bool


class DraftRow(Schema):
    """A paper in the making: draft, checked or signed."""

    uid: UUID
    unit: int
    kind: str
    body: str
    state: str
    abstract: str
    drafted_at: dt.datetime


class KeptFile(Schema):
    """A file beside a paper: a scan (`kind` pdf, jpeg, png) or a digitally signed PDF (`kind` signed)."""

    id: int
    kind: str
    size: int
    digest: str
    at: dt.datetime


class Written(Schema):
    """What a freely written paper says, as its form holds it; several lines in one text."""

    abstract: str
    to: str
    bases: str
    text: str
    recipients: str


class PaperOut(DraftRow):
    """One paper. `written` is there for papers written freely; what a procedure's paper says is read off its file."""

    department: str
    form: str
    checked_at: dt.datetime | None
    signed_at: dt.datetime | None
    signed_as: str
    number: str
    on: dt.date | None
    code: str
    digest: str
    void: str
    erased: bool
    corrects: UUID | None
    corrections: list[UUID]
    written: Written | None
    files: list[KeptFile]


class RegisterFilter(Schema):
    """What a register is narrowed by, as on the page."""

    kind: str = Field("", max_length=16)
    term: Day | None = Field(None, description="First day of a term, as /number-books tells.")
    first: Day | None = None
    last: Day | None = None


def issued_row(issue: Issue) -> dict[str, Any]:
    """Return an issued paper as a register tells it."""
    voiding = getattr(issue.number, "voiding", None)
    return {
        "uid": issue.paper.uid, "unit": issue.unit_id, "kind": issue.paper.kind, "body": issue.paper.body, "number": issue.number.shown,
        "on": issue.on, "abstract": issue.paper.abstract, "signed_as": issue.paper.signed_as, "void": voiding.reason if voiding else "",
        "corrected": issue.corrected, "cursor": f"{issue.on}.{issue.pk}",  # type: ignore[attr-defined]
    }  # fmt: skip


def draft_row(paper: Paper) -> dict[str, Any]:
    """Return a paper in the making as a list tells it."""
    names = ("uid", "kind", "body", "state", "abstract", "drafted_at", "pk")
    return {**{name: getattr(paper, name) for name in names}, "unit": paper.unit_id}


def whole(paper: Paper) -> dict[str, Any]:
    """Return one paper."""
    issue: Issue | None = getattr(paper, "issue", None)
    scans, signed = kept_beside(paper)
    document = paper.document
    voiding = getattr(issue.number, "voiding", None) if issue else None
    names = ("department", "form", "checked_at", "signed_at", "signed_as")
    return {
        **draft_row(paper), **{name: getattr(paper, name) for name in names}, "erased": document is None,
        "number": issue.number.shown if issue else "", "on": issue.on if issue else None, "code": issue.code if issue else "",
        "digest": issue.digest if issue else "", "void": voiding.reason if voiding else "",
        "corrects": paper.corrects.uid if paper.corrects else None,
        "corrections": list(Paper.objects.filter(corrects=paper, state="issued").order_by("pk").values_list("uid", flat=True)),
        "written": PaperForm.initial_of(document, paper.kind, paper.body, paper.department) if document and paper.form == "general" else None,
        "files": [file_row(one, one.kind) for one in scans] + [file_row(one, "signed") for one in signed],
    }  # fmt: skip


def file_row(kept: Any, kind: str) -> dict[str, Any]:
    """Return a file beside a paper as it is told."""
    return {"id": kept.pk, "kind": kind, "size": kept.size, "digest": kept.digest, "at": kept.at}


@router.get("/units/{int:unit}/papers", auth=read, response=Page[IssuedRow], summary=_("A unit's register"))
def register(request: Request, unit: Id, only: Query[RegisterFilter], turn: Query[Turn]) -> Any:
    """List a unit's issued papers, the latest first."""
    load_unit(request, unit)
    asked = {
        name: value for name, value in only.dict().items() if value and (name != "kind" or value in KINDS)
    }
    rows = queries.after(queries.narrowed(queries.issued(unit), asked), turn.after)[: turn.limit + 1]
    return page([issued_row(row) for row in rows], turn, "cursor")


@router.get(
    "/units/{int:unit}/papers/drafts", auth=read, response=Page[DraftRow], summary=_("Papers in the making")
)
def drafts(request: Request, unit: Id, turn: Query[Turn]) -> Any:
    """List a unit's papers that are neither issued nor given up, the newest first."""
    load_unit(request, unit)
    rows = Paper.objects.filter(unit=unit).in_the_making().defer("sealed").order_by("-pk")
    rows = rows.filter(pk__lt=turn.number) if turn.number is not None else rows
    return page([draft_row(row) for row in rows[: turn.limit + 1]], turn, "pk")


@router.get("/papers", auth=read, response=Page[IssuedRow], summary=_("Papers about oneself"))
def own_papers(request: Request, turn: Query[Turn]) -> Any:
    """List the issued papers that are about the caller, the latest first."""
    about = Q(paper__people__person__user=request.user.pk)
    rows = queries.after(queries.register(about), turn.after)[: turn.limit + 1]
    return page([issued_row(row) for row in rows], turn, "cursor")


@router.get("/papers/{uuid:uid}", auth=read, response=PaperOut, summary=_("One paper"))
def paper(request: Request, uid: UUID) -> Any:
    """Give one paper: where it stands, its number, what it says where it was written freely, its files."""
    return whole(load(request, uid))


@router.get(
    "/papers/{uuid:uid}/file/{kind}", auth=read, summary=_("A paper's file"), openapi_extra=gives(PDF, WORD)
)
def paper_file(request: Request, uid: UUID, kind: Literal["pdf", "docx"]) -> HttpResponse:
    """Give a paper as PDF (the issued file itself) or Word; it is written down who took it."""
    return given(request, load(request, uid), kind)


@router.get(
    "/papers/{uuid:uid}/scans/{int:scan}",
    auth=read,
    summary=_("A paper's scan"),
    openapi_extra=gives(PDF, "image/jpeg", "image/png"),
)
def scan_file(request: Request, uid: UUID, scan: Id) -> HttpResponse:
    """Give a scan as it is kept; it is written down who took it."""
    return given_scan(request, load(request, uid), scan)


@router.get(
    "/papers/{uuid:uid}/signed/{int:signed}",
    auth=read,
    summary=_("A digitally signed file"),
    openapi_extra=gives(PDF),
)
def signed_file(request: Request, uid: UUID, signed: Id) -> HttpResponse:
    """Give the issued paper with its digital signatures; it is written down who took it."""
    return given_signed(request, load(request, uid), signed)
