"""A branch's registration file read back: which row says what of whom. Judges nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from aoxanh.audit.objection import Objection
from aoxanh.intake.reading import rows_of
from aoxanh.training.scoring import Outline
from aoxanh.vietnamese.names import fold

#: What stands in a cell of a content that is undertaken; anything else is asked about.
YES, NO = {"co", "x", "1", "v", "dang ky"}, {"", "khong", "0"}
CODE, NAME, COMMITMENT = "Mã (không sửa)", "Họ và tên", "Nội dung cam kết"


@dataclass
class Line:
    """A row of the file: its number, whom it names, what it ticks; `wrong` says what cannot be read."""

    number: int
    name: str
    person: UUID | None = None
    chosen: list[int] = field(default_factory=list)
    words: str = ""
    wrong: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.chosen and not self.words and not self.wrong


def read(path: Path, outline: Outline) -> list[Line]:
    """Return the rows of a filled-in file; raises Objection for another file or another programme's."""
    places: dict[int, int] = {}
    at: dict[str, int] = {}
    lines: list[Line] = []
    for _sheet, number, cells in rows_of(path):
        if not at:
            heads = {fold(cell): column for column, cell in enumerate(cells)}
            if fold(CODE) not in heads or fold(NAME) not in heads:
                continue
            at = {key: heads[fold(key)] for key in (CODE, NAME, COMMITMENT) if fold(key) in heads}
            places = places_of(cells, outline)
            continue
        if len(lines) >= 1000 or (fold(CODE) in {fold(cell) for cell in cells}):
            break
        if any(cells):
            lines.append(line_of(number, cells, at, places))
    if not at or len(places) != len(outline.items):
        raise Objection(
            _("This is not the file of this branch and programme: download it here, fill it in and send it."),
            field="file", rule="P10",
        )  # fmt: skip
    return lines


def head_of(group: int, number: int, title: str) -> str:
    """Return the heading of a content's column."""
    return f"{group}.{number}. {title}"


def places_of(cells: list[str], outline: Outline) -> dict[int, int]:
    """Return which column stands for which content of the form."""
    known = {
        fold(head_of(g.number, item.number, item.title)): item.place
        for g in outline.groups
        for item in g.items
    }
    return {column: known[fold(cell)] for column, cell in enumerate(cells) if fold(cell) in known}


def line_of(number: int, cells: list[str], at: dict[str, int], places: dict[int, int]) -> Line:
    """Return one row as it was filled in."""

    def cell(column: int | None) -> str:
        return cells[column].strip() if column is not None and column < len(cells) else ""

    line = Line(number, cell(at.get(NAME)), words=cell(at.get(COMMITMENT))[:2000])
    try:
        line.person = UUID(cell(at.get(CODE)))
    except ValueError:
        line.wrong = _("The code of the row is missing or was changed: it tells who the row is about.")
        return line
    unread = []
    for column, place in places.items():
        said = fold(cell(column))
        if said in YES:
            line.chosen.append(place)
        elif said not in NO:
            unread.append(cell(column))
    if unread:
        line.wrong = _("“%(cell)s” is neither “Có” nor “Không”.") % {"cell": unread[0][:40]}
    return line


def repeated(lines: Iterable[Line]) -> None:
    """Mark rows that name somebody a second time."""
    seen: set[UUID] = set()
    for line in lines:
        if line.person in seen and not line.wrong:
            line.wrong = _("The same member stands in the file twice.")
        if line.person:
            seen.add(line.person)
