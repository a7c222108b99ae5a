"""Devices that know an account, by a signed cookie: an attack from elsewhere does not lock its owner out."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from aoxanh.accounts.models import User

COOKIE = "aoxanh_device"
SALT = "accounts.device"
KEPT_SECONDS = 180 * 24 * 3600
ACCOUNTS_A_DEVICE = 10


def known_accounts(request: HttpRequest) -> list[int]:
    """Return the ids of the accounts that signed in on this device before."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return []
    return [pk for pk in found if isinstance(pk, int)] if isinstance(found, list) else []


def knows(request: HttpRequest, user: User | None) -> bool:
    """Whether this device signed in to the account before."""
    return user is not None and user.pk in known_accounts(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Have the device know the account from now on."""
    others = [pk for pk in known_accounts(request) if pk != user.pk]
    value = signing.dumps([user.pk, *others][:ACCOUNTS_A_DEVICE], salt=SALT)
    response.set_cookie(
        COOKIE, value, max_age=KEPT_SECONDS, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE), path="/accounts/",
    )  # fmt: skip
