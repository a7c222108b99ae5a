"""The Union's five registers, read from the book: branch book, list, admissions and cards, moves, who is away (HD 20 §3.3).

Four tell lines of the book over a period, the list tells who was a member on its last day. A line belongs to the
register of a unit when its person stood there on the day, or left it that day; lines taken back are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from aoxanh.membership.kinds import KINDS, MOVES, OVERLAYS
from aoxanh.membership.models import BookEntry, Member, Overlay
from aoxanh.org.models import AdministrativeUnit, UnitVersion, path_condition
from aoxanh.org.queries import names_on
from aoxanh.people.lists import BOOK_ROLES
from aoxanh.people.models import Affiliation, known_at, known_before
from aoxanh.vietnamese import phones
from aoxanh.vietnamese.refusal import Refusal

CHUNK = 500


@dataclass(frozen=True)
class Register:
    """One register: which kinds of line it tells, and of overlays which; `source` is where the rules ask for it.

    A `running` one tells what held at any time of the period, with where each person can be reached, rather than the
    lines of the period.
    """

    code: str
    title: Any
    kinds: tuple[str, ...]
    source: str
    overlays: tuple[str, ...] = ()
    running: bool = False


EVERY = tuple(kind for kind in KINDS if kind not in {"corrected", "merged", "carried"})
MOVED = ("transferred", "reorganised", "arrived", "departed", "overlay_opened", "overlay_closed")
REGISTERS: dict[str, Register] = {
    row.code: row
    for row in (
        Register("branch", _("Branch book"), EVERY, "HD 20 §3.3a", tuple(OVERLAYS)),
        Register("admissions", _("Admissions and cards"), ("proposed", "approved", "admitted", "reinstated", "card_issued", "card_withdrawn"), "HD 20 §3.3a"),
        Register("moves", _("Introductions and receptions"), MOVED, "HD 20 §3.3a", ("temporary", "residence")),
        Register("away", _("Members working away"), ("overlay_opened",), "HD 20 §3.3f", ("away", "abroad"), running=True),
    )
}  # fmt: skip

#: Registers kept by rooms above, each with the name of its page, which takes the unit's id.
ELSEWHERE: list[tuple[Register, str]] = []


@dataclass(frozen=True)
class Entry:
    """A line of a register: who, when, what, from where to where, by which paper."""

    line: BookEntry
    source: str
    goal: str
    card: str
    what: Any
    until: dt.date | None = None
    place: str = ""
    details: dict[str, str] = field(default_factory=dict)


def lines_of(
    register: Register,
    version: UnitVersion,
    first: dt.date,
    last: dt.date,
    *,
    known_on: dt.date | None = None,
    way: str = "",
    line: int | None = None,
) -> Any:
    """Return the lines of a register over a period, as known on a day, not yet in order.

    Somebody counts to a unit by where their branch lay on the day of the line. `way` keeps who came in or went out,
    moves inside the unit left out: exactly the heads a period report counts. `line` keeps what happened in a unit below
    while it lay below: a line of the report.
    """
    paths = places_of(version.unit_id, line)
    ever = UnitVersion.objects.filter(path_condition(paths)).order_by().values("unit_id")
    here = Affiliation.objects.filter(known_at(known_on), unit__in=ever).values("person_id")
    known = Q(recorded_at__lt=known_before(known_on)) if known_on else Q()
    lines = BookEntry.objects.filter(known, person__in=here).select_related("person")
    day = OuterRef("effective_on")
    lying = Exists(lying_inside(paths, OuterRef("unit"), OuterRef(day)))
    stood = Affiliation.objects.filter(
        known_at(known_on), Q(ends_on=None) | Q(ends_on__gte=day), lying, person=OuterRef("person"), starts_on__lte=day,
        role__in=BOOK_ROLES,
    )  # fmt: skip
    if register.running:
        held = Overlay.objects.filter(
            known_at(known_on), Q(ends_on=None) | Q(ends_on__gt=first), person=OuterRef("person"), opened_by=OuterRef("seq"),
            what__in=register.overlays,
        )  # fmt: skip
        return lines.filter(Exists(held), Exists(stood), kind="overlay_opened", effective_on__lte=last)
    taken_back = BookEntry.objects.filter(known, person=OuterRef("person"), corrects=OuterRef("seq"))
    wanted = lines.filter(
        ~Exists(taken_back), kind__in=register.kinds, effective_on__gte=first, effective_on__lte=last
    )
    if not way:
        return wanted.filter(Exists(stood))
    member = Affiliation.objects.filter(known_at(known_on), lying, person=OuterRef("person"), role="member")
    left = Exists(member.filter(ends_on=day))
    came = Exists(lying_inside(paths, OuterRef("unit"), day))
    if set(register.kinds) <= set(MOVES):
        arrived = Exists(member.filter(starts_on=day))
        return wanted.filter(arrived, ~left) if way == "in" else wanted.filter(left, ~arrived)
    return wanted.filter(came if way == "in" else left)


def places_of(unit_id: int, line: int | None) -> list[str]:
    """Return the paths a unit has had, or those a unit below has had while it lay there: one query."""
    rows = UnitVersion.objects.filter(unit_id__in={unit_id, line or unit_id}).order_by()
    found = set(rows.values_list("unit_id", "path"))
    own = [path for pk, path in found if pk == unit_id]
    if line is None or line == unit_id:
        return own
    return [path for pk, path in found if pk == line and any(path.startswith(above) for above in own)]


def lying_inside(paths: list[str], unit: Any, day: Any) -> Any:
    """Return the placements that put a unit inside these subtrees on a day; one that ends that day for good still does."""
    renewed = UnitVersion.objects.filter(unit=OuterRef("unit"), starts_on=OuterRef("ends_on"))
    to_its_end = Q(ends_on=day) & ~Exists(renewed)
    stays = Q(ends_on=None) | Q(ends_on__gt=day) | to_its_end
    return UnitVersion.objects.filter(path_condition(paths), stays, unit=unit, starts_on__lte=day)


def narrowed(register: Register, kind: str) -> Register:
    """Return a register of one kind of line only; the whole one for a kind it does not tell."""
    told = kind in register.kinds or (register.code == "branch" and kind in KINDS and kind != "corrected")
    return replace(register, kinds=(kind,)) if told else register


def after(found: Any, cursor: str) -> Any:
    """Return the lines behind a cursor, "2026-03-26.17"; all of them for one that cannot be read."""
    day, _dot, pk = cursor.partition(".")
    try:
        on = dt.date.fromisoformat(day)
    except ValueError:
        return found
    if not pk.isdecimal() or len(pk) > 18:
        return found
    return found.filter(Q(effective_on__gt=on) | Q(effective_on=on, pk__gt=int(pk)))


def entries(register: Register, lines: list[BookEntry]) -> list[Entry]:
    """Return lines as the register shows them: three queries, whatever their number; other overlays are left out."""
    opened = {
        (line.person_id, line.seq): line.details.get("what", "")
        for line in lines
        if line.kind == "overlay_opened"
    }
    missing = [
        line
        for line in lines
        if line.kind == "overlay_closed" and (line.person_id, line.details.get("opened_by")) not in opened
    ]
    if missing:
        before = BookEntry.objects.filter(
            person__in={line.person_id for line in missing}, kind="overlay_opened"
        )
        opened |= {(line.person_id, line.seq): line.details.get("what", "") for line in before}
    left = Affiliation.objects.filter(
        person__in={line.person_id for line in lines}, ends_on__in={line.effective_on for line in lines}, known_until=None,
        role__in=BOOK_ROLES,
    )  # fmt: skip
    sources = {(a.person_id, a.ends_on): a.unit_id for a in left}
    ids = {pk for pk in (*sources.values(), *(line.unit_id for line in lines)) if pk}
    names = names_on(ids, dt.date.max)
    cards = dict(
        Member.objects.filter(pk__in={line.person_id for line in lines}).values_list("pk", "card_number")
    )
    ends = overlay_ends(lines) if register.running else {}
    places = communes({line.details.get("place") for line in lines}) if register.running else {}
    found = []
    for line in lines:
        number = line.seq if line.kind == "overlay_opened" else int(line.details.get("opened_by") or 0)
        what = opened.get((line.person_id, number), "")
        if line.kind.startswith("overlay") and what not in register.overlays:
            continue
        said = (
            OVERLAYS[what].title
            if register.running
            else (
                f"{line.title}: {OVERLAYS[what].title}"
                if what in OVERLAYS and line.kind.startswith("overlay")
                else line.title
            )
        )
        source, goal = (
            names.get(sources.get((line.person_id, line.effective_on)) or 0),
            names.get(line.unit_id or 0),
        )
        card = str(line.details.get("card_number") or cards.get(line.person_id, ""))
        found.append(
            Entry(
                line, source.name if source else "", goal.name if goal else "", card, said, ends.get((line.person_id, line.seq)),
                places.get(line.details.get("place") or 0, ""), reachable(line) if register.running else {},
            )
        )  # fmt: skip
    return found


def overlay_ends(lines: list[BookEntry]) -> dict[tuple[int, int], dt.date | None]:
    """Return until when what these lines opened holds or held: one query."""
    held = Overlay.objects.filter(person__in={line.person_id for line in lines}, known_until=None)
    return {(person, seq): end for person, seq, end in held.values_list("person_id", "opened_by", "ends_on")}


def communes(ids: set[Any]) -> dict[int, str]:
    """Return communes with their province, by id: one query, none for none."""
    wanted = {pk for pk in ids if pk}
    found = AdministrativeUnit.objects.filter(pk__in=wanted).select_related("parent") if wanted else ()
    return {unit.pk: f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name for unit in found}


def phone_shown(text: str) -> str:
    """Return a phone number as people write it; as it was written, where it is none of ours."""
    try:
        return phones.format_national(phones.parse(text).e164) if text else ""
    except Refusal:
        return text


def reachable(entry: BookEntry) -> dict[str, str]:
    """Return where somebody away can be reached; a line without particulars may say it in its words."""
    words, details = entry.opened(entry.person.seal)
    return details or ({"address": words} if words else {})


def destination(
    facts: Mapping[str, Any], details: Mapping[str, str], places: Mapping[int, str], *, whole: bool
) -> str:
    """Return where somebody away is, in a line: house and phone only to whom they are shown whole."""
    parts = [places.get(facts.get("place") or 0, ""), details.get("job", "")]
    if whole:
        phone = phone_shown(details.get("phone", ""))
        parts = [details.get("address", ""), *parts, phone]
    elif details.get("address") or details.get("phone"):
        parts.append("•••")
    return " · ".join(part for part in parts if part)


def walk(
    register: Register, version: UnitVersion, first: dt.date, last: dt.date, **asked: Any
) -> Iterator[Entry]:
    """Walk a whole register in the order of its days, some hundred lines at a time; `asked` as in `lines_of`."""
    found, cursor = lines_of(register, version, first, last, **asked), ""
    while part := list(after(found, cursor).order_by("effective_on", "pk")[:CHUNK]):
        yield from entries(register, part)
        cursor = f"{part[-1].effective_on.isoformat()}.{part[-1].pk}"
