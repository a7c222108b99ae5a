"""A commune's congress elects committee, standing committee, posts and inspection; mid-term, interim, terms, leaving."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from aoxanh.accounts.models import Appointment, User
from aoxanh.accounts.operations import appoint
from aoxanh.audit.objection import Objection
from aoxanh.cases.models import Case
from aoxanh.elections import committee_operations as later
from aoxanh.elections.models import Candidate, Committee, Election, Seat
from aoxanh.elections.queries import committees_on, disciplined_members, open_committee
from aoxanh.membership.rules import statute_on
from aoxanh.org import operations as org
from aoxanh.org.kinds import KINDS
from aoxanh.org.models import Unit
from aoxanh.org.operations import Decision
from aoxanh.people.models import Person
from aoxanh.people.operations import appoint_person
from tests.cases.conftest import votes
from tests.elections.conftest import DAY
from tests.membership.conftest import MACHINE, acting

D = dt.date
OFFICES = {"executive": 9, "standing": 3, "secretary": 1, "deputy": 1, "inspection": 3, "head": 1}


@pytest.fixture
def people(place):
    return place.members(14)


@pytest.fixture
def congress(place, people):
    """A commune's congress of fifty delegates, counted but not closed."""
    election = place.prepare(OFFICES, unit=place.commune, by=place.clerk)
    place.attend(election, 50, 48, elected=40, ex_officio=8, designated=2)
    place.elect(election, "executive", people[:9], 48, losers=people[9:11])
    place.elect(election, "standing", people[:3], 9, losers=[people[3]])
    place.elect(election, "secretary", people[:1], 9)
    place.elect(election, "deputy", people[1:2], 9)
    place.elect(election, "inspection", [people[1], people[4], people[11]], 9)
    place.elect(election, "head", people[1:2], 9)
    return election


@pytest.fixture
def committee(place, congress):
    place.do("close_election", congress, by=place.officer)
    Election.objects.update(state="recognised")
    return open_committee(place.commune.pk)


def duties_of(person):
    rows = Appointment.objects.in_force(DAY).filter(user__person=person)
    return set(rows.values_list("duty", flat=True))


def end(place, seat, went, *, by, on=DAY, words=""):
    return later.end_seat(seat, actor=acting(by), on=on, went=went, words=words)


def test_a_commune_elects_its_bodies_and_each_seat_gives_its_duty(place, people, congress):
    """R-ELE-02, R-ELE-05, R-ELE-07, R-ORG-03."""
    place.do("close_election", congress, by=place.officer)
    bodies = {c.body: len(s) for c, s in committees_on(place.commune.pk, DAY)}
    assert bodies == {"executive": 9, "standing": 3, "inspection": 3}
    assert duties_of(people[0]) == {"secretary"}
    assert duties_of(people[1]) == {"deputy_secretary", "inspection"}
    assert duties_of(people[2]) == {"standing_committee"}
    assert duties_of(people[3]) == {"committee_member"}
    assert duties_of(people[11]) == {"inspection"}
    # who was in office before is not any more; staff stays
    assert not Appointment.objects.in_force(DAY).filter(user__in=(place.officer, place.deputy, place.committee)).exists()  # fmt: skip
    assert Appointment.objects.in_force(DAY).filter(user=place.clerk).exists()
    case = Case.objects.get(election=congress)
    place.send(congress, by=Person.objects.get(pk=people[0].pk).user)
    assert place.where(case) == ("RECOGNISE", "42")
    with pytest.raises(PermissionDenied):
        place.recognise(congress, by=place.stranger)
    assert place.recognise(congress, by=place.province_officer).state == "done"


@pytest.mark.parametrize(
    ("seats", "rule"),
    [
        ({"executive": 9, "standing": 4}, "R-ORG-03"), ({"executive": 8, "standing": 2}, "R-ORG §2.2"), ({"executive": 16}, "R-ORG §2.2"),
        ({"executive": 4}, "R-ORG §2.2"), ({"executive": 9, "standing": 3, "inspection": 4}, "R-ORG-03"), ({"executive": 9, "deputy": 2}, "R-ORG §2.2"),
    ],
)  # fmt: skip
def test_sizes_of_a_commune(place, seats, rule):
    """R-ORG-03, vector 30: of nine, a standing committee of four is refused; §2.2 sizes and deputies."""
    with pytest.raises(Objection) as refused:
        place.prepare(seats, unit=place.commune)
    assert refused.value.rule == rule
    assert not Election.objects.exists()


def test_a_second_deputy_with_consent(place):
    assert place.prepare({"executive": 9, "deputy": 2}, unit=place.commune, consent_on=D(2024, 3, 1))


def test_sizes_and_terms_are_dated_tables(db):
    """R-ORG-03, R-ORG-04, §2.2, §2.3: the larger provinces have their own; what the tree knows of terms agrees."""
    statute = statute_on(DAY)
    assert statute.at_level("committee_sizes", "province", "42", "") == [21, 41]
    assert statute.at_level("committee_sizes", "province", "40", "") == [21, 53]
    assert statute.at_level("standing_sizes", "province", "79", "") == [7, 19]
    assert statute.at_level("inspection_sizes", "province", "01", "") == [7, 11]
    assert statute.at_level("term_months", "branch", "B1", "school") == 12
    assert statute.at_level("committee_sizes", "pioneer_group") is None
    for code, kind in KINDS.items():
        if kind.organisation == "union" and kind.term_years:
            assert statute.at_level("term_months", code) == kind.term_years * 12, code


def test_who_lost_below_is_not_on_the_superiors_list(place, people):
    """R-ELE-04."""
    place.branch_congress(people[:12])
    assert Candidate.objects.get(person=people[3], contest__office="executive").elected is False
    election = place.prepare({"executive": 9}, unit=place.commune)
    with pytest.raises(Objection) as refused:
        place.stand(election, "executive", people[3:14])
    assert refused.value.rule == "R-ELE-04"
    others = [p for p in people if p != people[3]]
    assert len(place.stand(election, "executive", others[:10])) == 10


def test_a_province_hears_of_candidates_who_are_no_delegates_in_time(place, people):
    """R-ELE-01."""
    people += place.members(10)
    election = place.prepare({"executive": 21}, unit=place.province)
    for day in (None, D(2024, 3, 12)):
        with pytest.raises(Objection) as refused:
            place.stand(election, "executive", people[:22], delegates=False, applied_on=day)
        assert refused.value.rule == "R-ELE-01"
    assert place.stand(election, "executive", people[:22], delegates=False, applied_on=D(2024, 3, 11))


def test_who_is_under_a_warning_is_no_delegate_by_office(place, people, committee):
    """R-ELE-05: shown on the page of the next congress; a reprimand does not count."""
    place.line(people[5], "disciplined", D(2024, 3, 26), measure="warning", until="2025-03-26")
    place.line(people[6], "disciplined", D(2024, 3, 26), measure="reprimand", until="2025-03-26")
    assert disciplined_members(place.commune.pk, D(2024, 3, 28)) == [people[5].full_name]
    assert disciplined_members(place.commune.pk, D(2025, 4, 1)) == []


def test_at_most_one_delegate_in_twenty_is_designated(place):
    """R-ELE-05: exact, and the kinds of delegates add up."""
    election = place.prepare({"executive": 9}, unit=place.commune)
    for facts in ({"elected": 37, "designated": 3}, {"elected": 37, "designated": 2}):
        with pytest.raises(Objection) as refused:
            place.attend(election, 40, 40, **facts)
        assert refused.value.rule == "R-ELE-05"
    assert Election.objects.get().present is None
    place.attend(election, 40, 40, elected=38, designated=2)
    assert Election.objects.get().present == 40


def test_who_completes_the_committee_has_no_right_before_the_superior_decides(place, people, committee):
    """R-ELE-07, R-ELE-09: in mid-term the sitting eight vote, not the one who is co-opted."""
    gone = Seat.objects.get(committee=committee, person=people[8])
    end(place, gone, "moved", by=place.province_officer)
    with pytest.raises(Objection) as refused:
        place.prepare({"executive": 2}, unit=place.commune, occasion="midterm")
    assert refused.value.rule == "R-ORG-05"
    election = place.prepare({"executive": 1}, unit=place.commune, occasion="midterm", by=place.clerk)
    place.attend(election, 40, 8)
    assert Election.objects.get(pk=election.pk).entitled == 8
    place.stand(election, "executive", people[12:14])
    with pytest.raises(Objection) as refused:
        place.count(election, "executive", 9, {people[12]: 9, people[13]: 0})
    assert refused.value.rule == "R-ELE-03"
    place.count(election, "executive", 8, {people[12]: 5, people[13]: 3})
    with pytest.raises(PermissionDenied):  # staff prepares and counts, who acts for the committee closes
        place.do("close_election", election, by=place.clerk)
    place.do("close_election", election, by=Person.objects.get(pk=people[0].pk).user)
    assert duties_of(people[12]) == set()
    assert not Seat.objects.filter(person=people[12]).exists()
    place.send(election)
    assert place.recognise(election, by=place.province_officer).state == "done"
    assert duties_of(people[12]) == {"committee_member"}
    assert Seat.objects.get(person=people[12]).came == "midterm"
    assert open_committee(place.commune.pk) == committee


def test_a_designation_exceeds_the_congress_by_fifteen_percent_at_most(place, people, committee):
    """R-ORG-05: of nine, one more; the second is refused."""
    decision = Decision(DAY, "7-QĐ/TĐTN")
    for user in (place.officer, place.stranger):
        with pytest.raises(PermissionDenied):
            later.designate(place.commune, actor=acting(user), person=people[12], post="member", decision=decision)  # fmt: skip
    later.designate(place.commune, actor=acting(place.province_officer), person=people[12], post="member", decision=Decision(DAY))  # fmt: skip
    assert Seat.objects.get(person=people[12]).decision_number == "01-QĐ/TĐTN"
    assert duties_of(people[12]) == {"committee_member"}
    with pytest.raises(Objection) as refused:
        later.designate(place.commune, actor=acting(place.province_officer), person=people[13], post="member", decision=decision)  # fmt: skip
    assert refused.value.rule == "R-ORG-05"
    assert not Seat.objects.filter(person=people[13]).exists()


def test_a_post_nobody_won_is_decided_by_the_superior(place, people, committee):
    """R-ELE-04."""
    place_of = {"actor": acting(place.province_officer), "decision": Decision(DAY, "8-QĐ/TĐTN")}
    with pytest.raises(Objection):
        later.designate(place.commune, person=people[2], post="secretary", **place_of)
    end(place, Seat.objects.get(person=people[0], post="secretary"), "moved", by=place.province_officer)
    assert duties_of(people[0]) == {"standing_committee"}  # R-DIS-09: losing the post leaves the seat
    later.designate(place.commune, person=people[2], post="secretary", **place_of)
    assert duties_of(people[2]) == {"secretary"}


def test_who_ends_a_seat_and_how(place, people, committee):
    """R-ELE-09: the committee for its members, the superior for the head."""
    secretary = Person.objects.get(pk=people[0].pk).user
    member, head = Seat.objects.get(person=people[5]), Seat.objects.get(person=people[0], post="secretary")
    for user in (place.stranger, place.branch_secretary, place.clerk):
        with pytest.raises(PermissionDenied):
            end(place, member, "absent", by=user)
    with pytest.raises(PermissionDenied):
        end(place, head, "resigned", by=secretary)
    with pytest.raises(
        PermissionDenied
    ):  # nor does the committee end a post by ending the membership behind it
        end(
            place,
            Seat.objects.get(person=people[0], committee=committee, post="member"),
            "resigned",
            by=secretary,
        )
    for facts in ({"went": "term"}, {"went": "absent", "on": D(2024, 3, 27)}):
        with pytest.raises(Objection):
            end(place, member, **{"by": secretary, **facts})
    assert Seat.objects.get(pk=member.pk).ends_on is None
    end(place, member, "absent", by=secretary, words="Vắng tháng 1, 2, 3")
    fresh = Seat.objects.get(pk=member.pk)
    assert (fresh.went, fresh.ends_on) == ("absent", DAY)
    assert b"V\xe1\xba\xafng" not in bytes(fresh.sealed)
    assert duties_of(people[5]) == set()
    with pytest.raises(Objection) as refused:
        end(place, member, "absent", by=secretary)
    assert refused.value.rule == "L17"


def test_who_leaves_the_committee_leaves_its_standing_committee_too(place, people, committee):
    """R-DIS-09."""
    secretary = Person.objects.get(pk=people[0].pk).user
    end(place, Seat.objects.get(person=people[2], committee=committee), "resigned", by=secretary)
    assert not Seat.objects.filter(person=people[2], ends_on=None).exists()
    assert duties_of(people[2]) == set()


def test_nobody_withdraws_while_a_disciplinary_case_is_under_way(place, people, committee):
    """R-DIS-10."""
    place.open("discipline", people[5], facts={"measure": "warning", "verified_on": "2024-03-20"}, words={"grounds": "Vi phạm"})  # fmt: skip
    secretary = Person.objects.get(pk=people[0].pk).user
    with pytest.raises(Objection) as refused:
        end(place, Seat.objects.get(person=people[5]), "resigned", by=secretary)
    assert refused.value.rule == "R-DIS-10"


def test_discipline_ends_the_seat(place, people, committee, django_capture_on_commit_callbacks):
    """R-DIS-09: dismissed, the highest post; expelled, all; warned, none."""
    with django_capture_on_commit_callbacks(execute=True):
        place.line(people[4], "disciplined", DAY, measure="warning", until="2025-03-26")
        place.line(people[0], "disciplined", DAY, measure="dismissal", until="2025-03-26")
        place.line(people[5], "expelled", DAY, measure="expulsion")
    assert Seat.objects.filter(person=people[4], ends_on=None).count() == 2
    assert duties_of(people[0]) == {"standing_committee"}
    assert duties_of(people[5]) == set()
    assert set(Seat.objects.filter(went="discipline").values_list("person_id", "post")) == {(people[0].pk, "secretary"), (people[5].pk, "member")}  # fmt: skip


def test_who_is_no_member_any_more_sits_nowhere(place, people, committee, django_capture_on_commit_callbacks):
    """Dead, resigned or removed: by a case or a line; who has matured may lead on (our design); others stay."""
    with django_capture_on_commit_callbacks(execute=True):
        place.line(people[0], "deceased", DAY)
        place.line(people[4], "resigned", DAY)
        place.line(people[6], "matured", DAY)
        facts = {"ground": "fee", "year": 2023, "months": [1, 2, 3], "contacted_on": "2024-03-20"}
        case = place.open("removal", people[5], facts=facts, words={"contact": "x"})
        place.take(case, "DECIDE", vote=votes(9), number="1-NQ/CĐ")
    assert not Seat.objects.filter(person__in=[people[0], people[4], people[5]], ends_on=None).exists()
    ended = Seat.objects.filter(post="member", committee=committee, ends_on=DAY)
    assert dict(ended.values_list("person_id", "went")) == {
        people[0].pk: "deceased", people[4].pk: "left", people[5].pk: "left",
    }  # fmt: skip
    assert duties_of(people[0]) == set()
    assert Seat.objects.filter(person=people[6], ends_on=None).exists()


def test_nobody_under_a_measure_is_designated_or_appointed(place, people, committee):
    """R-DIS-08: twelve months from any measure, by every way to an office; nothing is written."""
    one = people[13]
    place.line(one, "disciplined", D(2023, 6, 1), measure="reprimand", until="2024-06-01")
    seats, posts = Seat.objects.count(), Appointment.objects.count()
    of_office = {"actor": acting(place.province_officer), "decision": Decision(DAY, "9-QĐ/TĐTN")}
    with pytest.raises(Objection) as refused:
        later.designate(place.commune, person=one, post="member", **of_office)
    assert (refused.value.rule, refused.value.field) == ("R-DIS-08", "person")
    new = place.unit("C9", "Đoàn xã Mới", "commune", place.province)
    named = [(people[7], "secretary"), (one, "deputy"), (people[8], "member")]
    with pytest.raises(Objection) as refused:
        later.name_interim(new, people=named, **of_office)
    assert refused.value.rule == "R-DIS-08"
    for act in (appoint_person, lambda unit, person, **how: appoint(unit, user=account(person), **how)):
        with pytest.raises(Objection) as refused:
            act(place.branch, person=one, duty="secretary", **{**of_office, "actor": MACHINE})
        assert refused.value.rule == "R-DIS-08"
    assert (Seat.objects.count(), Appointment.objects.count()) == (seats, posts)
    later.designate(place.commune, person=people[12], post="member", **of_office)
    free = {"actor": MACHINE, "decision": Decision(D(2024, 6, 1), "9-QĐ")}
    assert (
        appoint_person(place.branch, person=one, duty="deputy_secretary", **free).duty == "deputy_secretary"
    )


def account(person):
    """The person's account, opened where there is none."""
    person.refresh_from_db()
    if person.user is None:
        person.user = User.objects.create_user(f"p{person.pk}")
        person.save(update_fields=["user"])
    return person.user


def test_a_new_unit_gets_an_interim_committee_for_six_months(place, people):
    """R-ORG-07."""
    unit = place.unit("C9", "Đoàn xã Mới", "commune", place.province)
    named = [(people[0], "secretary"), (people[1], "deputy"), (people[2], "member")]
    for user in (place.officer, place.stranger):
        with pytest.raises(PermissionDenied):
            later.name_interim(unit, actor=acting(user), people=named, decision=Decision(DAY))
    for wrong in (named[1:], [*named, named[2]], [*named, (people[3], "deputy")], [(people[3], "secretary"), *named]):  # fmt: skip
        with pytest.raises(Objection):
            later.name_interim(unit, actor=acting(place.province_officer), people=wrong, decision=Decision(DAY))  # fmt: skip
    assert not Committee.objects.exists()
    done = later.name_interim(unit, actor=acting(place.province_officer), people=named, decision=Decision(DAY))  # fmt: skip
    assert (done.origin, done.term_ends_on) == ("interim", D(2024, 9, 26))
    assert Committee.objects.get().decision_number == "01-QĐ/TĐTN"
    assert duties_of(people[0]) == {"secretary"}
    assert Unit.objects.get(pk=unit.pk).term_ends_on == D(2024, 9, 26)
    with pytest.raises(Objection) as refused:
        later.name_interim(unit, actor=acting(place.province_officer), people=named, decision=Decision(DAY))
    assert refused.value.rule == "R-ORG-07"


@pytest.mark.parametrize(
    ("until", "passes"), [(D(2026, 9, 26), True), (D(2026, 9, 27), False), (D(2024, 3, 26), False)]
)
def test_an_interim_committee_is_extended_to_half_a_term_at_most(place, people, until, passes):
    """R-ORG-07: counted from the founding decision; half of five years."""
    unit = place.unit("C9", "Đoàn xã Mới", "commune", place.province)
    made = later.name_interim(unit, actor=MACHINE, people=[(people[0], "secretary")], decision=Decision(DAY, "1-QĐ"))  # fmt: skip
    if passes:
        later.change_term(made, actor=acting(place.province_officer), until=until, decision=Decision(DAY, "9-QĐ"))  # fmt: skip
    else:
        with pytest.raises(Objection) as refused:
            later.change_term(made, actor=acting(place.province_officer), until=until, decision=Decision(DAY, "9-QĐ"))  # fmt: skip
        assert refused.value.rule == "R-ORG-06"
    assert Committee.objects.get().term_ends_on == (until if passes else D(2024, 9, 26))


@pytest.mark.parametrize(
    ("until", "passes"),
    [(D(2031, 9, 26), True), (D(2031, 9, 27), False), (D(2026, 9, 26), True), (D(2026, 9, 25), False)],
)
def test_a_term_is_changed_by_half_of_it_at_most(place, committee, until, passes):
    """R-ORG-06."""
    with pytest.raises(PermissionDenied):
        later.change_term(committee, actor=acting(place.officer), until=until, decision=Decision(DAY, "9-QĐ"))
    change = {"actor": acting(place.province_officer), "until": until, "decision": Decision(DAY, "9-QĐ")}
    if passes:
        later.change_term(committee, **change)
    else:
        with pytest.raises(Objection):
            later.change_term(committee, **change)
    assert Unit.objects.get(pk=place.commune.pk).term_ends_on == (until if passes else D(2029, 3, 26))


def test_a_committee_ends_with_its_unit(place, django_capture_on_commit_callbacks):
    unit = place.unit("B9", "Chi đoàn thôn Đóng", "branch", place.commune)
    secretary = place.member("Trần Văn Chót", unit=unit, since=D(2023, 1, 1))
    later.name_interim(unit, actor=MACHINE, people=[(secretary, "secretary")], decision=Decision(D(2024, 1, 2), "1-QĐ"))  # fmt: skip
    place.line(secretary, "transferred", D(2024, 2, 1), unit=place.branch)
    Appointment.objects.filter(unit=unit).update(ends_on=D(2024, 2, 1))
    with django_capture_on_commit_callbacks(execute=True):
        decision = Decision(D(2024, 3, 1), "5-QĐ", reason="x")
        org.close_unit(unit, actor=MACHINE, decision=decision, successors=[place.branch])
    assert Committee.objects.get().ends_on == D(2024, 3, 1)
    assert Seat.objects.filter(ends_on=None).count() == 0
    assert set(Seat.objects.values_list("went", flat=True)) == {"unit_ended"}
