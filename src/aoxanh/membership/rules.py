"""The statute of a day: shipped values, and those an operator has added, the newest that holds first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from aoxanh.membership.models import AuthorityRow, StatuteRow
from aoxanh.membership.periods import longest_run
from aoxanh.membership.statute import congress_12, congress_13
from aoxanh.membership.statute.values import Authority, Value

VERSIONS = [congress_12, congress_13]
SHIPPED: list[Value] = [value for version in VERSIONS for value in version.VALUES]
AUTHORITIES: list[Authority] = [row for version in VERSIONS for row in version.AUTHORITY]


#: The day from which a whole statute is known: what was decided before stands in the book, entered as lines.
KNOWN_FROM = min(value.valid_from for value in SHIPPED if value.code == "admission_age")


class Statute:
    """What the statute says on one day: `statute["maturity_age"]`; every value knows its rule and source."""

    def __init__(self, values: dict[str, Value], day: dt.date) -> None:
        self.values, self.day = values, day

    def __getitem__(self, code: str) -> Any:
        """Return a value; raises KeyError for a code no version knows on that day."""
        return self.values[code].value

    def at_level(self, code: str, kind: str, *more: str) -> Any:
        """Return what a table says of a unit: of its code or sector first, then of its kind; None where it is silent."""
        table = self[code]
        found = next((table[f"{kind}/{one}"] for one in more if f"{kind}/{one}" in table), None)
        return table.get(kind) if found is None else found

    def share(self, code: str) -> Fraction:
        """Return a share, exact."""
        return Fraction(str(self[code]))


def all_values() -> list[Value]:
    """Return every value of every version, those added here included: one query."""
    added = [row.as_value(SHIPPED) for row in StatuteRow.objects.order_by("pk")]
    return [*SHIPPED, *added]


def statute_on(day: dt.date) -> Statute:
    """Return the statute of a day; of two values that hold, the one that began later, then the one added here."""
    found: dict[str, Value] = {}
    for value in sorted(all_values(), key=lambda v: v.valid_from):
        if value.holds_on(day):
            found[value.code] = value
    return Statute(found, day)


def removable(missed: Iterable[dt.date], year: int, statute: Statute) -> bool:
    """Whether the months missed of a year suffice to remove somebody: three, under the 13th congress in a row (R-DEL-01)."""
    of_year = {month.month for month in missed if month.year == year}
    n = longest_run(of_year) if statute["removal_consecutive"] else len(of_year)
    return n >= int(statute["removal_months"])


def all_authorities() -> list[Authority]:
    """Return every row of the authority table, those added here last: one query."""
    return [*AUTHORITIES, *(row.as_authority() for row in AuthorityRow.objects.order_by("pk"))]


def authority_on(
    procedure: str, decision: str, day: dt.date, rows: list[Authority] | None = None
) -> Authority | None:
    """Return who decides on a day; of two rows that hold, the one that began later, then the one added later (R-ORG-10)."""
    found = None
    for row in sorted(all_authorities() if rows is None else rows, key=lambda row: row.valid_from):
        if (row.procedure, row.decision) == (procedure, decision) and row.holds_on(day):
            found = row
    return found


def authorities_on(
    procedure: str, decision: str, day: dt.date, rows: list[Authority] | None = None
) -> list[Authority]:
    """Return who decides on a day, as rows of the table; none where it says nothing. Give `rows` to ask many times."""
    found = authority_on(procedure, decision, day, rows)
    return [found] if found else []
