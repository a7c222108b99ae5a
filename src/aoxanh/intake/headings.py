"""The headings of a table: one row or two, the groups they stand in, and columns that say one thing only together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from aoxanh.intake.fields import BY_NAME, DATES, bare, mended
from aoxanh.vietnamese.names import fold

Cells = list[str]
Join = Callable[[Cells], Cells]

NAMES = {"full_name", "first_name"}
SEXES = {"nam": "Nam", "nu": "Nữ"}
DAY = ("ngay", "thang", "nam")
#: What is put in a column to say yes.
MARKS = {"x", "v", "1", "+", "*", "✓", "✔", "√"}
#: Of so many rows in ten a column without a heading must go on with the name beside it, to be a part of it.
MOSTLY = 8


@dataclass
class Head:
    """What the columns of a table are called and mean, where its people begin, and how its rows are to be joined."""

    last: int
    headings: list[str]
    columns: dict[int, str] = field(default_factory=dict)
    joins: list[Join] = field(default_factory=list)
    second: Cells = field(default_factory=list)

    @property
    def names_people(self) -> bool:
        """Whether one column, or two together, are the name, and another one says more."""
        meant = set(self.columns.values())
        return ("full_name" in meant or {"last_name", "first_name"} <= meant) and len(self.columns) > 1

    def join(self, cells: Cells) -> Cells:
        """Return a row with its columns joined."""
        if self.joins:
            cells = cells + [""] * (len(self.headings) - len(cells))
            for join in self.joins:
                cells = join(cells)
        return cells


def match(heading: str) -> str:
    """Return the field a heading names, or nothing."""
    return BY_NAME.get(bare(fold(mended(heading))), "")


def heads(rows: list[tuple[int, Cells]], at: int, mapping: dict[str, str]) -> list[Head]:
    """Return how the row at a place may be read as headings: alone, or over a second row."""
    number, cells = rows[at]
    found = [head_of(number, cells, [], mapping)]
    if at + 1 < len(rows):
        following, told = rows[at + 1]
        below = ["" if cells[place : place + 1] == [cell] else cell for place, cell in enumerate(told)]
        if is_second(cells, below):
            found.append(replace(head_of(following, cells, below, mapping), second=told))
    for head in found:
        join_names(head, rows[at + 1 :])
    return found


def head_of(last: int, top: Cells, below: Cells, mapping: dict[str, str]) -> Head:
    """Return the headings of two rows, the lower one as it groups under the upper one; of one row where the lower is empty."""
    width = max(len(top), len(below))
    top, below = top + [""] * (width - len(top)), below + [""] * (width - len(below))
    groups = groups_of(top, below)
    head = Head(last, [spoken(*pair) for pair in zip(groups, below, strict=True)])
    lowest = [under or above for above, under in zip(top, below, strict=True)]
    join_days(head, groups, lowest)
    join_sexes(head, groups, lowest)
    for place, heading in enumerate(head.headings):
        code = mapping.get(fold(heading), match(heading)) if heading else ""
        if code and code not in head.columns.values():
            head.columns[place] = code
    return head


def groups_of(top: Cells, below: Cells) -> Cells:
    """Return what stands over each column: its own cell of the upper row, else the one it is merged with."""
    groups, group = [], ""
    for above, under in zip(top, below, strict=True):
        group = above or (group if under else "")
        groups.append(group)
    return [mended(group) for group in groups]


def spoken(group: str, under: str) -> str:
    """Return the heading of a column: what stands under its group, or both where only together they say what it is."""
    under = mended(under)
    if not under or (fold(under) == "ngay" and match(group) in DATES):
        return group
    both = f"{group} {under}".strip()
    return next((text for text in (both, f"{under} {group}", under) if match(text)), both)


def is_second(top: Cells, below: Cells) -> bool:
    """Whether a row goes on with the headings above it: no name, no digit, and half of it at least names columns."""
    filled = [(place, cell) for place, cell in enumerate(below) if cell]
    if not filled or any(sign.isdigit() for _place, cell in filled for sign in cell):
        return False
    for place, cell in enumerate(top[: len(below)]):
        if match(cell) in NAMES and below[place] and match(below[place]) not in {"last_name", "first_name"}:
            return False
    groups = groups_of(top + [""] * (len(below) - len(top)), below + [""] * (len(top) - len(below)))
    parts = [place for place, cell in filled if fold(mended(cell)) in {*SEXES, *DAY}]
    said = {*parts, *(place for place, cell in filled if match(spoken(groups[place], cell)))}
    return said != set(parts[:1]) and len(said) * 2 >= len(filled)


def places_of(lowest: Cells, words: tuple[str, ...]) -> int | None:
    """Return where these words stand side by side, or nothing."""
    folded = [fold(mended(cell)) if cell else "" for cell in lowest]
    starts = (n for n in range(len(folded)) if tuple(folded[n : n + len(words)]) == words)
    return next(starts, None)


def join_days(head: Head, groups: Cells, lowest: Cells) -> None:
    """Make columns of day, month and year one date."""
    first = places_of(lowest, DAY)
    if first is None:
        return
    head.headings[first : first + 3] = [
        groups[first] if match(groups[first]) else "Ngày sinh",
        "",
        "",
    ]

    def join(cells: Cells) -> Cells:
        date = "/".join(cell for cell in cells[first : first + 3] if cell)
        return [*cells[:first], date, "", "", *cells[first + 3 :]]

    head.joins.append(join)


def join_sexes(head: Head, groups: Cells, lowest: Cells) -> None:
    """Make a column for men beside one for women what they say together: the sex, and the birth where it stands in them.

    A column for women alone says the sex of those it marks.
    """
    first = places_of(lowest, tuple(SEXES))
    if first is None:
        alone = places_of(lowest, ("nu",))
        if alone is not None:
            head.joins.append(lambda cells: [*cells[:alone], marked(cells[alone], "Nữ"), *cells[alone + 1 :]])
        return
    group = match(groups[first])
    born = group == "birth" or "birth" not in map(match, head.headings)
    title = groups[first] if group == "birth" else "Năm sinh"
    head.headings[first : first + 2] = [title, "Giới tính"] if born else ["Giới tính", ""]

    def join(cells: Cells) -> Cells:
        man, woman = cells[first], cells[first + 1]
        sex = ", ".join(word for cell, word in ((man, "Nam"), (woman, "Nữ")) if cell)
        said = " ".join(cell for cell in (man, woman) if cell)
        day, mark = marked(said, ""), sex if man and woman else marked(said, sex)
        return [*cells[:first], *([day, sex] if born else [mark, ""]), *cells[first + 2 :]]

    head.joins.append(join)


def marked(cell: str, word: str) -> str:
    """Return what a column means that is marked and not written in."""
    return word if cell.lower() in MARKS else cell


def join_names(head: Head, rows: list[tuple[int, Cells]]) -> None:
    """Make one name of a column of names and the one without a heading beside it, where rows write the given name there."""
    place = next((place for place, code in head.columns.items() if code == "full_name"), None)
    if place is None or place + 1 >= len(head.headings) or head.headings[place + 1]:
        return
    beside = [
        cells[place + 1] if len(cells) > place + 1 else ""
        for number, cells in rows
        if number > head.last and len(cells) > place and cells[place][:1].isalpha()
    ]
    named = sum(cell.isalpha() for cell in beside)
    if not named or named * 10 < len(beside) * MOSTLY:
        return

    def join(cells: Cells) -> Cells:
        if not cells[place + 1][:1].isalpha():
            return cells
        return [*cells[:place], f"{cells[place]} {cells[place + 1]}", "", *cells[place + 2 :]]

    head.joins.append(join)
