"""The parser's own process: `python child.py KIND FILE OUT`, with little memory and time, and no house to harm.

Writes each sheet to OUT as lines of JSON: {"sheet": name}, then one list of cell texts a row. Imports nothing of
the house: what a hostile file might break is only this.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

MEMORY = 1400 * 1024 * 1024
SECONDS = 90
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 250_000, 200, 2_000
TOO_MANY = 3


def main(kind: str, source: str, target: str) -> int:
    """Read the file; return 0, or 3 for too many rows or columns."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    rows = 0
    with Path(target).open("w", encoding="utf-8") as out:
        for name, lines in sheets(kind, source):
            out.write(json.dumps({"sheet": name[:100]}) + "\n")
            for line in lines:
                rows += 1
                cells = [text_of(cell) for cell in line]
                while cells and not cells[-1]:
                    cells.pop()
                if rows > MOST_ROWS or len(cells) > MOST_COLUMNS:
                    return TOO_MANY
                out.write(json.dumps(cells, ensure_ascii=False) + "\n")
    return 0


def sheets(kind: str, source: str) -> Iterator[tuple[str, Iterable[Iterable[Any]]]]:
    """Yield each sheet that is seen, with its rows."""
    if kind == "csv":
        yield "", csv_rows(Path(source).read_bytes())
        return
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - not for CSV

    book = CalamineWorkbook.from_path(source)
    for number, about in enumerate(book.sheets_metadata):
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_index(number)
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS * 10:
                sys.exit(TOO_MANY)
            yield about.name, sheet.to_python(skip_empty_area=False)


def csv_rows(body: bytes) -> Iterator[list[str]]:
    """Yield the rows of a CSV file in UTF-8, UTF-16 or Windows-1258, with whatever separates its cells."""
    text = decoded(body)
    first = text[:4000]
    delimiter = max(";\t,|", key=first.count) if any(mark in first for mark in ";\t,|") else ","
    csv.field_size_limit(MOST_CELL * 50)
    yield from csv.reader(text.splitlines(), delimiter=delimiter)


def decoded(body: bytes) -> str:
    """Return the text of a file."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\x00" in body[:200]:
            return body.decode("utf-16-le", "replace")
        return body.decode("cp1258", "replace")


def text_of(cell: Any) -> str:
    """Return a cell as text: days as 2023-06-25, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, bool):
        return "x" if cell else ""
    return str(cell)[:MOST_CELL].strip()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
