"""Proof R1: a writer killed anywhere loses nothing that was acknowledged, and sent again nothing is doubled.

A process apart carries out one command of the book after another and acknowledges each after its commit. It is
killed with SIGKILL at moments drawn by lot, on PostgreSQL together with the whole server; the next one begins
with the first command that was not acknowledged, under the same key, as a phone or a browser would.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.membership.conftest import BookPlace
from tests.outages.nursery import Nursery, agree, environment
from tests.served import ROOT

sys.path.insert(0, str(ROOT / "tools"))

import postgres as tool

SEED = 20260325
#: A night may take AOXANH_KILLS times as many.
MORE = int(os.environ.get("AOXANH_KILLS", "1"))


def report(where, kills, nursery, told, began):
    """The last line, with the figures."""
    print(
        f"\nkill -9, {where}: {kills} kills in {time.monotonic() - began:.1f} s, {nursery.acked} acknowledged, "
        f"0 lost, 0 doubled, {nursery.again} committed without an answer and answered on the second try; "
        f"the book holds over {told['lines']} lines"
    )


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_killed_writer_loses_nothing_acknowledged_and_doubles_nothing_on_sqlite(tmp_path):
    BookPlace()
    path = tmp_path / "killed.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    chance, began, kills = random.Random(SEED), time.monotonic(), 100 * MORE
    with Nursery(f"sqlite:{path}") as nursery:
        for _cycle in range(kills):
            nursery.kill_a_writer(chance.uniform(0.02, 0.25))
        told = nursery.tell()
        agree(told, nursery)
        assert nursery.acked > kills
        report("SQLite", kills, nursery, told, began)


@pytest.mark.postgres
def test_a_killed_writer_and_a_killed_server_lose_nothing_acknowledged_on_postgresql(tmp_path):
    """A server of our own that waits for its log at each commit, as in production; it is killed with the writer."""
    options = {"synchronous_commit": "on"}
    with tool.server(**options) as url:
        folder, known = Path(url.partition("host=")[2]), {"AOXANH_DATABASE_URL": url}
        prepare = (
            "import django; django.setup(); from tests.membership.conftest import BookPlace; BookPlace()"
        )
        for command in (["manage.py", "migrate", "-v0"], ["-c", prepare]):
            subprocess.run([sys.executable, *command], cwd=ROOT, env={**environment(), **known}, check=True)
        chance, began, kills = random.Random(SEED), time.monotonic(), 10 * MORE
        with Nursery(url) as nursery:
            for _cycle in range(kills):
                nursery.kill_a_writer(chance.uniform(0.3, 0.9), lambda: tool.crash(folder, **options))
            told = nursery.tell()
            agree(told, nursery)
            assert nursery.acked > kills
            report("PostgreSQL with its server", kills, nursery, told, began)
