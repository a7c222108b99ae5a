"""`./aoxanh reorganise PLAN.json`: play a plan through, or carry it out; `--decision` writes one from the lineage."""

from __future__ import annotations

import datetime as dt
import json as js
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.org.models import UnitVersion, today
from aoxanh.reorganisation.copying import steps_of_decision
from aoxanh.reorganisation.forecasting import forecast
from aoxanh.reorganisation.operations import carry_out_plan, decide_plan, draw_up_plan
from aoxanh.reorganisation.queries import summary
from aoxanh.reorganisation.steps import read_steps


class Command(BaseCommand):
    """Carry out a plan of units and people, or show what it would do."""

    help = (
        "Reads a plan (name, unit, effective_on, decision, steps). --dry-run writes nothing and prints what would "
        "happen; without it the plan is decided and, where its day has come, carried out. Exits 1 when something "
        "stands against it. With --decision CODE --on DAY it prints the plan of the shipped lineage instead."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and what to do with it."""
        parser.add_argument("plan", nargs="?", metavar="PLAN.json")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--decision", metavar="CODE", help="print the plan of the administrative decision below this unit"
        )
        parser.add_argument("--on", metavar="DAY", default="2025-07-01")

    def handle(
        self, *, plan: str | None, decision: str | None, on: str, dry_run: bool, json: bool, **options: Any
    ) -> None:
        """Do it."""
        if decision:
            day = dt.date.fromisoformat(on)
            scope = unit_of(decision, day - dt.timedelta(days=1))
            found = {"name": f"{scope.name} {on}", "unit": decision, "effective_on": on, "decision": {}, "steps": steps_of_decision(scope, day)}  # fmt: skip
            self.stdout.write(js.dumps(found, ensure_ascii=False, indent=1))
            return
        if not plan:
            raise CommandError("Name the file of the plan, or use --decision.")
        given = read(plan)
        day = dt.date.fromisoformat(given["effective_on"])
        scope = unit_of(given["unit"], day)
        started = time.monotonic()
        try:
            told = summary(forecast(read_steps(given["steps"]), day, scope))
            if not dry_run and told["can_be_done"]:
                told["plan"] = self.carry_out(given, scope, day)
        except Objection as objection:
            raise CommandError(f"{objection.message} ({objection.rule})") from objection
        told["seconds"] = round(time.monotonic() - started, 2)
        self.show(told, as_json=json)
        if not told["can_be_done"]:
            sys.exit(1)

    def carry_out(self, given: dict[str, Any], scope: UnitVersion, day: dt.date) -> dict[str, Any]:
        """Decide the plan, and carry it out where its day has come."""
        paper, actor = given.get("decision") or {}, Actor(source="command")
        signed = paper.get("signed_on")
        plan = draw_up_plan(
            scope.unit, actor=actor, name=given["name"], effective_on=day, steps=given["steps"],
            decision_number=paper.get("number", ""), decision_body=paper.get("body", ""),
            decision_on=dt.date.fromisoformat(signed) if signed else None,
        )  # fmt: skip
        decide_plan(plan, actor=actor, edition=plan.edition)
        if day <= today():
            carry_out_plan(plan, actor=actor)
        plan.refresh_from_db()
        return {"id": plan.pk, "state": plan.state, "proof": plan.proof}

    def show(self, told: dict[str, Any], *, as_json: bool) -> None:
        """Print what would happen or happened."""
        if as_json:
            self.stdout.write(js.dumps(told, ensure_ascii=False))
            return
        for message, rule, step, _people in told["problems"]:
            self.stdout.write(f"PROBLEM  step {step or '-'}  {message} ({rule})")
        for message, rule in told["warnings"]:
            self.stdout.write(f"small    {message} ({rule})")
        for says, count in told["effects"]:
            self.stdout.write(f"carried  {count:>7}  {says}")
        for role in sorted({**told["before"], **told["after"]}):
            self.stdout.write(
                f"people   {role:<12}{told['before'].get(role, 0):>9} before {told['after'].get(role, 0):>9} after"
            )
        same = "the same people" if told["conserved"] else "NOT the same people"
        self.stdout.write(
            f"{told['founded']} founded, {told['ended']} ended, {told['moves']} people move; {same} ({told['seconds']} s)"
        )
        if "plan" in told:
            self.stdout.write(f"Plan {told['plan']['id']}: {told['plan']['state']}.")


def read(name: str) -> dict[str, Any]:
    """Return a plan's file; leave with a message where it is none."""
    try:
        given = js.loads(Path(name).read_text(encoding="utf-8"))
        dt.date.fromisoformat(given["effective_on"])
        return {
            "name": Path(name).stem,
            "decision": {},
            **given,
            "unit": str(given["unit"]),
            "steps": given["steps"],
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{name} is no plan: it needs unit, effective_on and steps ({error}).") from error


def unit_of(code: str, day: dt.date) -> UnitVersion:
    """Return a unit by its code on a day, or leave with a message."""
    version = UnitVersion.objects.as_of(day).filter(code=code).select_related("unit").first()
    if version is None:
        raise CommandError(f"There is no unit with code {code} on {day}.")
    return version
