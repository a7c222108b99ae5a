"""What every page of training shares, and a branch's list of a year with its two tabs (P10)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from aoxanh.audit.actor import Request
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.queries import ancestors
from aoxanh.training import policies
from aoxanh.training.models import STAGES, STATES, TrainingProgram
from aoxanh.training.queries import Row, chosen, counted, programmes, rows_of, span_of

either = require_http_methods(["GET", "HEAD", "POST"])


@dataclass
class Place:
    """A branch and the programme asked for."""

    unit: Unit
    version: UnitVersion
    program: TrainingProgram | None
    years: list[TrainingProgram]

    @property
    def path(self) -> str:
        """Return the address of its list."""
        return reverse("training:unit", args=[self.unit.pk])

    @property
    def address(self) -> str:
        """Return the address of its list, of that year."""
        return f"{self.path}?year={self.program.year if self.program else ''}"


def load(request: Request, unit_id: int) -> tuple[Unit, UnitVersion]:
    """Return a unit whose training the reader sees; one they may not see does not exist."""
    unit = get_object_or_404(Unit, pk=unit_id)
    version = unit.standing(today())
    if version is None or not policies.may_see(request.user, unit):
        raise Http404
    return unit, version


def year_asked(request: Request) -> int | None:
    """Return the year asked for, if one."""
    text = request.POST.get("year") or request.GET.get("year") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def load_place(request: Request, unit_id: int) -> Place:
    """Return a branch with the programme asked for: that of a year, or today's."""
    unit, version = load(request, unit_id)
    known, day = programmes(), today()
    span = span_of(version, day)
    years = [program for (_year, of), program in known.items() if of == span]
    return Place(unit, version, chosen(known, span, year_asked(request), day), years)


def load_run(request: Request, unit_id: int) -> tuple[Place, TrainingProgram]:
    """Return a branch the reader runs training of, with a programme; 403 for who only sees it, 404 where there is none."""
    place = load_place(request, unit_id)
    if not policies.may_run(request.user, place.unit):
        raise PermissionDenied
    if place.program is None or not place.version.kind_data.has_members:
        raise Http404
    return place, place.program


def ids_chosen(request: Request, rows: list[Row]) -> list[int]:
    """Return the ids of the people chosen of a list: those ticked, or all that match."""
    if request.POST.get("all_matching"):
        return [row.person.pk for row in rows]
    wanted = set()
    for text in request.POST.getlist("selected")[:500]:
        with suppress(ValueError):
            wanted.add(UUID(text))
    return [row.person.pk for row in rows if row.person.uid in wanted]


@require_safe
def mine(request: Request) -> HttpResponse:
    """Lead to the training of the reader's unit, or their own; of several units, let them choose."""
    ids = dict.fromkeys(
        a.unit_id for a in request.user.appointments_today if "training.see" in request.user.rights_of(a)
    )
    units = [request.user.units_today[pk] for pk in ids if pk in request.user.units_today]
    if len(units) == 1:
        return redirect("training:unit", units[0].unit_id)
    if not units:
        return redirect("training:own")
    return render(request, "training/choose.html", {"units": units})


@require_safe
def unit_page(request: Request, unit_id: int) -> HttpResponse:
    """Show a branch's list of a year: registration, or evaluation; of a unit above, its board."""
    place = load_place(request, unit_id)
    if not place.version.kind_data.has_members:
        return redirect("training:board", unit_id)
    tab = "evaluate" if request.GET.get("tab") == "evaluate" else "register"
    rows = rows_of(place.unit.pk, place.program) if place.program else []
    counts = counted(rows)
    only, choices = filter_of(request, tab)
    shown = [row for row in rows if not only or only == (row.state if tab == "register" else row.stage)]
    for row in rows:
        row.own = policies.is_own(request.user, row.person)
    context = {
        "place": place, "version": place.version, "program": place.program, "above": ancestors(place.version, today()), "tab": tab,
        "tabs": tabs_of(place, tab, counts), "rows": shown, "counts": counts, "only": only, "choices": choices,
        "may_run": bool(policies.may_run(request.user, place.unit)), "total": len(shown), "late": late(place, counts), "own": any(row.own for row in rows),
    }  # fmt: skip
    return render(request, "training/branch.html", context)


def filter_of(request: Request, tab: str) -> tuple[str, list[tuple[str, Any]]]:
    """Return the state or stage asked for, and those there are."""
    choices: list[tuple[str, Any]] = (
        [("not_registered", pgettext("training", "Not registered")), *STATES]
        if tab == "register"
        else list(STAGES)
    )
    asked = request.GET.get("only", "")
    return (asked if asked in dict(choices) else ""), choices


def tabs_of(place: Place, tab: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the two tabs the Union's software has, each with what is left to do."""
    waiting = {"register": counts["state:not_registered"], "evaluate": counts["stage:not_evaluated"]}
    titles = {"register": _("Registration"), "evaluate": _("Evaluation")}
    return [
        {
            "label": titles[key],
            "url": f"{place.address}&tab={key}",
            "current": key == tab,
            "count": waiting[key] or "",
        }
        for key in titles
    ]


def late(place: Place, counts: dict[str, int]) -> str:
    """Return what is late on a branch's list, in words."""
    program, day = place.program, today()
    if program is None:
        return ""
    if day >= program.evaluate_from and counts["stage:not_evaluated"]:
        return _("Evaluation has begun: %(n)d members are not evaluated yet.") % {
            "n": counts["stage:not_evaluated"]
        }
    if day > program.register_by and counts["state:not_registered"]:
        return _("Registration is over: %(n)d members have not registered.") % {
            "n": counts["state:not_registered"]
        }
    return ""
