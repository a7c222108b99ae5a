"""Opening cases: plain functions that run inside one operation's transaction, for one person or for hundreds alike."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.models import canonical
from aoxanh.audit.objection import Objection
from aoxanh.cases.advancing import blocking, checks_of, due_on, next_step, refuse
from aoxanh.cases.models import Case, CaseMove, Docket
from aoxanh.cases.procedure import PROCEDURES, About, Procedure
from aoxanh.cases.routing import Map
from aoxanh.cases.situations import about_people
from aoxanh.cases.writing import add_moves, seal_words, write_book
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit, today
from aoxanh.people.models import Affiliation, Person


def plug_of(code: str) -> Procedure:
    """Return a procedure, or refuse a code none has."""
    if code not in PROCEDURES:
        raise Objection(_("There is no such procedure."), field="procedure")
    return PROCEDURES[code]


@dataclass(frozen=True)
class Opening:
    """What is opened: the procedure, what was entered for all and for each (by person id), where it goes.

    A row that names a unit of its own (`target`) goes there instead (P2: graduates go each their own way).
    """

    plug: Procedure
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    row_words: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    to: Unit | None = None
    docket: Docket | None = None
    act: str = "opened"

    def goal(self, person: Person | None) -> int | None:
        """Return the unit a case goes to."""
        row = self.rows.get(person.pk, {}) if person is not None else {}
        if row.get("outside"):
            return None
        return int(row["target"]) if row.get("target") else self.to.pk if self.to else None

    def goals(self, people: Sequence[Person | None]) -> set[int]:
        """Return all of them."""
        return {goal for person in people or [None] if (goal := self.goal(person)) is not None}

    def told(self, about: About, person: Person | None, lie: Map) -> About:
        """Return what is known of a case with what was entered for it."""
        facts, words = dict(self.facts), dict(self.words)
        if person is not None:
            facts |= self.rows.get(person.pk, {})
            words |= self.row_words.get(person.pk, {})
        facts.pop("target", None)
        return replace(about, facts=facts, words=words, target=lie.versions.get(self.goal(person) or 0))


def open_many(unit: Unit, people: Sequence[Person], opening: Opening, actor: Actor) -> list[Case]:
    """Open a case for each person, or for the unit itself; check the rules, write what opening writes."""
    plug, day = opening.plug, today()
    if plug.subject == "person" and not people:
        raise Objection(_("Say whom this is about."), field="person", rule=plug.rule)
    if plug.subject == "unit" and people:
        raise Objection(_("This is about a unit, not about a person."), field="person", rule=plug.rule)
    homes = homes_of([p.pk for p in people], day)
    lie = Map({unit.pk, *homes.values(), *opening.goals(people)}, day)
    inside(unit, people, homes, lie)
    known = about_people(people, day, lie.versions, homes)
    waiting: list[tuple[Case, About]] = []
    subjects: Sequence[Person | None] = people or [None]
    for person in subjects:
        about = known[person.pk] if person else About(day, statute_on(day), lie.versions.get(unit.pk))
        about = opening.told(about, person, lie)
        stopped = blocking(checks_of(plug, about))
        if stopped:
            raise refuse(stopped, about.name if len(people) > 1 else "")
        case = new_case(opening, about, homes[person.pk] if person else unit.pk, lie)
        case.person, case.opened_by = person, getattr(actor.user, "pk", None)
        case.exclusive = plug.exclusive and person is not None
        case.sealed = seal_words(person, about.words)
        case.facts = canonical(dict(about.facts) if person else {**about.facts, **about.words})
        waiting.append((case, about))
    cases = [case for case, _about in waiting]
    refuse_second(cases, plug)
    Case.objects.bulk_create(cases, batch_size=500)
    write_book([(case, plug.opened(about)) for case, about in waiting], actor=actor, duty="")
    moves = [CaseMove(case=case, act=opening.act, to_step=case.step, unit_id=case.unit_id, on=day) for case in cases]  # fmt: skip
    add_moves(moves, actor=actor, duty="")
    return cases


def new_case(opening: Opening, about: About, home: int, lie: Map) -> Case:
    """Return a case about to be written, waiting at its first step."""
    plug = opening.plug
    step, goal = next_step(plug, about, ""), about.target.unit_id if about.target else None
    if step is None:
        raise Objection(_("This procedure has no step that fits here."), rule=plug.rule)
    side = goal if step.side == "target" and goal else home
    place = lie.place(plug.code, step, side)
    if place is None:
        raise Objection(_("There is no unit that would take the next step. Choose where the case goes."), field="target", rule="R-ORG-10")  # fmt: skip
    return Case(
        uid=uuid.uuid4(), procedure=plug.code, unit_id=home, target_id=goal, at_id=place.unit.unit_id, step=step.code,
        docket=opening.docket, due_on=due_on(step, about, about.day),
    )  # fmt: skip


def refuse_second(cases: list[Case], plug: Procedure) -> None:
    """Refuse a second open case of the same person (proof L15); the database would too, without words."""
    ids = [case.person_id for case in cases if case.person_id]
    if len(ids) != len(set(ids)):
        raise Objection(_("Somebody is in the list twice."), field="people", rule="L15")
    there = (
        Case.objects.filter(person_id__in=ids, state="open", procedure=plug.code)
        .select_related("person")
        .first()
    )
    if there is not None and there.person is not None:
        text = _("%(name)s has a case of this kind under way already.") % {"name": there.person.full_name}
        raise Objection(text, field="person", rule="L15")


def homes_of(person_ids: Sequence[int], day: dt.date) -> dict[int, int]:
    """Return the unit each person is in on a day: by the book, or the list they stand on as a young person."""
    rows = Affiliation.objects.as_of(day).filter(person_id__in=list(person_ids)).exclude(role__in=("officer", "citizen", "pupil"))  # fmt: skip
    found: dict[int, int] = {}
    for person_id, unit_id, role in rows.order_by("starts_on").values_list("person_id", "unit_id", "role"):
        if role != "youth" or person_id not in found:
            found[person_id] = unit_id
    return found


def inside(unit: Unit, people: Sequence[Person], homes: Mapping[int, int], lie: Map) -> None:
    """Refuse people who are not in the unit or below it: the right was asked for this unit."""
    for person in people:
        home = homes.get(person.pk)
        if home is None or unit.pk not in [v.unit_id for v in lie.way_up(home)]:
            text = _("%(name)s is not on the list of this unit today.") % {"name": person.full_name}
            raise Objection(text, field="person", rule="R-STA-03")
