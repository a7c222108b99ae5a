"""`./aoxanh demo` builds the demo world once; `./aoxanh demo accounts` lists its sign-ins."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.accounts.models import Appointment
from aoxanh.demo.cast import OFFICERS
from aoxanh.demo.world import PASSWORD, build
from aoxanh.membership.counts import fold_counts
from aoxanh.membership.rollups import keep
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.queries import names_on


def accounts() -> list[dict[str, str]]:
    """Return the demo's sign-ins: login, password, name, duty, unit code and name, and what they were before."""
    held = {}
    for row in (
        Appointment.objects.in_force(today())
        .filter(user__username__in=[o.login for o in OFFICERS])
        .select_related("user")
    ):
        held[row.user.username] = row
    past = Appointment.objects.filter(ends_on__isnull=False).select_related("user").order_by("starts_on")
    former = {row.user.username: row for row in past}
    units = names_on({row.unit_id for row in [*held.values(), *former.values()]}, today())
    first = {row.user.username: row for row in reversed(past)}
    units |= {
        v.unit_id: v
        for v in UnitVersion.objects.filter(unit_id__in=[r.unit_id for r in first.values()]).order_by(
            "starts_on"
        )
    }
    found = []
    for officer in OFFICERS:
        now, was = held.get(officer.login), first.get(officer.login)
        unit, old = (units[now.unit_id] if now else None), (units[was.unit_id] if was else None)
        found.append(
            {
                "login": officer.login, "password": PASSWORD, "name": officer.name, "duty": now.duty if now else "",
                "duty_title": str(now.duty_data.title) if now else "", "unit_code": unit.code if unit else "", "unit": unit.name if unit else "",
                "formerly": f"{was.duty_data.title}, {old.name} ({old.code})" if was and old else "",
            }
        )  # fmt: skip
    return found


class Command(BaseCommand):
    """Build the demo world, or list its sign-ins."""

    help = "Build the invented demo world (once), or list its sign-ins: demo accounts [--json]."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do."""
        parser.add_argument("do", nargs="?", choices=["build", "accounts"], default="build")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, do: str, json: bool, **options: Any) -> None:
        """Do it."""
        if do == "accounts":
            self.list_accounts(as_json=json)
            return
        if settings.PROFILE == "production":
            message = "The demo world is not built in production."
            raise CommandError(message)
        if Unit.objects.exists():
            self.stdout.write("The demo world stands already.")
            return
        began = time.monotonic()
        for step in build():
            self.stdout.write(f"{time.monotonic() - began:6.1f} s  {step}")
        fold_counts()
        keep()

    def list_accounts(self, *, as_json: bool) -> None:
        """Print the sign-ins."""
        rows = accounts()
        if as_json:
            json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
            self.stdout.write("")
            return
        for row in rows:
            where = f"{row['duty_title']}, {row['unit']}" if row["duty"] else "không giữ chức vụ"
            before = f" — trước đây: {row['formerly']}" if row["formerly"] else ""
            self.stdout.write(f"  {row['login']:<14} {row['name']:<28} {where}{before}")
        self.stdout.write(f"  Mật khẩu chung: {PASSWORD}")
