"""Pages of the branch: its link and poster, what came in, and the answer to each application."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.applications import operations, policies
from aoxanh.applications.forms import ApplicationForm, DeclineForm, LinkForm, TakeForm
from aoxanh.applications.models import Application, Link
from aoxanh.applications.poster import poster_of
from aoxanh.applications.queries import alike_to, initial_of, page_of
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection, attempt
from aoxanh.cases.models import Case
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.queries import names_on
from aoxanh.papers.downloads import file_of
from aoxanh.people.models import Person
from aoxanh.vietnamese import phones

OPEN_DAYS = 90
SAY_WHO = gettext_lazy("Somebody alike is recorded: say whether it is them.")


def load_unit(request: Request, unit_id: int) -> tuple[Unit, UnitVersion]:
    """Return a unit whose link the reader keeps."""
    unit = get_object_or_404(Unit, pk=unit_id)
    version = unit.standing(today())
    if version is None:
        raise Http404
    if not policies.may_keep_link(request.user, unit):
        raise PermissionDenied
    return unit, version


def load(request: Request, uid: UUID) -> Application:
    """Return an application the reader may read; others do not exist."""
    return get_object_or_404(
        Application.objects.visible_to(request.user).select_related("unit", "case", "link"), uid=uid
    )


@require_safe
def mine(request: Request) -> HttpResponse:
    """Lead to the applications of the reader's unit; of several, or of a union above branches, let them choose."""
    units = list(dict.fromkeys(a.unit_id for a in request.user.appointments_today if "cases.open" in request.user.rights_of(a)))  # fmt: skip
    if not units:
        raise PermissionDenied
    versions = [request.user.units_today[pk] for pk in units if pk in request.user.units_today]
    if len(versions) == 1 and versions[0].kind_data.has_members:
        return redirect("applications:unit", versions[0].unit_id)
    waiting = Application.objects.visible_to(request.user).waiting().values_list("unit_id", flat=True)[:1000]
    rows = list(waiting)
    links = Link.objects.open_on(today()).filter(unit__in=[v.unit_id for v in branches_of(versions)]).values_list("unit_id", flat=True)  # fmt: skip
    found = names_on({*rows, *links, *(v.unit_id for v in versions if v.kind_data.has_members)}, today())
    shown = [
        {"unit": v, "waiting": rows.count(v.unit_id), "open": v.unit_id in set(links)} for v in found.values()
    ]
    return render(request, "applications/units.html", {"rows": sorted(shown, key=lambda r: (-r["waiting"], r["unit"].name))})  # fmt: skip


def branches_of(versions: list[UnitVersion]) -> Any:
    """Return the units at and below these."""
    return UnitVersion.objects.as_of(today()).within([v.path for v in versions])


@require_safe
def unit_page(request: Request, unit_id: int) -> HttpResponse:
    """Show a unit's link with its code, and the applications that wait or were answered."""
    unit, version = load_unit(request, unit_id)
    return inbox(request, unit, version)


def inbox(request: Request, unit: Unit, version: UnitVersion, form: LinkForm | None = None) -> HttpResponse:
    """Draw the applications of a unit, with a form that came back where there is one."""
    link = unit.application_links.filter(closed_at=None).first()
    tab = "answered" if request.GET.get("tab") == "answered" else "waiting"
    rows, after = page_of(unit.pk, waiting=tab == "waiting", cursor=request.GET.get("after", ""))
    address = address_of(link) if link else ""
    context = {
        "version": version, "link": link, "address": address, "rows": rows, "tab": tab,
        "qr": segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, dark="#000", light="#fff") if link else "",
        "form": form or LinkForm(initial={"closes_on": today() + dt.timedelta(days=OPEN_DAYS)}),
        "tabs": [
            {"label": _("Wait for an answer"), "url": "?", "current": tab == "waiting"},
            {"label": _("Answered"), "url": "?tab=answered", "current": tab == "answered"},
        ],
        "pager": {"next_url": f"?tab={tab}&after={after}" if after else "", "shown": len(rows)},
        "takes": version.kind_data.has_members,
    }  # fmt: skip
    return render(request, "applications/unit.html", context, status=422 if form and form.errors else 200)


def address_of(link: Link) -> str:
    """Return the address a link is printed with."""
    return f"{settings.AOXANH_ADDRESS}{reverse('applications:apply', args=[link.code])}"


@require_POST
def open_link(request: Request, unit_id: int) -> HttpResponse:
    """Open the link."""
    unit, version = load_unit(request, unit_id)
    form = LinkForm(request.POST)
    if form.is_valid() and attempt(form, lambda: operations.open_link(unit, actor=request.actor, **form.cleaned_data)):  # fmt: skip
        messages.success(request, _("The link is open. Print the poster, or send the address."))
        return redirect("applications:unit", unit_id)
    return inbox(request, unit, version, form)


@require_POST
def close_link(request: Request, unit_id: int) -> HttpResponse:
    """Close the link."""
    unit, _version = load_unit(request, unit_id)
    try:
        operations.close_link(unit, actor=request.actor)
    except Objection as objection:
        messages.error(request, str(objection.message))
    else:
        messages.success(
            request, _("The link is closed. Whoever opens it reads that no applications are taken.")
        )
    return redirect("applications:unit", unit_id)


@require_safe
def poster(request: Request, unit_id: int) -> HttpResponse:
    """Give the poster of the open link, A4 as PDF."""
    return poster_file(*load_unit(request, unit_id))


def poster_file(unit: Unit, version: UnitVersion) -> HttpResponse:
    """Return the poster of a unit's open link, for page and API."""
    link = get_object_or_404(unit.application_links.open_on(today()))
    return file_of(
        poster_of(version, address_of(link), link.closes_on), "pdf", f"don-xin-vao-doan-{version.code}"
    )


@never_cache
@require_safe
def application(request: Request, uid: UUID) -> HttpResponse:
    """Show an application; that it was read is written down."""
    return page(request, load(request, uid))


def page(request: Request, found: Application, form: DeclineForm | None = None) -> HttpResponse:
    """Draw an application, with a form that came back where there is one."""
    noted(request, found)
    waiting = found.is_waiting
    context = {
        "application": found, "unit": names_on([found.unit_id], today()).get(found.unit_id), "facts": facts_of(found.said), "form": form,
        "waiting": waiting, "alike": alike_to(found, request.user) if waiting else [], "may_take": waiting and policies.may_take(request.user, found),
    }  # fmt: skip
    return render(
        request, "applications/application.html", context, status=422 if form and form.errors else 200
    )


def noted(request: Request, found: Application) -> None:
    """Write down that an application was read, while there is anything to read in it."""
    if found.said:
        grant = policies.may_read(request.user, found)
        operations.note_read(found, actor=request.actor, grant=grant, unit=found.unit_id)


def facts_of(said: dict[str, Any]) -> list[tuple[Any, list[tuple[Any, Any]]]]:
    """Return what the applicant said, in words, by the sections of the form."""
    form, found = ApplicationForm(), []
    for title, names in form.SECTIONS:
        rows = [(form.fields[n].label, in_words(form.fields[n], n, said[n])) for n in names if said.get(n)]
        if rows:
            found.append((title, rows))
    return found


def in_words(field: Any, name: str, value: Any) -> Any:
    """Return one entry in words."""
    if value is True:
        return _("yes")
    if name.endswith("phone"):
        return phones.format_national(value)
    if name == "birth" or name.endswith(("_on", "_since")):
        return dt.date.fromisoformat(value).strftime("%d/%m/%Y")
    return dict(getattr(field, "choices", None) or {}).get(value, value)


@require_POST
def act(request: Request, uid: UUID, act: str) -> HttpResponse:
    """Begin to examine an application, or decline it."""
    found = load(request, uid)
    form = DeclineForm(request.POST) if act == "decline" else None
    if act not in {"decline", "examine"}:
        raise Http404
    try:
        if form is None:
            operations.examine(found, actor=request.actor)
            messages.success(request, _("The applicant reads now that it is under examination."))
        elif form.is_valid():
            operations.decline(found, actor=request.actor, words=form.cleaned_data["words"])
            messages.success(
                request, _("Answered. The applicant reads that it was not taken; say why yourself.")
            )
        else:
            return page(request, found, form)
    except Objection as objection:
        messages.error(request, str(objection.message))
    return redirect("applications:application", uid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Request, uid: UUID) -> HttpResponse:
    """Open the admission of an application; alike records are shown before a second one is made."""
    found = load(request, uid)
    if not policies.may_take(request.user, found):
        raise PermissionDenied
    if not found.is_waiting:
        messages.error(request, _("This application is answered already."))
        return redirect("applications:application", uid)
    alike = alike_to(found, request.user)
    form = TakeForm(request.POST or None, initial=initial_of(found))
    if request.method == "POST" and form.is_valid() and (case := taken(request, found, form, alike)):
        messages.success(request, _("The case is open. The applicant reads so on the receipt page."))
        return redirect("cases:case", case.uid)
    context = {"application": found, "unit": names_on([found.unit_id], today()).get(found.unit_id), "form": form, "alike": alike}  # fmt: skip
    return render(request, "applications/take.html", context, status=422 if form.errors else 200)


def taken(request: Request, found: Application, form: TakeForm, alike: list[Person]) -> Case | None:
    """Take it as somebody known or as somebody new; None where the form has to come back."""
    known = form.cleaned_data["known"]
    person = next((one for one in alike if str(one.uid) == known), None)
    if alike and person is None and not form.cleaned_data["alike_seen"]:
        form.add_error(None, SAY_WHO)
        return None
    case = attempt(form, lambda: operations.take(found, actor=request.actor, person=person, **form.opening()))
    return case or None
