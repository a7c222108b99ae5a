"""The house behind PgBouncer in transaction mode: many processes share few sessions of the server, and nothing shows.

What needs a session of its own (LISTEN, backups) goes past the pooler. The settings are those of
deploy/pgbouncer.ini; the pool is made smaller than the work, so that sessions do change hands.
"""

from __future__ import annotations

import configparser
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from aoxanh.audit.models import AuditEntry
from aoxanh.jobs.models import Job
from aoxanh.keeping.sealing import new_pair
from aoxanh.live.operations import publish
from aoxanh.membership.models import Member
from aoxanh.vault.keyring import keyring
from tests.keeping.conftest import Installation
from tests.membership.conftest import BookPlace
from tests.outages.conftest import Visitor
from tests.served import ROOT, Listener, Served, database_url

sys.path.insert(0, str(ROOT / "tools"))

import postgres as tool

PORT, POOL = 6432, 3
LISTENING = (
    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()"
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pooled(not_here):
    """The address of a PgBouncer before the database under test, and how many sessions it may open."""
    program = shutil.which("pgbouncer", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if program is None:
        not_here("PgBouncer: its package is not installed")
    known = connection.settings_dict
    folder = Path(tempfile.mkdtemp(prefix="aoxanh-pgb-", dir="/var/tmp"))
    if tool.owner():
        shutil.chown(folder, tool.owner())
    written = configparser.ConfigParser(interpolation=None)
    written.read(ROOT / "deploy" / "pgbouncer.ini")
    _start, _middle, query = written["databases"]["aoxanh"].partition("connect_query=")
    where = f"host={known['HOST'] or '127.0.0.1'} port={known['PORT'] or 5432} dbname={known['NAME']} user={known['USER']}"
    where += f" password={known['PASSWORD']}" if known["PASSWORD"] else ""
    written["databases"] = {known["NAME"]: f"{where} connect_query={query}"}
    pool = written["pgbouncer"]
    del pool["auth_file"], pool["listen_addr"]
    pool["auth_type"], pool["default_pool_size"] = "any", str(POOL)
    pool["unix_socket_dir"], pool["logfile"] = str(folder), str(folder / "log")
    with (folder / "pgbouncer.ini").open("w") as file:
        written.write(file)
    (folder / "pgbouncer.ini").chmod(0o644)
    process = subprocess.Popen(
        [program, "-q", folder / "pgbouncer.ini"], user=tool.owner(), stderr=subprocess.DEVNULL
    )
    try:
        wait_for(folder / f".s.PGSQL.{PORT}", process)
        yield f"postgres://{known['USER']}@/{known['NAME']}?host={folder}&port={PORT}"
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(path, process):
    """Return once somebody answers on a socket."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        assert process.poll() is None, "PgBouncer ended"
        with socket.socket(socket.AF_UNIX) as line:
            if line.connect_ex(str(path)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("PgBouncer did not answer")


def test_the_house_serves_writes_wakes_proves_and_backs_up_through_a_transaction_pooler(pooled, tmp_path):
    place = BookPlace()
    session = Visitor("http://x/", place.officer).session
    address, pages = f"/roster/{place.branch.pk}/new/", ["/", "/roster/", "/people/", "/units/"]
    known = {"AOXANH_DATABASE_DIRECT_URL": database_url(), "AOXANH_KEYRING": keyring().dump()}
    entered = AuditEntry.objects.count()
    with Served(
        "--threads", "16", AOXANH_DATABASE_URL=pooled, AOXANH_WAKE="postgres", AOXANH_JOBS_IN_PROCESS="1", **known,
        AOXANH_SECRET_KEY=settings.SECRET_KEY,
    ) as served:  # fmt: skip

        def work(number):
            visitor = Visitor(served.url)
            visitor.session = session
            form = {
                "full_name": "Lê Thị Mới" + "i" * number,
                "since": "01/01/2024",
                "command_key": f"pool-{number}",
            }
            twice = [visitor.send("POST", address, form).status for _time in range(2)]
            return twice + [visitor.get(page).status for page in pages]

        with ThreadPoolExecutor(16) as several:
            answers = list(several.map(work, range(48)))
        assert answers == [[302, 302, *[200] * len(pages)]] * 48
        assert Member.objects.count() == AuditEntry.objects.count() - entered == 48
        job = Job.objects.create(
            kind="test.none", started_by=place.officer, run_after=timezone.now(), state="done"
        )
        stream = Listener(served.url, job.topic, session=session)
        assert stream.block()["event"] == "ready"
        until = time.monotonic() + 5
        while (seen := looked())[1] == 0 and time.monotonic() < until:
            time.sleep(0.05)
        sessions, listening, advisory = seen
        assert (listening, advisory) == (1, 0), (
            "the hub listens past the pooler, and nobody locks for a session"
        )
        publish(job.topic, "job", {"job": job.pk})
        assert len(stream.happenings(1)) == 1
        stream.close()

    behind = Installation(pooled, tmp_path, **known)
    for words in (
        ["book", "verify"],
        ["book", "rebuild"],
        ["audit", "verify"],
        ["backup", tmp_path, "--key", new_pair()[0]],
    ):
        code, _out, errors = behind.run(*words)
        assert code == 0, errors
    print(f"\nPgBouncer, transaction mode: 48 members entered twice each and 192 pages by 16 visitors over {POOL} "
          f"sessions ({sessions} connections in all); LISTEN direct; book, rebuild (COPY), log and backup hold")  # fmt: skip


def looked():
    """Return how many connections the database has, how many listen, and how many advisory locks are held."""
    with psycopg.connect(database_url(), autocommit=True) as line:
        asked = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()", LISTENING,
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
        )  # fmt: skip
        return [line.execute(sql).fetchone()[0] for sql in asked]


def test_who_waits_for_a_lock_behind_the_pooler_is_told_in_the_end_too(pooled):
    with psycopg.connect(pooled.replace("postgres://", "postgresql://", 1)) as line:
        assert line.execute("SHOW lock_timeout").fetchone()[0] == "20s"
