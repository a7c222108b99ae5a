"""The roster and the book over the API: nobody needs a scraper; changes since a cursor miss nothing."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse

from aoxanh.audit.models import AuditEntry


@pytest.fixture
def api(place, client):
    client.force_login(place.officer)

    def ask(path, **asked):
        answer = client.get(f"/api{path}", asked)
        assert answer.status_code == 200, answer.content
        return answer

    return ask


def test_a_roster_is_read_page_by_page_as_of_any_day(place, api):
    names = [place.member(f"Nguyễn Văn {n}").full_name for n in ("An", "Bình", "Châu")]
    place.member("Trần Thị Mới", since=dt.date(2025, 1, 1))
    first = api("/roster", as_of="2024-06-01", limit=2).json()
    rest = api("/roster", as_of="2024-06-01", limit=2, after=first["next"]).json()
    assert [row["full_name"] for row in first["items"] + rest["items"]] == names
    assert rest["next"] is None
    assert "citizen_id" not in first["items"][0]
    assert len(api("/roster", unit=place.branch.pk).json()["items"]) == 4
    assert api("/roster", known_on="2020-01-01").json()["items"] == []


def test_a_whole_roster_streams_as_lines_and_is_written_down(place, api):
    place.member()
    place.member("Lê Văn Hai")
    answer = api("/roster/stream")
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert {line["full_name"] for line in lines} == {"Nguyễn Thị Quỳnh Trang", "Lê Văn Hai"}
    assert AuditEntry.objects.filter(action="people.export").count() == 1


def test_somebody_s_book_is_given_line_by_line(place, api):
    person = place.member()
    place.line(person, "matured", dt.date(2024, 3, 26))
    assert [(row["seq"], row["kind"]) for row in api(f"/people/{person.uid}/book").json()] == [
        (1, "enrolled"),
        (2, "matured"),
    ]


def test_reports_over_the_api_say_what_the_page_says(place, api):
    place.member(since=dt.date(2026, 2, 1))
    told = api(f"/units/{place.commune.pk}/report", first="2026-01-01", last="2026-09-30").json()
    assert (told["total"]["opening"], told["total"]["moved"], told["total"]["closing"]) == (
        0,
        {"enrolled": 1},
        1,
    )
    assert reverse("statistics:report", args=[place.commune.pk])
