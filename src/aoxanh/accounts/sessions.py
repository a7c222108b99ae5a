"""How long a session lasts: an absolute end, whatever was done in it (ASVS 7.3.2)."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

BEGUN = "signed_in_at"
REMEMBERED_SECONDS = 14 * 24 * 3600
OTHERWISE_SECONDS = 12 * 3600


class SessionEndMiddleware:
    """Signs out a session that has lasted for two weeks, or half a day on a device that was not to be remembered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign out where the time is up, then pass on."""
        if request.user.is_authenticated:
            begun = request.session.get(BEGUN)
            if begun is None:
                request.session[BEGUN] = int(time.time())
            elif time.time() - begun > longest(request):
                logout(request)
                messages.info(request, _("You were signed in for a long time. Please sign in again."))
        return self.get_response(request)


def longest(request: HttpRequest) -> int:
    """Return how many seconds this session may last."""
    return OTHERWISE_SECONDS if request.session.get_expire_at_browser_close() else REMEMBERED_SECONDS
