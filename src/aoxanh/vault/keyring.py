"""The installation's master keys: outside the database and outside its backups.

A keyring is a small JSON text: `{"current": 2, "master": {"1": …, "2": …}, "index": …}`, each value
32 random bytes in base64. Production gives it as `AOXANH_KEYRING` (or `AOXANH_KEYRING_FILE`); a demo
keeps one in its data folder.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from aoxanh.vault.kept import kept, write_private


@dataclass(frozen=True)
class Keyring:
    """Master keys by number, the number new values are sealed with, and the key of blind indexes."""

    current: int
    master: dict[int, bytes]
    index: bytes

    @classmethod
    def new(cls) -> Keyring:
        """Return a keyring of fresh random keys."""
        return cls(current=1, master={1: os.urandom(32)}, index=os.urandom(32))

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """Read the JSON text; raise ImproperlyConfigured when it is not a keyring."""
        try:
            raw = json.loads(text)
            master = {int(number): base64.b64decode(key) for number, key in raw["master"].items()}
            ring = cls(current=int(raw["current"]), master=master, index=base64.b64decode(raw["index"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = "AOXANH_KEYRING: not a keyring (make one with `./aoxanh keys new`)"
            raise ImproperlyConfigured(message) from error
        if ring.current not in ring.master or any(len(k) != 32 for k in [*ring.master.values(), ring.index]):
            message = "AOXANH_KEYRING: a key is missing or not 32 bytes long"
            raise ImproperlyConfigured(message)
        return ring

    def dump(self) -> str:
        """Return the JSON text `parse` reads."""
        master = {str(number): base64.b64encode(key).decode() for number, key in self.master.items()}
        return json.dumps(
            {"current": self.current, "master": master, "index": base64.b64encode(self.index).decode()}
        )

    def with_new_master(self) -> Keyring:
        """Return this ring with one more master key, now the current one."""
        number = max(self.master) + 1
        return replace(self, current=number, master={**self.master, number: os.urandom(32)})

    def without_old_masters(self) -> Keyring:
        """Return this ring with the current master only, once nothing is wrapped with another."""
        return replace(self, master={self.current: self.master[self.current]})

    def index_key(self, field: str) -> bytes:
        """Return the key of one field's blind index, so that two fields' indexes cannot be compared."""
        return hmac.new(self.index, b"index:" + field.encode(), hashlib.sha256).digest()


def write_keyring(ring: Keyring, path: Path) -> None:
    """Write the ring so that only its owner can read it, whole or not at all."""
    write_private(path, ring.dump())


@functools.cache
def keyring() -> Keyring:
    """Return the installation's keyring; the demo profile makes its own the first time."""
    if settings.AOXANH_KEYRING:
        return Keyring.parse(settings.AOXANH_KEYRING)
    return Keyring.parse(kept(settings.AOXANH_KEYRING_PATH, lambda: Keyring.new().dump()))
