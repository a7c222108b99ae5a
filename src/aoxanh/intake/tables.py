"""Finding the table in a sheet: the row of headings, what each column is, which rows are people and which are not."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from aoxanh.audit.objection import Objection
from aoxanh.intake.fields import BY_NAME, mended
from aoxanh.vietnamese.names import fold

LOOKED = 40
NOTES = ("nguoi lap", "tm.", "tm ", "kt.", "danh sach nay", "ghi chu:", "lap bang", "xac nhan", "noi nhan")
NUMBERING = {"tt", "stt", "so tt", "so thu tu"}
COLUMN_NUMBER = re.compile(r"\(?[0-9]{1,2}\)?")
NAMES = {"full_name", "first_name"}
#: What the headings of names begin with: other cells need no closer look. In an old font too, they begin so.
INITIALS = {name[0] for name, code in BY_NAME.items() if code in NAMES}
TOTAL = re.compile(r"(tong|cong)( (so|cong))?\s*[:0-9]*$|tong (so|cong)\b")


@dataclass
class Table:
    """One sheet's table: `columns` maps a place to a field's code; rows follow the headings."""

    sheet: str
    head: int
    headings: list[str]
    columns: dict[int, str]
    unknown: list[str] = field(default_factory=list)

    @functools.cached_property
    def others(self) -> list[tuple[int, str]]:
        """Return the columns nobody knows, by place and heading; what has no heading, or only numbers rows, is left out."""
        return [
            (place, heading)
            for place, heading in enumerate(self.headings)
            if heading and place not in self.columns and fold(heading).rstrip(".") not in NUMBERING
        ]

    def rest(self, cells: list[str]) -> dict[str, str]:
        """Return a row's cells in columns nobody knows, by heading; of two of one heading the first that is filled."""
        found: dict[str, str] = {}
        for place, heading in self.others:
            if place < len(cells) and cells[place]:
                found.setdefault(heading, cells[place])
        return found


@dataclass(frozen=True)
class Raw:
    """A row of people: where it stands in the file, its cells by field, and those of unknown columns by heading."""

    sheet: str
    row: int
    cells: dict[str, str]
    more: dict[str, str] = field(default_factory=dict)


def match(heading: str) -> str:
    """Return the field a heading names, or nothing."""
    text = re.sub(r"\s*[(\[].*?[)\]]\s*", " ", fold(mended(heading)))
    text = re.sub(r"[*:]+$", "", " ".join(text.split())).strip()
    return BY_NAME.get(text, "")


def find(
    sheet: str, rows: list[tuple[int, list[str]]], mapping: dict[str, str] | None = None
) -> Table | None:
    """Return the table whose headings the first rows hold: the row that names most fields, the name among them.

    `mapping` says what headings mean that are not known by themselves (folded heading → field, "" for none).
    """
    best: Table | None = None
    for number, cells in rows[:LOOKED]:
        columns: dict[int, str] = {}
        for place, cell in enumerate(cells):
            code = (mapping or {}).get(fold(mended(cell)), match(cell)) if cell else ""
            if code and code not in columns.values():
                columns[place] = code
        named = "full_name" in columns.values() or {"last_name", "first_name"} <= set(columns.values())
        if named and len(columns) > 1 and (best is None or len(columns) > len(best.columns)):
            unknown = [mended(cell) for place, cell in enumerate(cells) if cell and place not in columns]
            best = Table(sheet, number, [mended(cell) for cell in cells], columns, unknown)
    return best


def people(table: Table, rows: Iterable[tuple[int, list[str]]]) -> Iterator[Raw]:
    """Yield the rows below the headings that are people; blank rows, numbered headings and totals are left out."""
    columns = list(table.columns.items())
    for number, cells in rows:
        if number <= table.head:
            continue
        width = len(cells)
        found = {code: cells[place] for place, code in columns if place < width and cells[place]}
        if found and not is_note(found, cells):
            yield Raw(table.sheet, number, found, table.rest(cells))


def is_note(found: dict[str, str], cells: list[str]) -> bool:
    """Whether a row is no person: a total, a signature, column numbers, or headings printed again."""
    first = next((cell for cell in cells if cell), "")
    if not first.isdecimal() and is_remark(first):
        return True
    name = found.get("full_name") or found.get("first_name", "")
    if not name and sum(1 for cell in cells if cell) == 1:
        return True
    if name and (not name[0].isalpha() or name[0].lower() in INITIALS) and match(name) in NAMES:
        return True
    return len(found) > 1 and all(COLUMN_NUMBER.fullmatch(cell) for cell in cells if cell)


def is_remark(text: str) -> bool:
    """Whether a cell begins a total, a signature or a note."""
    first = fold(mended(text))
    return bool(TOTAL.match(first)) or first.startswith(NOTES)


def tables(
    lines: Iterable[tuple[str, int, list[str]]], mapping: dict[str, str] | None = None
) -> Iterator[tuple[Table, Iterator[Raw]]]:
    """Yield each sheet's table with its people, sheet after sheet and without holding a sheet in memory.

    The people of a sheet must be walked before the next one is asked for. Raises Objection where no sheet holds
    a table.
    """
    none = True
    for sheet, group in itertools.groupby(lines, key=lambda line: line[0]):
        rows = ((number, cells) for _sheet, number, cells in group)
        first = list(itertools.islice(rows, LOOKED))
        table = find(sheet, first, mapping)
        if table is not None:
            none = False
            yield table, people(table, itertools.chain(first, rows))
    if none:
        text = _(
            "No table of people was found: one row must name its columns, “Họ và tên” among them. Use the template."
        )
        raise Objection(text, field="file", rule="R-REC §3.2")
