"""A free table over the roster: rows by one thing that is known of people, columns by another, heads in the cells; bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractYear, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.membership.grades import NONE, grade
from aoxanh.membership.kinds import STATUSES
from aoxanh.membership.roster import Selection, people
from aoxanh.membership.statute.titles import GRADES
from aoxanh.org.kinds import SECTORS
from aoxanh.org.models import LABEL, today
from aoxanh.org.queries import names_on
from aoxanh.people import lists
from aoxanh.people.models import Affiliation
from aoxanh.statistics.breakdown import BAND_TITLES, band_of, of_band

#: More people than these are not asked one by one; more values than these on one side are told as one.
MOST, VALUES = 50_000, 40
OTHERS = "…"


@dataclass(frozen=True)
class Dimension:
    """One side of the table: what is asked of each person, what the answers are called, and how the roster asks for one.

    `value(selection)` is an expression over people, "" where nothing is known; `titles(values, selection)` names the
    answers, in their order; `narrow(value)` is the roster's filter, "" where it has none. `right` must be held at every
    unit of the selection.
    """

    code: str
    title: Any
    value: Callable[[Selection], Any]
    titles: Callable[[Iterable[Any], Selection], dict[Any, Any]]
    narrow: Callable[[Any], str]
    right: str = ""


def listed(choices: Iterable[tuple[str, Any]]) -> Callable[[Iterable[Any], Selection], dict[Any, Any]]:
    """Return what names the values of a closed list, in its order."""
    return lambda values, _selection: {code: title for code, title in choices if code in set(values)}


def plain(name: str, title: Any, choices: list[tuple[str, Any]], right: str = "") -> Dimension:
    """Return a side that is a closed list of the record."""
    return Dimension(
        name, title, lambda _s: Coalesce(name, Value("")), listed(choices),
        lambda value: f"{name}={value}" if value else f"missing={name}", right,
    )  # fmt: skip


def party(selection: Selection) -> Any:
    """Return the standing in the Party on the day."""
    full, probationary = Q(party_official_on__lte=selection.day), Q(party_probationary_on__lte=selection.day)
    whens = [When(full, then=Value("official")), When(probationary, then=Value("probationary"))]
    return Case(*whens, default=Value("none"), output_field=CharField())


def place(selection: Selection, column: str) -> Any:
    """Return something of the person's entry in the book and of its unit as it stood."""
    standing = Q(unit__versions__ends_on=None) | Q(unit__versions__ends_on__gt=selection.day)
    mine = Affiliation.objects.as_of(selection.day, selection.known_on).filter(
        standing, person=OuterRef("pk"), role__in=list(STATUSES), unit__versions__starts_on__lte=selection.day
    )
    return Subquery(mine.order_by("pk").values(column)[:1])


def below(selection: Selection) -> Any:
    """Return the label of the unit directly below the one asked for; where several are asked for, of these."""
    start = min((len(path) for path in selection.paths), default=LABEL) + (
        1 if len(selection.paths) == 1 else 1 - LABEL
    )
    return Coalesce(Substr(place(selection, "unit__versions__path"), start, LABEL), Value(""))


def units(values: Iterable[Any], selection: Selection) -> dict[Any, Any]:
    """Return the names of units by label, in the order of their names: one query."""
    ids = {int(value, 36): value for value in values if value}
    found = sorted(names_on(ids, selection.day).values(), key=lambda version: version.sort_key)
    return {ids[version.unit_id]: version.name for version in found}


def years(values: Iterable[Any], selection: Selection) -> dict[Any, Any]:
    """Return years in their order."""
    del selection
    return {value: str(value) for value in sorted(value for value in values if value)}


def graded(code: str, title: Any, ago: int) -> Dimension:
    """Return a side that is the grade of the yearly classification: the running year, or one before (P11)."""
    return Dimension(
        code, title, lambda _s: grade(today().year - ago), listed(list(GRADES.items())),
        lambda value: f"graded={today().year - ago}:{value or NONE}",
    )  # fmt: skip


PARTY = [
    ("official", gettext_lazy("Full Party member")),
    ("probationary", gettext_lazy("Probationary Party member")),
    ("none", gettext_lazy("Not in the Party")),
]
_ROWS = [
    Dimension("unit", gettext_lazy("Unit below"), below, units, lambda value: f"unit={int(value, 36)}" if value else ""),
    Dimension("age", gettext_lazy("Age"), lambda s: band_of(s.day), listed(list(BAND_TITLES.items())), of_band),
    plain("sex", gettext_lazy("Sex"), lists.SEXES),
    Dimension("sector", gettext_lazy("Sector"), lambda s: Coalesce(place(s, "unit__versions__sector"), Value("")), listed(list(SECTORS.items())), lambda value: f"sector={value or 'none'}"),
    plain("education", gettext_lazy("General education"), lists.EDUCATION),
    plain("qualification", gettext_lazy("Qualification"), lists.QUALIFICATION),
    plain("theory", gettext_lazy("Political theory"), lists.THEORY),
    Dimension("party", gettext_lazy("Party"), party, listed(PARTY), lambda value: f"party={value}"),
    Dimension("status", gettext_lazy("Status"), lambda s: place(s, "role"), listed(list(STATUSES.items())), lambda value: f"status={'' if value == 'member' else value}"),
    Dimension("joined", gettext_lazy("Year of joining"), lambda _s: ExtractYear("member__joined_on"), years, lambda value: f"joined_from=01/01/{value}&joined_until=31/12/{value}" if value else "missing=joined_on"),
    graded("graded", gettext_lazy("Classification of this year"), 0),
    graded("graded_before", gettext_lazy("Classification of last year"), 1),
    plain("ethnicity", gettext_lazy("Ethnicity"), lists.ETHNICITIES, "people.sensitive"),
    plain("religion", gettext_lazy("Religion"), lists.RELIGIONS, "people.sensitive"),
]  # fmt: skip
#: A room above adds a side of its own here, from its `AppConfig.ready`.
DIMENSIONS: dict[str, Dimension] = {row.code: row for row in _ROWS}


@dataclass(frozen=True)
class Head:
    """A row or a column: its value, what it is called, how many people it has."""

    value: Any
    title: Any
    n: int
    narrow: str = ""


@dataclass(frozen=True)
class Pivot:
    """The table: heads of rows and columns in order, and the figure of each cell. `cols` is empty where none were asked for."""

    rows: list[Head]
    cols: list[Head]
    cells: Counter[tuple[Any, Any]]
    total: int


class TooMany(Exception):  # noqa: N818 - says what is wrong
    """More people than are asked one by one."""


def pivot(selection: Selection, rows: Dimension, cols: Dimension | None) -> Pivot:
    """Return the table of a selection: four queries at most. Raises TooMany."""
    found: Any = people(selection).order_by()
    if found[MOST : MOST + 1].values_list("pk").exists():
        raise TooMany
    sides = {"pivot_row": rows.value(selection), "pivot_col": cols.value(selection) if cols else Value("")}
    cells: Counter[tuple[Any, Any]] = Counter()
    for row, col, n in (
        found.annotate(**sides).values_list("pivot_row", "pivot_col").annotate(n=Count("pk", distinct=True))
    ):
        cells[row or "", col or ""] += n
    by_row, by_col = Counter[Any](), Counter[Any]()
    for (row, col), n in cells.items():
        by_row[row] += n
        by_col[col] += n
    row_heads, folded_rows = heads(rows, by_row, selection)
    col_heads, folded_cols = heads(cols, by_col, selection) if cols else ([], {})
    shown: Counter[tuple[Any, Any]] = Counter()
    for (row, col), n in cells.items():
        shown[folded_rows.get(row, row), folded_cols.get(col, col)] += n
    return Pivot(row_heads, col_heads, shown, sum(by_row.values()))


def heads(side: Dimension, counted: Counter[Any], selection: Selection) -> tuple[list[Head], dict[Any, Any]]:
    """Return the heads of one side, those not known last; the smallest of too many values become one."""
    titles = side.titles([value for value in counted if value != ""], selection)
    kept = {value for value, _n in Counter({value: counted[value] for value in titles}).most_common(VALUES)}
    found = [
        Head(value, title, counted[value], side.narrow(value))
        for value, title in titles.items()
        if value in kept
    ]
    folded = dict.fromkeys((value for value in counted if value != "" and value not in kept), OTHERS)
    if folded:
        found.append(Head(OTHERS, _("Others"), sum(counted[value] for value in folded)))
    if counted[""]:
        found.append(Head("", _("Not known"), counted[""], side.narrow("")))
    return found, folded


def chosen(code: str, may: Callable[[str], bool]) -> Dimension | None:
    """Return a side by its code, if the reader holds its right at every unit."""
    side = DIMENSIONS.get(code)
    return side if side and may(side.right) else None
