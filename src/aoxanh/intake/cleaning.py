"""A row's cells made values: each read by its field, each change by cleaning noted, the first fault named."""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from aoxanh.audit.objection import Objection
from aoxanh.intake.fields import DATES, FIELDS, WHOLE_YEAR, full_name, is_silent
from aoxanh.intake.tables import Raw
from aoxanh.org.models import today
from aoxanh.ui.fields import in_words
from aoxanh.vault.sealing import fingerprint
from aoxanh.vietnamese.dates import Order, PartialDate
from aoxanh.vietnamese.refusal import Refusal


@dataclass(slots=True)
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


@dataclass(frozen=True, slots=True)
class Unread:
    """A row before it is cleaned, and what its columns of dates begin with."""

    raw: Raw
    orders: dict[str, Order]

    @classmethod
    def of(cls, raw: Raw, orders: dict[str, Order]) -> Unread:
        """Return a row without the cells that say nothing."""
        said = {code: text for code, text in raw.cells.items() if not is_silent(code, text)}
        return cls(Raw(raw.sheet, raw.row, said, raw.more) if len(said) < len(raw.cells) else raw, orders)

    @property
    def mark(self) -> bytes:
        """Return the keyed hash of what the row says and how it would be read: equal marks clean to equal values."""
        cells, more, orders = self.raw.cells, self.raw.more, self.orders
        parts = [*cells, *cells.values(), *more, *more.values(), *orders, *orders.values()]
        if (text := BETWEEN.join(parts)).count(BETWEEN) >= len(parts):
            text = repr(parts)
        return fingerprint("intake", f"{READING} {len(cells)} {len(more)} {text}")

    def clean(self) -> Cleaned:
        """Return the row cleaned."""
        return clean(self.raw, self.orders)


#: The unit separator; cells that hold it themselves are written down in another way.
BETWEEN = "\x1f"
#: Raised whenever any cell of any column would be read differently: rows marked before are then compared anew.
READING = 3


def clean(raw: Raw, orders: dict[str, Order]) -> Cleaned:
    """Return a row's values; `orders` says of each column of dates which comes first, day or month."""
    cleaned = Cleaned(raw)
    values, cells = cleaned.values, joined_name(raw.cells)
    if not cells.get("full_name"):
        cleaned.refuse("full_name", "R-REC §3.2", _("The name is missing."))
    for code, text in cells.items():
        try:
            stored = (read if code in OWN else read_once)(code, text, orders.get(code, "dmy"))
        except Objection as objection:
            cleaned.refuse(code, objection.rule or FIELDS[code].rule, objection.message)
        except Refusal as refusal:
            cleaned.refuse(code, FIELDS[code].rule, in_words(refusal))
        else:
            values[code] = stored
            if stored != text and (code in NOTED or (code in DATES and not WHOLE_YEAR.search(text))):
                cleaned.changes.append((code, text, stored))
    check_days(cleaned)
    return cleaned


def check_days(cleaned: Cleaned) -> None:
    """Refuse days that cannot be: born or joined in the future, joined before being born."""
    now, birth = _today(int(time.monotonic())), cleaned.values.get("birth", "")
    if birth > now:
        cleaned.refuse("birth", "R-REC §3.2", _("The day of birth lies in the future."))
    for code in WHOLE_DAYS:
        day = cleaned.values.get(code, "")
        if day > now:
            cleaned.refuse(code, FIELDS[code].rule, _("This day lies in the future."))
        elif day and day < birth:
            cleaned.refuse(code, FIELDS[code].rule, _("This day comes before the day of birth."))


def read(code: str, text: str, order: Order) -> str:
    """Return what a cell says, as it is stored; raise Objection or Refusal for what it cannot say."""
    value = FIELDS[code].read(text, order)
    return value.stored if isinstance(value, PartialDate) else str(value)


@functools.lru_cache(maxsize=1)
def _today(_second: int) -> str:
    """Return the day it is, asked for once a second."""
    return today().isoformat()


WHOLE_DAYS = tuple(code for code in DATES if code != "birth")
#: Cells of these columns are each person's own; those of all others say the same things again and again.
OWN = {"full_name", "citizen_id", "phone", "email", "card_number"}
read_once = functools.lru_cache(maxsize=50_000)(read)

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
    if "first_name" not in cells and "last_name" not in cells:
        return cells
    rest = {code: text for code, text in cells.items() if code not in {"last_name", "first_name"}}
    if "full_name" in cells or "first_name" not in cells:
        return rest
    return {"full_name": f"{cells.get('last_name', '')} {cells['first_name']}".strip(), **rest}


__all__ = ["Cleaned", "clean", "full_name", "joined_name"]
