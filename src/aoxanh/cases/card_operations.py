"""Ranges of card numbers: given to a unit by the level above, used up when cards are given (HD 20 §3.3c)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.cases import policies
from aoxanh.cases.models import CardRange
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit, today

#: Numbers in one range.
MOST_CARDS = 1_000_000


@operation(
    "cases.card_range",
    allow=policies.may_set_ranges,
    says=gettext_lazy("gave a range of card numbers: %(first)s to %(last)s"),
)
def add_card_range(
    unit: Unit, *, actor: Actor, letters: str, first: int, last: int, width: int, given_by: str
) -> Done:
    """Give a unit a range of card numbers; its result is the CardRange. Raises Objection where ranges overlap."""
    del actor
    if last < first:
        raise Objection(_("The last number lies before the first."), field="last", rule="R-REC §3.3")
    if last - first >= MOST_CARDS:
        raise Objection(
            _("A range has at most %(n)d numbers.") % {"n": MOST_CARDS}, field="last", rule="R-REC §3.3"
        )
    if len(str(last)) > width:
        raise Objection(
            _("The last number has more digits than are written."), field="width", rule="R-REC §3.3"
        )
    row = CardRange(
        unit=unit, prefix=letters, first=first, last=last, width=width, given_by=given_by, next=first
    )
    if not re.fullmatch(str(statute_on(today())["card_pattern"]), row.number(first)):
        raise Objection(_("“%(number)s” is not written like a card number.") % {"number": row.number(first)}, field="letters", rule="R-REC §3.3")  # fmt: skip
    twin = CardRange.objects.filter(prefix=letters, width=width, first__lte=last, last__gte=first).first()
    if twin is not None:
        text = _("These numbers belong to another range: %(first)s to %(last)s.")
        raise Objection(text % {"first": twin.number(twin.first), "last": twin.number(twin.last)}, field="first", rule="R-REC §3.3")  # fmt: skip
    row.save()
    return Done(row, unit=unit, facts={"first": row.number(first), "last": row.number(last)})
