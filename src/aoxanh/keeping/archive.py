"""What lies in a backup: a tar of the database, the files and, last, the manifest that lists them with their hashes.

All of it is compressed, then sealed; nothing is held in memory but one piece at a time. A database's length is
not known before it is dumped, so it lies there as pieces.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from aoxanh.keeping.sealing import NotOpenedError, Opener, Sealer

PIECE = 8 * 1024 * 1024
MANIFEST, DATABASE, FILES, KEYRING = "manifest.json", "database", "files", "keyring.json"


@dataclass
class Packed:
    """What was packed under one name: bytes and SHA-256."""

    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, data: bytes) -> None:
        """Count and hash bytes."""
        self.size += len(data)
        self.digest.update(data)

    def told(self) -> dict[str, Any]:
        """Return it for the manifest."""
        return {"bytes": self.size, "sha256": self.digest.hexdigest()}


class Packer:
    """Packs streams under names."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        """Pack into an open archive."""
        self.tar, self.packed = tar, dict[str, Packed]()

    def pack(self, name: str, data: bytes) -> None:
        """Pack bytes under a name."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(data), 0o600
        self.tar.addfile(entry, io.BytesIO(data))

    def stream(self, name: str, source: IO[bytes]) -> None:
        """Pack a stream as pieces `name/00000000`, `name/00000001`, …"""
        packed, number = self.packed.setdefault(name, Packed()), 0
        while piece := source.read(PIECE):
            self.pack(f"{name}/{number:08}", piece)
            packed.add(piece)
            number += 1

    def whole(self, name: str, data: bytes) -> None:
        """Pack a file that fits in memory, and list it."""
        self.pack(name, data)
        self.packed.setdefault(name, Packed()).add(data)

    def close(self, manifest: dict[str, Any]) -> dict[str, Any]:
        """Pack the manifest, which lists everything."""
        manifest = {**manifest, "contents": {name: packed.told() for name, packed in self.packed.items()}}
        self.pack(MANIFEST, json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode())
        return manifest


@contextmanager
def packing(out: BinaryIO, recipient: X25519PublicKey) -> Iterator[Packer]:
    """Pack into a sealed file."""
    sealer = Sealer(out, recipient)
    with (
        gzip.GzipFile(fileobj=cast("Any", sealer), mode="wb", compresslevel=1, mtime=0) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w|") as tar,
    ):
        yield Packer(tar)
    sealer.close()


def unpack(source: BinaryIO, secret: X25519PrivateKey, folder: Path) -> dict[str, Any]:
    """Unpack a sealed file into `folder` and return its manifest; raises NotOpenedError unless all of it holds."""
    found, manifest = dict[str, Packed](), dict[str, Any]()
    try:
        with (
            gzip.GzipFile(fileobj=cast("Any", Opener(source, secret)), mode="rb") as squeezed,
            tarfile.open(fileobj=squeezed, mode="r|") as tar,
        ):
            for entry in tar:
                stream = tar.extractfile(entry)
                if stream is None:
                    continue
                if entry.name == MANIFEST:
                    manifest = json.loads(stream.read())
                else:
                    _unpack_one(entry.name, stream, folder, found)
    except (tarfile.TarError, gzip.BadGzipFile, EOFError) as error:
        message = "The backup was cut or changed."
        raise NotOpenedError(message) from error
    listed = manifest.get("contents")
    if listed != {name: packed.told() for name, packed in found.items()}:
        message = "What lies in the backup is not what its manifest lists."
        raise NotOpenedError(message)
    return manifest


def _unpack_one(name: str, stream: IO[bytes], folder: Path, found: dict[str, Packed]) -> None:
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts:
        message = f"The backup names a file outside itself: {name}"
        raise NotOpenedError(message)
    called = DATABASE if parts.parts[0] == DATABASE else name
    path = folder / called
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("ab") as file:
        while piece := stream.read(PIECE):
            file.write(piece)
            found.setdefault(called, Packed()).add(piece)
        found.setdefault(called, Packed())
