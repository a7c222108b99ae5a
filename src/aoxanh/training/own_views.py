"""A member's own training on the phone: registered, scored, printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Person
from aoxanh.training import operations, score_operations
from aoxanh.training.forms import PointsForm, UndertakingForm
from aoxanh.training.models import Registration, TrainingProgram
from aoxanh.training.queries import Row, chosen, home_of, programmes, rows_of, span_of
from aoxanh.training.scoring import compared
from aoxanh.training.views import either, year_asked

SIDES = ("self", "branch", "superior")


@dataclass
class Own:
    """The reader's own programme of a year: where they are a member, and the row they have there."""

    person: Person
    home: UnitVersion | None
    program: TrainingProgram | None
    row: Row | None
    past: list[Registration]


def load_own(request: Request) -> Own:
    """Return the reader's own training; 404 for who has no record."""
    person = get_object_or_404(Person.objects.known(), user=request.user)
    past = list(
        Registration.objects.filter(person=person).select_related("program").order_by("-program__starts_on")
    )
    home = home_of(person, today())
    if home is None:
        return Own(person, None, None, None, past)
    program = chosen(programmes(), span_of(home, today()), year_asked(request), today())
    rows = rows_of(home.unit_id, program, people=[person.pk]) if program else []
    return Own(person, home, program, rows[0] if rows else None, past)


@either
def own(request: Request) -> HttpResponse:
    """Show the reader's own programme; register for it, or change that until the branch approved it."""
    mine = load_own(request)
    program, row = mine.program, mine.row
    form = None
    if program is not None and row is not None and row.state != "approved" and not row.sheets:
        before = row.registration
        known = {"chosen": before.chosen, "words": before.words.get("commitment", "")} if before else {}
        form = UndertakingForm(request.POST or None, outline=program.outline, initial=known)
        if (
            request.method == "POST"
            and form.is_valid()
            and attempt(
                form,
                lambda: operations.register_self(
                    mine.person, actor=request.actor, program=program, given=form.given()
                ),
            )
        ):
            messages.success(request, _("Registered. Your branch sees it now."))
            return redirect("training:own")
    context: dict[str, Any] = {
        "mine": mine,
        "program": program,
        "row": row,
        "form": form,
        "registration": row.registration if row else None,
    }
    if program is not None and row is not None:
        context |= told(row, program)
    return render(request, "training/own.html", context, status=422 if form and form.errors else 200)


def told(row: Row, program: TrainingProgram) -> dict[str, Any]:
    """Return what a page shows of a registration: what each side gave, group by group, and what was ticked."""
    if row.registration is None:
        return {}
    outline = program.outline
    sheets = {side: row.points(side) or [None] * len(outline.items) for side in SIDES}
    totals = {side: outline.total_of(row.points(side)) if row.points(side) else None for side in SIDES}
    return {"groups": compared(sheets, outline), "ticked": set(row.registration.chosen), "totals": totals}


@either
def own_score(request: Request) -> HttpResponse:
    """Score oneself, criterion by criterion; what is left empty can be given later."""
    mine = load_own(request)
    if mine.program is None or mine.row is None or mine.row.registration is None:
        raise Http404
    registration, outline = mine.row.registration, mine.program.outline
    form = PointsForm(
        request.POST or None,
        outline=outline,
        points=mine.row.points("self"),
        initial={"revision": registration.revision},
    )
    if request.method == "POST" and form.is_valid():
        registration.program = mine.program
        done = attempt(
            form,
            lambda: score_operations.score_self(
                registration, actor=request.actor, points=form.sheet(), revision=form.cleaned_data["revision"]
            ),
        )
        if done:
            messages.success(request, _("Saved: %(n)d points.") % {"n": done.total})
            return redirect("training:own")
    context = {
        "mine": mine,
        "program": mine.program,
        "row": mine.row,
        "form": form,
        "groups": groups_of(form),
    }
    return render(request, "training/own_score.html", context, status=422 if form.errors else 200)


def groups_of(form: PointsForm) -> list[dict[str, object]]:
    """Return the groups with the fields of their criteria."""
    return [
        {"group": group, "cells": [{"item": item, "field": form.cell(item.place)} for item in group.items]}
        for group in form.outline.groups
    ]
