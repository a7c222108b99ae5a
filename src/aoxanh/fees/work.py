"""What fees put on "Việc của tôi": what was received and should be handed up by now, what waits to be settled (R-FEE-05)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Max, Min, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.audit.actor import Request
from aoxanh.fees.models import Collection, Remittance
from aoxanh.fees.reckoning import standings
from aoxanh.membership.periods import month_of
from aoxanh.membership.rules import removable, statute_on
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Affiliation
from aoxanh.ui.formats import day as shown_day
from aoxanh.ui.work import Work


def work(request: Request) -> Iterator[Work]:
    """Tell of what should go up and what has come: four queries for whoever takes in fees, none for others."""
    user = request.user
    ids = {a.unit_id for a in user.appointments_today if "fees.collect" in user.rights_of(a)}
    units = [unit for pk, unit in user.units_today.items() if pk in ids]
    if not units:
        return
    ids = {unit.unit_id for unit in units}
    rows = (
        Remittance.objects.filter(to__in=ids, settled_on=None)
        .order_by()
        .values("to")
        .annotate(n=Count("pk"), amount=Sum("amount"))
    )
    for row in rows:
        title = ngettext(
            "%(n)d sum of fees waits to be settled", "%(n)d sums of fees wait to be settled", row["n"]
        ) % {"n": row["n"]}
        amount = f"{row['amount']:,}".replace(",", ".")
        yield Work(
            title,
            _("%(amount)s đồng handed up from below") % {"amount": amount},
            reverse("fees:unit", args=[row["to"]]),
            icon="coin",
            action=_("Settle"),
            weight=70,
        )
    yield from behind([unit for unit in units if unit.kind_data.has_members])
    until = dict(
        Remittance.objects.filter(unit__in=ids)
        .order_by()
        .values("unit")
        .annotate(last=Max("last"))
        .values_list("unit", "last")
    )
    since: dict[int, dt.date] = {}
    for unit in units:
        branch = unit.kind_data.has_members
        after = until.get(unit.unit_id, dt.date.min)
        received = (
            Collection.objects.filter(unit=unit.unit_id, taken_back_at=None, on__gt=after).aggregate(
                first=Min("on")
            )
            if branch
            else Remittance.objects.filter(to=unit.unit_id, settled_on__gt=after).aggregate(
                first=Min("settled_on")
            )
        )
        if (
            received["first"]
            and unit.parent_id
            and received["first"] <= closed(today(), months=1 if branch else 3)
        ):
            since[unit.unit_id] = received["first"]
    for unit in units:
        if unit.unit_id in since:
            meta = _("received since %(day)s, not handed up yet") % {"day": shown_day(since[unit.unit_id])}
            yield Work(
                _("Hand up fees: %(unit)s") % {"unit": unit.name},
                meta,
                reverse("fees:hand_up", args=[unit.unit_id]),
                icon="coin",
                action=_("Hand up"),
                weight=65,
            )


def behind(branches: list[UnitVersion]) -> Iterator[Work]:
    """Tell branches who owes as many months of this year as a removal needs: they get in touch first (R-DEL-01, HD 30 II.7).

    A year begins anew in January; the months of the one before are still told of until March, while they can be decided on.
    """
    day = today()
    statute = statute_on(day)
    here = Affiliation.objects.as_of(day).filter(unit__in=[unit.unit_id for unit in branches], role="member")
    home = dict(here.values_list("person_id", "unit_id")) if branches else {}
    least = int(statute["removal_months"])
    years = {day.year, (day - dt.timedelta(days=31 * least)).year}
    how = standings(home, day) if home else {}
    owing = Counter(
        home[pk] for pk, one in how.items() if any(removable(one.unpaid, year, statute) for year in years)
    )
    for unit in branches:
        n = owing[unit.unit_id]
        if n:
            title = ngettext(
                "%(n)d member has not paid for %(months)d months of a year",
                "%(n)d members have not paid for %(months)d months of a year", n,
            ) % {"n": n, "months": least}  # fmt: skip
            yield Work(
                title, _("get in touch and learn the reason before anything is decided (HD 30 II.7)"), reverse("fees:unit", args=[unit.unit_id]),
                icon="coin", action=_("See who"), tone="warn", weight=58,
            )  # fmt: skip


def closed(day: dt.date, *, months: int) -> dt.date:
    """Return the last day of the latest period that is over: a month, or a quarter (R-FEE-05)."""
    first = month_of(day)
    while months == 3 and first.month % 3 != 1:
        first = month_of(first - dt.timedelta(days=1))
    return first - dt.timedelta(days=1)
