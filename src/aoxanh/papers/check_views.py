"""The page a paper's code leads to: number, day, body, kind, hash and whether it holds; nothing about anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from aoxanh.org.models import UnitVersion
from aoxanh.papers.issuers import BODIES, KINDS
from aoxanh.papers.models import Issue, Scan, SignedFile
from aoxanh.papers.paper_forms import (
    CheckForm,
)
from aoxanh.papers.throttle import too_often
from aoxanh.papers.views import either
from aoxanh.ui.errors import too_many_requests

#: Rooms above lead whoever has a step to take on the strength of a paper straight to it: `lead(request, issue)` returns
#: an address, or "" for everybody else.
LEADS: list[Callable[[Any, Issue], str]] = []


@login_not_required
@never_cache
@either
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """Tell whoever scans a paper its number, day, body, kind and whether it holds; compare a file; nothing about anybody."""
    if too_often(request):
        return too_many_requests(request)
    issue = Issue.objects.select_related("paper", "number__voiding").filter(code=code).defer("sealed").first()
    if issue is None:
        text = _("No paper of the house carries this code. Ask the unit that is said to have issued it.")
        unknown = {"heading": _("Unknown paper"), "text": text, "tone": "bad", "icon": "alert-triangle"}
        return render(request, "ui/message_page.html", unknown, status=404)
    if address := led(request, issue):
        return redirect(address)
    units = [issue.unit_id, *issue.paper.joint.values_list("unit_id", flat=True)]
    named = dict(UnitVersion.objects.as_of(issue.on).filter(unit__in=units).values_list("unit_id", "name"))
    form = CheckForm(request.POST or None, request.FILES or None) if request.method == "POST" else CheckForm()
    same = ""
    if request.method == "POST" and form.is_valid():
        same = compared(issue, form.cleaned_data["file"].read())
    corrections = (
        Issue.objects.filter(paper__corrects=issue.paper_id).select_related("number").order_by("on", "pk")
    )
    context = {
        "issue": issue, "unit": ", ".join(named[pk] for pk in units if pk in named), "kind": KINDS[issue.paper.kind].title,
        "body": BODIES[issue.paper.body].title,
        "void": getattr(issue.number, "voiding", None), "corrections": corrections, "form": form, "same": same,
        "signatures": signatures_of(issue),
    }  # fmt: skip
    answer = render(request, "papers/checked.html", context, status=422 if form.errors else 200)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def led(request: HttpRequest, issue: Issue) -> str:
    """Return where whoever scanned a paper that holds has a step to take; "" where not, or the confirmation itself is asked for."""
    void = getattr(issue.number, "voiding", None)
    if request.method != "GET" or void or "confirm" in request.GET or not request.user.is_authenticated:
        return ""
    return next((address for lead in LEADS if (address := lead(request, issue))), "")


def signatures_of(issue: Issue) -> list[dict[str, Any]]:
    """Return each digital signature of a paper as anybody may know it: the body its certificate names, who issued that, the day.

    Not who signed: whoever scans the code sees that on the sheet they hold, and whoever only guesses at it learns nobody's
    name. A certificate that names no body is somebody's own, and said to be that.
    """
    kept = SignedFile.objects.filter(paper=issue.paper_id).defer("sealed").order_by("ordinal")
    found = []
    for one in kept:
        one.paper = issue.paper
        facts = one.certificate
        found.append(
            {"body": facts.get("organisation", ""), "issuer": facts.get("issuer_name", ""), "at": one.at}
        )
    return found


def compared(issue: Issue, content: bytes) -> str:
    """Return what a file is to a paper: its file, that file signed digitally, a scan of it, another paper's, or unknown."""
    digest = hashlib.sha256(content).hexdigest()
    if digest == issue.digest:
        return "same"
    if Scan.objects.filter(paper=issue.paper_id, digest=digest).exists():
        return "scan"
    if SignedFile.objects.filter(paper=issue.paper_id, digest=digest).exists():
        return "signed"
    return "other" if Issue.objects.filter(digest=digest).exists() else "unknown"
