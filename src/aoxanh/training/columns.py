"""Who did nothing that is recorded lately, as a filter of every list of members (R-DEL-01).

What is looked at is the book, the fee book, attendance and the training programme.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from aoxanh.attendance.models import Attendance
from aoxanh.fees.models import Payment
from aoxanh.membership.models import BookEntry
from aoxanh.membership.periods import FOR_MONTHS
from aoxanh.membership.roster import Selection
from aoxanh.people.forms import choice
from aoxanh.training.models import Registration

#: Days a month is reckoned with.
MONTH = 30


def field() -> Any:
    """Return the filter's field."""
    return choice(_("Nothing recorded"), FOR_MONTHS[1:])


def narrow(found: Any, value: str, selection: Selection) -> Any:
    """Keep of whom the book has no line, the fee book no payment, no gathering a presence and the training no registration or score since then."""
    since = selection.day - dt.timedelta(days=MONTH * int(value))
    lines = BookEntry.objects.filter(person=OuterRef("pk"), effective_on__gt=since)
    paid = Payment.objects.filter(person=OuterRef("pk"), stands=True, on__gt=since)
    there = Attendance.objects.filter(
        person=OuterRef("pk"), how="present", gathering__taken_back_at=None, gathering__day__gt=since
    )
    trained = Registration.objects.filter(person=OuterRef("pk")).filter(
        Q(at__date__gt=since) | Q(sent_at__date__gt=since) | Q(decided_at__date__gt=since)
    )
    return found.filter(~Exists(lines), ~Exists(paid), ~Exists(there), ~Exists(trained))
