"""Pages of long lists and the day they are asked for: `?as_of=2023-06-25&after=…&limit=50`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Generic, TypeVar

from django.utils import timezone
from ninja import Field, Query, Schema
from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from aoxanh.ui.as_of import EARLIEST

Row = TypeVar("Row")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST = 200
LARGEST_ID = 2**63 - 1


def iso_day(value: Any) -> Any:
    """Take a day as 2023-06-25 only; a number must not be read as an instant."""
    if isinstance(value, dt.date) or (isinstance(value, str) and ISO_DAY.fullmatch(value)):
        return value
    code = "day"
    raise PydanticCustomError(code, "a day is written 2023-06-25")


Day = Annotated[
    dt.date, BeforeValidator(iso_day), WithJsonSchema({"type": "string", "format": "date"}, mode="validation")
]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class AsOf(Schema):
    """The day a list or a record is asked for."""

    as_of: Day | None = Field(
        None, description="The day asked for; today without it. Days before 26/03/1931 are read as that day."
    )

    @property
    def day(self) -> dt.date:
        """Return the day, between the Union's founding and two years from now."""
        now = timezone.localdate()
        return max(EARLIEST, min(self.as_of or now, now + dt.timedelta(days=731)))


class Turn(Schema):
    """Where a page begins and how long it is."""

    after: str = Field("", max_length=40, description="`next` of the page before; empty for the first page.")
    limit: int = Field(50, ge=1, le=MOST)

    @property
    def number(self) -> int | None:
        """Return the cursor as a number, or None at the beginning or for one that was never given out."""
        return (
            int(self.after)
            if self.after.isascii() and self.after.isdigit() and len(self.after) < 19
            else None
        )


class Page(Schema, Generic[Row]):
    """A page of a list; `next` is the cursor of the page after it, or null at the end."""

    items: list[Row]
    next: str | None


def page(rows: list[dict[str, Any]], turn: Turn, key: str) -> dict[str, Any]:
    """Return a page of at most `limit` of the rows (one more was read), with the cursor by `key`."""
    shown = rows[: turn.limit]
    return {"items": shown, "next": str(shown[-1][key]) if len(rows) > turn.limit else None}


__all__ = ["MOST", "AsOf", "Day", "Id", "Page", "Query", "Turn", "page"]
