"""The tree in memory while a plan is played through: what each step does to units and to who is in them; no writes.

Problems are collected, not raised, so that a plan shows all of them at once; a step that cannot be taken leaves
the forest as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from aoxanh.reorganisation.steps import LIFE_CYCLE, Newborn, Part, Step


@dataclass(slots=True)
class Node:
    """A unit as the plan leaves it; founded ones have negative ids until they are written."""

    id: int
    code: str
    name: str
    kind: str
    parent: int | None
    short_name: str = ""
    sector: str = ""
    address: str = ""
    place: int | None = None
    origin: Node | None = None

    @property
    def born(self) -> bool:
        """Whether the plan founds it."""
        return self.id < 0


@dataclass(frozen=True)
class Problem:
    """What must be solved before the plan can be carried out: what, which rule, which step, about whom."""

    message: str
    rule: str
    step: int = 0
    people: tuple[int, ...] = ()


@dataclass(slots=True)
class Standing:
    """Somebody on a unit's list, as the plan carries them.

    `row`: the list's row; `opened_by`: of a guest, the line of the book; `double`: they stand on the list of the unit
    they come to already, or are its guest and come home to it, so that this row only ends.
    """

    person_id: int
    role: str
    source: int
    unit: int | None
    row: int
    starts_on: Any
    ends_on: Any = None
    opened_by: int = 0
    double: bool = False


Matches = Callable[[int, tuple[Part, ...], list[Standing]], dict[int, list[int]]]


@dataclass
class Forest:
    """Units and people of a plan's day, and what the steps made of them.

    `nodes`: every unit in reach by id, ended ones removed; `whole`: those whose units below are in reach too; `ended`: successors by id of the units that end;
    `touched`: ids directly changed; `people`: by unit, those whose unit a step sends elsewhere.
    """

    nodes: dict[int, Node]
    refs: dict[str, int]
    people: dict[int, list[Standing]]
    whole: set[int]
    places: dict[str, int]
    matches: Matches
    problems: list[Problem] = field(default_factory=list)
    ended: dict[int, list[int]] = field(default_factory=dict)
    lineage: list[tuple[int, int, str]] = field(default_factory=list)
    touched: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    sent: dict[int, Standing] = field(default_factory=dict)
    below: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    next_id: int = -1

    def __post_init__(self) -> None:
        for node in self.nodes.values():
            if node.parent is not None:
                self.below[node.parent].add(node.id)

    @property
    def changes(self) -> bool:
        """Whether any unit is founded, ends, or stands otherwise than before: a step may say what is so already."""
        return bool(self.ended) or any(
            node.origin is None or replace(node, origin=None) != node.origin for node in self.nodes.values()
        )

    def play(self, steps: Iterable[Step]) -> None:
        """Take every step in turn."""
        for step in steps:
            self.step = step
            getattr(self, f"do_{step.do}")(step)

    def problem(self, message: str, rule: str = LIFE_CYCLE, people: Iterable[int] = ()) -> None:
        """Note a problem of the step being taken."""
        self.problems.append(Problem(message, rule, self.step.number, tuple(people)))

    def find(self, ref: str) -> Node | None:
        """Return the unit a step names, or note that there is none."""
        node = self.nodes.get(self.refs.get(ref, 0))
        if node is None:
            if self.refs.get(ref) in self.ended:
                self.problem(_("“%(ref)s” has ended by an earlier step.") % {"ref": ref})
            else:
                self.problem(
                    _("There is no unit “%(ref)s” on the day of the plan.") % {"ref": ref}, "R-ORG-09"
                )
        return node

    def find_all(self, refs: Iterable[str]) -> list[Node]:
        """Return the units named that there are; the others are noted."""
        return [node for ref in refs if (node := self.find(ref))]

    def do_establish(self, step: Step) -> None:
        """Found a unit."""
        if step.new:
            self.bear(step.new)

    def do_rename(self, step: Step) -> None:
        """Change particulars."""
        if node := self.find(step.unit):
            for name, value in step.fields.items():
                if name == "place":
                    node.place = self.place(value)
                else:
                    setattr(node, name, value)
            self.touched[node.id].add("renamed")

    def do_change_kind(self, step: Step) -> None:
        """Raise or lower a unit."""
        if node := self.find(step.unit):
            node.kind = step.kind
            self.touched[node.id].add("kind_changed")

    def do_move(self, step: Step) -> None:
        """Place units under another."""
        target = self.find(step.to)
        for node in self.find_all(step.units):
            if target:
                self.put(node, target)
                if step.kind and step.kind != node.kind:
                    node.kind = step.kind
                    self.touched[node.id].add("kind_changed")

    def do_merge(self, step: Step) -> None:
        """Merge units into one that stays: what stands below them and everybody in them goes there."""
        target = self.find(step.to)
        for node in self.find_all(step.units):
            if target:
                self.absorb(node, target, "merged")

    def do_consolidate(self, step: Step) -> None:
        """End units and found one of them all."""
        nodes = self.find_all(step.units)
        target = self.bear(step.new) if step.new and len(nodes) == len(step.units) else None
        for node in nodes if target else ():
            assert target is not None  # noqa: S101 - the loop is empty otherwise
            self.absorb(node, target, "consolidated")

    def do_split(self, step: Step) -> None:
        """Give parts of a unit to new or other units; it ends unless it is a part itself or the rest stays in it."""
        self.divide(step, "split")

    def do_dissolve(self, step: Step) -> None:
        """End a unit, each person and each unit below with its destination."""
        self.divide(step, "dissolved")

    def divide(self, step: Step, how: str) -> None:
        """Send the parts of a unit where they belong."""
        node = self.find(step.unit)
        if node is None:
            return
        targets = [self.part_target(part, node) for part in step.parts]
        rest = self.find(step.rest) if step.rest else None
        if any(target is None for target in targets) or (step.rest and rest is None):
            return
        goals = [target.id for target in targets if target]
        self.send_units(node, step.parts, [target for target in targets if target])
        self.send(node, step.parts, goals, rest)
        stays = node.id in goals or rest is node
        if how == "dissolved" and stays:
            self.problem(_("“%(unit)s” is dissolved: nobody can stay in it.") % {"unit": node.name})
            return
        heirs = list(
            dict.fromkeys([*goals, *([rest.id] if rest else []), *(n.id for n in self.find_all(step.units))])
        )
        self.lineage += [(node.id, heir, how) for heir in heirs if heir != node.id]
        if stays:
            self.touched[node.id].add("split")
            return
        for child in sorted(self.below[node.id]) if rest else ():
            self.put(self.nodes[child], rest)
        self.end(node, [heir for heir in heirs if heir != node.id])

    def send_units(self, node: Node, parts: tuple[Part, ...], targets: list[Node]) -> None:
        """Place the units below that the parts name."""
        for part, target in zip(parts, targets, strict=True):
            for child in self.find_all(part.units):
                if child.parent != node.id:
                    text = _("“%(child)s” does not stand under “%(unit)s”.")
                    self.problem(text % {"child": child.name, "unit": node.name})
                elif target is not node:
                    self.put(child, target)

    def part_target(self, part: Part, node: Node) -> Node | None:
        """Return the unit a part goes to, founded where it is new: beside the old one, unless the step says."""
        if not part.new:
            return self.find(part.to)
        return self.bear(part.new, above=node.parent)

    def send(self, node: Node, parts: tuple[Part, ...], goals: list[int], rest: Node | None) -> None:
        """Send everybody of a unit to the part whose rules name them; who fits none goes with the rest."""
        here = self.people.get(node.id, [])
        named = self.matches(self.step.number, parts, here)
        kept, lost, doubled = [], [], []
        for who in here:
            found = sorted({goals[n] for n in named.get(who.person_id, [])})
            if len(found) == 1:
                goal: int | None = found[0]
            elif found:
                doubled.append(who.person_id)
                goal = None
            else:
                goal = rest.id if rest else None
                if goal is None:
                    lost.append(who.person_id)
            if goal == node.id:
                kept.append(who)
            else:
                self.carry(who, goal)
        self.people[node.id] = kept
        if lost:
            text = _("%(n)d people of “%(unit)s” have no destination. Add a rule or say where the rest goes.")
            self.problem(text % {"n": len(set(lost)), "unit": node.name}, "L5", sorted(set(lost)))
        if doubled:
            text = _("%(n)d people of “%(unit)s” have two destinations. Name them in a list.")
            self.problem(text % {"n": len(set(doubled)), "unit": node.name}, "L5", sorted(set(doubled)))

    def carry(self, who: Standing, goal: int | None) -> None:
        """Put somebody at their next unit."""
        who.unit = goal
        self.sent[id(who)] = who
        if goal is not None:
            self.people.setdefault(goal, []).append(who)

    def absorb(self, node: Node, target: Node, how: str) -> None:
        """Let one unit take over another whole."""
        if node is target:
            self.problem(_("“%(unit)s” cannot be merged into itself.") % {"unit": node.name})
            return
        for child in sorted(self.below[node.id]):
            if child == target.id:
                self.put(target, self.nodes.get(node.parent or 0))
            else:
                self.put(self.nodes[child], target)
        for who in self.people.pop(node.id, []):
            self.carry(who, target.id)
        self.lineage.append((node.id, target.id, how))
        self.end(node, [target.id])

    def put(self, node: Node, above: Node | None) -> None:
        """Place a unit, with all below it, under another."""
        if above is None:
            self.problem(_("“%(unit)s” would stand nowhere.") % {"unit": node.name}, "L6")
            return
        if self.stands_under(above, node):
            text = _("“%(unit)s” cannot stand under itself or under a unit below it.")
            self.problem(text % {"unit": node.name}, "L6")
            return
        if node.parent is not None:
            self.below[node.parent].discard(node.id)
        node.parent = above.id
        self.below[above.id].add(node.id)
        self.touched[node.id].add("moved")

    def stands_under(self, node: Node, other: Node) -> bool:
        """Whether a unit is another one or stands below it."""
        at: Node | None = node
        while at is not None:
            if at is other:
                return True
            at = self.nodes.get(at.parent) if at.parent is not None else None
        return False

    def bear(self, new: Newborn, above: int | None = None) -> Node | None:
        """Found a unit."""
        parent = self.find(new.under) if new.under else self.nodes.get(above or 0)
        if parent is None:
            if not new.under:
                self.problem(_("Say under which unit “%(name)s” stands.") % {"name": new.name})
            return None
        if f"@{new.label}" in self.refs:
            self.problem(_("Two new units are called “%(label)s” in the plan.") % {"label": new.label})
            return None
        node = Node(
            self.next_id, new.code, new.name, new.kind, parent.id, new.short_name, new.sector, new.address,
            self.place(new.place),
        )  # fmt: skip
        self.next_id -= 1
        self.nodes[node.id] = node
        self.below[parent.id].add(node.id)
        self.refs[f"@{new.label}"] = node.id
        return node

    def place(self, code: str) -> int | None:
        """Return the unit of the country a code names on the day."""
        if code and code not in self.places:
            self.problem(
                _("There is no commune, district or province %(code)s on that day.") % {"code": code},
                "R-ORG-09",
            )
        return self.places.get(code)

    def end(self, node: Node, heirs: list[int]) -> None:
        """End a unit that is empty now."""
        if self.below[node.id]:
            names = ", ".join(sorted(self.nodes[child].name for child in self.below[node.id])[:5])
            text = _("“%(unit)s” ends, but has units below without a destination: %(names)s.")
            self.problem(text % {"unit": node.name, "names": names}, "L5")
            return
        if node.born:
            self.problem(_("“%(unit)s” is founded and ended by the same plan.") % {"unit": node.name})
        self.ended[node.id] = heirs
        del self.nodes[node.id]
        if node.parent is not None:
            self.below[node.parent].discard(node.id)
        self.touched.pop(node.id, None)
