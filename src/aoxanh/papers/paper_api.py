"""Papers made over the API: drafted, changed, checked, given up, numbered and issued, their scans kept.

Signing is not here: a signature is a person's who has the paper before their eyes, on its page, with a second factor.
Nor is the digital one: a certificate's password passes through no program. A case decided over the API issues its paper
as on the page, for there the officer's decision is the signature (ADR 0017).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext
from ninja import Field, File, Form
from ninja.files import UploadedFile

from aoxanh.api.bodies import Body, body_of, checked, sent
from aoxanh.api.doors import door
from aoxanh.api.paging import Day, Id
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection
from aoxanh.org.models import today
from aoxanh.papers import operations, policies, queries
from aoxanh.papers.api import KeptFile, PaperOut, file_row, router, whole
from aoxanh.papers.forms import general
from aoxanh.papers.gate import MOST_BYTES, judged
from aoxanh.papers.issuers import BODIES
from aoxanh.papers.models import Paper
from aoxanh.papers.paper_forms import PaperForm
from aoxanh.papers.paper_views import form_to_edit, heads_on, load
from aoxanh.papers.views import heads_of, load_unit, standing

write = door("papers:write")

Draft = body_of(
    PaperForm, omit=("body",), body=(Literal[tuple(BODIES)], Field(..., title="Issued by")),
    corrects=(UUID | None, Field(None, description="The issued paper of the same unit that this one corrects.")),
)  # fmt: skip
Redraft = body_of(PaperForm, called="PaperText", omit=("kind", "body", "department", "jointly"))


class IssueBody(Body):
    """The day of a paper, today without one, and a number that was kept free for it."""

    on: Day | None = None
    number: Id | None = Field(
        None, description="Of GET /units/{unit}/numbers?state=free; else the next of its book."
    )


@router.post("/units/{int:unit}/papers", auth=write, response={201: PaperOut}, summary=_("Draft a paper"))
def draft(request: Request, unit: Id, body: Draft) -> Any:  # type: ignore[valid-type]
    """Keep the draft of a paper written freely; heading, number, day and signature come by themselves."""
    found, version = load_unit(request, unit)
    if not policies.may_draft(request.user, found):
        raise PermissionDenied
    wrong = corrected(body.corrects, unit)  # type: ignore[attr-defined]
    form = checked(PaperForm(sent(body), central=version.kind == "central"))
    data = form.cleaned_data
    made = operations.draft_paper(
        found, actor=request.actor, document=form.document(*heads_of(found, data)), kind=data["kind"], body=data["body"],
        department=data["department"], form="general", form_version=general.FORM.version, corrects=wrong, jointly=data["jointly"],
    )  # fmt: skip
    return 201, whole(load(request, made.uid))


def corrected(uid: UUID | None, unit: int) -> Paper | None:
    """Return the issued paper of a unit that is to be corrected; another one does not exist."""
    if uid is None:
        return None
    paper = Paper.objects.filter(uid=uid, unit=unit, state="issued").first()
    if paper is None:
        raise Http404
    return paper


@router.post("/papers/{uuid:uid}/redraft", auth=write, response=PaperOut, summary=_("Change a draft"))
def redraft(request: Request, uid: UUID, body: Redraft) -> Any:  # type: ignore[valid-type]
    """Replace what a freely written draft says; what is not sent becomes empty, and it must be checked again."""
    paper = load(request, uid)
    form = checked(form_to_edit(request, paper, standing(paper.unit), sent(body)))
    operations.redraft_paper(paper, actor=request.actor, document=form.document(*heads_on(paper)))
    return whole(load(request, uid))


def acted(request: Request, uid: UUID, perform: Callable[..., Any]) -> dict[str, Any]:
    """Perform an operation on a paper; return it as it stands then."""
    perform(load(request, uid), actor=request.actor)
    return whole(load(request, uid))


@router.post("/papers/{uuid:uid}/check", auth=write, response=PaperOut, summary=_("Check a draft"))
def check(request: Request, uid: UUID) -> Any:
    """Note that the draft was read and found right: it waits for its signature."""
    return acted(request, uid, operations.check_paper)


@router.post("/papers/{uuid:uid}/drop", auth=write, response=PaperOut, summary=_("Give a draft up"))
def drop(request: Request, uid: UUID) -> Any:
    """Give up a paper that is not issued."""
    return acted(request, uid, operations.drop_paper)


@router.post("/papers/{uuid:uid}/issue", auth=write, response=PaperOut, summary=_("Number and issue a paper"))
def issue(request: Request, uid: UUID, body: IssueBody) -> Any:
    """Number, date and issue a paper that was signed on its page; it does not change any more."""
    paper = load(request, uid)
    if not policies.may_issue(request.user, paper):
        raise PermissionDenied
    number = None
    if body.number is not None:
        number = queries.unused(paper.unit_id).filter(pk=body.number).first()
        if number is None:
            raise Objection(gettext("This number is used or void already."), field="number", rule="L21")
    operations.issue_paper(paper, actor=request.actor, on=body.on or today(), number=number)
    return whole(load(request, uid))


@router.post(
    "/papers/{uuid:uid}/scans", auth=write, response={201: KeptFile}, summary=_("Keep a paper's scan")
)
def keep_scan(request: Request, uid: UUID, file: File[UploadedFile], reason: Form[str] = "") -> Any:
    """Keep the scan of the signed and stamped paper, PDF, JPEG or PNG; another one asks for a reason."""
    paper = load(request, uid)
    if not policies.may_issue(request.user, paper):
        raise PermissionDenied
    scanned = judged(file.read(MOST_BYTES + 1))
    kept = operations.keep_scan(paper, actor=request.actor, scanned=scanned, reason=reason[:300])
    return 201, file_row(kept, kept.kind)
