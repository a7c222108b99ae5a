"""Each wrong day, year, number, unit and person gets its message with the rule, at its field; nothing is written (§2, "bad input")."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.cases import operations
from aoxanh.cases.models import Case, CaseMove
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.membership.models import BookEntry, Member
from aoxanh.membership.rules import KNOWN_FROM
from tests.cases.conftest import DAY, MACHINE, D, acting, votes

pytestmark = pytest.mark.usefixtures("today")


def written() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Case, CaseMove, BookEntry, AuditEntry))


# -- the day of a step


@pytest.mark.parametrize(
    ("on", "rule"),
    [
        (D(2024, 3, 27), "R-STA-01"),  # ahead
        (KNOWN_FROM - dt.timedelta(days=1), "R-VER-02"),  # before any statute known here
        (D(1990, 1, 1), "R-VER-02"),
        (D(1, 1, 1), "R-VER-02"),
    ],
)
def test_a_step_is_taken_on_a_day_with_a_statute_that_is_not_ahead(place, on, rule):
    case = place.admission()
    before = written()
    with pytest.raises(Objection) as refused:
        place.take(case, "MEETING", on=on, vote=votes(5))
    assert (refused.value.rule, refused.value.field) == (rule, "on")
    assert written() == before


def test_a_step_is_not_earlier_than_the_one_before(place):
    """R-STA-01: ratified before the meeting was held; the same day may be."""
    case = place.admission()
    place.take(case, "MEETING", on=D(2024, 3, 20), vote=votes(5))
    before = written()
    with pytest.raises(Objection, match="20/03/2024") as refused:
        place.take(case, "RATIFY", on=D(2024, 3, 19), number="1-NQ/ĐTN")
    assert (refused.value.rule, refused.value.field) == ("R-STA-01", "on")
    assert written() == before
    assert place.take(case, "RATIFY", on=D(2024, 3, 20), number="1-NQ/ĐTN").step == "CEREMONY"


# -- days and years that are entered

FACTS = {
    "discipline": ({"measure": "reprimand", "self_criticism": True}, {"grounds": "x"}, "verified_on"),
    "removal": ({"ground": "fee", "year": 2023, "months": [1, 2, 3]}, {"contact": "x"}, "contacted_on"),
    "resignation": ({}, {}, "letter_on"),
    "maturation": ({"wish": "mature"}, {}, "asked_on"),
    "death": ({}, {}, "died_on"),
}


@pytest.mark.parametrize("code", sorted(FACTS))
def test_what_has_happened_does_not_lie_ahead(place, code):
    facts, words, field = FACTS[code]
    person = place.member(birth="1992-01-01" if code == "maturation" else "2003-08-15")
    before = written()
    with pytest.raises(Objection) as refused:
        place.open(code, person, facts={**facts, field: "2024-03-27"}, words=words)
    assert refused.value.field == field
    assert refused.value.rule == PROCEDURES[code].rule
    assert written() == before
    assert place.open(code, person, facts={**facts, field: "2024-03-26"}, words=words).state == "open"


def test_every_day_said_to_be_past_is_a_field_of_its_form():
    for plug in PROCEDURES.values():
        assert set(plug.past) <= set(plug.Form.base_fields), plug.code


@pytest.mark.parametrize("code", ["classification", "outstanding"])
def test_a_year_that_has_not_begun_is_not_judged(place, code):
    """R-EVL-03, R-OUT-01."""
    person = place.member()
    place.line(person, "classified", D(2024, 1, 5), year=2024, grade="excellent")
    before = written()
    with pytest.raises(Objection) as refused:
        place.open(code, person, facts={"year": 2025, "grade": "good", "essay": True, "history_asked": True})
    assert (refused.value.rule, refused.value.field) == (PROCEDURES[code].rule, "year")
    assert written() == before


# -- complaints


def measured(place, measure="reprimand", card="42-000123", **facts):
    person = place.member(card_number=card)
    facts = {"measure": measure, "verified_on": "2024-03-20", "self_criticism": True, **facts}
    words = {"grounds": "x", "judgement": "12/2024/HS-ST"}
    case = place.open("discipline", person, facts=facts, words=words)
    if facts.get("court"):
        place.take(case, "SENTENCE", number="14-QĐ/ĐTN")
    else:
        place.take(case, "MEETING", vote=votes(16, 16, entitled=24, method="secret"))
    return person


def test_a_complaint_is_received_neither_ahead_nor_before_the_measure(place):
    """R-DIS-12."""
    person = measured(place)
    for day in ("2024-03-27", "2024-03-25"):
        with pytest.raises(Objection) as refused:
            place.open("complaint", person, facts={"received_on": day}, words={"complaint": "x"})
        assert (refused.value.rule, refused.value.field) == ("R-DIS-12", "received_on"), day


def test_a_complaint_in_time_is_resolved_later_and_an_annulled_measure_is_taken_back(place, today):
    """R-DIS-12: thirty days to complain, thirty more to resolve; the book says why (L18)."""
    person = measured(place, "expulsion", court=True)
    assert Member.objects.get(person=person).card_number == ""
    today.move_to(dt.datetime(2024, 4, 24, 3, tzinfo=dt.UTC))
    case = place.open("complaint", person, facts={"received_on": "2024-03-26"}, words={"complaint": "Oan"})
    today.move_to(dt.datetime(2024, 5, 20, 3, tzinfo=dt.UTC))
    late = measured(place, card="42-000124")
    with pytest.raises(Objection) as refused:
        place.open("complaint", late, facts={"received_on": "2024-03-26"}, words={"complaint": "x"})
    assert refused.value.rule == "R-DIS-12"
    other = place.member("Vũ Thị Khác", card_number="42-000123")
    facts = {"number": "1-KL/ĐTN", "on": D(2024, 5, 20), "outcome": "annulled"}
    with pytest.raises(Objection) as refused:  # nobody carries a card somebody else was given meanwhile
        place.take(case, "RESOLVE", **facts)
    assert refused.value.rule == "R-REC §3.3"
    Member.objects.filter(person=other).update(card_number="")
    words = {"finding": "Bản án đã bị hủy"}
    case = place.take(case, "RESOLVE", number="1-KL/ĐTN", on=D(2024, 5, 20), outcome="annulled", words=words)
    assert case.state == "done"
    assert person.book.order_by("seq").last().kind == "corrected"
    row = person.affiliations.get(known_until=None, ends_on=None)
    assert (row.role, row.unit_id) == ("member", place.branch.pk)
    assert Member.objects.get(person=person).card_number == "42-000123"


def test_a_complaint_that_is_not_heard_changes_nothing_in_the_book(place):
    person = measured(place)
    case = place.open("complaint", person, facts={"received_on": "2024-03-26"}, words={"complaint": "x"})
    lines = person.book.count()
    place.take(case, "RESOLVE", number="1-KL/ĐTN", outcome="upheld", words={"finding": "Đúng"})
    assert person.book.count() == lines


# -- on the page: what, which rule, nothing lost


def post(place, code, form, person=None, by=None):
    client = Client(headers={"accept-language": "vi"})
    client.force_login(by or place.branch_secretary)
    address = reverse("cases:begin", args=[place.branch.pk, code])
    who = {"selected": [str(person.uid)]} if person else {}
    return client.post(address, {"begin": "1", "command_key": str(uuid.uuid4()), **who, **form})


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"starts_on": "31/02/2024", "address": "Bình Dương"}, "starts_on", "không có ngày 31"),
        ({"starts_on": "20/3", "address": "Bình Dương"}, "starts_on", ""),
        (
            {"starts_on": "20/03/2024", "until": "19/03/2024", "address": "Bình Dương"},
            "until",
            "trước ngày đầu",
        ),
        ({"starts_on": "01/01/9999", "address": "Bình Dương"}, "starts_on", "1900"),
        ({"starts_on": "20/03/2024"}, "address", ""),
    ],
)
def test_a_refused_form_comes_back_filled_with_the_message_at_its_field(place, form, field, words):
    person = place.member()
    before = written()[:3]
    answer = post(place, "away", form, person)
    assert answer.status_code == 422
    shown = answer.context["form"]
    assert field in shown.errors
    assert words in str(shown.errors[field])
    assert {name: shown.data[name] for name in form} == form
    assert written()[:3] == before


def test_a_unit_nobody_knows_and_a_person_of_elsewhere_open_nothing(place):
    person, far = place.member(), place.member("Lê Thị Xa", unit=place.far_branch)
    form = {"cause": "work", "changed_on": "20/03/2024", "target": "KHONGCO"}
    assert "target" in post(place, "transfer", form, person).context["form"].errors
    assert (
        post(place, "transfer", {**form, "target": "B3"}, far).status_code == 302
    )  # back to the choice: nobody was chosen
    assert (
        post(place, "transfer", {**form, "target": "B3"}, person, by=place.far_secretary).status_code == 403
    )
    assert not Case.objects.exists()


def test_a_step_that_is_none_or_another_s_is_refused_and_changes_nothing(place):
    """L17: forged, late and repeated moves."""
    case = place.admission()
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.branch_secretary)
    address = reverse("cases:move", args=[case.uid, "agree"])
    sheet = {
        "on": "26/03/2024",
        "entitled": "9",
        "present": "9",
        "agree": "9",
        "method": "hands",
        "mode": "in_person",
    }
    before = written()[:3]
    assert (
        client.post(address, {**sheet, "step": "NONE", "command_key": str(uuid.uuid4())}).status_code == 404
    )
    assert (
        client.post(address, {**sheet, "step": "CARD", "command_key": str(uuid.uuid4())}).status_code == 302
    )
    assert client.post(reverse("cases:move", args=[case.uid, "steal"]), {"step": "MEETING", "command_key": str(uuid.uuid4())}).status_code == 404  # fmt: skip
    wrong = {**sheet, "agree": "10", "step": "MEETING", "command_key": str(uuid.uuid4())}
    answer = client.post(address, wrong)
    assert answer.status_code == 422
    assert answer.context["form"].data["agree"] == "10"
    assert written()[:3] == before
    key = str(uuid.uuid4())
    for _again in range(2):
        assert client.post(address, {**sheet, "step": "MEETING", "command_key": key}).status_code == 302
    assert CaseMove.objects.filter(case=case, act="agreed").count() == 1
    place.take(case, "RATIFY", by=place.officer, number="1-NQ/ĐTN", on=DAY)
    late = {**sheet, "step": "MEETING", "command_key": str(uuid.uuid4())}
    assert client.post(address, late).status_code == 302
    assert CaseMove.objects.filter(case=case, act="agreed").count() == 2


def test_words_are_needed_where_something_is_refused(place):
    case = place.admission()
    for act in (operations.refuse_case, operations.withdraw_case, operations.send_back):
        with pytest.raises(Objection) as refused:
            act(case, actor=acting(place.branch_secretary), step="MEETING", words="  ")
        assert refused.value.field == "words"
    with pytest.raises(Objection):
        operations.comment(case, actor=MACHINE, words="")
    assert CaseMove.objects.count() == 1
