"""B5: a transfer received by one writer and by sixteen together; a docket of 200 admissions from opening to ceremony.

Denominators: rows a second Django saves one by one (D19, autocommit), and one writer of the same run.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from benchmarks.fixtures import figures, in_process, postgres


def run() -> Iterator[tuple[str, float, str, str, float, float]]:
    """Yield the figures of both databases."""
    with tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
        yield from figures("sqlite", 450, in_process("benchmarks._cases", None, folder))
    with postgres() as url, tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
        if url:
            yield from figures("postgresql", 450, in_process("benchmarks._cases", url, folder))
