"""How a unit stands: from rollups only, overdue duties with their names, the lag said aloud."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aoxanh.membership import roster
from aoxanh.membership.counts import fold_counts, members_of, movements
from aoxanh.membership.models import Folded, Rollup
from aoxanh.membership.rollups import keep, members_today, own_counts, wrong
from aoxanh.membership.roster import Selection
from aoxanh.org.models import today
from aoxanh.org.operations import Decision, move_unit, record_congress
from aoxanh.people.models import Person
from aoxanh.people.operations import correct_person
from aoxanh.statistics.dashboard import dashboard
from aoxanh.statistics.operations import issue_report
from aoxanh.statistics.periods import quick_periods
from aoxanh.vietnamese.dates import PartialDate
from tests.people.conftest import MACHINE, acting

D = dt.date


def seen(place, unit=None):
    """Return how a unit stands today."""
    return dashboard((unit or place.commune).standing(today()), today())


def add_up():
    """Do what is done every minute."""
    fold_counts()
    keep()


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
    add_up()
    told = seen(place)
    assert told.standing.counts["over30"] == listed(place, maturing="over30") == 3
    assert told.standing.counts["over35"] == listed(place, maturing="over35") == 1
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
    assert {row["band"]: row["right"] for row in told.pyramid}["31-35"] == 1


def test_rollups_follow_what_changes_without_counting_everybody(place):
    """A changed birth day, a decision to stay, somebody who leaves: the next minute; ages by themselves each day."""
    an = place.member("Nguyễn Văn An", birth=born(32))
    place.member("Lê Văn Bình", birth=born(33), unit=place.other_branch)
    add_up()
    assert keep() == 0, "nothing changed"
    assert seen(place).standing.counts["over30"] == 2
    correct_person(an, actor=MACHINE, facts={"birth": PartialDate.from_stored(born(20))})
    assert 0 < keep() <= 4, "the branch and what is above it"
    assert seen(place).standing.counts["over30"] == 1
    binh = Person.objects.get(full_name="Lê Văn Bình")
    place.line(binh, "overlay_opened", D(2026, 1, 1), what="continued", until="2030-01-01")
    keep()
    assert seen(place).standing.counts["over30"] == 0
    place.line(binh, "matured", D(2026, 2, 1))
    add_up()
    assert seen(place).heads == {"18-22/": 1}
    Folded.objects.update(day=D(2020, 1, 1))
    Rollup.objects.update(counts={"age/99/": 9})
    assert keep() >= 1
    assert seen(place).heads == {"18-22/": 1}


def test_rollups_follow_the_tree(place):
    """A branch that moves to another commune takes its people along; one that closes leaves no row (proof L6, L7)."""
    place.member("Nguyễn Văn An")
    place.member("Lê Văn Bình", unit=place.other_branch)
    add_up()
    assert (seen(place).standing.members, seen(place, place.province).standing.members) == (2, 2)
    move_unit(
        place.other_branch, actor=MACHINE, parent=place.sibling, decision=Decision(today(), number="9-QĐ")
    )
    assert keep() > 0
    assert (seen(place).standing.members, seen(place, place.sibling).standing.members) == (1, 1)
    assert seen(place, place.province).standing.members == 2
    assert not list(wrong(today()))
    units = list(Rollup.objects.values_list("unit_id", flat=True))
    own = own_counts(units, today()).values()
    for code, n in Rollup.objects.get(unit=place.province).counts.items():
        assert n == sum(counts[code] for counts in own), code


def test_a_rollup_that_is_wrong_is_found(place):
    """The proof names the unit (L7)."""
    place.member("Nguyễn Văn An")
    add_up()
    assert not list(wrong(today()))
    Rollup.objects.filter(unit=place.commune).update(members=5)
    assert any(f"unit {place.commune.pk}:" in line for line in wrong(today()))


def test_the_number_of_members_today_is_the_rollups_and_the_same_as_by_the_book(place):
    """Whatever waits is counted in; another day is summed from the tallies of that day's tree."""
    place.member("Nguyễn Văn An")
    path = place.commune.standing(today()).path
    add_up()
    place.member("Lê Văn Bình")
    assert (
        members_today([path], today())
        == members_of([path], today())
        == sum(movements([path], None, today()).values())
        == 2
    )
    assert members_today([path], D(2024, 1, 1)) is None
    Folded.objects.update(day=D(2020, 1, 1))
    assert members_today([path], today()) is None, "the rows may be of yesterday"
    assert members_of([path], today()) == 2


def test_overdue_units_are_counted_and_listed(place, client):
    """Branches under three members (HD 20 §11.1), terms run out (R-ORG-06), no report of the last quarter (HD 20 §3.3a)."""
    for n in range(3):
        place.member(f"Nguyễn Văn A{'bcd'[n]}")
    record_congress(place.branch, actor=MACHINE, held_on=D(2021, 1, 1), ordinal=1, term_ends_on=D(2024, 1, 1))
    quarter = dict(quick_periods(today()))["q-last"]
    issue_report(place.branch, actor=MACHINE, first=quarter.first, last=quarter.last)
    add_up()
    counts = seen(place).standing.counts
    assert (counts["small"], counts["term"]) == (1, 1)
    assert counts["silent"] == 2, "the commune itself and the other branch owe a report"
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
    add_up()
    with CaptureQueriesContext(connection) as few:
        seen(place)
    assert not [
        q["sql"]
        for q in few.captured_queries
        if "people_person" in q["sql"] or "people_affiliation" in q["sql"]
    ]
    for n in range(5):
        place.member(f"Nguyễn Văn A{'bcdef'[n]}", unit=place.other_branch, birth=born(32))
    add_up()
    with CaptureQueriesContext(connection) as many:
        seen(place)
    assert len(few) == len(many)
    assert acting(place.officer)
