"""`./aoxanh case list|show|open|agree --as USER`: cases from the command line, by the rights of the named user, as JSON.

case list --as locha [--tab waiting|late|mine|open|ended] [--procedure transfer] [--after CURSOR]
case show UID --as locha
case open --as xuanhai --unit 18421.01 --procedure away --person UID [--fields '{"starts_on": "2026-01-05"}']
case open --as locha --unit 18421 --procedure body_discipline --fields '{"measure": "warning", …}'
case agree UID --as locha --step REGISTER [--fields '{"on": "2026-01-06"}']
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from aoxanh.accounts.models import User
from aoxanh.accounts.names import find_by_any_name
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.cases import operations, policies
from aoxanh.cases.api import row, typed, whole
from aoxanh.cases.case_views import TABS
from aoxanh.cases.forms import OpenForm, StepForm
from aoxanh.cases.models import Case
from aoxanh.cases.procedure import PROCEDURES, step_of
from aoxanh.cases.queries import listed, page_of
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Person


class Command(BaseCommand):
    """List, show, open and agree to cases as somebody."""

    help = "list, show, open or agree to cases, by the rights of the user named by --as; JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, as whom, and its facts."""
        parser.add_argument("do", choices=["list", "show", "open", "agree"])
        parser.add_argument("uid", nargs="?", type=UUID)
        parser.add_argument("--as", dest="who", required=True, metavar="USER")
        parser.add_argument("--tab", choices=TABS, default="open")
        parser.add_argument("--procedure", choices=sorted(PROCEDURES), default="")
        parser.add_argument("--after", default="", metavar="CURSOR")
        parser.add_argument("--unit", metavar="CODE")
        parser.add_argument("--person", type=UUID, metavar="UID")
        parser.add_argument("--step")
        parser.add_argument("--fields", type=json.loads, default={}, metavar="JSON")

    def handle(self, *, do: str, who: str, **given: Any) -> None:
        """Do it as the user, or say why not; nothing was written then."""
        user = find_by_any_name(who)
        if user is None or not user.is_active:
            raise CommandError(f"There is no active account {who}.")
        try:
            told = ACTS[do](user, given)
        except PermissionDenied as denied:
            raise CommandError(f"{who} may not do this.") from denied
        except Objection as objection:
            raise CommandError(f"{objection.message} ({objection.rule})" if objection.rule else str(objection.message)) from objection  # fmt: skip
        self.stdout.write(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))


def acting(user: User) -> Actor:
    """Return the user at work."""
    return Actor(user=user, source="command")


def found(user: User, given: dict[str, Any]) -> Case:
    """Return a case the user may see; one they may not see does not exist."""
    rows = Case.objects.select_related("person", "unit", "at", "target", "docket")
    case = rows.filter(uid=given["uid"]).first() if given["uid"] else None
    if case is None or not policies.may_see_case(user, case):
        raise CommandError("There is no such case.")
    return case


def checked(form: Any) -> Any:
    """Return a form that is filled in soundly; say what is wrong otherwise."""
    if not form.is_valid():
        raise CommandError(json.dumps(form.errors.get_json_data(), ensure_ascii=False))
    return form


def list_cases(user: User, given: dict[str, Any]) -> dict[str, Any]:
    """Return a page of a list."""
    page = page_of(listed(user, given["tab"], given["procedure"]), given["after"])
    return {"items": [row(case) for case in page.rows], "next": page.next or None}


def show_case(user: User, given: dict[str, Any]) -> dict[str, Any]:
    """Return one case whole."""
    return whole(found(user, given))


def open_case(user: User, given: dict[str, Any]) -> dict[str, Any]:
    """Open a case about somebody of a unit, or, where the procedure is about units, about the unit itself."""
    plug = PROCEDURES.get(given["procedure"])
    version = (
        UnitVersion.objects.as_of(today()).select_related("unit").filter(code=given["unit"] or "").first()
    )
    person = Person.objects.visible_to(user).filter(uid=given["person"]).first() if given["person"] else None
    if version is None or plug is None or (person is None and plug.subject == "person"):
        raise CommandError(
            "Name the unit (--unit), whom it is about (--person) and the procedure (--procedure)."
        )
    form = checked(OpenForm(typed(given["fields"]), plug=plug))
    case = operations.open_case(version.unit, actor=acting(user), procedure=plug.code, person=person, **form.entered())  # fmt: skip
    return whole(found(user, {"uid": case.uid}))


def agree(user: User, given: dict[str, Any]) -> dict[str, Any]:
    """Take the step a case waits at."""
    case = found(user, given)
    step = step_of(PROCEDURES[case.procedure], given["step"] or "")
    if step is None:
        raise CommandError(f"Name the step (--step); the case waits at {case.step or 'none'}.")
    form = checked(StepForm(typed(given["fields"]), step=step))
    operations.agree_case(case, actor=acting(user), step=step.code, entered=form.entered())
    return whole(found(user, given))


ACTS = {"list": list_cases, "show": show_case, "open": open_case, "agree": agree}
