"""`./aoxanh statistics --unit CODE --from D --to D`: a unit's period report, as text or JSON."""

from __future__ import annotations

import datetime as dt
import json as js
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.audit.objection import Objection
from aoxanh.org.models import UnitVersion
from aoxanh.org.queries import ancestors
from aoxanh.papers.downloads import MAKERS
from aoxanh.statistics.movements import report
from aoxanh.statistics.operations import check_period
from aoxanh.statistics.paper import document_of
from aoxanh.statistics.periods import Period
from aoxanh.statistics.views import table_of


class Command(BaseCommand):
    """Print a unit's period report."""

    help = "Members at the start, in and out by every kind, members at the end, of a unit and each unit below it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the unit and the period."""
        parser.add_argument("--unit", required=True, metavar="CODE")
        parser.add_argument("--from", dest="first", required=True, type=dt.date.fromisoformat)
        parser.add_argument("--to", dest="last", required=True, type=dt.date.fromisoformat)
        parser.add_argument("--known-on", type=dt.date.fromisoformat)
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--paper", metavar="FILE", help="write the report as a paper: FILE ends in .pdf or .docx"
        )

    def handle(
        self,
        *,
        unit: str,
        first: dt.date,
        last: dt.date,
        known_on: dt.date | None,
        json: bool,
        paper: str | None,
        **options: Any,
    ) -> None:
        """Print it."""
        version = UnitVersion.objects.as_of(last).filter(code=unit).first()
        if version is None:
            raise CommandError(f"There is no unit with code {unit} on {last}.")
        try:
            check_period(first, last)
        except Objection as objection:
            raise CommandError(str(objection.message)) from objection
        told = report(version, Period(first, last), known_on)
        if paper:
            kind = Path(paper).suffix.removeprefix(".")
            if kind not in MAKERS:
                raise CommandError("A paper is a file that ends in .pdf or .docx.")
            document = document_of(told, table_of(told), version, ancestors(version, last))
            Path(paper).write_bytes(MAKERS[kind](document))
            return
        if json:
            self.stdout.write(js.dumps(told.figures(), ensure_ascii=False))
            return
        for line in (*told.lines, told.total):
            moved = "  ".join(f"{kind} {line.moved[kind]:+}" for kind in told.kinds if line.moved[kind])
            units = f"  units {line.came:+} {-line.went:+}" if line.came or line.went else ""
            self.stdout.write(f"{line.name[:40]:<40} {line.opening:>8}  {moved}{units}  = {line.closing}")
