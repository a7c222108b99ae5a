"""Pages of one paper: its way from draft to issue, its files, its scans."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from aoxanh.accounts.duties import DUTIES
from aoxanh.accounts.models import User
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection, attempt
from aoxanh.audit.operation import reading
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import names_on
from aoxanh.papers import operations, policies, queries
from aoxanh.papers.documents import Document
from aoxanh.papers.downloads import TYPES, answer_of, file_of
from aoxanh.papers.issuers import Head
from aoxanh.papers.models import Issue, Paper, Scan, SignedFile
from aoxanh.papers.paper_forms import (
    IssueForm,
    PaperForm,
    ScanForm,
)
from aoxanh.papers.typesetting import as_pdf, as_png
from aoxanh.papers.views import PAGE, either, standing

DRAFT = "DỰ THẢO"
note_taken = reading("papers.take", says=gettext_lazy("took a paper out as %(kind)s"))


@require_safe
def paper_page(request: Request, uid: UUID) -> HttpResponse:
    """Show a paper, where it stands, and what its reader may do next."""
    paper = load(request, uid)
    issue: Issue | None = getattr(paper, "issue", None)
    document = paper.document
    scans, signed = kept_beside(paper)
    acted = [paper.drafted_by, paper.checked_by, paper.signed_by, issue.by if issue else None]
    acted += [one.by for one in signed]
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={pk for pk in acted if pk})}
    context = {
        "paper": paper, "issue": issue, "version": standing(paper.unit), "abstract": paper.abstract, "erased": document is None,
        "pages": range(1, pages_of(paper, document) + 1), "steps": steps(paper, issue, names),
        "void": getattr(issue.number, "voiding", None) if issue else None, "scans": scans, "scan_form": ScanForm(again=bool(scans)),
        "signed_files": [(one, one.certificate, names.get(one.by or 0, ""), DUTIES[one.duty].title if one.duty in DUTIES else "") for one in signed],
        "joint": joint_of(paper, request.user),
        "corrections": Issue.objects.filter(paper__corrects=paper).select_related("paper", "number").order_by("on", "pk"),
        "may": may(request.user, paper), "written": document is not None and paper.form == "general",
    }  # fmt: skip
    return render(request, "papers/paper.html", context)


def kept_beside(paper: Paper) -> tuple[list[Scan], list[SignedFile]]:
    """Return what is kept beside a paper, without the files themselves."""
    scans = paper.scans.defer("sealed").order_by("-at")
    return list(scans), list(paper.signed_files.defer("sealed").order_by("ordinal"))


def joint_of(paper: Paper, user: Any) -> list[dict[str, Any]]:
    """Return the other bodies that sign a paper, with whether the reader signs for one now."""
    rows = list(paper.joint.select_related("unit"))
    names = names_on({row.unit_id for row in rows}, today()) if rows else {}
    for row in rows:
        row.paper = paper
    return [
        {
            "row": row, "name": names[row.unit_id].name if row.unit_id in names else "",
            "may_sign": row.signed_at is None and bool(policies.may_sign_jointly(user, row)),
        }
        for row in rows
    ]  # fmt: skip


def may(user: Any, paper: Paper) -> dict[str, bool]:
    """Return what a reader may do with a paper where it stands."""
    change, begun = bool(policies.may_change(user, paper)), paper.state in {"draft", "checked"}
    number, done = bool(policies.may_issue(user, paper)), paper.state == "issued"
    return {
        "change": begun and change,
        "drop": change and (begun or paper.state == "signed"),
        "sign": begun and bool(policies.may_sign(user, paper)),
        "issue": paper.state == "signed" and number,
        "after": done and number,
        "certify": done and bool(policies.may_certify(user, paper)),
        "correct": done and bool(policies.may_draft(user, paper.unit)),
        "register": bool(policies.may_see_papers(user, paper.unit)),
    }


def steps(paper: Paper, issue: Issue | None, names: dict[int, str]) -> list[dict[str, Any]]:
    """Return the paper's way so far and what lies before it, as the timeline shows it."""
    way: list[tuple[Any, Any, str]] = [(_("Drafted"), paper.drafted_at, names.get(paper.drafted_by or 0, ""))]
    if paper.checked_at or paper.state == "draft":
        way.append((pgettext("paper", "Checked"), paper.checked_at, names.get(paper.checked_by or 0, "")))
    way.append((pgettext("paper", "Signed"), paper.signed_at, paper.signed_as))
    way.append(
        (
            pgettext("paper", "Issued"),
            issue.at if issue else None,
            names.get(issue.by or 0, "") if issue else "",
        )
    )
    return [{"title": title, "at": at, "who": who} for title, at, who in way]


def pages_of(paper: Paper, document: Document | None) -> int:
    """Return how many pages a paper has."""
    if document is None:
        return 0
    found = re.search(rb"/Type/Pages/Count (\d+)", as_pdf(marked(paper, document)))
    return int(found[1]) if found else 1


def marked(paper: Paper, document: Document) -> Document:
    """Return a document as it is shown: a draft says that it is one (HD 29, element 6)."""
    return document if paper.state == "issued" else replace(document, marks=(DRAFT, *document.marks))


@never_cache
@require_safe
def page_picture(request: Request, uid: UUID, number: int) -> HttpResponse:
    """Show a page of a paper as a picture."""
    paper = load(request, uid)
    document = paper.document
    if document is None or not 1 <= number <= 500:
        raise Http404
    return HttpResponse(as_png(marked(paper, document), page=number - 1, dots=110), content_type="image/png")


@either
def edit(request: Request, uid: UUID) -> HttpResponse:
    """Change a draft that was written freely; one out of a procedure is changed there."""
    paper = load(request, uid)
    version = standing(paper.unit)
    form = form_to_edit(request, paper, version, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = form.document(*heads_on(paper))
        if attempt(form, lambda: operations.redraft_paper(paper, actor=request.actor, document=changed)):
            messages.success(request, _("The draft is changed."))
            return redirect("papers:paper", paper.uid)
    context = {
        "form": form,
        "version": version,
        "unit": paper.unit,
        "paper": paper,
        "title": _("Change the draft"),
    }
    return render(request, "papers/write.html", context, status=422 if form.errors else 200)


def heads_on(paper: Paper) -> tuple[Head, Head | None]:
    """Return the heading of a paper, and of who signs it jointly."""
    head = queries.head_of(paper.unit, body=paper.body, department=paper.department)
    return head, next((queries.head_of(one.unit) for one in paper.joint.select_related("unit")), None)


def form_to_edit(request: Request, paper: Paper, version: UnitVersion, data: Any) -> PaperForm:
    """Return the form that changes a draft, for page and API; refuse who may not, and what was not written freely."""
    document = paper.document
    if not policies.may_change(request.user, paper) or paper.form != "general" or document is None:
        raise PermissionDenied
    first = PaperForm.initial_of(document, paper.kind, paper.body, paper.department)
    form = PaperForm(data, initial=first, central=version.kind == "central")
    for name in ("kind", "body", "department"):
        form.fields[name].disabled = True  # they name its book
    del form.fields["jointly"]  # who signs was said when it was begun
    return form


VERBS: dict[str, tuple[Callable[..., Any], Callable[..., Any], Any]] = {
    "check": (operations.check_paper, policies.may_change, gettext_lazy("The paper is checked.")),
    "sign": (operations.sign_paper, policies.may_sign, gettext_lazy("The paper is signed. It is numbered and dated when it is issued.")),
    "drop": (operations.drop_paper, policies.may_change, gettext_lazy("The draft is given up.")),
}  # fmt: skip


@require_POST
def act(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Check, sign or give up a paper."""
    if verb not in VERBS:
        raise Http404
    perform, allow, said = VERBS[verb]
    paper = load(request, uid)
    if not allow(request.user, paper):
        raise PermissionDenied
    try:
        perform(paper, actor=request.actor)
    except Objection as objection:
        messages.error(request, f"{objection.message} ({objection.rule})")
    else:
        messages.success(request, said)
    return redirect("papers:paper", paper.uid)


@require_POST
def sign_jointly(request: Request, uid: UUID) -> HttpResponse:
    """Sign a checked paper for the other of its two bodies."""
    paper = load(request, uid)
    mine = [one["row"] for one in joint_of(paper, request.user) if policies.at_unit(request.user, "papers.sign", one["row"].unit_id)]  # fmt: skip
    if not mine:
        raise PermissionDenied
    if paper.state != "checked":
        messages.error(request, _("The paper has moved on meanwhile. Open it again to see where it is."))
        return redirect("papers:paper", paper.uid)
    try:
        operations.sign_paper_jointly(mine[0], actor=request.actor)
    except Objection as objection:
        messages.error(request, f"{objection.message} ({objection.rule})")
    else:
        messages.success(request, _("Signed for your unit. The other body signs, numbers and issues it."))
    return redirect("papers:paper", paper.uid)


@either
def issue_page(request: Request, uid: UUID) -> HttpResponse:
    """Number, date and issue a signed paper."""
    paper = load(request, uid)
    if not policies.may_issue(request.user, paper):
        raise PermissionDenied
    form = IssueForm(
        request.POST or None, initial={"on": today()}, kept=list(queries.unused(paper.unit_id)[:PAGE])
    )
    if request.method == "POST" and form.is_valid():
        issue = attempt(
            form, lambda: operations.issue_paper(paper, actor=request.actor, on=form.cleaned_data["on"], number=form.chosen())
        )  # fmt: skip
        if issue:
            messages.success(
                request,
                _("Issued as no. %(number)s. It does not change any more.") % {"number": issue.number.shown},
            )
            return redirect("papers:paper", paper.uid)
    context = {
        "form": form,
        "paper": paper,
        "version": standing(paper.unit),
        "title": _("Number, date and issue"),
        "button": pgettext("paper", "Issue"),
    }
    return render(request, "papers/step.html", context, status=422 if form.errors else 200)


@require_POST
def paper_file(request: Request, uid: UUID, kind: str) -> HttpResponse:
    """Give a paper as PDF (the issued file itself) or Word; it is written down who took it."""
    return given(request, load(request, uid), kind)


def given(request: Request, paper: Paper, kind: str) -> HttpResponse:
    """Return a paper as PDF or Word, for page and API, having written down who took it."""
    document = paper.document
    if kind not in TYPES or document is None:
        raise Http404
    issue: Issue | None = getattr(paper, "issue", None)
    note_taken(
        paper,
        actor=request.actor,
        grant=policies.may_see_papers(request.user, paper.unit),
        unit=paper.unit,
        facts={"kind": kind},
    )
    name = re.sub(r"[^\w.-]+", "-", issue.number.shown, flags=re.ASCII).strip("-") if issue else "du-thao"
    if kind == "pdf" and issue is not None and issue.file is not None:
        return file_of(issue.file, kind, f"van-ban-{name}-{issue.on}")
    return answer_of(marked(paper, document), kind, f"van-ban-{name}")


@require_POST
def scan(request: Request, uid: UUID) -> HttpResponse:
    """Keep the scan of a signed paper."""
    paper = load(request, uid)
    if not policies.may_issue(request.user, paper):
        raise PermissionDenied
    form = ScanForm(request.POST, request.FILES, again=paper.scans.exists())
    if form.is_valid():
        try:
            operations.keep_scan(
                paper,
                actor=request.actor,
                scanned=form.cleaned_data["file"],
                reason=form.cleaned_data.get("reason", ""),
            )
            messages.success(request, _("The scan is kept with the paper."))
        except Objection as objection:
            messages.error(request, objection.message)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("papers:paper", paper.uid)


@require_POST
def scan_file(request: Request, uid: UUID, scan_id: int) -> HttpResponse:
    """Give a scan back as it came; it is written down who took it."""
    return given_scan(request, load(request, uid), scan_id)


def given_scan(request: Request, paper: Paper, scan_id: int) -> HttpResponse:
    """Return a scan of a paper, for page and API, having written down who took it."""
    kept = get_object_or_404(Scan, pk=scan_id, paper=paper)
    content = kept.file
    if content is None:
        raise Http404
    note_taken(
        paper,
        actor=request.actor,
        grant=policies.may_see_papers(request.user, paper.unit),
        unit=paper.unit,
        facts={"kind": kept.kind},
    )
    answer = HttpResponse(
        content, content_type={"pdf": "application/pdf"}.get(kept.kind, f"image/{kept.kind}")
    )
    answer["Content-Disposition"] = f'attachment; filename="ban-quet-{kept.digest[:8]}.{kept.kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def load(request: Request, uid: UUID) -> Paper:
    """Return a paper its reader may see, or answer as if there were none."""
    paper = (
        Paper.objects.select_related("unit", "issue__number__voiding", "corrects__issue__number")
        .filter(uid=uid)
        .first()
    )
    if paper is None or not policies.may_read(request.user, paper):
        raise Http404
    return paper
