"""Cases under way when units are reorganised go on at the right successor, and come back when the plan is taken back."""

from __future__ import annotations

import pytest

from aoxanh.cases.models import Case
from aoxanh.cases.operations import open_case
from aoxanh.reorganisation import operations
from tests.membership.conftest import MACHINE
from tests.reorganisation.conftest import DAY


def away(place, person, branch):
    return open_case(
        branch, actor=MACHINE, procedure="away", person=person, facts={"starts_on": "2024-01-05"}
    )


@pytest.fixture
def merged(place, django_capture_on_commit_callbacks):
    """Two members with a case each in the branch that ends; the branch is merged into the other."""
    one, two = place.member("Lê Văn Một"), place.member("Lê Văn Hai", unit=place.other_branch)
    cases = [away(place, one, place.branch), away(place, two, place.other_branch)]
    with django_capture_on_commit_callbacks(execute=True):
        plan = place.done({"do": "merge", "units": ["B1"], "into": "B2"})
    return place, plan, cases


def test_a_case_follows_its_person_to_the_branch_that_took_over(merged):
    place, _plan, cases = merged
    assert [Case.objects.get(pk=c.pk).unit for c in cases] == [place.other_branch, place.other_branch]
    assert [Case.objects.get(pk=c.pk).at for c in cases] == [place.other_branch, place.other_branch]


def test_taken_back_the_case_is_where_it_was(merged, django_capture_on_commit_callbacks):
    place, plan, cases = merged
    with django_capture_on_commit_callbacks(execute=True):
        operations.take_plan_back(plan, actor=MACHINE)
    assert Case.objects.get(pk=cases[0].pk).unit == place.branch
    assert Case.objects.get(pk=cases[0].pk).at == place.branch
    assert DAY.year == 2026


def test_in_a_split_each_case_goes_where_its_person_goes(place, django_capture_on_commit_callbacks):
    one, two = place.member("Lê Văn Một"), place.member("Lê Văn Hai")
    cases = [away(place, one, place.branch), away(place, two, place.branch)]
    parts = [{"to": "B2", "people": [{"list": [str(two.uid)]}]}]
    with django_capture_on_commit_callbacks(execute=True):
        place.done({"do": "split", "unit": "B1", "rest": "B1", "parts": parts})
    assert [Case.objects.get(pk=c.pk).unit for c in cases] == [place.branch, place.other_branch]
