"""What is read from the book, written with it: statuses and units, overlays, heads, deltas of the counts.

A row that stops being what is known is ended at that instant and another is added, so that any list can be
asked for as it was known on any day (proof L12). All of it can be thrown away and made again from the lines.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aoxanh.database.bulk import insert_rows, update_rows
from aoxanh.membership.folding import Overlaid, Spell, Story
from aoxanh.membership.kinds import STATUSES
from aoxanh.membership.models import Delta, Member, Overlay
from aoxanh.people.models import Affiliation

BATCH = 900


@dataclass(frozen=True)
class Change:
    """One person's story before and after."""

    person_id: int
    before: Story
    after: Story


def apply(
    changes: Sequence[Change], at: dt.datetime, *, heads: Mapping[int, tuple[int, str]], fresh: bool = False
) -> None:
    """Write what changed between the stories; `fresh` people have no rows yet."""
    _write_heads(changes, at, heads, fresh=fresh)
    gone = {c.person_id: set(c.before.spells) - set(c.after.spells) for c in changes if c.before.spells}
    retire_spells({pk: spells for pk, spells in gone.items() if spells}, at)
    born = [(c.person_id, s) for c in changes for s in c.after.spells if s not in c.before.spells]
    insert_rows(
        Affiliation,
        ("person_id", "unit_id", "role", "starts_on", "ends_on", "known_from", "known_until"),
        ((pk, s.unit_id, s.status, s.starts_on, s.ends_on, at, None) for pk, s in born),
    )
    _write_overlays(changes, at)
    write_deltas(changes, at)


def _write_heads(
    changes: Sequence[Change], at: dt.datetime, heads: Mapping[int, tuple[int, str]], *, fresh: bool
) -> None:
    columns = ("lines", "head", "joined_on", "card_number", "since")
    rows = [(*heads[c.person_id], c.after.joined_on, c.after.card_number, at, c.person_id) for c in changes]
    if fresh:
        insert_rows(Member, (*columns, "person_id"), rows)
    else:
        update_rows(Member, columns, rows, key="person_id")


def retire_spells(gone: Mapping[int, set[Spell]], at: dt.datetime) -> None:
    """End the knowledge of these spells at an instant."""
    ids = list(gone)
    for start in range(0, len(ids), BATCH):
        rows = Affiliation.objects.filter(
            person_id__in=ids[start : start + BATCH], known_until=None, role__in=list(STATUSES)
        )
        found = [
            pk
            for pk, person_id, *spell in rows.values_list(
                "pk", "person_id", "unit_id", "role", "starts_on", "ends_on"
            )
            if tuple(spell) in gone[person_id]
        ]
        Affiliation.objects.filter(pk__in=found).update(known_until=at)


def _write_overlays(changes: Sequence[Change], at: dt.datetime) -> None:
    gone: dict[int, set[Overlaid]] = {}
    born: list[tuple[int, Overlaid]] = []
    for c in changes:
        if not c.before.overlays and not c.after.overlays:
            continue
        before, after = set(c.before.overlays), set(c.after.overlays)
        if before - after:
            gone[c.person_id] = before - after
        born += [(c.person_id, overlaid) for overlaid in sorted(after - before, key=lambda o: o.opened_by)]
    for start in range(0, len(gone), BATCH):
        part = list(gone)[start : start + BATCH]
        rows = Overlay.objects.filter(person_id__in=part, known_until=None)
        found = [
            pk
            for pk, person_id, *o in rows.values_list(
                "pk", "person_id", "what", "unit_id", "starts_on", "ends_on", "opened_by"
            )
            if tuple(o) in gone[person_id]
        ]
        Overlay.objects.filter(pk__in=found).update(known_until=at)
    insert_rows(
        Overlay,
        ("person_id", "what", "unit_id", "starts_on", "ends_on", "opened_by", "known_from", "known_until"),
        ((pk, *overlaid, at, None) for pk, overlaid in born),
    )


def write_deltas(changes: Sequence[Change], at: dt.datetime) -> None:
    """Append what the counts gain and lose; several heads of one unit, day and kind are one row."""
    total: Counter[tuple[Any, ...]] = Counter()
    for c in changes:
        for sign, story in ((-1, c.before), (1, c.after)):
            for m in story.movements:
                total[m.unit_id, m.on, m.kind] += sign * m.n
    rows = ((*key, n, at, False) for key, n in sorted(total.items()) if n)
    insert_rows(Delta, ("unit_id", "on", "kind", "n", "known_from", "folded"), rows)
