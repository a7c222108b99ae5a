"""`./aoxanh keys new | add | rotate`: the master keys of sealed values."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.vault import subjects
from aoxanh.vault.keyring import Keyring, keyring, write_keyring
from aoxanh.vault.sealing import forget_keys


class Command(BaseCommand):
    """Make a keyring, add a master key, or wrap everything with the newest one."""

    help = (
        "new: print a fresh keyring; add: print this one with a new master key; rotate: rewrap all data keys."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one word that says what to do."""
        parser.add_argument("do", choices=["new", "add", "rotate"])

    def handle(self, *, do: str, **options: Any) -> None:
        """Do it."""
        if do == "new":
            self.stdout.write(Keyring.new().dump())
        elif do == "add":
            self.stdout.write(keyring().with_new_master().dump())
        else:
            self.rotate()

    def rotate(self) -> None:
        """Add a key where the keyring is ours to write, then rewrap."""
        if not settings.AOXANH_KEYRING:
            write_keyring(keyring().with_new_master(), settings.AOXANH_KEYRING_PATH)
            forget_keys()
        elif len(keyring().master) < 2:
            message = "Give the ring printed by `./aoxanh keys add` as AOXANH_KEYRING first."
            raise CommandError(message)
        done = 0
        for done in subjects.rotate():  # noqa: B007 - the last figure is the result
            pass
        self.stdout.write(f"{done} data keys now wrapped with master key {keyring().current}.")
