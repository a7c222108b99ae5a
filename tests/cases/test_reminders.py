"""Reminders: before and after a last day, to who can act, to the level above when it is long late; numbers only, once a day."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from aoxanh.accounts.mail import KIND, opened
from aoxanh.accounts.models import User
from aoxanh.cases import reminder_operations, work
from aoxanh.cases.clocks import CLOCKS, COUNTED, WRITTEN, ending
from aoxanh.cases.models import Case, Reminder
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.cases.tasks import remind_of_cases
from aoxanh.jobs.models import Job
from aoxanh.membership.kinds import OVERLAYS
from aoxanh.membership.rules import SHIPPED
from tests.cases.conftest import D, acting, votes

pytestmark = pytest.mark.usefixtures("today")


def letters() -> dict[str, str]:
    """Who was written to, and what."""
    found = {}
    for job in Job.objects.filter(kind=KIND).order_by("pk"):
        message = opened(job.arguments["message"])
        found[message.to[0]] = message.body
    Job.objects.all().delete()
    return found


@pytest.fixture
def written(place):
    """Officers with addresses, and a case whose ceremony is due on 22 April (R-ADM-09)."""
    for user in (
        place.branch_secretary,
        place.branch_deputy,
        place.officer,
        place.clerk,
        place.far_secretary,
    ):
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.vn")
    case = place.admission(place.young("Lê Thị Bí Mật"))
    place.take(case, "MEETING", vote=votes(5), on=D(2024, 3, 20))
    place.take(case, "RATIFY", number="1-NQ/ĐTN", on=D(2024, 3, 22))
    Job.objects.all().delete()
    assert Case.objects.get().due_on == D(2024, 4, 22)
    return case


def at(today, *day) -> None:
    today.move_to(dt.datetime(*day, 1, tzinfo=dt.UTC))


def test_before_the_last_day_who_can_act_is_told_and_nobody_else(place, written, today):
    at(today, 2024, 4, 16)
    assert remind_of_cases(None) == {"sent": 0}
    at(today, 2024, 4, 17)
    assert remind_of_cases(None) == {"sent": 2}
    told = letters()
    assert set(told) == {f"{u.username}@example.vn" for u in (place.branch_secretary, place.branch_deputy)}
    assert "1 hồ sơ sắp đến hạn" in next(iter(told.values()))


def test_a_letter_names_nobody_and_leads_to_the_first_page(place, written, today):
    at(today, 2024, 4, 23)
    remind_of_cases(None)
    for body in letters().values():
        assert "Bí Mật" not in body
        assert "Kết nạp" not in body
        assert body.rstrip().endswith("/")


def test_a_week_after_it_the_level_above_is_told_as_well(place, written, today):
    at(today, 2024, 4, 29)
    remind_of_cases(None)
    assert f"{place.officer.username}@example.vn" not in letters()
    at(today, 2024, 4, 30)
    remind_of_cases(None)
    told = letters()
    assert "1 hồ sơ ở đơn vị cấp dưới quá hạn hơn 7 ngày" in told[f"{place.officer.username}@example.vn"]
    assert "1 hồ sơ quá hạn" in told[f"{place.branch_secretary.username}@example.vn"]
    assert f"{place.far_secretary.username}@example.vn" not in told
    assert f"{place.clerk.username}@example.vn" not in told  # who does not decide is not written to


def test_one_letter_a_day_also_when_the_clock_runs_again_after_a_stop(place, written, today):
    at(today, 2024, 4, 23)
    assert remind_of_cases(None)["sent"] == 2
    assert remind_of_cases(None)["sent"] == 0
    assert len(letters()) == 2
    at(today, 2024, 4, 24)
    assert remind_of_cases(None)["sent"] == 2
    at(today, 2024, 6, 1)
    remind_of_cases(None)
    assert set(Reminder.objects.values_list("on", flat=True)) == {D(2024, 6, 1)}


def test_nobody_reminds_but_the_clock(place, written):
    with pytest.raises(PermissionDenied):
        reminder_operations.remind(
            place.officer, actor=acting(place.officer), counts=reminder_operations.Counts(soon=1)
        )
    assert not Reminder.objects.exists()


def test_the_first_page_says_soon_then_late_then_tells_the_superior(place, written, today):
    def items(user):
        user.forget_rights()
        return {item.url: item for item in work.work(SimpleNamespace(user=user))}

    at(today, 2024, 4, 17)
    case = reverse("cases:case", args=[Case.objects.get().uid])
    assert items(place.branch_secretary)[case].tone == "warn"
    at(today, 2024, 4, 23)
    assert items(place.branch_secretary)[case].late
    assert reverse("cases:deadlines") not in items(place.officer)
    at(today, 2024, 4, 30)
    assert items(place.officer)[reverse("cases:deadlines")].late


def test_the_board_counts_what_is_late_by_unit_below(place, written, today):
    at(today, 2024, 5, 2)
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.officer)
    page = client.get(reverse("cases:deadlines"))
    assert [(row.unit.unit_id, row.n, row.long, row.oldest) for row in page.context["rows"]] == [
        (place.branch.pk, 1, 1, D(2024, 4, 22))
    ]
    assert "Bí Mật" not in page.content.decode()
    client.force_login(place.far_secretary)
    assert client.get(reverse("cases:deadlines"), {"unit": place.branch.pk}).status_code == 404


@pytest.mark.parametrize(
    ("what", "starts", "ends", "day"),
    [
        ("temporary", D(2024, 1, 10), "2024-04-10", D(2024, 4, 5)),  # R-TMP-01
        ("away", D(2023, 4, 10), "", D(2024, 4, 5)),  # R-AWY-01: twelve months
        ("abroad", D(2023, 4, 10), "", D(2024, 4, 5)),  # P6: twelve months
    ],
)
def test_what_the_book_ends_is_reminded_of_five_days_before(place, today, what, starts, ends, day):
    at(today, 2024, 4, 30)
    member = place.member(since=D(2023, 1, 1))
    facts = {"what": what} | ({"until": ends} if ends else {})
    unit = place.far_branch if OVERLAYS[what].host else None
    place.line(member, "overlay_opened", starts, unit=unit, **facts)
    found = ending(day, [place.branch.pk])
    assert [row.what for row in found] == [what]
    assert not ending(day - dt.timedelta(days=1), [place.branch.pk])
    assert not ending(day, [place.far_branch.pk])


def test_every_clock_of_the_rules_has_what_reminds_of_it_or_says_that_nothing_does():
    values = {value.code for value in SHIPPED}
    steps = {step.within for plug in PROCEDURES.values() for step in plug.route if step.within}
    assert {one.value for one in CLOCKS} - {""} <= values
    assert {one.value for one in CLOCKS if one.how == "step"} == steps
    assert {one.by for one in CLOCKS if one.how == "book"} == {*WRITTEN, *COUNTED} <= set(OVERLAYS)
    timed = {code for code in values if code.endswith(("_months", "_days"))} - {
        "reminder_days",
        "escalation_days",
    }
    assert timed <= {one.value for one in CLOCKS}, "say in cases/clocks.py what reminds of this clock"
