"""Transfers on the way: sent and not received, and not even sent long after the move; for both sides and those above (P2).

A transfer is lost where the receiving union has not received or placed within the month of the rule (R-TRF-01); three
months after the move the new place may ask the old one to review the member's standing (R-TRF-02).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from aoxanh.cases.models import Case, CaseMove
from aoxanh.cases.procedure import months_after
from aoxanh.membership.rules import Statute
from aoxanh.org.models import UnitVersion, path_condition
from aoxanh.org.queries import names_on

SENT = ("ACCEPT", "PLACE")
#: Transfers looked through for those not sent long after the move.
MOST = 500


@dataclass
class OnTheWay:
    """A transfer as the list shows it: the sides, where it waits, the letter, the days that matter."""

    case: Case
    source: UnitVersion | None
    goal: UnitVersion | None
    at: UnitVersion | None
    letter: str = ""
    sent_on: dt.date | None = None
    changed_on: dt.date | None = None


def inside(field: str, paths: Iterable[str], day: dt.date) -> Exists:
    """Return the condition that the unit a field of a case names lies at or below these paths: looked up case by case, for of
    these cases there are few where the units of a country are many.
    """
    there = UnitVersion.objects.as_of(day).filter(path_condition(list(paths)))
    return Exists(there.filter(unit_id=OuterRef(field)))


def sent(paths: Iterable[str], day: dt.date) -> QuerySet[Case]:
    """Return the transfers that wait to be received or placed, from or to units at or below these paths."""
    found = Case.objects.filter(procedure="transfer", state="open", step__in=SENT)
    return found.filter(inside("unit", paths, day) | inside("target", paths, day))


def lost(paths: Iterable[str], day: dt.date) -> QuerySet[Case]:
    """Return those of them past their month."""
    return sent(paths, day).filter(due_on__lt=day)


def unsent(paths: Iterable[str], day: dt.date, statute: Statute) -> list[Case]:
    """Return the transfers to units at or below these paths not sent three months after the move, the oldest first."""
    found = Case.objects.filter(inside("target", paths, day), procedure="transfer", state="open")
    months = int(statute["transfer_overdue_months"])
    rows = found.exclude(step__in=SENT).select_related("person").order_by("pk")[:MOST]
    late = [case for case in rows if (moved := moved_on(case)) and months_after(moved, months) <= day]
    return sorted(late, key=lambda case: (moved_on(case) or day, case.pk))


def moved_on(case: Case) -> dt.date | None:
    """Return the day the member moved, as was entered."""
    said = case.details.get("changed_on")
    return dt.date.fromisoformat(said) if said else None


def told(cases: list[Case], day: dt.date) -> list[OnTheWay]:
    """Return transfers as the list shows them: two queries, whatever their number."""
    ids = {pk for c in cases for pk in (c.unit_id, c.target_id, c.at_id) if pk}
    units = names_on(ids, day) if ids else {}
    letters: dict[int, tuple[str, dt.date | None]] = {}
    moves = CaseMove.objects.filter(case__in=cases, act="agreed", step__in=("RELEASE", "ALONE"))
    for pk, number, on in moves.order_by("seq").values_list("case_id", "decision_number", "on"):
        letters[pk] = (number, on)
    return [
        OnTheWay(
            case, units.get(case.unit_id), units.get(case.target_id or 0), units.get(case.at_id or 0),
            *letters.get(case.pk, ("", None)), moved_on(case),
        )
        for case in cases
    ]  # fmt: skip
