"""The columns of a roster: what each shows, whether it must be asked for, and by which right."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.duties import DUTIES
from aoxanh.membership.kinds import OVERLAYS, STATUSES
from aoxanh.membership.roster import Row, Selection, chunks
from aoxanh.org.kinds import SECTORS
from aoxanh.org.queries import names_on
from aoxanh.people.models import Person
from aoxanh.ui.formats import day as shown_day
from aoxanh.vietnamese import citizen_id, phones


@dataclass(frozen=True)
class Column:
    """One column. `right`: what must be held at every unit of the list to have it in full; `covered`: what the page
    shows without that, None where there is nothing to show.

    `load(rows, selection)` reads what the column needs for all rows at once, by person; `value` finds it in
    `row.more[code]`. It asks a fixed number of queries, whatever the number of rows.
    """

    code: str
    title: Any
    value: Callable[[Row], Any]
    usual: bool = False
    number: bool = False
    right: str = ""
    covered: Callable[[Row], Any] | None = None
    load: Callable[[list[Row], Selection], dict[int, Any]] | None = None


def above(rows: list[Row], selection: Selection) -> dict[int, Any]:
    """Return the name of the unit above each person's own: one query."""
    names = names_on({row.unit.parent_id for row in rows if row.unit and row.unit.parent_id}, selection.day)
    found = {row.person.pk: names.get(row.unit.parent_id or 0) for row in rows if row.unit}
    return {pk: version.name for pk, version in found.items() if version}


def dated(value: Any) -> str:
    """Return a day as it is printed."""
    return str(shown_day(value)) if value else ""


def word_of(field: str) -> Callable[[Row], Any]:
    """Return what shows the word for a person's code in a closed list, found once a language: a list is long."""
    choices: dict[Any, Any] = dict(Person._meta.get_field(field).flatchoices)  # type: ignore[union-attr]  # noqa: SLF001

    @functools.lru_cache(maxsize=500)
    def word(code: str, language: str | None) -> str:
        del language
        return str(choices.get(code, code))

    return lambda row: word(getattr(row.person, field), get_language())


_ROWS = [
    Column("name", _("Full name"), lambda r: r.person.full_name, usual=True),
    Column("birth", _("Date of birth"), lambda r: str(r.person.birth_date or ""), usual=True),
    Column("sex", _("Sex"), word_of("sex"), usual=True),
    Column("unit", _("Branch"), lambda r: r.unit.name if r.unit else "", usual=True),
    Column("unit_code", _("Unit code"), lambda r: r.unit.code if r.unit else ""),
    Column("above", _("Unit above"), lambda r: r.more.get("above", ""), load=above),
    Column("sector", _("Sector"), lambda r: str(SECTORS.get(r.unit.sector, "")) if r.unit else ""),
    Column("status", _("Status"), lambda r: str(STATUSES[r.status])),
    Column("since", _("In the unit since"), lambda r: dated(r.since)),
    Column("joined_on", _("Joined the Union on"), lambda r: dated(r.member.joined_on), usual=True),
    Column("card_number", _("Card number"), lambda r: r.member.card_number, usual=True),
    Column("overlays", _("Note"), lambda r: ", ".join(str(OVERLAYS[o].title) for o in r.overlays), usual=True),
    Column("office", _("Office"), lambda r: ", ".join(str(DUTIES[d].title) for d in r.duties)),
    Column("phone", _("Phone"), lambda r: phones.format_national(r.person.phone) if r.person.phone else "", right="people.reveal", covered=lambda r: phones.mask(r.person.phone) if r.person.phone else ""),
    Column("email", _("E-mail"), lambda r: r.person.email, right="people.reveal"),
    Column("citizen_id", _("Citizen id"), lambda r: r.person.citizen_id, right="people.reveal", covered=lambda r: citizen_id.mask(r.person.citizen_id) if r.person.citizen_id else ""),
    Column("home_town", _("Home town"), lambda r: r.person.home_town),
    Column("education", _("General education"), word_of("education")),
    Column("qualification", _("Qualification"), word_of("qualification")),
    Column("theory", _("Political theory"), word_of("theory")),
    Column("occupation", _("Occupation"), lambda r: r.person.occupation),
    Column("workplace", _("Place of work or study"), lambda r: r.person.workplace),
    Column("party_probationary_on", _("Probationary Party member since"), lambda r: dated(r.person.party_probationary_on)),
    Column("party_official_on", _("Full Party member since"), lambda r: dated(r.person.party_official_on)),
    Column("ethnicity", _("Ethnicity"), word_of("ethnicity"), right="people.sensitive"),
    Column("religion", _("Religion"), word_of("religion"), right="people.sensitive"),
]  # fmt: skip
COLUMNS: dict[str, Column] = {column.code: column for column in _ROWS}
USUAL = [column.code for column in _ROWS if column.usual]


def register(column: Column) -> None:
    """Add a column of another room, after those that are there; called from its `AppConfig.ready`."""
    if column.code in COLUMNS:
        message = f"The roster has a column {column.code} already."
        raise ValueError(message)
    COLUMNS[column.code] = column


def chosen(codes: Iterable[str]) -> list[Column]:
    """Return the columns of these codes, in the sheet's own order, the name always; the usual ones for none."""
    wanted = {code for code in codes if code in COLUMNS}
    return [c for c in COLUMNS.values() if c.code in (wanted | {"name"} if wanted else USUAL)]


def fill(rows: list[Row], sheet: list[Column], selection: Selection) -> list[Row]:
    """Read what the columns of a sheet need beside the rows themselves; return the rows."""
    for column in sheet:
        if column.load:
            found = column.load(rows, selection)
            for row in rows:
                row.more[column.code] = found.get(row.person.pk, "")
    return rows


def walk(selection: Selection, sheet: list[Column]) -> Iterator[Row]:
    """Walk a whole selection with everything its columns show."""
    for chunk in chunks(selection):
        yield from fill(chunk, sheet, selection)


def on_page(column: Column, row: Row) -> Any:
    """Return what the page shows: numbers and contacts are covered there, whoever looks."""
    if not column.right:
        return column.value(row)
    return column.covered(row) if column.covered else "•••"
