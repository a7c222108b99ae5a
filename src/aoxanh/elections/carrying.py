"""What becomes of committees when units end: they end with their unit, every seat in them too; elections stay its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aoxanh.elections.models import Committee, Election, Seat
from aoxanh.org.carrying import Carriage, Carried


def open_committees(unit_ids: Iterable[int], day: dt.date) -> QuerySet[Committee]:
    """Return the bodies of these units that are in office."""
    del day
    return Committee.objects.filter(unit_id__in=list(unit_ids), ends_on=None)


def end_with_unit(carriage: Carriage) -> None:
    """End the bodies of units that end, and every seat in them; the duties they gave end with the unit themselves."""
    for committee in open_committees(carriage.successors, carriage.day):
        for seat in Seat.objects.filter(committee=committee, ends_on=None):
            before = {"ends_on": None, "went": seat.went}
            seat.ends_on, seat.went = max(carriage.day, seat.starts_on), "unit_ended"
            seat.save(update_fields=["ends_on", "went"])
            carriage.note(seat, before)
        was = {"ends_on": None, "end_reason": committee.end_reason}
        committee.ends_on, committee.end_reason = (
            max(carriage.day, committee.starts_on),
            carriage.reason[:200],
        )
        committee.save(update_fields=["ends_on", "end_reason"])
        carriage.note(committee, was)


def being_prepared(unit_ids: Iterable[int], day: dt.date) -> QuerySet[Election]:
    """Return the elections of these units that are being prepared."""
    del day
    return Election.objects.filter(unit_id__in=list(unit_ids), state="prepared")


def give_up_elections(carriage: Carriage) -> None:
    """Give up what units that end were preparing."""
    for election in being_prepared(carriage.successors, carriage.day):
        before = {"state": election.state}
        election.state = Election.State.GIVEN_UP
        election.save(update_fields=["state"])
        carriage.note(election, before)


_ENDS = _("Committees end with their unit, and every seat in them.")
_GIVEN_UP = _("An election that is being prepared is given up; past ones stay the unit's history.")
CARRIED_HERE = {
    "elections.Committee.unit": Carried("ends", _ENDS, open_committees, end_with_unit),
    "elections.Election.unit": Carried("ends", _GIVEN_UP, being_prepared, give_up_elections),
}
