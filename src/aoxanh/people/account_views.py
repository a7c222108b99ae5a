"""Handing somebody the link that opens their account, on the screen or on paper."""

from __future__ import annotations

from uuid import UUID

import segno
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection
from aoxanh.people import operations, policies
from aoxanh.people.views import load


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_out(request: Request, uid: UUID) -> HttpResponse:
    """Say what a link does; on POST make one and show it, this once, with its QR code and a slip to print."""
    person = load(request, uid)
    if not policies.may_give_account(request.user, person):
        raise PermissionDenied
    context = {
        "person": person,
        "account": person.user,
        "opened": bool(person.user and person.user.has_usable_password()),
    }
    if request.method != "POST":
        return render(request, "people/account.html", context)
    try:
        issued = operations.invite_person(person, actor=request.actor)
    except Objection as objection:
        return render(request, "people/account.html", {**context, "objection": objection}, status=422)
    link = request.build_absolute_uri(reverse("use_invitation", args=[issued.token]))
    qr = segno.make(link, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    shown = {"link": link, "qr": qr, "invitation": issued.invitation, "account": issued.invitation.user}
    return render(request, "people/account_link.html", {**context, **shown})
