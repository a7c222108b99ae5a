"""Outlines and points as plain values: what a form asks for, what a sheet may say, what it sums up to. Touches nothing.

A sheet is a list of points, one for each criterion in the order of the form, None where nothing was given yet. No
criterion, group or form is ever exceeded: 5 groups of 20 are 100 (P10).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from aoxanh.audit.objection import Objection

Points = list[int | None]
RULE = "P10"


@dataclass(frozen=True)
class Item:
    """A criterion: its place in the whole form from 0, its number in its group from 1, what it asks, its most points."""

    place: int
    number: int
    title: str
    max: int


@dataclass(frozen=True)
class Group:
    """A group of criteria and the most it gives."""

    number: int
    title: str
    max: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Outline:
    """A whole form."""

    groups: tuple[Group, ...]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Return every criterion in order."""
        return tuple(item for group in self.groups for item in group.items)

    @property
    def total(self) -> int:
        """Return what the whole form gives."""
        return sum(group.max for group in self.groups)

    def sums(self, points: Sequence[int | None] | None) -> list[int]:
        """Return the sum of each group, never more than its most."""
        given = points or [None] * len(self.items)
        return [min(group.max, sum(given[item.place] or 0 for item in group.items)) for group in self.groups]

    def total_of(self, points: Sequence[int | None] | None) -> int:
        """Return the sum of a sheet."""
        return min(self.total, sum(self.sums(points)))

    def is_whole(self, points: Sequence[int | None] | None) -> bool:
        """Whether every criterion has its points."""
        return bool(points) and len(points or ()) == len(self.items) and None not in (points or [None])

    def checked(self, points: Iterable[Any]) -> Points:
        """Return points as a sheet; raises Objection for a number a criterion does not give."""
        given = list(points)
        if len(given) != len(self.items):
            raise Objection(
                _("The sheet does not fit the programme: %(n)d criteria are asked for.")
                % {"n": len(self.items)},
                rule=RULE,
            )
        sheet: Points = []
        for item, value in zip(self.items, given, strict=True):
            if value is not None and (type(value) is not int or not 0 <= value <= item.max):
                raise Objection(
                    _("“%(title)s” gives 0 to %(max)d points.") % {"title": item.title, "max": item.max},
                    field=f"p{item.place}",
                    rule=RULE,
                )
            sheet.append(value)
        return sheet


def parse(text: str, *, groups: int, most: int) -> Outline:
    """Return the outline typed as lines `# group | max` and `criterion | max`; raises Objection naming the line.

    `groups` groups of `most` points each; the criteria of a group add up to it.
    """
    rows: list[tuple[str, int, list[tuple[str, int]]]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        title, bar, points = line.rpartition("|")
        title, digits = title.lstrip("#").strip(), points.strip()
        if (
            not bar
            or not title
            or not (digits.isascii() and digits.isdigit())
            or not 1 <= int(digits) <= most
        ):
            raise refused(_("Line %(n)d: write “title | points”, a group begins with #.") % {"n": number})
        if line.startswith("#"):
            rows.append((title[:160], int(digits), []))
        elif not rows:
            raise refused(_("Line %(n)d: begin with a group: “# title | points”.") % {"n": number})
        else:
            rows[-1][2].append((title[:240], int(digits)))
    if len(rows) != groups:
        raise refused(_("A programme has %(n)d groups.") % {"n": groups})
    for title, of_group, criteria in rows:
        if of_group != most or sum(points for _title, points in criteria) != most:
            raise refused(
                _("Group “%(title)s”: its criteria must add up to %(n)d points.")
                % {"title": title, "n": most}
            )
    return built(rows)


def refused(text: str) -> Objection:
    """Return the refusal of an outline."""
    return Objection(text, field="outline", rule=RULE)


def built(rows: Iterable[tuple[str, int, Iterable[tuple[str, int]]]]) -> Outline:
    """Return an outline of titles and points."""
    groups, place = [], 0
    for number, (title, most, criteria) in enumerate(rows, start=1):
        items = []
        for n, (asked, points) in enumerate(criteria, start=1):
            items.append(Item(place, n, asked, points))
            place += 1
        groups.append(Group(number, title, most, tuple(items)))
    return Outline(tuple(groups))


def compared(sheets: Mapping[str, Sequence[int | None]], outline: Outline) -> list[dict[str, Any]]:
    """Return the form with what each side gave, group by group: rows for a page, a file or a paper."""
    found = []
    for place, group in enumerate(outline.groups):
        found.append(
            {
                "group": group,
                "sums": {by: outline.sums(sheet)[place] for by, sheet in sheets.items()},
                "rows": [
                    {"item": item, **{by: sheet[item.place] for by, sheet in sheets.items()}}
                    for item in group.items
                ],
            }
        )
    return found
