"""Who may come in: a token with the scope asked for, or a signed-in page of our own.

A door looks at the way somebody came; what they may then do is asked of the same policies as on the pages.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase
from ninja.throttling import BaseThrottle
from ninja.utils import check_csrf

from aoxanh.api.problems import Refused
from aoxanh.audit.middleware import UNSAFE

LONGEST_KEY = 80


class Door(AuthBase):
    """Lets in whoever signed in, by a page's session or by a token that carries `scope`."""

    openapi_type = "http"
    scope = ""

    def __call__(self, request: HttpRequest) -> Any:
        """Return the user; None (401) for nobody; refuse a token without the scope and a write without a key."""
        if not request.user.is_authenticated:
            return None
        token = getattr(request, "token", None)
        if token is not None and self.scope and self.scope not in token.scopes:
            raise PermissionDenied(_("The scopes of this token do not include “%s”.") % self.scope)
        if request.method in UNSAFE:
            if token is None and check_csrf(request):
                raise PermissionDenied(_("A page that writes must send its CSRF token."))
            require_key(request)
        return request.user


def require_key(request: HttpRequest) -> None:
    """Refuse a write that could not be sent again safely (proof R4)."""
    if not 0 < len(request.headers.get("Idempotency-Key", "")) <= LONGEST_KEY:
        text = _("Send a header Idempotency-Key, new for each change: up to 80 letters, for example a UUID.")
        raise Refused(status=400, detail=text)


def door(scope: str) -> Door:
    """Return a door that opens to tokens with this scope; its class name carries the scope into the schema."""
    made: Door = type(scope.replace(":", "_"), (Door,), {"scope": scope})()
    return made


class Pace(BaseThrottle):
    """How often one token or one person may ask in a span of time; each process counts for itself."""

    def __init__(self, name: str) -> None:
        self.name = name

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request; return whether it may go on."""
        most, seconds = settings.AOXANH_API_PACE[self.name]
        token = getattr(request, "token", None)
        who = f"token:{token.pk}" if token else f"user:{request.user.pk}"
        key = f"pace:{self.name}:{who}:{int(time.time() // seconds)}"
        cache.add(key, 0, seconds)
        with suppress(ValueError):  # dropped from a full cache between the two lines
            return cache.incr(key) <= most
        return True

    def wait(self) -> float:
        """Return the seconds until the next span begins."""
        _most, seconds = settings.AOXANH_API_PACE[self.name]
        return float(seconds - time.time() % seconds)
