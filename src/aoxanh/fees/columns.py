"""Who paid no fee lately, as a filter of every list of members (R-DEL-01)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from aoxanh.fees.models import Payment
from aoxanh.membership.models import Overlay
from aoxanh.membership.periods import FOR_MONTHS, month_of, months_back
from aoxanh.membership.places import members_all_the_while
from aoxanh.membership.roster import Selection
from aoxanh.people.forms import choice


def field() -> Any:
    """Return the filter's field."""
    return choice(_("No fee paid"), FOR_MONTHS)


def narrow(found: Any, value: str, selection: Selection) -> Any:
    """Keep who paid for none of the last months that are over, though a member all the while, not exempt, and of a branch
    that keeps its fees here: who is no debtor by `reckoning` is not listed.
    """
    first, last = months_back(selection.day, int(value)), month_of(selection.day)
    kept = Payment.objects.filter(unit=OuterRef("unit"), stands=True, month__lte=first)
    paid = Payment.objects.filter(person=OuterRef("pk"), stands=True, month__gte=first, month__lt=last)
    free = Overlay.objects.filter(
        person=OuterRef("pk"), what="fee_exempt", known_until=None, starts_on__lt=last, ends_on__gt=first
    )
    return found.filter(members_all_the_while(kept, first), ~Exists(paid), ~Exists(free))
