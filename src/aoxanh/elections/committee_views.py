"""Pages of committees: who sits on a day, past terms, and what the superior decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.elections import committee_operations as operations
from aoxanh.elections import policies
from aoxanh.elections.forms import DesignateForm, EndSeatForm, SuperiorForm, TermForm
from aoxanh.elections.models import Committee, Election, Seat
from aoxanh.elections.queries import committees_on, offered, past_terms
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.queries import ancestors
from aoxanh.people.models import Person
from aoxanh.ui.as_of import day_asked

either = require_http_methods(["GET", "HEAD", "POST"])
POSTS = ("secretary", "deputy", "member")


def load(request: Request, unit_id: int, day: Any = None) -> tuple[Unit, UnitVersion]:
    """Return a unit whose committees the reader sees; one they may not see does not exist."""
    unit = get_object_or_404(Unit, pk=unit_id)
    version = unit.standing(day or today()) or unit.last_standing()
    if version is None or version.kind_data.organisation != "union" or not policies.may_see(request.user, unit):  # fmt: skip
        raise Http404
    return unit, version


@require_safe
def mine(request: Request) -> HttpResponse:
    """Lead to the committees of the reader's unit; of several, let them choose."""
    ids = list(dict.fromkeys(a.unit_id for a in request.user.appointments_today))
    units = [request.user.units_today[pk] for pk in ids if pk in request.user.units_today]
    units = [unit for unit in units if unit.kind_data.organisation == "union"]
    if not units:
        raise PermissionDenied
    if len(units) == 1:
        return redirect("elections:unit", units[0].unit_id)
    return render(request, "elections/mine.html", {"units": units})


@require_safe
def unit_page(request: Request, unit_id: int) -> HttpResponse:
    """Show who sits in a unit's committees on a day, its past terms, and what may be done."""
    day = day_asked(request)
    unit, version = load(request, unit_id, day)
    now = day == today() and (version.ends_on is None or version.ends_on > day)
    superior = bool(now and policies.may_name(request.user, unit))
    bodies = committees_on(unit_id, day)
    elections = Election.objects.filter(unit=unit).exclude(state="given_up").order_by("-held_on", "-pk")[:10]
    ending = ending_of(request, unit_id, bodies, superior=superior) if now else set()
    context = {
        "version": version, "above": ancestors(version, day), "bodies": bodies, "past": past_terms(unit_id, day), "as_of": day, "day": day,
        "elections": elections if policies.may_see(request.user, unit) and request.user.holds("cases.see", at=unit) else [],
        "may_prepare": bool(now and policies.may_prepare(request.user, unit)), "superior": superior, "ending": ending,
        "open": next((one for one in elections if one.is_open), None),
        "executive": next((body for body, _people in bodies if body.body == "executive"), None),
    }  # fmt: skip
    return render(request, "elections/unit.html", context)


def ending_of(request: Request, unit_id: int, bodies: list[Any], *, superior: bool) -> set[int]:
    """Return the seats the reader may end, asked once for all: see `policies.may_end_seat`."""
    own = policies.acts_here(request.user, unit_id)
    seats = [seat for _body, people in bodies for one in people for seat in one.seats]
    heads = {seat.person_id for seat in seats if seat.post in policies.HEADS}
    return {seat.pk for seat in seats if superior or (own and seat.person_id not in heads)}


def deciding(request: Request, unit_id: int) -> tuple[Unit, UnitVersion]:
    """Return a unit the reader decides on as its superior."""
    unit, version = load(request, unit_id)
    if not policies.may_name(request.user, unit):
        raise PermissionDenied
    return unit, version


def chosen_people(request: Request, names: list[str]) -> list[Person]:
    """Return the people of these public ids whom the reader may see, in that order."""
    uids = []
    for text in names[:200]:
        try:
            uids.append(UUID(text))
        except ValueError:
            continue
    found = {one.uid: one for one in Person.objects.visible_to(request.user).filter(uid__in=uids)}
    return [found[uid] for uid in uids if uid in found]


@either
def interim(request: Request, unit_id: int) -> HttpResponse:
    """Name the interim committee of a unit that has none: people with their posts, the decision."""
    unit, version = deciding(request, unit_id)
    data = request.POST if request.method == "POST" else request.GET
    posts = {name.removeprefix("post-"): data[name] for name in data if name.startswith("post-") and data[name] in POSTS}  # fmt: skip
    chosen = chosen_people(request, list(posts))
    form = SuperiorForm(request.POST if "name" in request.POST else None)
    if form.is_bound and form.is_valid():
        people = [(one, posts[str(one.uid)]) for one in chosen]
        done = attempt(form, lambda: operations.name_interim(unit, actor=request.actor, people=people, decision=form.decision()))  # fmt: skip
        if done:
            messages.success(request, _("The interim committee is in office. Its congress is due within six months."))  # fmt: skip
            return redirect("elections:unit", unit_id)
    query = data.get("q", "").strip()[:80]
    others = offered(request.user, version.path if query == "" else "", query, chosen)
    rows = [(one, posts.get(str(one.uid), "")) for one in [*chosen, *others]]
    context = {"version": version, "above": ancestors(version, today()), "form": form, "rows": rows, "query": query, "posts": operations_posts()}  # fmt: skip
    return render(request, "elections/interim.html", context, status=422 if form.errors else 200)


def operations_posts() -> list[tuple[str, Any]]:
    """Return the posts of an interim committee, as a row offers them."""
    titles = dict(Seat._meta.get_field("post").choices or [])  # noqa: SLF001
    return [(code, titles[code]) for code in reversed(POSTS)]


@either
def designate(request: Request, unit_id: int) -> HttpResponse:
    """Designate somebody to a committee or a post: found by name, then decided."""
    unit, version = deciding(request, unit_id)
    data = request.POST if request.method == "POST" else request.GET
    person = next(iter(chosen_people(request, [data.get("person", "")])), None)
    form = DesignateForm(request.POST if request.method == "POST" else None)
    if person and form.is_bound and form.is_valid():
        body, _dot, post = form.cleaned_data["post"].partition(".")
        facts = {"person": person, "post": post, "body": body, "decision": form.decision()}
        if attempt(form, lambda: operations.designate(unit, actor=request.actor, **facts)):
            messages.success(request, _("%(name)s is designated.") % {"name": person.full_name})
            return redirect("elections:unit", unit_id)
    query = request.GET.get("q", "").strip()[:80]
    context = {
        "version": version, "above": ancestors(version, today()), "form": form, "person": person, "query": query,
        "rows": [] if person else offered(request.user, "" if query else version.path, query, []),
    }  # fmt: skip
    return render(request, "elections/designate.html", context, status=422 if form.errors else 200)


@either
def term(request: Request, uid: UUID) -> HttpResponse:
    """Lengthen or shorten a term."""
    committee = get_object_or_404(Committee.objects.select_related("unit"), uid=uid, ends_on=None)
    _unit, version = deciding(request, committee.unit_id)
    form = TermForm(request.POST or None, initial={"until": committee.term_ends_on})
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        if attempt(form, lambda: operations.change_term(committee, actor=request.actor, until=until, decision=form.decision())):  # fmt: skip
            messages.success(request, _("The term ends on %(day)s now.") % {"day": f"{until:%d/%m/%Y}"})
            return redirect("elections:unit", committee.unit_id)
    context = {
        "version": version, "above": ancestors(version, today()), "form": form, "title": _("Change the term"), "verb": _("Change the term"),
        "said": _("By at most half of a term, from the day the committee began (R-ORG-06, R-ORG-07)."),
    }  # fmt: skip
    return render(request, "elections/decide.html", context, status=422 if form.errors else 200)


@either
def end_seat(request: Request, pk: int) -> HttpResponse:
    """End somebody's seat before the term is over."""
    seat = get_object_or_404(Seat.objects.select_related("person", "committee__unit"), pk=pk)
    _unit, version = load(request, seat.committee.unit_id)
    if not policies.may_end_seat(request.user, seat):
        raise PermissionDenied
    form = EndSeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: operations.end_seat(seat, actor=request.actor, **data)):
            messages.success(request, _("Ended. The duty and its rights ended with it."))
            return redirect("elections:unit", seat.committee.unit_id)
    context = {
        "version": version, "above": ancestors(version, today()), "form": form, "verb": _("End the seat"),
        "title": f"{seat.person.full_name} – {seat.get_post_display()}", "back": reverse("elections:unit", args=[version.unit_id]),
        "said": _("Who leaves a committee leaves every post in it; who leaves a post stays in the committee (R-ELE-09, R-DIS-09)."),
    }  # fmt: skip
    return render(request, "elections/decide.html", context, status=422 if form.errors else 200)
