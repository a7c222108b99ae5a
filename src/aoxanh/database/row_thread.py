"""Inserts and updates of many rows on SQLite, run in a thread beside the one that makes the rows.

While SQLite writes some hundred rows it does not hold Python's lock, so the next rows are made meanwhile: on two cores a
file is taken in by a fifth quicker. One statement runs at a time: whatever else is asked of the connection waits until the
rows before it are written, so that nothing can tell the difference, and the first error is raised there.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import Any

from django.db import connection

#: Rows a statement writes, if its columns are few enough; SQLite takes so many values in one.
ROWS, VALUES = 200, 32_000
_here = threading.local()
#: Statements that may wait to be run; whoever makes rows waits for more.
AHEAD = 12


class Beside:
    """The thread of one connection, and what it has still to write."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="rows")
        self._pending: deque[Future[Any]] = deque()

    def insert(self, raw: Any, into: str, columns: int, rows: Iterable[Sequence[Any]]) -> None:
        """Have `rows` of so many columns written by a statement that begins `into`; `raw` is a cursor of sqlite3."""
        one, made = f"({', '.join(['?'] * columns)})", iter(rows)
        many = min(ROWS, VALUES // columns)
        whole = f"{into} VALUES {', '.join([one] * many)}"
        while part := list(islice(made, many)):
            sql = whole if len(part) == many else f"{into} VALUES {', '.join([one] * len(part))}"
            self._run(raw.execute, sql, list(chain.from_iterable(part)))

    def update(self, raw: Any, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Have a statement run once for each of `rows`."""
        for start in range(0, len(rows), ROWS):
            self._run(raw.executemany, sql, rows[start : start + ROWS])

    def _run(self, execute: Callable[..., Any], sql: str, values: Sequence[Any]) -> None:
        if len(self._pending) >= AHEAD:
            self._next()
        self._pending.append(self._pool.submit(execute, sql, values))

    def wait(self) -> None:
        """Return when everything is written; raise the first error, after which nothing more is."""
        while self._pending:
            self._next()

    def end(self) -> None:
        """Return when the thread has ended; what was not begun is not written."""
        self._pool.shutdown(cancel_futures=True)
        self._pending.clear()

    def _next(self) -> None:
        with connection.wrap_database_errors:
            self._pending.popleft().result()

    def ask(self, execute: Callable[..., Any], *asked: Any) -> Any:
        """Run another statement of the connection, after what is pending (a wrapper as Django's `execute_wrapper` takes)."""
        self.wait()
        return execute(*asked)


@contextlib.contextmanager
def beside() -> Iterator[None]:
    """Have rows that are inserted meanwhile on SQLite written beside; they are written when this ends without an error."""
    if connection.vendor != "sqlite" or current() is not None:
        yield
        return
    thread = Beside()
    _here.thread = thread
    try:
        with connection.execute_wrapper(thread.ask):
            yield
        thread.wait()
    finally:
        _here.thread = None
        thread.end()


def current() -> Beside | None:
    """Return the thread that writes rows beside for the connection of the thread that asks, if there is one."""
    return getattr(_here, "thread", None)
