"""Proof R3: a full disk refuses every write cleanly and in words; reading goes on; with room again all works.

Every POST of the authorization matrix is sent to a served process whose database lies on a disk without a byte
left: nothing at all may be committed. Then the room comes back, the process runs on, and the same requests are
sent again: whichever writes now must have been refused with 507 before.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from aoxanh.accounts.models import User
from aoxanh.audit.models import AuditEntry
from tests.api.conftest import token_of
from tests.matrix import LINES, OPEN, STRANGERS
from tests.outages.conftest import Visitor
from tests.served import Served
from tests.test_authorization_matrix import address_of, expected, filled, subjects
from tests.world import build

WHO = "province_secretary", "commune_secretary", "member", "delegate"
NO_ROOM = "Không còn chỗ"


class Watch:
    """Sees from another connection whether anything was committed, and how many rows each table has."""

    def __init__(self, path):
        self.line = sqlite3.connect(path)

    def version(self):
        """A number that changes with every commit of anybody."""
        return self.line.execute("PRAGMA data_version").fetchone()[0]

    def rows(self):
        """Return the number of rows of each table."""
        tables = [
            name for (name,) in self.line.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {name: self.line.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}

    def ask(self, sql):
        """Return the one value a question has."""
        return self.line.execute(sql).fetchone()[0]


def writes(world):
    """Yield (who, address, form) of one allowed POST for each line of the matrix that has one."""
    for number, (name, line) in enumerate(LINES):
        if "POST" not in line.methods:
            continue
        for persona, (subject, _unit, args, _absent) in (
            (p, s) for p in WHO for s in subjects(line, world) if p not in STRANGERS
        ):
            if expected(line, persona, subject) == OPEN:
                form = line.form(world, subject.split("+")[0]) if line.form else {}
                yield f"{number}-{name}", persona, address_of(line, name, args, filled("", world)), form
                break


def reads(world):
    """Return pages that are read all day."""
    binh = world.people["binh"].person
    return ["/", "/units/", reverse("org:unit", args=[world.units["xuan_hai"].pk]), "/people/",
            "/people/?q=nguyen", reverse("people:person", args=[binh.uid]), "/search/?q=zyx", "/api/people"]  # fmt: skip


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_on_a_full_disk_nothing_is_half_written_reading_goes_on_and_room_heals_it(small_disk):
    world = build()
    token = token_of(world.users["commune_secretary"])
    disk = small_disk("24m")
    data, path = disk.path / "data", disk.path / "data" / "aoxanh.sqlite3"
    data.mkdir()
    shutil.copytree(Path(settings.DATA) / "keys", data / "keys")
    sessions = {persona: Visitor("http://x/", world.users[persona]).session for persona in WHO}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    with Served(AOXANH_DATA=str(data), AOXANH_DATABASE_URL=f"sqlite:{path}") as served:
        visitors = {persona: Visitor(served.url) for persona in WHO}
        for persona, visitor in visitors.items():
            visitor.session = sessions[persona]
        program = Visitor(served.url, token=token)
        officer = visitors["commune_secretary"]
        assert officer.get("/units/").status == 200
        watch = Watch(path)
        watch.line.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        before, rows = watch.version(), watch.rows()
        disk.fill()

        refused, sent = {}, {}
        for number, (name, persona, address, form) in enumerate(writes(world)):
            sent[name] = (persona, address, {**form, "command_key": f"full-{number}"})
            refused[name] = visitors[persona].send("POST", address, again(sent[name][2]))
        new = f"/api/units/{world.units['xuan_hai'].pk}/people"
        body = '{"full_name": "Lê Thị Hoa", "role": "youth", "starts_on": "2024-01-01"}'
        problem = program.send("POST", new, body, **{"Idempotency-Key": "full-api"})
        who, *establish = next(cell for name, cell in sent.items() if name.endswith("org:establish"))
        fragment = visitors[who].send("POST", *establish, **{"HX-Request": "true"})
        signing_in = Visitor(served.url).send(
            "POST", "/accounts/login/", {"login": "u-member", "password": "x"}
        )
        for page in reads(world):
            visitor = program if page.startswith("/api/") else officer
            assert visitor.get(page).status == 200, page
        assert (watch.version(), watch.rows()) == (before, rows)
        assert (problem.status, problem.problem["status"]) == (507, 507)
        assert NO_ROOM in problem.problem["title"]
        assert problem.problem["instance"].endswith(problem.headers["x-request-id"])
        assert (fragment.status, fragment.headers["content-type"]) == (507, "text/plain; charset=utf-8")
        assert signing_in.status == 507

        disk.free()
        assert program.send("POST", new, body, **{"Idempotency-Key": "full-api"}).status == 201
        wrote = 0
        for name, (persona, address, form) in sent.items():
            seen = watch.version()
            answer = visitors[persona].send("POST", address, again(form))
            if answer.status in {403, 404}:
                continue  # a write before it took the right or the thing away
            assert answer.status in {200, 204, 302, 422}, (name, answer.status)
            if watch.version() == seen:
                assert refused[name].status in {answer.status, 507}, name
                continue
            if refused[name].status == 422:
                continue  # a rule refused it then; what was sent before it has changed that since
            wrote += 1
            assert refused[name].status == 507, (name, refused[name].status)
            assert NO_ROOM in refused[name].text
            assert refused[name].headers["x-request-id"] in refused[name].text
            assert 'class="glyph bad"' in refused[name].text
        assert wrote >= 20
        assert watch.ask("PRAGMA quick_check") == "ok"
        print(f"\nfull disk: {wrote} write paths refused with 507 and carried out once there was room")


def again(form):
    """Return a form that may be sent once more: its files from their beginning."""
    for value in form.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return form


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_below_postgresql_is_said_and_heals_too(small_disk, not_here):
    """The log's table lies in a tablespace of its own, on a disk that fills up."""
    world = build()
    sockets = Path(connection.settings_dict["HOST"])
    if not sockets.is_absolute() or not sockets.exists():
        not_here(
            "a full disk below PostgreSQL: the server named by AOXANH_TEST_DATABASE_URL is not ours to fill"
        )
    place = Path(tempfile.mkdtemp(prefix="aoxanh-full-", dir="/var/tmp"))
    place.chmod(0o755)
    disk = small_disk("2m", place)
    space = place / "space"
    space.mkdir()
    shutil.chown(space, sockets.owner(), sockets.group())
    client = Client(raise_request_exception=False, headers={"accept-language": "vi"})
    client.force_login(world.users["commune_secretary"])
    address, form = reverse("people:new", args=[world.units["xuan_hai"].pk]), {
        "full_name": "Lê Thị Mới", "role": "youth", "starts_on": "01/01/2026", "command_key": "full",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL audit_auditentry")  # what the tests before it left behind
        cursor.execute(f"CREATE TABLESPACE small LOCATION '{space}'")
        try:
            cursor.execute("ALTER TABLE audit_auditentry SET TABLESPACE small")
            disk.fill()
            entries, people = AuditEntry.objects.count(), User.objects.count()
            statuses = set()
            for _time in range(60):  # until the last page of the table is written full
                form["command_key"] += "x"
                form["full_name"] += "i"
                answer = client.post(address, form)
                statuses.add(answer.status_code)
                if answer.status_code == 507:
                    break
                entries += 1
            assert answer.status_code == 507, statuses
            assert NO_ROOM in answer.content.decode()
            assert (AuditEntry.objects.count(), User.objects.count()) == (entries, people)
            assert client.get("/people/").status_code == 200
            disk.free()
            assert client.post(address, form).status_code == 302
            assert AuditEntry.objects.count() == entries + 1
        finally:
            cursor.execute("ALTER TABLE audit_auditentry SET TABLESPACE pg_default")
            cursor.execute("DROP TABLESPACE small")
    shutil.rmtree(space)
