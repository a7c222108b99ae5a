"""Pages of digital signatures: signing an issued paper with a certificate file, and what the signatures of a PDF are worth."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.org.models import UnitVersion
from aoxanh.papers import beside, operations, policies, queries, signatures
from aoxanh.papers.downloads import file_of
from aoxanh.papers.issuers import BODIES, KINDS
from aoxanh.papers.models import Issue, Paper, SignedFile
from aoxanh.papers.paper_forms import BringForm, CertifyForm, CheckForm
from aoxanh.papers.paper_views import load, note_taken
from aoxanh.papers.signatures import Examined
from aoxanh.papers.throttle import too_often
from aoxanh.papers.views import either, standing
from aoxanh.ui.errors import too_many_requests

#: How many files one account may have examined, or signed, in a minute: each takes a process of its own.
MOST_A_MINUTE = 10
#: What a file is to the papers of the house: tone and words.
ORIGINS: dict[str, tuple[str, Any]] = {
    "issued": ("good", gettext_lazy("The file is the very one that was issued here.")),
    "signed": ("good", gettext_lazy("The file is the issued paper as it was signed digitally here.")),
    "scan": ("good", gettext_lazy("The file is a scan of a paper that its unit keeps here.")),
    "within": ("info", gettext_lazy("The file holds a paper issued here, unchanged; something was added to it elsewhere.")),
    "unknown": ("plain", gettext_lazy("This file was not issued here, or was changed since.")),
}  # fmt: skip


@never_cache
@sensitive_post_parameters()
@either
def certify(request: Request, uid: UUID) -> HttpResponse:
    """Sign an issued paper with a certificate file; the file and its password are used once and kept nowhere."""
    paper = load(request, uid)
    if not policies.may_certify(request.user, paper):
        raise PermissionDenied
    if request.method == "POST" and too_often(request, "certify", MOST_A_MINUTE):
        return too_many_requests(request)
    form = CertifyForm(request.POST or None, request.FILES or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: certified(request, paper, form))
    ):
        messages.success(request, _("The paper is signed digitally. The issued file stays as it was."))
        return redirect("papers:paper", paper.uid)
    context = {
        "form": form, "paper": paper, "version": standing(paper.unit), "brought": BringForm(auto_id="brought_%s"),
        "last": paper.signed_files.defer("sealed").order_by("-ordinal").first(),
        "signed_as": operations.signed_as(paper, request.user), "earlier": paper.signed_files.count(),
    }  # fmt: skip
    return render(request, "papers/certify.html", context, status=422 if form.errors else 200)


@sensitive_variables()
def certified(request: Request, paper: Paper, form: CertifyForm) -> SignedFile:
    """Return the paper with its new signature: made outside of any transaction, then kept."""
    data = form.cleaned_data
    signed = signatures.sign(
        beside.latest_file(paper), certificate=data["certificate"].read(signatures.MOST_KEY_BYTES + 1),
        password=data["password"], reason=operations.signed_as(paper, request.user),
    )  # fmt: skip
    kept: SignedFile = operations.certify_paper(paper, actor=request.actor, signed=signed)
    return kept


@require_POST
def bring_signed(request: Request, uid: UUID) -> HttpResponse:
    """Take in an issued paper that was signed outside, on a USB token for instance."""
    paper = load(request, uid)
    if not policies.may_certify(request.user, paper):
        raise PermissionDenied
    if too_often(request, "certify", MOST_A_MINUTE):
        return too_many_requests(request)
    form = BringForm(request.POST, request.FILES)
    if form.is_valid() and attempt(form, lambda: taken_in(request, paper, form.cleaned_data["file"].read())):
        messages.success(request, _("The paper is signed digitally. The issued file stays as it was."))
        return redirect("papers:paper", paper.uid)
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("papers:certify", paper.uid)


def taken_in(request: Request, paper: Paper, content: bytes) -> SignedFile:
    """Keep a file signed outside: examined outside of any transaction, then kept."""
    signed = signatures.brought(beside.latest_file(paper), content, paper.signed_files.count())
    kept: SignedFile = operations.certify_paper(paper, actor=request.actor, signed=signed)
    return kept


@require_POST
def signed_file(request: Request, uid: UUID, file_id: int) -> HttpResponse:
    """Give a digitally signed file; it is written down who took it."""
    return given_signed(request, load(request, uid), file_id)


def given_signed(request: Request, paper: Paper, file_id: int) -> HttpResponse:
    """Return a digitally signed file of a paper, for page and API, having written down who took it."""
    kept = get_object_or_404(SignedFile, pk=file_id, paper=paper)
    content = kept.file
    if content is None:
        raise Http404
    grant = policies.may_see_papers(request.user, paper.unit)
    note_taken(paper, actor=request.actor, grant=grant, unit=paper.unit, facts={"kind": "pdf"})
    return file_of(content, "pdf", f"van-ban-ky-so-{kept.digest[:8]}")


@never_cache
@either
def verify(request: Request) -> HttpResponse:
    """Say of a PDF whether it was issued here and what its signatures are worth; the file is forgotten."""
    if request.method == "POST" and too_often(request, "verify", MOST_A_MINUTE):
        return too_many_requests(request)
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        examined: Examined | bool = attempt(form, lambda: signatures.examine(content))
        if isinstance(examined, Examined):
            context |= found_of(content, examined)
    return render(request, "papers/verify.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def verify_paper(request: Request, uid: UUID) -> HttpResponse:
    """Say of an issued paper whether its kept file is the one written down, and what its signatures are worth."""
    paper = load(request, uid)
    issue: Issue | None = getattr(paper, "issue", None)
    if issue is None or issue.file is None:
        raise Http404
    content = beside.latest_file(paper)
    signed = paper.signed_files.exists()
    if signed and too_often(request, "verify", MOST_A_MINUTE):
        return too_many_requests(request)
    examined = signatures.examine(content) if signed else Examined((), ())
    context = found_of(content, examined) | {"paper": paper, "version": standing(paper.unit)}
    return render(request, "papers/verify.html", context)


def found_of(content: bytes, examined: Examined) -> dict[str, Any]:
    """Return what the page of verification shows."""
    digest = hashlib.sha256(content).hexdigest()
    origin, issue = queries.origin_of(digest, examined.revisions)
    version = UnitVersion.objects.as_of(issue.on).filter(unit=issue.unit_id).first() if issue else None
    about = {}
    if issue is not None:
        about = {"kind": KINDS[issue.paper.kind].title, "body": BODIES[issue.paper.body].title, "unit": version.name if version else ""}  # fmt: skip
    tone, words = ORIGINS[origin]
    return {
        "origin": words, "origin_tone": tone, "issue": issue, "digest": digest, "verdicts": examined.signatures,
        "void": getattr(issue.number, "voiding", None) if issue else None, "about": about,
    }  # fmt: skip
