"""The kinds of background work and the schedules: a room declares its own in its `tasks.py`.

@job("people.import", title=_("Import of people"))
def import_people(run, *, intake):
    for done, row in enumerate(rows):
        run.progress(done, len(rows))      # raises Cancelled when somebody asked to stop
    return {"taken": 12}                   # ids, codes and counts: the result

@scheduled("0 2 * * *", title=_("Fold the counts"), catch_up="once")
def fold_counts(run): ...                  # run.due_at is the time it stands for
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

CatchUp = Literal["once", "all", "skip"]


@dataclass(frozen=True)
class Kind:
    """A kind of work: its function, its title, and how often and when it is tried again."""

    name: str
    function: Callable[..., Any]
    title: Any
    attempts: int
    backoff: float

    def wait_before(self, attempt: int) -> timedelta:
        """Return how long to wait before attempt 2, 3, …: doubling each time, give or take a quarter."""
        seconds = min(self.backoff * 2 ** (attempt - 2), 3600)
        return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - jitter, not a secret


@dataclass(frozen=True)
class Schedule:
    """When a kind of work is due, on the clock of Vietnam, and what to do about times that were missed.

    `once`: run once for all missed times. `all`: once for each. `skip`: only if it is due just now.
    """

    name: str
    cron: str
    catch_up: CatchUp


KINDS: dict[str, Kind] = {}
SCHEDULES: dict[str, Schedule] = {}


def job(
    name: str, *, title: Any, attempts: int = 3, backoff: float = 10
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a kind of work `f(run, **arguments)`; it may be started with `start_job(name, actor, …)`.

    The function must be safe to run again: it may have been interrupted anywhere. Write in short
    transactions, so that progress is seen and SQLite's one writer is shared.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        if name in KINDS and KINDS[name].function.__module__ != function.__module__:
            message = f"Two kinds of job are called '{name}'."
            raise RuntimeError(message)
        KINDS[name] = Kind(name, function, title, attempts, backoff)
        return function

    return declare


def scheduled(
    cron: str,
    *,
    title: Any,
    catch_up: CatchUp = "once",
    name: str = "",
    attempts: int = 3,
    backoff: float = 60,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare work that is due by the clock of Vietnam; `name` defaults to room and function."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        room = function.__module__.split(".")[1] if "." in function.__module__ else function.__module__
        called = name or f"{room}.{function.__name__}"
        SCHEDULES[called] = Schedule(called, cron, catch_up)
        return job(called, title=title, attempts=attempts, backoff=backoff)(function)

    return declare


def title_of(kind: str) -> str:
    """Return the title of a kind, in the language now active."""
    return str(KINDS[kind].title) if kind in KINDS else kind
