"""A stream sealed to a public key: who writes it cannot read it again, and nobody can cut or change it unseen.

X25519 with a key pair made for the one file, HKDF-SHA256 (RFC 5869), then AES-256-GCM over chunks of 256 KiB. A
chunk's nonce is its number and whether it is the last (the STREAM construction), so chunks can be neither
reordered nor left away.
"""

from __future__ import annotations

import base64
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"AOXANH-BACKUP-1\n"
PUBLIC, PRIVATE = "aoxanh-backup-public-", "aoxanh-backup-secret-"
CHUNK = 256 * 1024
TAG = 16


class NotOpenedError(Exception):
    """The file is no backup, was cut or changed, or is sealed to another key."""


def new_pair() -> tuple[str, str]:
    """Return a fresh key pair as texts: the public one, the secret one."""
    secret = X25519PrivateKey.generate()
    return public_text(secret), PRIVATE + _text(secret.private_bytes_raw())


def public_text(secret: X25519PrivateKey) -> str:
    """Return the public key of a secret one, as text."""
    return PUBLIC + _text(secret.public_key().public_bytes_raw())


def read_public(text: str) -> X25519PublicKey:
    """Read a public key; raises NotOpenedError when it is none."""
    return X25519PublicKey.from_public_bytes(_bytes(text, PUBLIC))


def read_secret(text: str) -> X25519PrivateKey:
    """Read a secret key; raises NotOpenedError when it is none."""
    return X25519PrivateKey.from_private_bytes(_bytes(text, PRIVATE))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str, prefix: str) -> bytes:
    body = text.strip().removeprefix(prefix)
    try:
        raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except ValueError:
        raw = b""
    if not text.strip().startswith(prefix) or len(raw) != 32:
        message = f"This is not a key of backups: it begins with {prefix}"
        raise NotOpenedError(message)
    return raw


def _cipher(shared: bytes, header: bytes, recipient: X25519PublicKey) -> AESGCM:
    salt = header[len(MAGIC) :] + recipient.public_bytes_raw()
    return AESGCM(HKDF(SHA256(), 32, salt, b"aoxanh backup 1").derive(shared))


def _nonce(number: int, last: int) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer:
    """Seals what is written to it and writes it on; `close` writes the last chunk, without which nothing opens."""

    def __init__(self, out: BinaryIO, recipient: X25519PublicKey) -> None:
        """Write the header."""
        own = X25519PrivateKey.generate()
        self.out, self.header = out, MAGIC + own.public_key().public_bytes_raw()
        self.cipher = _cipher(own.exchange(recipient), self.header, recipient)
        self.waiting, self.number = bytearray(), 0
        out.write(self.header)

    def write(self, data: bytes) -> int:
        """Take bytes; whole chunks are sealed as they fill."""
        self.waiting += data
        while len(self.waiting) > CHUNK:
            self._seal(bytes(self.waiting[:CHUNK]), 0)
            del self.waiting[:CHUNK]
        return len(data)

    def _seal(self, chunk: bytes, last: int) -> None:
        self.out.write(self.cipher.encrypt(_nonce(self.number, last), chunk, self.header))
        self.number += 1

    def flush(self) -> None:
        """Nothing is sealed before its chunk is full."""

    def close(self) -> None:
        """Seal what is left as the last chunk."""
        self._seal(bytes(self.waiting), 1)


class Opener:
    """Reads a sealed stream; raises NotOpenedError where it does not hold, before any of that chunk is given."""

    def __init__(self, source: BinaryIO, secret: X25519PrivateKey) -> None:
        """Read the header."""
        self.header = source.read(len(MAGIC) + 32)
        if not self.header.startswith(MAGIC) or len(self.header) != len(MAGIC) + 32:
            message = "This file is not a backup of Áo Xanh."
            raise NotOpenedError(message)
        theirs = X25519PublicKey.from_public_bytes(self.header[len(MAGIC) :])
        self.cipher = _cipher(secret.exchange(theirs), self.header, secret.public_key())
        self.source, self.number, self.ready, self.ended = source, 0, bytearray(), False
        self.ahead = source.read(CHUNK + TAG)

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, all that is left for -1, none at the end."""
        while not self.ended and (size < 0 or len(self.ready) < size):
            self._open()
        size = len(self.ready) if size < 0 else size
        taken = bytes(self.ready[:size])
        del self.ready[:size]
        return taken

    def _open(self) -> None:
        chunk, self.ahead = self.ahead, self.source.read(CHUNK + TAG)
        last = int(not self.ahead)
        try:
            self.ready += self.cipher.decrypt(_nonce(self.number, last), chunk, self.header)
        except InvalidTag as error:
            message = "The backup does not open: another key, or a file that was cut or changed."
            raise NotOpenedError(message) from error
        self.number, self.ended = self.number + 1, bool(last)
