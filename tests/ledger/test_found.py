"""What walks of the machine, and reading for it, found: each a named case of its own."""

from __future__ import annotations

import pytest

from aoxanh.audit.objection import Objection
from aoxanh.cases import operations
from aoxanh.cases.models import Case
from aoxanh.membership.models import BookEntry
from aoxanh.membership.operations import correct_line
from aoxanh.membership.proof import verify
from aoxanh.people.merging import merge_people, undo_merge
from tests.cases.conftest import MACHINE, CasePlace, D, acting, today, votes

__all__ = ["today"]
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def place(db):
    """The small world."""
    return CasePlace()


def transfer(place, person, to):
    return place.open("transfer", person, facts={"cause": "work", "changed_on": "2024-03-10"}, to=to)


def back(place, case, by=None):
    fresh = Case.objects.select_related("person", "unit", "at").get(pk=case.pk)
    operations.send_back(fresh, actor=acting(by) if by else MACHINE, step=fresh.step, words="Thiếu giấy tờ")


@pytest.mark.parametrize(
    ("procedure", "facts", "words"),
    [
        ("away", {"starts_on": "2024-03-01"}, {"address": "Bình Dương"}),
        ("resignation", {"letter_on": "2024-03-20"}, {}),
        ("discipline", {"measure": "warning", "verified_on": "2024-03-20"}, {"grounds": "x"}),
    ],
)
def test_a_case_is_opened_only_about_somebody_it_is_for(place, procedure, facts, words):
    """R-STA-03: a young person who is no member cannot work away, resign or be disciplined as one."""
    with pytest.raises(Objection) as refused:
        place.open(procedure, place.young(), facts=facts, words=words)
    assert refused.value.rule == "R-STA-03"
    gone = place.member()
    place.line(gone, "removed", D(2024, 1, 5))
    with pytest.raises(Objection) as refused:
        place.open(procedure, gone, facts=facts, words=words)
    assert refused.value.rule == "R-STA-03"
    assert not Case.objects.exists()


def test_a_transfer_inside_a_union_is_sent_back_to_the_branch(place):
    """HD 20 §3.3đ a: the route was looked up without the two units, so that its second step seemed the first."""
    case = transfer(place, place.member(), place.other_branch)
    place.take(case, "CLEAR")
    back(place, case, place.officer)
    assert place.where(case) == ("CLEAR", "B1")


def test_an_admission_is_not_sent_back_over_what_the_book_tells(place):
    """L18: it could neither be ratified nor held a second time."""
    case = place.admission()
    place.take(case, "MEETING", vote=votes(9))
    place.take(case, "RATIFY", number="1-NQ/ĐTN")
    with pytest.raises(Objection) as refused:
        back(place, case)
    assert refused.value.rule == "L18"
    line = BookEntry.objects.get(person=case.person, kind="approved")
    correct_line(line, actor=MACHINE, words="Ghi nhầm")
    back(place, case)
    assert place.where(case) == ("RATIFY", "C1")
    assert place.take(case, "RATIFY", number="2-NQ/ĐTN").step == "CEREMONY"


def test_a_removal_is_not_sent_back_once_the_book_tells_of_it(place):
    """R-DEL-01: the way back is its annulment."""
    person = place.member()
    facts = {"ground": "fee", "year": 2024, "months": [1, 2, 3], "contacted_on": "2024-03-20"}
    case = place.open("removal", person, facts=facts, words={"contact": "x"})
    place.take(case, "DECIDE", vote=votes(9), number="1-NQ/CĐ")
    with pytest.raises(Objection) as refused:
        back(place, case)
    assert refused.value.rule == "L18"


def test_who_is_voted_on_anew_was_considered_on_the_later_day(place):
    """R-ADM-01 names the day of the vote; a vote sent back is held again."""
    case = place.admission()
    place.take(case, "MEETING", vote=votes(9), on=D(2024, 3, 20))
    back(place, case)
    case = place.take(case, "MEETING", vote=votes(9), on=D(2024, 3, 25))
    assert case.details["voted_on"] == "2024-03-25"


def test_a_record_with_a_case_under_way_is_not_merged_away(place):
    """L15, L16: its case could never be decided, and the person could have a second one."""
    kept, gone = place.member(), place.member("Nguyễn Thị Quỳnh Chang")
    case = place.open("resignation", gone, facts={"letter_on": "2024-03-20"})
    with pytest.raises(Objection) as refused:
        merge_people(kept, actor=MACHINE, gone=gone, take=set())
    assert refused.value.rule == "L15"
    assert place.lines(gone) == ["enrolled"]
    merge_people(gone, actor=MACHINE, gone=kept, take=set())
    assert Case.objects.get(pk=case.pk).state == "open"


def test_a_withdrawn_candidate_is_merged_away(place):
    """L16: a book in which nothing stands tells of nobody who counts, and hinders no merge."""
    kept, case = place.member(), place.admission(place.young("Nguyễn Thị Quỳnh Chang"))
    operations.withdraw_case(case, actor=MACHINE, step=case.step, words="Trùng")
    row = merge_people(kept, actor=MACHINE, gone=case.person, take=set())
    assert verify().holds
    undo_merge(row, actor=MACHINE)
    assert verify().holds
    assert place.lines(case.person) == ["proposed", "withdrawn"]
