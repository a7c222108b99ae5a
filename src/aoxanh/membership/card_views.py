"""Pages of the electronic card and of copies of the book: the member's own, and what whoever scans their code sees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection
from aoxanh.membership import cards, operations, policies
from aoxanh.membership.models import BookCopy, BookEntry, ElectronicCard
from aoxanh.org.models import today
from aoxanh.papers.downloads import file_of
from aoxanh.papers.throttle import too_often
from aoxanh.people.models import Person
from aoxanh.people.views import load
from aoxanh.ui.errors import too_many_requests


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card_page(request: Request, uid: UUID) -> HttpResponse:
    """Show somebody's electronic card with its code; on POST make one, or a new one in its place."""
    person = load(request, uid)
    if not policies.may_see_book(request.user, person):
        raise PermissionDenied
    may_make = bool(policies.may_make_card(request.user, person))
    if request.method == "POST":
        try:
            operations.make_card(person, actor=request.actor)
        except Objection as objection:
            messages.error(request, f"{objection.message} ({objection.rule})")
        return redirect("membership:card", person.uid)
    card = ElectronicCard.objects.filter(person=person, ended_at=None).first()
    context: dict[str, Any] = {
        "person": person,
        "card": card,
        "shown": cards.shown(person),
        "may_make": may_make,
    }
    if card:
        link = request.build_absolute_uri(reverse("membership:scanned", args=[card.code]))
        context["qr"] = segno.make(link, error="m", micro=False).svg_data_uri(
            scale=6, border=4, dark="#000", light="#fff"
        )
    return render(request, "membership/card.html", context)


@require_safe
def my_card(request: Request) -> HttpResponse:
    """Lead somebody to their own card."""
    return redirect("membership:card", own_uid(request))


@require_safe
def my_book(request: Request) -> HttpResponse:
    """Lead somebody to their own book."""
    return redirect("membership:book", own_uid(request))


def own_uid(request: Request) -> UUID:
    """Return the public id of the reader's own record; 404 where there is none."""
    return get_object_or_404(Person, user=request.user).uid


@login_not_required
@never_cache
@require_safe
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """Show whoever scans a card name, unit, number and whether it is valid; a replaced or unknown code shows nothing."""
    person = cards.by_code(code)
    shown = cards.shown(person) if person else None
    if shown is None or not shown.valid:
        text = _("This card is not valid: it was replaced, or its holder is no member today.")
        context = {"heading": _("Card not valid"), "text": text, "tone": "bad", "icon": "alert-triangle"}
        return render(request, "ui/message_page.html", context, status=404)
    answer = render(request, "membership/scanned.html", {"shown": shown})
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_POST
def book_file(request: Request, uid: UUID) -> HttpResponse:
    """Give somebody's book as PDF; it is written down who took which copy."""
    person = load(request, uid)
    if not policies.may_see_book(request.user, person):
        raise PermissionDenied
    address = request.build_absolute_uri(reverse("membership:copy", args=["CODE"])).replace("CODE", "{}")
    made = operations.copy_book(person, actor=request.actor, address=address)
    return file_of(made, "pdf", f"so-doan-vien-{today():%Y-%m-%d}")


@login_not_required
@never_cache
@require_safe
def copied(request: HttpRequest, code: str) -> HttpResponse:
    """Tell whoever scans a copy of a book of which day it is, and whether the book still says so; nothing of the person."""
    if too_often(request):
        return too_many_requests(request)
    copy = BookCopy.objects.select_related("person__member").filter(code=code).first()
    if copy is None:
        text = _("No copy of a member's book carries this code. Ask the unit that gave it to you.")
        context = {"heading": _("Unknown copy"), "text": text, "tone": "bad", "icon": "alert-triangle"}
        return render(request, "ui/message_page.html", context, status=404)
    lines = BookEntry.objects.filter(person=copy.person_id)
    same = not copy.lines or lines.filter(seq=copy.lines, hash=copy.head).exists()
    since = lines.filter(seq__gt=copy.lines).count()
    answer = render(request, "membership/copied.html", {"copy": copy, "same": same, "since": since})
    answer["X-Robots-Tag"] = "noindex"
    return answer
