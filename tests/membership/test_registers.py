"""The Union's five registers are read from the book, over any period, by right (R-REC §3.1; HD 20 §3.3)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from aoxanh.audit.models import AuditEntry
from aoxanh.membership.models import BookEntry
from aoxanh.membership.operations import correct_line
from aoxanh.membership.registers import REGISTERS, walk
from tests.membership.conftest import MACHINE

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2024, 12, 31)


def told(place, code, unit=None):
    version = (unit or place.commune).standing(LAST)
    return [
        (str(e.line.effective_on), e.line.person.full_name, str(e.what), e.source, e.goal)
        for e in walk(REGISTERS[code], version, FIRST, LAST)
    ]


@pytest.fixture
def year(place):
    """Somebody admitted, somebody who moves out, somebody away, somebody of another commune."""
    an = place.member("Nguyễn Văn An")
    place.line(an, "transferred", dt.date(2024, 5, 2), place.far_branch)
    place.line(place.member("Lê Thị Xa"), "overlay_opened", dt.date(2024, 6, 1), what="away")
    new = place.person("Trần Thị Mới")
    place.line(new, "admitted", dt.date(2024, 3, 26), place.branch, card_number="42-77")
    place.line(place.member("Kẻ Khác", unit=place.far_branch), "matured", dt.date(2024, 3, 26))
    return place


def test_each_register_tells_its_own_lines_in_the_order_of_their_days(year):
    assert [row[1] for row in told(year, "branch")] == ["Trần Thị Mới", "Nguyễn Văn An", "Lê Thị Xa"]
    assert told(year, "admissions") == [
        ("2024-03-26", "Trần Thị Mới", "Kết nạp", "", "Chi đoàn thôn Xuân Hải")
    ]
    assert told(year, "moves") == [
        ("2024-05-02", "Nguyễn Văn An", "Chuyển sinh hoạt", "Chi đoàn thôn Xuân Hải", "Chi đoàn thôn Đại Lự")
    ]
    assert [row[1] for row in told(year, "away")] == ["Lê Thị Xa"]


def test_a_move_stands_in_the_registers_of_both_sides(year):
    assert told(year, "moves", year.sibling) == told(year, "moves")


def test_a_line_taken_back_stands_in_no_register(year):
    entry = BookEntry.objects.get(kind="admitted")
    correct_line(entry, actor=MACHINE, words="nhầm người")
    assert told(year, "admissions") == []


def test_the_page_and_the_file_are_by_right_and_the_file_is_written_down(year, client):
    client.force_login(year.officer)
    address = reverse("membership:register", args=[year.commune.pk, "moves"])
    page = client.get(address, {"first": "01/01/2024", "last": "31/12/2024"}).content.decode()
    assert "Nguyễn Văn An" in page
    period = {"first": "01/01/2024", "last": "31/12/2024"}
    file = client.post(reverse("membership:register_file", args=[year.commune.pk, "moves", "csv"]), period)
    assert "Nguyễn Văn An" in b"".join(file.streaming_content).decode("utf-8-sig")
    assert AuditEntry.objects.filter(action="people.export").count() == 1
    client.force_login(year.committee)
    assert client.get(address, period).status_code == 200
    assert (
        client.post(
            reverse("membership:register_file", args=[year.commune.pk, "moves", "csv"]), period
        ).status_code
        == 403
    )
    client.force_login(year.stranger)
    assert client.get(address, period).status_code == 404
