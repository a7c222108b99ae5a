"""Search among a million names, the tree at 250,000 units, and pages at 10,000 and a million people, on both databases.

The sizes can be lowered with AOXANH_BENCH_PEOPLE; SQLite lies in the run's own folder, PostgreSQL is started
for the run (or AOXANH_TEST_DATABASE_URL).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

from benchmarks.fixtures import PEOPLE, in_process, postgres

UNITS = int(os.environ.get("AOXANH_BENCH_UNITS", "246000"))


def run() -> Iterator[tuple[str, float, str, str, float, float]]:
    """Yield the figures of each database and size."""
    for people, units in ((10_000, 400), (PEOPLE, UNITS)):
        with tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
            yield from figures(
                "sqlite",
                people,
                in_process("benchmarks._measure", None, folder, str(people), str(units), "pages"),
            )
        with postgres() as url, tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
            if url:
                yield from figures(
                    "postgresql",
                    people,
                    in_process("benchmarks._measure", url, folder, str(people), str(units), "pages"),
                )


def figures(
    database: str, people: int, lines: list[str]
) -> Iterator[tuple[str, float, str, str, float, float]]:
    """Turn the printed lines into figures."""
    for line in lines:
        name, figure, unit, denominator, amount = line.removeprefix("=").split("\t")
        ratio = float(figure) / float(amount) if float(amount) else 0.0
        yield f"{database}.{people}.{name}", float(figure), unit, denominator, float(amount), ratio
