"""Pages of where a person lives and who answers for a minor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.org.queries import search_communes
from aoxanh.people import operations, policies, queries
from aoxanh.people.forms import AddressForm, GuardianForm
from aoxanh.people.models import Guardianship, Person
from aoxanh.people.views import load


@require_http_methods(["GET", "HEAD", "POST"])
def address(request: Request, uid: UUID) -> HttpResponse:
    """Write a person's address from a day on."""
    person = editable(request, uid)
    form = AddressForm(request.POST or None)

    def act() -> Any:
        return operations.move_home(person, actor=request.actor, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, _("The address is recorded."))
        return redirect("people:person", person.uid)
    context = {
        "form": form,
        "person": person,
        "past": person.addresses.order_by("-starts_on").select_related("administrative_unit"),
    }
    return render(request, "people/address.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request: Request, uid: UUID) -> HttpResponse:
    """Record a parent or guardian among the people the reader may see."""
    person = editable(request, uid)
    query = (request.GET.get("q") or request.POST.get("q") or "").strip()
    visible = Person.objects.visible_to(request.user)
    found = queries.search_people(visible, query) if query else visible.none()
    people = Person.objects.filter(pk__in=list(found.order_by("sort_key").values_list("pk", flat=True)[:12]))
    form = GuardianForm(request.POST if request.method == "POST" else None, people=people)

    def act() -> Any:
        return operations.add_guardian(person, actor=request.actor, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, _("The guardian is recorded."))
        return redirect("people:person", person.uid)
    context = {"form": form, "person": person, "query": query, "found": bool(query) and people.exists()}
    return render(request, "people/guardian.html", context, status=422 if form.errors else 200)


@require_POST
def end_guardian(request: Request, pk: int) -> HttpResponse:
    """End a guardianship."""
    row = Guardianship.objects.select_related("child").filter(pk=pk, ends_on=None).first()
    if row is None:
        raise Http404
    person = editable(request, row.child.uid)
    operations.end_guardian(row, actor=request.actor)
    messages.success(request, _("The guardianship is ended."))
    return redirect("people:person", person.uid)


@require_safe
def communes(request: Request) -> HttpResponse:
    """Give the options of a field that names a commune of the country."""
    return render(request, "people/communes.html", {"found": search_communes(request.GET.get("q", ""))})


def editable(request: Request, uid: UUID) -> Person:
    """Return the person if the reader may correct the record."""
    person = load(request, uid)
    if not policies.may_edit_person(request.user, person):
        raise PermissionDenied
    return person
