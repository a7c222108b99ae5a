"""Secrets of tokens: made, kept as SHA-256 only, found again; the token itself is shown once."""

from __future__ import annotations

import hashlib
import logging
import secrets

from django.db import Error as DatabaseError
from django.utils import timezone

from aoxanh.accounts.models import Token

MARK = "axt_"
SHOWN = len(MARK) + 6
log = logging.getLogger("aoxanh.accounts")


def new_secret() -> str:
    """Return a new token, 256 random bits behind our mark, by which a leaked one is recognised."""
    return MARK + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return what is kept of a token: 256 random bits need no salt."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def usable_token(secret: str) -> Token | None:
    """Return the token that opens a door now: known, not ended, not taken back, of an account that may sign in."""
    now = timezone.now()
    found = Token.objects.filter(
        token_sha256=digest_of(secret), revoked_at=None, expires_at__gt=now, user__is_active=True
    )
    token = found.select_related("user").first()
    if token is not None and token.last_used_on != timezone.localdate():
        note_use(token)
    return token


def note_use(token: Token) -> None:
    """Write down that the token was used today; a full disk or a busy database does not stop a reader."""
    try:
        Token.objects.filter(pk=token.pk).update(last_used_on=timezone.localdate())
    except DatabaseError:
        log.warning("the use of a token could not be written down")
