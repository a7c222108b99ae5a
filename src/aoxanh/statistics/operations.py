"""Issuing a report."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.models import ChainHead, canonical
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.org.models import Unit, today
from aoxanh.statistics import policies
from aoxanh.statistics.models import IssuedReport
from aoxanh.statistics.movements import report
from aoxanh.statistics.periods import Period


@operation(
    "statistics.issue",
    allow=policies.may_issue_report,
    says=_("issued the report no. %(number)s of %(first)s – %(last)s"),
)
def issue_report(unit: Unit, *, actor: Actor, first: dt.date, last: dt.date) -> Done:
    """Issue a unit's report of a period that is over or ends today; its result is the IssuedReport.

    What the book learns later leaves it as it is; its page lists what would be different (proof L12).
    """
    check_period(first, last)
    if last > today():
        raise Objection(
            _("The period is not over yet: issue the report on its last day or later."),
            field="last",
            rule="L12",
        )
    Unit.objects.select_for_update().get(pk=unit.pk)  # numbers without gaps, one after the other
    version = unit.standing(last)
    if version is None:
        raise Objection(
            _("The unit does not stand on the last day of the period."), field="last", rule="R-ORG-09"
        )
    figures = canonical(report(version, Period(first, last)).figures())
    head = ChainHead.objects.filter(pk=1).values_list("hash", flat=True).first() or ""
    now = timezone.now()
    year = timezone.localdate().year
    number = IssuedReport.objects.filter(unit=unit, year=year).count() + 1
    digest = hashlib.sha256(f"{unit.pk}|{year}|{number}|{first}|{last}|{figures}|{head}".encode()).hexdigest()
    issued = IssuedReport.objects.create(
        unit=unit, year=year, number=number, first=first, last=last, known_until=now, figures=figures, log_head=head,
        hash=digest, issued_by=getattr(actor.user, "pk", None),
    )  # fmt: skip
    facts: dict[str, Any] = {"number": str(issued), "first": str(first), "last": str(last), "hash": digest}
    return Done(issued, unit=unit, facts=facts)


def check_period(first: dt.date, last: dt.date) -> None:
    """Refuse a period that ends before it begins, or is longer than twenty years."""
    if last < first:
        raise Objection(_("The last day lies before the first."), field="last", rule="L3")
    if (last - first).days > 7306:
        raise Objection(_("A period has at most twenty years."), field="first", rule="L3")
