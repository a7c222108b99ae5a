"""What `benchmarks.sizes` runs for B18: back the book up, restore it elsewhere, prove it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import fixtures
from benchmarks._measure import say


def main() -> None:
    """Measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aoxanh.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from aoxanh.keeping.backup import back_up, own_key, recipient_of  # noqa: PLC0415
    from aoxanh.membership.models import BookEntry  # noqa: PLC0415

    lines, folder = BookEntry.objects.count(), Path(settings.DATA)
    times = 3 if lines < 500_000 else 1
    key = recipient_of("")
    plain = fixtures.best(lambda: copied(connection, folder), times)
    took, made = [], {}
    for _time in range(times):
        began = time.perf_counter()
        made = back_up(folder / "a.backup", key)
        took.append(time.perf_counter() - began)
    size = made["contents"]["database"]["bytes"] / 1e6
    say("backup.seconds", min(took), "s", "plain_copy_s", plain)
    say("backup.MB_s", size / min(took), "MB/s", "plain_copy_MB_s", size / plain)
    told = [restored(connection, folder, own_key()) for _time in range(times)]
    quickest = min(one["seconds"]["restored"] for one in told)
    proven = min(one["seconds"]["proven"] for one in told)
    back = (
        plain if connection.vendor == "sqlite" else fixtures.best(lambda: put_back(connection, folder), times)
    )
    say("restore.seconds", quickest, "s", "plain_restore_s", back)
    say("restore_and_proof.seconds", quickest + proven, "s", "plain_copy_and_restore_s", plain + back)
    say("proof.lines_s", lines / proven, "lines/s", "restore_lines_s", lines / quickest)
    say("backup.file_MB", (folder / "a.backup").stat().st_size / 1e6, "MB", "database_MB", size)


def copied(connection, folder: Path) -> None:
    """Copy the database by its own means and nothing else: the denominator."""
    if connection.vendor == "sqlite":
        source, target = sqlite3.connect(connection.settings_dict["NAME"]), sqlite3.connect(folder / "plain")
        source.backup(target)
        source.close()
        target.close()
        (folder / "plain").unlink()
        return
    from aoxanh.keeping.dumps import address, tool  # noqa: PLC0415

    where, environment = address()
    command = [
        tool("pg_dump"),
        "--format=custom",
        "--compress=0",
        f"--dbname={where}",
        f"--file={folder / 'plain'}",
    ]
    subprocess.run(command, env=environment, check=True)


def put_back(connection, folder: Path) -> None:
    """Restore the plain dump into a fresh database."""
    from aoxanh.keeping.dumps import address, tool  # noqa: PLC0415

    fresh(connection, "plain")
    where, environment = address()
    command = [tool("pg_restore"), "--no-owner", f"--dbname={where} dbname=plain", folder / "plain"]
    subprocess.run(command, env=environment, check=True)


def fresh(connection, name: str) -> str:
    """Make an empty database; return its address."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return os.environ["AOXANH_DATABASE_URL"].replace("/postgres?", f"/{name}?")


def restored(connection, folder: Path, key: Path) -> dict:
    """`./aoxanh restore` into an empty installation, in a process of its own."""
    elsewhere = folder / "elsewhere"
    subprocess.run(["rm", "-rf", elsewhere], check=True)
    elsewhere.mkdir()
    url = "" if connection.vendor == "sqlite" else fresh(connection, "restored")
    known = {**os.environ, "AOXANH_DATA": str(elsewhere), "AOXANH_DATABASE_URL": url}
    command = [sys.executable, "manage.py", "restore", folder / "a.backup", "--key", key, "--json"]
    done = subprocess.run(command, cwd=fixtures.ROOT, env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
