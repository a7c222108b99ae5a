"""How a unit stands: from rollups only, overdue duties with their names, the lag said aloud."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aoxanh.membership import roster
from aoxanh.membership.counts import fold_counts
from aoxanh.membership.roster import Selection
from aoxanh.org.models import today
from aoxanh.org.operations import record_congress
from aoxanh.people.models import Person
from aoxanh.people.operations import correct_person
from aoxanh.statistics.counts import count_heads
from aoxanh.statistics.dashboard import dashboard
from aoxanh.statistics.models import HeadCount, HeadsCounted
from aoxanh.statistics.operations import issue_report
from aoxanh.statistics.periods import quick_periods
from aoxanh.vietnamese.dates import PartialDate
from tests.people.conftest import MACHINE, acting

D = dt.date


def seen(place, unit=None):
    """Return how a unit stands today."""
    return dashboard((unit or place.commune).standing(today()), today())


def born(years):
    """Return a day of birth so many years ago."""
    return f"{today().year - years}-01-01"


def listed(place, **filters):
    """Return how many the roster lists."""
    return len(list(roster.walk(Selection([place.commune.standing(today()).path], today(), filters=filters))))


def test_head_counts_say_what_the_roster_lists(place):
    """Over 30 without a decision, over 35, by age and sex: added up, each the length of the list it leads to."""
    for years in (17, 20, 25, 32, 33, 37):
        place.member(f"Nguyễn Văn A{'bcdefgh'[years % 7]}", birth=born(years))
    place.member("Lê Văn Không", birth="")
    stays = place.member("Lê Văn Ở", birth=born(34))
    place.line(stays, "overlay_opened", D(2024, 1, 1), what="continued", until="2030-01-01")
    Person.objects.filter(full_name="Lê Văn Ở").update(sex="female")
    count_heads()
    told = seen(place)
    assert told.heads["over30"] == listed(place, maturing="over30") == 3
    assert told.heads["over35"] == listed(place, maturing="over35") == 1
    for code, asked in (
        ("16-17", "16-17"),
        ("18-22", "18-22"),
        ("23-30", "23-30"),
        ("31-35", "31-35"),
        ("36+", "over35"),
    ):
        counted = sum(n for key, n in told.heads.items() if key.startswith(f"{code}/"))
        assert counted == listed(place, age=asked), code
    assert told.heads["/"] == listed(place, missing="birth") == 1
    assert {row["label"]: row["right"] for row in told.pyramid}["31-35"] == 1


def test_head_counts_follow_what_changes_without_counting_everybody(place):
    """A changed birth day, a decision to stay, somebody who leaves: the next five minutes; ages by themselves each day."""
    an = place.member("Nguyễn Văn An", birth=born(32))
    place.member("Lê Văn Bình", birth=born(33), unit=place.other_branch)
    count_heads()
    assert count_heads() == 0, "nothing changed"
    assert seen(place).heads["over30"] == 2
    correct_person(an, actor=MACHINE, facts={"birth": PartialDate.from_stored(born(20))})
    assert count_heads() == 1
    assert seen(place).heads["over30"] == 1
    binh = Person.objects.get(full_name="Lê Văn Bình")
    place.line(binh, "overlay_opened", D(2026, 1, 1), what="continued", until="2030-01-01")
    count_heads()
    assert seen(place).heads["over30"] == 0
    place.line(binh, "matured", D(2026, 2, 1))
    count_heads()
    assert {key: n for key, n in seen(place).heads.items() if n} == {"18-22/": 1}
    HeadsCounted.objects.update(day=D(2020, 1, 1))
    HeadCount.objects.update(n=99)
    assert count_heads() >= 1
    assert {key: n for key, n in seen(place).heads.items() if n} == {"18-22/": 1}


def test_overdue_units_are_counted_and_listed(place, client):
    """Branches under three members (HD 20 §11.1), terms run out (R-ORG-06), no report of the last quarter (HD 20 §3.3a)."""
    for n in range(3):
        place.member(f"Nguyễn Văn A{'bcd'[n]}")
    record_congress(place.branch, actor=MACHINE, held_on=D(2021, 1, 1), ordinal=1, term_ends_on=D(2024, 1, 1))
    quarter = dict(quick_periods(today()))["q-last"]
    issue_report(place.branch, actor=MACHINE, first=quarter.first, last=quarter.last)
    told = seen(place)
    assert told.small == [place.other_branch.pk]
    assert (told.terms, told.silent) == (1, 2), "the commune itself and the other branch owe a report"
    lines = {
        line.unit_id: (line.members, line.small, line.silent) for line in seen(place, place.province).lines
    }
    assert lines[place.commune.pk] == (3, 1, 2)
    client.force_login(place.officer)
    address = reverse("statistics:dashboard", args=[place.commune.pk])
    assert client.get(address).status_code == 200
    for what, name in (
        ("small", "Chi đoàn thôn Yên Định"),
        ("terms", "Chi đoàn thôn Xuân Hải"),
        ("silent", "Đoàn xã Lộc Hà"),
    ):
        assert name in client.get(f"{address}{what}/").content.decode()
    assert client.get(f"{address}nothing/").status_code == 404
    client.force_login(place.stranger)
    assert client.get(address).status_code == 404
    assert client.get(f"{address}small/").status_code == 404


@pytest.mark.parametrize("folded", [True, False])
def test_size_and_movement_are_those_of_the_book_whether_added_up_or_waiting(place, folded):
    """Twelve months of members, admissions and maturations; the change of each unit below."""
    first = today().replace(day=1)
    place.member("Nguyễn Văn Cũ")
    place.line(place.member("Nguyễn Văn Lớn"), "matured", first)
    place.line(place.person("Trần Thị Mới"), "admitted", first, place.branch)
    if folded:
        fold_counts()
    told = seen(place)
    last = told.months[-1]
    assert (last["members"], last["admitted"], last["matured"]) == (2, 1, 1)
    assert [row["members"] for row in told.months][:-1] == [2] * 11
    assert (told.lines[0].members, told.lines[0].change) == (2, 0)
    assert bool(told.standing.waiting) is not folded
    assert told.sectors == [("", "", 2)]


def test_what_was_never_counted_is_not_shown_as_nothing(place, client):
    """Before the first counting the page says so."""
    place.member()
    client.force_login(place.officer)
    page = client.get(
        reverse("statistics:dashboard", args=[place.commune.pk]), headers={"accept-language": "vi"}
    ).content.decode()
    assert "chưa đếm" in page


def test_no_page_of_it_counts_people(place):
    """Fixed queries, none of them over people or their lists."""
    place.member()
    count_heads()
    with CaptureQueriesContext(connection) as few:
        seen(place)
    assert not [
        q["sql"]
        for q in few.captured_queries
        if "people_person" in q["sql"] or "people_affiliation" in q["sql"]
    ]
    for n in range(5):
        place.member(f"Nguyễn Văn A{'bcdef'[n]}", unit=place.other_branch, birth=born(32))
    count_heads()
    with CaptureQueriesContext(connection) as many:
        seen(place)
    assert len(few) == len(many)
    assert acting(place.officer)
