"""Files in and out (B7, B8, B17): 100,000 rows of 20 columns taken in among as many known people, the same file again,
the roster given out as xlsx and CSV; at 10,000 and 100,000 rows, on both databases.

Denominators of the same run: calamine's read of the same file, Django's bulk_create of rows of twelve columns on SQLite,
xlsxwriter in constant memory (csv) with the same lines. Each act runs in a process of its own, so that its peak memory is
its own. `cpu_rows` are rows a second of the house's own process at work, the parser and PostgreSQL's server apart: what
a busy machine disturbs least. `growth` is the time a row takes at the larger size as a multiple of the smaller. AOXANH_BENCH_ROWS names other
sizes, separated by commas; AOXANH_BENCH_TIMES how often each is measured, of which the best counts.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fixtures import in_process, postgres

SIZES = [int(n) for n in os.environ.get("AOXANH_BENCH_ROWS", "10000,100000").split(",")]
TIMES = int(os.environ.get("AOXANH_BENCH_TIMES", "1"))
Figure = tuple[str, float, str, str, float, float]


def run() -> Iterator[Figure]:
    """Yield the figures of each database and size."""
    for database in ("sqlite", "postgresql"):
        before: dict[str, float] = {}
        for rows in SIZES:
            best: dict[str, float] = {}
            for _time in range(TIMES):
                for name, figure in measured(database, rows).items():
                    better = min if "peak" in name or "seconds" in name else max
                    best[name] = better(best.get(name, figure), figure)
            if best:
                yield from told(database, rows, best, before)
                before = best


def measured(database: str, rows: int) -> dict[str, float]:
    """Make a province, take two files in, the second again, give the roster out; return every figure by act and name."""
    with tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
        first, second, lines = (str(Path(folder) / name) for name in ("1.xlsx", "2.xlsx", "lines"))
        found: dict[str, float] = {}

        def do(act: str, *arguments: str, url: str | None = None, named: str = "") -> None:
            for line in in_process("benchmarks._files", url, folder, act, *arguments):
                name, figure, _unit = line.removeprefix("=").split("\t")
                found[f"{named or act}.{name}"] = float(figure)

        def acts(url: str | None) -> None:
            do("world", url=url)
            do("take", first, url=url, named="known")
            do("take", second, url=url)
            do("take", second, url=url, named="again")
            for kind, width in (("xlsx", "usual"), ("csv", "usual"), ("xlsx", "wide")):
                named = f"{kind}_{width}"
                do("export", kind, width, lines, url=url, named=named)
                do("plain", kind, lines, named=named)

        do("world")
        do("write", first, str(rows), "1")
        do("write", second, str(rows), "2")
        do("read", second)
        do("bulk", str(rows))
        if database == "sqlite":
            (Path(folder) / "aoxanh.sqlite3").unlink()
            acts(None)
            return found
        with postgres() as url:
            if url is None:
                return {}
            acts(url)
        return found


def told(database: str, rows: int, best: dict[str, float], before: dict[str, float]) -> Iterator[Figure]:
    """Turn the best of several runs into figures."""

    def figure(act: str, name: str, unit: str, over: str, amount: float) -> Figure:
        value = best[f"{act}.{name}"]
        return f"{database}.{rows}.{act}.{name}", value, unit, over, amount, value / amount if amount else 0.0

    read, bulk = best["read.calamine_read"], best["bulk.bulk_create"]
    yield figure("take", "rows", "rows/s", "calamine_rows_a_second", read)
    yield figure("take", "rows", "rows/s", "bulk_create_rows_a_second", bulk)
    yield figure("again", "rows", "rows/s", "calamine_rows_a_second", read)
    yield figure("take", "cpu_rows", "rows/cpu-s", "bulk_create_rows_a_cpu_second", best["bulk.bulk_cpu"])
    yield figure("again", "cpu_rows", "rows/cpu-s", "calamine_rows_a_cpu_second", best["read.calamine_cpu"])
    for act in ("take", "again"):
        yield figure(act, "judged", "rows/s", "calamine_rows_a_second", read)
        yield figure(act, "seconds", "s", "goal_s", {"take": rows / 4000, "again": rows / 10_000}[act])
        yield figure(act, "peak", "MB", "goal_MB", 350)
        yield figure(act, "peak_child", "MB", "goal_MB", 350)
    yield figure("take", "taken", "rows/s", "bulk_create_rows_a_second", bulk)
    for act in ("xlsx_usual", "csv_usual", "xlsx_wide"):
        yield figure(act, "rows", "rows/s", "plain_rows_a_second", best[f"{act}.plain"])
        yield figure(act, "peak", "MB", "goal_MB", 120)
    for act in ("take", "again", "xlsx_usual") if before else ():
        growth = before[f"{act}.rows"] / best[f"{act}.rows"]
        yield f"{database}.{rows}.{act}.growth", growth, "times", "linear", 1.0, growth
