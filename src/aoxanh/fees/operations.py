"""Taking fees in, taking a collection back, handing up a third, settling it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.fees import policies
from aoxanh.fees.models import Account, Collection, Payer, Payment, Remittance
from aoxanh.fees.reckoning import rates, salaried_of, share_on, share_up
from aoxanh.fees.vietqr import Payload, build
from aoxanh.membership.periods import months, next_month
from aoxanh.membership.places import member_since
from aoxanh.org.models import Unit, today
from aoxanh.people.models import Affiliation


@operation(
    "fees.collect",
    allow=policies.may_collect,
    says=gettext_lazy("took in the fee of %(heads)s members: %(total)s đồng"),
)
def collect(
    unit: Unit, *, actor: Actor, people: Iterable[int], first: dt.date, last: dt.date, on: dt.date
) -> Done:
    """Take in the fee of these members (ids) for the months from one to another; its result is the Collection.

    Months somebody has paid already, or was no member yet, are passed over. Raises Objection for people who are not the branch's, days ahead,
    or when nothing is left to pay.
    """
    if on > today():
        raise Objection(_("The day lies ahead."), field="on", rule="R-FEE-02")
    if last < first or (last - first).days > 366:
        raise Objection(
            _("Choose at most twelve months, the first before the last."), field="last", rule="R-FEE-02"
        )
    if Remittance.objects.filter(unit=unit, first__lte=on, last__gte=on).exists():
        raise Objection(
            _("The fees of that day are handed up already: enter the day on which you record it."),
            field="on",
            rule="R-FEE-04",
        )
    ids = sorted(set(people))
    here = set(
        Affiliation.objects.as_of(today())
        .filter(unit=unit, role="member", person_id__in=ids)
        .values_list("person_id", flat=True)
    )
    if not ids or len(here) != len(ids):
        raise Objection(_("Choose members of this branch."), field="people", rule="R-FEE-02")
    wanted = months(first, last)
    paid = set(
        Payment.objects.filter(person_id__in=ids, month__in=wanted, stands=True).values_list(
            "person_id", "month"
        )
    )
    since = member_since(ids)
    salaried, fee = salaried_of(ids), {month: rates(month) for month in wanted}
    owed = [
        (pk, month, fee[month][pk in salaried])
        for pk in ids
        for month in wanted
        if (pk, month) not in paid and next_month(month) > since[pk]
    ]
    if not owed:
        raise Objection(_("Everything chosen is paid already."), field="people", rule="R-FEE-02")
    total, heads = sum(amount for _pk, _month, amount in owed), len({pk for pk, _month, _amount in owed})
    collection = Collection.objects.create(
        unit=unit, on=on, total=total, heads=heads, by=getattr(actor.user, "pk", None)
    )
    rows = [Payment(collection=collection, person_id=pk, unit=unit, month=month, amount=amount, on=on) for pk, month, amount in owed]  # fmt: skip
    Payment.objects.bulk_create(rows, batch_size=500)
    return Done(collection, unit=unit, facts={"heads": heads, "total": total})


@operation(
    "fees.take_back",
    allow=policies.may_take_back,
    says=gettext_lazy("took a collection of fees back: %(total)s đồng"),
)
def take_back(collection: Collection, *, actor: Actor) -> Done:
    """Take a collection back that was entered by mistake; its months are unpaid again. Its result is the Collection.

    Raises Objection once the money was handed up.
    """
    after = Remittance.objects.filter(unit=collection.unit, first__lte=collection.on, last__gte=collection.on)
    if after.exists():
        raise Objection(
            _("A third of it was handed up already: settle the difference with the unit above."),
            rule="R-FEE-04",
        )
    now = timezone.now()
    moved = Collection.objects.filter(pk=collection.pk, taken_back_at=None).update(
        taken_back_at=now, taken_back_by=getattr(actor.user, "pk", None)
    )
    if not moved:
        raise Objection(_("It was taken back already."), rule="L17")
    Payment.objects.filter(collection=collection).update(stands=False)
    return Done(collection, unit=collection.unit_id, facts={"total": collection.total})


@operation("fees.rate", allow=policies.may_collect, says=gettext_lazy("set who pays as salaried"))
def set_salaried(unit: Unit, *, actor: Actor, people: Iterable[int], salaried: bool) -> Done:
    """Say of members of a branch whether they are salaried; its result is how many (R-FEE-01)."""
    del actor
    ids = list(
        Affiliation.objects.as_of(today())
        .filter(unit=unit, role="member", person_id__in=list(people))
        .values_list("person_id", flat=True)
        .distinct()
    )
    Payer.objects.filter(person_id__in=ids).delete()
    if salaried:
        Payer.objects.bulk_create([Payer(person_id=pk) for pk in ids])
    return Done(len(ids), target=unit, unit=unit, facts={"n": len(ids)})


@operation("fees.remit", allow=policies.may_collect, says=gettext_lazy("handed up %(amount)s đồng of fees"))
def remit(unit: Unit, *, actor: Actor, first: dt.date, last: dt.date, on: dt.date) -> Done:
    """Hand up a third of what a unit received over a period; its result is the Remittance (R-FEE-04).

    A branch receives fees, a unit above what those below handed to it and it settled. Raises Objection where the period
    overlaps one handed up before, or nothing was received.
    """
    if on > today() or last > today():
        raise Objection(_("The day lies ahead."), field="on", rule="R-FEE-05")
    if last < first:
        raise Objection(_("The last day lies before the first."), field="last", rule="R-FEE-05")
    if Remittance.objects.filter(unit=unit, first__lte=last, last__gte=first).exists():
        raise Objection(_("Part of this period was handed up already."), field="first", rule="R-FEE-04")
    version = unit.standing(today())
    if version is None or version.parent_id is None:
        raise Objection(_("There is no unit above to hand up to."), rule="R-FEE-04")
    received = received_by(unit.pk, first, last)
    if received == 0:
        raise Objection(_("Nothing was received in this period."), field="first", rule="R-FEE-04")
    amount = share_up(received, share_on(on))
    row = Remittance.objects.create(
        unit=unit, to_id=version.parent_id, first=first, last=last, received=received, amount=amount, on=on,
        by=getattr(actor.user, "pk", None),
    )  # fmt: skip
    return Done(row, unit=unit, facts={"amount": amount})


@operation(
    "fees.settle", allow=policies.may_settle, says=gettext_lazy("settled %(amount)s đồng of fees handed up")
)
def settle(remittance: Remittance, *, actor: Actor, on: dt.date) -> Done:
    """Note that what was handed up has arrived; its result is the Remittance."""
    if on > today() or on < remittance.on:
        raise Objection(
            _("It arrives on the day it was handed up or later, and not in the future."),
            field="on",
            rule="R-FEE-05",
        )
    moved = Remittance.objects.filter(pk=remittance.pk, settled_on=None).update(
        settled_on=on, settled_by=getattr(actor.user, "pk", None)
    )
    if not moved:
        raise Objection(_("It is settled already."), rule="L17")
    return Done(remittance, unit=remittance.to_id, facts={"amount": remittance.amount})


@operation("fees.account", allow=policies.may_collect, says=gettext_lazy("set the account fees are paid to"))
def set_account(unit: Unit, *, actor: Actor, bank: str, number: str, holder: str) -> Done:
    """Set the bank account a unit's VietQR code names; its result is the Account."""
    del actor
    try:
        build(Payload(bank, number))
    except ValueError as error:
        raise Objection(
            _(
                "A VietQR code cannot name this account: a bank has six digits, an account 1 to 19 letters and digits."
            ),
            field="number",
        ) from error
    row, _made = Account.objects.update_or_create(
        unit=unit, defaults={"bank": bank, "number": number, "holder": holder}
    )
    return Done(row, target=unit, unit=unit)


def received_by(unit_id: int, first: dt.date, last: dt.date) -> int:
    """Return what a unit received over a period: its members' fees, and what units below handed up and it settled."""
    own = Collection.objects.filter(unit_id=unit_id, on__range=(first, last), taken_back_at=None).aggregate(
        n=Sum("total")
    )["n"]
    below = Remittance.objects.filter(to_id=unit_id, settled_on__range=(first, last)).aggregate(
        n=Sum("amount")
    )["n"]
    return int(own or 0) + int(below or 0)
