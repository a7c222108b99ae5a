"""Proof R1: a writer killed anywhere loses nothing that was acknowledged, and sent again nothing is doubled.

A process apart carries out one command of the book after another and acknowledges each after its commit. It is
killed with SIGKILL at moments drawn by lot, on PostgreSQL together with the whole server; the next one begins
with the first command that was not acknowledged, under the same key, as a phone or a browser would.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.membership.conftest import BookPlace
from tests.served import ROOT

sys.path.insert(0, str(ROOT / "tools"))

import postgres as tool

SEED = 20260325


class Nursery:
    """The process that forks writers, and what they said."""

    def __init__(self, url):
        known = {**os.environ, "AOXANH_DATABASE_URL": url, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.outages.writer"],
            cwd=ROOT, env=known, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.acked = self.again = 0
        assert self.answer() == ["ready"]

    def answer(self):
        """The next message."""
        return self.process.stdout.readline().split()

    def order(self, *words):
        """Give an order; return the number of the process that carries it out."""
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        word, pid = self.answer()
        assert word == "pid"
        return int(pid)

    def hear(self):
        """Hear what a writer said until its end; return the status it ended with."""
        while (said := self.answer())[0] != "ended":
            number = int(said[1])
            assert number == self.acked + 1, "commands are acknowledged in order"
            self.acked, self.again = number, self.again + (said[0] == "again")
        return int(said[1])

    def kill_a_writer(self, seconds, also=lambda: None):
        """Let a writer go on from the first command without an acknowledgement, and kill it after a while."""
        pid = self.order("write", self.acked + 1)
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        also()
        assert self.hear() == signal.SIGKILL

    def tell(self):
        """What the database says, asked by a process that was not there."""
        self.order("tell")
        told = json.loads(self.process.stdout.readline())
        assert self.answer() == ["ended", "0"]
        return told

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def agree(told, nursery):
    """Nothing acknowledged is lost and nothing doubled; the book and the log hold."""
    done = len(told["keys"])
    assert told["keys"] == list(range(1, done + 1))
    assert nursery.acked <= done <= nursery.acked + 1  # at most the one that was under way
    assert (told["members"], told["lines"], told["entries"]) == ((done + 2) // 3, done, done)
    assert (told["book"], told["log"]) == ("", "")


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
    chance, began, kills = random.Random(SEED), time.monotonic(), 100
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
        chance, began, kills = random.Random(SEED), time.monotonic(), 10
        with Nursery(url) as nursery:
            for _cycle in range(kills):
                nursery.kill_a_writer(chance.uniform(0.3, 0.9), lambda: tool.crash(folder, **options))
            told = nursery.tell()
            agree(told, nursery)
            assert nursery.acked > kills
            report("PostgreSQL with its server", kills, nursery, told, began)


def environment():
    """What a process of the house needs to find its settings and these tests."""
    paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    return {**os.environ, "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "aoxanh.config.settings"}
