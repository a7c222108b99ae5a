"""Bring an installation to where it can be served; doing it again changes nothing."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from aoxanh.audit.checks import refuse_wrong_clock_at_start

OLDEST_SQLITE = (3, 35)
#: Static files that installed packages bring and the pages do not use: htmx is vendored in `ui`.
UNUSED = ["django_htmx"]


class Command(BaseCommand):
    """`prepare`: database, words, static files and, in a demo, the invented province."""

    help = "Migrate, compile the translations, gather static files, and build the demo world once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """How long to wait for a database that starts at the same time."""
        parser.add_argument(
            "--patience",
            type=float,
            default=0,
            help="seconds a database that cannot be reached is waited for",
        )

    def handle(self, *args: Any, patience: float, **options: Any) -> None:
        """Do what is not done yet, one line each."""
        if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < OLDEST_SQLITE:
            message = f"SQLite {sqlite3.sqlite_version} is too old: 3.35 or newer, or PostgreSQL, is needed."
            raise CommandError(message)
        self.compile_words()
        reach_database(patience)
        call_command("migrate", interactive=False, verbosity=0)
        refuse_wrong_clock_at_start()
        self.gather_static_files()
        if settings.PROFILE == "demo" and "demo" in get_commands():
            call_command("demo")

    def compile_words(self) -> None:
        """Compile the translations that are newer than what was compiled."""
        tool = settings.BASE_DIR / "tools" / "messages.py"
        sources = list((settings.BASE_DIR / "src" / "aoxanh").glob("**/locale/*/LC_MESSAGES/*.po"))
        stale = [s for s in sources if not is_newer(s.with_suffix(".mo"), s)]
        if stale and tool.exists():
            subprocess.run([sys.executable, tool, "compile"], check=True, cwd=settings.BASE_DIR)

    def gather_static_files(self) -> None:
        """Run collectstatic when a static file was added, changed or removed since the last time."""
        found = hashlib.sha256()
        for finder in get_finders():
            for path, storage in finder.list([]):
                status = Path(storage.path(path)).stat()
                found.update(f"{path}|{status.st_size}|{status.st_mtime_ns}\n".encode())
        stamp = Path(settings.STATIC_ROOT) / ".gathered"
        if stamp.exists() and stamp.read_text(encoding="ascii") == found.hexdigest():
            return
        self.stdout.write("Gathering static files ...")
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=UNUSED)
        stamp.write_text(found.hexdigest(), encoding="ascii")


def reach_database(patience: float) -> None:
    """Return once the database answers; say that it does not, after so many seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() >= until:
                message = f"The database cannot be reached: {error}"
                raise CommandError(message) from error
            time.sleep(1)
        else:
            return


def is_newer(made: Path, source: Path) -> bool:
    """Whether `made` exists and is not older than its source."""
    return made.exists() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns
