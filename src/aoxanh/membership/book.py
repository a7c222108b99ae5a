"""Writing lines into books: planned against the law of the fold, then written with everything read from them.

Plain functions shared by every operation that writes lines; they run inside the operation's transaction. One
line or a hundred thousand take the same way: a fixed number of statements a chunk of people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.models import GENESIS, canonical
from aoxanh.audit.objection import Objection
from aoxanh.database.bulk import insert_rows
from aoxanh.membership import projections
from aoxanh.membership.folding import Contradiction, Line, Story, counting, fold
from aoxanh.membership.kinds import KINDS
from aoxanh.membership.models import CHAINED, BookEntry, Member, chained
from aoxanh.membership.places import Places
from aoxanh.membership.refusals import say

CHUNK = 5_000
#: Where somebody away can be reached: sealed with the words of the line (P4).
DESTINATION = ("address", "phone", "job")


@dataclass(frozen=True)
class Paper:
    """The decision a line rests on: number, day, deciding body."""

    number: str = ""
    signed_on: dt.date | None = None
    body: str = ""


@dataclass(frozen=True)
class NewLine:
    """A line to be written. `words` says something about the person and is sealed under their key.

    `details` are particulars that are sealed with the words, by name (where somebody away can be reached); the facts
    name which there are.
    """

    kind: str
    effective_on: dt.date
    unit_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    paper: Paper = Paper()
    words: str = ""
    corrects: int | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def written_facts(self) -> dict[str, Any]:
        """Return the facts as they are written."""
        return {**self.facts, "sealed": sorted(self.details)} if self.details else dict(self.facts)

    @property
    def spoken(self) -> str:
        """Return what is sealed: the words, with the particulars where there are any."""
        return canonical({**self.details, "words": self.words}) if self.details else self.words


@dataclass(frozen=True)
class Cause:
    """What brought the lines about: a kind of `CAUSES` and the id of the case, batch or plan."""

    kind: str
    id: str = ""


@dataclass
class Plan:
    """What new lines would make of one person's book."""

    person_id: int
    head: str
    old: list[Line]
    new: list[tuple[NewLine, Line]]
    before: Story
    after: Story


class Refused(Objection):
    """A line somebody's book cannot take, with whose it is."""

    def __init__(self, person_id: int, contradiction: Contradiction) -> None:
        message, rule, name = say(contradiction)
        super().__init__(message, field=name, rule=rule)
        self.person_id = person_id


#: What is told the plans of lines that were written, each with its cause, and by whom.
Follow = Callable[[Sequence[tuple[Plan, Cause]], Actor], None]
#: Rooms above whose things go with somebody's status and unit, in the same transaction: asked whose books will be
#: written before those are locked (so that everybody locks in one order), they return who is told afterwards, if anybody.
WATCHERS: list[Callable[[list[int]], Follow | None]] = []


def write_lines(
    new: Mapping[int, Sequence[NewLine]],
    *,
    actor: Actor,
    cause: Cause,
    causes: Mapping[int, str] | None = None,
    duty: str = "",
    fresh: bool = False,
    seals: Mapping[int, Any] | None = None,
) -> dict[int, Story]:
    """Write lines, by person id; return what each person's book then says.

    `causes` gives the id of the cause by person, where each has one of their own.

    `fresh` promises that these people were written in this transaction and have no book yet. `seals` opens the
    people of lines with words. Raises Refused for the first line that contradicts its book; the caller's
    transaction then leaves nothing behind.
    """
    at, stories = timezone.now(), {}
    ids = sorted(new)
    for start in range(0, len(ids), CHUNK):
        part = {person_id: new[person_id] for person_id in ids[start : start + CHUNK]}
        followers = [] if fresh else _watched(part)
        plans = plan(part, fresh=fresh)
        caused = [(p, Cause(cause.kind, (causes or {}).get(p.person_id, cause.id))) for p in plans]
        entries = [
            row
            for p, why in caused
            for row in _entries(p, at=at, actor=actor, cause=why, duty=duty, seals=seals or {})
        ]
        insert_rows(BookEntry, ENTRY_COLUMNS, entries)
        projections.apply(
            [projections.Change(p.person_id, p.before, p.after) for p in plans],
            at,
            heads=_heads(plans, entries),
            fresh=fresh,
        )
        for follow in followers:
            follow(caused, actor)
        stories.update({p.person_id: p.after for p in plans})
    return stories


def _watched(new: Mapping[int, Sequence[NewLine]]) -> list[Follow]:
    """Ask who follows the people whose status or unit these lines may change."""
    ids = [
        pk
        for pk, lines in new.items()
        if any(line.corrects is not None or KINDS[line.kind].after is not None for line in lines)
    ]
    return [follow for watch in WATCHERS if (follow := watch(ids)) is not None] if ids else []


def plan(new: Mapping[int, Sequence[NewLine]], *, fresh: bool = False) -> list[Plan]:
    """Return what the lines would make of each book, its row locked; raise Refused where they cannot stand."""
    heads, old = ({}, {}) if fresh else (_lock(list(new)), lines_of(new))
    plans = []
    for person_id, lines in new.items():
        had = old.get(person_id, [])
        plans.append(_plan(person_id, heads.get(person_id, GENESIS), had, lines))
    _check_cards([p for p in plans if any(new.corrects is not None for new, _line in p.new)])
    places = Places({s.unit_id for p in plans for s in p.after.spells})
    for p in plans:
        known = p.before.spells
        try:
            places.check(p.new[-1][1], (s for s in p.after.spells if s not in known))
        except Contradiction as contradiction:
            raise Refused(p.person_id, contradiction) from contradiction
    return plans


def lines_of(person_ids: Iterable[int]) -> dict[int, list[Line]]:
    """Return the lines of these people's books, in their order: one query."""
    found: dict[int, list[Line]] = {}
    for entry in BookEntry.objects.filter(person_id__in=list(person_ids)).order_by("person_id", "seq"):
        found.setdefault(entry.person_id, []).append(entry.line)
    return found


def _plan(person_id: int, head: str, had: list[Line], lines: Sequence[NewLine]) -> Plan:
    numbered = [
        (
            line,
            Line(len(had) + n, line.kind, line.effective_on, line.unit_id, line.written_facts, line.corrects),
        )
        for n, line in enumerate(lines, start=1)
    ]
    try:
        _check_corrections(had, numbered)
        after = fold([*had, *(line for _new, line in numbered)])
    except Contradiction as contradiction:
        raise Refused(person_id, contradiction) from contradiction
    return Plan(person_id, head, had, numbered, fold(had) if had else Story(), after)


def _check_corrections(had: list[Line], numbered: list[tuple[NewLine, Line]]) -> None:
    """Refuse to take back what is not there or was taken back already (L18)."""
    if all(line.corrects is None for _new, line in numbered):
        return
    standing = {line.seq for line in counting(had)} | {
        line.seq for line in had if line.corrects is not None and not _undone(line.seq, had)
    }
    for _new, line in numbered:
        if line.corrects is not None and line.corrects not in standing:
            raise Contradiction(line, "nothing_to_correct", seq=line.corrects)


def _check_cards(corrected: list[Plan]) -> None:
    """Refuse to give a card back by a correction once somebody else carries its number (R-REC §3.3)."""
    back = {
        p.after.card_number: p.person_id
        for p in corrected
        if p.after.card_number not in {"", p.before.card_number}
    }
    rows = (
        Member.objects.filter(card_number__in=back).exclude(person__in=back.values())
        if back
        else Member.objects.none()
    )
    taken = rows.values_list("card_number", flat=True).first()
    if taken is not None:
        text = _("Card number %(number)s belongs to somebody else by now: take that line back first.")
        raise Objection(text % {"number": taken}, field="card_number", rule="R-REC §3.3")


def _undone(seq: int, had: list[Line]) -> bool:
    return any(line.corrects == seq and not _undone(line.seq, had) for line in had if line.seq > seq)


def _lock(person_ids: list[int]) -> dict[int, str]:
    """Lock the heads of these people's books, made where there is none; return them."""
    have = set(Member.objects.filter(person_id__in=person_ids).values_list("pk", flat=True))
    missing = [Member(person_id=pk) for pk in person_ids if pk not in have]
    Member.objects.bulk_create(missing, ignore_conflicts=True)
    locked = Member.objects.select_for_update().filter(person_id__in=person_ids).order_by("pk")
    return dict(locked.values_list("pk", "head"))


ENTRY_COLUMNS = (*CHAINED, "previous", "hash")


def _entries(
    p: Plan, *, at: dt.datetime, actor: Actor, cause: Cause, duty: str, seals: Mapping[int, Any]
) -> list[tuple[Any, ...]]:
    """Return the rows of a person's new lines, each chained to the one before."""
    rows, previous, by = [], p.head, getattr(actor.user, "pk", None)
    for new, line in p.new:
        row = (
            p.person_id, line.seq, line.kind, line.effective_on, at, line.unit_id, new.paper.number, new.paper.signed_on,
            new.paper.body, canonical(dict(line.facts)),
            seals[p.person_id].close(new.spoken, "book") if new.spoken else None, line.corrects, cause.kind, cause.id, by, duty,
        )  # fmt: skip
        newest = chained(previous, row)
        rows.append((*row, previous, newest))
        previous = newest
    return rows


def _heads(plans: list[Plan], entries: list[tuple[Any, ...]]) -> dict[int, tuple[int, str]]:
    """Return each person's number of lines and newest hash."""
    newest = {row[0]: row[-1] for row in entries}
    return {p.person_id: (len(p.old) + len(p.new), newest[p.person_id]) for p in plans}
