"""Open pages hear that a case moved, if their reader may read it; what was typed stays."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from aoxanh.cases import operations
from aoxanh.cases.models import Case
from aoxanh.live.models import LiveEvent
from aoxanh.live.topics import may_listen
from tests.cases.conftest import APPLICATION, WORDS, acting, votes

pytestmark = pytest.mark.usefixtures("today")


def heard() -> set[str]:
    topics = set(LiveEvent.objects.values_list("topic", flat=True))
    LiveEvent.objects.all().delete()
    return topics


def test_a_move_is_told_to_its_case_to_where_it_was_and_to_where_it_waits_now(place):
    case = place.admission(by=place.branch_secretary)
    assert heard() == {f"case:{case.uid}", f"work:{place.branch.pk}"}
    place.take(case, "MEETING", by=place.branch_secretary, vote=votes(5))
    assert heard() == {f"case:{case.uid}", f"work:{place.branch.pk}", f"work:{place.commune.pk}"}


def test_an_event_carries_no_name_and_no_word(place):
    place.admission(by=place.branch_secretary)
    assert all((event.kind, event.payload) == ("case", {}) for event in LiveEvent.objects.all())


def test_only_who_may_read_a_case_or_acts_for_a_unit_hears_of_it(place):
    case = place.admission(by=place.branch_secretary)
    for user, may in ((place.branch_secretary, True), (place.officer, True), (place.far_secretary, False)):
        assert may_listen(user, f"case:{case.uid}") is may
    assert may_listen(place.branch_secretary, f"work:{place.branch.pk}")
    assert not may_listen(place.far_secretary, f"work:{place.branch.pk}")
    assert may_listen(place.branch_secretary, f"work:u{place.branch_secretary.pk}")
    assert not may_listen(place.far_secretary, f"work:u{place.branch_secretary.pk}")


def test_the_first_page_listens_for_its_readers_units_and_own_cases(place):
    client = Client()
    client.force_login(place.branch_secretary)
    page = client.get("/").content.decode()
    assert f'data-live-topic="work:u{place.branch_secretary.pk} work:{place.branch.pk}"' in page


def test_whoever_has_an_older_step_open_is_told_and_keeps_the_form(place):
    case = place.admission(by=place.branch_secretary)
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.branch_secretary)
    address = reverse("cases:case", args=[case.uid])
    page = client.get(address).content.decode()
    assert 'seen=MEETING.open"' in page
    assert "vừa chuyển bước" not in client.get(address, {"seen": "MEETING.open"}).content.decode()
    place.take(case, "MEETING", by=place.branch_secretary, vote=votes(5))
    assert "vừa chuyển bước" in client.get(address, {"seen": "MEETING.open"}).content.decode()
    assert "vừa chuyển bước" not in client.get(address).content.decode()


def test_a_docket_hears_of_each_of_its_cases(place):
    docket = operations.open_docket(
        place.branch, actor=acting(place.branch_secretary), procedure="admission", title="KN", people=[place.young()],
        facts=APPLICATION, words=WORDS,
    )  # fmt: skip
    heard()
    place.take(Case.objects.get(), "MEETING", by=place.branch_secretary, vote=votes(5))
    assert f"docket:{docket.pk}" in heard()
    assert may_listen(place.officer, f"docket:{docket.pk}")
    assert not may_listen(place.far_secretary, f"docket:{docket.pk}")
