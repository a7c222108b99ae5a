"""From a file to rows of text: through the gate, then parsed in a process of its own while its rows are looked at."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from pydantic_core import from_json

from aoxanh.audit.objection import Objection
from aoxanh.intake import child
from aoxanh.intake.gate import inspect, refuse

#: Seconds without a word from the parser after which it is given up.
PATIENCE = 120
PIECE = 1 << 20


Row = tuple[str, int, list[str]]


@contextlib.contextmanager
def reading(path: Path, count: Callable[[int], None] | None = None) -> Iterator[Iterator[Row]]:
    """Have a file parsed, from now on, beside what else is to be done; give (sheet, row number from 1, cells) of every row.

    Raises Objection for a file that cannot be read safely. What the parser finds wrong late is raised after the rows before
    it, so whoever writes them must be ready to write none. `count` is told about how many rows there are before the first
    is given. The parser is ended with the block, however that ends.
    """
    kind = inspect(path)
    parser = subprocess.Popen(
        [sys.executable, "-I", child.__file__, kind, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONUTF8": "1"},
    )
    try:
        yield _rows(parser, count)
    finally:
        parser.kill()
        parser.communicate()


def rows_of(path: Path) -> Iterator[Row]:
    """Yield the rows of a file as `reading` gives them."""
    with reading(path) as rows:
        yield from rows


def _rows(parser: subprocess.Popen[bytes], count: Callable[[int], None] | None) -> Iterator[Row]:
    """Yield the rows the parser tells of, until it ends well."""
    sheet, number = "", 0
    for line in _lines(parser):
        cells = from_json(line)
        if isinstance(cells, dict):
            if "rows" in cells:
                if count:
                    count(cells["rows"])
            else:
                sheet, number = cells["sheet"], 0
            continue
        number += 1
        yield sheet, number, cells
    try:
        code = parser.wait(PATIENCE)
    except subprocess.TimeoutExpired as expired:
        raise _too_slow() from expired
    if code == child.TOO_MANY:
        text = _("The file has more than %(rows)s rows or %(columns)s columns. Split it by unit.")
        raise refuse(text % {"rows": f"{child.MOST_ROWS:,}".replace(",", "."), "columns": child.MOST_COLUMNS})
    if code != 0:
        raise refuse(
            _(
                "The file cannot be read: it is damaged or made to do harm. Save it anew in Excel and send it again."
            )
        )


def _lines(parser: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Yield whole lines; what the parser leaves unfinished is dropped with it."""
    assert parser.stdout is not None  # noqa: S101 - asked for above
    pipe, rest, waiting = parser.stdout.fileno(), b"", select.poll()
    waiting.register(pipe, select.POLLIN | select.POLLHUP)
    while True:
        if not waiting.poll(PATIENCE * 1000):
            raise _too_slow()
        piece = os.read(pipe, PIECE)
        if not piece:
            return
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole


def _too_slow() -> Objection:
    return refuse(_("Reading the file took too long. Split it, or save it anew in Excel."))
