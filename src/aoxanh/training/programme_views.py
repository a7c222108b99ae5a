"""Programmes: which hold, their criteria; the Central Union or the operator issues one, or a new version."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.org.models import today
from aoxanh.training import operations, policies
from aoxanh.training.forms import ProgrammeForm, proposed
from aoxanh.training.models import SPANS
from aoxanh.training.queries import programmes as known
from aoxanh.training.views import either, year_asked


@either
def programmes(request: Request) -> HttpResponse:
    """List the programmes that hold; issue another, proposed from the shipped form and the statute's calendar."""
    may_issue = bool(policies.may_issue(request.user, None))
    if request.method == "POST" and not may_issue:
        raise PermissionDenied
    span = request.GET.get("span", "")
    year = year_asked(request) or today().year + 1
    begin = proposed(min(max(year, 2000), 2100), span if span in dict(SPANS) else "year")
    form = ProgrammeForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        program = attempt(form, lambda: operations.issue_programme(request.user, actor=request.actor, **data))
        if program:
            messages.success(request, _("The programme %(year)s is issued.") % {"year": program.title})
            return redirect("training:programmes")
    rows = list(known().values())
    shown = next((p for p in rows if str(p.pk) == request.GET.get("show")), rows[0] if rows else None)
    context = {"rows": rows, "shown": shown, "form": form if may_issue else None}
    return render(request, "training/programmes.html", context, status=422 if form.errors else 200)
