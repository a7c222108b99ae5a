"""What is late by unit below, for commune and above, what in the book runs out soon, and transfers on the way."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from aoxanh.audit.actor import Request
from aoxanh.cases import transit as on_the_way
from aoxanh.cases.clocks import ending, ends_on, late_below
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Person

MOST = 100


@require_safe
def deadlines(request: Request) -> HttpResponse:
    """Show a unit's deadlines: the one asked for, or the reader's own."""
    version = chosen(request)
    day = today()
    statute = statute_on(day)
    units = UnitVersion.objects.as_of(day).within([version.path]).values("unit_id")
    visible = Person.objects.visible_to(request.user)
    ends = ending(day, units, statute).filter(person__in=visible).select_related("person")[:MOST]
    rows = late_below(version, day, statute)
    context = {
        "version": version, "rows": rows, "total": sum(row.n for row in rows), "days": statute["escalation_days"],
        "ends": [{"row": row, "on": ends_on(row, statute)} for row in ends], "may_go_up": version.parent_id is not None,
    }  # fmt: skip
    return render(request, "cases/deadlines.html", context)


@require_safe
def transit(request: Request) -> HttpResponse:
    """Show the transfers on the way from and to a unit and below: the lost ones first (P2)."""
    version = chosen(request)
    day = today()
    statute = statute_on(day)
    sent = on_the_way.sent([version.path], day).select_related("person").order_by("due_on", "pk")
    unsent = on_the_way.unsent([version.path], day, statute)
    rows = on_the_way.told(list(sent[:MOST]), day)
    context = {
        "version": version, "rows": rows, "unsent": on_the_way.told(unsent[:MOST], day), "n": sent.count(),
        "lost": on_the_way.lost([version.path], day).count(), "months": statute["transfer_overdue_months"], "most": MOST,
    }  # fmt: skip
    return render(request, "cases/transit.html", context)


def chosen(request: Request) -> UnitVersion:
    """Return the unit asked for, if its cases are the reader's to see; the reader's highest otherwise."""
    paths = request.user.paths("cases.see")
    if not paths:
        raise PermissionDenied
    units = UnitVersion.objects.as_of(today())
    asked = request.GET.get("unit", "")
    if asked:
        found = units.filter(unit_id=int(asked)).first() if asked.isdecimal() and len(asked) < 18 else None
        if found is None or not any(found.path.startswith(path) for path in paths):
            raise Http404
        return found
    found = units.filter(path__in=paths).order_by("path").first()
    if found is None:
        raise Http404
    return found
