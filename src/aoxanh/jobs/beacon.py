"""How far a job is while its one transaction keeps the database from telling: a small file beside the data.

A job that writes all or nothing cannot show its progress in the tables before it commits, and SQLite lets nobody
else write meanwhile. So it puts two numbers in a file, and looks there for the wish to stop. Workers on another
machine than the pages show no such progress; nothing else depends on it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from django.conf import settings

FOLDER = "beacons"


def light(job_id: int, done: int, total: int) -> None:
    """Say how far a job is."""
    path = _path(job_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(f"{done} {total}")
    fresh.replace(path)


def seen(job_id: int) -> tuple[int, int] | None:
    """Return how far a job said it is, if it did."""
    with contextlib.suppress(OSError, ValueError):
        done, total = _path(job_id).read_text().split()
        return int(done), int(total)
    return None


def ask_to_stop(job_id: int) -> None:
    """Ask a job to stop at its next sign of progress."""
    path = _path(job_id, ".stop")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch()


def asked_to_stop(job_id: int) -> bool:
    """Whether somebody asked a job to stop."""
    return _path(job_id, ".stop").exists()


def put_out(job_id: int) -> None:
    """Forget a job that has ended."""
    for suffix in ("", ".new", ".stop"):
        _path(job_id, suffix).unlink(missing_ok=True)


def _path(job_id: int, suffix: str = "") -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / f"{int(job_id)}{suffix}"
