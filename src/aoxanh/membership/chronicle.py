"""What a whole book makes of every projection, through the time of knowing: the oracle of proof and rebuilding."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from aoxanh.audit.models import GENESIS
from aoxanh.membership.folding import Contradiction, Line, Overlaid, Spell, Story, fold
from aoxanh.membership.models import BookEntry

#: (spell or overlay, known from, known until)
Known = tuple[tuple[object, ...], dt.datetime, dt.datetime | None]
CHUNK = 5_000


@dataclass
class Chronicle:
    """One person's projections as the lines alone demand them; `broken` says what in the lines does not hold."""

    person_id: int
    lines: int = 0
    head: str = GENESIS
    story: Story = field(default_factory=Story)
    spells: Counter[Known] = field(default_factory=Counter)
    overlays: Counter[Known] = field(default_factory=Counter)
    deltas: Counter[tuple[int, dt.date, str, dt.datetime]] = field(default_factory=Counter)
    broken: str = ""


def chronicle(person_id: int, entries: Sequence[BookEntry]) -> Chronicle:
    """Return what these entries, in the order of their numbers, make of every projection."""
    told = Chronicle(person_id)
    lines: list[Line] = []
    open_spells: dict[Spell, dt.datetime] = {}
    open_overlays: dict[Overlaid, dt.datetime] = {}
    for at, batch in itertools.groupby(entries, key=lambda entry: entry.recorded_at):
        for entry in batch:
            told.broken = told.broken or _unsound(entry, told)
            told.lines, told.head = told.lines + 1, entry.hash
            lines.append(entry.line)
        if told.broken:
            return told
        try:
            after = fold(lines)
        except Contradiction as contradiction:
            told.broken = f"L10 {contradiction}"
            return told
        _turn(open_spells, set(after.spells), told.spells, at)
        _turn(open_overlays, set(after.overlays), told.overlays, at)
        for sign, story in ((-1, told.story), (1, after)):
            for m in story.movements:
                told.deltas[m.unit_id, m.on, m.kind, at] += sign * m.n
        told.story = after
    told.spells.update((tuple(s), since, None) for s, since in open_spells.items())
    told.overlays.update((tuple(o), since, None) for o, since in open_overlays.items())
    told.deltas = Counter({key: n for key, n in told.deltas.items() if n})
    return told


def _unsound(entry: BookEntry, told: Chronicle) -> str:
    """Return what is wrong with an entry's place in its chain (L9), or nothing."""
    if entry.seq != told.lines + 1:
        return f"L9 line {told.lines + 1} is missing"
    if entry.previous != told.head:
        return f"L9 line {entry.seq} does not follow the one before it"
    if entry.digest() != entry.hash:
        return f"L9 line {entry.seq} was changed"
    return ""


def _turn(known: dict, now: set, kept: Counter[Known], at: dt.datetime) -> None:
    for row in [row for row in known if row not in now]:
        kept[tuple(row), known.pop(row), at] += 1
    for row in now:
        known.setdefault(row, at)


def books(person_ids: Iterable[int] | None = None) -> Iterator[tuple[int, list[BookEntry]]]:
    """Walk books in the order of people, a few thousand at a time, in constant memory."""
    if person_ids is not None:
        ids = sorted(person_ids)
        for start in range(0, len(ids), CHUNK // 10):
            part = BookEntry.objects.filter(person_id__in=ids[start : start + CHUNK // 10])
            yield from _grouped(part.order_by("person_id", "seq"))
        return
    yield from _grouped(BookEntry.objects.order_by("person_id", "seq").iterator(chunk_size=CHUNK))


def books_between(after: int, until: int) -> Iterator[tuple[int, list[BookEntry]]]:
    """Walk the books of the people with numbers in (after, until]."""
    part = BookEntry.objects.filter(person_id__gt=after, person_id__lte=until)
    yield from _grouped(part.order_by("person_id", "seq").iterator(chunk_size=CHUNK))


def _grouped(entries: Iterable[BookEntry]) -> Iterator[tuple[int, list[BookEntry]]]:
    for person_id, group in itertools.groupby(entries, key=lambda entry: entry.person_id):
        yield person_id, list(group)
