"""The day a page is asked for: "tính đến ngày …"."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone

from aoxanh.vietnamese.dates import parse_date
from aoxanh.vietnamese.refusal import Refusal

EARLIEST = dt.date(1931, 3, 26)


def day_asked(request: HttpRequest) -> dt.date:
    """Return the day in `?as_of=`, as `day_of` reads it."""
    return day_of(request.GET.get("as_of", ""))


def day_of(text: str) -> dt.date:
    """Return the day a page is asked for; today where none is said, or none that can be read.

    Days before the Union was founded (26/3/1931) are read as that day, days more than two years ahead as two years ahead.
    """
    now = timezone.localdate()
    try:
        day = parse_date(text)
    except Refusal:
        return now
    if not day.is_whole:
        return now
    return max(EARLIEST, min(day.earliest(), now + dt.timedelta(days=731)))
