"""Cases opened from the roster: whoever is chosen there goes into a case, or into a docket when there are several."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.actor import Request
from aoxanh.cases.operations import MOST
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.membership import roster
from aoxanh.membership.acts import Act
from aoxanh.membership.roster_forms import Asked


def which(request: Request, asked: Asked) -> HttpResponse:
    """Ask which procedure the chosen people go into; the next page looks at each of them by its rules."""
    people = list(roster.in_order(asked.selection)[: MOST + 1])
    unit_id = asked.version.unit_id if asked.version else top_unit(request)
    if not people or unit_id is None:
        messages.error(request, _("Choose at least one person."))
        return redirect("membership:roster")
    plugs = sorted((p for p in PROCEDURES.values() if p.many or len(people) == 1), key=lambda p: p.order)
    context = {"people": people, "unit_id": unit_id, "plugs": plugs}
    return render(request, "cases/which.html", context)


def top_unit(request: Request) -> int | None:
    """Return the reader's first unit where they open cases."""
    held = request.user.holds_anywhere("cases.open")
    return held.unit_id if held else None


OPEN: Any = Act(
    "open_cases", gettext_lazy("Open cases"), "files", "cases.open", MOST, answer=which, order=20,
    hint=gettext_lazy("Admission, transfer, maturation … for all chosen at once"),
)  # fmt: skip
