"""Putting a backup in place and proving it: what it says it holds, the log's chain, and every invariant of the book."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from aoxanh.audit import chain
from aoxanh.keeping import dumps
from aoxanh.keeping.archive import DATABASE, FILES, KEYRING, unpack
from aoxanh.keeping.backup import FORMAT, fingerprint
from aoxanh.membership import proof
from aoxanh.people.models import Person
from aoxanh.vault.keyring import Keyring, keyring, write_keyring
from aoxanh.vault.sealing import forget_keys

Say = Callable[[str], object]


def restore(source: Path, secret: X25519PrivateKey, *, overwrite: bool, say: Say) -> dict[str, Any]:
    """Put a backup in the place of the configured, empty, database; return its manifest.

    Raises ImproperlyConfigured when the place is not empty (unless `overwrite`) or the backup is of the other
    database, and NotOpenedError when any byte of it does not hold: then nothing was changed.
    """
    files = Path(settings.MEDIA_ROOT)
    if not overwrite and (not dumps.is_empty() or (files.exists() and any(files.iterdir()))):
        message = "The database or the folder of files is not empty. --overwrite replaces what is there."
        raise ImproperlyConfigured(message)
    with tempfile.TemporaryDirectory(prefix="restore-", dir=staging()) as name:
        folder = Path(name)
        with source.open("rb") as stream:
            manifest = unpack(cast("BinaryIO", stream), secret, folder)
        refuse_what_does_not_fit(manifest)
        say(f"opened: made {manifest['made_at']}, every hash holds")
        dumps.put_in_place(folder / DATABASE, overwrite=overwrite)
        put_files(folder / FILES, files)
        if (folder / KEYRING).exists() and not settings.AOXANH_KEYRING:
            ring = Keyring.parse((folder / KEYRING).read_text(encoding="utf-8"))
            write_keyring(ring, settings.AOXANH_KEYRING_PATH)
            forget_keys()
    say("in place: the database and the files")
    return manifest


def staging() -> Path:
    """Return where a copy waits until it is put in place: beside where it will lie."""
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).absolute().parent
    return Path(settings.DATA)


def refuse_what_does_not_fit(manifest: dict[str, Any]) -> None:
    """Raise ImproperlyConfigured for a backup of another format or another database."""
    if manifest.get("format") != FORMAT:
        message = "The backup was made by a newer Áo Xanh: restore it with that version."
        raise ImproperlyConfigured(message)
    if manifest["engine"] != connection.vendor:
        message = f"The backup is of {manifest['engine']}, and AOXANH_DATABASE_URL names {connection.vendor}."
        raise ImproperlyConfigured(message)


def put_files(staged: Path, files: Path) -> None:
    """Put the files in place of those that are there."""
    if files.exists():
        shutil.rmtree(files)
    if staged.exists():
        files.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(staged, files)


def proven(manifest: dict[str, Any], say: Say) -> list[str]:
    """Prove what was put in place against its manifest, its log and its book; return what does not hold."""
    with connection.cursor() as cursor:
        found = dumps.facts(cursor)
    parts = ("rows", "log", "migrations")
    wrong = [f"{name} differ from the manifest" for name in parts if found[name] != manifest[name]]
    say(f"rows: {sum(found['rows'].values())} in {len(found['rows'])} tables")
    log = chain.prove(settings.AOXANH_AUDIT_HEADS)
    say(f"log: {log.links} links, head {log.head}")
    if not log.holds:
        wrong.append(f"the log is broken at row {log.broken_at}: {log.why}")
    book = proof.verify()
    for check in book.checks.values():
        say(f"{'BROKEN' if check.broken else 'ok':<7}{check.id:<5}{check.figure:>10}  {check.says}")
    if not book.holds:
        wrong.append(f"the book is broken: {book.first_break}")
    return wrong


def remarks(manifest: dict[str, Any]) -> list[str]:
    """Return what is right but must be known: keys that do not fit, photos that are not there."""
    said = []
    ring, theirs = fingerprint(keyring()), manifest["keyring"]
    if ring["index"] != theirs["index"] or not set(theirs["masters"].items()) <= set(ring["masters"].items()):
        said.append(
            "The keyring here is not that of the backup: identity numbers, phones and what is sealed do not open. "
            "Give the AOXANH_KEYRING of that time."
        )
    photos = Person.objects.exclude(photo="").values_list("photo", flat=True)
    missing = sum(not (Path(settings.MEDIA_ROOT) / name).exists() for name in photos.iterator())
    if missing:
        said.append(f"{missing} photos were replaced while the backup was made, and are missing.")
    return said
