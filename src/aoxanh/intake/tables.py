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
from aoxanh.intake.headings import NAMES, Head, heads, match
from aoxanh.vietnamese.names import fold

LOOKED = 40
SIGNED = ("nguoi lap", "tm.", "tm ", "t/m", "kt.", "lap bang", "noi nhan")
NOTES = (*SIGNED, "danh sach nay", "ghi chu:", "xac nhan")
NUMBERING = {"tt", "stt", "so tt", "so thu tu"}
COLUMN_NUMBER = re.compile(r"\(?[0-9]{1,2}\)?")
#: What the headings of names begin with: other cells need no closer look. In an old font too, they begin so.
INITIALS = {name[0] for name, code in BY_NAME.items() if code in NAMES}
#: Tổng, or without its accent; not Tống, which is a family name.
TOTAL = re.compile(
    r"(tổng|tong|cộng|cong)( (số|so|cộng|cong))?[\s:0-9]*$|(tổng|tong) (số|so)\b|(tổng (cộng|cong)|tong cong\s*[:(0-9])"
)
#: A row that stands over the people of a branch: a numeral, the branch, how many they are.
BRANCH = re.compile(
    r"(?:(?:[ivx]+|[a-z]|[0-9]{1,2})\s*[.)/-]\s*)?((?:chi doan|lien chi doan|cd|lop|thon|xom|to dan pho|tdp|khoi pho|khu pho) .*)"
)
NUMERAL = re.compile(r"(?:[ivx]+|[a-z]|[0-9]{1,3})[.)]?")
COUNT = re.compile(r"\s*[:(–-]\s*\(?[0-9]+[^0-9]*$")
MOST_SAID = 3
#: What rows over or after the people have no digits of; after the signatures a row is a person only with one of these.
OF_PEOPLE = {"birth", "citizen_id", "joined_on"}


@dataclass
class Table:
    """One sheet's table: `columns` maps a place to a field's code; rows follow the headings."""

    sheet: str
    head: int
    headings: list[str]
    columns: dict[int, str]
    reading: Head

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


def find(
    sheet: str, rows: list[tuple[int, list[str]]], mapping: dict[str, str] | None = None
) -> Table | None:
    """Return the table whose headings the first rows hold: those that name most fields, the name among them.

    `mapping` says what headings mean that are not known by themselves (folded heading → field, "" for none).
    """
    best: Head | None = None
    for at in range(min(LOOKED, len(rows))):
        found = max(heads(rows, at, mapping or {}), key=lambda head: (len(head.columns), head.last))
        if found.names_people and (best is None or len(found.columns) > len(best.columns)):
            best = found
    return Table(sheet, best.last, best.headings, best.columns, best) if best else None


def people(table: Table, rows: Iterable[tuple[int, list[str]]]) -> Iterator[Raw]:
    """Yield the rows below the headings that are people; blank rows, numbered headings, totals and signatures are left out.

    A row that names a branch says where those below it belong, unless a column says so.
    """
    columns = list(table.columns.items())
    branch, signed = "", False
    for number, told in rows:
        if number <= table.head or told == table.reading.second:
            continue
        cells = table.reading.join(told)
        width = len(cells)
        found = {code: cells[place] for place, code in columns if place < width and cells[place]}
        if not any(sign.isdecimal() for code in OF_PEOPLE for sign in found.get(code, "")):
            if named := branch_over(told):
                branch, signed = named, False
                continue
            numbered = next(filter(None, told), "").isdecimal()
            signed = signed or (not numbered and is_signature(told))
            if signed and not numbered:
                continue
        if not found or is_note(found, told):
            continue
        if branch:
            found.setdefault("unit", branch)
        yield Raw(table.sheet, number, found, table.rest(cells))


def branch_over(cells: list[str]) -> str:
    """Return the branch a row names that says nothing else, or nothing."""
    said = [cell for cell in cells if cell]
    if not 0 < len(said) <= MOST_SAID:
        return ""
    texts = [cell for cell in said if not NUMERAL.fullmatch(fold(cell))]
    if len(texts) != 1:
        return ""
    text = COUNT.sub("", mended(texts[0]))
    found = BRANCH.fullmatch(fold(text))
    return text[-len(found[1]) :].strip() if found else ""


def is_signature(cells: list[str]) -> bool:
    """Whether a row begins the end of a list: who made it, who signs it."""
    return any(fold(mended(cell)).startswith(SIGNED) for cell in cells if cell and not cell.isdecimal())


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
    first = mended(text).lower()
    return bool(TOTAL.match(first)) or fold(first).startswith(NOTES)


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
