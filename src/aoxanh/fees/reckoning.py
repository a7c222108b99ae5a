"""Who owes what: months due, paid and exempt, and the share that is handed up; all in whole đồng.

A month is due when somebody was a member on its last day and was not exempt on its first. Months before the branch
began to keep its fees here are not reckoned (design): nobody is a debtor because the paper book was not entered.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Min

from aoxanh.fees.models import Payer, Payment
from aoxanh.membership.models import Overlay
from aoxanh.membership.periods import month_of, months, next_month
from aoxanh.membership.rules import statute_on
from aoxanh.people.models import Affiliation


@dataclass
class Standing:
    """How somebody stands: months unpaid (first days, oldest first), until when all is paid, whether fees are kept here."""

    unpaid: list[dt.date] = field(default_factory=list)
    paid_until: dt.date | None = None
    kept: bool = False


def rates(month: dt.date) -> tuple[int, int]:
    """Return the monthly fee in đồng without and with a salary, under the statute of the month (R-FEE-01)."""
    plain, salaried = statute_on(month)["fee_rates"]
    return int(plain), int(salaried)


def salaried_of(person_ids: Iterable[int]) -> set[int]:
    """Return which of these people draw a salary: one query."""
    return set(Payer.objects.filter(person_id__in=list(person_ids)).values_list("person_id", flat=True))


def share_on(day: dt.date) -> Fraction:
    """Return which share of what is received is handed up on a day: a third (R-FEE-04)."""
    return Fraction(str(statute_on(day)["fee_share"]))


def share_up(received: int, share: Fraction) -> int:
    """Return what is handed up of an amount, rounded down to the đồng; the rest is kept (R-FEE-04)."""
    return int(share * received)


def begun(unit_ids: Iterable[int]) -> dict[int, dt.date]:
    """Return from which month each unit keeps its fees here."""
    rows = (
        Payment.objects.filter(unit_id__in=list(unit_ids), stands=True)
        .values("unit_id")
        .annotate(first=Min("month"))
    )
    return dict(rows.order_by().values_list("unit_id", "first"))


def standings(person_ids: Iterable[int], day: dt.date) -> dict[int, Standing]:
    """Return how these people stand at the end of the month before `day`: a fixed number of queries."""
    ids = list(person_ids)
    last = month_of(day) - dt.timedelta(days=1)
    spells: dict[int, list[tuple[int, dt.date, dt.date | None]]] = defaultdict(list)
    rows = Affiliation.objects.filter(person_id__in=ids, role="member", known_until=None)
    for pk, unit, start, end in rows.values_list("person_id", "unit_id", "starts_on", "ends_on"):
        spells[pk].append((unit, start, end))
    start_of = begun({unit for some in spells.values() for unit, _start, _end in some})
    paid: dict[int, set[dt.date]] = defaultdict(set)
    for pk, month in Payment.objects.filter(person_id__in=ids, stands=True).values_list("person_id", "month"):
        paid[pk].add(month)
    exempt: dict[int, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    free = Overlay.objects.filter(person_id__in=ids, what="fee_exempt", known_until=None)
    for pk, first, end in free.values_list("person_id", "starts_on", "ends_on"):
        exempt[pk].append((first, end))
    return {pk: standing(spells[pk], start_of, paid[pk], exempt[pk], last) for pk in ids}


def standing(
    spells: list[tuple[int, dt.date, dt.date | None]],
    start_of: Mapping[int, dt.date],
    paid: set[dt.date],
    exempt: list[tuple[dt.date, dt.date | None]],
    last: dt.date,
) -> Standing:
    """Return how one person stands at the end of a month."""
    due: set[dt.date] = set()
    for unit, start, end in spells:
        if unit not in start_of:
            continue
        for month in months(max(month_of(start), start_of[unit]), last):
            closes = next_month(month) - dt.timedelta(days=1)
            if start <= closes and (end is None or end > closes):
                due.add(month)
    free = {
        month for month in due for first, end in exempt if first <= month and (end is None or end > month)
    }
    unpaid = sorted(due - paid - free)
    whole = [month for month in sorted(due | paid) if not unpaid or month < unpaid[0]]
    return Standing(unpaid, next_month(whole[-1]) - dt.timedelta(days=1) if whole else None, bool(due | paid))


def known(person_ids: list[int], day: dt.date) -> dict[int, dict[str, Any]]:
    """Return what cases are told of the fees of those whose branch keeps them here (R-TRF-06, R-DEL-01)."""
    return {
        pk: {"months_unpaid": len(one.unpaid), "unpaid": one.unpaid, "paid_until": one.paid_until}
        for pk, one in standings(person_ids, day).items()
        if one.kept
    }
