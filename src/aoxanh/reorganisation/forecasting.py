"""Playing a plan through without writing: what would become of units, people and all that hangs on them.

Everything that stands against the plan is found at once; the conservation proof is made from the same people
who would be moved (proof L5).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from aoxanh.membership.places import LIVING
from aoxanh.org.carrying import CARRIED
from aoxanh.org.kinds import KINDS, may_stand_under
from aoxanh.org.models import UnitVersion, ends_after
from aoxanh.people.lists import BOOK_ROLES
from aoxanh.reorganisation.forest import Forest, Node, Problem, Standing
from aoxanh.reorganisation.loading import census, chosen, doubles, guests_at_home, load
from aoxanh.reorganisation.steps import LIFE_CYCLE, Step


@dataclass(frozen=True)
class Effect:
    """Something that hangs on units that end, and what becomes of it."""

    field: str
    says: Any
    count: int


@dataclass
class Count:
    """A conservation proof: who stood where by status, before and after, as numbers and as sets.

    `digests`: SHA-256 of the sorted person ids of each status; equal digests are equal sets.
    """

    units: dict[tuple[int, str], int]
    totals: dict[str, int]
    digests: dict[str, str]

    @classmethod
    def of(cls, units: dict[tuple[int, str], int], people: Mapping[str, Iterable[int]]) -> Count:
        """Return the count of people by unit and status."""
        sums = {role: array("q", sorted(set(ids))) for role, ids in people.items()}
        return cls(
            {key: n for key, n in units.items() if n},
            {role: len(ids) for role, ids in sorted(sums.items()) if len(ids)},
            {
                role: hashlib.sha256(ids.tobytes()).hexdigest()
                for role, ids in sorted(sums.items())
                if len(ids)
            },
        )


@dataclass
class Forecast:
    """What a plan would do."""

    day: dt.date
    forest: Forest
    problems: list[Problem]
    before: Count
    after: Count
    effects: list[Effect]
    moves: list[Standing]
    names: dict[int, str] = field(default_factory=dict)

    @property
    def conserved(self) -> bool:
        """Whether the same people stand before and after, as sets and by every status."""
        return self.before.totals == self.after.totals and self.before.digests == self.after.digests

    @property
    def can_be_done(self) -> bool:
        """Whether nothing stands against the plan."""
        return not self.problems and self.conserved


def forecast(steps: Sequence[Step], day: dt.date, scope: UnitVersion | None) -> Forecast:
    """Play a plan through on its day; `scope` is the unit whose officers decide: everything lies below it."""
    forest = load(steps, day)
    origins = {node.id: node.origin for node in forest.nodes.values() if node.origin}
    units, people = census(origins, day)
    forest.play(steps)
    doubles(forest.sent.values())
    before = Count.of(units, people)
    moves = [who for who in forest.sent.values() if moves_on(who, day)]
    moves += guests_at_home(moves, day)
    after = predicted(units, people, moves, day)
    problems = [*forest.problems, *Checks(forest, origins, day, scope, after).run()]
    effects = effects_of(forest.ended, day)
    problems += left_behind(forest, effects, day)
    return Forecast(
        day, forest, problems, before, after, effects, moves,
        {**{pk: node.name for pk, node in origins.items() if node}, **{pk: n.name for pk, n in forest.nodes.items()}},
    )  # fmt: skip


def moves_on(who: Standing, day: dt.date) -> bool:
    """Whether a row of a list is carried: of the book only what holds on the day, for lines follow each other."""
    return who.unit != who.source and (who.role not in BOOK_ROLES or who.starts_on <= day)


def predicted(
    units: dict[tuple[int, str], int], people: dict[str, list[int]], moves: list[Standing], day: dt.date
) -> Count:
    """Return the count after the moves: who has no destination is missing."""
    places = Counter(units)
    gone: dict[str, Counter[int]] = defaultdict(Counter)
    for who in moves:
        if who.role.startswith("guest:") or who.starts_on > day:
            continue
        places[who.source, who.role] -= 1
        if who.double:
            continue
        if who.unit is None:
            gone[who.role][who.person_id] += 1
        else:
            places[who.unit, who.role] += 1
    left = {
        role: (Counter(ids) - gone[role]).elements() if gone[role] else ids for role, ids in people.items()
    }
    return Count.of(dict(places), dict(left))


def effects_of(ended: Iterable[int], day: dt.date) -> list[Effect]:
    """Return what hangs on the units that end and would end or move with them."""
    ids = sorted(pk for pk in ended if pk > 0)
    found = []
    for name, carried in CARRIED.items():
        count = open_count(carried, ids, day) if carried.open_rows else 0
        if count:
            found.append(Effect(name, carried.says, count))
    return found


def left_behind(forest: Forest, effects: Iterable[Effect], day: dt.date) -> list[Problem]:
    """Return what is under way at units that end and that nobody takes over (proof L5)."""
    ids = sorted(pk for pk, heirs in forest.ended.items() if pk > 0 and not heirs)
    text = _(
        "A unit would end that nobody takes over, and something is under way for it: end that first, or name who takes over. %(says)s"
    )
    going_on = [(CARRIED[e.field], e.says) for e in effects if ids and CARRIED[e.field].how == "moves"]
    return [
        Problem(text % {"says": says}, LIFE_CYCLE)
        for carried, says in going_on
        if carried.carry and open_count(carried, ids, day)
    ]


def open_count(carried: Any, ids: list[int], day: dt.date) -> int:
    """Return how many rows of a field would end or move."""
    return sum(carried.open_rows(ids[n : n + 5000], day).count() for n in range(0, len(ids), 5000))


class Checks:
    """Everything the rules say about where a plan leaves the tree."""

    def __init__(
        self, forest: Forest, origins: Mapping[int, Node | None], day: dt.date, scope: UnitVersion | None, after: Count
    ) -> None:  # fmt: skip
        self.forest, self.origins, self.day, self.scope, self.after = forest, origins, day, scope, after
        self.changed = [node for node in forest.nodes.values() if node.born or node.id in forest.touched]
        self.found: list[Problem] = []

    def run(self) -> list[Problem]:
        """Return what stands against the plan."""
        self.shape()
        self.codes()
        self.later()
        self.later_people()
        self.lists()
        if self.scope is not None:
            self.reach(self.scope)
        return self.found

    def note(self, message: str, rule: str = LIFE_CYCLE, people: Iterable[int] = ()) -> None:
        """Note a problem."""
        self.found.append(Problem(message, rule, 0, tuple(people)))

    def shape(self) -> None:
        """Every kind where the Union's rules know it, and in use on the day (R-ORG-11)."""
        nodes = self.forest.nodes
        turned = {
            node.id for node in self.changed if node.born or "kind_changed" in self.forest.touched[node.id]
        }
        below = [nodes[child] for above in turned for child in self.forest.below[above] if child in nodes]
        for node in {node.id: node for node in [*self.changed, *below]}.values():
            kind, above = KINDS[node.kind], nodes.get(node.parent or 0)
            moved = node.born or node.id in turned
            if moved and kind.valid_until and self.day >= kind.valid_until:
                text = _("“%(unit)s”: since %(day)s there are no units of this kind.")
                self.note(text % {"unit": node.name, "day": f"{kind.valid_until:%d/%m/%Y}"}, "R-ORG-11")
            if above is not None and not may_stand_under(node.kind, above.kind):
                text = _("“%(unit)s” (%(kind)s) cannot stand under “%(above)s”.")
                self.note(text % {"unit": node.name, "kind": kind.title, "above": above.name}, kind.rule)

    def codes(self) -> None:
        """No two units carry one code from the day on."""
        wanted: dict[str, list[Node]] = defaultdict(list)
        for node in self.forest.nodes.values():
            wanted[node.code].append(node)
        fresh = {n.code for n in self.changed if n.origin is None or n.origin.code != n.code}
        mine = set(self.origins)
        others = chosen(UnitVersion.objects.filter(ends_after(self.day)), "code", fresh)
        taken = {version.code: version.name for version in others if version.unit_id not in mine}
        for code in sorted(fresh):
            if code in taken or len(wanted[code]) > 1:
                name = taken.get(code) or wanted[code][0].name
                self.note(
                    _("Code %(code)s belongs to “%(name)s” at that time.") % {"code": code, "name": name},
                    "R-ORG-09",
                )

    def later(self) -> None:
        """No unit changed here has decisions of a later day, or begins on the day it ends."""
        ids = {node.id for node in self.changed if not node.born} | set(self.forest.ended)
        ids = {pk for pk in ids if pk > 0}
        rows = UnitVersion.objects.filter(starts_on__gte=self.day).order_by("starts_on")
        for version in chosen(rows, "unit_id", ids):
            if version.starts_on > self.day:
                text = _("A later decision about “%(unit)s” is recorded already, of %(day)s.")
                self.note(text % {"unit": version.name, "day": f"{version.starts_on:%d/%m/%Y}"}, "L5")
            elif version.unit_id in self.forest.ended:
                text = _("“%(unit)s” begins on the very day the plan ends it.")
                self.note(text % {"unit": version.name})
        below = UnitVersion.objects.filter(starts_on__gt=self.day)
        for version in chosen(below, "parent_id", [pk for pk in self.forest.ended if pk > 0]):
            text = _("“%(unit)s” is placed under a unit that ends, by a decision of %(day)s.")
            self.note(text % {"unit": version.name, "day": f"{version.starts_on:%d/%m/%Y}"}, "L5")

    def later_people(self) -> None:
        """Nobody came into a unit that ends after the day it ends."""
        late = defaultdict(list)
        for who in self.forest.sent.values():
            if who.role in LIVING and who.starts_on > self.day and who.source in self.forest.ended:
                late[who.source].append(who.person_id)
        for unit_id, people in late.items():
            text = _("%(n)d people came into “%(unit)s” after the day it ends. Take these lines back first.")
            origin = self.origins[unit_id]
            self.note(text % {"n": len(people), "unit": origin.name if origin else ""}, "L5", people)

    def lists(self) -> None:
        """Members go to units that have members, and stay in them (R-STA-03)."""
        wrong: dict[int, set[int]] = defaultdict(set)
        for who in self.forest.sent.values():
            node = self.forest.nodes.get(who.unit or 0)
            if who.role in LIVING and node is not None and not KINDS[node.kind].has_members:
                wrong[node.id].add(who.person_id)
        stay = {
            node.id: sum(self.after.units.get((node.id, role), 0) for role in LIVING)
            for node in self.turned()
        }
        text = _("“%(unit)s” is no branch: %(n)d members cannot stand on its list. Choose a branch for them.")
        for unit_id in {**wrong, **{pk: n for pk, n in stay.items() if n}}:
            people = wrong.get(unit_id, set())
            n = max(len(people), stay.get(unit_id, 0))
            self.note(text % {"unit": self.forest.nodes[unit_id].name, "n": n}, "R-STA-03", sorted(people))

    def turned(self) -> list[Node]:
        """Return the units whose kind a step changes into one that has no members of its own."""
        return [
            node for node in self.changed
            if "kind_changed" in self.forest.touched.get(node.id, ()) and not KINDS[node.kind].has_members
        ]  # fmt: skip

    def reach(self, scope: UnitVersion) -> None:
        """The direct superior decides: all lies below the unit the plan is of."""
        below, at = set(), scope.unit_id
        rows = UnitVersion.objects.as_of(self.day).below(scope.path)
        below = {
            row.unit_id
            for row in chosen(rows.only("unit_id"), "unit_id", [pk for pk in self.origins if pk > 0])
        }
        for pk in [*self.forest.ended, *(n.id for n in self.changed if not n.born)]:
            origin = self.origins.get(pk)
            if origin and (pk not in below or pk == at):
                text = _("“%(unit)s” does not lie below “%(scope)s”: its own superior decides.")
                self.note(text % {"unit": origin.name, "scope": scope.name})
        for node in self.changed:
            placed = node.born or "moved" in self.forest.touched[node.id]
            if placed and node.parent is not None and node.parent > 0 and node.parent not in below:
                text = _("“%(unit)s” would leave the units of “%(scope)s”: the superior of both decides.")
                self.note(text % {"unit": node.name, "scope": scope.name})
        for goal in sorted({heir for _old, heir, _how in self.forest.lineage if heir > 0} - below):
            origin = self.origins.get(goal)
            text = _(
                "“%(unit)s” does not lie below “%(scope)s”: the superior of both decides what goes there."
            )
            self.note(text % {"unit": origin.name if origin else "", "scope": scope.name})


def warnings_of(told: Forecast) -> list[Problem]:
    """Return units the plan leaves below the size the rules ask for: the superior decides what to do (R-ORG §2.1)."""
    found, touched = (
        [],
        set(told.forest.touched) | {who.source for who in told.moves} | {who.unit for who in told.moves},
    )
    for node in told.forest.nodes.values():
        kind = KINDS[node.kind]
        if node.id not in touched and not node.born:
            continue
        if kind.has_members and kind.min_members:
            n = told.after.units.get((node.id, "member"), 0)
            if n < kind.min_members:
                text = _("“%(unit)s” has %(n)d members; the rules ask for %(least)d.")
                found.append(
                    Problem(text % {"unit": node.name, "n": n, "least": kind.min_members}, kind.rule)
                )
        n = len(told.forest.below[node.id])
        if kind.min_branches and n < kind.min_branches and (node.born or node.id in told.forest.whole):
            text = _("“%(unit)s” has %(n)d units below; the rules ask for %(least)d.")
            found.append(Problem(text % {"unit": node.name, "n": n, "least": kind.min_branches}, kind.rule))
    return found
