"""Lets a program in by its token, below /api/ only; it then acts with what the token leaves of its user's rights."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse

from aoxanh.accounts.tokens import usable_token


class TokenMiddleware:
    """Sets `request.token`, and `request.user` by it.

    A request that shows any credentials in its header never falls back to a session: a wrong token is nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, as who the token says."""
        request.token = None  # type: ignore[attr-defined]
        header = request.headers.get("Authorization")
        if header and request.path.startswith("/api/"):
            scheme, _space, secret = header.partition(" ")
            token = usable_token(secret.strip()) if scheme.lower() == "bearer" else None
            request.session = SessionStore()  # a program has none: nothing of it is read or kept
            request.token = token  # type: ignore[attr-defined]
            request.user = token.bearer() if token else AnonymousUser()
        return self.get_response(request)
