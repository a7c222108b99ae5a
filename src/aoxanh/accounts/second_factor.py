"""Who needs a second factor, and leading them to it before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from aoxanh.org.kinds import KINDS
from aoxanh.org.models import UnitVersion, today

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SEEN = "second_factor_seen"
#: Where an officer without a second factor may still go: to set one up, to sign out, and what pages are drawn with.
OPEN_NAMES = frozenset(
    {
        "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_view_recovery_codes",
        "mfa_download_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate", "account_reauthenticate",
        "mfa_reauthenticate_webauthn", "account_logout", "account_change_password", "set_language", "theme",
        "manifest", "service_worker", "offline",
    }
)  # fmt: skip


def has_second_factor(user: Any) -> bool:
    """Whether the account has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def needs_second_factor(user: Any) -> bool:
    """Whether the user holds a duty at a unit whose officers must sign in with two factors (commune and up)."""
    if not settings.AOXANH_REQUIRE_MFA:
        return False
    units = {appointment.unit_id for appointment in user.appointments_today}
    if not units:
        return False
    kinds = UnitVersion.objects.as_of(today()).filter(unit_id__in=units).values_list("kind", flat=True)
    return any(KINDS[kind].officers_need_mfa for kind in kinds)


class SecondFactorMiddleware:
    """Leads an officer from commune level up, who has no second factor yet, to set one up first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass everything on; the decision is made once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], arguments: Any, options: Any
    ) -> HttpResponse | None:
        """Answer with the way to the second factor where one is needed and missing."""
        del arguments, options
        if not settings.AOXANH_REQUIRE_MFA or not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if getattr(request, "token", None):  # made for a program, by who runs the installation
            return None
        closed = getattr(view, "login_required", True) or request.path.startswith("/api/")
        if name in OPEN_NAMES or not closed or request.session.get(SEEN):
            return None
        if not needs_second_factor(request.user):
            return None
        if has_second_factor(request.user):
            request.session[SEEN] = True
            return None
        if request.path.startswith("/api/") or request.headers.get("HX-Request"):
            raise PermissionDenied(_("Your duty needs a second factor. Set up a passkey or an app first."))
        messages.warning(request, _("Your duty needs a second factor. Set up a passkey or an app first."))
        return redirect(reverse("mfa_index"))
