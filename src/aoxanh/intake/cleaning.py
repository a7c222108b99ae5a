"""A row's cells made values: each read by its field, each change by cleaning noted, the first fault named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from aoxanh.audit.objection import Objection
from aoxanh.intake.fields import DATES, FIELDS, full_name
from aoxanh.intake.tables import Raw
from aoxanh.ui.fields import in_words
from aoxanh.vietnamese.dates import Order, PartialDate
from aoxanh.vietnamese.refusal import Refusal


@dataclass
class Cleaned:
    """What a row says: `values` by field as they are stored, `changes` as (field, before, after), the fault if any."""

    raw: Raw
    values: dict[str, str] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    column: str = ""
    rule: str = ""
    message: str = ""

    def refuse(self, column: str, rule: str, message: Any) -> None:
        """Name a fault; the first one stands."""
        if not self.message:
            self.column, self.rule, self.message = column, rule, str(message)


def clean(raw: Raw, orders: dict[str, Order]) -> Cleaned:
    """Return a row's values; `orders` says of each column of dates which comes first, day or month."""
    cleaned = Cleaned(raw)
    cells = joined_name(raw.cells)
    if not cells.get("full_name"):
        cleaned.refuse("full_name", "R-REC §3.2", _("The name is missing."))
    for code, text in cells.items():
        order: Order = orders.get(code, "dmy")
        try:
            value = FIELDS[code].read(text, order)
        except Objection as objection:
            cleaned.refuse(code, objection.rule or FIELDS[code].rule, objection.message)
        except Refusal as refusal:
            cleaned.refuse(code, FIELDS[code].rule, in_words(refusal))
        else:
            stored = value.stored if isinstance(value, PartialDate) else str(value)
            cleaned.values[code] = stored
            if code not in DATES and stored != text and not FIELDS[code].choices and code in NOTED:
                cleaned.changes.append((code, text, stored))
    return cleaned


#: Where a change by cleaning is worth showing: not where words become codes, or numbers their own form.
NOTED = {
    "full_name",
    "home_town",
    "birth_place",
    "occupation",
    "workplace",
    "unit",
    "citizen_id",
    "phone",
    "card_number",
}


def joined_name(cells: dict[str, str]) -> dict[str, str]:
    """Return the cells with a name in two columns made one."""
    if "full_name" in cells or "first_name" not in cells:
        return {code: text for code, text in cells.items() if code not in {"last_name", "first_name"}}
    rest = {code: text for code, text in cells.items() if code not in {"last_name", "first_name"}}
    return {"full_name": f"{cells.get('last_name', '')} {cells['first_name']}".strip(), **rest}


__all__ = ["Cleaned", "clean", "full_name", "joined_name"]
