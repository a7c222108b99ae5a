"""Reads of cases: lists by keyset, who can be in a case, how one stands and how it went."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aoxanh.accounts.models import Appointment, User
from aoxanh.cases.models import ACTS, Case, CaseMove, Docket
from aoxanh.cases.procedure import PROCEDURES, Procedure, step_of, years_after
from aoxanh.cases.routing import title_of
from aoxanh.cases.votes import Vote, judge
from aoxanh.membership.kinds import STATUSES
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import names_on
from aoxanh.people.models import Affiliation, Person
from aoxanh.people.queries import search_people
from aoxanh.ui.formats import day as shown_day
from aoxanh.ui.formats import instant

PAGE = 50
ACT_TITLES = dict(ACTS)
#: How a timeline draws moves that are not a step forward.
LOOKS = {
    "refused": "bad",
    "voted_down": "bad",
    "withdrawn": "ended",
    "returned": "back",
    "fell_out": "ended",
    "detached": "ended",
    "lapsed": "ended",
}


@dataclass(frozen=True)
class Page:
    """A page of a keyset list of cases; `next` is the cursor of the following one."""

    rows: list[Case]
    next: str


def own_units(user: Any) -> list[int]:
    """Return the units for whose body the user acts."""
    return sorted({a.unit_id for a in user.appointments_today if "cases.decide" in user.rights_of(a)})


def listed(user: Any, tab: str, procedure: str = "", docket: Docket | None = None) -> QuerySet[Case]:
    """Return the cases of a list: waiting for me, late, begun by me, under way, ended."""
    seen = Case.objects.visible_to(user)
    if procedure:
        seen = seen.filter(procedure=procedure)
    if docket is not None:
        seen = seen.filter(docket=docket)
    if tab == "waiting":
        return seen.filter(state="open", at__in=own_units(user))
    if tab == "late":
        return seen.filter(state="open", due_on__lt=today())
    if tab == "mine":
        return seen.filter(Q(opened_by=user.pk) | Q(person__user_id=user.pk))
    return seen.filter(state="open") if tab == "open" else seen.exclude(state="open")


def page_of(cases: QuerySet[Case], cursor: str, size: int = PAGE) -> Page:
    """Return a page, the newest first; its cost does not grow with the list."""
    if cursor.isdecimal() and len(cursor) < 19:
        cases = cases.filter(pk__lt=int(cursor))
    rows = list(cases.select_related("person").order_by("-pk")[: size + 1])
    return Page(rows[:size], str(rows[size - 1].pk) if len(rows) > size else "")


def counts(user: Any) -> dict[str, int]:
    """Return how many wait for the user and how many are late, up to a bound: two queries."""
    return {tab: listed(user, tab).order_by().values("pk")[:1000].count() for tab in ("waiting", "late")}


def shown(rows: Sequence[Case]) -> list[dict[str, Any]]:
    """Return the rows of a list as they are drawn: two queries."""
    units = names_on({c.unit_id for c in rows} | {c.at_id for c in rows if c.at_id}, today())
    return [
        {
            "case": case, "title": title_of(case.procedure), "name": case.person.full_name if case.person else "",
            "unit": units[case.unit_id].name if case.unit_id in units else "",
            "at": units[case.at_id].name if case.at_id in units else "", "step": step_title(case), "late": case.is_late,
        }
        for case in rows
    ]  # fmt: skip


def step_title(case: Case) -> str:
    """Return what the step a case waits at is called."""
    plug = PROCEDURES.get(case.procedure)
    step = step_of(plug, case.step) if plug else None
    return str(step.title) if step and case.state == "open" else case.get_state_display()


def candidates(
    version: UnitVersion, plug: Procedure, text: str = "", *, everybody: bool = False
) -> QuerySet[Person]:
    """Return who of a unit and below can be in a case of this kind, by their status today."""
    roles = [status or "youth" for status in plug.statuses]
    people = Person.objects.known().standing(
        Affiliation.objects.on_lists([version.path], today()).filter(role__in=roles), [version.path], today()
    )
    if plug.over and not everybody:
        years = int(statute_on(today())[plug.over])
        people = people.exclude(birth="").filter(birth__lt=years_after(today(), -years).isoformat())
    if plug.offices:
        held = Appointment.objects.in_force(today()).filter(duty__in=plug.offices)
        people = people.filter(user__in=held.values("user"))
    return search_people(people, text) if text.strip() else people


def of_uids(version: UnitVersion, plug: Procedure, uids: Sequence[str]) -> list[Person]:
    """Return the chosen people, as far as they are candidates."""
    return list(candidates(version, plug, everybody=True).filter(uid__in=uids).order_by("sort_key", "pk"))


def dockets_of(user: Any, before: int | None = None, size: int = PAGE) -> list[Docket]:
    """Return the newest dockets of the user's units (`before` a cursor), each with how many cases it has, open and in all."""
    inside = UnitVersion.objects.as_of(today()).within(user.paths("cases.see")).values("unit_id")
    rows = Docket.objects.filter(unit__in=inside).filter(Exists(Case.objects.filter(docket=OuterRef("pk"))))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    newest = rows.order_by("-pk")[:size]
    return list(newest.annotate(n=Count("cases"), n_open=Count("cases", filter=Q(cases__state="open"))))


def told(case: Case, moves: Sequence[CaseMove], *, words: bool) -> list[dict[str, Any]]:
    """Return how a case went, the newest last, as a timeline draws it; what is sealed only where `words`."""
    users = dict(
        User.objects.filter(pk__in={m.actor_id for m in moves if m.actor_id}).values_list("pk", "name")
    )
    units = names_on({m.unit_id for m in moves}, today())
    plug = PROCEDURES.get(case.procedure)
    return [row_of(case, move, plug, users, units, words=words) for move in moves]


def row_of(
    case: Case, move: CaseMove, plug: Procedure | None, users: Mapping[int, str], units: Mapping[int, UnitVersion], *, words: bool
) -> dict[str, Any]:  # fmt: skip
    """Return one move as a timeline draws it."""
    step = step_of(plug, move.step) if plug else None
    act = str(ACT_TITLES[move.act])
    title = f"{step.title}: {act.lower()}" if step else act
    unit = units.get(move.unit_id)
    meta = [users.get(move.actor_id or 0, ""), unit.name if unit else ""]
    if move.decision_number:
        meta.append(_("%(number)s of %(day)s") % {"number": move.decision_number, "day": shown_day(move.on) if move.on else ""})  # fmt: skip
    elif move.on and move.act == "agreed":
        meta.append(shown_day(move.on))
    body = ""
    if move.vote and step is not None and step.vote is not None:
        body = judge(Vote.read(move.vote), step.vote).arithmetic
    said = because(move) or (opened(case, move) if words else "")
    return {
        "title": title, "when": instant(timezone.localtime(move.at)), "meta": " · ".join(text for text in meta if text),
        "url": reverse("papers:paper", args=[move.issue.paper.uid]) if move.issue else "", "link": _("See the paper"),
        "state": LOOKS.get(move.act, "done"),
        "body": "\n".join(text for text in (body, said) if text),
    }  # fmt: skip


def because(move: CaseMove) -> str:
    """Return why a case closed by itself, in words."""
    why = move.facts.get("because") if move.act == "lapsed" else ""
    if why == "there":
        return _("The person is in that unit by now.")
    return _("The person's status is now: %(status)s.") % {"status": STATUSES.get(why, why)} if why else ""


def opened(case: Case, move: CaseMove) -> str:
    """Return the words of a move, unsealed."""
    if case.person is None:
        return str(move.facts.get("reason") or move.facts.get("comment") or "")
    if not move.sealed or case.person.seal is None:
        return ""
    said: dict[str, str] = json.loads(case.person.seal.open(bytes(move.sealed), "case"))
    return "\n".join(said.values())


def members_of(unit_id: int, day: dt.date) -> int:
    """Return how many members a branch has on a day: who is entitled to vote there.

    Who takes part at the place of residence only has no vote (R-RES-02), nor do guests count who are active there for a time.
    """
    rows = Affiliation.objects.as_of(day).filter(unit_id=unit_id, role="member")
    return rows.values("person_id").distinct().count()
