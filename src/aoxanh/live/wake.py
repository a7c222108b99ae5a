"""Waking the hubs after a commit: in this process, by PostgreSQL, or by Redis (`AOXANH_WAKE`).

A wake-up carries nothing: the hub then reads the outbox. One that is lost costs at most the second until the
hub looks by itself, which is also how a hub hears of a worker in another process when nothing else is set.
"""

from __future__ import annotations

import functools
import importlib
import logging
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

CHANNEL = "aoxanh_live"
logger = logging.getLogger("aoxanh.live")
Callback = Callable[[], None]
LISTENERS: set[Callback] = set()


def after_commit() -> None:
    """Wake every hub once the transaction now running has committed."""
    if settings.AOXANH_WAKE == "postgres":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])  # delivered on commit, by PostgreSQL itself
    elif settings.AOXANH_WAKE.startswith("redis"):
        transaction.on_commit(lambda: redis().publish(CHANNEL, ""), robust=True)
    transaction.on_commit(wake_this_process, robust=True)


def wake_this_process() -> None:
    """Call every listener of this process."""
    for listener in list(LISTENERS):
        listener()


def listen(callback: Callback) -> Callback:
    """Call `callback` (from any thread) at each wake-up; return a function that ends it."""
    check()
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
        redis()
    elif way not in {"process", "postgres"}:
        message = f"AOXANH_WAKE: '{way}' is none of process, postgres, redis://…"
        raise ImproperlyConfigured(message)


@functools.cache
def redis() -> Any:
    """Return the Redis client; the package is installed by those who use it."""
    try:
        module = importlib.import_module("redis")
    except ImportError as error:
        message = "AOXANH_WAKE names Redis, but the Python package `redis` is not installed."
        raise ImproperlyConfigured(message) from error
    return module.Redis.from_url(settings.AOXANH_WAKE)


def keep(
    follow: Callable[[Callback, threading.Event], None], callback: Callback, stopping: threading.Event
) -> None:
    """Follow until stopped, and begin again when the line breaks."""
    broken: tuple[type[BaseException], ...] = (OSError, *line_errors())
    while not stopping.is_set():
        try:
            follow(callback, stopping)
        except broken:
            logger.warning("live: the wake-up line broke; trying again")
            callback()
            stopping.wait(1)


def line_errors() -> tuple[type[Exception], ...]:
    """Return what a broken line raises, of the drivers that are in use."""
    name = "psycopg" if settings.AOXANH_WAKE == "postgres" else "redis.exceptions"
    module = importlib.import_module(name)
    return (module.OperationalError,) if name == "psycopg" else (module.RedisError,)


def follow_postgres(callback: Callback, stopping: threading.Event) -> None:
    """Wait on LISTEN, on a connection of its own (never through a transaction pooler)."""
    psycopg = importlib.import_module("psycopg")
    parameters = connection.get_connection_params()
    wanted = {k: v for k, v in parameters.items() if k in {"dbname", "user", "password", "host", "port"}}
    with psycopg.connect(**wanted, autocommit=True) as line:
        line.execute(f"LISTEN {CHANNEL}")
        while not stopping.is_set():
            for _ in line.notifies(timeout=1, stop_after=1):
                callback()


def follow_redis(callback: Callback, stopping: threading.Event) -> None:
    """Wait on a Redis channel."""
    with redis().pubsub(ignore_subscribe_messages=True) as line:
        line.subscribe(CHANNEL)
        while not stopping.is_set():
            if line.get_message(timeout=1):
                callback()
