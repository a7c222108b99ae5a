"""What is known of the people of cases, for the rules to look at: a fixed number of queries for one or for hundreds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from aoxanh.accounts.models import Appointment
from aoxanh.cases.models import Case
from aoxanh.cases.procedure import About
from aoxanh.membership.book import Paper
from aoxanh.membership.folding import Contradiction, Line, counting, fold
from aoxanh.membership.models import BookEntry
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import UnitVersion
from aoxanh.org.queries import names_on
from aoxanh.people.models import Person

#: What other rooms know of people, by person id: `know(person_ids, day) -> {id: {key: value}}`.
KNOWN: list[Callable[[list[int], dt.date], Mapping[int, Mapping[str, Any]]]] = []


def about_people(
    people: Iterable[Person], day: dt.date, units: Mapping[int, UnitVersion], unit_of: Mapping[int, int]
) -> dict[int, About]:
    """Return what is known of these people on a day, by person id; `unit_of` says where each case has them."""
    everybody = list(people)
    ids = [person.pk for person in everybody]
    statute, lines = statute_on(day), lines_with_papers(ids)
    duties: dict[int, list[tuple[str, int]]] = defaultdict(list)
    users = {person.user_id: person.pk for person in everybody if person.user_id}
    if users:
        rows = Appointment.objects.in_force(day).filter(user_id__in=users)
        for user_id, duty, unit_id in rows.values_list("user_id", "duty", "unit_id"):
            duties[users[user_id]].append((duty, unit_id))
    under_way: dict[int, list[str]] = defaultdict(list)
    for person_id, code in Case.objects.filter(person_id__in=ids, state="open").values_list(
        "person_id", "procedure"
    ):
        under_way[person_id].append(code)
    known = [know(ids, day) for know in KNOWN]
    return {
        person.pk: About(
            day=day, statute=statute, unit=units.get(unit_of.get(person.pk, 0)), name=person.full_name,
            birth=person.birth_date, education=person.education, party_official_on=person.party_official_on,
            party_probationary_on=person.party_probationary_on, party_course_on=person.party_course_on, story=told(lines[person.pk]), lines=lines[person.pk],
            duties=duties[person.pk], open_procedures=under_way[person.pk],
            more={key: value for part in known for key, value in part.get(person.pk, {}).items()},
        )
        for person in everybody
    }  # fmt: skip


def about_cases(cases: list[Case], day: dt.date) -> dict[int, About]:
    """Return what is known for each case, by its id; the cases come with their people."""
    unit_ids = {c.unit_id for c in cases} | {c.target_id for c in cases if c.target_id}
    units = names_on(unit_ids, day)
    people = {c.person_id: c.person for c in cases if c.person is not None}
    known = about_people(people.values(), day, units, {c.person_id: c.unit_id for c in cases if c.person_id})
    statute = None
    found = {}
    for case in cases:
        about = known.get(case.person_id or 0)
        if about is None:
            statute = statute or statute_on(day)
            about = About(day=day, statute=statute, unit=units.get(case.unit_id))
        others = [code for code in about.open_procedures if code != case.procedure]
        found[case.pk] = replace(
            about, unit=units.get(case.unit_id), facts=case.details, words=case.words, open_procedures=others,
            target=units.get(case.target_id or 0), opened_on=timezone.localdate(case.opened_at),
        )  # fmt: skip
    return found


def lines_with_papers(person_ids: list[int]) -> dict[int, list[tuple[Line, Paper]]]:
    """Return the lines that count of these people's books, in the order they are read, each with its paper."""
    found: dict[int, list[tuple[Line, Paper]]] = {pk: [] for pk in person_ids}
    papers: dict[int, dict[int, Paper]] = defaultdict(dict)
    lines: dict[int, list[Line]] = defaultdict(list)
    for entry in BookEntry.objects.filter(person_id__in=person_ids).order_by("person_id", "seq"):
        lines[entry.person_id].append(entry.line)
        papers[entry.person_id][entry.seq] = Paper(
            entry.decision_number, entry.decision_on, entry.decision_body
        )
    for pk, rows in lines.items():
        found[pk] = [(line, papers[pk][line.seq]) for line in counting(rows)]
    return found


def told(lines: list[tuple[Line, Paper]]) -> Any:
    """Return the story of lines; a book that contradicts itself (its proof finds it) tells nothing."""
    try:
        return fold([line for line, _paper in lines])
    except Contradiction:
        return fold([])
