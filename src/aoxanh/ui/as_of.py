"""The day a page is asked for: "tính đến ngày …"."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone

from aoxanh.vietnamese.dates import parse_date
from aoxanh.vietnamese.refusal import Refusal

EARLIEST = dt.date(1931, 3, 26)


def day_asked(request: HttpRequest) -> dt.date:
    """Return the day in `?as_of=`; today where there is none, or none that can be read.

    Days before the Union was founded (26/3/1931) are read as that day.
    """
    text = request.GET.get("as_of", "").strip()
    today = timezone.localdate()
    if not text:
        return today
    try:
        day = parse_date(text)
    except Refusal:
        return today
    if not day.is_whole:
        return today
    return max(EARLIEST, min(day.earliest(), today + dt.timedelta(days=731)))
