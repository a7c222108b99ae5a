"""From a file to rows of text: through the gate, then parsed in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from aoxanh.intake import child
from aoxanh.intake.gate import inspect, refuse

PATIENCE = 120


def rows_of(path: Path, count: Callable[[int], None] | None = None) -> Iterator[tuple[str, int, list[str]]]:
    """Yield (sheet, row number from 1, cells) of every row; raise Objection for a file that cannot be read safely.

    `count` is told how many rows there are before the first is given.
    """
    kind = inspect(path)
    with tempfile.TemporaryDirectory(prefix="aoxanh-intake-") as folder:
        out = Path(folder) / "rows"
        _parse(kind, path, out)
        if count:
            with out.open("rb") as whole:
                count(sum(1 for _line in whole))
        sheet, number = "", 0
        with out.open(encoding="utf-8") as lines:
            for line in lines:
                cells = json.loads(line)
                if isinstance(cells, dict):
                    sheet, number = cells["sheet"], 0
                    continue
                number += 1
                yield sheet, number, cells


def _parse(kind: str, path: Path, out: Path) -> None:
    command = [sys.executable, "-I", child.__file__, kind, str(path), str(out)]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=PATIENCE, check=False, env={"PYTHONUTF8": "1"}
        )
    except subprocess.TimeoutExpired as expired:
        raise refuse(_("Reading the file took too long. Split it, or save it anew in Excel.")) from expired
    if done.returncode == child.TOO_MANY:
        text = _("The file has more than %(rows)s rows or %(columns)s columns. Split it by unit.")
        raise refuse(text % {"rows": f"{child.MOST_ROWS:,}".replace(",", "."), "columns": child.MOST_COLUMNS})
    if done.returncode != 0:
        raise refuse(
            _(
                "The file cannot be read: it is damaged or made to do harm. Save it anew in Excel and send it again."
            )
        )
