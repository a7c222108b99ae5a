"""The roster's act of this room: cases about the chosen members, one or a docket of hundreds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.actor import Request
from aoxanh.cases.operations import MOST
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.membership import roster
from aoxanh.membership.acts import Act, register
from aoxanh.membership.roster_forms import Asked
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Affiliation


def choose_procedure(request: Request, asked: Asked) -> HttpResponse:
    """Let the reader say what the cases are about; then each person is judged and the docket is opened."""
    version = unit_of(request, asked)
    if version is None:
        messages.error(request, _("Choose the unit that opens the cases first: open its list of members."))
        return redirect(f"{reverse('membership:roster')}?status=")
    people = list(roster.in_order(asked.selection)[:MOST])
    stand = set(Affiliation.objects.as_of(today()).filter(person__in=people).values_list("role", flat=True))
    rows = [
        p
        for p in PROCEDURES.values()
        if p.subject == "person"
        and (p.many or len(people) == 1)
        and stand & {one or "youth" for one in p.statuses}
    ]
    context = {
        "version": version,
        "people": people,
        "rows": sorted(rows, key=lambda p: p.order),
        "query": request.POST.get("query", "")[:2000],
    }
    return render(request, "cases/from_roster.html", context)


def unit_of(request: Request, asked: Asked) -> UnitVersion | None:
    """Return the unit that opens them: the one whose list is shown, or the only one the reader opens cases at."""
    if asked.version is not None:
        return asked.version
    units = {a.unit_id for a in request.user.appointments_today if "cases.open" in request.user.rights_of(a)}
    return request.user.units_today.get(units.pop()) if len(units) == 1 else None


def register_acts() -> None:
    """Register it; called when the room is ready."""
    register(
        Act("open_cases", gettext_lazy("Open cases"), "files", "cases.open", MOST, choose_procedure, order=5)
    )
