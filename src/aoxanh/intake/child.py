"""The parser's own process: `python child.py KIND FILE`, with little memory and time, and no house to harm.

Writes lines of JSON as it reads: {"rows": how many there are, about}, then of each sheet {"sheet": name} and one list
of cell texts a row. Imports nothing of the house: what a hostile file might break is only this.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import re
import resource
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

MEMORY = 1400 * 1024 * 1024
SECONDS = 90
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 250_000, 200, 2_000
TOO_MANY = 3
#: Rows of a text file looked at to learn what separates its cells.
SNIFFED = 40


def main(kind: str, source: str) -> int:
    """Read the file; return 0, or 3 for too many rows or columns."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    rows, out, encode = 0, sys.stdout, json.JSONEncoder(ensure_ascii=False).encode
    total, found = sheets(kind, source)
    out.write(encode({"rows": total}) + "\n")
    for name, lines in found:
        out.write(encode({"sheet": name[:100]}) + "\n")
        for line in lines:
            rows += 1
            cells = [
                cell.strip() if type(cell) is str and len(cell) <= MOST_CELL else text_of(cell)
                for cell in line
            ]
            while cells and not cells[-1]:
                cells.pop()
            if rows > MOST_ROWS or len(cells) > MOST_COLUMNS:
                return TOO_MANY
            out.write(encode(cells) + "\n")
    out.flush()
    return 0


Sheets = Iterator[tuple[str, Iterable[Iterable[Any]]]]


def sheets(kind: str, source: str) -> tuple[int, Sheets]:
    """Return about how many rows there are, and each sheet that is seen with its rows."""
    if kind == "csv":
        text = decoded(Path(source).read_bytes())
        return text.count("\n") + 1, iter([("", csv_rows(text))])
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - not for CSV

    book = CalamineWorkbook.from_path(source)
    seen = [
        number
        for number, about in enumerate(book.sheets_metadata)
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
    ]
    first = book.get_sheet_by_index(seen[0]) if seen else None
    return (first.total_height if first else 0), worksheets(book, seen, first)


def worksheets(book: Any, seen: list[int], first: Any) -> Sheets:
    """Yield the sheets of a workbook; one is held at a time."""
    sheet = first
    for number in seen:
        sheet = sheet or book.get_sheet_by_index(number)
        if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS * 10:
            sys.stdout.flush()
            sys.exit(TOO_MANY)
        yield sheet.name, placed(sheet)
        sheet = None


def placed(sheet: Any) -> Iterator[list[Any]]:
    """Yield the rows of a sheet, each cell at its own place; empty columns to the left are no cells of the reader's.

    A cell merged over rows of its column is said in each of them.
    """
    left = [""] * (sheet.start[1] if sheet.start else 0)
    merged = sorted(span for span in sheet.merged_cell_ranges or () if span[0][1] == span[1][1])
    coming = iter(merged)
    span, open_ones = next(coming, None), {}
    for number, row in enumerate(sheet.iter_rows()):
        cells = left + row if left else row
        while span and span[0][0] <= number:
            open_ones[span[0][1]] = (span[1][0], cells[span[0][1]] if span[0][1] < len(cells) else "")
            span = next(coming, None)
        for place, (last, cell) in list(open_ones.items()):
            if place < len(cells):
                cells[place] = cell
            if number >= last:
                del open_ones[place]
        yield cells


def csv_rows(text: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV file, with whatever separates its cells; a cell may hold more than one line."""
    csv.field_size_limit(MOST_CELL * 50)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text[:20_000]))


def delimiter_of(text: str) -> str:
    """Return what separates the cells: what cuts most of the first rows into equally many, an address its commas aside."""
    best, found = (0, 0), ","
    for mark in ";\t,|":
        rows = itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), SNIFFED)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, lines = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        if (lines, width) > best:
            best, found = (lines, width), mark
    return found


#: In Windows-1258 a tone follows its vowel, and these letters and signs are in no Vietnamese word.
FOREIGN = re.compile(
    "(?<![aăâeêioôơuưyAĂÂEÊIOÔƠUƯY])[\u0300\u0301\u0303\u0309\u0323]|[¡-¬®-¿ÄÅÆÇËÎÏÑÖ×ØÛÜäåæçëîïñö÷øûüÿ\u00ad]"
)
NATIVE = re.compile("[ÀÁÂÃÈÉÊÍÓÔÙÚàáâèéêíóôùúĂăĐđƠơƯư\u0300\u0301\u0303\u0309\u0323]")


def decoded(body: bytes) -> str:
    """Return the text of a file: in Unicode, else in Windows-1258, else in one byte a letter as the old fonts have it."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1258", "replace")
        if len(FOREIGN.findall(text)) * 4 > len(NATIVE.findall(text)):
            return body.decode("latin-1")
        return text


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
    sys.exit(main(*sys.argv[1:3]))
