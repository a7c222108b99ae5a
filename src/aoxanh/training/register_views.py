"""Registering a branch's members, one or all, looked at before it is done; approving what members registered themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt, tell
from aoxanh.training import operations
from aoxanh.training.advancing import judged
from aoxanh.training.forms import UndertakingForm
from aoxanh.training.models import TrainingProgram
from aoxanh.training.queries import Row, rows_of
from aoxanh.training.views import ids_chosen, load_run


@require_POST
def register(request: Request, unit_id: int) -> HttpResponse:
    """Ask what those chosen undertake, show what becomes of each, and register them."""
    place, program = load_run(request, unit_id)
    rows = rows_of(unit_id, program)
    ids = ids_chosen(request, rows)
    step = request.POST.get("step", "")
    one = next((row for row in rows if row.person.pk in ids), None) if len(ids) == 1 else None
    form = UndertakingForm(
        request.POST if step else None, outline=program.outline, initial=begun(program, one)
    )
    verdicts = []
    if step and form.is_valid():
        asked, replace = dict.fromkeys(ids, form.given()), one is not None
        verdicts = judged(place.unit, program, asked, replace=replace)
        if step == "do":
            n = attempt(
                form,
                lambda: operations.register_members(
                    place.unit, actor=request.actor, program=program, asked=asked, replace=replace
                ),
            )
            if n is not False:
                text = ngettext("%(n)d member registered.", "%(n)d members registered.", n) % {"n": n}
                messages.success(request, text)
                return redirect(f"{place.address}&tab=register")
    context = {
        "place": place, "version": place.version, "program": program, "form": form, "verdicts": verdicts,
        "going": [v for v in verdicts if v.goes], "staying": [v for v in verdicts if not v.goes],
        "people": [row.person for row in rows if row.person.pk in set(ids)],
    }  # fmt: skip
    return render(request, "training/register.html", context, status=422 if form.errors else 200)


def begun(program: TrainingProgram, row: Row | None) -> dict[str, Any]:
    """Return what a form begins with: what one member registered, or every content for many."""
    if row is not None and row.registration is not None:
        return {"chosen": row.registration.chosen, "words": row.registration.words.get("commitment", "")}
    return {"chosen": [item.place for item in program.outline.items]}


@require_POST
def approve(request: Request, unit_id: int) -> HttpResponse:
    """Approve the registrations of those chosen."""
    place, program = load_run(request, unit_id)
    ids = ids_chosen(request, rows_of(unit_id, program))
    tell(
        request,
        lambda: operations.approve_registrations(
            place.unit, actor=request.actor, program=program, people=ids
        ),
        lambda n: _("%(n)d registrations approved.") % {"n": n},
    )
    return redirect(f"{place.address}&tab=register")
