"""What a branch held and who took part is recorded once, corrected under the log's eye, and taken back, never deleted."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from aoxanh.attendance import operations, work
from aoxanh.attendance.models import Attendance, Gathering
from aoxanh.attendance.queries import below, listed_on, sheet
from aoxanh.attendance.reckoning import standings
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.people import merging
from aoxanh.people.models import Person
from tests.membership.conftest import MACHINE, acting

D = dt.date
DAY = D(2024, 3, 26)
ONLINE = {"mode": "online", "ground": "special", "consent": "Chi bộ và Đoàn xã đồng ý ngày 01/03/2024"}


def signed_in(user):
    client = Client(headers={"accept-language": "vi"})
    client.force_login(user)
    return client


def marks(gathering):
    return dict(gathering.marks.values_list("person", "how"))


def form(place, day="26/03/2024", **how):
    """What the page of a sheet sends back: everybody as preset but those named."""
    rows = listed_on(place.branch.pk, DAY)
    return {"day": day, "kind": "meeting", "title": "", "mode": "in_person", **{f"how-{row.uid}": how.get(str(row.person.pk), row.how) for row in rows}}  # fmt: skip


def test_a_branch_records_its_meeting_on_one_page(place, member, other):
    """R-MTG-01: everybody is present until said otherwise; who is elsewhere is excused, with the reason; guests may be there."""
    place.line(other, "overlay_opened", D(2024, 1, 1), what="away")
    guest = place.member("Lê Thị Khách", unit=place.far_branch)
    place.line(guest, "overlay_opened", D(2024, 3, 1), unit=place.branch, what="residence")
    client, address = signed_in(place.branch_secretary), reverse("attendance:record", args=[place.branch.pk])
    page = client.get(address)
    assert {row.person.pk: (row.how, str(row.reason)) for row in page.context["rows"]} == {
        member.pk: ("present", ""), other.pk: ("excused", "Đi lao động, làm ăn xa"), guest.pk: ("absent", "Sinh hoạt nơi cư trú"),
    }  # fmt: skip
    assert page.context["form"]["title"].value() == "Sinh hoạt chi đoàn tháng 3/2024"
    answer = client.post(address, form(place, **{str(guest.pk): "present"}))
    made = Gathering.objects.get()
    assert answer.url == reverse("attendance:gathering", args=[made.uid])
    assert (made.listed, made.present, made.excused, made.absent, made.guests) == (2, 1, 1, 0, 1)
    assert (made.title, made.percent) == ("Sinh hoạt chi đoàn tháng 3/2024", 100)
    assert marks(made) == {member.pk: "present", other.pk: "excused", guest.pk: "present"}
    assert AuditEntry.objects.get(action="attendance.record").details["present"] == 1
    assert "Đi lao động, làm ăn xa" not in client.get(answer.url).content.decode(), (
        "the sheet says how, not why"
    )


def test_a_page_filled_for_another_day_or_wrongly_comes_back_as_it_was(place, member, other):
    client, address = signed_in(place.branch_secretary), reverse("attendance:record", args=[place.branch.pk])
    place.member("Phạm Thị Mới", since=D(2024, 3, 20))
    sent = form(place, **{str(member.pk): "absent"})
    kept = client.post(address, {**sent, "day": "10/03/2024"})  # the new member was none on that day
    assert kept.status_code == 422
    assert "Danh sách của ngày ấy khác" in kept.content.decode()
    assert {row.person.pk: row.how for row in kept.context["rows"]} == {
        member.pk: "absent",
        other.pk: "present",
    }
    nameless = client.post(address, {**sent, "kind": "activity"})
    assert (nameless.status_code, set(nameless.context["form"].errors)) == (422, {"title"})
    assert not Gathering.objects.exists()


@pytest.mark.parametrize(
    ("day", "rule", "field"),
    [(D(2024, 3, 27), "R-MTG-01", "day"), (D(2019, 12, 31), "R-MTG-01", "day"), (D(2022, 6, 1), "R-MTG-01", "day")],
)  # fmt: skip
def test_nothing_is_written_for_a_day_ahead_before_the_branch_or_without_members(
    place, member, day, rule, field
):
    """R-MTG-01."""
    with pytest.raises(Objection) as refused:
        place.held(day)
    assert (refused.value.rule, refused.value.field) == (rule, field)
    assert not Gathering.objects.exists()
    assert not AuditEntry.objects.filter(action="attendance.record").exists()


def test_a_sheet_lists_the_members_of_the_day_and_nobody_else_once(place, member, other):
    """R-MTG-01, R-TMP-01: members of the day, each with a mark; guests only who is one; the same thing once a day."""
    stranger = place.member("Lê Thị Xa", unit=place.far_branch)
    held = operations.Held("meeting", DAY, "Sinh hoạt tháng 3")
    for sheet_, guests in (
        ({member.pk: "present"}, ()), ({member.pk: "present", other.pk: "late"}, ()),
        ({member.pk: "present", other.pk: "absent", stranger.pk: "present"}, ()),
        ({member.pk: "present", other.pk: "absent"}, [stranger.pk]),
    ):  # fmt: skip
        with pytest.raises(Objection):
            operations.record_gathering(
                place.branch, actor=acting(place.branch_secretary), held=held, marks=sheet_, guests=guests
            )
    assert not Attendance.objects.exists()
    first = place.held(DAY, title="Sinh hoạt tháng 3")
    with pytest.raises(Objection, match="đã được ghi"):
        place.held(DAY, title="Sinh hoạt tháng 3")
    operations.take_back(first, actor=acting(place.branch_secretary))
    assert place.held(DAY, title="Sinh hoạt tháng 3").listed == 2


@pytest.mark.parametrize("missing", ["ground", "consent"])
def test_an_online_meeting_says_its_ground_and_who_consented(place, member, missing):
    """R-MTG-04."""
    with pytest.raises(Objection) as refused:
        place.held(DAY, **{**ONLINE, missing: ""})
    assert (refused.value.rule, refused.value.field) == ("R-MTG-04", missing)
    assert not Gathering.objects.exists()


def test_of_special_nature_a_branch_meets_online_three_times_a_year(place, member):
    """R-MTG-04: a fourth time is refused; one taken back, force majeure and another year do not count."""
    first, *_rest = [place.held(D(2024, 1, day), **ONLINE) for day in (5, 6, 7)]
    with pytest.raises(Objection) as refused:
        place.held(DAY, **ONLINE)
    assert (refused.value.rule, refused.value.field) == ("R-MTG-04", "mode")
    place.held(DAY, **{**ONLINE, "ground": "force_majeure"})
    place.held(D(2023, 12, 5), **ONLINE)
    operations.take_back(first, actor=acting(place.branch_secretary))
    assert place.held(D(2024, 3, 25), **ONLINE).ground == "special"


def test_who_may_not_neither_reads_nor_records(place, member):
    gathering = place.held(DAY)
    for user in (place.committee, place.stranger, place.far_secretary):
        for act in (
            lambda user=user: place.held(D(2024, 3, 1), by=user),
            lambda user=user: operations.take_back(gathering, actor=acting(user)),
            lambda user=user: operations.correct_marks(
                gathering, actor=acting(user), changes={member.pk: ("present", "absent")}
            ),
        ):
            with pytest.raises(PermissionDenied):
                act()
        for name, args in (
            ("unit", [place.branch.pk]),
            ("gathering", [gathering.uid]),
            ("correct", [gathering.uid]),
        ):
            assert signed_in(user).get(reverse(f"attendance:{name}", args=args)).status_code == 404
    assert Gathering.objects.standing().count() == 1
    assert marks(gathering) == {member.pk: "present"}


def test_a_mark_is_corrected_from_what_was_seen_and_the_log_has_both(place, member, other):
    gathering = place.held(DAY, absent=[other])
    client, address = signed_in(place.branch_secretary), reverse("attendance:correct", args=[gathering.uid])
    seen = {f"was-{member.uid}": "present", f"was-{other.uid}": "absent"}
    client.post(address, {**seen, f"how-{member.uid}": "present", f"how-{other.uid}": "excused"})
    gathering.refresh_from_db()
    assert (gathering.present, gathering.excused, gathering.absent) == (1, 1, 0)
    entry = AuditEntry.objects.get(action="attendance.correct")
    assert entry.details["marks"] == [[other.pk, "absent", "excused"]]
    late = client.post(
        address, {**seen, f"how-{member.uid}": "absent", f"how-{other.uid}": "present"}, follow=True
    )
    assert "Người khác vừa sửa" in late.content.decode()
    assert marks(gathering) == {member.pk: "present", other.pk: "excused"}, "all or nothing"
    client.post(reverse("attendance:take_back", args=[gathering.uid]))
    for again in (
        lambda: operations.take_back(gathering, actor=acting(place.branch_secretary)),
        lambda: operations.correct_marks(
            gathering, actor=MACHINE, changes={member.pk: ("present", "absent")}
        ),
    ):
        with pytest.raises(Objection, match="đã được hủy"):
            again()
    assert standings([member.pk], DAY)[member.pk].years == {}


def test_the_year_is_shown_by_month_and_taken_out_under_the_logs_eye(place, member, other):
    place.months([1, 2], absent=[other])
    place.held(D(2024, 2, 6), kind="activity", title="Ngày Chủ nhật xanh", absent=[other])
    row = next(row for row in sheet(place.branch.standing(DAY), 2024, DAY) if row.person == other)
    assert ([cell.state for cell in row.cells[:3]], row.tally.due, row.tally.missed) == (
        ["absent", "absent", ""],
        3,
        2,
    )
    assert row.inactive == [D(2024, 1, 1), D(2024, 2, 1)]
    client = signed_in(place.branch_secretary)
    page = client.get(reverse("attendance:unit", args=[place.branch.pk])).content.decode()
    assert "2 ✓ 2/2" in page
    assert "2 ✗" in page
    for name, args in (("year_file", [place.branch.pk]), ("gathering_file", [Gathering.objects.first().uid])):
        workbook = client.post(reverse(f"attendance:{name}", args=[*args, "xlsx"]))
        assert b"".join(workbook.streaming_content).startswith(b"PK")
        assert (
            other.full_name
            in client.post(reverse(f"attendance:{name}", args=[*args, "print"])).content.decode()
        )
    assert AuditEntry.objects.filter(action="people.export").count() == 4


def test_units_above_see_what_their_branches_held_and_who_held_nothing(place, member, other):
    """R-MTG-01: a branch, or of a province each commune with its branches."""
    place.months([1, 2], absent=[other])
    place.held(D(2024, 3, 6), kind="activity", title="Ngày Chủ nhật xanh")
    gone = place.held(D(2024, 3, 7))
    operations.take_back(gone, actor=acting(place.branch_secretary))
    rows = {row.unit.unit_id: row for row in below(place.commune.standing(DAY), 2024, DAY)}
    own, neighbour = rows[place.branch.pk], rows[place.other_branch.pk]
    assert (own.meetings, own.activities, own.percent, own.silent) == (2, 1, 66, 1)  # 4 of 6
    assert (neighbour.meetings, neighbour.percent, neighbour.silent) == (0, None, 1)
    place.held(D(2024, 3, 8))
    commune = next(
        row for row in below(place.province.standing(DAY), 2024, DAY) if row.unit.unit_id == place.commune.pk
    )
    assert (commune.branches, commune.meetings, commune.met, commune.percent) == (2, 3, 1, 75)
    page = signed_in(place.officer).get(reverse("attendance:unit", args=[place.commune.pk]))
    assert "Chưa ghi" in page.content.decode()


def test_a_member_sees_their_own_year(place, member, other):
    place.months([1, 2], absent=[member])
    Person.objects.filter(pk=member.pk).update(user=place.user("mai", place.far_branch, "committee_member"))
    page = signed_in(Person.objects.get(pk=member.pk).user).get(reverse("attendance:own"))
    assert (page.context["tally"].present, page.context["tally"].due) == (0, 2)
    assert other.full_name not in page.content.decode()
    assert signed_in(place.officer).get(reverse("attendance:own")).status_code == 404


def said(user, day, clock):
    clock.move_to(dt.datetime(day.year, day.month, day.day, 3, tzinfo=dt.UTC))
    user.forget_rights()
    return [item.title for item in work.work(SimpleNamespace(user=user))]


def test_a_branch_is_reminded_of_the_meeting_it_has_not_recorded(place, member, today):
    """R-MTG-01: in the month's last week, and of the month before; not who keeps nothing here, nor units above."""
    by = place.branch_secretary
    assert said(by, D(2024, 3, 26), today) == []
    place.held(D(2024, 1, 5))
    assert said(by, D(2024, 2, 10), today) == []
    assert said(by, D(2024, 2, 26), today) == ["Chưa ghi sinh hoạt chi đoàn tháng 02/2024"]
    assert said(by, D(2024, 3, 2), today) == ["Chưa ghi sinh hoạt chi đoàn tháng 02/2024"]
    place.held(D(2024, 2, 20), kind="activity", title="Ngày Chủ nhật xanh")
    assert said(by, D(2024, 3, 2), today) == ["Chưa ghi sinh hoạt chi đoàn tháng 02/2024"], (
        "an activity is no meeting"
    )
    place.held(D(2024, 2, 25))
    assert said(by, D(2024, 3, 2), today) == []
    assert said(place.officer, D(2024, 3, 30), today) == []


def test_who_took_part_in_nothing_for_three_months_is_told_to_the_branch(place, member, other, today):
    """R-DEL-01, HD 30 II.7: it gets in touch first."""
    today.move_to(dt.datetime(2024, 6, 5, 3, tzinfo=dt.UTC))
    place.months([1, 2, 5], absent=[member], excused=[other])
    assert said(place.branch_secretary, D(2024, 6, 6), today) == [
        "1 đoàn viên không tham gia sinh hoạt từ 3 tháng trở lên trong năm"
    ]
    operations.take_back(Gathering.objects.get(day=D(2024, 2, 5)), actor=acting(place.branch_secretary))
    assert said(place.branch_secretary, D(2024, 6, 6), today) == []


def test_of_two_records_of_one_person_the_mark_that_says_more_holds(place, member, other):
    """L16: moved, settled, counted once, and parted again."""
    first, second = place.held(D(2024, 1, 5), absent=[other]), place.held(D(2024, 2, 5), absent=[member])
    third = place.held(D(2024, 3, 5), absent=[other], excused=[member])
    merge = merging.merge_people(other, actor=MACHINE, gone=member, take=set())
    kept = standings([other.pk], DAY)[other.pk]
    assert (kept.years[2024].present, kept.years[2024].excused, kept.inactive) == (2, 1, [])
    first.refresh_from_db()
    assert (first.listed, first.present) == (1, 1)
    page = signed_in(place.branch_secretary).get(reverse("attendance:gathering", args=[third.uid]))
    assert [row.how for row in page.context["rows"]] == ["excused"]
    merging.undo_merge(type(merge).objects.get(pk=merge.pk), actor=MACHINE)
    assert [marks(one)[other.pk] for one in (first, second, third)] == ["absent", "present", "absent"]
    first.refresh_from_db()
    assert (first.listed, first.present) == (2, 1)
