"""The branch's scores: a fast sheet for everybody, one member's form, acts on many at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection, attempt, tell
from aoxanh.training import policies, score_operations
from aoxanh.training.forms import PointsForm
from aoxanh.training.models import TrainingProgram
from aoxanh.training.own_views import groups_of, told
from aoxanh.training.queries import Row, rows_of
from aoxanh.training.views import Place, either, ids_chosen, load_place, load_run

#: Rows of a fast sheet on one page.
PAGE = 100


def scorable(row: Row, user: Any) -> bool:
    """Whether the reader gives the branch's score of a row: approved, still here, not about themselves (L11)."""
    return row.state == "approved" and row.is_open and not policies.is_own(user, row.person)


@either
def sheet(request: Request, unit_id: int) -> HttpResponse:
    """Score a whole branch, one group of criteria at a time; save what changed."""
    place, program = load_run(request, unit_id)
    group = group_asked(request, program)
    rows = [row for row in rows_of(unit_id, program) if scorable(row, request.user)]
    first = start_asked(request)
    forms = [(row, form_of(request, row, program, group)) for row in rows[first : first + PAGE]]
    bound = [(row, form) for row, form in forms if form.is_bound]
    valid = not [
        form for _row, form in bound if not form.is_valid()
    ]  # each is looked at, so that each is marked
    if request.method == "POST" and valid and save(request, place, program, bound):
        step = (
            group + 1 if request.POST.get("then") == "next" and group < len(program.outline.groups) else group
        )
        return redirect(f"{sheet_address(place, step)}&start={first}")
    context = {
        "place": place, "version": place.version, "program": program, "forms": forms, "group": program.outline.groups[group - 1],
        "tabs": group_tabs(place, program, group), "before": max(first - PAGE, 0) if first else None,
        "after": first + PAGE if len(rows) > first + PAGE else None, "wrong": not valid, "last": group == len(program.outline.groups),
    }  # fmt: skip
    return render(request, "training/sheet.html", context, status=200 if valid else 422)


def group_asked(request: Request, program: TrainingProgram) -> int:
    """Return the number of the group asked for, or the first."""
    text = request.GET.get("group", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 1
    return number if 1 <= number <= len(program.outline.groups) else 1


def start_asked(request: Request) -> int:
    """Return which row the page begins with."""
    text = request.GET.get("start", "")
    return int(text) // PAGE * PAGE if text.isascii() and text.isdigit() and len(text) < 6 else 0


def form_of(request: Request, row: Row, program: TrainingProgram, group: int) -> PointsForm:
    """Return the form of a row, bound if the page sent it; the member's own points show through empty fields."""
    prefix = f"r{row.person.pk}"
    data = request.POST if f"{prefix}-revision" in request.POST else None
    revision = row.registration.revision if row.registration else 0
    return PointsForm(
        data, outline=program.outline, group=group, points=row.points("branch"), hints=row.points("self"), prefix=prefix,
        initial={"revision": revision}, who=row.person.full_name,
    )  # fmt: skip


def save(
    request: Request, place: Place, program: TrainingProgram, rows: list[tuple[Row, PointsForm]]
) -> bool:
    """Save the rows that changed; return whether the page may go on."""
    changed = [(row, form) for row, form in rows if form.sheet() != form.before]
    if not changed:
        messages.info(request, _("No score was changed."))
        return True
    return tell(
        request,
        lambda: score_operations.score_branch(
            place.unit, actor=request.actor, program=program,
            sheets={row.person.pk: form.sheet() for row, form in changed},
            revisions={row.person.pk: form.cleaned_data["revision"] for row, form in changed},
        ),
        lambda n: ngettext("Scores of %(n)d member saved.", "Scores of %(n)d members saved.", n) % {"n": n},
    )  # fmt: skip


def sheet_address(place: Place, group: int) -> str:
    """Return the address of a sheet."""
    return f"{place.path}sheet/?year={place.program.year if place.program else ''}&group={group}"


def group_tabs(place: Place, program: TrainingProgram, current: int) -> list[dict[str, Any]]:
    """Return the groups of criteria as tabs."""
    return [
        {
            "label": f"{g.number}. {g.title}",
            "url": sheet_address(place, g.number),
            "current": g.number == current,
        }
        for g in program.outline.groups
    ]


def row_asked(place: Place, program: TrainingProgram, person: UUID) -> Row:
    """Return a member of a branch; 404 for who is none."""
    row = next((row for row in rows_of(place.unit.pk, program) if row.person.uid == person), None)
    if row is None:
        raise Http404
    return row


@require_safe
def member(request: Request, unit_id: int, person: UUID) -> HttpResponse:
    """Show one member's form: what they undertook, what each side gave."""
    place = load_place(request, unit_id)
    if place.program is None:
        raise Http404
    row = row_asked(place, place.program, person)
    may_run = bool(policies.may_run(request.user, place.unit))
    context = {
        "place": place, "version": place.version, "program": place.program, "row": row, "registration": row.registration,
        "may_run": may_run, "may_score": may_run and scorable(row, request.user), **told(row, place.program),
    }  # fmt: skip
    return render(request, "training/member.html", context)


@either
def score(request: Request, unit_id: int, person: UUID) -> HttpResponse:
    """Give the branch's score of one member, criterion by criterion."""
    place, program = load_run(request, unit_id)
    row = row_asked(place, program, person)
    back = f"{place.path}{row.person.uid}/?year={program.year}"
    try:
        registration = score_operations.scorable(row, request.actor)
    except Objection as objection:
        messages.error(request, f"{objection.message} ({objection.rule})")
        return redirect(back)
    form = PointsForm(
        request.POST or None, outline=program.outline, points=row.points("branch"), hints=row.points("self"),
        initial={"revision": registration.revision},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: score_operations.score_branch(
                place.unit, actor=request.actor, program=program, sheets={row.person.pk: form.sheet()},
                revisions={row.person.pk: form.cleaned_data["revision"]},
            ),
        )  # fmt: skip
        if done is not False:
            messages.success(request, _("Saved."))
            return redirect(f"{place.address}&tab=evaluate")
    context = {
        "place": place, "version": place.version, "program": program, "row": row, "form": form, "groups": groups_of(form),
        "back": back,
    }  # fmt: skip
    return render(request, "training/score.html", context, status=422 if form.errors else 200)


def said_taken(n: int) -> str:
    """Return how taking over went."""
    return ngettext(
        "The own score of %(n)d member taken over.", "The own scores of %(n)d members taken over.", n
    ) % {"n": n}


def said_sent(n: int) -> str:
    """Return how sending up went."""
    return ngettext("%(n)d member sent up.", "%(n)d members sent up.", n) % {"n": n}


ACTS = {
    "take": (score_operations.take_self_scores, said_taken),
    "send": (score_operations.send_up, said_sent),
}


@require_POST
def act(request: Request, unit_id: int, act: str) -> HttpResponse:
    """Take over the own scores of those chosen, or send them up, as one."""
    place, program = load_run(request, unit_id)
    if act not in ACTS:
        raise Http404
    perform, says = ACTS[act]
    ids = ids_chosen(request, rows_of(unit_id, program))
    tell(request, lambda: perform(place.unit, actor=request.actor, program=program, people=ids), says)
    return redirect(f"{place.address}&tab=evaluate")
