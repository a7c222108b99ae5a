"""`./aoxanh backup FILE|DIR [--key PUBLIC]`: one sealed file with database and files; `--new-key FILE` makes a key."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.keeping import sealing
from aoxanh.keeping.backup import back_up, recipient_of, write_secret


class Command(BaseCommand):
    """Make a backup, or a key pair for backups."""

    help = (
        "Write one sealed backup of the database and the files while everybody goes on working. The keyring is not in "
        "it unless --with-keyring is given."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, sealed to which key."""
        parser.add_argument("target", nargs="?", type=Path, metavar="FILE|DIR")
        parser.add_argument("--key", default="", help="public key, or a file with it (AOXANH_BACKUP_KEY)")
        parser.add_argument("--with-keyring", action="store_true", help="the master keys of the vault, too")
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="make a pair; the secret goes to FILE"
        )

    def handle(
        self, *, target: Path | None, key: str, with_keyring: bool, new_key: Path | None, **options: Any
    ) -> None:
        """Do it."""
        try:
            if new_key is not None:
                self.make_key(new_key)
                return
            if target is None:
                message = "Say where to: ./aoxanh backup FILE|DIR"
                raise CommandError(message)
            began = time.monotonic()
            made = back_up(target, recipient_of(key), with_keyring=with_keyring)
        except (ImproperlyConfigured, sealing.NotOpenedError, OSError) as error:
            raise CommandError(error) from error
        size = Path(made["file"]).stat().st_size
        rows = sum(made["rows"].values())
        files = len(made["contents"]) - 1
        self.stdout.write(
            f"{made['file']}: {rows} rows, {files} files, {size} bytes, {time.monotonic() - began:.1f} s. "
            f"Log: {made['log']['links']} links, head {made['log']['head']}"
        )

    def make_key(self, path: Path) -> None:
        """Write the secret, print the public."""
        public, secret = sealing.new_pair()
        write_secret(path, secret)
        self.stderr.write(
            f"The secret key lies in {path}: keep it away from this machine. The public one is:"
        )
        self.stdout.write(public)
