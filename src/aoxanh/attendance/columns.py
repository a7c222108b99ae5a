"""Who took part in nothing lately, as a filter of every list of members (R-DEL-01)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from aoxanh.attendance.models import Attendance, Gathering
from aoxanh.membership.periods import FOR_MONTHS, month_of, months_back, next_month
from aoxanh.membership.places import members_all_the_while
from aoxanh.membership.roster import Selection
from aoxanh.people.forms import choice


def field() -> Any:
    """Return the filter's field."""
    return choice(_("Took part in nothing"), FOR_MONTHS)


def narrow(found: Any, value: str, selection: Selection) -> Any:
    """Keep who was listed in the last months that are over and absent, without an excuse, at all of it, though a member all
    the while of a branch that kept its attendance here before them: who is without no month by `reckoning` is not listed.
    """
    first, last = months_back(selection.day, int(value)), month_of(selection.day)
    kept = Gathering.objects.standing().filter(unit=OuterRef("unit"), day__lt=next_month(first))
    marks = Attendance.objects.filter(
        person=OuterRef("pk"),
        gathering__taken_back_at=None,
        gathering__day__gte=first,
        gathering__day__lt=last,
    )
    absent, other = Q(how="absent", guest=False), Q(how__in=("present", "excused"))
    return found.filter(
        members_all_the_while(kept, first), Exists(marks.filter(absent)), ~Exists(marks.filter(other))
    )
