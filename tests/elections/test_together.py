"""Two who recognise at once have one winner; a committee ends with its unit in a plan, and comes back with it."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection

from aoxanh.audit.objection import Objection
from aoxanh.cases.advancing import Entered
from aoxanh.cases.models import Case
from aoxanh.cases.operations import agree_case
from aoxanh.elections import committee_operations as later
from aoxanh.elections.models import Committee, Election, Seat
from aoxanh.org.operations import Decision
from aoxanh.papers.models import Number
from aoxanh.reorganisation import operations as plans
from tests.elections.conftest import DAY, ElectionPlace
from tests.membership.conftest import MACHINE, acting
from tests.reorganisation.conftest import PlanPlace


@pytest.mark.django_db(transaction=True)
def test_two_who_recognise_at_once_issue_one_decision():
    """L17."""
    with time_machine.travel(dt.datetime(2024, 3, 26, 2, 0, tzinfo=dt.UTC), tick=True):
        place = ElectionPlace()
        election = place.branch_congress(place.members(9))
        place.send(election)
        outcomes = []

        def decide(user):
            try:
                case = Case.objects.select_related("person", "unit", "at").get(election=election)
                agree_case(case, actor=acting(user), step="RECOGNISE", entered=Entered(DAY))
                outcomes.append("recognised")
            except (Objection, PermissionDenied) as refused:
                outcomes.append(getattr(refused, "rule", "ended"))
            finally:
                connection.close()

        threads = [threading.Thread(target=decide, args=(user,)) for user in (place.officer, place.deputy)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes.count("recognised") == 1
        assert set(outcomes) <= {"recognised", "L17", "ended"}
        assert Number.objects.count() == 1
        assert Committee.objects.get().decision_number == "01-QĐ/ĐTN"


def test_a_committee_ends_with_its_unit_in_a_plan_and_comes_back_with_it(db):
    place = PlanPlace()
    secretary = place.member("Lê Văn Một")
    later.name_interim(place.branch, actor=MACHINE, people=[(secretary, "secretary")], decision=Decision(dt.date(2026, 1, 5), "1-QĐ"))  # fmt: skip
    election = Election.objects.create(unit=place.branch, occasion="congress", held_on=dt.date(2026, 6, 1))
    plan = place.done({"do": "merge", "units": ["B1"], "into": "B2"})
    committee = Committee.objects.get()
    assert committee.ends_on == dt.date(2026, 7, 1)
    assert Seat.objects.filter(ends_on=None).count() == 0
    assert set(Seat.objects.values_list("went", flat=True)) == {"unit_ended"}
    assert Election.objects.get(pk=election.pk).state == "given_up"
    plans.take_plan_back(plan, actor=MACHINE)
    assert Committee.objects.get().ends_on is None
    assert Seat.objects.filter(ends_on=None, went="").count() == 2
    assert Election.objects.get(pk=election.pk).state == "prepared"
