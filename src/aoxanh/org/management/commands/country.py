"""`./aoxanh country administrative | load`: the country's own units, or the whole Union on either day."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from aoxanh.org.administrative import load_administrative_units
from aoxanh.org.countries import load_country


class Command(BaseCommand):
    """Load administrative units (real work), or the Union of the whole country (tests and benchmarks)."""

    help = "administrative: load provinces, districts, communes with their lineage; load: the Union of a whole country."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to load, of which year, and how many invented branches a commune."""
        parser.add_argument("do", choices=["administrative", "load"])
        parser.add_argument("--year", type=int, choices=[2023, 2025], default=2023)
        parser.add_argument("--since", type=dt.date.fromisoformat, default=None)
        parser.add_argument("--branches", type=int, default=0)

    def handle(self, *, do: str, year: int, since: dt.date | None, branches: int, **options: Any) -> None:
        """Load it, once."""
        if do == "administrative":
            units, successions = load_administrative_units()
            self.stdout.write(f"{units} administrative units, {successions} successions.")
            return
        began = time.monotonic()
        day = since or (dt.date(2022, 1, 1) if year == 2023 else dt.date(2025, 7, 1))
        total = load_country(year, day, branches=branches)
        self.stdout.write(f"{total} units in {time.monotonic() - began:.1f} s.")
