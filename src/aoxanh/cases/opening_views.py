"""Pages on which cases are begun: which procedure, about whom, with what; one person or hundreds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.cases import operations, policies
from aoxanh.cases.advancing import blocking, checks_of
from aoxanh.cases.attachment_forms import AttachForm
from aoxanh.cases.attachment_views import keep_all
from aoxanh.cases.card_operations import add_card_range
from aoxanh.cases.forms import OpenForm, RangeForm, RowForm, facts_and_words
from aoxanh.cases.models import Case
from aoxanh.cases.operations import MOST
from aoxanh.cases.procedure import PROCEDURES, About, Check, Procedure
from aoxanh.cases.queries import candidates, of_uids
from aoxanh.cases.routing import Map
from aoxanh.cases.situations import about_people
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.people.models import Person
from aoxanh.people.queries import lists_of, page_by_name

either = require_http_methods(["GET", "HEAD", "POST"])


def load(request: Request, unit_id: int) -> tuple[Unit, UnitVersion]:
    """Return a unit the reader may open cases at."""
    unit = get_object_or_404(Unit, pk=unit_id)
    version = unit.standing(today())
    if version is None:
        raise Http404
    if not policies.may_open(request.user, unit):
        raise PermissionDenied
    return unit, version


def plug_of(code: str) -> Procedure:
    """Return a procedure, or 404."""
    if code not in PROCEDURES:
        raise Http404
    return PROCEDURES[code]


@require_safe
def start(request: Request) -> HttpResponse:
    """Lead to the procedures of the reader's unit; of several, let them choose."""
    units = list(dict.fromkeys(a.unit_id for a in request.user.appointments_today if "cases.open" in request.user.rights_of(a)))  # fmt: skip
    if not units:
        raise PermissionDenied
    if len(units) == 1:
        return redirect("cases:procedures", units[0])
    found = [request.user.units_today[pk] for pk in units if pk in request.user.units_today]
    return render(request, "cases/units.html", {"units": found})


@require_safe
def procedures(request: Request, unit_id: int) -> HttpResponse:
    """Show every procedure that can be begun at a unit."""
    _unit, version = load(request, unit_id)
    rows = sorted(
        (p for p in PROCEDURES.values() if p.subject == "person" or p.Form.base_fields), key=lambda p: p.order
    )
    return render(request, "cases/procedures.html", {"version": version, "rows": rows})


@require_safe
def choose(request: Request, unit_id: int, procedure: str) -> HttpResponse:
    """Choose whom a case is about: one, or many for a docket."""
    _unit, version = load(request, unit_id)
    plug = plug_of(procedure)
    if plug.subject == "unit":
        return redirect("cases:begin", unit_id, procedure)
    query, everybody = request.GET.get("q", "").strip(), bool(request.GET.get("all"))
    people = candidates(version, plug, query, everybody=everybody)
    page = page_by_name(people, request.GET.get("after", ""))
    places = lists_of([p.pk for p in page.rows], today())
    rows = [
        {"person": p, "unit": ", ".join(dict.fromkeys(unit.name for _row, unit in places.get(p.pk, [])))}
        for p in page.rows
    ]
    context = {
        "version": version, "plug": plug, "rows": rows, "query": query, "everybody": everybody,
        "pager": {"next_url": with_cursor(request, page.next), "previous_url": with_cursor(request, page.previous), "shown": len(rows)},
    }  # fmt: skip
    return render(request, "cases/choose.html", context)


def with_cursor(request: Request, cursor: str) -> str:
    """Return the address of a neighbouring page."""
    if not cursor:
        return ""
    query = request.GET.copy()
    query["after"] = cursor
    return f"?{query.urlencode()}"


@either
def begin(request: Request, unit_id: int, procedure: str) -> HttpResponse:
    """Enter what a case needs and open it; for several people at once a docket, with a line for each."""
    unit, version = load(request, unit_id)
    plug = plug_of(procedure)
    if plug.subject == "unit":
        return begin_one(request, unit, version, plug, None)
    uids = list(dict.fromkeys([*request.GET.getlist("person"), *request.POST.getlist("selected"), *request.GET.getlist("selected")]))[: MOST + 1]  # fmt: skip
    if len(uids) > MOST:
        messages.error(request, _("At most %(n)d people at once. Choose fewer.") % {"n": MOST})
        return redirect("cases:choose", unit_id, procedure)
    people = of_uids(version, plug, uids)
    if not people:
        messages.error(request, _("Choose at least one person."))
        return redirect("cases:choose", unit_id, procedure)
    if len(people) == 1 and not request.POST.get("docket"):
        return begin_one(request, unit, version, plug, people[0])
    return begin_many(request, unit, version, plug, people)


def begin_one(
    request: Request, unit: Unit, version: UnitVersion, plug: Procedure, person: Person | None
) -> HttpResponse:
    """Open one case, about somebody or about the unit itself."""
    form, files = OpenForm(request.POST if "begin" in request.POST else None, plug=plug), files_sent(request)
    if form.is_bound and form.is_valid() and files.is_valid():
        case = attempt(form, lambda: operations.open_case(unit, actor=request.actor, procedure=plug.code, person=person, **form.entered()))  # fmt: skip
        if case:
            messages.success(request, _("The case is open."))
            keep_all(request, case, files.kept)
            return redirect("cases:case", case.uid)
    about = (
        known_of(operations.Opening(plug), [person])[0][1]
        if person
        else About(today(), statute_on(today()), version)
    )
    form.initial = {**form.initial, **plug.initial(about)}
    context = {
        "version": version, "plug": plug, "person": person, "people": [person] if person else [], "form": form, "files": files,
        "checks": [] if form.is_bound else known_before(form, checks_of(plug, about)), **way_before(plug, [about]),
    }  # fmt: skip
    return render(request, "cases/begin.html", context, status=422 if form.errors or files.errors else 200)


def files_sent(request: Request) -> AttachForm:
    """Return the form of the files sent along, bound only where some were."""
    return (
        AttachForm(request.POST, request.FILES)
        if request.method == "POST" and "begin" in request.POST
        else AttachForm()
    )


def known_before(form: OpenForm, checks: Iterable[Check]) -> list[Check]:
    """Return the checks that say something already: those that rest on what is still to be entered are left out."""
    return [one for one in checks if one.field not in form.fields or one.field == "schooling_waived"]


def begin_many(
    request: Request, unit: Unit, version: UnitVersion, plug: Procedure, people: list[Person]
) -> HttpResponse:
    """Open a docket: common entries above, a line for each person below; who cannot go is named with the rule."""
    bound = request.POST if "begin" in request.POST else None
    known = {person.pk: about for person, about in known_of(operations.Opening(plug), people)}
    filled = {pk: plug.initial(about) for pk, about in known.items()}  # what is known need not be typed
    form = OpenForm(bound, plug=plug, many=True, initial=filled[people[0].pk])
    rows = [(p, RowForm(bound, plug=plug, prefix=f"p{p.pk}", initial=filled[p.pk])) for p in people]
    sound = [row.is_valid() for _person, row in rows]  # every row shows its errors
    stopped: list[tuple[Person, Any]] = []
    if form.is_bound and form.is_valid() and all(sound):
        opening = entered_for(form, rows)
        judged = checks_before(opening, people)
        stopped = [(person, found) for person, checks in judged if (found := blocking(checks))]
        out = {person.pk for person, _check in stopped}
        go = [person for person in people if person.pk not in out]
        if go and (not stopped or request.POST.get("without_them")):
            docket = attempt(form, lambda: opened(request, unit, form, opening, go))
            if docket:
                text = ngettext(
                    "A docket with %(n)d case is open.", "A docket with %(n)d cases is open.", len(go)
                )
                messages.success(request, text % {"n": len(go)})
                return redirect("cases:docket", docket.uid)
    context = {
        "version": version, "plug": plug, "people": people, "form": form, "rows": rows, "stopped": stopped,
        "each": [one.label for one in RowForm(plug=plug).fields.values()],
        **way_before(plug, known.values()),
    }  # fmt: skip
    wrong = form.errors or stopped or (form.is_bound and not all(sound))
    return render(request, "cases/begin.html", context, status=422 if wrong else 200)


def entered_for(form: OpenForm, rows: list[tuple[Person, RowForm]]) -> operations.Opening:
    """Return what was entered for all and for each."""
    entered = form.entered()
    own = {person.pk: facts_and_words(row, row.cleaned_data) for person, row in rows}
    return operations.Opening(
        form.plug, entered["facts"], entered["words"], {pk: facts for pk, (facts, _words) in own.items()},
        {pk: words for pk, (_facts, words) in own.items()}, entered["to"],
    )  # fmt: skip


def opened(
    request: Request, unit: Unit, form: OpenForm, what: operations.Opening, people: list[Person]
) -> Any:
    """Open the docket."""
    return operations.open_docket(
        unit, actor=request.actor, procedure=what.plug.code, title=form.cleaned_data["title"], people=people, facts=what.facts,
        words=what.words, to=what.to, rows=what.rows, row_words=what.row_words,
    )  # fmt: skip


def checks_before(what: operations.Opening, people: list[Person]) -> list[tuple[Person, Any]]:
    """Return what the rules say of each person before anything is written."""
    return [(person, checks_of(what.plug, about)) for person, about in known_of(what, people)]


def known_of(what: operations.Opening, people: list[Person]) -> list[tuple[Person, About]]:
    """Return what is known of each person, with what was entered so far."""
    homes = operations.homes_of([p.pk for p in people], today())
    lie = Map({*homes.values(), *what.goals(people)}, today())
    known = about_people(people, today(), lie.versions, homes)
    return [(person, what.told(known[person.pk], person, lie)) for person in people]


def way_before(plug: Procedure, known: Iterable[About]) -> dict[str, list[dict[str, Any]]]:
    """Return the steps a case would take as far as is known, and those some cases take instead."""
    taken = {step.code for about in known for step in plug.route_of(about)}
    rows = [
        (step.code in taken, {"title": step.title, "meta": step.article, "state": "todo"})
        for step in plug.route
    ]
    return {"way": [row for goes, row in rows if goes], "instead": [row for goes, row in rows if not goes]}


@either
def ask(request: Request, procedure: str) -> HttpResponse:
    """Let a member ask for a procedure."""
    plug = plug_of(procedure)
    person = getattr(request.user, "person", None)
    if person is None or not plug.asked:
        missing = _("Your account is not tied to a person. Ask your unit to tie it.")
        messages.error(
            request, missing if person is None else _("This is begun by the branch, not by the member.")
        )
        return redirect("cases:list")
    form, files = OpenForm(request.POST or None, plug=plug), files_sent(request)
    if request.method == "POST" and form.is_valid() and (not files.is_bound or files.is_valid()):
        case: Case = attempt(form, lambda: operations.ask_for(person, actor=request.actor, procedure=procedure, **form.entered()))  # fmt: skip
        if case:
            messages.success(request, _("Your branch has it now. You see here where it is."))
            keep_all(request, case, files.kept if files.is_bound else [])
            return redirect("cases:case", case.uid)
    ((_who, about),) = known_of(operations.Opening(plug), [person])
    context = {
        "plug": plug, "person": person, "people": [person], "form": form, "own": True, "files": files, **way_before(plug, [about])
    }  # fmt: skip
    return render(request, "cases/begin.html", context, status=422 if form.errors or files.errors else 200)


@either
def card_ranges(request: Request, unit_id: int) -> HttpResponse:
    """Show a unit's ranges of card numbers and what is left of each; add one."""
    unit, version = load(request, unit_id)
    may_set = bool(policies.may_set_ranges(request.user, unit))
    form = RangeForm(request.POST or None)
    if request.method == "POST":
        if not may_set:
            raise PermissionDenied
        if form.is_valid() and attempt(
            form, lambda: add_card_range(unit, actor=request.actor, **form.cleaned_data)
        ):
            messages.success(request, _("The numbers are given out from now on."))
            return redirect("cases:card_ranges", unit_id)
    ranges = [
        {
            "row": r,
            "first": r.number(r.first),
            "last": r.number(r.last),
            "next": r.number(r.next) if r.left else "",
        }
        for r in unit.card_ranges.order_by("pk")
    ]
    context = {"version": version, "ranges": ranges, "form": form if may_set else None}
    return render(request, "cases/card_ranges.html", context, status=422 if form.errors else 200)
