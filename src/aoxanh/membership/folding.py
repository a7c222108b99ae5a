"""Folding a person's lines gives exactly their state: a pure function, the law of the book (proof L1–L10, L18).

Lines are read in the order of their days, and of their numbers within a day; a line that a later one takes
back, and the one that takes it back, do not count. Every step must be one the statute knows; a story that
contradicts itself raises `Contradiction`, so that nothing impossible is ever written.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from aoxanh.membership.kinds import KINDS, MOVES, OVERLAYS


@dataclass(frozen=True)
class Line:
    """One line of a person's book, as far as it decides anything.

    `unit_id`: the unit somebody is in from then on, or the host of an overlay; `facts`: codes, days as ISO text
    and numbers; `corrects`: the number of the line this one takes back.
    """

    seq: int
    kind: str
    effective_on: dt.date
    unit_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    corrects: int | None = None


class Spell(NamedTuple):
    """A status at a unit over [starts_on, ends_on)."""

    unit_id: int
    status: str
    starts_on: dt.date
    ends_on: dt.date | None


class Overlaid(NamedTuple):
    """Something that held over [starts_on, ends_on) beside the status; `opened_by`: the line's number."""

    what: str
    unit_id: int | None
    starts_on: dt.date
    ends_on: dt.date | None
    opened_by: int


class Movement(NamedTuple):
    """One head more or less at a unit on a day, and why."""

    unit_id: int
    on: dt.date
    kind: str
    n: int


class Contradiction(Exception):  # noqa: N818 - the book's own word
    """A line that cannot follow what stands before it; `code` is stable."""

    def __init__(self, line: Line, code: str, **facts: Any) -> None:
        super().__init__(f"line {line.seq} ({line.kind} {line.effective_on}): {code}")
        self.line, self.code, self.facts = line, code, facts


@dataclass
class Story:
    """What a person's lines add up to."""

    spells: list[Spell] = field(default_factory=list)
    overlays: list[Overlaid] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    joined_on: dt.date | None = None
    card_number: str = ""
    status: str = ""
    unit_id: int | None = None
    since: dt.date | None = None

    def on(self, day: dt.date) -> Spell | None:
        """Return the status and unit of a day, if any."""
        return next(
            (s for s in self.spells if s.starts_on <= day and (s.ends_on is None or s.ends_on > day)), None
        )


def counting(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that count, in the order they are read.

    A correction can itself be taken back: the newest word on a line decides.
    """
    rows = {line.seq: line for line in lines}
    if len(rows) < 2:
        return list(rows.values())
    gone: set[int] = set()
    for seq in sorted(rows, reverse=True):
        line = rows[seq]
        if line.corrects is not None and seq not in gone:
            gone.add(line.corrects)
    kept = [line for seq, line in rows.items() if seq not in gone and line.corrects is None]
    return sorted(kept, key=lambda line: (line.effective_on, line.seq))


def fold(lines: Iterable[Line]) -> Story:
    """Return what the lines add up to; raise Contradiction where they cannot."""
    story = Story()
    for line in counting(lines):
        _STEPS.get(line.kind, _change)(story, line)
    if story.status and story.unit_id is not None and story.since is not None:
        story.spells.append(Spell(story.unit_id, story.status, story.since, None))
    story.spells = _joined(s for s in story.spells if s.ends_on is None or s.ends_on > s.starts_on)
    story.overlays = [o for o in story.overlays if o.ends_on is None or o.ends_on > o.starts_on]
    return story


def movements(stories: Iterable[Story]) -> Counter[Movement]:
    """Return the movements of several stories, opposite ones cancelled."""
    total: Counter[Movement] = Counter()
    for story in stories:
        total.update(story.movements)
    return total


def _change(story: Story, line: Line) -> None:
    """Take a line that changes the status, the place, or only adds something."""
    kind = KINDS[line.kind]
    if story.status not in kind.before:
        raise Contradiction(line, "status", status=story.status)
    was, where = story.status, story.unit_id
    after = was if kind.after is None else kind.after
    if kind.place and line.unit_id is None:
        raise Contradiction(line, "no_unit")
    place = line.unit_id if kind.place else where
    if kind.flow == "move" and place == where:
        raise Contradiction(line, "same_unit")
    if (after, place) != (was, where):
        _turn(story, line.effective_on, after, place)
    _count(story, line, was, where)
    if after == "member" and was != "member":
        _join(story, line)
    if after not in {was, "member"}:
        _end_overlays(story, line.effective_on)
    if after == "merged":
        story.card_number = ""
    if line.facts.get("card_number") and line.kind in {"enrolled", "admitted", "arrived", "carried"}:
        story.card_number = str(line.facts["card_number"])


def _turn(story: Story, day: dt.date, status: str, unit_id: int | None) -> None:
    if story.status and story.unit_id is not None and story.since is not None:
        story.spells.append(Spell(story.unit_id, story.status, story.since, day))
    story.status, story.since = status, day
    story.unit_id = unit_id if status else None


def _count(story: Story, line: Line, was: str, where: int | None) -> None:
    """Write down the heads a line moves; only members are counted (membership §5)."""
    kind, day = KINDS[line.kind], line.effective_on
    if kind.flow == "in" and line.unit_id is not None:
        story.movements.append(Movement(line.unit_id, day, line.kind, 1))
    elif kind.flow == "out" and was == "member" and where is not None:
        story.movements.append(Movement(where, day, line.kind, -1))
    elif kind.flow == "move" and was == "member" and where is not None and line.unit_id is not None:
        out, into = MOVES[line.kind]
        story.movements += [Movement(where, day, out, -1), Movement(line.unit_id, day, into, 1)]


def _join(story: Story, line: Line) -> None:
    """Set the day of joining: who is admitted joins that day, again too (R-DIS-08); who comes back keeps theirs."""
    given = line.facts.get("joined_on")
    if given:
        story.joined_on = dt.date.fromisoformat(str(given))
    elif line.kind == "admitted":
        story.joined_on = line.effective_on


def _open_overlay(story: Story, line: Line) -> None:
    what = str(line.facts.get("what", ""))
    kind = OVERLAYS.get(what)
    if kind is None:
        raise Contradiction(line, "no_such_overlay")
    if story.status != kind.status:
        raise Contradiction(line, "status", status=story.status)
    until = line.facts.get("until")
    if kind.limited and not until:
        raise Contradiction(line, "no_end")
    if kind.host and line.unit_id is None:
        raise Contradiction(line, "no_unit")
    ends_on = dt.date.fromisoformat(str(until)) if until else None
    if ends_on is not None and ends_on <= line.effective_on:
        raise Contradiction(line, "ends_before")
    story.overlays.append(Overlaid(what, line.unit_id, line.effective_on, ends_on, line.seq))


def _close_overlay(story: Story, line: Line) -> None:
    opened_by = line.facts.get("opened_by")
    for number, overlaid in enumerate(story.overlays):
        if overlaid.opened_by == opened_by:
            if overlaid.ends_on is None or overlaid.ends_on > line.effective_on:
                story.overlays[number] = overlaid._replace(ends_on=line.effective_on)
            return
    raise Contradiction(line, "no_such_overlay")


def _discipline(story: Story, line: Line) -> None:
    """Take a disciplinary measure: it weighs until the day the line names (R-DIS-08)."""
    _change(story, line)
    until = line.facts.get("until")
    if until:
        day = dt.date.fromisoformat(str(until))
        story.overlays.append(Overlaid("sanction", None, line.effective_on, day, line.seq))


def _card(story: Story, line: Line) -> None:
    _change(story, line)
    story.card_number = str(line.facts.get("card_number", "")) if line.kind == "card_issued" else ""


def _note_joining(story: Story, line: Line) -> None:
    """Take a day of joining the book did not know; it lies before the person was a member here (R-REC-01)."""
    _change(story, line)
    given = line.facts.get("joined_on")
    if not given:
        raise Contradiction(line, "no_joining")
    if story.joined_on is not None:
        raise Contradiction(line, "joining_known", day=story.joined_on)
    day = dt.date.fromisoformat(str(given))
    since = [s.starts_on for s in story.spells if s.status == "member"]
    if story.status == "member" and story.since is not None:
        since.append(story.since)
    if day > min(since):
        raise Contradiction(line, "joining_later", day=min(since))
    story.joined_on = day


def _end_overlays(story: Story, day: dt.date) -> None:
    story.overlays = [
        o._replace(ends_on=day) if o.ends_on is None or o.ends_on > day else o for o in story.overlays
    ]


def _joined(spells: Iterable[Spell]) -> list[Spell]:
    """Join neighbouring spells of the same status and unit."""
    kept: list[Spell] = []
    for spell in spells:
        if kept and kept[-1][:2] == spell[:2] and kept[-1].ends_on == spell.starts_on:
            kept[-1] = kept[-1]._replace(ends_on=spell.ends_on)
        else:
            kept.append(spell)
    return kept


_STEPS = {
    "overlay_opened": _open_overlay,
    "overlay_closed": _close_overlay,
    "disciplined": _discipline,
    "card_issued": _card,
    "card_withdrawn": _card,
    "joining_noted": _note_joining,
}
