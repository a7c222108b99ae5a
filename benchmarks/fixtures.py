"""Databases of the sizes the benchmarks ask for, made from a seed: SQLite in the run's folder, PostgreSQL of our own."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
PROVINCES, COMMUNES = 34, 3321


def best(call, repeats: int = 5) -> float:
    """Return the quickest of several calls, in seconds."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)


def spread(call, repeats: int = 20) -> tuple[float, float]:
    """Return the median and the 95th percentile of several calls, in milliseconds."""
    times = sorted(best(call, 1) * 1000 for _ in range(repeats))
    return times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.95))]


@contextlib.contextmanager
def postgres() -> Iterator[str | None]:
    """Yield the address of a PostgreSQL of our own, or None where there is none."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    given = os.environ.get("AOXANH_TEST_DATABASE_URL")
    if given:
        yield given
        return
    try:
        from tools.postgres import server  # noqa: PLC0415
    except ImportError:
        yield None
        return
    with server() as url:
        yield url


def branch_names(units: int, province: int) -> list[str]:
    """Return the names of the branches below a province of `fill`."""
    return [f"Chi đoàn thôn {n}" for n in range(units) if n % COMMUNES % PROVINCES == province]


def fill(people: int, units: int) -> int:
    """Enter `people` members in the book of a country of `units` branches, a fifth of them transferred since; return the lines.

    Provinces are P0 to P33, communes C0 to C3320, branches B0 …; what is counted is added up.
    """
    from django.db import connection, transaction  # noqa: PLC0415

    from aoxanh.audit.actor import Actor  # noqa: PLC0415
    from aoxanh.demo.names import invent  # noqa: PLC0415
    from aoxanh.membership.book import Cause, NewLine, Paper, write_lines  # noqa: PLC0415
    from aoxanh.membership.counts import fold_counts  # noqa: PLC0415
    from aoxanh.membership.rollups import keep  # noqa: PLC0415
    from aoxanh.org.countries import add_units  # noqa: PLC0415
    from aoxanh.people.models import Person  # noqa: PLC0415

    rng, day, moved, lines = Random(7), dt.date(2022, 1, 1), dt.date(2024, 1, 1), 0
    with transaction.atomic():
        root = add_units([("", "central", "TW", "Trung ương Đoàn")], {}, day)
        provinces = add_units(
            [("TW", "province", f"P{n}", f"Tỉnh đoàn {n}") for n in range(PROVINCES)], root, day
        )
        communes = add_units(
            [(f"P{n % PROVINCES}", "commune", f"C{n}", f"Đoàn xã {n}") for n in range(COMMUNES)],
            provinces,
            day,
        )
        rows = [(f"C{n % COMMUNES}", "branch", f"B{n}", f"Chi đoàn thôn {n}") for n in range(units)]
        ids = [unit_id for unit_id, _path in add_units(rows, communes, day).values()]
    names = [invent(rng, dt.date(2010, 1, 1), dt.date(1991, 1, 1)) for _ in range(min(people, 60000))]
    rare = [n for n in names if n.name == "Ksor Y Bru"][:3]
    made = itertools.cycle(n for n in names if n.name != "Ksor Y Bru")
    for start in range(0, people, 10000):
        fresh = []
        for _ in range(min(10000, people - start)):
            who = next(made)
            person = Person(sex=who.sex, birth=who.birth.isoformat())
            person.set_name(who.name)
            fresh.append(person)
        if start == 0 and rare:
            fresh[0].set_name("Ksor Y Bru")
        with transaction.atomic():
            new = {}
            for n, person in enumerate(Person.objects.bulk_create(fresh), start):
                new[person.pk] = [NewLine("enrolled", day, ids[n % len(ids)])]
                if n // len(ids) % 5 == 0:
                    to = ids[(n + 1) % len(ids)]
                    new[person.pk].append(NewLine("transferred", moved, to, {}, Paper("1-QĐ/ĐTN")))
            write_lines(new, actor=Actor(), cause=Cause("entry"), fresh=True)
            lines += sum(map(len, new.values()))
        with mock.patch(
            "aoxanh.membership.counts.refresh"
        ):  # every commune is touched each time: once, below, will do
            fold_counts()
    if connection.vendor == "postgresql":  # which does so by itself; nobody does on SQLite
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    keep()
    return lines


def in_process(script: str, url: str | None, folder: str, *arguments: str) -> list[str]:
    """Run a benchmark script against its own database; return its lines."""
    environment = {**os.environ, "AOXANH_DATA": folder, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    environment["AOXANH_DATABASE_URL"] = url or ""
    done = subprocess.run(
        [sys.executable, "-m", script, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return [line for line in io.StringIO(done.stdout).read().splitlines() if line.startswith("=")]


Figure = tuple[str, float, str, str, float, float]


def figures(database: str, people: int, lines: list[str]) -> Iterator[Figure]:
    """Turn the printed lines into figures."""
    for line in lines:
        name, figure, unit, denominator, amount = line.removeprefix("=").split("\t")
        ratio = float(figure) / float(amount) if float(amount) else 0.0
        yield f"{database}.{people}.{name}", float(figure), unit, denominator, float(amount), ratio
