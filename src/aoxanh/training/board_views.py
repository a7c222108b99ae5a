"""The unit above: how far the branches are, and what they sent up, approved many at once or sent back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt, tell
from aoxanh.org.models import today
from aoxanh.org.queries import ancestors, names_on
from aoxanh.training import policies, score_operations
from aoxanh.training.forms import PointsForm, ReasonForm
from aoxanh.training.models import Registration
from aoxanh.training.own_views import groups_of, told
from aoxanh.training.queries import PROGRESS, Progress, Row, board, chosen, programmes, waiting_at
from aoxanh.training.views import either, load, year_asked
from aoxanh.ui import formats


@require_safe
def board_page(request: Request, unit_id: int) -> HttpResponse:
    """Show the units below with how far they are in a year, and what waits to be approved."""
    unit, version = load(request, unit_id)
    if version.kind_data.has_members:
        return redirect("training:unit", unit_id)
    day, known = today(), programmes()
    years = sorted({year for year, _span in known}, reverse=True)
    now = chosen(known, "year", None, day) or chosen(known, "school", None, day)
    year = year_asked(request) or (now.year if now else day.year)
    rows = board(version, year, day)
    whole = Progress(version)
    for row in rows:
        whole.add(row.members, row.figures)
    waiting = waiting_at(unit_id)
    tab = "waiting" if request.GET.get("tab") == "waiting" else "board"
    branches = names_on({row.registration.unit_id for row in waiting if row.registration}, day)
    context = {
        "unit": unit, "version": version, "above": ancestors(version, day), "rows": rows, "whole": whole, "year": year, "years": years,
        "tab": tab, "tabs": tabs_of(unit_id, year, tab, len(waiting)), "shares": shares(whole),
        "waiting": [(row, branches.get(row.registration.unit_id)) for row in waiting if row.registration], "total": len(waiting),
        "may_decide": bool(policies.may_decide(request.user, unit)), "reason": ReasonForm(),
    }  # fmt: skip
    return render(request, "training/board.html", context)


def tabs_of(unit_id: int, year: int, tab: str, waiting: int) -> list[dict[str, Any]]:
    """Return the two sides of the page."""
    address = f"{reverse('training:board', args=[unit_id])}?year={year}"
    return [
        {"label": _("Progress"), "url": address, "current": tab == "board", "count": ""},
        {
            "label": _("To approve"),
            "url": f"{address}&tab=waiting",
            "current": tab == "waiting",
            "count": waiting or "",
        },
    ]


def shares(whole: Progress) -> list[dict[str, Any]]:
    """Return how far all branches below are, as bars against the number of members."""
    titles = {
        "registered": pgettext("training", "Registered"), "evaluated": _("Evaluated by the branch"),
        "submitted_up": _("Sent up to here"), "approved": pgettext("training", "Approved"),
    }  # fmt: skip
    of = formats.number(whole.members)
    return [
        {
            "label": titles[key],
            "value": whole.figures[key],
            "shown": f"{formats.number(whole.figures[key])} / {of}",
        }
        for key in PROGRESS
    ]


@require_POST
def decide(request: Request, unit_id: int, act: str) -> HttpResponse:
    """Approve what is chosen of what waits, or send it back with a reason."""
    unit, version = load(request, unit_id)
    if not policies.may_decide(request.user, unit):
        raise PermissionDenied
    if act not in {"approve", "return"} or version.kind_data.has_members:
        raise Http404
    ids = chosen_of(request, waiting_at(unit_id))
    if act == "approve":
        tell(
            request,
            lambda: score_operations.approve_evaluations(unit, actor=request.actor, registrations=ids),
            lambda n: ngettext("%(n)d member approved.", "%(n)d members approved.", n) % {"n": n},
        )
    else:
        reason = request.POST.get("reason", "")
        tell(
            request,
            lambda: score_operations.send_back(unit, actor=request.actor, registrations=ids, reason=reason),
            lambda n: ngettext("%(n)d member sent back.", "%(n)d members sent back.", n) % {"n": n},
        )
    return redirect(f"{reverse('training:board', args=[unit_id])}?tab=waiting")


def chosen_of(request: Request, rows: list[Row]) -> list[int]:
    """Return the registrations chosen of those that wait."""
    wanted = set(request.POST.getlist("selected")[:500])
    everything = bool(request.POST.get("all_matching"))
    return [
        row.registration.pk
        for row in rows
        if row.registration and (everything or str(row.registration.uid) in wanted)
    ]


def load_sent(request: Request, uid: UUID) -> tuple[Registration, Row]:
    """Return a registration the reader may see, with its sheets."""
    rows = Registration.objects.visible_to(request.user).select_related("person", "program", "to", "unit")
    registration = get_object_or_404(rows, uid=uid)
    return registration, Row(
        registration.person, registration, {s.side: s for s in registration.sheets.all()}
    )


@either
def above(request: Request, uid: UUID) -> HttpResponse:
    """Show one member's form as it was sent up; give the score of the unit above."""
    registration, row = load_sent(request, uid)
    may = registration.stage == "submitted_up" and bool(policies.may_score_above(request.user, registration))
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = None
    if may:
        form = PointsForm(
            request.POST or None, outline=registration.program.outline, points=row.points("superior") or row.points("branch"),
            initial={"revision": registration.revision},
        )  # fmt: skip
    if form is not None and request.method == "POST" and form.is_valid():
        points, revision = form.sheet(), form.cleaned_data["revision"]
        done = attempt(
            form,
            lambda: score_operations.score_above(
                registration, actor=request.actor, points=points, revision=revision
            ),
        )
        if done:
            messages.success(request, _("Saved: %(n)d points.") % {"n": done.total})
            return redirect("training:above", uid)
    context = {
        "registration": registration, "row": row, "program": registration.program, "form": form, "groups_to_score": groups_of(form) if form else [],
        "branch": names_on([registration.unit_id], today()).get(registration.unit_id), **told(row, registration.program),
    }  # fmt: skip
    return render(request, "training/above.html", context, status=422 if form and form.errors else 200)
