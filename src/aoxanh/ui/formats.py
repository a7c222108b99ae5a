"""Numbers and days as Vietnamese readers write them: 1.234,5 and 25/06/2023."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone

NOTHING = "—"


def number(value: Any, decimals: int | None = None) -> str:
    """Return 1234.5 as "1.234,5"; with `decimals`, exactly that many places; "—" for None or ""."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not decimals:
        return f"{value:,}".replace(",", ".")
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{exact:,f}".translate(str.maketrans(",.", ".,"))


def percent(value: Any, decimals: int = 2) -> str:
    """Return 87.5 (a number of hundredths) as "87,50 %"."""
    return (
        value
        if isinstance(value, str)
        else (NOTHING if value is None else f"{number(value, decimals)}\u00a0%")
    )


def day(value: Any) -> str:
    """Return a date or an instant as 25/06/2023; text and partial dates as they present themselves."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{value:%d/%m/%Y}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(value.format()) if hasattr(value, "format") and not isinstance(value, str) else str(value)


def instant(value: Any) -> str:
    """Return an instant as 14:02 25/06/2023, in the reader's time zone."""
    if not isinstance(value, dt.datetime):
        return day(value)
    value = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{value:%H:%M %d/%m/%Y}"
