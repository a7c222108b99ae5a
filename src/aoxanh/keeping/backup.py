"""Making a backup: one sealed file, whole or not at all, while everybody goes on working."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import re
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from aoxanh.keeping import sealing
from aoxanh.keeping.archive import DATABASE, FILES, KEYRING, Packer, packing
from aoxanh.keeping.dumps import copying
from aoxanh.vault.kept import kept
from aoxanh.vault.keyring import Keyring, keyring

FORMAT = 1
NAME = re.compile(r"aoxanh-(\d{8})-\d{6}\.backup")
MONTHS = 12


def back_up(target: Path, recipient: X25519PublicKey, *, with_keyring: bool = False) -> dict[str, Any]:
    """Write a backup to `target` (in a folder: under a name of its own); return the manifest and where it lies.

    Everything committed before the call is in it. Files are read after the database: those its rows name are
    there, unless one was replaced in between, which a restore reports.
    """
    now = timezone.localtime()
    path = target / f"aoxanh-{now:%Y%m%d-%H%M%S}.backup" if target.is_dir() else target
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            manifest = _pack(cast("BinaryIO", out), recipient, now, with_keyring=with_keyring)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return {**manifest, "file": str(path)}


def _pack(
    out: BinaryIO, recipient: X25519PublicKey, now: dt.datetime, *, with_keyring: bool
) -> dict[str, Any]:
    with packing(out, recipient) as packer:
        with (
            tempfile.TemporaryDirectory(prefix="backup-", dir=settings.DATA) as folder,
            copying(Path(folder)) as copy,
        ):
            packer.stream(DATABASE, copy.stream)
        pack_files(packer)
        if with_keyring:
            packer.whole(KEYRING, keyring().dump().encode())
        return packer.close(
            {
                "format": FORMAT, "made_at": now.isoformat(timespec="seconds"), "engine": connection.vendor,
                "keyring": fingerprint(keyring()), **copy.facts,
            }
        )  # fmt: skip


def pack_files(packer: Packer) -> None:
    """Pack the files kept beside the database; one that goes away meanwhile is left out."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue
        packer.whole(f"{FILES}/{path.relative_to(root).as_posix()}", data)


def fingerprint(ring: Keyring) -> dict[str, Any]:
    """Return by what a keyring is known again, which tells nothing of its keys."""
    known = {
        str(n): hmac.new(key, b"aoxanh backup", hashlib.sha256).hexdigest() for n, key in ring.master.items()
    }
    return {"masters": known, "index": hmac.new(ring.index, b"aoxanh backup", hashlib.sha256).hexdigest()}


def own_key() -> Path:
    """Return where a demo keeps the secret key it made for its own backups."""
    return Path(settings.DATA) / "keys" / "backup-secret"


def recipient_of(text: str) -> X25519PublicKey:
    """Return the key to seal to: the one given (a text or the path of a file), the configured one, a demo's own."""
    given = text or settings.AOXANH_BACKUP_KEY
    if given:
        path = Path(given)
        return sealing.read_public(
            given if given.startswith(sealing.PUBLIC) else path.read_text(encoding="ascii")
        )
    if settings.PROFILE != "demo":
        message = (
            "A backup is sealed to a public key: give --key or AOXANH_BACKUP_KEY. `./aoxanh backup --new-key FILE` makes a "
            "pair; keep the secret file away from this machine."
        )
        raise ImproperlyConfigured(message)
    return sealing.read_secret(kept(own_key(), lambda: sealing.new_pair()[1] + "\n")).public_key()


def write_secret(path: Path, secret: str) -> None:
    """Write a secret key so that only its owner can read it; an existing file is never replaced."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret + "\n")


def prune(folder: Path, keep: int) -> list[str]:
    """Remove old backups from a folder: the newest `keep` stay, and the newest of each of the last 12 months."""
    found = sorted((p for p in folder.iterdir() if NAME.fullmatch(p.name)), reverse=True)
    newest: dict[str, Path] = {}
    for path in found:
        month = (NAME.fullmatch(path.name) or [""])[0][len("aoxanh-") :][:6]
        newest.setdefault(month, path)
    stay = {*found[:keep], *(newest[month] for month in sorted(newest, reverse=True)[:MONTHS])}
    gone = [path for path in found if path not in stay]
    for path in gone:
        path.unlink()
    return [path.name for path in gone]
