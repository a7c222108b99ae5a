"""P2–P17: each to the book, and each rule that stops one. The vectors of membership §5.1 by number."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from aoxanh.accounts.models import Appointment
from aoxanh.audit.objection import Objection
from aoxanh.cases import operations
from aoxanh.cases.card_operations import add_card_range
from aoxanh.cases.models import Case
from aoxanh.membership.folding import fold
from aoxanh.membership.models import BookEntry, Member, Overlay
from aoxanh.people.models import Affiliation, Person
from tests.cases.conftest import DAY, MACHINE, D, acting, votes

pytestmark = pytest.mark.usefixtures("today")


def story(person):
    return fold([entry.line for entry in BookEntry.objects.filter(person=person).order_by("seq")])


# -- P2 transfer


def transfer(place, person, to=None, **facts):
    facts = {"cause": "work", "changed_on": "2024-03-10", **facts}
    return place.open("transfer", person, facts=facts, to=to)


def test_19_a_transfer_to_another_commune_goes_by_two_unions_and_no_province(place):
    """Vector 19; R-TRF-03, L2: counted at the source until placed."""
    person = place.member()
    case = transfer(place, person, place.far_branch)
    assert place.where(case) == ("CLEAR", "B1")
    place.take(
        case, "CLEAR", by=place.branch_secretary, words={"comments": "Tích cực"}, fee_until="2024-03-31"
    )
    assert place.where(case) == ("RELEASE", "C1")
    case = place.take(case, "RELEASE", by=place.officer, number="7-GT/ĐTN")
    assert place.where(case) == ("ACCEPT", "C2")
    assert case.due_on == D(2024, 4, 26)
    assert story(person).unit_id == place.branch.pk
    with pytest.raises(PermissionDenied):
        place.take(case, "ACCEPT", by=place.province_officer)
    place.take(case, "ACCEPT", by=place.stranger)
    assert Case.objects.get(pk=case.pk).state == "done"
    assert story(person).unit_id == place.far_branch.pk


def test_a_transfer_to_a_commune_is_placed_in_a_branch_afterwards(place):
    person = place.member()
    case = transfer(place, person, place.sibling)
    place.take(case, "CLEAR")
    place.take(case, "RELEASE", number="7-GT/ĐTN")
    case = place.take(case, "ACCEPT")
    assert place.where(case) == ("PLACE", "C2")
    with pytest.raises(Objection) as refused:
        place.take(case, "PLACE")
    assert refused.value.field == "branch"
    place.take(case, "PLACE", branch=place.far_branch.pk)
    assert story(person).unit_id == place.far_branch.pk


def test_20_a_transfer_inside_one_commune_is_one_decision(place):
    """Vector 20; HD 20 §3.3đ a."""
    person = place.member()
    case = transfer(place, person, place.other_branch)
    place.take(case, "CLEAR")
    assert place.where(case) == ("INSIDE", "C1")
    case = place.take(case, "INSIDE", number="8-QĐ/ĐTN", on=DAY)
    assert case.state == "done"
    assert story(person).unit_id == place.other_branch.pk
    line = BookEntry.objects.get(person=person, kind="transferred")
    assert line.decision_number == "8-QĐ/ĐTN"


def test_a_transfer_out_of_the_system_ends_with_the_letter(place):
    """R-TRF-04."""
    person = place.member()
    case = transfer(place, person, outside=True)
    place.take(case, "CLEAR")
    case = place.take(case, "RELEASE", number="9-GT/ĐTN")
    assert case.state == "done"
    assert story(person).status == "left"
    back = place.open(
        "arrival", person, facts={"letter": "2-GT", "letter_on": "2024-03-20", "joined_on": "2020-03-26"}
    )
    assert place.take(back, "RECEIVE").state == "done"
    assert story(person).status == "member"
    assert story(person).joined_on == D(2020, 3, 26)


def test_a_transfer_to_where_one_is_and_a_second_exclusive_case_are_refused(place):
    person = place.member()
    with pytest.raises(Objection) as refused:
        transfer(place, person, place.branch)
    assert refused.value.rule == "R-TRF-03"
    discipline(place, person)
    with pytest.raises(Objection) as refused:
        transfer(place, person, place.far_branch)
    assert refused.value.rule == "L15"


def test_sent_back_by_the_receiving_union_the_case_is_at_the_sending_one_again(place):
    person = place.member()
    case = transfer(place, person, place.far_branch)
    place.take(case, "CLEAR")
    case = place.take(case, "RELEASE", number="7-GT/ĐTN")
    operations.send_back(case, actor=acting(place.stranger), step="ACCEPT", words="Không có tên ở địa phương")
    assert place.where(case) == ("RELEASE", "C1")
    assert story(person).unit_id == place.branch.pk


# -- P3–P6 elsewhere


def test_three_months_elsewhere_are_temporary_four_are_a_transfer(place):
    """R-TMP-01, R-TMP-03: home and count stay where they are, and it ends by itself."""
    person = place.member()
    with pytest.raises(Objection) as refused:
        place.open(
            "temporary",
            person,
            facts={"starts_on": "2024-03-26", "until": "2024-07-26"},
            words={"cause": "Thực tập"},
            to=place.far_branch,
        )
    assert refused.value.rule == "R-TMP-01"
    case = place.open(
        "temporary",
        person,
        facts={"starts_on": "2024-03-26", "until": "2024-06-26"},
        words={"cause": "Thực tập"},
        to=place.far_branch,
    )
    place.take(case, "RELEASE", number="1-TT/ĐTN")
    assert place.where(case) == ("HOST", "C2")
    place.take(case, "HOST", by=place.stranger)
    held = Overlay.objects.get(person=person, what="temporary")
    assert (held.unit, held.ends_on) == (place.far_branch, D(2024, 6, 26))
    assert story(person).unit_id == place.branch.pk


def test_working_away_is_registered_with_its_address_sealed_and_ends_with_the_return(place, today):
    """R-AWY-01; L14."""
    person = place.member()
    case = place.open(
        "away", person, facts={"starts_on": "2024-03-01"}, words={"address": "Bình Dương, phường Dĩ An"}
    )
    assert place.take(case, "REGISTER").state == "done"
    line = BookEntry.objects.get(person=person, kind="overlay_opened")
    assert line.sealed
    assert "Bình Dương".encode() not in bytes(line.sealed)
    assert line.opened(Person.objects.get(pk=person.pk).seal) == ("", {"address": "Bình Dương, phường Dĩ An"})
    today.move_to(dt.datetime(2024, 5, 1, 3, tzinfo=dt.UTC))
    back = place.open("away_back", person)
    place.take(back, "BACK", on=D(2024, 5, 1))
    assert not Overlay.objects.as_of(D(2024, 5, 2)).filter(person=person).exists()


def test_a_branch_of_residence_receives_and_gives_its_opinion(place):
    """R-RES-01."""
    person = place.member()
    case = place.open("residence", person, facts={"starts_on": "2024-03-26"}, to=place.far_branch)
    place.take(case, "INTRODUCE")
    place.take(case, "RECEIVE", by=place.far_secretary)
    assert Overlay.objects.get(person=person, what="residence").unit == place.far_branch
    asked = place.open("residence_opinion", person, words={"cause": "Xét ưu tú"}, to=place.far_branch)
    place.take(asked, "COMMENT", by=place.far_secretary, words={"opinion": "Tham gia đều"})
    assert place.where(asked) == ("CONFIRM", "C2")
    assert place.take(asked, "CONFIRM", by=place.stranger).state == "done"
    with pytest.raises(Objection):
        place.open(
            "residence", place.member("Vũ Văn Tư"), facts={"starts_on": "2024-03-26"}, to=place.sibling
        )


def test_a_year_abroad_needs_the_letter_and_the_file_stays(place):
    """P6; HD 20 §3.3e."""
    person = place.member()
    case = place.open(
        "abroad",
        person,
        facts={"starts_on": "2024-03-20", "until": "2025-04-01"},
        words={"country": "Nhật Bản"},
    )
    place.take(case, "BRANCH")
    place.take(case, "RELEASE", number="3-GT/ĐTN")
    assert Overlay.objects.get(person=person, what="abroad").ends_on == D(2025, 4, 1)
    assert story(person).unit_id == place.branch.pk


# -- P7 maturation


def test_over_thirty_the_branch_lets_mature(place):
    """R-MAT-01."""
    person = place.member(birth="1994-03-25")
    case = place.open("maturation", person, facts={"wish": "mature"})
    case = place.take(case, "DECIDE", by=place.branch_secretary, vote=votes(9))
    assert case.step == "CEREMONY"
    place.take(case, "CEREMONY", by=place.branch_secretary, number="4-CN/ĐTN")
    assert story(person).status == "matured"


def test_nobody_matures_on_the_thirtieth_birthday(place):
    with pytest.raises(Objection, match="27/03/2024") as refused:
        place.open("maturation", place.member(birth="1994-03-26"), facts={"wish": "mature"})
    assert refused.value.rule == "R-MAT-01"


def test_21_a_secretary_of_36_may_mature_one_of_33_goes_on(place):
    """Vector 21; P7 step 1."""
    for birth, ok in (("1988-01-01", True), ("1991-01-01", False)):
        person = place.member(f"Cán bộ {birth[:4]}".replace("1988", "A").replace("1991", "B"), birth=birth)
        officer = place.user(f"u{birth[:4]}", place.commune, "deputy_secretary")
        Person.objects.filter(pk=person.pk).update(user=officer)
        person.refresh_from_db()
        if ok:
            assert place.open("maturation", person, facts={"wish": "mature"}).state == "open"
        else:
            with pytest.raises(Objection) as refused:
                place.open("maturation", person, facts={"wish": "mature"})
            assert refused.value.rule == "R-MAT-01"


def test_22_who_is_33_and_asks_stays_until_35(place):
    """Vector 22; R-MAT-01."""
    person = place.member(birth="1991-02-01")
    case = place.open("staying", person)
    place.take(case, "DECIDE", vote=votes(9))
    assert Overlay.objects.get(person=person, what="continued").ends_on == D(2026, 2, 1)
    with pytest.raises(Objection):
        place.open("staying", place.member("Vũ Thị Hai", birth="1988-02-01"))


def test_only_an_outstanding_member_is_introduced_to_the_party_when_maturing(place):
    """R-MAT-02."""
    with pytest.raises(Objection) as refused:
        place.open("maturation", place.member(birth="1990-01-01"), facts={"wish": "party"})
    assert refused.value.rule == "R-MAT-02"


# -- P8 removal


def removal(place, person, months=(1, 3, 7), **facts):
    facts = {"ground": "fee", "year": 2023, "months": list(months), "contacted_on": "2024-03-20", **facts}
    return place.open(
        "removal",
        person,
        by=place.branch_secretary,
        facts=facts,
        words={"contact": "Gọi điện, không có lý do"},
    )


def test_15_three_months_of_the_year_not_in_a_row_suffice_under_the_twelfth_congress(place):
    """Vector 15; R-DEL-01."""
    person = place.member()
    case = removal(place, person)
    with pytest.raises(Objection) as refused:
        place.take(case, "DECIDE", by=place.branch_secretary, vote=votes(9), number="1-NQ/CĐ")
    assert refused.value.rule == "L11"
    case = place.take(case, "DECIDE", by=place.branch_deputy, vote=votes(9), number="1-NQ/CĐ")
    assert story(person).status == "removed"
    assert place.where(case) == ("REPORT", "C1")
    assert place.take(case, "REPORT", by=place.officer).state == "done"


def test_15b_in_a_row_is_needed_under_the_thirteenth_congress(place, today):
    """Vector 15 under R-VER-04, assumed."""
    today.move_to(dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    with pytest.raises(Objection) as refused:
        removal(place, place.member(), year=2026)
    assert refused.value.rule == "R-DEL-01"
    assert removal(place, place.member("Vũ Văn Năm"), months=(7, 8, 9), year=2026).state == "open"


def test_16_who_is_away_eight_months_reports_and_pays_is_not_removed(place):
    """Vector 16; R-AWY-01."""
    person = place.member()
    place.line(person, "overlay_opened", D(2023, 7, 26), what="away")
    with pytest.raises(Objection) as refused:
        removal(place, person, ground="activity")
    assert refused.value.rule == "R-AWY-01"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"has_reason": True}, "has_reason"),
        ({"months": [1, 3]}, "months"),
        ({"contacted_on": ""}, "contacted_on"),
    ],
)
def test_a_reason_two_months_or_no_contact_stop_a_removal(place, facts, field):
    with pytest.raises(Objection) as refused:
        removal(place, place.member(), **facts)
    assert (refused.value.rule, refused.value.field) == ("R-DEL-01", field)


def test_a_removal_is_annulled_by_the_grassroots_union_with_the_reason(place):
    person = place.member()
    case = removal(place, person)
    place.take(case, "DECIDE", vote=votes(9), number="1-NQ/CĐ")
    place.take(case, "REPORT")
    undo = place.open(
        "removal_annulment", person, by=place.officer, words={"reason": "Phí đã nộp ở chi đoàn khác"}
    )
    place.take(undo, "ANNUL", by=place.deputy, number="5-QĐ/ĐTN")
    assert story(person).status == "member"
    assert story(person).unit_id == place.branch.pk


# -- P9, P11–P13


def test_23_an_active_member_cannot_be_made_honorary(place):
    """Vector 23; R-HON-01."""
    with pytest.raises(Objection) as refused:
        place.open("honorary", place.member(), facts={"agrees": True}, words={"merits": "x"})
    assert refused.value.rule == "R-HON-01"


def test_a_matured_person_becomes_honorary_by_the_level_above_and_can_end_it(place, today):
    person = place.member(birth="1990-01-01")
    place.line(person, "matured", D(2024, 1, 1))
    case = place.open("honorary", person, facts={"agrees": True}, words={"merits": "Nhiều năm gắn bó"})
    place.take(case, "LIST")
    assert place.where(case) == ("SUM", "C1")
    case = place.take(case, "SUM")
    place.take(case, "DECIDE", number="6-QĐ/TĐTN")
    assert Overlay.objects.filter(person=person, what="honorary", ends_on=None).exists()
    today.move_to(dt.datetime(2024, 8, 1, tzinfo=dt.UTC))
    end = place.open("honorary_end", person, facts={"cause": "wish"})
    place.take(end, "DECIDE", number="7-TB/TĐTN", on=D(2024, 8, 1))
    assert not Overlay.objects.as_of(D(2024, 8, 2)).filter(person=person, what="honorary").exists()


def classify(place, person, year, grade):
    case = place.open("classification", person, facts={"year": year, "grade": grade})
    place.take(case, "VOTE", vote=votes(9))
    return place.take(case, "RECOGNISE", number=f"{year % 100}-QĐ/ĐTN")


def test_a_year_is_classified_voted_recognised_and_in_the_book_once(place):
    """R-EVL-02, R-EVL-03."""
    person = place.member()
    assert classify(place, person, 2023, "good").state == "done"
    line = BookEntry.objects.get(person=person, kind="classified")
    assert line.details == {"grade": "good", "year": 2023}
    with pytest.raises(Objection) as refused:
        place.open("classification", person, facts={"year": 2023, "grade": "excellent"})
    assert refused.value.rule == "R-EVL-03"


def test_who_was_disciplined_in_the_year_has_not_completed(place):
    person = place.member()
    place.line  # noqa: B018
    case = discipline(place, person)
    place.take(case, "MEETING", vote=votes(16, 16, entitled=24, method="secret"))
    with pytest.raises(Objection) as refused:
        place.open("classification", person, facts={"year": 2024, "grade": "good"})
    assert refused.value.field == "grade"
    assert (
        place.open("classification", person, facts={"year": 2024, "grade": "not_completed"}).state == "open"
    )


def test_24_outstanding_needs_excellent_in_the_year_or_the_one_before(place, today):
    """Vector 24; R-OUT-01."""
    person = place.member()
    classify(place, person, 2022, "good")
    classify(place, person, 2023, "good")
    facts = {"year": 2023, "essay": True, "history_asked": True}
    with pytest.raises(Objection) as refused:
        place.open("outstanding", person, facts=facts)
    assert refused.value.rule == "R-OUT-01"
    better = place.member("Phan Thị Thu Hà")
    classify(place, better, 2023, "excellent")
    case = place.open("outstanding", better, by=place.branch_secretary, facts=facts)
    place.take(case, "VOTE", vote=votes(9))
    place.take(case, "RECOGNISE", by=place.officer, vote=votes(5), number="3-TB/ĐTN")
    assert Overlay.objects.get(person=better, what="outstanding").ends_on == D(2025, 3, 26)
    with pytest.raises(Objection, match=r"lớp|course") as refused:  # step 4 comes after the Party's course
        place.open("party_introduction", better)
    assert (refused.value.rule, refused.value.field) == ("R-OUT-01", "person")
    Person.objects.filter(pk=better.pk).update(party_course_on=D(2024, 2, 1))
    better.refresh_from_db()
    party = place.open("party_introduction", better)
    place.take(party, "OPINIONS", vote=votes(9))
    assert place.take(party, "RESOLVE", vote=votes(4, 5), number="9-NQ/ĐTN").state == "done"
    assert Overlay.objects.filter(person=better, what="party_prospect").exists()


def test_rewards_go_up_to_the_level_that_grants_them(place):
    """P13."""
    person = place.member()
    praise = place.open("reward", person, facts={"reward": "praise"}, words={"reason": "x"})
    assert place.take(praise, "PRAISE").state == "done"
    merit = place.open("reward", person, facts={"reward": "merit"}, words={"reason": "Tình nguyện hè"})
    place.take(merit, "PROPOSE")
    assert place.where(merit) == ("MERIT", "C1")
    place.take(merit, "MERIT", number="11-QĐ/ĐTN")
    high = place.open("reward", person, facts={"reward": "commendation"}, words={"reason": "x"})
    place.take(high, "PROPOSE")
    place.take(high, "ENDORSE")
    assert place.where(high) == ("COMMENDATION", "42")
    assert place.take(high, "COMMENDATION", by=place.province_officer, number="12-QĐ/TĐTN").state == "done"
    assert BookEntry.objects.filter(person=person, kind="rewarded").count() == 3


# -- P14 discipline


def discipline(place, person, measure="reprimand", **facts):
    facts = {"measure": measure, "verified_on": "2024-03-20", "self_criticism": True, **facts}
    return place.open(
        "discipline",
        person,
        facts=facts,
        words={"grounds": "Vi phạm quy chế", "judgement": facts.pop("judgement", "")},
    )


def test_9_fifteen_of_twenty_four_are_no_meeting(place):
    """Vector 9; R-DIS-03: sixteen are two thirds."""
    case = discipline(place, place.member())
    with pytest.raises(Objection) as refused:
        place.take(case, "MEETING", vote=votes(15, 15, entitled=24, method="secret"))
    assert (refused.value.rule, refused.value.field) == ("R-DIS-03", "present")
    assert "16" in str(refused.value)


def test_10_nine_of_sixteen_for_a_warning_propose_it_to_the_grassroots_committee(place):
    """Vector 10; R-DIS-01, R-DIS-03."""
    person = place.member()
    case = discipline(place, person, "warning")
    case = place.take(case, "MEETING", vote=votes(9, 16, entitled=24, method="secret"))
    assert place.where(case) == ("WARN", "C1")
    assert not story(person).overlays
    place.take(case, "WARN", vote=votes(5, 6, entitled=9, method="secret"), number="13-QĐ/ĐTN")
    assert Overlay.objects.get(person=person, what="sanction").ends_on == D(2025, 3, 26)


def test_11_nine_of_sixteen_for_a_reprimand_decide_it(place):
    """Vector 11; R-DIS-01."""
    person = place.member()
    case = discipline(place, person)
    assert place.take(case, "MEETING", vote=votes(9, 16, entitled=24, method="secret")).state == "done"
    assert story(person).status == "member"
    assert BookEntry.objects.filter(person=person, kind="disciplined").count() == 1


def test_12_eight_to_eight_is_reported_to_the_superior(place):
    """Vector 12; R-DIS-04."""
    person = place.member()
    case = discipline(place, person)
    case = place.take(case, "MEETING", vote=votes(8, 16, entitled=24, method="secret"))
    assert place.where(case) == ("TIE", "C1")
    assert case.state == "open"
    assert not BookEntry.objects.filter(person=person, kind="disciplined").exists()


def test_13_a_warning_expires_by_itself_after_twelve_months(place):
    """Vector 13; R-DIS-08."""
    person = place.member()
    place.take(discipline(place, person), "MEETING", vote=votes(16, 16, entitled=24, method="secret"))
    last, free = D(2025, 3, 25), D(2025, 3, 26)
    assert Overlay.objects.as_of(last).filter(person=person, what="sanction").exists()
    assert not Overlay.objects.as_of(free).filter(person=person, what="sanction").exists()


def test_a_show_of_hands_disciplines_nobody(place):
    case = discipline(place, place.member())
    with pytest.raises(Objection) as refused:
        place.take(case, "MEETING", vote=votes(16, 16, entitled=24))
    assert refused.value.field == "method"


def test_a_courts_sentence_expels_without_a_vote_and_takes_the_card(place):
    """R-DIS-07, HD 20 §3.3c."""
    person = place.member(card_number="42-000123")
    with pytest.raises(Objection) as refused:
        discipline(place, person, "expulsion", court=True)
    assert refused.value.field == "judgement"
    case = discipline(place, person, "expulsion", court=True, judgement="12/2024/HS-ST")
    assert place.where(case) == ("SENTENCE", "C1")
    place.take(case, "SENTENCE", number="14-QĐ/ĐTN")
    assert story(person).status == "expelled"
    assert Member.objects.get(person=person).card_number == ""


def test_an_officers_reprimand_is_for_the_committee_above(place):
    """R-DIS-01."""
    person = place.member()
    Person.objects.filter(pk=person.pk).update(user=place.branch_secretary)
    person.refresh_from_db()
    assert Appointment.objects.filter(user=place.branch_secretary).exists()
    case = discipline(place, person)
    case = place.take(case, "MEETING", vote=votes(16, 16, entitled=24, method="secret"))
    assert place.where(case) == ("WARN", "C1")


def test_a_suspension_lasts_three_months_and_is_repeated_once(place, today):
    """P14."""
    person = place.member()
    with pytest.raises(Objection):
        place.open("suspension", person, facts={"until": "2024-06-27"}, words={"reason": "x"})
    for month, until in ((26, "2024-06-26"), (27, "2024-06-27")):
        today.move_to(dt.datetime(2024, 3, month, 3, tzinfo=dt.UTC))
        case = place.open("suspension", person, facts={"until": until}, words={"reason": "x"})
        place.take(case, "SUSPEND", number="1-QĐ/ĐTN", on=D(2024, 3, month))
    with pytest.raises(Objection) as refused:
        place.open("suspension", person, facts={"until": "2024-06-20"}, words={"reason": "x"})
    assert refused.value.rule == "P14"


def test_a_complaint_comes_within_thirty_days_and_is_due_in_thirty(place):
    """R-DIS-12."""
    person = place.member()
    place.take(discipline(place, person), "MEETING", vote=votes(16, 16, entitled=24, method="secret"))
    with pytest.raises(Objection):
        place.open("complaint", person, facts={"received_on": "2024-02-01"}, words={"complaint": "x"})
    case = place.open("complaint", person, facts={"received_on": "2024-03-26"}, words={"complaint": "x"})
    assert case.due_on == D(2024, 4, 25)
    assert place.take(case, "RESOLVE", number="1-KL/ĐTN", outcome="upheld").state == "done"


# -- P15, P17


def test_a_lost_card_is_given_again_with_a_number_nobody_else_has(place):
    """P15; R-REC §3.3: unique in the country."""
    place.member("Vũ Thị Khác", card_number="42-000999")
    person = place.member(card_number="42-000123")
    case = place.open("card_reissue", person, facts={"proof": "book"}, words={"reason": "Mất"})
    place.take(case, "CONFIRM")
    with pytest.raises(Objection) as refused:
        place.take(case, "REISSUE", number="1-QĐ/TĐTN", card_number="42-000999")
    assert refused.value.rule == "R-REC §3.3"
    place.take(case, "REISSUE", number="1-QĐ/TĐTN", card_number="42-000124")
    assert Member.objects.get(person=person).card_number == "42-000124"


def test_a_lost_file_is_restored_by_decision(place):
    """R-TRF-05."""
    person = place.member()
    case = place.open("file_restoration", person, facts={"proof": "card", "active": True})
    place.take(case, "CERTIFY")
    assert place.take(case, "RESTORE", number="2-QĐ/ĐTN").state == "done"
    assert "file_restored" in place.lines(person)


@pytest.mark.parametrize(
    ("facts", "words", "field"),
    [
        ({"active": False}, {}, "active"),
        ({}, {}, "former"),
        ({}, {"former": "12-XN/ĐTN"}, "former_on"),
        ({"former_on": "2023-12-25"}, {"former": "12-XN/ĐTN"}, "former_on"),
        ({"former_on": "2024-03-27"}, {"former": "12-XN/ĐTN"}, "former_on"),
        ({"former_on": "2023-12-26"}, {"former": "12-XN/ĐTN"}, ""),
    ],
)
def test_after_a_move_the_former_union_confirms_a_lost_book_within_three_months(place, facts, words, field):
    """P15, HD 20 §3.3d: only who was active throughout."""
    person = place.member()
    place.line(person, "transferred", D(2024, 1, 5), unit=place.other_branch)
    person.forget_places()
    facts = {"proof": "card", "active": True, **facts}
    if not field:
        assert (
            place.open("file_restoration", person, unit=place.commune, facts=facts, words=words).state
            == "open"
        )
        return
    with pytest.raises(Objection) as refused:
        place.open("file_restoration", person, unit=place.commune, facts=facts, words=words)
    assert (refused.value.rule, refused.value.field) == ("P15", field)
    assert not Case.objects.exists()


def test_leaving_is_confirmed_and_death_is_entered(place):
    """P17."""
    person = place.member()
    case = place.open("resignation", person, facts={"letter_on": "2024-03-20"})
    place.take(case, "BRANCH")
    place.take(case, "CONFIRM", number="3-TB/ĐTN")
    assert story(person).status == "resigned"
    dead = place.member("Vũ Văn Mất")
    case = place.open("death", dead, facts={"died_on": "2024-03-20"})
    place.take(case, "ENTER")
    assert story(dead).status == "deceased"
    row = Affiliation.objects.get(person=dead, role="deceased", known_until=None)
    assert row.starts_on == D(2024, 3, 20)


def test_card_numbers_are_given_from_the_units_range_each_once(place):
    """R-REC §3.3: every level controls its own range; numbers are unique in the country."""
    add_card_range(
        place.commune, actor=acting(place.officer), letters="42-", first=7, last=8, width=6, given_by=""
    )
    with pytest.raises(Objection) as refused:
        add_card_range(place.sibling, actor=MACHINE, letters="42-", first=8, last=9, width=6, given_by="")
    assert refused.value.field == "first"
    place.member("Vũ Thị Khác", card_number="42-000007")
    cases = [
        place.open(
            "card_reissue", place.member(f"Lê Văn {n}"), facts={"proof": "book"}, words={"reason": "Mất"}
        )
        for n in ("An", "Bình")
    ]
    today_is_later = D(2025, 8, 1)
    with time_machine.travel(dt.datetime(2025, 8, 1, 3, tzinfo=dt.UTC)):
        for case in cases:
            place.take(case, "CONFIRM", on=today_is_later)
        place.take(cases[0], "REISSUE", number="1-QĐ/ĐTN", on=today_is_later)
        assert Member.objects.get(person=cases[0].person).card_number == "42-000008"
        with pytest.raises(Objection) as refused:
            place.take(cases[1], "REISSUE", number="2-QĐ/ĐTN", on=today_is_later)
    assert (refused.value.rule, refused.value.field) == ("R-REC §3.3", "card_number")
