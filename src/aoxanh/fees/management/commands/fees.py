"""`./aoxanh fees summary --as USER --unit CODE [--from D --to D]`: what a unit and those below took in and handed up, as JSON."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Sum

from aoxanh.accounts.names import find_by_any_name
from aoxanh.fees.models import Collection, Remittance
from aoxanh.fees.queries import below
from aoxanh.org.models import UnitVersion, today


class Command(BaseCommand):
    """Sum a unit's fees up, by the rights of the named user."""

    help = (
        "summary: what a unit and the units directly below it took in and handed up; JSON, amounts in đồng."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take as whom, of which unit, over which days."""
        parser.add_argument("do", choices=["summary"])
        parser.add_argument("--as", dest="who", required=True, metavar="USER")
        parser.add_argument("--unit", required=True, metavar="CODE")
        parser.add_argument("--from", dest="first", type=dt.date.fromisoformat)
        parser.add_argument("--to", dest="last", type=dt.date.fromisoformat)

    def handle(self, *, who: str, unit: str, **given: Any) -> None:
        """Print the sums, or say why not."""
        user, day = find_by_any_name(who), today()
        if user is None or not user.is_active:
            raise CommandError(f"There is no active account {who}.")
        version = UnitVersion.objects.as_of(day).filter(code=unit).first()
        if version is None:
            raise CommandError(f"There is no unit with code {unit}.")
        if not user.holds("fees.see", at=version):
            raise CommandError(f"{who} may not do this.")
        first, last = given["first"] or dt.date(day.year, 1, 1), given["last"] or day
        told = summary(version, first, last, day)
        self.stdout.write(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))


def summary(version: UnitVersion, first: dt.date, last: dt.date, day: dt.date) -> dict[str, Any]:
    """Return the sums of a unit, in đồng."""
    taken = Collection.objects.filter(unit=version.unit_id, on__range=(first, last), taken_back_at=None)
    handed = Remittance.objects.filter(unit=version.unit_id, last__range=(first, last))
    rows = [
        {
            "unit": row["unit"].code, "name": row["unit"].name, "received": row["received"], "due": row["due"], "handed_up": row["handed"],
            "waiting": len(row["waiting"]),
        }
        for row in below(version, first, last, day)
    ]  # fmt: skip
    return {
        "unit": version.code, "name": version.name, "from": first, "to": last, "received": taken.aggregate(n=Sum("total"))["n"] or 0,
        "handed_up": handed.aggregate(n=Sum("amount"))["n"] or 0, "below": rows,
    }  # fmt: skip
