"""Ways into this room from others: the roster's act that opens cases, the code of a paper that leads to its case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.actor import Request
from aoxanh.cases import policies
from aoxanh.cases.models import Case
from aoxanh.cases.operations import MOST
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.membership import roster
from aoxanh.membership.acts import Act, register
from aoxanh.membership.roster_forms import Asked
from aoxanh.org.models import UnitVersion, today
from aoxanh.papers.check_views import LEADS
from aoxanh.papers.models import Issue
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


def case_of_paper(request: Request, issue: Issue) -> str:
    """Return the page of the one case that waits for the reader on the strength of a paper, or "".

    The other side scans the letter of introduction and receives (P2); a list of many leads nobody to one of them.
    """
    found = Case.objects.filter(moves__issue=issue, state="open").select_related(
        "person", "unit", "at", "target"
    )
    cases = list(found.distinct()[:2])
    if len(cases) != 1 or not policies.may_move(request.user, cases[0]):
        return ""
    text = _("The paper %(number)s of %(day)s is genuine. This is the case it belongs to.")
    messages.info(request, text % {"number": issue.number.shown, "day": f"{issue.on:%d/%m/%Y}"})
    return reverse("cases:case", args=[cases[0].uid])


def register_acts() -> None:
    """Register them; called when the room is ready."""
    LEADS.append(case_of_paper)
    register(
        Act("open_cases", gettext_lazy("Open cases"), "files", "cases.open", MOST, choose_procedure, order=5)
    )
