"""What becomes of open cases when units end or move: they go on at the unit that takes over.

Inside the plan's transaction each open case goes to the first successor, journaled so that it can be taken back;
afterwards `settle` finds the branch the person really came to, and the unit whose body now decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.models import Case, CaseMove
from aoxanh.cases.procedure import PROCEDURES, step_of
from aoxanh.cases.routing import map_of, place_of
from aoxanh.org.carrying import Carriage, Carried
from aoxanh.org.models import UnitVersion
from aoxanh.people.models import Affiliation

HAND = ("officer", "citizen", "pupil", "youth")


def open_at(field: str) -> Callable[[Iterable[int], dt.date], QuerySet[Case]]:
    """Return what finds the open cases whose field points at some units."""

    def rows(unit_ids: Iterable[int], day: dt.date) -> QuerySet[Case]:
        del day
        return Case.objects.filter(**{f"{field}__in": list(unit_ids)}, state="open")

    return rows


def carry(field: str) -> Callable[[Carriage], None]:
    """Return what moves one field of open cases to the unit that takes over."""

    def move(carriage: Carriage) -> None:
        for case in Case.objects.filter(**{f"{field}__in": list(carriage.successors)}, state="open"):
            was = getattr(case, f"{field}_id")
            heirs = carriage.successors.get(was) or [was]
            setattr(case, f"{field}_id", heirs[0])
            case.save(update_fields=[field])
            carriage.note(case, {f"{field}_id": was})

    return move


def settle(day: dt.date) -> int:
    """Put every open case where it belongs on a day, if reorganisations left it elsewhere; return how many moved.

    Safe to run again at any time; the number of a case's moves grows only when it really moves.
    """
    standing = UnitVersion.objects.as_of(day).values("unit_id")
    astray = Case.objects.filter(state="open").filter(
        ~Q(at__in=standing) | ~Q(unit__in=standing) | Q(target__isnull=False) & ~Q(target__in=standing)
    )
    homes = Affiliation.objects.as_of(day).filter(person__cases__state="open", unit__in=standing)
    homes = homes.exclude(
        role__in=HAND
    )  # the book leaves the dead where they were: their cases go on with the branch
    home_of = dict(homes.values_list("person_id", "unit_id"))
    placed = Case.objects.filter(state="open", person__in=home_of).exclude(procedure__in=staying())
    moved_home = [
        pk for pk, person, unit in placed.values_list("pk", "person_id", "unit_id") if home_of[person] != unit
    ]
    rows = list(
        Case.objects.filter(Q(pk__in=astray.values("pk")) | Q(pk__in=moved_home)).select_related("person")
    )
    for case in rows:
        if case.person_id in home_of and goes_with(case, day):
            case.unit_id = home_of[case.person_id]
    return go_on(rows, day)


def goes_with(case: Case, day: dt.date) -> bool:
    """Whether a case goes with its person, or the unit it was opened at stands no more."""
    plug = PROCEDURES.get(case.procedure)
    return plug is None or plug.moved != "stays" or case.unit.standing(day) is None


def staying() -> list[str]:
    """Return the procedures whose cases stay where they were opened."""
    return [plug.code for plug in PROCEDURES.values() if plug.moved == "stays"]


def go_on(rows: list[Case], day: dt.date) -> int:
    """Let cases whose unit changed wait where their step is taken now; return how many they are."""
    lie, moves = map_of(rows, day), []
    for case in rows:
        step = step_of(PROCEDURES[case.procedure], case.step) if case.procedure in PROCEDURES else None
        place = place_of(case, step, lie) if step else None
        if place is not None:
            case.at_id = place.unit.unit_id
        case.revision += 1
        moves.append(
            CaseMove(
                case=case, seq=case.revision, act="carried", step=case.step, unit_id=case.waits_at, on=day
            )
        )
    Case.objects.bulk_update(rows, ["unit", "at", "revision"], batch_size=500)
    for move in moves:
        move.at = timezone.now()
    CaseMove.objects.bulk_create(moves, batch_size=500)
    return len(rows)


_GO_ON = _("Cases under way go on at the unit that takes over.")
_ABOUT = _(
    "Cases under way go on at the unit that takes over; ended ones, a unit's rewards among them, keep naming the unit they were about."
)
_PAST = Carried("history", _("Moves of a case keep naming the unit they were made in."))
CARRIED_HERE = {
    "cases.Case.unit": Carried("moves", _ABOUT, open_at("unit"), carry("unit")),
    "cases.Case.target": Carried("moves", _GO_ON, open_at("target"), carry("target")),
    "cases.Case.at": Carried("moves", _GO_ON, open_at("at"), carry("at")),
    "cases.Docket.unit": Carried("stays", _("A docket belongs to the unit that opened it; its cases go on.")),
    "cases.CaseMove.unit": _PAST,
    "cases.CardRange.unit": Carried(
        "stays", _("Ranges of card numbers stay with the unit they were given to.")
    ),
}
