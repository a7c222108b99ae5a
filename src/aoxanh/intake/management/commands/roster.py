"""`./aoxanh roster count|list|import|template`: the roster and the way into it, from the command line.

roster count --unit CODE [--as-of DAY] [--known-on DAY] [--json]      with the page's filters
roster list --unit CODE …
roster import FILE --unit CODE [--since DAY] [--dry-run] [--json]
roster template [FILE] [--unit CODE]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from json import dumps as json_text
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.intake.models import Batch
from aoxanh.intake.operations import drop, judge_file, take_in
from aoxanh.intake.queries import branches_below
from aoxanh.intake.template import template
from aoxanh.membership import roster
from aoxanh.membership.roster import Row, Selection
from aoxanh.membership.roster_forms import RosterForm
from aoxanh.org.models import UnitVersion, today
from aoxanh.vietnamese.dates import parse_date
from aoxanh.vietnamese.refusal import Refusal

FILTERS = [name for name in RosterForm().fields if name != "twins"]


class Command(BaseCommand):
    """Count or list the members of a unit and below."""

    help = (
        "count: how many members a unit and what is below it has; list: who they are, in Vietnamese order; "
        "import: take a file in; template: the workbook to fill in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, where, when, and the filters of the roster's page."""
        parser.add_argument("do", choices=["count", "list", "import", "template"])
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--unit", metavar="CODE")
        parser.add_argument(
            "--since", metavar="DAY", help="import: from which day the book answers for the members"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="import: look the file through and change nothing"
        )
        parser.add_argument("--as-of", metavar="DAY", help="2023-06-25 or 25/06/2023; today without it")
        parser.add_argument("--known-on", metavar="DAY", help="as it was known at the end of this day")
        parser.add_argument("--json", action="store_true")
        for name in FILTERS:
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="…")

    def handle(self, *, do: str, unit: str | None, json: bool, **options: Any) -> None:
        """Do it."""
        if do == "template":
            self.template(options["file"] or Path("mau-danh-sach-doan-vien.xlsx"), unit)
            return
        if not unit:
            message = "Hãy ghi mã tổ chức: --unit CODE."
            raise CommandError(message)
        day = read_day(options["as_of"] or options["since"]) or today()
        version = unit_then(unit, day)
        if do == "import":
            self.take_in(options["file"], version, day, dry_run=options["dry_run"], as_json=json)
            return
        form = RosterForm({name: options[name] for name in FILTERS if options[name]})
        if not form.is_valid():
            raise CommandError("; ".join(f"--{name}: {errors[0]}" for name, errors in form.errors.items()))
        selection = Selection([version.path], day, read_day(options["known_on"]), form.chosen())
        if do == "count":
            self.count(selection, unit, as_json=json)
        else:
            self.list(selection, as_json=json)

    def template(self, file: Path, unit: str | None) -> None:
        """Write the workbook to fill in."""
        branches = [v.name for v in branches_below(unit_then(unit, today()), today())] if unit else []
        file.write_bytes(template(branches).read())
        self.stdout.write(str(file))

    def take_in(
        self, file: Path | None, version: UnitVersion, since: dt.date, *, dry_run: bool, as_json: bool
    ) -> None:
        """Look a file through and, unless it is a dry run, take its valid rows in; print the counts."""
        if file is None or not file.is_file():
            message = "Hãy ghi tên tệp: roster import TỆP --unit MÃ."
            raise CommandError(message)
        try:
            batch = judge_file(version.unit, actor=Actor(), path=file, name=file.name, since=since)
            counts, refusals = batch.counts, list(refusals_of(batch))
            if dry_run:
                drop(batch, actor=Actor())
            else:
                take_in(batch, actor=Actor())
        except Objection as objection:
            rule = f" ({objection.rule})" if objection.rule else ""
            raise CommandError(f"{objection.message}{rule}") from objection
        if as_json:
            self.stdout.write(
                json_text(
                    {
                        **counts,
                        "rows": sum(counts.values()),
                        "dry_run": dry_run,
                        "batch": batch.pk,
                        "refusals": refusals,
                    },
                    ensure_ascii=False,
                )
            )
            return
        self.stdout.write("  ".join(f"{name} {n}" for name, n in counts.items()))
        for refusal in refusals[:50]:
            self.stdout.write(
                f"  {refusal['sheet']} {refusal['row']} {refusal['column']}: {refusal['message']} ({refusal['rule']})"
            )

    def count(self, selection: Selection, unit: str, *, as_json: bool) -> None:
        """Print how many there are."""
        n = roster.count(selection)
        known_on = str(selection.known_on) if selection.known_on else None
        data = {"unit": unit, "as_of": str(selection.day), "known_on": known_on, "count": n}
        self.stdout.write(json_text(data) if as_json else str(n))

    def list(self, selection: Selection, *, as_json: bool) -> None:
        """Print who they are, a row at a time."""
        if not as_json:
            for row in roster.walk(selection):
                self.stdout.write("\t".join(str(value) for value in told(row).values()))
            return
        self.stdout.write("[", ending="")
        for number, row in enumerate(roster.walk(selection)):
            self.stdout.write((",\n" if number else "") + json_text(told(row), ensure_ascii=False), ending="")
        self.stdout.write("]")


def refusals_of(batch: Batch) -> Iterator[dict[str, Any]]:
    """Yield each refused or duplicate row with its reason."""
    rows = batch.rows.filter(outcome__in=("refused", "duplicate")).order_by("number")
    for row in rows.iterator():
        yield {
            "sheet": row.sheet, "row": row.row, "column": row.column, "rule": row.rule, "outcome": row.outcome,
            "message": row.said["message"],
        }  # fmt: skip


def unit_then(code: str, day: dt.date) -> UnitVersion:
    """Return the unit that carried a code on a day, or end with a message."""
    version = UnitVersion.objects.as_of(day).select_related("unit").filter(code=code).first()
    if version is None:
        message = f"Ngày {day:%d/%m/%Y} không có tổ chức nào mang mã {code}."
        raise CommandError(message)
    return version


def told(row: Row) -> dict[str, Any]:
    """Return a person of the roster for scripts; numbers and contacts stay in the book."""
    return {
        "uid": str(row.person.uid), "full_name": row.person.full_name, "birth": row.person.birth, "sex": row.person.sex,
        "unit": row.unit.code if row.unit else "", "unit_name": row.unit.name if row.unit else "", "status": row.status,
        "since": str(row.since), "joined_on": str(row.member.joined_on or ""), "card_number": row.member.card_number,
    }  # fmt: skip


def read_day(text: str | None) -> dt.date | None:
    """Return a day written either way, or end with a message."""
    if not text:
        return None
    try:
        day = parse_date(text)
    except Refusal as refusal:
        raise CommandError(str(refusal)) from refusal
    if not day.is_whole:
        message = f"{text} is not a whole day: 2023-06-25 or 25/06/2023."
        raise CommandError(message)
    return day.earliest()
