"""Pages of one's own account: what it is, links that open it, devices signed in, duties held and lent."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.accounts import operations
from aoxanh.accounts.forms import InvitationForm, LendForm
from aoxanh.accounts.models import Appointment, Invitation, Recovery
from aoxanh.accounts.policies import may_delegate
from aoxanh.accounts.queries import duties_of, open_invitation
from aoxanh.accounts.second_factor import has_second_factor
from aoxanh.audit.actor import Actor, Request
from aoxanh.audit.objection import attempt
from aoxanh.org.models import today

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def own_account(request: Request) -> HttpResponse:
    """Show one's own account and the way to each part of it."""
    context = {
        "second_factor": has_second_factor(request.user),
        "sessions": len(UserSession.objects.purge_and_list(request.user)),
        "duties": len(request.user.appointments_today),
        "recovery": Recovery.objects.open().filter(user_id=request.user.pk).first(),
        "providers": get_provider_adapter().list_apps(request),
    }
    return render(request, "accounts/account.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters()
@either
def use_link(request: Request, token: str) -> HttpResponse:
    """Open an account by its link, or choose a new password; then sign in."""
    if request.user.is_authenticated:
        return render(request, "accounts/link_signed_in.html", status=409)
    invitation = open_invitation(token)
    if invitation is None:
        return render(request, "accounts/link_ended.html", status=410)
    form = InvitationForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        user = attempt(form, lambda: used(request, invitation, form.cleaned_data))
        if user:
            return signed_in(request, user)
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/link.html", context, status=422 if form.errors else 200)


def used(request: Request, invitation: Invitation, data: dict[str, Any]) -> Any:
    """Use the link as its own account would."""
    actor = Actor(
        user=invitation.user, source="page", address=request.actor.address, reference=request.actor.reference
    )
    return operations.use_invitation(
        invitation, actor=actor, password=data["password1"], username=data["username"]
    )


def signed_in(request: Request, user: Any) -> HttpResponse:
    """Sign in with the password just chosen; a second factor is still asked for."""
    record_authentication(request, user, method="password", username=user.username)
    return perform_login(request, user, email_verification="none")


@either
def remove_passkey(request: Request, pk: int) -> HttpResponse:
    """Remove a passkey, unless it is the last second factor where one is needed."""
    mine = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN)
    key = get_object_or_404(mine, pk=pk)
    if not get_adapter().can_delete_authenticator(key):
        text = _(
            "This is your last second factor, and your duty or your short password needs one."
            " Add another first, or choose a password of 15 characters."
        )
        messages.error(request, text)
        return redirect("mfa_list_webauthn")
    return remove_webauthn(request, pk=pk)


@require_POST
def end_session(request: Request, pk: int) -> HttpResponse:
    """Sign out one device."""
    session = get_object_or_404(UserSession, pk=pk, user_id=request.user.pk)
    session.end()
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


@require_POST
def end_all_sessions(request: Request) -> HttpResponse:
    """Sign out everywhere, here too."""
    for session in UserSession.objects.filter(user_id=request.user.pk):
        session.end()
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return redirect("account_login")


@require_safe
def duties(request: Request) -> HttpResponse:
    """Show one's own duties, and those lent."""
    day = today()
    rows = [
        {
            "appointment": appointment,
            "unit": appointment.unit.standing(day) or appointment.unit.last_standing(),
            "may_lend": may_delegate(request.user, appointment) and appointment.starts_on <= day,
            "lent": [d for d in appointment.delegations.all() if d.ends_on is None or d.ends_on > day],
        }
        for appointment in duties_of(request.user, day)
    ]
    return render(request, "accounts/duties.html", {"rows": rows})


@either
def lend(request: Request, pk: int) -> HttpResponse:
    """Lend a duty of one's own to a colleague for a time."""
    held = Appointment.objects.in_force(today()).filter(user_id=request.user.pk)
    appointment = get_object_or_404(held.select_related("unit"), pk=pk)
    if not may_delegate(request.user, appointment):
        raise PermissionDenied
    form = LendForm(request.POST or None, initial={"starts_on": today()})
    lent = request.method == "POST" and form.is_valid() and attempt(
        form, lambda: operations.delegate(appointment, actor=request.actor, **form.cleaned_data)
    )  # fmt: skip
    if lent:
        messages.success(request, _("The duty is lent to %(name)s.") % {"name": form.cleaned_data["user"]})
        return redirect("account_duties")
    context = {"form": form, "appointment": appointment, "unit": appointment.unit.standing(today())}
    return render(request, "accounts/lend.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
def no_account(request: Request) -> HttpResponse:
    """Say that no account goes with what the provider told."""
    return render(request, "account/signup_closed.html", status=403)
