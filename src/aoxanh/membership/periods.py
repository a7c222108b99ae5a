"""Months of a year: what is due each month, and whether those that were missed suffice, is reckoned with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

#: For how many months something did not happen, as lists are narrowed by it.
FOR_MONTHS = [
    ("1", _("for 1 month")),
    ("3", _("for 3 months")),
    ("6", _("for 6 months")),
    ("12", _("for a year")),
]


def month_of(day: dt.date) -> dt.date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def next_month(month: dt.date) -> dt.date:
    """Return the first day of the month after."""
    return (month + dt.timedelta(days=32)).replace(day=1)


def months(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the first days of the months from one to another, both included."""
    found = []
    month = month_of(first)
    while month <= last:
        found.append(month)
        month = next_month(month)
    return found


def months_back(day: dt.date, n: int) -> dt.date:
    """Return the first day of the month that lies `n` months before a day's."""
    month = day.year * 12 + day.month - 1 - n
    return dt.date(month // 12, month % 12 + 1, 1)


def longest_run(months: Iterable[int]) -> int:
    """Return how many months of a year follow each other at most."""
    held, best, run = set(months), 0, 0
    for month in range(1, 13):
        run = run + 1 if month in held else 0
        best = max(best, run)
    return best
