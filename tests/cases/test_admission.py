"""P1 from the branch meeting to the card, and everything that stops it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from aoxanh.audit.objection import Objection
from aoxanh.cases import operations
from aoxanh.cases.advancing import Entered
from aoxanh.cases.models import Case, CaseMove
from aoxanh.membership.models import BookEntry, Member
from aoxanh.people.models import Person
from tests.cases.conftest import APPLICATION, DAY, WORDS, D, acting, votes

pytestmark = pytest.mark.usefixtures("today")


def test_a_young_person_is_voted_ratified_admitted_and_given_a_card(place):
    person = place.young()
    case = place.admission(person, by=place.branch_secretary)
    assert place.where(case) == ("MEETING", "B1")
    place.take(case, "MEETING", by=place.branch_secretary, vote=votes(15, 18, entitled=20), on=D(2024, 3, 20))
    assert place.where(case) == ("RATIFY", "C1")
    place.take(case, "RATIFY", by=place.officer, number="15-NQ/ĐTN", on=D(2024, 3, 22))
    assert place.where(case) == ("CEREMONY", "B1")
    place.take(case, "CEREMONY", by=place.branch_secretary, on=D(2024, 3, 26))
    assert place.where(case)[0] == "CARD"
    assert place.lines(person) == ["proposed", "approved", "admitted"]
    line = BookEntry.objects.get(person=person, kind="admitted")
    assert (line.cause, line.cause_id, line.decision_number, line.unit_id) == (
        "case",
        str(case.pk),
        "15-NQ/ĐTN",
        place.branch.pk,
    )
    assert Member.objects.get(person=person).joined_on == D(2024, 3, 26)


def test_1_fifteen_years_to_the_day_is_too_young_under_the_twelfth_congress(place):
    """Vector 1, 2; R-ADM-01: from fifteen years and one day."""
    child = place.young("Trần Thị Mai", birth="2009-03-26")
    with pytest.raises(Objection, match="27/03/2024") as refused:
        place.admission(child)
    assert refused.value.rule == "R-ADM-01"
    assert not Case.objects.exists()
    assert not place.lines(child)
    day_older = place.young("Trần Thị Lan", birth="2009-03-25")
    assert place.admission(day_older).state == "open"


def test_2_under_the_thirteenth_congress_sixteen_years_are_needed(place, today):
    """Vector 2; R-VER-04, assumed."""
    today.move_to(dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    fifteen = place.young("Trần Thị Mai", birth="2011-01-01")
    with pytest.raises(Objection) as refused:
        place.admission(fifteen, applied_on="2026-11-01")
    assert refused.value.rule == "R-VER-04"


def test_3_six_of_twelve_present_are_not_more_than_half(place):
    """Vector 3; R-ADM-07."""
    case = place.admission()
    case = place.take(case, "MEETING", vote=votes(6, 12, entitled=20))
    assert case.state == "refused"
    assert place.lines(case.person) == ["proposed", "withdrawn"]
    assert CaseMove.objects.get(case=case, act="voted_down").vote["agree"] == 6


def test_4_an_online_meeting_may_not_admit(place):
    """Vector 4; R-MTG-04."""
    case = place.admission()
    with pytest.raises(Objection) as refused:
        place.take(case, "MEETING", vote=votes(7, 12, entitled=20, mode="online"))
    assert refused.value.rule == "R-MTG-04"
    assert place.where(case) == ("MEETING", "B1")
    assert place.take(case, "MEETING", vote=votes(7, 12, entitled=20, mode="hybrid")).step == "RATIFY"


def test_5_a_late_ceremony_is_flagged_and_entered(place, today):
    """Vector 5; R-ADM-09."""
    case = place.admission()
    place.take(case, "MEETING", vote=votes(12), on=D(2024, 3, 1))
    case = place.take(case, "RATIFY", number="1-NQ/ĐTN", on=D(2024, 3, 1))
    assert case.due_on == D(2024, 4, 1)
    today.move_to(dt.datetime(2024, 4, 6, tzinfo=dt.UTC))
    assert Case.objects.get(pk=case.pk).is_late
    case = place.take(case, "CEREMONY", on=D(2024, 4, 5))
    assert "admitted" in place.lines(case.person)


def test_6_family_detained_without_the_partys_opinion_stops_it(place):
    """Vector 6; R-ADM-04."""
    with pytest.raises(Objection) as refused:
        place.admission(family_detained=True)
    assert refused.value.rule == "R-ADM-04"
    person = place.young("Hồ Thị Na")
    assert (
        place.admission(
            person, family_detained=True, words={**WORDS, "party_opinion": "12-CV/ĐU, 01/03/2024"}
        ).state
        == "open"
    )


def test_7_an_introducer_of_two_months_and_twenty_days_stops_it(place):
    """Vector 7; R-ADM-06."""
    with pytest.raises(Objection) as refused:
        place.admission(sponsor_since="2024-01-06")
    assert (refused.value.rule, refused.value.field) == ("R-ADM-06", "sponsor_since")
    assert place.admission(place.young("Vũ Thị Ba"), sponsor="pioneers", sponsor_since=None).state == "open"


def test_8_a_grassroots_branch_resolves_by_itself(place):
    """Vector 8; R-ADM-07."""
    alone = place.unit("CS1", "Chi đoàn cơ sở Công an xã", "grassroots_branch", place.commune)
    place.user("alone", alone, "secretary")
    second = place.user("alone2", alone, "deputy_secretary")
    case = place.open("admission", place.young(unit=alone), unit=alone, facts=APPLICATION, words=WORDS)
    case = place.take(case, "MEETING", vote=votes(5))
    assert place.where(case) == ("RESOLVE", "CS1")
    assert place.take(case, "RESOLVE", by=second, number="2-NQ/CĐCS").step == "CEREMONY"


def test_14_who_was_expelled_ten_months_ago_waits(place, today):
    """Vector 14; R-DIS-08."""
    person = place.member(birth="2003-01-01", since=D(2022, 1, 1))
    place.line(person, "expelled", D(2023, 5, 1))
    Person.objects.filter(pk=person.pk).update(education="upper_secondary")
    person.refresh_from_db()
    with pytest.raises(Objection, match="01/05/2024") as refused:
        place.admission(person)
    assert refused.value.rule == "R-DIS-08"
    today.move_to(dt.datetime(2024, 5, 2, tzinfo=dt.UTC))
    assert place.admission(person).state == "open"


def test_no_schooling_entered_stops_it_unless_the_area_is_poor(place):
    """R-ADM-03."""
    person = place.person("Y Ksor", birth="2006-01-01")
    with pytest.raises(Objection) as refused:
        place.admission(person)
    assert refused.value.rule == "R-ADM-03"
    assert place.admission(person, schooling_waived=True).state == "open"


def test_on_the_thirtieth_birthday_yes_the_day_after_no(place):
    """R-ADM-02: our inference, a setting."""
    assert place.admission(place.young("A", birth="1994-03-26")).state == "open"
    with pytest.raises(Objection) as refused:
        place.admission(place.young("B", birth="1994-03-25"))
    assert refused.value.rule == "R-ADM-02"


def test_who_proposed_does_not_ratify(place):
    """L11: two persons."""
    case = place.admission(by=place.officer)
    place.take(case, "MEETING", by=place.branch_secretary, vote=votes(9))
    with pytest.raises(Objection) as refused:
        place.take(case, "RATIFY", by=place.officer, number="1-NQ/ĐTN")
    assert refused.value.rule == "L11"
    assert place.take(case, "RATIFY", by=place.deputy, number="1-NQ/ĐTN").step == "CEREMONY"


@pytest.mark.parametrize(
    "who", ["branch_secretary", "stranger", "clerk", "committee", "far_secretary", "province_officer"]
)
def test_nobody_else_ratifies(place, who):
    case = place.admission()
    place.take(case, "MEETING", vote=votes(9))
    moves = CaseMove.objects.count()
    with pytest.raises(PermissionDenied):
        place.take(case, "RATIFY", by=getattr(place, who), number="1-NQ/ĐTN")
    assert CaseMove.objects.count() == moves
    assert place.lines(case.person) == ["proposed"]


def test_the_commune_enters_the_minutes_of_a_branch_without_an_account(place):
    case = place.admission()
    assert place.take(case, "MEETING", by=place.officer, vote=votes(9)).step == "RATIFY"


def test_the_same_admission_gave_its_card_at_the_district_and_gives_it_at_the_commune(place, today):
    """R-ORG-10: the authority table is dated."""
    district = place.unit("D1", "Huyện đoàn Lộc Hà", "district", place.province)
    old = place.unit("C9", "Đoàn xã Thạch Kim", "commune", district)
    branch = place.unit("B9", "Chi đoàn thôn Liên Tân", "branch", old)
    case = place.open("admission", place.young(unit=branch), unit=branch, facts=APPLICATION, words=WORDS)
    place.take(case, "MEETING", vote=votes(9))
    place.take(case, "RATIFY", number="3-NQ/ĐTN")
    place.take(case, "CEREMONY")
    assert place.where(case) == ("CARD", "D1")
    today.move_to(dt.datetime(2025, 8, 1, tzinfo=dt.UTC))
    late = place.admission(place.young("Lê Thị Sen", birth="2008-01-01"))
    place.take(late, "MEETING", vote=votes(9), on=D(2025, 8, 1))
    place.take(late, "RATIFY", number="4-NQ/ĐTN", on=D(2025, 8, 1))
    place.take(late, "CEREMONY", on=D(2025, 8, 1))
    assert place.where(late) == ("CARD", "C1")


def test_two_at_once_one_is_told_it_is_decided(place):
    case = place.admission()
    place.take(case, "MEETING", vote=votes(9))
    stale = Case.objects.select_related("person", "unit", "at").get(pk=case.pk)
    place.take(case, "RATIFY", number="1-NQ/ĐTN")
    with pytest.raises(Objection) as refused:
        operations.agree_case(
            stale, actor=acting(place.officer), step="RATIFY", entered=Entered(DAY, "2-NQ/ĐTN")
        )
    assert refused.value.rule == "L17"
    assert place.lines(case.person).count("approved") == 1


def test_refused_sent_back_and_withdrawn_say_why_and_write_what_that_writes(place):
    case = place.admission(by=place.branch_secretary)
    case = place.take(case, "MEETING", by=place.branch_secretary, vote=votes(9))
    with pytest.raises(Objection):
        operations.send_back(case, actor=acting(place.officer), step="RATIFY", words="  ")
    operations.send_back(case, actor=acting(place.officer), step="RATIFY", words="Thiếu lý lịch")
    assert place.where(case) == ("MEETING", "B1")
    case = Case.objects.select_related("person", "unit", "at").get(pk=case.pk)
    operations.withdraw_case(
        case, actor=acting(place.branch_secretary), step="MEETING", words="Người này đi xa"
    )
    assert Case.objects.get(pk=case.pk).state == "withdrawn"
    assert place.lines(case.person) == ["proposed", "withdrawn"]
    again = place.admission(case.person)
    again = place.take(again, "MEETING", vote=votes(9))
    operations.refuse_case(again, actor=acting(place.officer), step="RATIFY", words="Chưa đủ điều kiện")
    assert Case.objects.get(pk=again.pk).state == "refused"


def test_a_second_open_case_of_the_same_person_is_refused(place):
    """L15."""
    case = place.admission()
    with pytest.raises(Objection) as refused:
        place.admission(case.person)
    assert refused.value.rule == "L15"


def test_a_reason_is_sealed_under_the_persons_key(place):
    case = place.admission()
    row = Case.objects.get(pk=case.pk)
    assert b"S\xc6\xa1n" not in bytes(row.sealed)
    assert row.words["sponsor_name"] == "Trần Văn Sơn"
    assert "Sơn" not in row.facts


def test_days_ahead_are_refused(place):
    case = place.admission()
    with pytest.raises(Objection) as refused:
        place.take(case, "MEETING", vote=votes(9), on=D(2024, 3, 27))
    assert refused.value.rule == "R-STA-01"


def test_moves_are_never_changed(place):
    place.admission()
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseMove.objects.update(step="X")


def test_time_travels(place):
    with time_machine.travel(dt.datetime(2024, 6, 1, tzinfo=dt.UTC)):
        assert place.admission().opened_at.year == 2024
