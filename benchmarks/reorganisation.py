"""B6, the whole country: 63 provinces, 705 districts and 10,599 communes with 100,000 members become 34 provinces.

Denominator: rows a second of this database's own bulk insert in the same run (D4).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from benchmarks.fixtures import figures, in_process, postgres


def run() -> Iterator[tuple[str, float, str, str, float, float]]:
    """Yield the figures of both databases."""
    with tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
        yield from figures("sqlite", 100_000, in_process("benchmarks._reorganise", None, folder))
    with postgres() as url, tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
        if url:
            yield from figures("postgresql", 100_000, in_process("benchmarks._reorganise", url, folder))
