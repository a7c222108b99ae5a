"""Fees of the demo world: three branches took in this year's fee month by month, handed up each quarter; some are behind."""

from __future__ import annotations

import datetime as dt

from aoxanh.audit.actor import Actor
from aoxanh.fees import operations
from aoxanh.fees.models import Collection
from aoxanh.membership.periods import month_of, months, next_month
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Affiliation

COMMUNE = "18568"
MACHINE = Actor(source="demo")


def pay_fees() -> int:
    """Take in the fees; return how many collections there are."""
    day = today()
    branches = [v.unit for v in UnitVersion.objects.as_of(day).filter(parent__versions__code=COMMUNE, kind="branch").select_related("unit").order_by("code").distinct()[:3]]  # fmt: skip
    due = [m for m in months(dt.date(day.year, 1, 1), day) if m < month_of(day)]
    for branch in branches:
        here = Affiliation.objects.as_of(day).filter(unit=branch, role="member").order_by("person__sort_key")
        people = list(here.values_list("person_id", flat=True).distinct())
        operations.set_salaried(branch, actor=MACHINE, people=people[:2], salaried=True)
        for month in due:
            who = people if month.month <= 7 else people[: max(len(people) - 2, 1)]
            first = month if month.month > 1 else dt.date(day.year - 1, 12, 1)
            operations.collect(
                branch,
                actor=MACHINE,
                people=who,
                first=first,
                last=month,
                on=next_month(month) - dt.timedelta(days=3),
            )
            if month.month % 3 == 0:
                closes = next_month(month) - dt.timedelta(days=1)
                row = operations.remit(
                    branch, actor=MACHINE, first=dt.date(day.year, month.month - 2, 1), last=closes, on=closes
                )
                if month != due[-1] and month.month < 9:
                    operations.settle(row, actor=MACHINE, on=min(closes + dt.timedelta(days=2), day))
    return Collection.objects.count()
