"""Pages of people: the list, a record, adding and correcting, the card, own record."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.accounts.models import Appointment
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.audit.queries import told
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.queries import ancestors, search_units
from aoxanh.people import lists, operations, policies, queries
from aoxanh.people.consents import PURPOSES
from aoxanh.people.forms import ConsentForm, FilterForm, NewPersonForm, PersonForm, PhotoForm
from aoxanh.people.models import Affiliation, Person
from aoxanh.people.records import download_of
from aoxanh.ui.as_of import day_asked
from aoxanh.ui.fields import in_words
from aoxanh.vietnamese import citizen_id, phones
from aoxanh.vietnamese.citizen_id import read_card
from aoxanh.vietnamese.refusal import Refusal

either = require_http_methods(["GET", "HEAD", "POST"])
ROLE_TITLES = dict(lists.ROLES)
REVEALED = ("citizen_id", "phone", "email", "address", "sensitive")


@require_safe
def people_list(request: Request) -> HttpResponse:
    """List the people of the reader's units on a day, or of one unit below, in Vietnamese order."""
    day = day_asked(request)
    version = chosen_unit(request, day)
    form = FilterForm(request.GET)
    people = narrowed(listed(request, version, day), form, day)
    page = queries.page_by_name(people, request.GET.get("after", ""))
    lists_by_person = queries.lists_of([p.pk for p in page.rows], day)
    rows = [row_of(person, lists_by_person.get(person.pk, []), day) for person in page.rows]
    context = {
        "form": form, "rows": rows, "page": page, "as_of": day, "day": day, "version": version,
        "above": ancestors(version, day) if version else [], "past": day != today(),
        "filter_fields": [form[name] for name in ("role", "sex", "age", "missing")],
        "pager": pager(request, page),
        "filters": [(name, value) for name, value in request.GET.items() if value and name in form.fields],
    }  # fmt: skip
    return render(request, "people/list.html", context)


def row_of(person: Person, on_lists: list[tuple[Affiliation, UnitVersion]], day: dt.date) -> dict[str, Any]:
    """Return what one row of the list is drawn with: plain values, for a page shows fifty."""
    age = person.age(day)
    return {
        "name": person.full_name,
        "url": person_url(person),
        "birth": person.birth_date,
        "age": ngettext("%(n)s year", "%(n)s years", age) % {"n": age} if age is not None else "",
        "sex": person.get_sex_display(),
        "lists": [(unit.name, ROLE_TITLES[row.role]) for row, unit in on_lists],
        "child": person.is_child,
    }


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
    context = {"form": form, "person": person, "title": _("Correct the record")}
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


@require_safe
def search(request: Request) -> HttpResponse:
    """Find people and units by the beginnings of words, without accents."""
    query = request.GET.get("q", "").strip()
    people = (
        list(
            queries.search_people(Person.objects.visible_to(request.user), query).order_by("sort_key", "pk")[
                :12
            ]
        )
        if len(query) > 1
        else []
    )
    places = queries.lists_of([p.pk for p in people], today())
    found = [{"person": p, "where": places[p.pk][0][1].name if p.pk in places else ""} for p in people]
    units = search_units(query, today(), limit=8) if len(query) > 1 else []
    return render(request, "people/search.html", {"query": query, "people": found, "units": units})


def pager(request: Request, page: queries.Page) -> dict[str, Any]:
    """Return the addresses of the neighbouring pages."""

    def address(cursor: str) -> str:
        query = request.GET.copy()
        query["after"] = cursor
        return f"?{query.urlencode()}" if cursor else ""

    return {"next_url": address(page.next), "previous_url": address(page.previous), "shown": len(page.rows)}


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


def is_uuid(value: Any) -> bool:
    """Return whether a text is the public id of a person."""
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def form_options(request: Request, person: Person) -> dict[str, bool]:
    """Return which fields the reader's form has."""
    officer = policies.holds_for(request.user, "people.edit", person)
    return {"sensitive": bool(policies.may_see_sensitive(request.user, person)), "own": not officer}


def chosen_unit(request: Request, day: dt.date) -> UnitVersion | None:
    """Return the unit the list is narrowed to, if it was one of the reader's on that day."""
    text = request.GET.get("unit", "")
    if not text.isdecimal() or len(text) > 18:
        return None
    version = UnitVersion.objects.as_of(day).filter(unit_id=int(text)).first()
    if version is None or not any(
        version.path.startswith(path) for path in request.user.paths("people.see", day)
    ):
        raise Http404
    return version


def listed(request: Request, version: UnitVersion | None, day: dt.date) -> QuerySet[Person]:
    """Return the people of the reader's units, or of one unit and below."""
    if version:
        return Person.objects.known().in_paths([version.path], day, request.GET.get("role", ""))
    return Person.objects.visible_to(request.user, day)


def narrowed(people: Any, form: FilterForm, day: dt.date) -> Any:
    """Apply the filters."""
    if not form.is_valid():
        return people
    data = form.cleaned_data
    if data["q"]:
        people = queries.search_people(people, data["q"])
    if data["sex"]:
        people = people.filter(sex=data["sex"])
    if data["role"]:
        people = people.filter(
            pk__in=Affiliation.objects.as_of(day).filter(role=data["role"]).values("person_id")
        )
    if data["missing"]:
        name = data["missing"]
        people = people.filter(**{name if name == "birth" else f"{name}_index": ""})
    return queries.of_age(people, data["age"], day) if data["age"] else people


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


def consents_shown(person: Person) -> list[dict[str, Any]]:
    """Return each purpose with its latest answer."""
    latest = queries.consents_of(person)
    return [{"purpose": purpose, "event": latest.get(code)} for code, purpose in PURPOSES.items()]
