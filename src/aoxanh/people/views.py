"""Pages of one person's record: what it shows, by right and covered; photo, consents, own record."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.accounts.models import Appointment
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.audit.queries import told
from aoxanh.org.models import UnitVersion, today
from aoxanh.people import operations, policies, queries
from aoxanh.people.consents import PURPOSES
from aoxanh.people.forms import ConsentForm, PhotoForm
from aoxanh.people.models import Person
from aoxanh.people.records import download_of
from aoxanh.vietnamese import citizen_id, phones

either = require_http_methods(["GET", "HEAD", "POST"])
REVEALED = ("citizen_id", "phone", "email", "address", "sensitive")


@require_safe
def person_page(request: Request, uid: UUID) -> HttpResponse:
    """Show one person's record, by right and with what is sensitive covered."""
    person = load(request, uid)
    tab = request.GET.get("tab", "overview")
    context = {**shown(request, person), "tab": tab}
    if tab == "history":
        context["log"] = told(queries.history_of(person)[:100])
        context["merges"] = person.merges_kept.filter(undone_at=None).select_related("gone")
    elif tab == "readers":
        context["log"] = told(queries.readers_of(person)[:100])
    elif tab == "consents":
        context["consents"] = consents_shown(person)
    else:
        context["alike"] = (
            list(queries.alike(person, Person.objects.visible_to(request.user))[:5])
            if request.user.holds_anywhere("people.see")
            else []
        )
    return render(request, "people/person.html", context)


@require_POST
@never_cache
def reveal(request: Request, uid: UUID) -> HttpResponse:
    """Show one covered value in full; it is written down who looked."""
    person = load(request, uid)
    what = request.POST.get("field", "")
    allow = policies.may_see_sensitive if what == "sensitive" else policies.may_reveal
    grant = allow(request.user, person)
    if what not in REVEALED or not grant:
        raise PermissionDenied
    if what == "sensitive":
        operations.note_sensitive_read(person, actor=request.actor, grant=grant, subject=person.uid)
        value = in_full(person, what)
    else:
        operations.note_reveal(
            person, actor=request.actor, grant=grant, subject=person.uid, facts={"fields": [what]}
        )
        value = in_full(person, what)
    if not request.htmx:
        return render(request, "people/revealed_page.html", {"person": person, "value": value, "field": what})
    return render(request, "people/revealed.html", {"value": value or "—"})


def in_full(person: Person, what: str) -> str:
    """Return a covered value as it is read aloud."""
    if what == "sensitive":
        return ", ".join(
            str(part) for part in (person.get_ethnicity_display(), person.get_religion_display()) if part
        )
    if what == "address":
        rows = person.addresses.filter(ends_on=None).select_related("administrative_unit__parent")
        return "; ".join(f"{row.get_kind_display()}: {row.shown}" for row in rows)
    return (
        phones.format_national(person.phone)
        if what == "phone" and person.phone
        else str(getattr(person, what))
    )


@require_POST
def photo_upload(request: Request, uid: UUID) -> HttpResponse:
    """Change the photo."""
    person = load(request, uid)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid() and attempt(
        form, lambda: operations.set_photo(person, actor=request.actor, upload=form.cleaned_data["photo"])
    ):
        messages.success(request, _("The photo is changed."))
        return redirect("people:person", person.uid)
    return render(
        request,
        "people/person.html",
        {**shown(request, person), "tab": "overview", "photo_form": form},
        status=422,
    )


@require_safe
def photo(request: Request, uid: UUID) -> FileResponse:
    """Give the photo, to those who may see the person."""
    person = load(request, uid)
    if not person.photo:
        raise Http404
    response = FileResponse(person.photo.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=300"
    return response


@either
def consent(request: Request, uid: UUID, purpose: str) -> HttpResponse:
    """Record a consent given or withdrawn, with the words agreed to."""
    person = load(request, uid)
    if purpose not in PURPOSES or not policies.may_record_consent(request.user, person):
        raise PermissionDenied
    form = ConsentForm(
        request.POST or None, person=person, initial={"given_by": person.pk, "method": "screen"}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(
            form, lambda: operations.record_consent(person, actor=request.actor, purpose=purpose, **data)
        ):
            messages.success(request, _("The answer is recorded."))
            return redirect(f"{person_url(person)}?tab=consents")
    context = {"form": form, "person": person, "purpose": PURPOSES[purpose]}
    return render(request, "people/consent.html", context, status=422 if form.errors else 200)


@require_safe
def own_record(request: Request) -> HttpResponse:
    """Go to one's own record."""
    person = Person.objects.filter(user=request.user).first()
    if person is None:
        return render(request, "people/no_record.html")
    return redirect("people:person", person.uid)


@require_POST
def download(request: Request, uid: UUID) -> HttpResponse:
    """Give people everything recorded about them, as a file (Luật 91/2025/QH15 Đ.4)."""
    person = load(request, uid)
    if not policies.is_own(request.user, person):
        raise PermissionDenied
    operations.note_download(person, actor=request.actor, subject=person.uid)
    body = json.dumps(download_of(person), ensure_ascii=False, indent=2)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ho-so-cua-toi.json"'
    return response


@require_safe
def of_account(request: Request, user_id: int) -> HttpResponse:
    """Go from an account to the record of its person."""
    person = get_object_or_404(Person, user_id=user_id)
    return redirect("people:person", load(request, person.uid).uid)


def load(request: Request, uid: UUID) -> Person:
    """Return a person the reader may see, or answer as if there were none."""
    person = Person.objects.select_related("merged_into").filter(uid=uid).first()
    if person and person.merged_into:
        person = person.merged_into
    if person is None or not policies.may_see_person(request.user, person):
        raise Http404
    return person


def person_url(person: Person) -> str:
    """Return the address of a record."""
    return f"/people/{person.uid}/"


def shown(request: Request, person: Person) -> dict[str, Any]:
    """Return what every tab of a record shows."""
    user = request.user
    return {
        "person": person,
        "age": person.age(),
        "lists": queries.lists_of([person.pk], today()).get(person.pk, []),
        "appointments": duties_of(person),
        "guardians": person.guardians.filter(ends_on=None).select_related("guardian"),
        "addresses": person.addresses.filter(ends_on=None).select_related(
            "administrative_unit__parent", "person"
        ),
        "masked": {
            "citizen_id": citizen_id.mask(person.citizen_id) if person.citizen_id else "",
            "phone": phones.mask(person.phone) if person.phone else "",
            "email": masked_email(person.email),
        },
        "may": {
            "edit": policies.may_edit_person(user, person),
            "reveal": policies.may_reveal(user, person),
            "sensitive": policies.may_see_sensitive(user, person),
            "consent": policies.may_record_consent(user, person),
            "account": policies.may_give_account(user, person),
            "own": policies.is_own(user, person),
        },
    }


def duties_of(person: Person) -> list[dict[str, Any]]:
    """Return the duties a person holds or held, each with its unit's name."""
    if not person.user_id:
        return []
    rows = list(Appointment.objects.filter(user_id=person.user_id).order_by("-starts_on"))
    units = {
        v.unit_id: v
        for v in UnitVersion.objects.filter(unit_id__in=[r.unit_id for r in rows]).order_by("starts_on")
    }
    return [
        {
            "appointment": row,
            "unit": units.get(row.unit_id),
            "now": row.ends_on is None or row.ends_on > today(),
        }
        for row in rows
    ]


def masked_email(address: str) -> str:
    """Return an e-mail address with its middle covered."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else ""


def consents_shown(person: Person) -> list[dict[str, Any]]:
    """Return each purpose with its latest answer."""
    latest = queries.consents_of(person)
    return [{"purpose": purpose, "event": latest.get(code)} for code, purpose in PURPOSES.items()]
