"""`./aoxanh book verify | rebuild`: prove the membership book, or write everything read from it anew."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.membership.proof import Proof, rebuild, verify
from aoxanh.org.models import UnitVersion, today


class Command(BaseCommand):
    """Prove the book or rebuild what is read from it."""

    help = (
        "verify: check every invariant, print each with its figure, exit 1 and name the first break; "
        "rebuild: write the projections anew from the lines."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, the unit to look at, and how to print."""
        parser.add_argument("do", choices=["verify", "rebuild"])
        parser.add_argument("--unit", metavar="CODE", help="only who ever was in this unit or below")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, do: str, unit: str | None, json: bool, **options: Any) -> None:
        """Do it."""
        if do == "verify":
            self.verify(path_of(unit) if unit else None, as_json=json)
            return
        if unit:
            message = "rebuild writes everything anew: leave --unit away."
            raise CommandError(message)
        started, done = time.monotonic(), 0
        for done in rebuild():
            self.stderr.write(f"\r{done} books", ending="")
        self.stdout.write(f"\n{done} books rebuilt in {time.monotonic() - started:.1f} s.")

    def verify(self, path: str | None, *, as_json: bool) -> None:
        """Print the proof; leave with 1 if it does not hold."""
        started = time.monotonic()
        proof = verify(path)
        seconds = time.monotonic() - started
        if as_json:
            self.stdout.write(json.dumps(as_data(proof, seconds), ensure_ascii=False))
        else:
            for check in proof.checks.values():
                mark = "BROKEN" if check.broken else "ok"
                self.stdout.write(f"{mark:<7}{check.id:<5}{check.figure:>10}  {check.says}")
            if proof.holds:
                self.stdout.write(f"The book holds ({seconds:.1f} s).")
            else:
                self.stderr.write(f"BROKEN {proof.first_break}")
        if not proof.holds:
            sys.exit(1)


def as_data(proof: Proof, seconds: float) -> dict[str, Any]:
    """Return a proof for scripts."""
    checks = [
        {"id": c.id, "says": c.says, "figure": c.figure, "broken": c.broken} for c in proof.checks.values()
    ]
    return {
        "holds": proof.holds,
        "first_break": proof.first_break,
        "seconds": round(seconds, 2),
        "checks": checks,
    }


def path_of(code: str) -> str:
    """Return the path of a unit by its code today, or end with a message."""
    version = UnitVersion.objects.as_of(today()).filter(code=code).first()
    if version is None:
        message = f"There is no unit with code {code} today."
        raise CommandError(message)
    return version.path
