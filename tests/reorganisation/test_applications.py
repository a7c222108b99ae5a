"""Applications not answered when their branch ends: its link closes, the successor examines them; taken back, all as before."""

from __future__ import annotations

import datetime as dt

import pytest

from aoxanh.applications.models import Application, Link
from aoxanh.applications.operations import apply, open_link
from aoxanh.org.models import today
from aoxanh.reorganisation import operations
from tests.applications.conftest import SAID
from tests.membership.conftest import MACHINE


@pytest.fixture
def merged(place, django_capture_on_commit_callbacks):
    """An application and an open link in the branch that ends; the branch is merged into the other."""
    born = f"{today().year - 20}-01-01"
    link = open_link(place.branch, actor=MACHINE, closes_on=today() + dt.timedelta(days=30))
    apply(link, actor=MACHINE, said={**SAID, "birth": born})
    with django_capture_on_commit_callbacks(execute=True):
        plan = place.done({"do": "merge", "units": ["B1"], "into": "B2"})
    return place, plan


def test_the_link_closes_and_the_successor_examines_what_came(merged):
    place, _plan = merged
    assert not Link.objects.get().is_open
    application = Application.objects.get()
    assert (application.unit, application.name) == (place.other_branch, SAID["full_name"])


def test_taken_back_the_link_is_open_and_the_application_where_it_was(
    merged, django_capture_on_commit_callbacks
):
    place, plan = merged
    with django_capture_on_commit_callbacks(execute=True):
        operations.take_plan_back(plan, actor=MACHINE)
    assert Link.objects.get().is_open
    assert Application.objects.get().unit == place.branch
