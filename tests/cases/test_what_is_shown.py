"""What the pages of cases say: the way a case would take, what is needed, what is offered, how a step ended."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from aoxanh.cases import operations, work
from aoxanh.cases.forms import OpenForm
from aoxanh.cases.models import Case
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.cases.queries import told
from tests.cases.conftest import APPLICATION, WORDS, acting

pytestmark = pytest.mark.usefixtures("today")


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(user)
    return client


def test_opening_a_transfer_shows_one_way_and_keeps_the_others_apart(place):
    """R-TRF-03: a grassroots branch, one union, two unions and out of the system go different ways."""
    person = place.member()
    page = client_of(place.branch_secretary).get(
        reverse("cases:begin", args=[place.branch.pk, "transfer"]), {"person": str(person.uid)}
    )
    assert [row["title"] for row in page.context["way"]] == [
        step.title
        for step in PROCEDURES["transfer"].route
        if step.code in {"CLEAR", "RELEASE", "ACCEPT", "PLACE"}
    ]
    assert len(page.context["way"]) + len(page.context["instead"]) == len(PROCEDURES["transfer"].route)


def test_the_unit_a_transfer_goes_to_is_asked_for_unless_the_place_has_none(place):
    """R-TRF-04."""
    assert OpenForm(plug=PROCEDURES["transfer"]).fields["target"].required
    form = OpenForm({"cause": "work", "changed_on": "01/03/2024"}, plug=PROCEDURES["transfer"])
    assert "target" in form.errors
    form = OpenForm(
        {"cause": "work", "changed_on": "01/03/2024", "outside": "on"}, plug=PROCEDURES["transfer"]
    )
    assert form.is_valid(), form.errors


def test_the_roster_offers_only_procedures_somebody_chosen_can_be_in(place):
    member = place.member()
    answer = client_of(place.branch_secretary).post(
        reverse("membership:act", args=["open_cases"]),
        {"query": f"unit={place.branch.pk}", "selected": str(member.uid)},
    )
    codes = {plug.code for plug in answer.context["rows"]}
    assert {"transfer", "maturation"} <= codes
    assert "admission" not in codes  # who is a member is not admitted (R-STA-03)
    assert "removal_annulment" not in codes


def test_a_single_waiting_case_is_one_tap_away_and_two_are_a_list(place):
    case = place.admission(by=place.branch_secretary)
    (item,) = work.waiting([place.branch.pk])
    assert item.url == reverse("cases:case", args=[case.uid])
    place.admission(place.young("Trần Thị Hai"), by=place.branch_secretary)
    (item,) = work.waiting([place.branch.pk])
    assert item.url.startswith(reverse("cases:list"))


def test_a_withdrawn_step_does_not_read_as_refused(place):
    case = place.admission(by=place.branch_secretary)
    operations.withdraw_case(
        case, actor=acting(place.branch_secretary), step="MEETING", words="Chuyển trường"
    )
    case = Case.objects.get(pk=case.pk)
    assert [row["state"] for row in told(case, list(case.moves.all()), words=False)] == ["done", "ended"]
    page = client_of(place.branch_secretary).get(reverse("cases:case", args=[case.uid])).content.decode()
    assert "kết thúc, không quyết định" in page
    assert not re.search(r'class="timeline".*\(không được chấp nhận\)', page, re.DOTALL)


def test_a_vote_sheet_has_no_column_that_says_the_same_in_every_row(place):
    docket = operations.open_docket(
        place.branch, actor=acting(place.branch_secretary), procedure="admission", title="KN",
        people=[place.young("Lê Văn Một"), place.young("Lê Văn Hai")], facts=APPLICATION, words=WORDS,
    )  # fmt: skip
    page = client_of(place.branch_secretary).get(reverse("cases:docket", args=[docket.uid])).content.decode()
    assert "Đang ở bước" not in page
    assert "table-sheet" in page


def test_who_proposed_is_told_that_somebody_else_decides_before_anything_is_typed(place):
    """L11."""
    facts = {"ground": "fee", "year": 2023, "months": [1, 2, 3], "contacted_on": "2024-03-01"}
    case = place.open(
        "removal", place.member(), by=place.branch_secretary, facts=facts, words={"contact": "Gọi hai lần"}
    )
    address = reverse("cases:case", args=[case.uid])
    said = "Việc này phải do hai người xem xét"
    assert said in client_of(place.branch_secretary).get(address).content.decode()
    assert said not in client_of(place.branch_deputy).get(address).content.decode()
