"""Waking the hubs after a commit: in this process, by PostgreSQL, or by Redis (`AOXANH_WAKE`).

A wake-up carries nothing: the hub then reads the outbox. One that is lost costs at most the second until the
hub looks by itself, which is also how a hub hears of a worker in another process when nothing else is set.
"""

from __future__ import annotations

import importlib
import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from aoxanh.database.direct import direct_parameters
from aoxanh.live import redis

CHANNEL = "aoxanh_live"
logger = logging.getLogger("aoxanh.live")
Callback = Callable[[], None]
LISTENERS: set[Callback] = set()
#: Until when Redis, found away, is left alone.
quiet_until = 0.0


def after_commit() -> None:
    """Wake every hub once the transaction now running has committed."""
    if settings.AOXANH_WAKE == "postgres":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])  # delivered on commit, by PostgreSQL itself
    elif settings.AOXANH_WAKE.startswith("redis"):
        transaction.on_commit(publish_on_redis, robust=True)
    transaction.on_commit(wake_this_process, robust=True)


def wake_this_process() -> None:
    """Call every listener of this process."""
    for listener in list(LISTENERS):
        listener()


def listen(callback: Callback) -> Callback:
    """Call `callback` (from any thread) at each wake-up; return a function that ends it."""
    LISTENERS.add(callback)
    stopping = threading.Event()
    follow = {"p": follow_postgres, "r": follow_redis}
    if settings.AOXANH_WAKE != "process":
        target = follow[settings.AOXANH_WAKE[0]]
        threading.Thread(
            target=keep, args=(target, callback, stopping), name="live-wake", daemon=True
        ).start()

    def stop() -> None:
        LISTENERS.discard(callback)
        stopping.set()

    return stop


def check() -> None:
    """Raise ImproperlyConfigured when `AOXANH_WAKE` cannot work here."""
    way = settings.AOXANH_WAKE
    if way == "postgres" and connection.vendor != "postgresql":
        message = "AOXANH_WAKE=postgres needs a PostgreSQL AOXANH_DATABASE_URL."
        raise ImproperlyConfigured(message)
    if way.startswith(("redis://", "rediss://")):
        try:
            redis.Line(way).socket.close()
        except OSError as error:
            message = f"AOXANH_WAKE: Redis cannot be reached: {error}"
            raise ImproperlyConfigured(message) from error
    elif way not in {"process", "postgres"}:
        message = f"AOXANH_WAKE: '{way}' is none of process, postgres, redis://…"
        raise ImproperlyConfigured(message)


def publish_on_redis() -> None:
    """Wake the hubs of every process; while Redis cannot be reached they look by themselves, each second."""
    global quiet_until  # noqa: PLW0603 - one place a process
    if time.monotonic() < quiet_until:
        return
    try:
        with redis.Line(settings.AOXANH_WAKE, timeout=0.5) as line:
            line.ask("PUBLISH", CHANNEL, "")
    except OSError as error:
        quiet_until = time.monotonic() + 5  # commits do not wait for it again and again
        logger.warning("live: Redis could not be reached: %s", error)


def keep(
    follow: Callable[[Callback, threading.Event], None], callback: Callback, stopping: threading.Event
) -> None:
    """Follow until stopped, and begin again when the line breaks."""
    broken: tuple[type[Exception], ...] = (OSError, *line_errors())
    while not stopping.is_set():
        try:
            follow(callback, stopping)
        except broken:
            logger.warning("live: the wake-up line broke; trying again")
            callback()
            stopping.wait(1)


def line_errors() -> tuple[type[Exception], ...]:
    """Return what a broken line to PostgreSQL raises; Redis's are OSErrors."""
    if settings.AOXANH_WAKE != "postgres":
        return ()
    return (importlib.import_module("psycopg").OperationalError,)


def follow_postgres(callback: Callback, stopping: threading.Event) -> None:
    """Wait on LISTEN, on a connection of its own (never through a transaction pooler)."""
    psycopg = importlib.import_module("psycopg")
    with psycopg.connect(**direct_parameters(), autocommit=True) as line:
        line.execute(f"LISTEN {CHANNEL}")
        while not stopping.is_set():
            for _ in line.notifies(timeout=1, stop_after=1):
                callback()


def follow_redis(callback: Callback, stopping: threading.Event) -> None:
    """Wait on a Redis channel."""
    with redis.Line(settings.AOXANH_WAKE) as line:
        for woken in line.messages(CHANNEL, seconds=1):
            if stopping.is_set():
                return
            if woken:
                callback()
