"""`./aoxanh pivot --unit CODE --rows age --cols sex`: the roster as a table, as text or JSON, with the page's filters."""

from __future__ import annotations

import json as js
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.membership.roster import Selection
from aoxanh.membership.roster_forms import RosterForm, read_day
from aoxanh.org.models import UnitVersion, today
from aoxanh.statistics.pivot import DIMENSIONS, TooMany, pivot

FILTERS = [name for name in RosterForm().fields if name != "twins"]


class Command(BaseCommand):
    """Print heads by one or two things that are known of people."""

    help = "Members of a unit and below by rows and columns: " + ", ".join(DIMENSIONS)

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the unit, the sides, the day and the filters of the roster's page."""
        parser.add_argument("--unit", required=True, metavar="CODE")
        parser.add_argument("--rows", choices=list(DIMENSIONS), default="age")
        parser.add_argument("--cols", choices=list(DIMENSIONS))
        parser.add_argument("--as-of", metavar="DAY")
        parser.add_argument("--known-on", metavar="DAY")
        parser.add_argument("--json", action="store_true")
        for name in FILTERS:
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="…")

    def handle(self, *, unit: str, rows: str, cols: str | None, json: bool, **options: Any) -> None:
        """Print it."""
        day = read_day(options["as_of"] or "") or today()
        version = UnitVersion.objects.as_of(day).filter(code=unit).first()
        if version is None:
            raise CommandError(f"There is no unit with code {unit} on {day}.")
        form = RosterForm({name: options[name] for name in FILTERS if options[name]})
        if not form.is_valid():
            raise CommandError("; ".join(f"--{name}: {errors[0]}" for name, errors in form.errors.items()))
        selection = Selection([version.path], day, read_day(options["known_on"] or ""), form.chosen())
        try:
            told = pivot(selection, DIMENSIONS[rows], DIMENSIONS[cols] if cols else None)
        except TooMany as error:
            raise CommandError("More than 50,000 people: ask for a unit below.") from error
        lines: list[list[Any]] = [
            [str(r.title), *(told.cells[r.value, c.value] for c in told.cols), r.n] for r in told.rows
        ]
        head: list[Any] = [str(DIMENSIONS[rows].title), *(str(c.title) for c in told.cols), "Σ"]
        if json:
            self.stdout.write(
                js.dumps({"head": head, "rows": lines, "total": told.total}, ensure_ascii=False)
            )
            return
        for line in (head, *lines):
            self.stdout.write(
                f"{str(line[0])[:40]:<40} " + " ".join(f"{str(cell)[:14]:>14}" for cell in line[1:])
            )
