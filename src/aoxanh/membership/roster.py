"""The roster: who stands in the book of some units on a day, as it was known on a day, narrowed and in order.

One selection serves the page, the export, the API, the command line and every bulk action: what is counted is
what is listed is what is taken out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from aoxanh.accounts.models import Appointment
from aoxanh.membership.counts import members_of
from aoxanh.membership.kinds import OVERLAYS, STATUSES
from aoxanh.membership.models import Member, Overlay
from aoxanh.org.models import UnitVersion
from aoxanh.org.queries import names_on
from aoxanh.people import lists
from aoxanh.people.models import Affiliation, Person, PersonQuerySet
from aoxanh.people.queries import of_age, search_people

CHUNK = 500
#: Counting one by one stops here; beyond it a list says "more than".
COUNTED = 20_000


@dataclass(frozen=True)
class Selection:
    """Whom a roster shows: subtrees, the day, what was known when, and the filters of `RosterForm`."""

    paths: list[str]
    day: dt.date
    known_on: dt.date | None = None
    filters: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """Return the status asked for: members, unless another is named."""
        return str(self.filters.get("status") or "member")

    @property
    def narrowed(self) -> bool:
        """Whether any filter but the status narrows the list."""
        return any(value for name, value in self.filters.items() if name != "status")


@dataclass(frozen=True)
class Row:
    """One person of a roster, with what its columns show."""

    person: Person
    status: str
    since: dt.date
    unit: UnitVersion | None
    member: Member
    overlays: list[str]
    duties: list[str]


def entries(selection: Selection) -> Any:
    """Return the list entries of a selection, before its filters on people."""
    found = Affiliation.objects.on_lists(selection.paths, selection.day, selection.known_on)
    if selection.status == "ended":
        found = found.filter(role__in=lists.ENDED_ROLES).exclude(role="merged")
    elif selection.status == "all":
        found = found.filter(role__in=list(STATUSES)).exclude(role="merged")
    else:
        found = found.filter(role=selection.status)
    sector = selection.filters.get("sector")
    if sector:
        units = UnitVersion.objects.as_of(selection.day).within(selection.paths).filter(sector=sector)
        found = found.filter(unit__in=units.values("unit_id"))
    return found


def people(selection: Selection) -> PersonQuerySet:
    """Return the people of a selection, not yet in order."""
    found = Person.objects.all() if selection.known_on else Person.objects.known()
    found = found.standing(entries(selection), selection.paths, selection.day)
    filters = {name: value for name, value in selection.filters.items() if value}
    for name, narrow in FILTERS.items():
        if name in filters:
            found = narrow(found, filters[name], selection)
    return found


def count(selection: Selection) -> int:
    """Return how many people a selection holds: from the rollups where it is plain, else one by one."""
    if selection.status == "member" and not selection.narrowed:
        return members_of(selection.paths, selection.day, selection.known_on)
    return people(selection).count()


def shown_count(selection: Selection) -> tuple[int, bool]:
    """Return how many people a selection holds, and whether there are more: it looks at no more than COUNTED."""
    if selection.status == "member" and not selection.narrowed:
        return count(selection), False
    found = people(selection).order_by()[: COUNTED + 1].count()
    return min(found, COUNTED), found > COUNTED


def rows(found: Iterable[Person], selection: Selection) -> list[Row]:
    """Return people as the roster shows them: five queries, whatever their number."""
    people_ = list(found)
    ids = [person.pk for person in people_]
    standing = Affiliation.objects.as_of(selection.day, selection.known_on)
    places = {a.person_id: a for a in standing.filter(person_id__in=ids, role__in=list(STATUSES))}
    units = names_on({a.unit_id for a in places.values()}, selection.day)
    heads = Member.objects.in_bulk(ids)
    overlays: dict[int, list[str]] = {}
    for person_id, what in (
        Overlay.objects.as_of(selection.day, selection.known_on)
        .filter(person_id__in=ids)
        .order_by("starts_on", "pk")
        .values_list("person_id", "what")
    ):
        overlays.setdefault(person_id, []).append(what)
    duties = _duties(ids, selection.day)
    return [
        Row(
            person, places[person.pk].role, places[person.pk].starts_on, units.get(places[person.pk].unit_id),
            heads.get(person.pk) or Member(person=person), overlays.get(person.pk, []), duties.get(person.user_id or 0, []),
        )
        for person in people_
        if person.pk in places
    ]  # fmt: skip


def walk(selection: Selection) -> Iterator[Row]:
    """Walk a whole selection in Vietnamese order, a few hundred rows at a time, in constant memory."""
    found = people(selection)
    cursor: tuple[str, int] | None = None
    while True:
        part = found.order_by("sort_key", "pk")
        if cursor:
            key, pk = cursor
            part = part.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=pk))
        chunk = list(part[:CHUNK])
        if not chunk:
            return
        yield from rows(chunk, selection)
        cursor = (chunk[-1].sort_key, chunk[-1].pk)


def _duties(person_ids: list[int], day: dt.date) -> dict[int, list[str]]:
    """Return the duties in force of these people, by account: one query."""
    found: dict[int, list[str]] = {}
    held = Appointment.objects.in_force(day).filter(user__person__in=person_ids)
    for user_id, duty in held.order_by("pk").values_list("user_id", "duty"):
        found.setdefault(user_id, []).append(duty)
    return found


def _overlay(found: Any, value: str, selection: Selection) -> Any:
    holding = Overlay.objects.as_of(selection.day, selection.known_on).filter(what=value)
    return found.filter(pk__in=holding.values("person_id"))


def _missing(found: Any, value: str, selection: Selection) -> Any:
    del selection
    if value in {"joined_on", "card_number"}:
        lacking = {"joined_on": Q(member__joined_on=None), "card_number": Q(member__card_number="")}
        return found.filter(lacking[value])
    return found.filter(**{value if value in {"birth", "sex", "education"} else f"{value}_index": ""})


def _party(found: Any, value: str, selection: Selection) -> Any:
    day = selection.day
    full, probationary = Q(party_official_on__lte=day), Q(party_probationary_on__lte=day)
    return found.filter(
        {"official": full, "probationary": probationary & ~full, "none": ~full & ~probationary}[value]
    )


def _office(found: Any, value: str, selection: Selection) -> Any:
    held = Appointment.objects.in_force(selection.day).filter(user_id=OuterRef("user_id"))
    return found.filter(Exists(held.filter(duty=value) if value != "any" else held))


def _twins(found: Any, value: str, selection: Selection) -> Any:
    del value, selection
    twins = Person.objects.known().filter(search=OuterRef("search"), birth=OuterRef("birth"))
    return found.exclude(birth="").filter(Exists(twins.exclude(pk=OuterRef("pk"))))


#: How each filter narrows the people of a selection; the names are those of the form's fields.
FILTERS: dict[str, Any] = {
    "uids": lambda found, value, _s: found.filter(uid__in=value),
    "q": lambda found, value, _s: search_people(found, value),
    "what": _overlay,
    "sex": lambda found, value, _s: found.filter(sex=value),
    "age": lambda found, value, s: of_age(found, value, s.day),
    "education": lambda found, value, _s: found.filter(education=value),
    "qualification": lambda found, value, _s: found.filter(qualification=value),
    "party": _party,
    "office": _office,
    "joined_from": lambda found, value, _s: found.filter(member__joined_on__gte=value),
    "joined_until": lambda found, value, _s: found.filter(member__joined_on__lte=value),
    "missing": _missing,
    "twins": _twins,
}


def overlay_titles(codes: Iterable[str]) -> list[str]:
    """Return what holds beside a status, in words."""
    return [str(OVERLAYS[code].title) for code in codes]


def units_of(selection: Selection) -> QuerySet[UnitVersion]:
    """Return the units of a selection as they stood."""
    return UnitVersion.objects.as_of(selection.day).within(selection.paths)
