"""Pages of duties: choose somebody, appoint, end; and the panel of officers on a unit's page."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aoxanh.accounts.models import Appointment
from aoxanh.accounts.operations import end_appointment
from aoxanh.accounts.policies import may_end_appointment, may_see_officers
from aoxanh.accounts.queries import officers_of
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.people import operations, policies, queries
from aoxanh.people.forms import AppointForm, EndForm
from aoxanh.people.list_views import one_line
from aoxanh.people.models import Person
from aoxanh.people.views import load

#: A unit's page counts its people as far as this; beyond, it says so rather than read a million lists.
COUNTED = 1_000


@require_safe
def choose(request: Request, unit_id: int) -> HttpResponse:
    """Find the person to appoint: the unit's own list first, or anyone visible by name."""
    unit = appointing(request, unit_id)
    version = unit.standing(today())
    query = request.GET.get("q", "").strip()
    people = Person.objects.visible_to(request.user)
    found = (
        queries.search_people(people, query)
        if query
        else people.in_paths([version.path] if version else [], today())
    )
    rows = list(found.order_by("sort_key", "pk")[:30])
    places = queries.lists_of([p.pk for p in rows], today())
    shown = [{"person": p, "line": one_line(p, places)} for p in rows]
    return render(
        request, "people/choose.html", {"unit": unit, "version": version, "rows": shown, "query": query}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: Request, unit_id: int, uid: UUID) -> HttpResponse:
    """Appoint the person to a duty at the unit."""
    unit, person = appointing(request, unit_id), load(request, uid)
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> Any:
            return operations.appoint_person(
                unit,
                actor=request.actor,
                person=person,
                duty=data["duty"],
                decision=form.decision(),
                term=data["term"],
            )

        if attempt(form, act):
            messages.success(request, _("%(name)s is appointed.") % {"name": person.full_name})
            return redirect("org:unit", unit.pk)
    context = {"form": form, "unit": unit, "version": unit.standing(today()), "person": person}
    return render(request, "people/appoint.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, pk: int) -> HttpResponse:
    """End a duty."""
    appointment = get_object_or_404(Appointment.objects.select_related("user", "unit"), pk=pk)
    if not may_end_appointment(request.user, appointment):
        if not may_see_officers(request.user, appointment.unit):
            raise Http404
        raise PermissionDenied
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(
            form,
            lambda: end_appointment(appointment, actor=request.actor, on=data["on"], reason=data["reason"]),
        ):
            messages.success(request, _("The duty is ended."))
            return redirect("org:unit", appointment.unit_id)
    context = {
        "form": form,
        "appointment": appointment,
        "version": appointment.unit.standing(today()) or appointment.unit.last_standing(),
    }
    return render(request, "people/end.html", context, status=422 if form.errors else 200)


def appointing(request: Request, unit_id: int) -> Unit:
    """Return the unit if the reader may appoint there."""
    unit = get_object_or_404(Unit, pk=unit_id)
    if not policies.may_appoint_at(request.user, unit):
        raise PermissionDenied
    return unit


def officers_panel(request: Request, version: UnitVersion, day: dt.date) -> dict[str, Any] | None:
    """Show who is in office: to officers responsible for the unit, and to those below it whose superiors they are."""
    user = request.user
    if not may_see_officers(user, version):
        return None
    rows = officers_of(version.unit_id, day)
    superior = day == today() and policies.may_appoint_at(user, version)  # the same for all rows: asked once
    ending = {row.pk for row in rows if superior or row.user_id == user.pk} if day == today() else set()
    may_appoint = superior and version.ends_on is None
    unopened = [row.user for row in rows if superior and not row.user.has_usable_password()]
    return {
        "rows": rows, "ending": ending, "may_appoint": bool(may_appoint), "unit_id": version.unit_id,
        "links": people_to_invite(user, version, unopened, day) if unopened else {},
    }  # fmt: skip


def people_to_invite(user: Any, version: UnitVersion, others: list[Any], day: dt.date) -> dict[int, UUID]:
    """Return, by account, the people in office here alone whom the reader hands the link that opens it: one query."""
    if not user.holds("accounts.invite", at=version):
        return {}
    elsewhere = Appointment.objects.in_force(day).filter(user__in=others).exclude(unit_id=version.unit_id)
    rows = Person.objects.filter(user__in=others).exclude(user__in=elsewhere.values("user"))
    return dict(rows.values_list("user_id", "uid"))


def people_panel(request: Request, version: UnitVersion, day: dt.date) -> dict[str, Any] | None:
    """Show how many people stand on the unit's lists, and the way to them."""
    if not any(version.path.startswith(path) for path in request.user.paths("people.see", day)):
        return None
    count = queries.count_up_to(version.path, day, COUNTED)
    return {"count": min(count, COUNTED), "more": count > COUNTED, "unit_id": version.unit_id, "day": day}
