"""Rows of a workbook as the rows of a docket: read, matched with people or cases, turned into what their forms take.

Nothing is written here: who cannot go is named with the reason, the others come back filled in on the page.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.objection import Objection
from aoxanh.cases.operations import MOST
from aoxanh.cases.procedure import Procedure
from aoxanh.cases.queries import candidates
from aoxanh.intake import files
from aoxanh.intake.reading import rows_of
from aoxanh.membership.models import Member
from aoxanh.org.models import UnitVersion
from aoxanh.people.models import Person
from aoxanh.vault.sealing import blind_index
from aoxanh.vietnamese import citizen_id
from aoxanh.vietnamese.dates import parse_date
from aoxanh.vietnamese.names import search_key
from aoxanh.vietnamese.refusal import Refusal

#: Rows above the headings that are looked through for them.
ABOVE = 20
MOST_BYTES = 5 * 1024 * 1024
#: How a row says whom it is about.
WHO = {
    "card": gettext_lazy("Card number"),
    "citizen_id": gettext_lazy("Citizen id"),
    "name": gettext_lazy("Full name"),
    "birth": gettext_lazy("Date of birth"),
}
YES = {"x", "co", "yes", "1", "true"}


class WorkbookForm(forms.Form):
    """A workbook."""

    file = forms.FileField(
        label=gettext_lazy("Workbook"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text=gettext_lazy("Excel or CSV, one person a row. Nothing is written before you have seen what is in it."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse what is too large for a docket before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB: a docket is not."), code="large")
        return file


@dataclass
class Row:
    """One row: its number in the file, its cells by the name of their column, and why it cannot go, if so."""

    number: int
    cells: dict[str, str]
    person: Person | None = None
    why: str = ""
    rule: str = ""

    @property
    def name(self) -> str:
        """Return whom the row is about, as far as it says."""
        return self.person.full_name if self.person else self.cells.get("name", "")

    def refuse(self, why: str, rule: str = "") -> None:
        """Say why it cannot go; the first reason stands."""
        if not self.why:
            self.why, self.rule = why, rule


@dataclass
class Table:
    """The rows of a file, those that can go and those that cannot."""

    rows: list[Row] = field(default_factory=list)

    @property
    def good(self) -> list[Row]:
        """Return those that can go."""
        return [row for row in self.rows if not row.why]

    @property
    def refused(self) -> list[Row]:
        """Return those that cannot."""
        return [row for row in self.rows if row.why]


def read(upload: Any, columns: Mapping[str, Any]) -> Table:
    """Return the rows of an upload below the headings that fit `columns` (name: title).

    Raises Objection for a file that is no table, has no such headings, or more rows than a docket takes.
    """
    kept = files.keep(upload)
    try:
        lines = list(itertools.islice(rows_of(files.path_of(kept)), MOST + ABOVE + 1))
    finally:
        files.forget(kept)
    titles = {search_key(str(title)): name for name, title in columns.items()}
    for place, (sheet, _number, cells) in enumerate(lines[:ABOVE]):
        heads = {at: titles[search_key(cell)] for at, cell in enumerate(cells) if search_key(cell) in titles}
        if len(heads) > 1:
            below = [(n, c) for s, n, c in lines[place + 1 :] if s == sheet and any(c)]
            if len(below) > MOST:
                raise Objection(_("At most %(n)d people at once. Choose fewer.") % {"n": MOST}, field="file")
            return Table(
                [Row(n, {name: c[at] for at, name in heads.items() if at < len(c)}) for n, c in below]
            )
    raise Objection(
        _("No row has the headings of the template. Take the template from this page."), field="file"
    )


def find_people(table: Table, version: UnitVersion, plug: Procedure) -> None:
    """Find whom each row is about among who can be in such a case: by card, citizen id, or name and birth."""
    everybody = candidates(version, plug, everybody=True)
    cards = {row.cells.get("card", "") for row in table.rows} - {""}
    by_card = dict(Member.objects.filter(card_number__in=cards).values_list("card_number", "person_id"))
    numbers = {row.number: number_of(row) for row in table.rows}
    found = everybody.filter(pk__in=by_card.values()) | everybody.filter(citizen_id_index__in={n for n in numbers.values() if n})  # fmt: skip
    found |= everybody.filter(search__in={search_key(row.cells.get("name", "")) for row in table.rows} - {""})
    people = {person.pk: person for person in found.distinct()}
    for row in table.rows:
        some = named(row, people.values(), by_card, numbers[row.number])
        if len(some) == 1:
            row.person = some[0]
        else:
            several = _("Several people fit this row: give the card number or citizen id.")
            nobody = _("Nobody of this unit who can be in such a case fits this row.")
            row.refuse(several if some else nobody, plug.rule)
    twice = Counter(row.person.pk for row in table.rows if row.person)
    for row in table.rows:
        if row.person and twice[row.person.pk] > 1:
            row.refuse(_("Somebody is in the list twice."), "L15")


def number_of(row: Row) -> str:
    """Return the blind index of a row's citizen id."""
    with suppress(Refusal):
        if row.cells.get("citizen_id"):
            return blind_index("citizen_id", citizen_id.parse(row.cells["citizen_id"]).number)
    return ""


def named(row: Row, people: Iterable[Person], by_card: Mapping[str, int], number: str) -> list[Person]:
    """Return the people a row names: the surest thing it says decides."""
    if row.cells.get("card") or row.cells.get("citizen_id"):
        card = by_card.get(row.cells.get("card", ""))
        return [p for p in people if (card and p.pk == card) or (number and p.citizen_id_index == number)]
    same = [p for p in people if p.search == search_key(row.cells.get("name", ""))]
    birth = ""
    with suppress(Refusal):
        birth = parse_date(row.cells["birth"]).stored if row.cells.get("birth") else ""
    return [p for p in same if p.birth == birth] if row.cells.get("birth") else same


def entered(row: Row, fields: Mapping[str, forms.Field], prefix: str) -> dict[str, Any]:
    """Return a row's cells as a form with this prefix takes them: choices by their words, ticks by an x."""
    data: dict[str, Any] = {}
    for name, one in fields.items():
        cell = row.cells.get(name, "").strip()
        choices = getattr(one, "choices", None)
        if isinstance(one, forms.BooleanField):
            cell = "on" if search_key(cell) in YES else ""
        elif choices:
            words = {search_key(str(label)): str(code) for code, label in choices}
            cell = words.get(search_key(cell), cell)
        if cell:
            data[f"{prefix}-{name}"] = cell
    return data
