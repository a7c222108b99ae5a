"""New people's columns, made of what sealed rows say: numbers and contacts sealed under a key of each, keys of search and order.

Of a large file they are made in a process of its own, the next thousands while some are written. That process is given what
it needs and looks at nothing else, neither settings nor database; it ends with whoever began it, however that ends.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import signal
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, Pipe
from queue import SimpleQueue
from subprocess import DEVNULL, Popen, TimeoutExpired
from threading import Thread
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from aoxanh.audit.objection import Objection
from aoxanh.intake.sealed import opened
from aoxanh.vault.keyring import keyring
from aoxanh.vault.sealing import Seal, SealBrokenError, blind_index, house_seal, new_seal
from aoxanh.vietnamese.names import search_key, sort_key

#: From so many rows on a process of its own is worth its beginning.
MANY = 10_000


class Shape(NamedTuple):
    """The fields that are columns of a person: texts, days, and what is sealed (two columns each)."""

    texts: tuple[str, ...]
    days: tuple[str, ...]
    sealed: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of what is made, in its order."""
        pairs = (f"{code}_{part}" for code in self.sealed for part in ("sealed", "index"))
        own = ("uid", "wrapped_key", "full_name", "search", "sort_key", "birth")
        return (*own, *self.texts, *self.days, *pairs, "photo", "created_at", "updated_at", "revision")


class Made(NamedTuple):
    """What is made of a row: a person's columns, and what it says of the branch and the book."""

    columns: tuple[Any, ...]
    unit_id: int
    facts: dict[str, str]


#: Makes of so many sealed rows what they say, all people new at an instant; called again it gives them.
Maker = Callable[[Sequence[bytes], dt.datetime], Callable[[], list[Made]]]


@contextlib.contextmanager
def maker(shape: Shape, rows: int) -> Iterator[Maker]:
    """Give what makes people of sealed rows; where it is to make `rows` and they are many, beside."""
    if rows < MANY:
        yield lambda sealed, now: functools.partial(make, shape, house_seal("intake"), sealed, now)
        return
    here, there = Pipe()
    process = Popen(
        [sys.executable, "-m", __spec__.name, str(there.fileno())],
        stdin=DEVNULL,
        stdout=DEVNULL,
        pass_fds=[there.fileno()],
        env={"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    there.close()
    try:
        here.send((keyring().dump(), tuple(shape)))

        def ask(sealed: Sequence[bytes], now: dt.datetime) -> Callable[[], list[Made]]:
            with heard():
                here.send((sealed, now))
            return functools.partial(answered, here)

        yield ask
    finally:
        here.close()  # by which the process hears that it is over
        with contextlib.suppress(TimeoutExpired):
            process.wait(PATIENCE)
        process.kill()
        process.wait()


#: Seconds a process may take to end.
PATIENCE = 10


@contextlib.contextmanager
def heard() -> Iterator[None]:
    """Raise Objection where the process was ended from outside."""
    try:
        yield
    except (EOFError, OSError) as cut:
        raise Objection(
            _("The work was cut off half way; nothing was written. Try again."), rule="L19"
        ) from cut


def answered(by: Connection) -> list[Made]:
    """Return the next answer of the process; raise what it raised."""
    with heard():
        answer: list[tuple[Any, ...]] | Exception = by.recv()
    if isinstance(answer, Exception):
        raise answer
    return [Made(*one) for one in answer]


def serve(asker: Connection) -> None:
    """Make what is asked for, in order, until nobody asks any more: what the process does.

    What is asked is taken down beside, so that whoever asks for the next need not wait until this one is read.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks is interrupted, and ends this
    waiting: SimpleQueue[Any] = SimpleQueue()

    def listen() -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                waiting.put(asker.recv())
        waiting.put(None)

    Thread(target=listen, daemon=True).start()
    first = waiting.get()
    if first is None:
        return
    settings.configure(AOXANH_KEYRING=first[0])
    shape, seal = Shape(*first[1]), house_seal("intake")
    with contextlib.suppress(OSError):
        while (asked := waiting.get()) is not None:
            try:
                asker.send([tuple(one) for one in make(shape, seal, *asked)])
            except SealBrokenError as error:
                asker.send(error)


def make(shape: Shape, seal: Seal, sealed: Sequence[bytes], now: dt.datetime) -> list[Made]:
    """Return what is made of rows, in their order."""
    found = []
    for row in sealed:
        said = opened(seal, row)
        values = said["values"]
        found.append(Made(person_columns(shape, values, now), said["unit"], of_book(values)))
    return found


def of_book(values: dict[str, str]) -> dict[str, str]:
    """Return what a row says for the book."""
    return {code: values[code] for code in ("joined_on", "card_number") if values.get(code)}


def person_columns(shape: Shape, values: dict[str, str], now: dt.datetime) -> tuple[Any, ...]:
    """Return a new person's columns, numbers and contacts sealed under a key of their own."""
    uid = uuid.uuid4()
    held = {code: values[code] for code in shape.sealed if values.get(code)}
    wrapped, seal = new_seal(str(uid)) if held else (None, None)
    sealed: list[Any] = []
    for code in shape.sealed:
        sealed += (
            [seal.close(held[code], code), blind_index(code, held[code])]
            if seal and code in held
            else [None, ""]
        )
    name = values["full_name"]
    days = (dt.date.fromisoformat(values[code]) if values.get(code) else None for code in shape.days)
    return (
        uid, wrapped, name, search_key(name)[:160], sort_key(name)[:500], values.get("birth", ""),
        *(values.get(code, "") for code in shape.texts), *days, *sealed, "", now, now, 1,
    )  # fmt: skip


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
