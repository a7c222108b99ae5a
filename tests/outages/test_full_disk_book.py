"""Proof R3 for the book: without a byte left its writes are refused in words, and with room again they are carried out.

The same three writes (a member entered, a line written, a line taken back) are sent to a full disk and again,
under the same keys, once there is room; in between everything is read and the whole book is proven.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from aoxanh.membership import proof
from aoxanh.membership.counts import fold_counts
from aoxanh.membership.models import BookEntry, Member
from tests.membership.conftest import BookPlace
from tests.outages.conftest import Visitor
from tests.outages.test_full_disk import NO_ROOM, Watch
from tests.served import ROOT, Served


def writes(place):
    """Return (address, form) of the book's writes on the pages."""
    an, binh = place.member("Lê Văn An"), place.member("Lê Thị Bình")
    place.line(binh, "transferred", dt.date(2024, 5, 1), place.other_branch)
    return [
        (f"/roster/{place.branch.pk}/new/", {"full_name": "Lê Thị Mới", "since": "01/01/2024"}),
        (
            f"/people/{an.uid}/book/new/",
            {"kind": "matured", "effective_on": "01/02/2024", "number": "9-QĐ/ĐTN"},
        ),
        (f"/people/{binh.uid}/book/2/correct/", {"words": "nhầm người"}),
    ], [f"/people/{an.uid}/book/", f"/roster/?unit={place.branch.pk}", "/roster/?q=le"]


def verified(url):
    """`./aoxanh book verify` in a process of its own: what it printed last; it must end well."""
    known = {**os.environ, "AOXANH_DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run([sys.executable, "manage.py", "book", "verify"], cwd=ROOT, env=known, capture_output=True,
                         text=True, check=True)  # fmt: skip
    return ran.stdout.splitlines()[-1]


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_on_a_full_disk_the_book_refuses_reads_and_recovers(small_disk):
    place = BookPlace()
    sent, pages = writes(place)
    fold_counts()
    disk = small_disk("16m")
    data, path = disk.path / "data", disk.path / "data" / "aoxanh.sqlite3"
    data.mkdir()
    shutil.copytree(Path(settings.DATA) / "keys", data / "keys")
    session = Visitor("http://x/", place.officer).session
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    url = f"sqlite:{path}"
    with Served(AOXANH_DATA=str(data), AOXANH_DATABASE_URL=url) as served:
        officer = Visitor(served.url)
        officer.session = session
        assert officer.get("/units/").status == 200
        watch = Watch(path)
        watch.line.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        before, rows = watch.version(), watch.rows()
        disk.fill()
        for number, (address, form) in enumerate(sent):
            refused = officer.send("POST", address, {**form, "command_key": f"book-{number}"})
            assert refused.status == 507, (address, refused.status)
            assert NO_ROOM in refused.text
        assert [officer.get(page).status for page in pages] == [200] * len(pages)
        assert (watch.version(), watch.rows()) == (before, rows)
        assert "The book holds" in verified(url)
        disk.free()
        for number, (address, form) in enumerate(sent * 2):
            again = {**form, "command_key": f"book-{number % len(sent)}"}
            assert officer.send("POST", address, again).status == 302, address
        assert watch.rows()["membership_bookentry"] == rows["membership_bookentry"] + len(sent)
        assert watch.ask("PRAGMA quick_check") == "ok"
        assert "The book holds" in verified(url)
    print(f"\nfull disk, SQLite: {len(sent)} writes of the book refused with 507, then each carried out once")


@contextlib.contextmanager
def on_a_small_disk(table, small_disk, sockets):
    """Move a table of PostgreSQL to a disk of its own for a while."""
    place = Path(tempfile.mkdtemp(prefix="aoxanh-full-", dir="/var/tmp"))
    place.chmod(0o755)
    disk = small_disk("2m", place)
    space = place / "space"
    space.mkdir()
    shutil.chown(space, sockets.owner(), sockets.group())
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLESPACE small_book LOCATION '{space}'")
        try:
            cursor.execute(f"ALTER TABLE {table} SET TABLESPACE small_book")
            yield disk
        finally:
            cursor.execute(f"ALTER TABLE {table} SET TABLESPACE pg_default")
            cursor.execute("DROP TABLESPACE small_book")
    shutil.rmtree(space)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_below_the_book_on_postgresql_refuses_and_recovers(small_disk, not_here):
    place = BookPlace()
    sockets = Path(connection.settings_dict["HOST"])
    if not sockets.is_absolute() or not sockets.exists():
        not_here(
            "a full disk below the book: the server named by AOXANH_TEST_DATABASE_URL is not ours to fill"
        )
    client = Client(raise_request_exception=False, headers={"accept-language": "vi"})
    client.force_login(place.officer)
    address = f"/roster/{place.branch.pk}/new/"
    with on_a_small_disk("membership_bookentry", small_disk, sockets) as disk:
        disk.fill()
        entered = 0
        for number in range(60):  # until the last page of the table is written full
            form = {
                "full_name": "Lê Thị Mới" + "i" * number,
                "since": "01/01/2024",
                "command_key": f"b{number}",
            }
            answer = client.post(address, form)
            if answer.status_code != 302:
                break
            entered += 1
        assert (answer.status_code, NO_ROOM in answer.content.decode()) == (507, True)
        assert (BookEntry.objects.count(), Member.objects.count()) == (entered, entered)
        assert proof.verify().holds
        assert client.get("/roster/").status_code == 200
        disk.free()
        assert [client.post(address, form).status_code for _time in range(2)] == [302, 302]
        assert BookEntry.objects.count() == entered + 1
        assert proof.verify().first_break == ""
    print(f"\nfull disk, PostgreSQL: refused with 507 after {entered} members, then carried out once")
