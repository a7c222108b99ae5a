"""`./aoxanh roster count|list --unit CODE [--as-of DAY] [--known-on DAY] [--json]`, with the page's filters."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.membership import roster
from aoxanh.membership.roster import Row, Selection
from aoxanh.membership.roster_forms import RosterForm
from aoxanh.org.models import UnitVersion, today
from aoxanh.vietnamese.dates import parse_date
from aoxanh.vietnamese.refusal import Refusal

FILTERS = [name for name in RosterForm.base_fields if name != "twins"]


class Command(BaseCommand):
    """Count or list the members of a unit and below."""

    help = "count: how many members a unit and what is below it has; list: who they are, in Vietnamese order."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, where, when, and the filters of the roster's page."""
        parser.add_argument("do", choices=["count", "list"])
        parser.add_argument("--unit", metavar="CODE", required=True)
        parser.add_argument("--as-of", metavar="DAY", help="2023-06-25 or 25/06/2023; today without it")
        parser.add_argument("--known-on", metavar="DAY", help="as it was known at the end of this day")
        parser.add_argument("--json", action="store_true")
        for name in FILTERS:
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="…")

    def handle(self, *, do: str, unit: str, json: bool, **options: Any) -> None:
        """Do it."""
        day = read_day(options["as_of"]) or today()
        version = UnitVersion.objects.as_of(day).filter(code=unit).first()
        if version is None:
            message = f"Ngày {day:%d/%m/%Y} không có tổ chức nào mang mã {unit}."
            raise CommandError(message)
        form = RosterForm({name: options[name] for name in FILTERS if options[name]})
        if not form.is_valid():
            raise CommandError("; ".join(f"--{name}: {errors[0]}" for name, errors in form.errors.items()))
        selection = Selection([version.path], day, read_day(options["known_on"]), form.chosen())
        if do == "count":
            self.count(selection, unit, as_json=json)
        else:
            self.list(selection, as_json=json)

    def count(self, selection: Selection, unit: str, *, as_json: bool) -> None:
        """Print how many there are."""
        n = roster.count(selection)
        known_on = str(selection.known_on) if selection.known_on else None
        data = {"unit": unit, "as_of": str(selection.day), "known_on": known_on, "count": n}
        self.stdout.write(json.dumps(data) if as_json else str(n))

    def list(self, selection: Selection, *, as_json: bool) -> None:
        """Print who they are, a row at a time."""
        if not as_json:
            for row in roster.walk(selection):
                self.stdout.write("\t".join(str(value) for value in told(row).values()))
            return
        self.stdout.write("[", ending="")
        for number, row in enumerate(roster.walk(selection)):
            self.stdout.write(
                (",\n" if number else "") + json.dumps(told(row), ensure_ascii=False), ending=""
            )
        self.stdout.write("]")


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
