"""`./aoxanh init`: make an empty installation ready for real work."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from aoxanh.accounts.models import User
from aoxanh.accounts.names import find_by_any_name
from aoxanh.accounts.operations import appoint, invite
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.org.kinds import KINDS, may_stand_under
from aoxanh.org.models import Unit, today
from aoxanh.org.operations import Decision, Particulars, establish_unit
from aoxanh.vietnamese.names import fold, tidy


class Command(BaseCommand):
    """Make the root unit and its first secretary, and print the link that opens the account."""

    help = "Begin an installation: the first unit, its secretary (and a system operator), each with a one-time link."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the unit and the names; what is missing is asked for."""
        kinds = [code for code in KINDS if may_stand_under(code, None)]
        parser.add_argument("--kind", choices=kinds, help="kind of the first unit")
        parser.add_argument("--code", help="its code")
        parser.add_argument("--name", help="its name, as «Tỉnh đoàn Hà Tĩnh»")
        parser.add_argument("--secretary", help="full name of its secretary")
        parser.add_argument(
            "--operator", default="", help="full name of who operates the installation, if another"
        )
        parser.add_argument("--address", default="http://localhost:8000", help="where the site is reached")

    def handle(self, **options: Any) -> None:
        """Do it, all or nothing."""
        if Unit.objects.exists():
            message = "This installation has units already; init only begins an empty one."
            raise CommandError(message)
        given = {name: options[name] or self.ask(name) for name in ("kind", "code", "name", "secretary")}
        if given["kind"] not in KINDS or not may_stand_under(given["kind"], None):
            message = f"{given['kind']}: no kind of unit that may stand first"
            raise CommandError(message)
        with translation.override("vi"):
            self.begin(given, options["operator"], options["address"].rstrip("/"))

    def ask(self, name: str) -> str:
        """Ask at the terminal for what was not given."""
        answer = input(f"{name}: ").strip()
        if not answer:
            message = f"{name} is needed"
            raise CommandError(message)
        return answer

    def begin(self, given: dict[str, str], operator: str, address: str) -> None:
        """Make the unit, the accounts and their links; on a refusal leave the installation as empty as it was."""
        machine, decision = Actor(reference="init"), Decision(effective_on=today(), reason="init")
        try:
            unit = establish_unit(
                None,
                actor=machine,
                unit=Particulars(given["code"], tidy(given["name"]), given["kind"]),
                decision=decision,
            )
        except Objection as objection:
            raise CommandError(str(objection)) from objection
        for name, duty in ((given["secretary"], "secretary"), (operator, "operator")):
            if name:
                user = new_user(tidy(name))
                appoint(unit, actor=machine, user=user, duty=duty, decision=decision)
                issued = invite(user, actor=machine)
                link = address + reverse("use_invitation", args=[issued.token])
                until = timezone.localtime(issued.invitation.expires_at)
                self.stdout.write(
                    f"{user.name} ({user.username}, {duty}), once, until {until:%d/%m/%Y %H:%M}:\n  {link}"
                )


def new_user(name: str) -> User:
    """Return a new account without a password, its user name made of the person's name."""
    words = fold(name).split() or ["nguoi"]
    base = words[-1] + "".join(word[0] for word in words[:-1])
    username = next(n for n in (base, *(f"{base}{i}" for i in range(2, 1000))) if find_by_any_name(n) is None)
    with transaction.atomic():
        return User.objects.create_user(username, name=name)
