"""The roster: who stands in the book of some units on a day, as it was known on a day, narrowed and in order.

One selection serves the page, the export, the API, the command line and every bulk action: what is counted is
what is listed is what is taken out.
"""

from __future__ import annotations

import datetime as dt
import functools
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.duties import DUTIES
from aoxanh.accounts.models import Appointment
from aoxanh.database.bulk import LEAN, held
from aoxanh.membership.counts import members_of
from aoxanh.membership.kinds import OVERLAYS, STATUSES
from aoxanh.membership.models import Member, Overlay
from aoxanh.org.models import UnitVersion
from aoxanh.org.queries import names_on
from aoxanh.people import lists
from aoxanh.people.models import MANY_UNITS, Affiliation, Distinct, Person, PersonQuerySet, holds_many
from aoxanh.people.queries import Page, of_age, page_by_name, search_people

CHUNK = 500
#: Counting one by one stops here; beyond it a list says "more than", and stands in the order of names only.
COUNTED = 20_000
#: Of so many units at most (a province has them) a narrowed list gathers its people first: walking the country's people in
#: order, few of them would be found.
GATHERED = 20_000
#: Who over 30 goes on being a member without a decision of the branch: elected officers and full-time staff (R-MAT-01).
OFFICERS = [code for code, duty in DUTIES.items() if duty.in_office]


@dataclass(frozen=True)
class Selection:
    """Whom a roster shows: subtrees, the day, what was known when, the filters of `RosterForm`; and in which order.

    `order` is a code of `ORDERS`, with a minus before it from the last to the first.
    """

    paths: list[str]
    day: dt.date
    known_on: dt.date | None = None
    filters: dict[str, Any] = field(default_factory=dict)
    order: str = "name"

    @property
    def status(self) -> str:
        """Return the status asked for: members, unless another is named."""
        return str(self.filters.get("status") or "member")

    @property
    def narrowed(self) -> bool:
        """Whether any filter but the status narrows the list."""
        return any(value for name, value in self.filters.items() if name != "status")

    @functools.cached_property
    def far(self) -> bool:
        """Whether the people of so many units are asked one by one where they stand, and not gathered."""
        return holds_many(self.paths, self.day, GATHERED if any(self.filters.values()) else MANY_UNITS)

    @functools.cached_property
    def counted(self) -> tuple[int, bool]:
        """Return how many people a selection holds, and whether there are more: it looks at no more than COUNTED, once."""
        if self.status == "member" and not self.narrowed:
            return count(self), False
        found = people(self).order_by()[: COUNTED + 1].count()
        return min(found, COUNTED), found > COUNTED


@dataclass(frozen=True)
class Row:
    """One person of a roster, with what its columns show; `more` holds what columns of other rooms have read."""

    person: Person
    status: str
    since: dt.date
    unit: UnitVersion | None
    member: Member
    overlays: list[str]
    duties: list[str]
    more: dict[str, Any] = field(default_factory=dict)


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
        units = (
            UnitVersion.objects.as_of(selection.day)
            .within(selection.paths)
            .filter(sector="" if sector == "none" else sector)
        )
        found = found.filter(unit__in=units.values("unit_id"))
    return found


def people(selection: Selection) -> PersonQuerySet:
    """Return the people of a selection, not yet in order."""
    filters = {name: value for name, value in selection.filters.items() if value}
    found = Person.objects.all() if selection.known_on else Person.objects.known()
    found = found.standing(entries(selection), selection.paths, selection.day, far=selection.far)
    for name, narrow in FILTERS.items():
        if name in filters:
            found = narrow(found, filters[name], selection)
    return found


def count(selection: Selection) -> int:
    """Return how many people a selection holds: from the rollups where it is plain, else one by one."""
    if selection.status == "member" and not selection.narrowed:
        return members_of(selection.paths, selection.day, selection.known_on)
    return people(selection).count()


def rows(
    found: Iterable[Person], selection: Selection, units: dict[int, UnitVersion] | None = None
) -> list[Row]:
    """Return people as the roster shows them: five queries, whatever their number; `units` is what is known of units."""
    people_ = list(found)
    ids = [person.pk for person in people_]
    standing = Affiliation.objects.as_of(selection.day, selection.known_on)
    places = {a.person_id: a for a in standing.filter(person_id__in=ids, role__in=list(STATUSES))}
    units = {} if units is None else units
    if unknown := {a.unit_id for a in places.values()} - units.keys():
        units |= names_on(unknown, selection.day)
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


def chunks(selection: Selection) -> Iterator[list[Row]]:
    """Walk a whole selection in its order, a few hundred rows at a time.

    Who is on it is asked once and remembered by key (8 bytes a person): the list is that of one moment, however long
    it takes to write.
    """
    everybody = Person.objects.all() if selection.known_on else Person.objects.known()
    units: dict[int, UnitVersion] = {}
    with held(LEAN):
        found_people = (
            in_order(selection)
            if sorted_otherwise(selection)
            else people(selection).order_by("sort_key", "pk")
        )
        ids = array("q", found_people.values_list("pk", flat=True).iterator())
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK].tolist()
            found = everybody.in_bulk(part)
            yield rows((found[pk] for pk in part if pk in found), selection, units)
            if len(units) > COUNTED:
                units.clear()


def walk(selection: Selection) -> Iterator[Row]:
    """Walk a whole selection in its order, row by row."""
    for chunk in chunks(selection):
        yield from chunk


@dataclass(frozen=True)
class Order:
    """What a roster may be put in order by: the value of a person, and what stands for one that is not known."""

    title: Any
    value: Callable[[Selection], Any]
    lowest: Any
    highest: Any


def _place(selection: Selection, column: str) -> Any:
    """Return a column of the person's entry in the book on the day."""
    standing = Affiliation.objects.as_of(selection.day, selection.known_on)
    mine = standing.filter(person=OuterRef("pk"), role__in=list(STATUSES)).order_by("pk")
    return Subquery(mine.values(column)[:1])


def _unit_name(selection: Selection) -> Any:
    standing = Affiliation.objects.as_of(selection.day, selection.known_on)
    mine = standing.filter(
        Q(unit__versions__ends_on=None) | Q(unit__versions__ends_on__gt=selection.day),
        person=OuterRef("pk"), role__in=list(STATUSES), unit__versions__starts_on__lte=selection.day,
    )  # fmt: skip
    return Subquery(mine.order_by("pk").values("unit__versions__sort_key")[:1])


def _status(selection: Selection) -> Any:
    ranks = [When(role_here=code, then=Value(rank)) for rank, code in enumerate(STATUSES)]
    del selection
    return Case(*ranks, default=None, output_field=IntegerField())


TEXT, DAYS = ("", "\U0010ffff"), (dt.date.min, dt.date.max)
#: Orders beside that of names; within equals, names are in order. An unknown value comes last, whichever way.
ORDERS: dict[str, Order] = {
    "name": Order(_("Full name"), lambda _s: F("sort_key"), *TEXT),
    "birth": Order(_("Date of birth"), lambda _s: NullIf("birth", Value("")), *TEXT),
    "joined_on": Order(_("Joined the Union on"), lambda _s: F("member__joined_on"), *DAYS),
    "since": Order(_("In the unit since"), lambda s: _place(s, "starts_on"), *DAYS),
    "unit": Order(_("Branch"), _unit_name, *TEXT),
    "status": Order(_("Status"), _status, -1, 1_000),
    "card_number": Order(_("Card number"), lambda _s: NullIf("member__card_number", Value("")), *TEXT),
}


def order_asked(text: str) -> str:
    """Return an order as a selection keeps it; names for anything unknown."""
    return text if text.removeprefix("-") in ORDERS else "name"


def sorted_otherwise(selection: Selection) -> bool:
    """Whether a selection stands in another order than that of names: no more people than a sort may take."""
    return selection.order != "name" and not selection.counted[1]


def in_order(selection: Selection) -> Any:
    """Return the people of a selection, each with `place`, in its order."""
    code, down = selection.order.removeprefix("-"), selection.order.startswith("-")
    order = ORDERS[code]
    found: Any = people(selection)
    if code == "status":
        found = found.annotate(role_here=_place(selection, "role"))
    found = found.annotate(
        place=Coalesce(order.value(selection), Value(order.lowest if down else order.highest))
    )
    return found.order_by("-place" if down else "place", "sort_key", "pk")


def page(selection: Selection, cursor: str, size: int) -> Page:
    """Return a page of a selection in its order, and the cursors of its neighbours: `>id` after, `<id` before."""
    if not sorted_otherwise(selection):
        many = selection.counted[1] if selection.narrowed and selection.far else None
        return page_by_name(people(selection), cursor, size, many=many)
    found = in_order(selection)
    backward, pk = cursor.startswith("<"), cursor[1:]
    anchor = found.filter(pk=int(pk)).first() if pk.isdecimal() and len(cursor) < 20 else None
    down = selection.order.startswith("-") is not (backward and anchor is not None)
    if anchor:
        further, beyond = "lt" if down else "gt", "lt" if backward else "gt"
        found = found.filter(
            Q(**{f"place__{further}": anchor.place})
            | Q(**{"place": anchor.place, f"sort_key__{beyond}": anchor.sort_key})
            | Q(**{"place": anchor.place, "sort_key": anchor.sort_key, f"pk__{beyond}": anchor.pk})
        )
        if backward:
            found = found.order_by("-place" if down else "place", "-sort_key", "-pk")
    part = list(found[: size + 1])
    more, part = len(part) > size, part[:size]
    if backward and anchor:
        part.reverse()
        return Page(part, next=f">{part[-1].pk}" if part else "", previous=f"<{part[0].pk}" if more else "")
    return Page(
        part, next=f">{part[-1].pk}" if more else "", previous=f"<{part[0].pk}" if anchor and part else ""
    )


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
    sealed = value in {"citizen_id", "phone", "email"}
    return found.filter(**{f"{value}_index" if sealed else value: ""})


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
    """Keep whose record may be there twice, as duplicates are looked for: those found to be two people left out."""
    del value, selection
    mine, other = OuterRef(OuterRef("pk")), OuterRef("pk")
    apart = Distinct.objects.filter(Q(one=other, other=mine) | Q(one=mine, other=other))
    others = (
        Person.objects.known().exclude(pk=OuterRef("pk")).filter(~Exists(apart), search=OuterRef("search"))
    )
    born = ~Q(birth="") & Exists(others.filter(birth=OuterRef("birth")))
    called = ~Q(phone_index="") & Exists(others.filter(phone_index=OuterRef("phone_index")))
    return found.filter(born | called)


def _maturing(found: Any, value: str, selection: Selection) -> Any:
    """Keep who is over 30 and neither stays by a decision nor is in office; or whoever is over 35 (R-MAT-01, R-MAT-04)."""
    if value == "over35":
        return of_age(found, "over35", selection.day)
    staying = Overlay.objects.as_of(selection.day, selection.known_on).filter(what="continued")
    held = Appointment.objects.in_force(selection.day).filter(user_id=OuterRef("user_id"), duty__in=OFFICERS)
    undecided = of_age(found, "over30", selection.day).exclude(pk__in=staying.values("person_id"))
    return undecided.filter(~Exists(held))


#: How each filter narrows the people of a selection: (people, what was chosen, selection) -> people. The names are
#: those of the form's fields; a room above adds its own with `roster_forms.add_filter`.
FILTERS: dict[str, Callable[[Any, Any, Selection], Any]] = {
    "uids": lambda found, value, _s: found.filter(uid__in=value),
    "q": lambda found, value, _s: search_people(found, value),
    "what": _overlay,
    "sex": lambda found, value, _s: found.filter(sex=value),
    "age": lambda found, value, s: of_age(found, value, s.day),
    "maturing": _maturing,
    "education": lambda found, value, _s: found.filter(education=value),
    "qualification": lambda found, value, _s: found.filter(qualification=value),
    "theory": lambda found, value, _s: found.filter(theory=value),
    "ethnicity": lambda found, value, _s: found.filter(ethnicity=value),
    "religion": lambda found, value, _s: found.filter(religion=value),
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
