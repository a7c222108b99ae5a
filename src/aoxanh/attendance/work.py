"""What attendance puts on "Việc của tôi": a meeting that was not recorded, members who took part in nothing (R-MTG-01, R-DEL-01)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.attendance.queries import held_lately
from aoxanh.attendance.reckoning import standings
from aoxanh.audit.actor import Request
from aoxanh.membership.periods import month_of, months_back, next_month
from aoxanh.membership.rules import Statute, removable, statute_on
from aoxanh.membership.work import was_member
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Affiliation
from aoxanh.ui.work import Work

#: Days before a month's end from which its meeting is asked for.
LAST_DAYS = 7


def own_here(request: Request) -> bool:
    """Whether the menu shows the reader's own: to who runs nobody else's."""
    return was_member(request, unless="attendance.see")


def work(request: Request) -> Iterator[Work]:
    """Tell branches that keep their attendance here what is missing: a fixed number of queries for whoever records, none for others."""
    user = request.user
    ids = {a.unit_id for a in user.appointments_today if "attendance.record" in user.rights_of(a)}
    units = [unit for pk, unit in user.units_today.items() if pk in ids and unit.kind_data.has_members]
    if units:
        statute = statute_on(today())
        yield from unrecorded(units, int(statute["meeting_months"]))
        yield from missing(units, statute)


def unrecorded(branches: list[UnitVersion], span: int) -> Iterator[Work]:
    """Tell branches, which meet within `span` months, of a meeting that is not recorded: last month's, or in its last week this one's (R-MTG-01)."""
    day = today()
    lately = held_lately([unit.unit_id for unit in branches], day, span)
    closes = next_month(month_of(day)) - dt.timedelta(days=LAST_DAYS)
    for unit in branches:
        held = lately.get(unit.unit_id)
        if held is None:
            continue
        if held["begun"] and not held["before"]:
            month = months_back(day, 1)
        elif not held["now"] and day >= closes:
            month = month_of(day)
        else:
            continue
        yield Work(
            _("No branch meeting of %(month)s recorded") % {"month": f"{month:%m/%Y}"},
            _("%(unit)s · a branch meets once a month, certified dispersed ones once in three (HD 20 §11.1a)") % {"unit": unit.name},
            reverse("attendance:record", args=[unit.unit_id]), icon="users-group", action=_("Record it"), weight=60,
        )  # fmt: skip


def missing(branches: list[UnitVersion], statute: Statute) -> Iterator[Work]:
    """Tell branches who took part in nothing for as many months as a removal needs: they get in touch first (R-DEL-01, HD 30 II.7).

    A year begins anew in January; the months of the one before are still told of until March, while they can be decided on.
    """
    day = today()
    here = Affiliation.objects.as_of(day).filter(unit__in=[unit.unit_id for unit in branches], role="member")
    home = dict(here.values_list("person_id", "unit_id"))
    least = int(statute["removal_months"])
    years = {day.year, (day - dt.timedelta(days=31 * least)).year}
    found = Counter(
        home[pk]
        for pk, one in standings(home, day).items()
        if any(removable(one.inactive, year, statute) for year in years)
    )
    for unit in branches:
        if n := found[unit.unit_id]:
            title = ngettext(
                "%(n)d member took part in nothing for %(months)d months of a year",
                "%(n)d members took part in nothing for %(months)d months of a year", n,
            ) % {"n": n, "months": least}  # fmt: skip
            yield Work(
                title, _("get in touch and learn the reason before anything is decided (HD 30 II.7)"), reverse("attendance:unit", args=[unit.unit_id]),
                icon="users-group", action=_("See who"), tone="warn", weight=58,
            )  # fmt: skip
