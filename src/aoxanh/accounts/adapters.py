"""How allauth is at home here: no sign-up, our throttle, sealed secrets, notices, no accounts made by providers."""

from __future__ import annotations

import base64
import io
import logging
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.sites.shortcuts import get_current_site
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.accounts import devices, mail, operations, throttle
from aoxanh.accounts.models import User
from aoxanh.accounts.names import find_by_any_name
from aoxanh.accounts.second_factor import FACTORS, needs_second_factor
from aoxanh.audit.actor import client_address
from aoxanh.ui.errors import render_error
from aoxanh.vault.sealing import house_seal

log = logging.getLogger("aoxanh.accounts")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in with a password, as this house wants it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer no: accounts are opened by an officer's link."""
        del request
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the caller's address, behind our own proxies only."""
        return client_address(request, settings.AOXANH_TRUSTED_PROXIES) or "0.0.0.0"  # noqa: S104 - no address, not a bind

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Write the attempt down, or answer 429 with when to try again, right password or wrong."""
        name = str(credentials.get("username", ""))
        known = devices.knows(request, find_by_any_name(name))
        self.attempt, until = throttle.begin(
            throttle.attempt_of(name, self.get_client_ip(request)), known_device=known
        )
        if until is not None:
            log.warning("sign-in refused until %s", until.isoformat(timespec="seconds"))
            raise ImmediateHttpResponse(wait_page(request, until))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return the account whose name and password these are; forget its failures here."""
        user = super().authenticate(request, **credentials)
        if user:
            throttle.forgive(self.attempt)
        else:
            log.warning("sign-in failed")
        return user

    def clean_password(self, password: str, user: Any = None) -> str:
        """Return the password if it is good enough."""
        password_validation.validate_password(password, user)
        return password

    def set_password(self, user: User, password: str) -> None:
        """Set a password that was checked."""
        operations.set_password(user, password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put an e-mail in the queue; one that cannot be is written to the log and never stops what was done."""
        request = allauth.request
        context = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        message = self.render_mail(template_prefix, email, context)
        try:
            mail.send_soon(message.to, str(message.subject), str(message.body))
        except DatabaseError:
            log.exception("e-mail could not be queued: %s", template_prefix)


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: sealed at rest, and not taken away where they are needed."""

    def encrypt(self, text: str) -> str:
        """Return a secret sealed for the database."""
        return base64.b64encode(house_seal("mfa").close(text, "secret")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        return house_seal("mfa").open(base64.b64decode(encrypted_text), "secret")

    def build_totp_svg(self, url: str) -> str:
        """Draw the QR code an authenticator app reads."""
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
        return drawn.getvalue().decode()

    def get_totp_label(self, user: Any) -> str:
        """Return what the app shows beside the code."""
        return str(user.username)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return who asks for the passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Áo Xanh"}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """Return a name to begin with, when none was typed."""
        return _("Passkey %(n)s") % {
            "n": Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether this one may go: not the last where duty asks for one, nor beside a short password."""
        if authenticator.type not in FACTORS:
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        if others.exclude(pk=authenticator.pk).exists():
            return True
        user = User.objects.get(pk=authenticator.user_id)
        return not (user.short_password or needs_second_factor(user))


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Sign-in through an OpenID Connect provider: existing accounts only."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Answer no: a provider never makes an account."""
        del request, sociallogin
        return False


def wait_page(request: HttpRequest, until: Any) -> HttpResponse:
    """Return the page that says when to try again."""
    minutes = throttle.minutes_until(until)
    text = ngettext(
        "For the account's safety sign-in is paused. Try again at %(at)s (in about %(n)s minute)."
        " If you forgot the password, ask your unit's secretary for a new link.",
        "For the account's safety sign-in is paused. Try again at %(at)s (in about %(n)s minutes)."
        " If you forgot the password, ask your unit's secretary for a new link.",
        minutes,
    )
    said = text % {"at": f"{timezone.localtime(until):%H:%M}", "n": minutes}
    seconds = max(1, int((until - timezone.now()).total_seconds()) + 1)
    return render_error(request, 429, text=said, retry_after=seconds)
