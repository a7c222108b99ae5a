"""The periods reports are asked for: quarters, halves and years (HD 20 §3.3a), or any two days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    first: dt.date
    last: dt.date

    @property
    def eve(self) -> dt.date:
        """Return the day before it begins: what stands then is the opening."""
        return self.first - dt.timedelta(days=1)


def quick_periods(day: dt.date) -> list[tuple[str, Period]]:
    """Return the periods asked for most, as (code, period), those still running up to `day`; codes are q, h and y."""
    quarter = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    half = dt.date(day.year, 1 if day.month < 7 else 7, 1)
    year = dt.date(day.year, 1, 1)
    before = {
        "q": Period(back(quarter, 3), quarter - dt.timedelta(days=1)),
        "h": Period(back(half, 6), half - dt.timedelta(days=1)),
        "y": Period(dt.date(day.year - 1, 1, 1), dt.date(day.year - 1, 12, 31)),
    }
    now = {"q": Period(quarter, day), "h": Period(half, day), "y": Period(year, day)}
    return [
        *((f"{code}-now", period) for code, period in now.items()),
        *((f"{code}-last", p) for code, p in before.items()),
    ]


def back(day: dt.date, months: int) -> dt.date:
    """Return the first of the month some months before the first of a month."""
    months = day.year * 12 + day.month - 1 - months
    return dt.date(months // 12, months % 12 + 1, 1)
