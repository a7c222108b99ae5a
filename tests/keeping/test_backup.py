"""Backups (proof R8, S6): taken while others write, opened with the secret key alone, restored whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import threading
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connection

from aoxanh.keeping import archive, sealing
from aoxanh.keeping.backup import NAME, prune
from tests.keeping.conftest import Installation
from tests.membership.conftest import BookPlace
from tests.outages.nursery import Nursery, agree

real = pytest.mark.django_db(transaction=True)


def planted(place, count=100):
    """Write people whose names, identity numbers and phones are found nowhere else; return these words."""
    words = []
    for n in range(count):
        name, citizen_id, phone = f"Quàng Bạch Yến Zuy{n:03}", f"0422039{n:05}", f"+8491739{n:04}"
        place.person(name, citizen_id=citizen_id, phone=phone)
        words.append((name, citizen_id, phone))
    return words


@contextlib.contextmanager
def somebody_writing(url):
    """A process that writes lines of the book until the end of the block."""
    with Nursery(url) as nursery:
        pid = nursery.order("write", 1)
        ear = threading.Thread(target=nursery.hear)
        ear.start()
        try:
            until = time.monotonic() + 30
            while nursery.acked < 30 and time.monotonic() < until:
                time.sleep(0.01)
            yield nursery
        finally:
            os.kill(pid, signal.SIGKILL)
            ear.join()


@real
def test_the_drill_a_copy_taken_under_load_is_restored_elsewhere_and_everything_holds(
    here, elsewhere, key, tmp_path
):
    """R8: what was acknowledged before the backup began is there, and every invariant holds."""
    place, (public, secret) = BookPlace(), key
    words = planted(place)
    photo = here.data / "files" / "photos" / "a.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"\xff\xd8 a photo")
    with somebody_writing(here.url) as writer:
        before = writer.acked
        code, out, errors = here.run("backup", tmp_path, "--key", public)
        after = writer.acked
    assert (code, "Log: " in out) == (0, True), errors
    assert before >= 30
    assert after > before, "nobody waited for the backup"
    backup = next(tmp_path.glob("*.backup"))
    raw = backup.read_bytes()
    assert not [w for who in words for w in who if w.encode() in raw or w.encode("utf-16-le") in raw]

    told, remarks = elsewhere.restore(backup, secret)
    assert remarks.count("keyring") == 0
    assert (elsewhere.data / "files" / "photos" / "a.jpg").read_bytes() == photo.read_bytes()
    with Nursery(elsewhere.url) as nursery:
        nursery.process.poll()
        kept = nursery.tell()
        nursery.acked = done = len(kept["keys"])
        agree(kept, nursery)
    assert before <= done <= after + 1
    print(
        f"\nrestore drill, {connection.vendor}: {before} acknowledged before, {done} restored, {after} when it ended; "
        f"{backup.stat().st_size} bytes; restored in {told['seconds']['restored']} s, proven in "
        f"{told['seconds']['proven']} s; 0 of {3 * len(words)} planted words in the raw bytes"
    )


@real
def test_whoever_has_the_secret_key_but_no_keyring_reads_no_identity_number(here, key, tmp_path):
    """S6: the master keys are not in a backup unless they are asked for."""
    words, (public, secret) = planted(BookPlace(), 20), key
    assert here.run("backup", tmp_path / "a.backup", "--key", public)[0] == 0
    assert here.run("backup", tmp_path / "b.backup", "--key", public, "--with-keyring")[0] == 0
    opened = {}
    for name in "ab":
        folder = tmp_path / name
        folder.mkdir()
        with (tmp_path / f"{name}.backup").open("rb") as stream:
            manifest = archive.unpack(stream, sealing.read_secret(secret.read_text()), folder)
        opened[name] = (folder / "database").read_bytes()
    assert (archive.KEYRING in manifest["contents"], (tmp_path / "a" / archive.KEYRING).exists()) == (
        True,
        False,
    )
    assert [
        w for name, _id, _phone in words for w in (name,) if name.encode() in opened["a"]
    ]  # names are plain
    assert not [w for _name, *sealed in words for w in sealed if w.encode() in opened["a"]]


@real
def test_a_restore_asks_before_it_replaces_anything(here, elsewhere, key, tmp_path):
    BookPlace().member()
    public, secret = key
    assert here.run("backup", tmp_path / "a.backup", "--key", public)[0] == 0
    elsewhere.restore(tmp_path / "a.backup", secret)
    code, _out, errors = elsewhere.run("restore", tmp_path / "a.backup", "--key", secret)
    assert (code, "--overwrite" in errors) == (1, True)
    elsewhere.restore(tmp_path / "a.backup", secret, "--overwrite")


@real
def test_a_cut_a_changed_and_a_foreign_backup_change_nothing(here, elsewhere, key, tmp_path):
    BookPlace().member()
    public, secret = key
    whole = tmp_path / "whole.backup"
    assert here.run("backup", whole, "--key", public)[0] == 0
    raw = whole.read_bytes()
    middle = len(raw) // 2
    changed = raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]
    bad = {"cut": raw[:-1], "empty": b"", "changed": changed, "no backup": b"PK" + raw[2:]}
    for what, data in bad.items():
        (tmp_path / "bad.backup").write_bytes(data)
        code, _out, errors = elsewhere.run("restore", tmp_path / "bad.backup", "--key", secret)
        assert (code, "Traceback" in errors) == (1, False), what
    other = tmp_path / "other-secret"
    other.write_text(sealing.new_pair()[1])
    code, _out, errors = elsewhere.run("restore", whole, "--key", other)
    assert (code, "another key" in errors) == (1, True)
    elsewhere.restore(whole, secret)  # the place was still empty


@real
def test_another_keyring_is_said(here, elsewhere, key, tmp_path):
    BookPlace().member()
    public, secret = key
    assert here.run("backup", tmp_path / "a.backup", "--key", public)[0] == 0
    del elsewhere.known["AOXANH_KEYRING"]
    _told, remarks = elsewhere.restore(tmp_path / "a.backup", secret)
    assert "keyring" in remarks


def test_without_a_key_production_makes_no_backup_and_a_demo_its_own(here, tmp_path):
    real_one = {"AOXANH_PROFILE": "production", "AOXANH_SECRET_KEY": "x" * 60, "AOXANH_HOSTS": "a.vn"}
    url = f"sqlite:{tmp_path / 'empty.sqlite3'}"
    code, _out, errors = Installation(
        url, here.data, **real_one, AOXANH_KEYRING=here.known["AOXANH_KEYRING"]
    ).run("backup", tmp_path)
    assert (code, "--new-key" in errors, "Traceback" in errors) == (1, True, False)
    assert not list(tmp_path.glob("*.backup*"))


def test_chunks_can_be_neither_cut_off_nor_exchanged_nor_doubled():
    secret, out = X25519PrivateKey.generate(), io.BytesIO()
    sealer = sealing.Sealer(out, secret.public_key())
    text = os.urandom(2 * sealing.CHUNK + 5)
    sealer.write(text)
    sealer.close()
    raw, size = out.getvalue(), sealing.CHUNK + sealing.TAG
    head, one, two, three = (
        raw[:48],
        raw[48 : 48 + size],
        raw[48 + size : 48 + 2 * size],
        raw[48 + 2 * size :],
    )
    assert sealing.Opener(io.BytesIO(raw), secret).read() == text
    for wrong in (
        [one, two],
        [one],
        [two, one, three],
        [one, three],
        [one, one, two, three],
        [one, two, three, three],
    ):
        with pytest.raises(sealing.NotOpenedError):
            sealing.Opener(io.BytesIO(head + b"".join(wrong)), secret).read()


def test_old_nights_go_and_one_a_month_stays(tmp_path):
    for month in range(1, 4):
        for day in range(1, 29):
            (tmp_path / f"aoxanh-2026{month:02}{day:02}-013000.backup").touch()
    (tmp_path / "notes.txt").touch()
    prune(tmp_path, keep=5)
    kept = sorted(p.name[7:15] for p in tmp_path.iterdir() if NAME.fullmatch(p.name))
    assert kept == ["20260128", "20260228", *(f"202603{day}" for day in range(24, 29))]
    assert (tmp_path / "notes.txt").exists()
