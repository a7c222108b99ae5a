"""The person's own pages of a recovery: cancel it, or use its one-time link with the password."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from aoxanh.accounts import letters
from aoxanh.accounts import recovery_operations as operations
from aoxanh.accounts.forms import RecoverForm
from aoxanh.accounts.models import Recovery
from aoxanh.accounts.queries import open_recovery_link
from aoxanh.audit.actor import Actor, Request
from aoxanh.audit.objection import Objection, attempt

either = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@never_cache
@sensitive_post_parameters()
@either
def use_recovery(request: Request, token: str) -> HttpResponse:
    """Take the lost second factor off with the link and the password; then sign in and set up a new one."""
    if request.user.is_authenticated:
        return render(request, "accounts/link_signed_in.html", status=409)
    link = open_recovery_link(token)
    if link is None:
        return render(request, "accounts/link_ended.html", status=410)
    form = RecoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        known = get_adapter(request).authenticate(
            request, username=link.user.username, password=form.cleaned_data["password"]
        )
        if known is None or known.pk != link.user_id:
            form.add_error(
                "password", _("The password is not right. Forgot it too? Ask for a new link first.")
            )
        elif attempt(form, lambda: operations.use_recovery(link, actor=as_self(request, link.user))):
            record_authentication(request, link.user, method="password", username=link.user.username)
            messages.warning(request, _("Set up a new second factor now: a passkey or an app."))
            return perform_login(
                request, link.user, email_verification="none", redirect_url=reverse("mfa_index")
            )
    context = {"form": form, "invitation": link}
    return render(request, "accounts/recover.html", context, status=422 if form.errors else 200)


@login_not_required
@never_cache
@either
def cancel_by_link(request: Request, token: str) -> HttpResponse:
    """Cancel one's recovery from the letter, signed in or not."""
    found = (
        Recovery.objects.open().filter(pk=letters.recovery_of(token) or 0).select_related("user", "opened_by")
    )
    recovery = found.first()
    if recovery is None:
        return render(request, "accounts/link_ended.html", status=410)
    if request.method == "POST":
        operations.cancel_recovery(recovery, actor=as_self(request, recovery.user))
        return render(request, "accounts/recovery_cancelled.html")
    return render(request, "accounts/recovery_cancel.html", {"recovery": recovery})


@require_POST
def cancel_own(request: Request) -> HttpResponse:
    """Cancel one's own recovery, signed in."""
    recovery = get_object_or_404(Recovery.objects.open().select_related("user"), user_id=request.user.pk)
    try:
        operations.cancel_recovery(recovery, actor=request.actor)
    except Objection as objection:
        messages.error(request, str(objection))
    else:
        messages.success(request, _("The recovery is cancelled. Nothing has changed."))
    return redirect("account_profile")


def as_self(request: Request, user: Any) -> Actor:
    """Return the account itself as the one who acts, from where the request came."""
    return Actor(
        user=user, source="page", address=request.actor.address, reference=request.actor.reference,
        command=request.actor.command,
    )  # fmt: skip
