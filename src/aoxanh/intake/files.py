"""Uploaded files while they wait to be looked through: outside the web's reach, gone as soon as they are read."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from collections.abc import Container
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = "intake"


def keep(upload: Any) -> str:
    """Write an upload aside; return its name."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = uuid.uuid4().hex
    with (folder / name).open("xb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return name


def path_of(name: str) -> Path:
    """Return where a kept file lies."""
    return Path(settings.MEDIA_ROOT) / FOLDER / uuid.UUID(hex=name).hex


def forget(name: str) -> None:
    """Remove a kept file."""
    path_of(name).unlink(missing_ok=True)


def forget_left(waiting: Container[str], before: dt.datetime) -> int:
    """Remove the files that came before an instant and are not among those still waited for; return how many."""
    forgotten = 0
    for path in (Path(settings.MEDIA_ROOT) / FOLDER).glob("*"):
        with contextlib.suppress(FileNotFoundError):  # whoever looked it through has forgotten it meanwhile
            if path.name not in waiting and path.stat().st_mtime < before.timestamp():
                path.unlink()
                forgotten += 1
    return forgotten
