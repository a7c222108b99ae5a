"""Changes since a cursor: each line once, of one's own units only, and none passed over by one that commits late."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django.db import connection, transaction
from django.test import Client

from aoxanh.membership.book import Cause, NewLine, write_lines
from tests.membership.conftest import MACHINE, BookPlace

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]
PATIENCE = 30


@pytest.fixture
def place(transactional_db):
    """The small world, committed."""
    return BookPlace()


def asker(place):
    """Return how the commune's officer asks for changes; `until` waits for so many, as other transactions end."""
    client = Client()
    client.force_login(place.officer)

    def ask(since="", until=0, **more):
        began = time.monotonic()
        while True:
            found = client.get("/api/book/changes", {"since": since, **more}).json()
            if len(found["items"]) >= until or time.monotonic() - began > PATIENCE:
                return found
            time.sleep(0.2)

    return ask


def test_changes_are_each_given_once_and_only_of_one_s_own_units(place):
    ask = asker(place)
    place.member()
    place.member("Kẻ Xa Lạ", unit=place.far_branch)
    first = ask(until=1)
    assert [row["kind"] for row in first["items"]] == ["enrolled"]
    assert ask(first["next"]) == {"items": [], "next": first["next"]}
    place.line(place.member("Lê Văn Hai"), "matured", dt.date(2024, 3, 26))
    then = ask(first["next"], until=1, limit=1)
    last = ask(then["next"], until=1)
    assert [row["kind"] for row in then["items"] + last["items"]] == ["enrolled", "matured"]


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer: lines commit in their order"
)
def test_a_line_that_commits_late_is_not_passed_over(place):
    """The earlier number commits later: nothing behind it is told before it is."""
    ask = asker(place)
    slow, quick = place.member("Người Chậm"), place.member("Người Nhanh")
    start = ask(until=2)["next"]
    written, go_on = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with transaction.atomic():
                line = NewLine("matured", dt.date(2024, 3, 26))
                write_lines({slow.pk: [line]}, actor=MACHINE, cause=Cause("entry"))
                written.set()
                go_on.wait(PATIENCE)
        finally:
            connection.close()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    assert written.wait(PATIENCE)
    place.line(quick, "matured", dt.date(2024, 3, 26))
    assert ask(start)["items"] == []
    go_on.set()
    thread.join()
    told = ask(start, until=2)["items"]
    assert [row["uid"] for row in told] == [str(slow.uid), str(quick.uid)]
