"""A file is taken in whole or not at all, at whatever instant the process dies (L19, R1)."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time

import pytest
from django.db import connection

from aoxanh.vault.keyring import keyring
from tests.intake.conftest import HEAD
from tests.intake.test_intake import XUAN_HAI
from tests.served import ROOT

PEOPLE, KILLS = 3_000, 8
#: Begins with the file judged: only taking it in is killed.
SCRIPT = """
import django, sys; django.setup()
from aoxanh.audit.actor import Actor
from aoxanh.intake.models import Batch
from aoxanh.intake.operations import take_in
print("ready", flush=True)
take_in(Batch.objects.get(), actor=Actor())
"""


def counted(path):
    """Return members, people and lines, whether the batch says it was taken in, and whether the word index is whole."""
    with sqlite3.connect(path) as found:
        ask = [
            "SELECT COUNT(*) FROM people_affiliation", "SELECT COUNT(*) FROM people_person",
            "SELECT COUNT(*) FROM membership_bookentry", "SELECT COUNT(*) FROM membership_member",
            "SELECT COUNT(*) FROM intake_batch WHERE state = 'taken'",
            "SELECT COUNT(*) FROM people_person_search_words WHERE people_person_search_words MATCH 'nguyen'",
            "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name = 'people_person_search_words_insert'",
        ]  # fmt: skip
        counts = [found.execute(sql).fetchone()[0] for sql in ask]
        found.execute(
            "INSERT INTO people_person_search_words(people_person_search_words) VALUES ('integrity-check')"
        )
        found.rollback()
    return counts


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_file_killed_while_it_is_taken_in_is_there_or_not(place, tmp_path):
    """Eight times killed at moments drawn by lot, then left to end: nothing, nothing, …, everything."""
    lines = [
        [
            n,
            f"Nguyễn Văn An {'ABCDEFGHIK'[n % 10]}",
            "15/08/2003",
            "",
            f"042203{n:06}",
            XUAN_HAI,
            "",
            f"42-{n}",
        ]
        for n in range(PEOPLE)
    ]
    assert place.judge(place.csv([HEAD, *lines])).counts["accepted"] == PEOPLE
    path = tmp_path / "killed.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    environment = {
        **os.environ, "AOXANH_DATABASE_URL": f"sqlite:{path}", "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "aoxanh.config.settings", "AOXANH_DATA": str(tmp_path / "data"),
        "AOXANH_KEYRING": keyring().dump(),
    }  # fmt: skip
    none, whole, chance = (
        [0, 0, 0, 0, 0, 0, 1],
        [PEOPLE, PEOPLE, PEOPLE, PEOPLE, 1, PEOPLE, 1],
        random.Random(19),
    )
    seen = []
    for number in range(KILLS + 1):
        writer = subprocess.Popen(
            [sys.executable, "-c", SCRIPT], env=environment, stdout=subprocess.PIPE, cwd=ROOT
        )
        assert writer.stdout.readline() == b"ready\n"
        if number < KILLS:
            time.sleep(chance.uniform(0.01, 0.4))
            writer.kill()
        writer.communicate()
        seen.append(counted(path))
        assert seen[-1] in (none, whole)
        if seen[-1] == whole:
            break
    assert seen[0] == none
    assert seen[-1] == whole
