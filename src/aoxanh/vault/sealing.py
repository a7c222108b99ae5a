"""Sealed values: AES-256-GCM under one data key per subject, wrapped by a master key.

Erasing a subject is dropping the wrapped key: every value sealed under it, in any table and in the
audit chain, becomes unreadable while rows, counts and hashes stay (proof L30). Rotating the master key
rewrites the wrapped keys only. NIST SP 800-38D: 96-bit random nonces, 128-bit tags.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from aoxanh.vault.keyring import keyring


class SealBrokenError(Exception):
    """A sealed value was changed, moved to another row or field, or its key is gone."""


def new_wrapped_key(subject: str) -> bytes:
    """Return a fresh data key for `subject`, wrapped by the current master key (62 bytes)."""
    return _wrap(os.urandom(32), subject)


def new_seal(subject: str) -> tuple[bytes, Seal]:
    """Return a fresh data key for `subject`, wrapped, and the seal it opens."""
    data_key = os.urandom(32)
    return _wrap(data_key, subject), Seal.of_key(data_key, subject)


@functools.lru_cache(maxsize=8)
def _master(key: bytes) -> AESGCM:
    return AESGCM(key)


def _wrap(data_key: bytes, subject: str) -> bytes:
    ring, nonce = keyring(), os.urandom(12)
    wrapped = _master(ring.master[ring.current]).encrypt(nonce, data_key, b"key:" + subject.encode())
    return ring.current.to_bytes(2, "big") + nonce + wrapped


def _unwrap(wrapped: bytes, subject: str) -> bytes:
    number = int.from_bytes(wrapped[:2], "big")
    master = keyring().master.get(number)
    if master is None:
        message = f"Master key {number} is not in the keyring"
        raise SealBrokenError(message)
    try:
        return _master(master).decrypt(wrapped[2:14], wrapped[14:], b"key:" + subject.encode())
    except InvalidTag as error:
        message = f"The data key of {subject} does not open"
        raise SealBrokenError(message) from error


def rewrap(wrapped: bytes, subject: str) -> bytes:
    """Return the same data key under the current master key."""
    return _wrap(_unwrap(bytes(wrapped), subject), subject)


def master_number(wrapped: bytes) -> int:
    """Return the number of the master key a data key is wrapped with."""
    return int.from_bytes(bytes(wrapped)[:2], "big")


class Seal:
    """Seals and opens the values of one subject; the field's name is bound in as associated data."""

    def __init__(self, wrapped: bytes, subject: str) -> None:
        self.subject = subject
        self._cipher = AESGCM(_unwrap(bytes(wrapped), subject))

    @classmethod
    def of_key(cls, data_key: bytes, subject: str) -> Seal:
        """Return the seal of a data key as it is."""
        seal = cls.__new__(cls)
        seal.subject, seal._cipher = subject, AESGCM(data_key)  # noqa: SLF001 - its own class
        return seal

    def close(self, text: str, field: str) -> bytes:
        """Return `text` sealed for `field`."""
        return self.close_bytes(text.encode(), field)

    def open(self, sealed: bytes, field: str) -> str:
        """Return the text; raise SealBrokenError when it was sealed for another subject or field."""
        return self.open_bytes(sealed, field).decode()

    def close_bytes(self, body: bytes, field: str) -> bytes:
        """Return a file sealed for `field`."""
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, body, self._bound(field))

    def open_bytes(self, sealed: bytes, field: str) -> bytes:
        """Return the file; raise SealBrokenError when it was sealed for another subject or field."""
        sealed = bytes(sealed)
        try:
            return self._cipher.decrypt(sealed[:12], sealed[12:], self._bound(field))
        except InvalidTag as error:
            message = f"{field} of {self.subject} does not open"
            raise SealBrokenError(message) from error

    def _bound(self, field: str) -> bytes:
        return f"{self.subject}:{field}".encode()


@functools.cache
def _index_key(field: str) -> bytes:
    return keyring().index_key(field)


@functools.cache
def _index_mac(field: str) -> HMAC:
    return HMAC(_index_key(field), SHA256())


def blind_index(field: str, value: str) -> str:
    """Return the keyed hash (32 hex digits) by which an equal value is found without reading it."""
    mac = _index_mac(field).copy()  # its key is taken in once: a third of the time of a digest from the start
    mac.update(value.encode())
    return mac.finalize().hex()[:32]


def fingerprint(purpose: str, text: str) -> bytes:
    """Return the keyed hash (16 bytes) by which the same text is known again without being kept; quicker than an index."""
    key = _index_key(f"fingerprint:{purpose}")
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16, key=key).digest()


def house_seal(purpose: str) -> Seal:
    """Return the seal of the installation itself, for short-lived values that belong to nobody in particular."""
    ring = keyring()
    derived = hmac.new(ring.index, b"house:" + purpose.encode(), hashlib.sha256).digest()
    return Seal.of_key(derived, f"house:{purpose}")


def forget_keys() -> None:
    """Drop the cached keys, so that a changed keyring is read again."""
    keyring.cache_clear()
    _index_key.cache_clear()
    _index_mac.cache_clear()
    _master.cache_clear()
