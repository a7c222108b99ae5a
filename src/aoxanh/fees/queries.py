"""Reads of fees: a branch's sheet of a year, units below with what they took in and handed up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from aoxanh.fees.models import Account, Collection, Payment, Remittance
from aoxanh.fees.reckoning import Standing, salaried_of, share_on, share_up, standings
from aoxanh.fees.vietqr import Payload, build
from aoxanh.membership.periods import months
from aoxanh.org.models import UnitVersion
from aoxanh.people.models import Affiliation, Person
from aoxanh.vietnamese.names import fold

MOST = 500


@dataclass
class Row:
    """A member on the sheet: what they paid each month (None: not paid), and how they stand."""

    person: Person
    cells: list[dict[str, Any]]
    standing: Standing
    salaried: bool = False
    chosen: bool = False

    @property
    def uid(self) -> str:
        """Return what the row is chosen by."""
        return str(self.person.uid)


def sheet(
    version: UnitVersion, year: int, day: dt.date, *, after: int | None = None, size: int = MOST
) -> tuple[list[dt.date], list[Row]]:
    """Return a branch's sheet of a year, by name, or in the order of ids from `after` one: four queries and those of the reckoning."""
    heads = months(dt.date(year, 1, 1), dt.date(year, 12, 31))
    here = Affiliation.objects.as_of(day).filter(unit_id=version.unit_id, role="member").values("person_id")
    found = Person.objects.known().filter(pk__in=here)
    found = found.order_by("sort_key", "pk") if after is None else found.filter(pk__gt=after).order_by("pk")
    people = list(found[:size])
    ids = [person.pk for person in people]
    paid = {
        (pk, month): amount
        for pk, month, amount in Payment.objects.filter(
            person_id__in=ids, month__in=heads, stands=True
        ).values_list("person_id", "month", "amount")
    }
    how = standings(ids, day)
    salaried = salaried_of(ids)
    rows = [
        Row(
            person,
            [
                {"month": m, "amount": paid.get((person.pk, m)), "late": m in how[person.pk].unpaid}
                for m in heads
            ],
            how[person.pk],
            person.pk in salaried,
        )
        for person in people
    ]
    return heads, rows


def below(version: UnitVersion, first: dt.date, last: dt.date, day: dt.date) -> list[dict[str, Any]]:
    """Return the units directly below with what they took in, what is due of it, what they handed up: three queries."""
    units = list(UnitVersion.objects.as_of(day).filter(parent_id=version.unit_id).in_order())
    ids = [unit.unit_id for unit in units]
    taken = Collection.objects.filter(unit_id__in=ids, on__range=(first, last), taken_back_at=None)
    own = dict(taken.order_by().values("unit_id").annotate(n=Sum("total")).values_list("unit_id", "n"))
    handed: dict[int, list[Remittance]] = defaultdict(list)
    for row in Remittance.objects.filter(unit_id__in=ids, last__range=(first, last)).order_by("last"):
        handed[row.unit_id].append(row)
    share, found = share_on(last), []
    for unit in units:
        received = int(own.get(unit.unit_id) or 0)
        up = handed.get(unit.unit_id, [])
        found.append(
            {
                "unit": unit, "received": received, "due": share_up(received, share), "handed": sum(r.amount for r in up),
                "waiting": [r for r in up if r.settled_on is None],
            }
        )  # fmt: skip
    return found


@dataclass
class Paid:
    """What somebody paid in one collection: amount in đồng, and the months, first days, oldest first."""

    person: Person
    amount: int
    months: list[dt.date]

    @property
    def words(self) -> str:
        """Return the months as a receipt says them."""
        first, last = self.months[0], self.months[-1]
        if first == last:
            return f"tháng {first:%m/%Y}"
        return f"từ tháng {first:%m/%Y} đến tháng {last:%m/%Y}, {len(self.months)} tháng"


def payers(collection: Collection) -> list[Paid]:
    """Return who paid in a collection, by name: two queries."""
    months_of: dict[int, list[dt.date]] = defaultdict(list)
    amounts: dict[int, int] = defaultdict(int)
    for pk, month, amount in collection.payments.order_by("month").values_list(
        "person_id", "month", "amount"
    ):
        months_of[pk].append(month)
        amounts[pk] += amount
    people = Person.objects.filter(pk__in=list(amounts)).order_by("sort_key", "pk")
    return [Paid(person, amounts[person.pk], months_of[person.pk]) for person in people]


def code_of(account: Account, version: UnitVersion, amount: int | None = None) -> tuple[str, str]:
    """Return the memo and the text of the VietQR code members of a unit pay by; without an amount the payer enters it."""
    memo = fold(f"doan phi {version.code}")[:25].upper()
    return memo, build(Payload(account.bank, account.number, amount, memo))
