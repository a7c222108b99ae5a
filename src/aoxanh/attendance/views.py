"""Pages of attendance: a branch's year, recording a gathering on the phone, its sheet; what units above see."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.attendance import operations, policies, queries
from aoxanh.attendance.forms import GatheringForm, titled
from aoxanh.attendance.models import HOW, Gathering
from aoxanh.attendance.queries import Listed
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt, tell
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.ui.fields import DayField

either = require_http_methods(["GET", "HEAD", "POST"])
MARKS = dict(HOW)
#: So many gatherings of a year are listed beside the sheet.
MOST_HELD = 120
#: How a radio button of a sheet is named: the mark of whom.
NAMED = "how-"


def load(request: Request, unit_id: int) -> tuple[Unit, UnitVersion]:
    """Return a unit whose attendance the reader sees; one they may not see does not exist."""
    unit = get_object_or_404(Unit, pk=unit_id)
    version = unit.standing(today())
    if version is None or not policies.may_see(request.user, unit):
        raise Http404
    return unit, version


def load_gathering(request: Request, uid: UUID) -> Gathering:
    """Return a gathering of a unit whose attendance the reader sees."""
    gathering = get_object_or_404(Gathering.objects.select_related("unit"), uid=uid)
    if not policies.may_see(request.user, gathering.unit):
        raise Http404
    return gathering


def year_asked(request: Request) -> int:
    """Return the year asked for, between 2011 and this one."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today().year
    return max(2011, min(year, today().year))


def years_near(year: int) -> list[int]:
    """Return the years to choose from."""
    return [one for one in (year - 1, year, year + 1) if one <= today().year]


@require_safe
def mine(request: Request) -> HttpResponse:
    """Lead to the attendance of the reader's unit; of several, let them choose."""
    user = request.user
    ids = dict.fromkeys(a.unit_id for a in user.appointments_today if "attendance.see" in user.rights_of(a))
    if not ids:
        raise PermissionDenied
    if len(ids) == 1:
        return redirect("attendance:unit", next(iter(ids)))
    units = [user.units_today[pk] for pk in ids if pk in user.units_today]
    return render(request, "attendance/mine.html", {"units": units})


@require_safe
def unit_page(request: Request, unit_id: int) -> HttpResponse:
    """Show a branch's year: its members by month, what it held; of a unit above, the units below it."""
    unit, version = load(request, unit_id)
    day, year = today(), year_asked(request)
    context: dict[str, Any] = {"version": version, "year": year, "years": years_near(year)}
    if not version.kind_data.has_members:
        context |= {"rows": queries.below(version, year, day), "current": year == day.year}
        return render(request, "attendance/above.html", context)
    rows, held = queries.sheet(version, year, day), list(queries.gatherings(unit.pk, year)[:MOST_HELD])
    least = int(statute_on(day)["removal_months"])
    context |= {
        "rows": rows, "least": least, "silent": sum(1 for row in rows if len(row.inactive) >= least),
        "gatherings": held, "held": sum(1 for one in held if one.taken_back_at is None), "may_record": bool(policies.may_record(request.user, unit)),
        "may_export": bool(request.user.holds("people.export", at=version)),
    }  # fmt: skip
    return render(request, "attendance/branch.html", context)


@either
def record(request: Request, unit_id: int) -> HttpResponse:
    """Record what a branch held, everybody present unless marked otherwise."""
    unit, version = load(request, unit_id)
    if not policies.may_record(request.user, unit):
        raise PermissionDenied
    if not version.kind_data.has_members:
        messages.error(request, _("Meetings and activities are recorded at a branch."))
        return redirect("attendance:unit", unit_id)
    day = day_of(request.POST.get("day") or request.GET.get("day"))
    form = GatheringForm(request.POST or None, initial={"day": day, "title": titled(day)})
    form.fields["day"].widget.attrs |= {
        "hx-get": reverse("attendance:record", args=[unit_id]), "hx-trigger": "change", "hx-target": "#sheet", "hx-select": "#sheet",
        "hx-swap": "outerHTML", "hx-include": "this",
    }  # fmt: skip
    rows = queries.listed_on(unit.pk, day)
    if request.method == "POST":
        same = marked_anew(request, rows)
        if form.is_valid() and not same:
            form.add_error("day", _("On that day the list is another one: look through it and save again."))
        if form.is_valid() and (done := attempt(form, lambda: recorded(request, unit, form, rows))):
            messages.success(request, took_part(done))
            return redirect("attendance:gathering", done.uid)
    context = {"version": version, "form": form, "rows": rows, "marks": HOW}
    return render(request, "attendance/record.html", context, status=422 if form.errors else 200)


def day_of(text: str | None) -> dt.date:
    """Return the day a sheet is asked for; today where nothing readable is."""
    try:
        return DayField(required=False).clean(text) or today()
    except ValidationError:
        return today()


def marked_anew(request: Request, rows: list[Listed]) -> bool:
    """Mark the rows as they came back; return whether the sheet that came back lists exactly them."""
    sent = {
        name.removeprefix(NAMED): str(how) for name, how in request.POST.items() if name.startswith(NAMED)
    }
    for row in rows:
        row.how = sent[row.uid] if sent.get(row.uid) in MARKS else row.how
    return {uid for uid, how in sent.items() if how in MARKS} == {row.uid for row in rows}


def recorded(request: Request, unit: Unit, form: GatheringForm, rows: list[Listed]) -> Gathering:
    """Record the sheet as it is marked."""
    members = {row.person.pk: row.how for row in rows if not row.guest}
    guests = [row.person.pk for row in rows if row.guest and row.how == "present"]
    made: Gathering = operations.record_gathering(
        unit, actor=request.actor, held=form.held(), marks=members, guests=guests
    )
    return made


def took_part(gathering: Gathering) -> str:
    """Return how many took part, in words."""
    return _("Recorded: %(present)s of %(listed)s members took part.") % {
        "present": gathering.present, "listed": gathering.listed,
    }  # fmt: skip


@require_safe
def gathering_page(request: Request, uid: UUID) -> HttpResponse:
    """Show a gathering with its sheet."""
    gathering = load_gathering(request, uid)
    version = gathering.unit.standing(today()) or gathering.unit.last_standing()
    stands = gathering.taken_back_at is None
    context = {
        "gathering": gathering, "version": version, "rows": queries.marked(gathering), "marks": HOW,
        "may_change": stands and bool(policies.may_change(request.user, gathering)),
        "may_export": version is not None and bool(request.user.holds("people.export", at=version)),
    }  # fmt: skip
    return render(request, "attendance/gathering.html", context)


@either
def correct(request: Request, uid: UUID) -> HttpResponse:
    """Change how somebody is marked."""
    gathering = load_gathering(request, uid)
    if not policies.may_change(request.user, gathering):
        raise PermissionDenied
    rows = queries.marked(gathering)
    if request.method == "POST":
        marked_anew(request, rows)
        for row in rows:
            row.was = request.POST.get(f"was-{row.uid}", row.was)
        changes = {row.person.pk: (row.was, row.how) for row in rows if row.how != row.was}
        if not changes:
            messages.info(request, _("Nothing was changed."))
            return redirect("attendance:gathering", uid)
        said = ngettext("%(n)d mark corrected.", "%(n)d marks corrected.", len(changes)) % {"n": len(changes)}
        if tell(
            request, lambda: operations.correct_marks(gathering, actor=request.actor, changes=changes), said
        ):
            return redirect("attendance:gathering", uid)
        return redirect("attendance:correct", uid)
    version = gathering.unit.standing(today()) or gathering.unit.last_standing()
    context = {"gathering": gathering, "version": version, "rows": rows, "marks": HOW}
    return render(request, "attendance/correct.html", context)


@require_POST
def take_back(request: Request, uid: UUID) -> HttpResponse:
    """Take a gathering back that was entered by mistake."""
    gathering = load_gathering(request, uid)
    if not policies.may_change(request.user, gathering):
        raise PermissionDenied
    tell(
        request,
        lambda: operations.take_back(gathering, actor=request.actor),
        _("Taken back: it counts no more."),
    )
    return redirect("attendance:unit", gathering.unit_id)
