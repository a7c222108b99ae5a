"""Reads of people: search, pages of a list, duplicates, who looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from aoxanh.audit.models import AuditEntry
from aoxanh.database.search import name_of_index, starts_of_words
from aoxanh.org.models import UnitVersion, ends_after, today
from aoxanh.org.queries import names_on
from aoxanh.people import lists
from aoxanh.people.consents import PURPOSES
from aoxanh.people.models import Affiliation, ConsentEvent, Distinct, Person
from aoxanh.vault.sealing import blind_index
from aoxanh.vietnamese import citizen_id, phones
from aoxanh.vietnamese.names import search_words
from aoxanh.vietnamese.refusal import Refusal

READS = ("people.reveal", "people.read_sensitive", "people.download", "people.export")
PROPOSED = 200
NAMES = name_of_index("people_person", "search")


def search_people(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Keep whom the typed words fit: beginnings of name words without accents, or a whole id, phone, e-mail."""
    text = text.strip()
    digits = "".join(letter for letter in text if letter.isdigit())
    if len(digits) >= 9 and not any(letter.isalpha() for letter in text):
        return people.filter(by_number(text))
    if "@" in text:
        return people.filter(email_index=blind_index("email", text.lower()))
    words = list(search_words(text))
    return people.filter(starts_of_words(words, "search", NAMES)) if words else people.none()


def by_number(text: str) -> Q:
    """Return the condition for a citizen id or a phone number, by blind index."""
    condition = Q(pk__in=[])
    with suppress(Refusal):
        condition |= Q(citizen_id_index=blind_index("citizen_id", citizen_id.parse(text).number))
    with suppress(Refusal):
        condition |= Q(phone_index=blind_index("phone", phones.parse(text).e164))
    return condition


@dataclass(frozen=True)
class Page:
    """A page of a keyset list: rows, and the cursors of its neighbours ("" where there is none)."""

    rows: list[Any]
    next: str
    previous: str


def page_by_name(people: QuerySet[Person], cursor: str, size: int = 50, *, many: bool | None = None) -> Page:
    """Return a page in Vietnamese order; its cost does not grow with the list or the page's number.

    The cursor is `>id` (after that person) or `<id` (before); one not on this list starts at the beginning, so
    that nobody learns where in the alphabet an unseen person stands. `many` is what is known of conditions that fit
    people anywhere in a country: that they fit many, whom a walk in order meets soon, or few, who are gathered first.
    """
    backward = cursor.startswith("<")
    anchor = (
        people.order_by().filter(pk=int(cursor[1:])).values_list("sort_key", "pk").first()
        if cursor[1:].isdecimal() and len(cursor) < 20
        else None
    )
    order = ("-sort_key", "-pk") if backward and anchor else ("sort_key", "pk")
    beyond = Q()
    if anchor:
        key, pk = anchor
        side = "lt" if backward else "gt"
        beyond = Q(**{f"sort_key__{side}": key}) | Q(sort_key=key, **{f"pk__{side}": pk})
    rows = people.filter(beyond).order_by(*order)
    if many:
        found = met(rows, Person.objects.filter(beyond).order_by(*order), size + 1)
    elif many is None:
        found = list(rows[: size + 1])
    else:  # the limit keeps them from being looked for in order among everybody
        few = rows.order_by().values("pk")[:SORTED]
        found = list(Person.objects.filter(pk__in=few).order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backward and anchor:
        found.reverse()
        return Page(
            found, next=f">{found[-1].pk}" if found else "", previous=f"<{found[0].pk}" if more else ""
        )
    return Page(
        found, next=f">{found[-1].pk}" if more else "", previous=f"<{found[0].pk}" if anchor and found else ""
    )


#: So few people are gathered and sorted for a page.
SORTED = 50_000
#: Of how many names in order those that fit are looked for first; then of ten times as many, and so on.
MET_FIRST = 2_000


def met(rows: QuerySet[Person], everybody: QuerySet[Person], size: int) -> list[Person]:
    """Return the first of `rows` by walking everybody in the same order: no index of a condition leads astray to sort them all."""
    found: list[Person] = []
    start, length = 0, MET_FIRST
    while True:
        part = everybody.values("pk")[start : start + length]
        found += rows.filter(pk__in=part)[: size - len(found)]
        start, length = start + length, length * 10
        if len(found) == size or not everybody.values("pk")[start : start + 1].exists():
            return found


def lists_of(person_ids: Iterable[int], day: dt.date) -> dict[int, list[tuple[Affiliation, UnitVersion]]]:
    """Return on which lists these people stood on `day`, each with the unit as it stood: two queries."""
    rows = list(
        Affiliation.objects.as_of(day).filter(person_id__in=list(person_ids)).order_by("starts_on", "pk")
    )
    units = names_on({row.unit_id for row in rows}, day)
    found: dict[int, list[tuple[Affiliation, UnitVersion]]] = {}
    for row in rows:
        if row.unit_id in units:
            found.setdefault(row.person_id, []).append((row, units[row.unit_id]))
    return found


def place_people(people: Iterable[Person]) -> None:
    """Read for many people at once where the units stand on whose lists they are today: two queries."""
    listed = list(people)
    rows = (
        Affiliation.objects.as_of(today())
        .filter(person__in=listed)
        .order_by("starts_on", "pk")
        .values_list("person_id", "unit_id")
    )
    units = names_on({unit_id for _person, unit_id in rows}, today())
    found: dict[int, dict[int, UnitVersion]] = {}
    for person_id, unit_id in rows:
        if unit_id in units:
            found.setdefault(person_id, {})[unit_id] = units[unit_id]
    for person in listed:
        person.__dict__["places_today"] = list(found.get(person.pk, {}).values())


def alike(person: Person, among: QuerySet[Person]) -> QuerySet[Person]:
    """Return who may be the same person: same citizen id or phone, or same name and birth day."""
    same = Q(pk__in=[])
    if person.citizen_id_index:
        same |= Q(citizen_id_index=person.citizen_id_index)
    if person.phone_index:
        same |= Q(phone_index=person.phone_index, search=person.search)
    if person.birth:
        same |= Q(search=person.search, birth=person.birth)
    return among.filter(same).exclude(pk=person.pk)


def duplicate_groups(people: QuerySet[Person]) -> list[list[Person]]:
    """Return groups of visible people with the same folded name and birth day, not yet looked at."""
    keys = (
        people.exclude(birth="").order_by().values("search", "birth").annotate(n=Count("pk", distinct=True)).filter(n__gt=1)
        .order_by("search", "birth")[:PROPOSED]
    )  # fmt: skip
    pairs = [(key["search"], key["birth"]) for key in keys]
    if not pairs:
        return []
    condition = Q(pk__in=[])
    for search, birth in pairs:
        condition |= Q(search=search, birth=birth)
    groups: dict[tuple[str, str], list[Person]] = {}
    for person in people.filter(condition).distinct().order_by("pk"):
        groups.setdefault((person.search, person.birth), []).append(person)
    ids = [p.pk for group in groups.values() for p in group]
    apart = set(Distinct.objects.filter(one_id__in=ids).values_list("one_id", "other_id"))
    return [
        g
        for g in groups.values()
        if len(g) > 1 and any((a.pk, b.pk) not in apart for a in g for b in g if a.pk < b.pk)
    ]


def consents_of(person: Person) -> dict[str, ConsentEvent]:
    """Return the latest word on each purpose: one query."""
    events = (
        ConsentEvent.objects.filter(person=person, purpose__in=PURPOSES)
        .select_related("given_by")
        .order_by("at", "pk")
    )
    return {event.purpose: event for event in events}


def history_of(person: Person) -> QuerySet[AuditEntry]:
    """Return what was done to a person's record."""
    return AuditEntry.objects.filter(subject=person.uid).exclude(action__in=READS)


def readers_of(person: Person) -> QuerySet[AuditEntry]:
    """Return who read the sensitive parts of a person's record, or took it out."""
    return AuditEntry.objects.filter(subject=person.uid, action__in=READS)


def count_on_lists(path: str, day: dt.date) -> int:
    """Return how many people stand on the lists of a subtree on `day`."""
    return people_on_lists(path, day).count()


def count_up_to(path: str, day: dt.date, most: int) -> int:
    """Return how many people stand on the lists of a subtree, or `most` + 1: it looks at no more than that."""
    return people_on_lists(path, day)[: most + 1].count()


def people_on_lists(path: str, day: dt.date) -> QuerySet[Affiliation, Any]:
    """Return each person on the lists of a subtree once."""
    return Affiliation.objects.on_lists([path], day).values("person_id").distinct()


def open_lists(unit_id: int, day: dt.date | None = None) -> QuerySet[Affiliation]:
    """Return who lives on a unit's own list on or after `day`."""
    rows = Affiliation.objects.filter(ends_after(day or today()), unit_id=unit_id, known_until=None)
    return rows.exclude(role__in=lists.ENDED_ROLES)


def of_age(people: QuerySet[Person], band: str, day: dt.date) -> QuerySet[Person]:
    """Keep an age band on `day`, by the known part of the date of birth (a year alone counts by the year)."""
    least, most = {
        "child": (0, 15),
        "16-17": (16, 17),
        "18-22": (18, 22),
        "23-30": (23, 30),
        "31-35": (31, 35),
        "over30": (31, 150),
        "over35": (36, 150),
    }[band]
    youngest, oldest = years_before(day, least), years_before(day, most + 1)
    return people.exclude(birth="").filter(birth__gt=str(oldest)[:10], birth__lte=f"{youngest}~")


def years_before(day: dt.date, years: int) -> dt.date:
    """Return the same day `years` years earlier (29/02 becomes 28/02)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
