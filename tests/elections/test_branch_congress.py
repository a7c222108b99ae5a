"""A branch elects its committee; who was elected takes office at once, and the commune recognises."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from aoxanh.accounts.models import Appointment
from aoxanh.audit.objection import Objection
from aoxanh.cases import operations as cases
from aoxanh.cases.models import Case
from aoxanh.elections import operations
from aoxanh.elections.models import Candidate, Committee, Election, Round, Seat
from aoxanh.elections.queries import committees_on
from aoxanh.org.models import Unit
from aoxanh.papers.models import PaperPerson
from aoxanh.people.models import Person
from tests.elections.conftest import DAY
from tests.membership.conftest import acting

D = dt.date


def duties(unit, day=DAY):
    rows = Appointment.objects.in_force(day).filter(unit=unit)
    return sorted(rows.values_list("user__name", "duty"))


@pytest.fixture
def people(place):
    return place.members(12)


def test_the_whole_way_of_a_branch_congress(place, people):
    """R-ELE-02, R-ELE-03, R-ELE-07, R-ELE-08, R-ORG-08."""
    election = place.branch_congress(people, by=place.branch_secretary)
    a, b, c = people[:3]
    assert election.state == "closed"
    committee = Committee.objects.get(unit=place.branch, body="executive")
    assert (committee.size, committee.ordinal, committee.starts_on, committee.term_ends_on) == (3, 1, DAY, D(2026, 9, 26))  # fmt: skip
    # at the congress they take office at once, and who was in office before no longer is (R-ELE-07)
    assert duties(place.branch) == [(a.full_name, "secretary"), (b.full_name, "deputy_secretary"), (c.full_name, "committee_member")]  # fmt: skip
    unit = Unit.objects.get(pk=place.branch.pk)
    assert (unit.congress_on, unit.congress_ordinal, unit.term_ends_on) == (DAY, 1, D(2026, 9, 26))
    case = Case.objects.get(election=election)
    assert place.where(case) == ("SEND", "B1")
    assert case.due_on == D(2024, 4, 10)  # fifteen days
    secretary = Person.objects.get(pk=a.pk).user
    sent = place.send(election, by=secretary, on=DAY)
    assert place.where(sent) == ("RECOGNISE", "C1")
    assert sent.due_on == D(2024, 4, 10)
    done = place.recognise(election, by=place.officer)
    assert done.state == "done"
    committee.refresh_from_db()
    assert committee.decision_number == "01-QĐ/ĐTN"
    assert PaperPerson.objects.filter(paper=committee.issue.paper).count() == 3
    said = str(committee.issue.paper.document)
    assert all(one.full_name in said for one in (a, b, c))
    assert "Phó Bí thư" in said
    assert Election.objects.get(pk=election.pk).state == "recognised"
    ((_body, sitters),) = committees_on(place.branch.pk, DAY)
    assert [one.first.post for one in sitters] == ["secretary", "deputy", "member"]
    assert committees_on(place.branch.pk, DAY - dt.timedelta(days=1)) == []


def test_a_branch_of_eight_elects_a_secretary_and_no_committee(place):
    """R-ORG §2.2: fewer than nine members."""
    people = place.members(8)
    with pytest.raises(Objection) as refused:
        place.prepare({"executive": 3, "secretary": 1})
    assert refused.value.rule == "R-ORG §2.2"
    assert not Election.objects.exists()
    election = place.prepare({"secretary": 1, "deputy": 1})
    place.attend(election, 8)
    place.elect(election, "secretary", people[:1], 8)
    place.elect(election, "deputy", people[1:2], 8)
    place.do("close_election", election)
    committee = Committee.objects.get()
    assert committee.is_small
    assert [one.first.post for one in committees_on(place.branch.pk, DAY)[0][1]] == ["secretary", "deputy"]


@pytest.mark.parametrize(
    ("seats", "rule"),
    [
        ({"executive": 2}, "R-ORG §2.2"), ({"executive": 6}, "R-ORG §2.2"), ({"executive": 5, "deputy": 2}, "R-ORG §2.2"), ({"secretary": 1}, "R-ORG §2.2"),
        ({"executive": 5, "standing": 1}, "R-ORG §2.2"), ({}, "R-ORG §2.2"), ({"executive": 5, "secretary": 2}, "R-ORG §2.2"),
    ],
)  # fmt: skip
def test_sizes_that_do_not_fit_a_branch_are_refused(place, people, seats, rule):
    with pytest.raises(Objection) as refused:
        place.prepare(seats)
    assert refused.value.rule == rule
    assert not Election.objects.exists()


def test_a_list_needs_a_surplus(place, people):
    """R-ELE-02."""
    election = place.prepare({"executive": 3})
    with pytest.raises(Objection) as refused:
        place.stand(election, "executive", people[:3])
    assert refused.value.rule == "R-ELE-02"
    assert not Candidate.objects.exists()
    place.attend(election, 12)
    with pytest.raises(Objection) as refused:  # nor is anything counted without a list
        place.do("enter_round", election, office="executive", issued=12, collected=12, yes={})
    assert refused.value.rule == "R-ELE-02"
    assert not Round.objects.exists()


def test_only_members_stand_and_nobody_under_a_measure(place, people):
    """R-ELE-01, R-TMP-02, R-DIS-08 (vector 13): no nomination for twelve months."""
    election = place.prepare({"executive": 3})
    stranger = place.member("Trần Văn Xa", unit=place.far_branch)
    with pytest.raises(Objection) as refused:
        place.stand(election, "executive", [*people[:3], stranger])
    assert refused.value.rule == "R-ELE-01"
    place.line(people[3], "disciplined", D(2023, 6, 1), measure="warning", until="2024-06-01")
    with pytest.raises(Objection) as refused:
        place.stand(election, "executive", people[:4])
    assert refused.value.rule == "R-DIS-08"
    assert not Candidate.objects.exists()
    place.line(people[4], "disciplined", D(2023, 3, 1), measure="warning", until="2024-03-01")
    assert len(place.stand(election, "executive", [*people[:3], people[4]])) == 4


def test_a_temporary_member_does_not_stand(place, people):
    """R-TMP-02, vector 17: at the host nobody stands, nominates or votes for leading bodies."""
    guest = place.member("Trần Văn Khách", unit=place.far_branch)
    place.line(
        guest, "overlay_opened", D(2024, 2, 1), unit=place.branch, what="temporary", until="2024-04-30"
    )
    election = place.prepare({"executive": 3})
    with pytest.raises(Objection) as refused:
        place.stand(election, "executive", [*people[:3], guest])
    assert refused.value.rule == "R-ELE-01"


def test_posts_are_filled_from_the_committee(place, people):
    election = place.prepare({"executive": 3, "secretary": 1})
    place.attend(election, 12)
    with pytest.raises(Objection):  # the committee is not elected yet
        place.stand(election, "secretary", people[:1])
    place.elect(election, "executive", people[:3], 12, losers=[people[3]])
    with pytest.raises(Objection):
        place.stand(election, "secretary", [people[3]])
    place.stand(election, "secretary", people[:1])
    with pytest.raises(Objection) as refused:  # the committee of three elects, not the twelve
        place.count(election, "secretary", 12, {people[0]: 12})
    assert refused.value.rule == "R-ELE-03"


def test_the_congress_elects_the_secretary_directly_with_consent(place, people):
    """R-ELE-06."""
    with pytest.raises(Objection) as refused:
        place.prepare({"executive": 3, "secretary": 1}, direct=True)
    assert refused.value.rule == "R-ELE-06"
    election = place.prepare({"executive": 3, "secretary": 1}, direct=True, consent_on=D(2024, 3, 1))
    place.attend(election, 12)
    place.elect(election, "executive", people[:3], 12, losers=[people[3]])
    place.elect(election, "secretary", people[:1], 12)


def test_nobody_is_elected_online_but_at_a_branchs_congress_with_consent(place, people):
    """R-MTG-04, R-MTG-05."""
    place.members(3, unit=place.other_branch)
    for unit, seats in ((place.commune, {"executive": 9}), (place.branch, {"executive": 3})):
        with pytest.raises(Objection) as refused:
            place.prepare(seats, unit=unit, mode="online")
        assert refused.value.rule in {"R-MTG-04", "R-MTG-05"}
    assert not Election.objects.exists()
    assert place.prepare({"executive": 3}, mode="online", consent_on=D(2024, 3, 1)).mode == "online"


def test_half_the_ballots_are_not_enough_and_the_second_round_is_the_last(place, people):
    """R-ELE-03, R-ELE-04: 25 issued, 12 are not elected, 13 are; after two rounds the seat stays empty."""
    people += place.members(13)
    election = place.prepare({"executive": 3})
    place.attend(election, 25)
    place.stand(election, "executive", people[:4])
    a, b, c, d = people[:4]
    place.count(election, "executive", 25, {a: 25, b: 13, c: 12, d: 4})
    assert [Candidate.objects.get(person=one).elected for one in (a, b, c)] == [True, True, None]
    with pytest.raises(Objection):
        place.do("close_election", election)
    place.count(election, "executive", 25, {c: 12, d: 11})
    assert [Candidate.objects.get(person=one).elected for one in (c, d)] == [False, False]
    with pytest.raises(Objection) as refused:
        place.count(election, "executive", 25, {c: 13, d: 11})
    assert refused.value.rule == "R-ELE-04"
    place.do("close_election", election)
    assert Seat.objects.filter(post="member").count() == 2
    assert Committee.objects.get().size == 3


def test_a_wrong_sheet_is_taken_back_while_nothing_rests_on_it(place, people):
    election = place.prepare({"executive": 3, "secretary": 1})
    place.attend(election, 12)
    place.elect(election, "executive", people[:3], 12, losers=[people[3]])
    place.elect(election, "secretary", people[:1], 3)
    with pytest.raises(Objection):
        place.do("take_back_round", election, office="executive")
    place.do("take_back_round", election, office="secretary")
    place.do("take_back_round", election, office="executive")
    assert not Round.objects.exists()
    assert not Candidate.objects.filter(elected=True).exists()


def test_two_officers_at_one_sheet_have_one_winner(place, people):
    election = place.prepare({"executive": 3})
    place.attend(election, 12)
    seen = Election.objects.get(pk=election.pk)
    place.stand(election, "executive", people[:4])
    with pytest.raises(Objection) as refused:
        operations.set_candidates(seen, actor=acting(place.officer), revision=seen.revision, office="executive", people=people[4:8])  # fmt: skip
    assert refused.value.rule == "L17"
    assert {row.person_id for row in Candidate.objects.all()} == {one.pk for one in people[:4]}


def test_who_runs_a_branchs_election(place, people):
    """The branch itself, or its direct superior, which receives its minutes; nobody else."""
    for user in (place.stranger, place.committee, place.far_secretary, place.province_officer):
        with pytest.raises(PermissionDenied):
            place.prepare({"executive": 3}, by=user)
    assert not Election.objects.exists()
    election = place.prepare({"executive": 3}, by=place.clerk)
    with pytest.raises(PermissionDenied):
        place.do("give_up", election, by=place.far_secretary)
    place.do("give_up", election, by=place.branch_deputy)
    assert Election.objects.get().state == "given_up"
    assert place.prepare({"executive": 3}, by=place.branch_secretary)  # and a new one may be prepared
    with pytest.raises(Objection):
        place.prepare({"executive": 3}, by=place.branch_secretary)


def test_nobody_puts_themselves_at_the_head_by_their_own_sheet(place, people):
    """L11 (our design)."""
    me = people[0]
    Person.objects.filter(pk=me.pk).update(user=place.branch_deputy)
    election = place.branch_congress(people, by=place.branch_secretary, close=False)
    with pytest.raises(Objection) as refused:
        place.do("close_election", election, by=place.branch_deputy)
    assert refused.value.rule == "L11"
    assert not Committee.objects.exists()


def test_the_file_goes_up_complete(place, people):
    """R-ELE-08: the superior's fifteen days run from a complete file."""
    election = place.branch_congress(people)
    with pytest.raises(Objection) as refused:
        place.send(election, has_records=False)
    assert refused.value.rule == "R-ELE-08"
    assert Case.objects.get(election=election).step == "SEND"


def test_neither_file_nor_decision_is_dated_before_the_election(place, people):
    election = place.branch_congress(people)
    with pytest.raises(Objection) as refused:
        place.send(election, on=D(2024, 3, 25))
    assert refused.value.rule == "R-ELE-08"
    place.send(election)
    with pytest.raises(Objection):
        place.recognise(election, on=D(2024, 3, 25), number="1-QĐ")
    assert not Committee.objects.exclude(decision_number="").exists()


def test_an_election_that_elected_nobody_is_not_closed(place, people):
    """The old committee stays: nothing ends, nobody loses a duty."""
    election = place.prepare({"executive": 3})
    place.attend(election, 12)
    place.stand(election, "executive", people[:4])
    for _round in range(2):
        place.count(election, "executive", 12, dict.fromkeys(people[:4], 6))
    with pytest.raises(Objection):
        place.do("close_election", election)
    assert Election.objects.get().state == "prepared"
    assert duties(place.branch)[0][1] == "secretary"


def test_only_the_direct_superior_recognises_and_only_once(place, people):
    """R-ELE-08, L11, L17."""
    election = place.branch_congress(people)
    secretary = Person.objects.get(pk=people[0].pk).user
    place.send(election, by=place.officer)
    for user in (secretary, place.stranger, place.province_officer, place.clerk):
        with pytest.raises(PermissionDenied):
            place.recognise(election, by=user)
    with pytest.raises(Objection) as refused:  # who sent the file for the branch does not decide on it
        place.recognise(election, by=place.officer)
    assert refused.value.rule == "L11"
    assert not Committee.objects.exclude(decision_number="").exists()
    seen = Case.objects.select_related("person", "unit", "at").get(election=election)
    place.recognise(election, by=place.deputy)
    with pytest.raises((Objection, PermissionDenied)):
        cases.agree_case(seen, actor=acting(place.deputy), step="RECOGNISE", entered=cases.Entered(DAY))
    assert Committee.objects.filter(decision_number="01-QĐ/ĐTN").count() == 1


def test_who_is_not_recognised_leaves_office(place, people):
    """R-ELE-08: refused in writing, with the reason; nobody keeps a right."""
    election = place.branch_congress(people)
    place.send(election)
    case = Case.objects.select_related("person", "unit", "at").get(election=election)
    cases.refuse_case(
        case, actor=acting(place.officer), step="RECOGNISE", words="Danh sách bầu không có số dư"
    )
    assert duties(place.branch, DAY + dt.timedelta(days=1)) == []
    assert set(Seat.objects.values_list("went", flat=True)) == {"refused"}
    assert Election.objects.get(pk=election.pk).state == "refused"
    assert Committee.objects.get().ends_on == DAY


def test_recognition_is_not_begun_by_hand(place, people):
    for person in (None, people[0]):
        with pytest.raises(Objection):
            place.open("recognition", person, by=place.branch_secretary)
    assert not Case.objects.exists()


def test_the_next_congress_ends_the_term_and_counts_on(place, people):
    """R-ORG-08."""
    place.branch_congress(people, on=D(2024, 1, 15))
    Election.objects.update(state="recognised")
    again = place.branch_congress(people[3:8])
    assert again.ordinal == 2
    old, new = Committee.objects.order_by("starts_on")
    assert (old.ends_on, new.starts_on, new.ends_on) == (DAY, DAY, None)
    assert {one.went for one in old.seats.all()} == {"term"}
    assert [name for name, _duty in duties(place.branch)] == sorted(one.full_name for one in people[3:6])
