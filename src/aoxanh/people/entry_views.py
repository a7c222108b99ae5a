"""Pages that write a record: adding, correcting, and reading a citizen card into the form."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.org.models import Unit, today
from aoxanh.people import lists, operations, policies, queries
from aoxanh.people.forms import NewPersonForm, PersonForm
from aoxanh.people.models import Person
from aoxanh.people.views import load
from aoxanh.ui.fields import in_words
from aoxanh.vietnamese import citizen_id
from aoxanh.vietnamese.citizen_id import read_card
from aoxanh.vietnamese.refusal import Refusal

either = require_http_methods(["GET", "HEAD", "POST"])


@either
def new_person(request: Request, unit_id: int) -> HttpResponse:
    """Add somebody to a unit's list; alike records are shown before a second one is made."""
    unit = get_object_or_404(Unit, pk=unit_id)
    if not policies.may_add_person(request.user, unit):
        raise PermissionDenied
    form = NewPersonForm(request.POST or None)
    alike: list[Person] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        alike = alike_to(request, form)
        if not alike or data["alike_seen"]:
            person = attempt(
                form,
                lambda: operations.add_person(
                    unit,
                    actor=request.actor,
                    facts=form.facts(),
                    role=data["role"],
                    starts_on=data["starts_on"],
                ),
            )
            if person:
                messages.success(request, _("%(name)s is on the list.") % {"name": person.full_name})
                for caution in form.cautions():
                    messages.warning(request, caution)
                return redirect("people:person", person.uid)
    context = {
        "form": form,
        "version": unit.standing(today()) or unit.last_standing(),
        "alike": alike,
        "title": _("Add a person"),
    }
    return render(request, "people/form.html", context, status=422 if form.errors or alike else 200)


@either
def edit_person(request: Request, uid: UUID) -> HttpResponse:
    """Correct a record; people correct parts of their own."""
    person = load(request, uid)
    if not policies.may_edit_person(request.user, person):
        raise PermissionDenied
    options = form_options(request, person)
    if options["sensitive"] and request.method == "GET" and not policies.is_own(request.user, person):
        operations.note_sensitive_read(
            person,
            actor=request.actor,
            subject=person.uid,
            grant=policies.may_see_sensitive(request.user, person),
        )
    values = PersonForm.values_of(person)
    form = PersonForm(request.POST or None, initial=values, **options)
    full = [name for name in operations.SEALED if name in form.fields and values[name]]
    if full and request.method == "GET" and not policies.is_own(request.user, person):
        operations.note_reveal(
            person, actor=request.actor, grant=policies.may_reveal(request.user, person), subject=person.uid, facts={"fields": full}
        )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data.get("revision")
        if attempt(
            form,
            lambda: operations.correct_person(
                person, actor=request.actor, facts=form.facts(), revision=revision
            ),
        ):
            messages.success(request, _("The record is corrected."))
            for caution in form.cautions():
                messages.warning(request, caution)
            return redirect("people:person", person.uid)
    context = {"form": form, "person": person, "title": _("Correct the record"), "own": options["own"]}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
def scan(request: Request) -> HttpResponse:
    """Read the text of a scanned citizen card into the form, and say what differs from what is known.

    The text is neither kept nor logged, and family data on new cards is dropped (campaigns §8.2).
    """
    if not (request.user.holds_anywhere("people.add") or request.user.holds_anywhere("people.edit")):
        raise PermissionDenied  # or anybody could ask which citizen ids are recorded
    known = (
        Person.objects.visible_to(request.user).filter(uid=request.POST["person"]).first()
        if is_uuid(request.POST.get("person"))
        else None
    )
    try:
        card = read_card(request.POST.get("card", ""))
    except Refusal as refusal:
        return render(
            request,
            "people/scan.html",
            {"refusal": in_words(refusal), "target": known},
            status=422,
        )
    read = {
        "full_name": card.full_name,
        "birth": f"{card.birth_date:%d/%m/%Y}",
        "sex": str(card.sex),
        "citizen_id": card.citizen_id.number,
    }
    carrier = operations.find_by_citizen_id(card.citizen_id.number)
    visible = carrier and Person.objects.visible_to(request.user).filter(pk=carrier.pk).exists()
    differences = (
        differences_from(known or (carrier if visible else None), read) if (known or visible) else []
    )
    context = {
        "read": read,
        "address": card.address,
        "filled": json.dumps(read, ensure_ascii=False),
        "known": carrier if visible else known,
        "differences": differences,
        "elsewhere": bool(carrier and not visible),
        "target": known,
    }
    return render(request, "people/scan.html", context)


def form_options(request: Request, person: Person) -> dict[str, bool]:
    """Return which fields the reader's form has."""
    officer = policies.holds_for(request.user, "people.edit", person)
    return {"sensitive": bool(policies.may_see_sensitive(request.user, person)), "own": not officer}


def alike_to(request: Request, form: NewPersonForm) -> list[Person]:
    """Return visible people who may be the one being added."""
    draft = Person()
    facts = form.facts()
    draft.set_name(facts["full_name"])
    draft.birth = facts["birth"].stored if facts["birth"] else ""
    for name in ("citizen_id", "phone"):
        if facts[name]:
            setattr(draft, f"{name}_index", queries.blind_index(name, facts[name]))
    return list(queries.alike(draft, Person.objects.visible_to(request.user))[:10])


def differences_from(person: Person | None, read: dict[str, str]) -> list[dict[str, Any]]:
    """Return where a card differs from what is recorded."""
    if person is None:
        return []
    recorded = {
        "full_name": person.full_name, "birth": str(person.birth_date or ""), "sex": person.sex, "citizen_id": person.citizen_id,
    }  # fmt: skip
    labels = {
        "full_name": _("Full name"),
        "birth": _("Date of birth"),
        "sex": _("Sex"),
        "citizen_id": _("Citizen id"),
    }
    sexes = {code: str(title) for code, title in lists.SEXES}
    found = []
    for name, label in labels.items():
        if recorded[name] != read[name]:
            before, after = recorded[name], read[name]
            if name == "citizen_id":
                before, after = (citizen_id.mask(v) if v else "" for v in (before, after))
            if name == "sex":
                before, after = sexes.get(before, ""), sexes.get(after, "")
            found.append({"label": label, "before": before or "—", "after": after})
    return found


def is_uuid(value: Any) -> bool:
    """Return whether a text is the public id of a person."""
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
