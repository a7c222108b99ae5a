"""A copy of the book as PDF: one's own and by right, written down, checked by its code without a word about the person."""

from __future__ import annotations

import datetime as dt

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from aoxanh.audit.models import AuditEntry
from aoxanh.membership.models import BookCopy, Member
from aoxanh.membership.operations import copy_book
from aoxanh.membership.paper import book_of
from aoxanh.papers import throttle
from aoxanh.papers.documents import Facts, Table
from tests.membership.conftest import MACHINE, acting

D = dt.date
ADDRESS = "https://example.test/book-copy/{}/"


def rows_of(person):
    document = book_of(person, Member.objects.get(person=person), check="", sensitive=True)
    return [row for block in document.body if isinstance(block, Table) for row in block.rows]


def scanned(copy):
    return Client(headers={"accept-language": "vi"}).get(reverse("membership:copy", args=[copy.code]))


def test_the_copy_shows_every_line_with_its_paper_and_article(place):
    person = place.member(card_number="42-000123")
    place.line(person, "transferred", D(2024, 5, 1), unit=place.other_branch)
    place.line(person, "classified", D(2025, 12, 20), grade="excellent", year=2025)
    place.line(person, "rewarded", D(2026, 3, 26), words="Giấy khen tháng Thanh niên")
    rows = rows_of(person)
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    said = "\n".join(" ".join(row) for row in rows)
    for words in (
        "12-QĐ/ĐTN",
        "BCH Đoàn xã Lộc Hà",
        "HD 20 §3.3đ",
        "Giấy khen tháng Thanh niên",
        "01/05/2024",
    ):
        assert words in said
    assert "R-TRF" not in said


def test_ethnicity_and_religion_stand_in_it_only_for_who_may_see_them(place):
    person = place.member()
    head = Member.objects.get(person=person)

    def labels(sensitive):
        body = book_of(person, head, check="", sensitive=sensitive).body
        return {label for block in body if isinstance(block, Facts) for label, _says in block.pairs}

    assert {"Dân tộc", "Tôn giáo"} <= labels(sensitive=True)
    assert not {"Dân tộc", "Tôn giáo"} & labels(sensitive=False)


def test_members_take_their_own_book_and_officers_by_right_and_it_is_written_down(place, client):
    person = place.member()
    client.force_login(place.officer)
    answer = client.post(reverse("membership:book_file", args=[person.uid]))
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.filter(action="membership.copy_book").get()
    assert (entry.actor_id, entry.subject) == (place.officer.pk, person.uid)
    person.user = place.stranger
    person.save()
    client.force_login(place.stranger)
    assert client.post(reverse("membership:book_file", args=[person.uid])).status_code == 200
    other = place.member("Lê Văn Hai")
    assert client.post(reverse("membership:book_file", args=[other.uid])).status_code == 404
    assert BookCopy.objects.count() == 2


def test_its_code_says_of_which_day_it_is_and_nothing_about_the_person(place):
    person = place.member(card_number="42-000123")
    made = copy_book(person, actor=acting(place.officer), address=ADDRESS)
    copy = BookCopy.objects.get()
    assert made.startswith(b"%PDF")
    answer = scanned(copy)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Bản sao đúng với sổ" in text
    assert copy.digest in text
    for word in (person.full_name, "42-000123", "Xuân Hải", str(person.uid)):
        assert word not in text
    place.line(person, "matured", D(2026, 3, 26))
    later = scanned(copy).content.decode()
    assert "Bản sao đúng với sổ" in later
    assert "<dd>1</dd>" in later


def test_a_code_of_no_copy_is_refused(db):
    answer = scanned(BookCopy(code="x" * 22))
    assert answer.status_code == 404
    assert "Không rõ bản sao" in answer.content.decode()


def test_a_member_without_unit_has_a_book_too(place):
    person = place.member()
    place.line(person, "resigned", D(2026, 1, 1))
    assert copy_book(person, actor=MACHINE, address=ADDRESS).startswith(b"%PDF")


def test_who_asks_too_often_waits(place, monkeypatch):
    cache.clear()
    copy_book(place.member(), actor=MACHINE, address=ADDRESS)
    monkeypatch.setattr(throttle, "MOST", 2)
    assert [scanned(BookCopy.objects.get()).status_code for _ in range(4)] == [200, 200, 429, 429]
    cache.clear()
