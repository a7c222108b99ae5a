"""`./aoxanh restore FILE --key SECRET-FILE [--overwrite]`: put a backup in place and prove all of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.keeping import sealing
from aoxanh.keeping.backup import own_key
from aoxanh.keeping.restoring import proven, remarks, restore


class Command(BaseCommand):
    """Restore a backup."""

    help = "Put a backup in the place of the configured database and files, then prove every row, link and invariant."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """From where, with which key."""
        parser.add_argument("source", type=Path, metavar="FILE")
        parser.add_argument(
            "--key", type=Path, metavar="SECRET-FILE", help="the file `--new-key` has written"
        )
        parser.add_argument("--overwrite", action="store_true", help="replace what is there")
        parser.add_argument("--json", action="store_true", help="the outcome as JSON, at the end")

    def handle(self, *, source: Path, key: Path | None, overwrite: bool, json: bool, **options: Any) -> None:
        """Do it; leave with 1 when something does not hold."""
        say = self.stderr.write if json else self.stdout.write
        began = time.monotonic()
        try:
            secret = sealing.read_secret(self.key_file(key).read_text(encoding="ascii"))
            manifest = restore(source, secret, overwrite=overwrite, say=say)
        except subprocess.CalledProcessError as error:
            message = f"pg_restore ended with {error.returncode}; nothing of the backup was put in place."
            raise CommandError(message) from error
        except (ImproperlyConfigured, sealing.NotOpenedError, OSError) as error:
            raise CommandError(error) from error
        placed = time.monotonic() - began
        wrong = proven(manifest, say)
        took = {"restored": round(placed, 2), "proven": round(time.monotonic() - began - placed, 2)}
        for remark in remarks(manifest):
            self.stderr.write(remark)
        self.end(wrong, took, manifest, as_json=json)

    def key_file(self, key: Path | None) -> Path:
        """Return the file of the secret key."""
        if key is None and settings.PROFILE == "demo" and own_key().exists():
            return own_key()
        if key is None:
            message = "Give the file of the secret key: --key SECRET-FILE"
            raise ImproperlyConfigured(message)
        return key

    def end(
        self, wrong: list[str], took: dict[str, float], manifest: dict[str, Any], *, as_json: bool
    ) -> None:
        """Say how it ended."""
        if as_json:
            told = {"holds": not wrong, "wrong": wrong, "seconds": took, "made_at": manifest["made_at"]}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        elif not wrong:
            self.stdout.write(
                f"Restored in {took['restored']} s, proven in {took['proven']} s: all of it holds."
            )
        for line in wrong:
            self.stderr.write(f"BROKEN {line}")
        if wrong:
            sys.exit(1)
