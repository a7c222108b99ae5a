"""B6: merge two communes of 10,000 members, two branches of 10,000, re-parent 1,000 units, and the whole country.

Denominator: rows a second of this database's own bulk insert in the same run (D4), and 34 provinces' dry run against it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from benchmarks.country import figures
from benchmarks.fixtures import in_process, postgres


def run() -> Iterator[tuple[str, float, str, str, float, float]]:
    """Yield the figures of both databases."""
    with tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
        yield from figures("sqlite", 100_000, in_process("benchmarks._reorganise", None, folder))
    with postgres() as url, tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
        if url:
            yield from figures("postgresql", 100_000, in_process("benchmarks._reorganise", url, folder))
