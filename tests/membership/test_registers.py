"""The Union's five registers are read from the book, over any period, by right (R-REC §3.1; HD 20 §3.3)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from aoxanh.audit.models import AuditEntry
from aoxanh.membership import register_views
from aoxanh.membership.book import NewLine
from aoxanh.membership.models import BookEntry
from aoxanh.membership.operations import correct_line, record_line
from aoxanh.membership.registers import REGISTERS, walk
from aoxanh.people.models import Person
from tests.membership.conftest import MACHINE, PAPER

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


def away_line(place, person, day=dt.date(2023, 11, 1), **more):
    """Write that somebody went to work in the south, and where they can be reached."""
    facts = {"what": "away", **more}
    details = {"address": "Số 7 hẻm 12 đường Lê Lợi", "phone": "+84912345678", "job": "Công nhân may"}
    return record_line(
        person,
        actor=MACHINE,
        line=NewLine("overlay_opened", day, None, facts, PAPER, "đã báo", details=details),
    )


def test_where_somebody_away_can_be_reached_is_sealed_and_shown_by_right(place, client):
    """P4, R-AWY-01: the branch keeps destination, phone and work; sealed in the book, covered on the page, whole on paper."""
    person = place.member("Lê Thị Xa")
    entry = away_line(place, person, until="2025-06-01")
    assert entry.details == {"what": "away", "until": "2025-06-01", "sealed": ["address", "job", "phone"]}
    assert b"Le Loi" not in bytes(entry.sealed)
    words, details = entry.opened(Person.objects.get(pk=person.pk).seal)
    assert (words, details["job"]) == ("đã báo", "Công nhân may")
    assert entry.opened(None) == ("", {}), "unreadable once the person's key is erased"
    period = {"first": "01/01/2024", "last": "31/12/2024"}
    client.force_login(place.officer)
    page = client.get(
        reverse("membership:register", args=[place.commune.pk, "away"]), period
    ).content.decode()
    assert "Lê Thị Xa" in page, "still away in the period, though the line is of the year before"
    assert "Công nhân may" in page
    assert "Lê Lợi" not in page
    paper = client.post(reverse("membership:register_file", args=[place.commune.pk, "away", "print"]), period)
    assert "Số 7 hẻm 12 đường Lê Lợi · Công nhân may · 0912 345 678" in paper.content.decode()
    assert "01/06/2025" in paper.content.decode()
    book = client.get(reverse("membership:book", args=[person.uid])).content.decode()
    assert "Công nhân may · •••" in book


def test_who_has_come_back_before_the_period_stands_in_it_no_more(place):
    """The register of members away is who was away at any time of the period."""
    one, two = place.member("Lê Thị Xa"), place.member("Trần Văn Về")
    away_line(place, one)
    opened = away_line(place, two)
    place.line(two, "overlay_closed", dt.date(2023, 12, 1), what="away", opened_by=opened.seq)
    assert [row[1] for row in told(place, "away")] == ["Lê Thị Xa"]


def test_a_destination_is_entered_with_the_line_and_for_members_away_only(place, client):
    """The form keeps it with the line; for anybody else it is refused in words."""
    person = place.member("Lê Thị Xa")
    client.force_login(place.officer)
    address = reverse("membership:new_line", args=[person.uid])
    line = {
        "kind": "overlay_opened",
        "effective_on": "01/06/2024",
        "what": "away",
        "number": "1",
        "address": "Khu trọ A",
        "phone": "0912 345 678",
    }
    assert client.post(address, {**line, "what": "outstanding", "until": "01/06/2026"}).status_code == 422
    assert client.post(address, line).status_code == 302
    entry = BookEntry.objects.filter(person=person).latest("seq")
    assert entry.opened(Person.objects.get(pk=person.pk).seal)[1] == {
        "address": "Khu trọ A",
        "phone": "+84912345678",
    }


@pytest.mark.parametrize("code", list(REGISTERS))
def test_a_whole_register_is_printed_not_only_the_lines_on_the_screen(place, client, code, monkeypatch):
    """A4: every line of the period within a bound, the unit, the one above, who signs; written down as taking out."""
    for n in range(60):
        person = place.person(f"Trần Thị Mới {n}")
        place.line(person, "admitted", dt.date(2024, 3, 26), place.branch, card_number=f"42-{n}")
        place.line(person, "overlay_opened", dt.date(2024, 4, 1), what="away")
        place.line(person, "transferred", dt.date(2024, 5, 1), place.other_branch)
    client.force_login(place.officer)
    period = {"first": "01/01/2024", "last": "31/12/2024"}
    address = reverse("membership:register_file", args=[place.commune.pk, code, "print"])
    paper = client.post(address, period)
    text = paper.content.decode()
    assert len({f"Trần Thị Mới {n}" for n in range(60) if f"Trần Thị Mới {n}<" in text}) == 60
    assert "Tỉnh đoàn Hà Tĩnh" in text
    assert "TM. Ban Chấp hành" in text
    assert "no-store" in paper["Cache-Control"]
    entry = AuditEntry.objects.filter(action="people.export").first()
    assert (entry.details["kind"], entry.details["n"] >= 60) == ("print", True)
    monkeypatch.setattr(register_views, "PRINTED", 10)
    assert client.post(address, period).status_code == 302


def test_the_roster_is_printed_whole(place, client):
    """The fifth register, the list of members: exactly what is shown, in its order and columns; a small branch signs as itself."""
    for n in range(60):
        place.member(f"Nguyễn Văn A{'bcdefghijk'[n % 10]}{'bcdefg'[n // 10]}", birth=f"{2000 + n % 5}-01-01")
    client.force_login(place.officer)
    paper = client.post(
        "/roster/act/print/", {"query": f"unit={place.branch.pk}&sort=birth&col=birth", "all_matching": "1"}
    )
    text = paper.content.decode()
    assert text.count("<tr>") == 61
    assert "Danh sách có 60 dòng" in text
    assert "TM. Ban Chấp hành Chi đoàn" in text
    few = client.post("/roster/act/print/", {"query": f"unit={place.other_branch.pk}", "all_matching": "1"})
    assert "TM. Chi đoàn<" in few.content.decode()
