"""Who is listening, asked of the database: when a stream opens and again every second while it is open.

Two queries answer for up to 500 sessions at once, however many streams each has; a topic's own rule is asked
once per person and topic.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from aoxanh.live.topics import may_listen

CHUNK = 500


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(items)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


@functools.lru_cache(maxsize=20_000)
def _claims(data: str) -> tuple[str, str] | None:
    """Return (user id, password hash) a session's data claims, or None; reading a signature costs 0.1 ms."""
    claims = SessionStore().decode(data)
    if claims.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user_id, secret = claims.get(SESSION_KEY), claims.get(HASH_SESSION_KEY)
    return (user_id, secret) if user_id and secret else None


def _secret_holds(secret: str, user: Any) -> bool:
    """Whether a session's hash was made under this password (or an older signing key still accepted)."""
    accepted = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(secret, one) for one in accepted)


def people_of(session_keys: Collection[str]) -> dict[str, Any]:
    """Return the active user of each session that is still good; the others are absent."""
    claims: dict[str, tuple[str, str]] = {}
    for keys in _chunks(sorted(set(session_keys) - {""})):
        rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
        for key, data in rows.values_list("session_key", "session_data"):
            if found := _claims(data):
                claims[key] = found
    users: dict[str, Any] = {}
    for ids in _chunks(sorted({user_id for user_id, _ in claims.values()})):
        active = get_user_model().objects.filter(pk__in=ids, is_active=True)
        users.update({str(user.pk): user for user in active})
    return {
        key: users[user_id]
        for key, (user_id, secret) in claims.items()
        if user_id in users and _secret_holds(secret, users[user_id])
    }


def refused(user: Any, topics: Iterable[str]) -> list[str]:
    """Return those of the topics that this user may not hear."""
    return [topic for topic in topics if not may_listen(user, topic)]


def admit(session_key: str, topics: Iterable[str]) -> tuple[Any, list[str]]:
    """Return (user id or None, refused topics) for a stream that wants to open."""
    user = people_of([session_key]).get(session_key) or AnonymousUser()
    return user.pk, refused(user, topics)


def lost(
    streams: Collection[tuple[str, Any, frozenset[str]]],
) -> dict[tuple[str, Any, frozenset[str]], list[str]]:
    """Return the streams (session, user id, topics) that may not go on, each with what is refused to it.

    An empty list means that the person is signed out, switched off, or somebody else by now.
    """
    people = people_of({session for session, _, _ in streams})
    gone: dict[tuple[str, Any, frozenset[str]], list[str]] = {}
    answers: dict[tuple[Any, str], bool] = {}
    for stream in streams:
        session, user_id, topics = stream
        user = people.get(session) or AnonymousUser()
        if user.pk != user_id:
            gone[stream] = []
            continue
        for topic in topics:
            if (user.pk, topic) not in answers:
                answers[user.pk, topic] = may_listen(user, topic)
        if no := sorted(topic for topic in topics if not answers[user.pk, topic]):
            gone[stream] = no
    return gone
