"""P12, the five steps of HD 30 III.2: recognised, handed over, coached and commented on, introduced, a full member."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from aoxanh.audit.objection import Objection
from aoxanh.cases import work
from aoxanh.cases.models import Case
from aoxanh.cases.printing import printed
from aoxanh.cases.procedures.party import times
from aoxanh.membership.models import Overlay
from aoxanh.papers.models import Issue
from aoxanh.people.models import Person
from tests.cases.conftest import D, votes

pytestmark = pytest.mark.usefixtures("today")
HANDED = {
    "party": "Đảng ủy xã",
    "years": "2021–2023: bí thư chi đoàn lớp\n2023: tình nguyện hè",
    "comment": "Gương mẫu",
}


@pytest.fixture
def outstanding(place):
    """A member recognised as outstanding since January."""
    person = place.member("Phan Thị Thu Hà")
    place.line(person, "rewarded", D(2023, 5, 19), reward="merit")
    place.line(person, "overlay_opened", D(2024, 1, 10), what="outstanding", until="2025-01-10", year=2023)
    return person


def since(person, **days):
    Person.objects.filter(pk=person.pk).update(**days)
    person.refresh_from_db()


def said(case, step) -> str:
    """What the paper of a step says."""
    paper = case.moves.get(step=step, act="agreed").issue.paper
    return f"{paper.form} {paper.document}"


def test_step_2_the_record_is_handed_to_the_party_committee(place, outstanding):
    """R-OUT-01; form 3.3: the member's years, rewards of the book, the branch's comments; two look at it (L11)."""
    case = place.open("party_record", outstanding, by=place.branch_secretary, words=HANDED)
    place.take(case, "RECORD", by=place.branch_secretary)
    assert place.where(case) == ("HAND_OVER", "C1")
    for other in (place.stranger, place.province_officer, place.branch_secretary):
        with pytest.raises(PermissionDenied):
            place.take(case, "HAND_OVER", by=other)
    assert not Issue.objects.exists()
    case = place.take(case, "HAND_OVER", by=place.officer)
    assert case.state == "done"
    assert not Issue.objects.exists(), "it carries no number"
    paper = str(printed(case, "party_record", sensitive=False))
    for words in (
        "SƠ LƯỢC QUÁ TRÌNH PHẤN ĐẤU",
        "2021–2023",
        "bí thư chi đoàn lớp",
        "tình nguyện hè",
        "(2023)",
        "Gương mẫu",
    ):
        assert words in paper


def test_times_are_read_line_by_line():
    assert times("2021: a: b\n\n  chỉ việc ") == (("2021", "a: b"), ("", "chỉ việc"))


def test_step_3_who_is_coached_is_commented_on_each_quarter_and_the_branch_reminded(
    place, outstanding, today
):
    """R-OUT-01: quarterly comments for those the Party recognised."""
    address = reverse("cases:choose", args=[place.branch.pk, "party_comments"])

    def reminded(user):
        user.forget_rights()
        return address in {item.url for item in work.work(SimpleNamespace(user=user))}

    facts = {"year": 2024, "quarter": "1"}
    with pytest.raises(Objection) as refused:
        place.open("party_comments", outstanding, facts=facts, words={"comment": "Tốt"})
    assert (refused.value.rule, refused.value.field) == ("R-OUT-01", "person")
    with pytest.raises(Objection) as refused:
        place.open(
            "party_prospect", outstanding, facts={"recognised_on": "2024-04-01"}, words={"party": "Chi bộ"}
        )
    assert refused.value.field == "recognised_on"
    case = place.open(
        "party_prospect", outstanding, facts={"recognised_on": "2024-02-03"}, words={"party": "Chi bộ"}
    )
    place.take(case, "ENTER", by=place.branch_secretary)
    assert Overlay.objects.get(person=outstanding, what="party_prospect").starts_on == D(2024, 2, 3)
    with pytest.raises(Objection):
        place.open(
            "party_prospect", outstanding, facts={"recognised_on": "2024-02-03"}, words={"party": "Chi bộ"}
        )
    assert reminded(place.branch_secretary)
    assert not reminded(place.far_secretary)
    with pytest.raises(Objection) as refused:
        place.open("party_comments", outstanding, facts={**facts, "quarter": "2"}, words={"comment": "Tốt"})
    assert refused.value.field == "quarter"
    case = place.open("party_comments", outstanding, facts=facts, words={"comment": "Tốt"})
    assert not reminded(place.branch_secretary)
    place.take(case, "COMMENT", by=place.branch_secretary)
    assert place.where(case) == ("PASS_ON", "C1")
    assert place.take(case, "PASS_ON", by=place.officer).state == "done"
    today.move_to(dt.datetime(2024, 4, 1, 3, tzinfo=dt.UTC))
    assert reminded(place.branch_secretary)


def test_step_4_comes_after_the_party_s_course_and_is_resolved_person_by_person(place, outstanding):
    """R-OUT-01; form 3.2."""
    with pytest.raises(Objection) as refused:
        place.open("party_introduction", outstanding, words={"party": "Chi bộ"})
    assert (refused.value.rule, refused.value.field) == ("R-OUT-01", "person")
    assert not Case.objects.exists()
    since(outstanding, party_course_on=D(2024, 3, 1))
    case = place.open(
        "party_introduction", outstanding, by=place.branch_secretary, words={"party": "Chi bộ thôn"}
    )
    place.take(case, "OPINIONS", by=place.branch_secretary, vote=votes(9))
    case = place.take(case, "RESOLVE", by=place.officer, vote=votes(4, 5))
    paper = said(case, "RESOLVE")
    assert paper.startswith("party_resolution")
    assert "80%" in paper


def test_step_5_a_probationary_member_is_spoken_of_by_branch_and_committee(place, outstanding):
    """R-OUT-01; form 3.4, with both votes; opinions may be given by letter; an opinion lost below goes up with its numbers."""
    words = {"party": "Chi bộ thôn", "strengths": "Nhiệt tình"}
    with pytest.raises(Objection) as refused:
        place.open("party_official", outstanding, words=words)
    assert refused.value.field == "person"
    since(outstanding, party_probationary_on=D(2023, 4, 2))
    case = place.open("party_official", outstanding, by=place.branch_secretary, words=words)
    case = place.take(
        case, "OPINIONS", by=place.branch_secretary, vote=votes(3, 9, entitled=11, mode="online")
    )
    assert place.where(case) == ("COMMITTEE", "C1")
    with pytest.raises(PermissionDenied):
        place.take(case, "COMMITTEE", by=place.stranger, vote=votes(5))
    case = place.take(case, "COMMITTEE", by=place.officer, vote=votes(4, 5, entitled=7))
    assert case.state == "done"
    paper = str(printed(case, "probationary_comments", sensitive=False))
    assert not Issue.objects.exists(), "it carries no number"
    assert "33,33%" in paper
    assert "80%" in paper
    since(outstanding, party_official_on=D(2024, 3, 1))
    with pytest.raises(Objection):
        place.open("party_official", outstanding, words=words)


def test_who_is_in_the_party_already_is_not_on_the_way_to_it(place, outstanding):
    since(outstanding, party_probationary_on=D(2023, 4, 2))
    for code, facts in (("party_record", {}), ("party_prospect", {"recognised_on": "2024-02-03"})):
        with pytest.raises(Objection) as refused:
            place.open(code, outstanding, facts=facts, words=HANDED)
        assert refused.value.rule == "R-OUT-01"
    assert not Case.objects.exists()
