"""The free table over the roster: sums that close, names behind each cell, by right, bounded."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from aoxanh.membership import roster
from aoxanh.membership.models import BookEntry
from aoxanh.membership.operations import correct_line
from aoxanh.membership.roster import Selection
from aoxanh.org.models import today
from aoxanh.people.models import Person
from aoxanh.statistics import pivot as table
from aoxanh.statistics.pivot import DIMENSIONS, pivot
from tests.membership.conftest import MACHINE

D = dt.date


@pytest.fixture
def crowd(place):
    """Members of two branches, of every age and sex, some in the Party, one matured."""
    births = ("2009-05-05", "2003-01-01", "1999-01-01", "1993-01-01", "1980-01-01", "")
    for n, birth in enumerate(births):
        person = place.member(
            f"Nguyễn Văn A{'bcdefg'[n]}", birth=birth, unit=(place.branch, place.other_branch)[n % 2],
            joined_on=D(2015 + n, 3, 26) if n else None,
        )  # fmt: skip
        Person.objects.filter(pk=person.pk).update(
            sex=("male", "female", "")[n % 3], education=("", "upper_secondary")[n % 2], ethnicity=("", "01")[n % 2],
            party_official_on=D(2020, 1, 1) if n == 4 else None,
        )  # fmt: skip
    place.line(place.member("Lê Văn Lớn"), "matured", D(2026, 3, 26))
    return place


def asked(place, **filters):
    """Return everybody of the commune today."""
    return Selection([place.commune.standing(today()).path], today(), filters=filters)


@pytest.mark.parametrize(
    ("rows", "cols"), [*itertools.pairwise(DIMENSIONS), ("religion", "unit"), ("unit", None)]
)
def test_every_table_closes_and_each_figure_is_the_length_of_the_list_behind_it(crowd, client, rows, cols):
    """Rows, columns and cells add up to the roster's count; every link of the page lists exactly so many."""
    selection = asked(crowd)
    told = pivot(selection, DIMENSIONS[rows], DIMENSIONS[cols] if cols else None)
    assert told.total == sum(row.n for row in told.rows) == roster.count(selection) == 6
    assert sum(told.cells.values()) == 6
    if cols:
        assert sum(col.n for col in told.cols) == 6
    for row in told.rows:
        assert row.n == sum(n for (value, _col), n in told.cells.items() if value == row.value)
    client.force_login(crowd.officer)
    page = client.get(
        reverse("statistics:pivot"), {"unit": crowd.commune.pk, "rows": rows, "cols": cols or ""}
    )
    for row in page.context["table"]:
        for n, url in [(row["head"].n, row["url"]), *row["cells"]]:
            if n and url:
                assert client.get(url).context["total"] == n, url


def test_it_is_the_same_list_the_roster_shows(crowd, client):
    """Filters, day and status narrow it as they narrow the roster."""
    told = pivot(asked(crowd, status="all"), DIMENSIONS["status"], None)
    assert {str(row.value): row.n for row in told.rows} == {"member": 6, "matured": 1}
    client.force_login(crowd.officer)
    page = client.get(reverse("statistics:pivot"), {"unit": crowd.commune.pk, "sex": "female", "rows": "age"})
    assert page.context["told"].total == 2
    past = client.get(reverse("statistics:pivot"), {"as_of": "2020-01-01"})
    assert past.context["told"].total == 0


def test_only_within_the_right_and_sensitive_sides_by_theirs(crowd, client):
    """Ethnicity and religion need people.sensitive; nobody counts the neighbour; who sees nobody is refused."""
    address = reverse("statistics:pivot")
    client.force_login(crowd.officer)
    assert "ethnicity" in dict(client.get(address).context["form"].fields["rows"].choices)
    client.force_login(crowd.user("staff", crowd.commune, "office_staff"))
    page = client.get(address, {"rows": "ethnicity", "cols": "religion"})
    assert page.context["form"]["rows"].value() == "age"
    assert page.context["told"].cols == []
    client.force_login(crowd.stranger)
    assert client.get(address, {"unit": crowd.commune.pk}).status_code == 404
    assert client.get(address).context["told"].total == 0
    client.force_login(crowd.user("machine", crowd.commune, "operator"))
    assert client.get(address).status_code == 403


def test_it_is_bounded(crowd, client, monkeypatch):
    """Too many people are not asked one by one; too many values become one."""
    monkeypatch.setattr(table, "VALUES", 2)
    told = pivot(asked(crowd), DIMENSIONS["joined"], None)
    assert [(str(row.value), row.n) for row in told.rows][2:] == [("…", 3), ("", 1)]
    monkeypatch.setattr(table, "MOST", 3)
    client.force_login(crowd.officer)
    page = client.get(reverse("statistics:pivot"))
    assert "told" not in page.context
    assert client.get(reverse("statistics:pivot_file")).status_code == 404


def test_it_is_taken_out_as_a_file_and_by_the_command(crowd, client):
    """The same figures in every door."""
    client.force_login(crowd.officer)
    file = client.get(
        reverse("statistics:pivot_file"),
        {"unit": crowd.commune.pk, "rows": "sex", "cols": "unit", "kind": "csv"},
    )
    rows = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert rows[-1][1:] == ["3", "3", "6"]
    assert rows[3][1:3] == ["Chi đoàn thôn Xuân Hải", "Chi đoàn thôn Yên Định"]
    for kind in ("xlsx", "ods"):
        assert client.get(reverse("statistics:pivot_file"), {"rows": "sex", "kind": kind}).status_code == 200
    out = io.StringIO()
    call_command("pivot", unit="C1", rows="sex", cols="unit", json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert said["total"] == 6
    assert [row[1:] for row in said["rows"]] == [[int(n) for n in row[1:]] for row in rows[4:-1]]


def test_the_grades_of_a_year_are_summed_up_below_a_unit_with_the_names_behind(place, client):
    """P11: the summary table; a line taken back counts no more, who has no grade stands as not known (R-EVL-03)."""
    year = today().year
    people = [place.member(f"Trần Thị {name}", unit=unit) for name, unit in (("An", place.branch), ("Ba", place.branch), ("Chi", place.other_branch), ("Dung", place.other_branch))]  # fmt: skip
    given = ("excellent", "good", "good", "completed")
    for person, grade in zip(people, given, strict=True):
        place.line(person, "classified", today(), grade=grade, year=year)
    place.line(people[0], "classified", today(), grade="not_completed", year=year - 1)
    wrong = BookEntry.objects.get(person=people[3], facts__contains="completed")
    correct_line(wrong, actor=MACHINE, words="Nhầm người")
    path = place.commune.standing(today()).path
    told = pivot(Selection([path], today()), DIMENSIONS["unit"], DIMENSIONS["graded"])
    assert {col.title: col.n for col in told.cols} == {"Hoàn thành xuất sắc nhiệm vụ": 1, "Hoàn thành tốt nhiệm vụ": 2, "Chưa rõ": 1}  # fmt: skip
    assert told.total == 4
    before = pivot(Selection([path], today()), DIMENSIONS["graded_before"], None)
    assert {row.value: row.n for row in before.rows} == {"not_completed": 1, "": 3}
    for code, names in (("good", {people[1], people[2]}), ("none", {people[3]})):
        asked = {"graded": f"{year}:{code}"}
        assert set(roster.people(Selection([path], today(), filters=asked))) == names
    client.force_login(place.officer)
    page = client.get(
        reverse("statistics:pivot"), {"unit": place.commune.pk, "rows": "unit", "cols": "graded"}
    )
    assert f"graded={year}:good" in page.content.decode().replace("%3A", ":")
