"""Committees of the demo world: the commune's and some branches', elected with their sheets; one waits, one is late, one is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from aoxanh.accounts.models import User
from aoxanh.audit.actor import Actor
from aoxanh.cases import operations as cases
from aoxanh.cases.advancing import Entered
from aoxanh.cases.models import Case
from aoxanh.elections import operations
from aoxanh.elections.models import Committee, Election
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.people.models import Affiliation, Person

COMMUNE, BRANCH = "18568", "18421.01"
MACHINE = Actor(source="demo")
FILE = {"has_minutes": True, "has_list": True, "has_records": True}
OFFICES = {"executive": 11, "standing": 3, "secretary": 1, "deputy": 1, "inspection": 3, "head": 1}


def elect_committees(commune: Unit, branch: Unit) -> int:
    """Hold the congresses; return how many committees are in office."""
    day = today()
    commune_congress(commune, dt.date(2026, 1, 9))
    rows = UnitVersion.objects.as_of(day).filter(parent=commune, kind="branch").exclude(unit=branch)
    others = [v.unit for v in rows.select_related("unit").order_by("code")[:6]]
    recognised(branch_congress(branch, dt.date(2026, 3, 14), first="xuanhai"), dt.date(2026, 3, 25), "12-QĐ/ĐTN")  # fmt: skip
    recognised(
        branch_congress(others[0], dt.date(2023, 5, 20)), dt.date(2023, 5, 30), "31-QĐ/ĐTN"
    )  # run out since
    send(branch_congress(others[1], day - dt.timedelta(days=6)), day - dt.timedelta(days=3))
    send(branch_congress(others[2], day - dt.timedelta(days=27)), day - dt.timedelta(days=22))  # late
    send(branch_congress(others[3], day - dt.timedelta(days=9)), day - dt.timedelta(days=5))
    signed = Actor(user=User.objects.get(username="phobithu"), source="demo")
    recognised(Election.objects.get(unit=others[3]), day, "", signed)
    coming(others[4], day + dt.timedelta(days=10))
    return Committee.objects.filter(ends_on=None).count()


def members(unit: Unit, day: dt.date, *, first: str = "") -> list[Person]:
    """Return a branch's members on a day, in the order they are put on lists; an officer with a sign-in first."""
    ids = Affiliation.objects.as_of(day).filter(unit=unit, role="member").values("person_id")
    officer = list(Person.objects.filter(user__username=first)) if first else []
    return officer + list(Person.objects.filter(pk__in=ids, user=None).order_by("sort_key", "pk")[3:12])


def do(name: str, election: Election, **facts: Any) -> Any:
    """Perform an operation on an election as it stands now."""
    fresh = Election.objects.select_related("unit").get(pk=election.pk)
    return getattr(operations, name)(fresh, actor=MACHINE, revision=fresh.revision, **facts)


def sheet(election: Election, office: str, people: Sequence[Person], issued: int, votes: Mapping[int, int], *, listed: bool = True, invalid: int = 0) -> None:  # fmt: skip
    """Put people on a list and enter a round's sheet; `votes` by place in the list."""
    if listed:
        do("set_candidates", election, office=office, people=list(people))
    ids = {c.person_id: c.pk for c in election.contests.get(office=office).candidates.all()}
    yes = {ids[people[n].pk]: votes[n] for n in votes}
    do("enter_round", election, office=office, issued=issued, collected=issued, invalid=invalid, yes=yes)


def branch_congress(unit: Unit, day: dt.date, *, first: str = "") -> Election:
    """Elect three of four, a secretary and a deputy; close it."""
    people = members(unit, day, first=first)
    n = Affiliation.objects.as_of(day).filter(unit=unit, role="member").values("person_id").distinct().count()
    came = n - 3
    election: Election = operations.prepare_election(
        unit, actor=MACHINE, occasion="congress", held_on=day, seats={"executive": 3, "secretary": 1, "deputy": 1}
    )  # fmt: skip
    do("note_attendance", election, entitled=n, present=came)
    sheet(election, "executive", people[:4], came, {0: came, 1: came - 2, 2: came - 5, 3: 4}, invalid=0)
    sheet(election, "secretary", people[:1], 3, {0: 3})
    sheet(election, "deputy", people[1:2], 3, {0: 2})
    do("close_election", election)
    return election


def commune_congress(commune: Unit, day: dt.date) -> None:
    """Elect the commune's bodies in a congress of delegates; the last seat is filled in a second round."""
    version = commune.standing(day)
    if version is None:
        return
    officers = [Person.objects.get(user__username=login) for login in ("locha", "phobithu")]
    below = [v.unit for v in UnitVersion.objects.as_of(day).filter(parent=commune, kind="branch").select_related("unit").order_by("code")[:12]]  # fmt: skip
    people = officers + [one for unit in below for one in members(unit, day)[-1:]]
    election = operations.prepare_election(commune, actor=MACHINE, occasion="congress", held_on=day, seats=OFFICES)  # fmt: skip
    do("note_attendance", election, entitled=118, present=115, elected=101, ex_officio=13, designated=4)
    first = {n: 112 - 3 * n for n in range(10)} | {10: 57, 11: 54, 12: 31}
    sheet(election, "executive", people[:13], 115, first, invalid=1)
    sheet(election, "executive", people[:13], 115, {10: 71, 11: 36, 12: 5}, listed=False, invalid=2)
    sheet(election, "standing", people[:4], 11, {0: 11, 1: 10, 2: 9, 3: 3})
    sheet(election, "secretary", people[:1], 11, {0: 11})
    sheet(election, "deputy", people[1:2], 11, {0: 10})
    sheet(election, "inspection", [people[1], people[4], people[5]], 11, {0: 11, 1: 10, 2: 10})
    sheet(election, "head", people[1:2], 11, {0: 11})
    do("close_election", election)
    recognised(election, day + dt.timedelta(days=16), "25-QĐ/TĐTN")


def coming(unit: Unit, day: dt.date) -> None:
    """Prepare a congress that is still to come, its list made."""
    people = members(unit, today())
    election = operations.prepare_election(
        unit, actor=MACHINE, occasion="congress", held_on=day, seats={"executive": 5, "secretary": 1, "deputy": 1}
    )  # fmt: skip
    do("set_candidates", election, office="executive", people=people[:6])


def send(election: Election, on: dt.date) -> None:
    """Send the file of an election to the superior."""
    take(election, "SEND", Entered(on, facts=FILE), MACHINE)


def recognised(election: Election, on: dt.date, number: str, actor: Actor = MACHINE) -> None:
    """Have the superior recognise it: by a paper issued today, or one whose number is known."""
    if Case.objects.get(election=election).step == "SEND":
        send(election, on)
    take(election, "RECOGNISE", Entered(on, number), actor)


def take(election: Election, step: str, entered: Entered, actor: Actor) -> None:
    """Take a step of the case of an election."""
    case = Case.objects.select_related("person", "unit", "at").get(election=election)
    cases.agree_case(case, actor=actor, step=step, entered=entered)
