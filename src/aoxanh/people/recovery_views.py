"""The officer's page of a lost second factor: open its recovery, stop it, hand out its link when it is ripe."""

from __future__ import annotations

from uuid import UUID

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aoxanh.accounts.models import Recovery
from aoxanh.accounts.policies import may_cancel_recovery
from aoxanh.accounts.recovery_operations import cancel_recovery
from aoxanh.accounts.second_factor import has_second_factor
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection
from aoxanh.people import policies, recovery_operations
from aoxanh.people.models import Person
from aoxanh.people.views import load


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: Request, uid: UUID) -> HttpResponse:
    """Show how the recovery stands; on POST open it, cancel it or make its link (`do`)."""
    person = load(request, uid)
    if not policies.may_give_account(request.user, person):
        raise PermissionDenied
    refusal = None
    if request.method == "POST":
        try:
            return done(request, person)
        except Objection as objection:
            refusal = objection
    found = Recovery.objects.open().filter(user=person.user_id).select_related("opened_by", "user").first()
    context = {
        "person": person, "account": person.user, "recovery": found, "objection": refusal,
        "ripe": found is not None and found.ripe_at <= timezone.now(),
        "has_factor": person.user is not None and has_second_factor(person.user),
        "may_cancel": found is not None and may_cancel_recovery(request.user, found),
    }  # fmt: skip
    return render(request, "people/recovery.html", context, status=422 if refusal else 200)


def done(request: Request, person: Person) -> HttpResponse:
    """Do what was asked for."""
    wanted = request.POST.get("do", "open")
    if wanted == "link":
        return handed_out(request, person)
    if wanted == "cancel":
        found = Recovery.objects.open().filter(user=person.user_id).select_related("user").first()
        if found is None:
            raise Objection(_("No recovery is open for this person."))
        cancel_recovery(found, actor=request.actor)
        messages.success(request, _("The recovery is cancelled. Nothing has changed."))
    else:
        recovery_operations.open_recovery(person, actor=request.actor, site=request.build_absolute_uri("/"))
        messages.success(
            request, _("The recovery is open. The person has been told; it is ripe in 24 hours.")
        )
    return redirect("people:recovery", person.uid)


def handed_out(request: Request, person: Person) -> HttpResponse:
    """Show the link, this once, with its QR code."""
    issued = recovery_operations.hand_out_recovery(person, actor=request.actor)
    link = request.build_absolute_uri(reverse("use_recovery", args=[issued.token]))
    qr = segno.make(link, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    shown = {"link": link, "qr": qr, "invitation": issued.invitation, "account": issued.invitation.user}
    return render(request, "people/account_link.html", {"person": person, **shown})
