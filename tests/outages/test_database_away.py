"""A database that is locked for too long, or away: 503 with when to come back, in our look; nothing is written."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from aoxanh.audit.models import AuditEntry, CommandKey
from aoxanh.audit.operation import _receivers
from aoxanh.people.models import Affiliation, Person
from tests.api.conftest import token_of
from tests.outages.conftest import Visitor
from tests.served import ROOT, Served
from tests.world import build

sys.path.insert(0, str(ROOT / "tools"))

import postgres as tool

BUSY = "Hệ thống đang bận"
KINDS = (Person, Affiliation, AuditEntry, CommandKey)


@contextlib.contextmanager
def another_writer():
    """Hold what every write needs, from a connection of another process's kind; our own wait is cut short."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 200")
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 20000")
        return
    other = connection.copy()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 200")
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE audit_commandkey, people_person IN EXCLUSIVE MODE")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
            other.close()
            with connection.cursor() as mine:
                mine.execute("SET lock_timeout = 20000")


def counts():
    return [kind.objects.count() for kind in KINDS]


@pytest.mark.django_db(transaction=True)
def test_a_locked_database_answers_503_with_when_to_come_back_and_writes_nothing():
    world = build()
    token = token_of(world.users["commune_secretary"])
    client = Client(raise_request_exception=False, headers={"accept-language": "vi"})
    client.force_login(world.users["commune_secretary"])
    unit = world.units["xuan_hai"].pk
    page = reverse("people:new", args=[unit])
    form = {"full_name": "Lê Thị Mới", "role": "youth", "starts_on": "01/01/2026", "command_key": "locked"}
    program = {
        "authorization": f"Bearer {token}",
        "idempotency-key": "locked-api",
        "accept-language": "vi",
    }
    body = {"full_name": "Lê Văn Mới", "role": "youth", "starts_on": "2026-01-01"}

    def by_program():
        return Client(raise_request_exception=False).post(
            f"/api/units/{unit}/people", body, "application/json", headers=program
        )

    before = counts()
    with another_writer():
        began = time.monotonic()
        refused, problem = client.post(page, form), by_program()
        fragment = client.post(page, form, headers={"hx-request": "true"})
        assert time.monotonic() - began < 10
        assert client.get("/people/").status_code == 200  # who reads does not wait for who writes
        assert Client().get("/api/people", headers=program).status_code == 200
    assert counts() == before
    assert [a.status_code for a in (refused, problem, fragment)] == [503, 503, 503]
    assert {a["Retry-After"] for a in (refused, problem, fragment)} == {"5"}
    text = refused.content.decode()
    assert BUSY in text
    assert refused["X-Request-Id"] in text
    assert 'class="glyph warn"' in text
    assert problem["Content-Type"] == "application/problem+json"
    told = json.loads(problem.content)
    assert (told["status"], told["title"].startswith(BUSY)) == (503, True)
    assert told["instance"].endswith(problem["X-Request-Id"])
    assert client.post(page, form).status_code == 302  # the same key: nothing was taken by the refused one
    assert by_program().status_code == 201


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_what_was_saved_is_said_to_be_saved_even_where_the_answer_cannot_be_kept():
    world = build()
    client = Client(raise_request_exception=False)
    client.force_login(world.users["commune_secretary"])
    page = reverse("people:new", args=[world.units["xuan_hai"].pk])
    form = {"full_name": "Lê Thị Mới", "role": "youth", "starts_on": "01/01/2026", "command_key": "kept"}
    with contextlib.ExitStack() as stack:

        def lock(_entry):
            stack.enter_context(another_writer())

        _receivers["people.add"].append(lock)
        stack.callback(_receivers["people.add"].remove, lock)
        assert client.post(page, form).status_code == 302
    assert Person.objects.filter(full_name="Lê Thị Mới").count() == 1
    assert CommandKey.objects.get(key="kept").status is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_lock_on_postgresql_is_told_in_the_end():
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] == "20s"


@pytest.mark.postgres
def test_postgresql_stopped_below_the_server_is_503_until_it_is_back(tmp_path):
    """A server of its own is stopped and started again; the pages come back by themselves."""
    with tool.server() as url:
        folder = Path(url.partition("host=")[2])
        data = {"AOXANH_DATA": str(tmp_path), "AOXANH_DATABASE_URL": url}
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env={**os.environ, **data}, check=True
        )
        with Served(**data) as served:
            visitor = Visitor(served.url)
            visitor.session = "x" * 32  # asked for in the database
            program = Visitor(served.url, token="axt_nobody")
            assert visitor.get("/people/").status == 302
            assert program.get("/api/people").status == 401
            tool.stop(tool.RUNNING[folder], signal.SIGINT)
            for answer in (
                visitor.get("/people/"),
                visitor.send("POST", "/accounts/login/", {"login": "a", "password": "b"}),
            ):
                assert (answer.status, answer.headers["retry-after"]) == (503, "5")
                assert BUSY in answer.text
                assert answer.headers["x-request-id"] in answer.text
            problem = program.get("/api/people")
            assert (problem.status, problem.problem["status"]) == (503, 503)
            assert Visitor(served.url).get("/offline/").status == 200
            tool.launch(folder)
            assert visitor.get("/people/").status == 302
            assert program.get("/api/people").status == 401


@pytest.mark.django_db
def test_a_refusal_that_no_form_takes_up_is_a_page_and_not_a_fault():
    """Two addresses of one merged person: they are nobody's twins."""
    world = build()
    client = Client()
    client.force_login(world.users["commune_secretary"])
    uid = world.people["binh"].person.uid
    answer = client.post(reverse("people:apart", args=[uid, uid]))
    assert answer.status_code == 422
    assert "đã được gộp" in answer.content.decode()


def preparing(url, folder):
    """`prepare --patience 30`, or 1 where nobody will come, in a process of its own."""
    patience = "1" if url.endswith(":1/nobody") else "30"
    known = {**os.environ, "AOXANH_DATABASE_URL": url, "AOXANH_DATA": str(folder)}
    return subprocess.Popen(
        [sys.executable, "manage.py", "prepare", "--patience", patience],
        cwd=ROOT, env=known, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_preparing_waits_for_a_database_and_says_in_the_end_that_it_did_not_come(tmp_path):
    began = time.monotonic()
    process = preparing("postgres://aoxanh@127.0.0.1:1/nobody", tmp_path)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 1
    assert time.monotonic() - began > 1
    assert told.startswith("CommandError: The database cannot be reached: ")


@pytest.mark.postgres
def test_preparing_begins_when_the_database_comes(tmp_path):
    with tool.server() as url:
        where, _query, folder = url.partition("?host=")
        process = preparing(f"{where}?host={tmp_path / 'later'}", tmp_path / "data")
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(4)
        (tmp_path / "later").symlink_to(folder)
        told = process.communicate(timeout=120)[1]
        assert (process.returncode, told) == (0, "")
