"""What walks of the machine, and reading for it, found: each a named case of its own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aoxanh.audit.objection import Objection
from aoxanh.cases import operations
from aoxanh.cases.models import Case
from aoxanh.membership.models import BookEntry
from aoxanh.membership.operations import correct_line
from aoxanh.membership.proof import verify
from aoxanh.org import operations as org
from aoxanh.org.operations import Decision
from aoxanh.people.merging import merge_people, undo_merge
from aoxanh.people.models import Affiliation
from tests.cases.conftest import DAY, MACHINE, CasePlace, D, acting, today, votes
from tests.reorganisation.conftest import PlanPlace

__all__ = ["today"]
pytestmark = pytest.mark.usefixtures("today")


class CasesPlace(PlanPlace, CasePlace):
    """The small world with plans and cases."""

    def __init__(self) -> None:
        CasePlace.__init__(self)

    def home_of(self, person):
        return Affiliation.objects.as_of(DAY).get(person=person, role="member").unit


@pytest.fixture
def place(db):
    """The small world."""
    return CasesPlace()


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


def test_no_union_places_a_member_in_a_branch_of_another(place):
    """R-TRF-03: neither when it moves somebody inside, nor when it receives, nor when it places."""
    person = place.member()
    case = transfer(place, person, place.commune)
    place.take(case, "CLEAR")
    with pytest.raises(Objection) as refused:
        place.take(case, "INSIDE", by=place.officer, number="1-QĐ/ĐTN", branch=place.far_branch.pk)
    assert (refused.value.rule, refused.value.field) == ("R-TRF-03", "branch")
    assert (
        place.take(case, "INSIDE", by=place.officer, number="1-QĐ/ĐTN", branch=place.other_branch.pk).state
        == "done"
    )
    facts = {"cause": "work", "changed_on": "2024-03-10"}
    case = place.open("transfer", person, unit=place.other_branch, facts=facts, to=place.sibling)
    place.take(case, "CLEAR")
    place.take(case, "RELEASE", number="1-GT/ĐTN")
    with pytest.raises(Objection) as refused:
        place.take(case, "ACCEPT", by=place.stranger, branch=place.branch.pk)
    assert refused.value.field == "branch"
    place.take(case, "ACCEPT", by=place.stranger)
    for wrong in (place.branch, place.sibling):
        with pytest.raises(Objection) as refused:
            place.take(case, "PLACE", by=place.stranger, branch=wrong.pk)
        assert refused.value.field == "branch"
    assert place.home_of(person) == place.other_branch
    place.take(case, "PLACE", by=place.stranger, branch=place.far_branch.pk)
    assert place.home_of(person) == place.far_branch


def test_a_release_moves_the_member_where_one_union_has_both_sides_by_now(
    place, django_capture_on_commit_callbacks
):
    """L2, L5: the two communes were merged between the branch's clearing and the release; the case ended, and nobody had moved."""
    person = place.member()
    case, open_ended = (
        transfer(place, person, place.far_branch),
        transfer(place, place.member("Vũ Văn Ba"), place.sibling),
    )
    for one in (case, open_ended):
        place.take(one, "CLEAR")
    with django_capture_on_commit_callbacks(execute=True):
        place.done({"do": "merge", "units": ["C2"], "into": "C1"}, day=DAY)
    assert place.where(case) == ("RELEASE", "C1")
    assert place.take(case, "RELEASE", by=place.officer, number="1-GT/ĐTN").state == "done"
    assert place.home_of(person) == place.far_branch
    with pytest.raises(Objection) as refused:
        place.take(open_ended, "RELEASE", number="2-GT/ĐTN")
    assert refused.value.rule == "R-ORG-09"


def test_a_union_transfers_nobody_to_a_branch_that_left_it_meanwhile(place):
    """R-TRF-03: the other union has to receive."""
    person = place.member()
    case = transfer(place, person, place.other_branch)
    place.take(case, "CLEAR")
    org.move_unit(place.other_branch, actor=MACHINE, decision=Decision(DAY, "3-QĐ"), parent=place.sibling)
    with pytest.raises(Objection) as refused:
        place.take(case, "INSIDE", by=place.officer, number="1-QĐ/ĐTN")
    assert refused.value.rule == "R-ORG-09"
    assert place.home_of(person) == place.branch


def test_a_unit_somebody_is_on_the_way_to_is_not_dissolved_without_an_heir(place):
    """L5: the plan says so; it broke off when it was carried out."""
    case = transfer(place, place.member(), place.far_branch)
    told = place.told({"do": "dissolve", "unit": "B3"}, day=DAY)
    assert len(told.problems) == 1
    with pytest.raises(Objection):
        place.done({"do": "dissolve", "unit": "B3"}, day=DAY)
    operations.withdraw_case(case, actor=MACHINE, step=case.step, words="Đổi ý")
    assert not place.told({"do": "dissolve", "unit": "B3"}, day=DAY).problems


def test_a_case_about_somebody_who_died_is_at_no_closed_unit(place, django_capture_on_commit_callbacks):
    """L5, found by seed 1: the book leaves the dead in the branch that was merged, and the case had followed them there.

    Since cases close with their person it ends with the death, and settling leaves it alone.
    """
    case = place.admission()
    place.take(case, "MEETING", vote=votes(9))
    place.line(case.person, "deceased", D(2024, 3, 26))
    with django_capture_on_commit_callbacks(execute=True):
        place.done({"do": "merge", "units": ["B1"], "into": "B2"}, day=DAY)
    case.refresh_from_db()
    assert (case.state, case.at_id) == ("lapsed", None)
    assert case.moves.last().act == "lapsed"


@pytest.mark.postgres
@pytest.mark.parametrize("act", [operations.withdraw_case, operations.refuse_case])
def test_who_ends_a_case_locks_it_before_the_book(place, act):
    """Found by eight at once: an agreement locks the case, then the book; an end did so the other way round: a deadlock."""
    case = place.admission()
    with CaptureQueriesContext(connection) as queries:
        act(case, actor=MACHINE, step=case.step, words="Đổi ý")
    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert 'FROM "cases_case"' in locks[0]
    assert any('FROM "membership_member"' in sql for sql in locks[1:])
