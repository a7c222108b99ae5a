"""A clock that cannot be right: nothing is dated by it, at start it is named.

Wrong is a clock that runs before the newest entry of the log, one that differs from the database server's, and
any zone but Vietnam's (days of decisions, of terms and of birthdays are days there). `AOXANH_CLOCK_SKEW` is what
two honest clocks may differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from aoxanh.audit.models import ChainHead
from aoxanh.ui.errors import Unavailable

ZONE = "Asia/Ho_Chi_Minh"
AHEAD_OF_UTC = dt.timedelta(hours=7)


class WrongClock(Unavailable):
    """Raised where something would be dated by a clock that cannot be right; nothing was written (503)."""


def refuse_wrong_clock(now: dt.datetime, newest: dt.datetime | None, database: dt.datetime | None) -> None:
    """Raise WrongClock when `now` lies before the log's newest entry, or far from the database's clock."""
    for fault in faults(now, newest, database):
        raise WrongClock(fault)


def faults(now: dt.datetime, newest: dt.datetime | None, database: dt.datetime | None) -> Iterator[str]:
    """Yield in words what is wrong with the clock, in the reader's language."""
    skew: dt.timedelta = settings.AOXANH_CLOCK_SKEW
    if newest is not None and now < newest - skew:
        text = _(
            "The server's clock is wrong: it says %(now)s, but the log's newest entry is of %(then)s."
            " Nothing is saved until the clock is set right; please tell the person who runs this system."
        )
        yield text % {"now": shown(now), "then": shown(newest)}
    if database is not None and abs(now - database) > skew:
        text = _(
            "The server's clock says %(now)s, the database's %(then)s. Nothing is saved until the two agree;"
            " please tell the person who runs this system."
        )
        yield text % {"now": shown(now), "then": shown(database)}


def zone_faults(now: dt.datetime) -> Iterator[str]:
    """Yield in words what is wrong with the time zone."""
    if settings.TIME_ZONE != ZONE or not settings.USE_TZ:
        yield _("The time zone must be %(right)s, not %(wrong)s.") % {
            "right": ZONE,
            "wrong": settings.TIME_ZONE,
        }
    elif now.astimezone(ZoneInfo(ZONE)).utcoffset() != AHEAD_OF_UTC:
        yield _("The machine's table of time zones is broken: %(zone)s is not 7 hours ahead of UTC.") % {
            "zone": ZONE
        }


def faults_at_start() -> list[str]:
    """Return in words everything wrong with clock and zone, before anything is served."""
    now = timezone.now()
    newest = ChainHead.objects.filter(pk=1).values_list("at", flat=True).first()
    return [*zone_faults(now), *faults(now, newest, database_clock())]


def database_clock() -> dt.datetime | None:
    """Return what the database server's own clock says; None for SQLite, which has ours."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: dt.datetime = cursor.fetchone()[0]
    return found


def shown(moment: dt.datetime) -> str:
    """Return a moment as a person reads it, in Vietnam's time."""
    return f"{moment.astimezone(ZoneInfo(ZONE)):%H:%M %d/%m/%Y}"
