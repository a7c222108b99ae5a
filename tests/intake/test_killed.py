"""A file is taken in whole or not at all, at whatever instant the process dies (L19, R1)."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from aoxanh.intake import child, files, tasks
from aoxanh.jobs.execution import Run
from aoxanh.jobs.models import Job
from aoxanh.vault.keyring import keyring
from tests.intake.conftest import HEAD
from tests.intake.test_intake import XUAN_HAI
from tests.served import ROOT

PEOPLE, KILLS = 3_000, 5
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


def environment_of(path, tmp_path):
    """Return what a writer of its own needs to write into the database at `path`."""
    return {
        **os.environ, "AOXANH_DATABASE_URL": f"sqlite:{path}", "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "aoxanh.config.settings", "AOXANH_DATA": str(tmp_path / "data"),
        "AOXANH_KEYRING": keyring().dump(),
    }  # fmt: skip


def killed_on_the_way(script, environment, count, path):
    """Let a writer end on a copy, then kill one after the other at `KILLS` instants of that time, and let the last one end.

    Yield what `count` finds after each; no further than the first that was quicker than its killing.
    """
    aside = path.with_name("whole.sqlite3")
    shutil.copy(path, aside)
    took = ended(script, {**environment, "AOXANH_DATABASE_URL": f"sqlite:{aside}"})
    for number in range(KILLS):
        ended(script, environment, after=took * (number + 0.2) / KILLS)
        yield count()
    ended(script, environment)
    yield count()


def ended(script, environment, after=None):
    """Run a writer, to its end or killed so many seconds after it said that it is ready; return how long that was."""
    writer = subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert writer.stdout.readline() == b"ready\n"
    began = time.monotonic()
    if after is not None:
        time.sleep(after)
        writer.kill()
    writer.communicate()
    assert after is not None or writer.returncode == 0
    return time.monotonic() - began


def there_or_not(found, none, whole):
    """Check that nothing was there time and again, then everything; the first was killed too early to have ended."""
    seen = []
    for one in found:
        assert one in (none, whole)
        seen.append(one)
        if one == whole:
            break
    assert seen[0] == none
    assert seen[-1] == whole


def lines_of(people):
    return [
        [n, f"Nguyễn Văn An {'ABCDEFGHIK'[n % 10]}", "15/08/2003", "", f"042203{n:06}", XUAN_HAI, "", f"42-{n}"]
        for n in range(people)
    ]  # fmt: skip


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_file_killed_while_it_is_taken_in_is_there_or_not(place, tmp_path):
    """Five times killed on its way, then left to end: nothing, nothing, …, everything."""
    assert place.judge(place.csv([HEAD, *lines_of(PEOPLE)])).counts["accepted"] == PEOPLE
    path = tmp_path / "killed.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    none, whole = [0, 0, 0, 0, 0, 0, 1], [PEOPLE, PEOPLE, PEOPLE, PEOPLE, 1, PEOPLE, 1]
    there_or_not(
        killed_on_the_way(SCRIPT, environment_of(path, tmp_path), lambda: counted(path), path), none, whole
    )


#: Begins as it is set up: all of looking through may be killed, the parser beside it too.
JUDGING = """
import datetime, os, sys; import django; django.setup()
from pathlib import Path
from aoxanh.audit.actor import Actor
from aoxanh.intake.operations import judge_file
from aoxanh.org.models import Unit
print("ready", flush=True)
path = Path(os.environ["FILE"])
judge_file(Unit.objects.get(pk=os.environ["UNIT"]), actor=Actor(), path=path, name=path.name, since=datetime.date(2023, 1, 1))
"""


def looked_through(path):
    """Return batches, what they counted in sum, their rows, and the acts told of."""
    with sqlite3.connect(path) as found:
        batches, rows = (
            found.execute(f"SELECT COUNT(*) FROM intake_batch{r}").fetchone()[0] for r in ("", "row")
        )
        acts = "SELECT COUNT(*) FROM audit_auditentry WHERE action = 'intake.judge'"
        return [batches, rows, found.execute(acts).fetchone()[0]]


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_file_killed_while_it_is_looked_through_is_there_or_not(place, tmp_path):
    """The same of looking through: no batch with some of its rows; and no parser outlives who asked for it."""
    file, path = place.csv([HEAD, *lines_of(PEOPLE)]), tmp_path / "killed.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    environment = {**environment_of(path, tmp_path), "FILE": str(file), "UNIT": str(place.commune.pk)}

    def found():
        assert parsers_of(file) == []
        return looked_through(path)

    there_or_not(killed_on_the_way(JUDGING, environment, found, path), [0, 0, 0], [1, PEOPLE, 1])


def parsers_of(file):
    """Return the processes that read this file, after a moment to notice that nobody listens."""
    for _attempt in range(50):
        alive = [
            where
            for where in Path("/proc").glob("[0-9]*/cmdline")
            if child.__file__ in said_by(where) and str(file) in said_by(where)
        ]
        if not alive:
            return []
        time.sleep(0.1)
    return alive


def said_by(where):
    try:
        return where.read_text()
    except OSError:  # it has ended
        return ""


@pytest.mark.django_db
def test_a_file_whose_looking_through_was_cut_off_is_forgotten_and_one_still_waited_for_is_not(
    place, settings, tmp_path
):
    """What a killed or called off job could not remove itself lies no longer than an hour or two: it is full of names."""
    settings.MEDIA_ROOT = tmp_path
    left, awaited, fresh = (files.keep(SimpleUploadedFile("ds.csv", b"x")) for _n in range(3))
    now = dt.datetime.now(dt.UTC)
    for name in (left, awaited):
        os.utime(files.path_of(name), times=(now.timestamp() - 7200,) * 2)
    for state, name in (("queued", awaited), ("cancelled", left)):
        arguments = {"unit": place.commune.pk, "file": name, "name": "ds.csv", "since": "2023-01-01"}
        Job.objects.create(
            kind="intake.judge", started_by=place.officer, run_after=now, state=state, arguments=arguments
        )
    run = Run(Job.objects.create(kind="intake.forget_files", run_after=now, due_at=now, state="running"))
    assert tasks.forget_files(run) == {"files": 1}
    assert [files.path_of(name).exists() for name in (left, awaited, fresh)] == [False, True, True]
    assert tasks.forget_files(run) == {"files": 0}


def test_a_file_forgotten_by_its_reader_while_the_others_are_looked_at_stops_nobody(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    folder = tmp_path / files.FOLDER
    folder.mkdir()
    (folder / "gone").symlink_to(folder / "nowhere")
    old = folder / "old"
    old.touch()
    assert files.forget_left((), dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)) == 1
    assert not old.exists()
