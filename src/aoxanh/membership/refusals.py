"""What a contradiction is called on the screen: what, which rule, what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.accounts.duties import DUTIES
from aoxanh.accounts.models import User
from aoxanh.audit.objection import Objection
from aoxanh.membership.folding import Contradiction
from aoxanh.membership.kinds import KINDS, STATUSES
from aoxanh.membership.models import Overlay
from aoxanh.org.kinds import KINDS as UNIT_KINDS
from aoxanh.org.models import Unit
from aoxanh.people.queries import open_lists

#: What is wrong with a day of joining.
JOINING = {
    "no_joining": gettext_lazy("Enter the day of joining the Union."),
    "joining_known": gettext_lazy(
        "The book knows a day of joining: %(day)s. Where it is wrong, take the line back that says so."
    ),
    "joining_later": gettext_lazy(
        "By the book the person is a member since %(day)s: the day of joining cannot come after it."
    ),
}


def refuse_under_measure(person_ids: Iterable[int], day: dt.date, field: str = "person") -> None:
    """Refuse to appoint or designate whoever is under a disciplinary measure on a day (R-DIS-08): one query."""
    held = (
        Overlay.objects.as_of(day)
        .filter(person__in=list(person_ids), what="sanction")
        .select_related("person")
    )
    one = held.first()
    if one is not None:
        text = _(
            "%(name)s is under a disciplinary measure until %(day)s: nobody is appointed meanwhile (HD 20 §26.3)."
        )
        shown = {"name": one.person.full_name, "day": f"{one.ends_on:%d/%m/%Y}" if one.ends_on else ""}
        raise Objection(text % shown, field=field, rule="R-DIS-08")


def refuse_office(user: User, duty: str, day: dt.date) -> None:
    """Refuse an office of the Union to the account of somebody under a measure; other duties are no office."""
    person = getattr(user, "person", None)
    if person is not None and DUTIES[duty].in_office:
        refuse_under_measure([person.pk], day)


def refuse_kind(unit: Unit, kind: str, day: dt.date) -> None:
    """Refuse a kind that has no members of its own to a unit on whose list somebody stands from a day on (R-STA-03)."""
    n = 0 if UNIT_KINDS[kind].has_members else open_lists(unit.pk, day).filter(role__in=STATUSES).count()
    if n:
        text = _(
            "%(n)s people stand on its list, and a unit of this kind has none. Draw up a plan under “Reorganise” that changes "
            "the kind and sends them to branches in one."
        )
        raise Objection(text % {"n": n}, field="kind", rule="R-STA-03")


def say(contradiction: Contradiction) -> tuple[str, str, str | None]:
    """Return the sentence, the rule and the field of a contradiction."""
    line, facts = contradiction.line, contradiction.facts
    kind = KINDS[line.kind]
    day = f"{line.effective_on:%d/%m/%Y}"
    title = str(kind.title)
    if contradiction.code == "status":
        status = str(STATUSES.get(facts["status"], _("not in the book")))
        text = _("“%(title)s” on %(day)s does not fit: the book says “%(status)s” on that day.")
        return text % {"title": title, "day": day, "status": status}, kind.rule, "effective_on"
    if contradiction.code in JOINING:
        known = f"{facts['day']:%d/%m/%Y}" if facts else ""
        return str(JOINING[contradiction.code]) % {"day": known}, kind.rule, "joined_on"
    if contradiction.code == "unit_not_standing":
        return _unit_not_standing(facts)
    sentences: dict[str, tuple[Any, str, str]] = {
        "no_unit": (_("“%(title)s” needs the unit. Choose one."), kind.rule, "unit"),
        "same_unit": (_("The person is in this unit already. Choose another one."), kind.rule, "unit"),
        "no_such_overlay": (_("There is nothing of this kind to begin or end."), "R-STA-01", "what"),
        "no_end": (_("This holds for a time only: enter the day it ends."), "R-STA-01", "until"),
        "ends_before": (_("It must end after the day it begins."), "R-STA-01", "until"),
        "nothing_to_correct": (
            _("This line was taken back already, or does not stand in the book."),
            "L18",
            "corrects",
        ),
    }
    sentence, rule, field = sentences[contradiction.code]
    return str(sentence) % {"title": title}, rule, field


def _unit_not_standing(facts: dict[str, Any]) -> tuple[str, str, str]:
    unit = Unit.objects.get(pk=facts["unit_id"])
    version = unit.standing(facts["day"]) or unit.last_standing()
    text = _(
        "“%(unit)s” has no members on %(day)s: it did not exist, ends before, or is no branch. Choose a branch "
        "that stands on that day."
    )
    return (
        text % {"unit": version.name if version else "", "day": f"{facts['day']:%d/%m/%Y}"},
        "R-STA-03",
        "unit",
    )
