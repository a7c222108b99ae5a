"""Months without activity and shares, and what removal, classification, outstanding members and lists make of them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from aoxanh.attendance.reckoning import Mark, Tally, known, standing
from aoxanh.audit.objection import Objection
from aoxanh.cases.models import Case
from aoxanh.cases.procedure import About
from aoxanh.cases.procedures.honours import attended_of
from aoxanh.cases.procedures.outstanding import Outstanding
from aoxanh.cases.situations import about_people
from aoxanh.membership.roster import Selection, people
from aoxanh.membership.rules import SHIPPED, Statute

D = dt.date
JUNE = D(2024, 6, 5)


@pytest.fixture
def june(place):
    """It is June 2024."""
    with time_machine.travel(dt.datetime(2024, 6, 5, 3, tzinfo=dt.UTC)):
        yield


@pytest.mark.parametrize(
    ("marks", "inactive", "active"),
    [
        ([], [], []),
        ([(4, "absent")], [4], []),
        ([(4, "absent"), (4, "absent")], [4], []),
        ([(4, "absent"), (4, "present")], [], [4]),
        ([(4, "absent"), (4, "excused")], [], [4]),
        ([(4, "excused")], [], [4]),
        ([(6, "absent")], [], []),  # the month is not over
        ([(6, "present")], [], [6]),
        ([(4, "absent"), (4, "present", "guest")], [], [4]),
        ([(4, "absent", "guest")], [], []),
        ([(1, "absent"), (5, "absent"), (3, "present")], [1, 5], [3]),
    ],
)
def test_a_month_is_without_activity_where_all_that_lists_somebody_says_absent(marks, inactive, active):
    """R-DEL-01: neither present nor excused at anything of the month; a month that lists nobody says nothing."""
    rows = [Mark(D(2024, month, 10), "meeting", how, bool(guest)) for month, how, *guest in marks]
    stands = standing(rows, JUNE)
    assert [one.month for one in stands.inactive] == inactive
    assert [one.month for one in stands.active] == active


@pytest.mark.parametrize(
    ("present", "excused", "absent", "best"),
    [(9, 0, 1, None), (89, 0, 11, "good"), (8, 0, 2, "good"), (79, 0, 21, "completed"), (5, 0, 5, "completed"), (49, 0, 51, "not_completed"),
     (0, 0, 1, "not_completed"), (9, 90, 1, None), (0, 3, 0, None)],
)  # fmt: skip
def test_the_share_of_what_somebody_was_listed_for_caps_the_grade(
    place, member, present, excused, absent, best
):
    """P11, HD 638: 90, 80, 50 %; R-EVL-01: what they were excused from is no real time."""
    statute = Statute({value.code: value for value in SHIPPED}, JUNE)
    about = About(JUNE, statute, None, more={"attended": {2024: Tally(present, excused, absent)}})
    assert [grade for grade, _why, _binds in attended_of(about, 2024)] == ([best] if best else [])
    assert list(attended_of(about, 2023)) == []


def test_nobody_is_inactive_where_no_attendance_is_kept(place, member, other, june):
    assert known([member.pk, other.pk], JUNE) == {}
    place.months([4, 5], absent=[member])
    told = known([member.pk, other.pk], JUNE)
    assert told[member.pk]["inactive"] == [D(2024, 4, 1), D(2024, 5, 1)]
    assert told[other.pk]["attended"][2024].share == Fraction(1)


def test_the_ground_of_a_removal_comes_from_the_attendance_book(place, member, other, june):
    """R-DEL-01, P8: months with activity are no ground, those without are filled in; what is not kept the branch answers for."""
    place.months([1, 2, 3, 4, 5], absent=[member])
    place.held(D(2024, 3, 20), kind="activity", title="Ngày Chủ nhật xanh", excused=[member])
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.branch_secretary)
    address = reverse("cases:begin", args=[place.branch.pk, "removal"])
    form = client.get(address, {"person": str(member.uid)}).context["form"]
    assert [form[name].value() for name in ("ground", "year", "months")] == ["activity", 2024, [1, 2, 4, 5]]

    def removal(person, *months, year=2024):
        facts = {"ground": "activity", "year": year, "months": list(months), "contacted_on": "2024-06-01"}
        return place.open("removal", person, by=place.branch_secretary, facts=facts, words={"contact": "Gọi điện"})  # fmt: skip

    with pytest.raises(Objection, match="03/2024") as refused:
        removal(member, 1, 2, 3)
    assert (refused.value.rule, refused.value.field) == ("R-DEL-01", "months")
    with pytest.raises(Objection, match="01/2024, 02/2024, 04/2024"):
        removal(other, 1, 2, 4)
    assert not Case.objects.exists()
    case = removal(member, 1, 2, 4)
    page = client.get(reverse("cases:case", args=[case.uid])).content.decode()
    assert "Khớp với sổ theo dõi sinh hoạt" in page
    silent = removal(other, 10, 11, 12, year=2023)
    page = client.get(reverse("cases:case", args=[silent.uid])).content.decode()
    assert "không có số liệu tháng 10/2023, 11/2023, 12/2023" in page


def test_the_grade_proposed_follows_from_attendance_too(place, member, other, june):
    """P11: proposed with its reason; the branch decides."""
    place.months([1, 2, 3, 4, 5])
    place.held(D(2024, 5, 20), kind="activity", title="Ngày Chủ nhật xanh", absent=[member])
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.branch_secretary)
    address = reverse("cases:begin", args=[place.branch.pk, "classification"])
    page = client.get(address, {"selected": [str(member.uid), str(other.uid)]})
    told = {person.pk: (row["grade"].value(), row["reason"].value()) for person, row in page.context["rows"]}
    assert told == {
        member.pk: ("good", "tham gia 5 trên 6 buổi sinh hoạt, hoạt động (83%)"), other.pk: ("excellent", ""),
    }  # fmt: skip
    case = place.open(
        "classification", other, by=place.branch_secretary, facts={"year": 2024, "grade": "excellent"}
    )
    page = client.get(reverse("cases:case", args=[case.uid])).content.decode()
    assert "tham gia 6 trên 6 buổi sinh hoạt, hoạt động (100%)" in page


def test_an_outstanding_member_attends_all_branch_meetings(place, member, june):
    """P12, R-OUT-01 (HD 30 III.1): an absence without an excuse is shown, an activity is no meeting."""
    place.held(D(2024, 4, 5), kind="activity", title="Ngày Chủ nhật xanh", absent=[member])

    def shown():
        about = about_people([member], JUNE, {}, {})[member.pk]
        about.facts = {"year": 2024}
        return [(one.state, str(one.text)) for one in Outstanding().checks(about) if "sinh hoạt chi đoàn" in str(one.text)]  # fmt: skip

    assert shown() == [("ok", "Tham gia đầy đủ sinh hoạt chi đoàn")]
    place.held(D(2024, 5, 5), absent=[member])
    assert shown() == [("warn", "Vắng không phép 1 buổi sinh hoạt chi đoàn năm 2024.")]


def test_the_roster_finds_who_took_part_in_nothing_lately(place, member, other, june):
    """R-DEL-01: months that are over, branches that kept their attendance here before them, nobody excused."""
    excused = place.member("Lê Thị Phép")
    elsewhere = place.member("Trần Thị Xa", unit=place.far_branch)
    place.months([2, 3, 4], absent=[member], excused=[excused])
    path = place.province.standing(JUNE).path

    def found(day=JUNE, **filters):
        return set(people(Selection([path], day, filters=filters)))

    assert found(no_activity="3") == {member}
    assert found(no_activity="1") == set(), "nothing was held in May"
    assert found(no_activity="6") == set(), "nothing was kept here before December"
    later = D(2025, 3, 15)
    assert found(later, nothing="12") == {member, excused, elsewhere}, (
        "the other one was there within the year"
    )


def test_a_docket_is_told_in_a_fixed_number_of_queries(place, member, other, june, django_assert_num_queries):
    place.months([1, 2, 3])
    with django_assert_num_queries(1):
        known([member.pk], JUNE)
    with django_assert_num_queries(1):
        known([member.pk, other.pk], JUNE)
