"""Proving the chain: every link, the head, and the heads written outside the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from aoxanh.audit.models import GENESIS, AuditEntry, ChainHead


@dataclass(frozen=True)
class Proof:
    """The outcome: how many links hold, the head, and the first break if there is one."""

    links: int
    head: str
    broken_at: int | None = None
    why: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing was edited, deleted, inserted or reordered."""
        return self.broken_at is None


def prove(heads: Path | None = None) -> Proof:
    """Walk the whole chain once, in constant memory, and name the first row that does not hold.

    With `heads`, each head written outside the database must still be in the chain: an older copy of the
    database put back in its place is found as well.
    """
    kept = dict(_kept_heads(heads)) if heads else {}
    previous, expected = GENESIS, 1
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=5000):
        if entry.seq != expected:
            return Proof(expected - 1, previous, expected, "row is missing")
        if entry.previous != previous:
            return Proof(expected - 1, previous, entry.seq, "row does not follow the one before it")
        if entry.digest() != entry.hash:
            return Proof(expected - 1, previous, entry.seq, "row was changed")
        if kept.get(entry.seq, entry.hash) != entry.hash:
            return Proof(expected - 1, previous, entry.seq, "row differs from the head kept outside")
        previous, expected = entry.hash, expected + 1
    links = expected - 1
    head = ChainHead.objects.filter(pk=1).first()
    if head is not None and (head.seq, head.hash) != (links, previous):
        return Proof(
            links,
            previous,
            min(head.seq, links) + 1 if head.seq != links else links,
            "the end of the chain is missing or changed",
        )
    if head is None and links:
        return Proof(links, previous, links, "the head of the chain is missing")
    if kept and max(kept) > links:
        return Proof(links, previous, links + 1, "rows after this one were kept outside but are missing here")
    return Proof(links, previous)


def write_head(folder: Path) -> Path:
    """Write today's head into `folder`, outside the database; return the file."""
    head = ChainHead.objects.filter(pk=1).first() or ChainHead(seq=0, hash=GENESIS)
    folder.mkdir(parents=True, exist_ok=True)
    now = timezone.localtime()
    path = folder / f"{now:%Y-%m-%d}.json"
    draft = path.with_suffix(".new")
    draft.write_text(
        json.dumps({"at": now.isoformat(), "seq": head.seq, "hash": head.hash}) + "\n", encoding="utf-8"
    )
    draft.replace(path)
    return path


def _kept_heads(folder: Path) -> Iterator[tuple[int, str]]:
    for path in sorted(folder.glob("*.json")):
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["seq"]:
            yield int(kept["seq"]), str(kept["hash"])
