"""Writing what a forecast says: units, people, duties and lineage, in the caller's one transaction.

A fixed number of statements a few thousand rows. Every row written is journaled, so that the plan can be taken
back as one; what is read afterwards must be what was forecast, or nothing is written at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.database.bulk import insert_rows, reserve_ids, update_rows
from aoxanh.membership.book import Cause, NewLine, Paper, write_lines
from aoxanh.org.carrying import CARRIED, Carriage
from aoxanh.org.keys import unit_search_key, unit_sort_key
from aoxanh.org.kinds import KIND_ORDER, KINDS
from aoxanh.org.models import LABEL, MAX_DEPTH, Lineage, Unit, UnitEvent, UnitVersion, label_of
from aoxanh.org.standing import rethread
from aoxanh.people.lists import BOOK_ROLES
from aoxanh.people.models import Affiliation
from aoxanh.reorganisation.forecasting import Count, Forecast
from aoxanh.reorganisation.forest import Node, Standing
from aoxanh.reorganisation.journal import Journal
from aoxanh.reorganisation.loading import census, chosen
from aoxanh.reorganisation.models import Plan

VERSION = (
    "id", "unit_id", "starts_on", "ends_on", "code", "name", "short_name", "kind", "kind_order", "sector", "address",
    "administrative_unit_id", "parent_id", "path", "sort_key", "search",
)  # fmt: skip
#: What must still be so of an added version when the plan is taken back.
LEFT = (
    "starts_on", "ends_on", "path", "parent_id", "name", "code", "kind", "short_name", "sector", "address",
    "administrative_unit_id",
)  # fmt: skip
#: A new unit holds its first congress within six months (R-ORG-07).
FIRST_CONGRESS = 6


class Lost(RuntimeError):  # noqa: N818 - says what happened
    """What was written is not what was forecast: a fault of ours; nothing stays written."""


def carry_out(plan: Plan, told: Forecast, actor: Actor) -> dict[str, Any]:
    """Write a forecast; return figures and the conservation proof. Raises Lost, or Objection of the book's rules."""
    writer = Writer(plan, told, actor)
    writer.write()
    return writer.prove()


class Writer:
    """Carries one plan out."""

    def __init__(self, plan: Plan, told: Forecast, actor: Actor) -> None:
        self.plan, self.told, self.actor, self.day = plan, told, actor, told.day
        self.forest, self.journal = told.forest, Journal(plan)
        self.ids: dict[int, int] = {}
        self.paths: dict[int, str] = {}

    def write(self) -> None:
        """Write everything, in the order the tables' rules allow."""
        self.found_units()
        self.end_units()
        self.place_units()
        self.note_lineage()
        self.carry_others()
        self.carry_hand_lists()
        self.carry_books()
        self.rows = self.journal.store()

    def real(self, unit_id: int | None) -> Any:
        """Return the id of a unit, of a founded one the one it was given."""
        return self.ids.get(unit_id, unit_id) if unit_id is not None else None

    def found_units(self) -> None:
        """Give founded units their identity."""
        born = [node for node in self.forest.nodes.values() if node.born]
        due = months_after(self.day, FIRST_CONGRESS)
        made = Unit.objects.bulk_create(
            [Unit(term_ends_on=due if KINDS[node.kind].committee else None) for node in born], batch_size=500
        )
        self.ids = {node.id: unit.pk for node, unit in zip(born, made, strict=True)}
        self.known_paths = dict(
            row for row in chosen(UnitVersion.objects.as_of(self.day).values_list("unit_id", "path"), "unit_id", self.forest.refs.values())
        )  # fmt: skip

    def end_units(self) -> None:
        """End the versions of units that end."""
        versions = list(
            chosen(UnitVersion.objects.as_of(self.day), "unit_id", [pk for pk in self.forest.ended if pk > 0])
        )
        update_rows(UnitVersion, ("ends_on",), [(self.day, version.pk) for version in versions])
        for version in versions:
            self.journal.changed(UnitVersion, version.pk, {"ends_on": version.ends_on}, {"ends_on": self.day})
        self.events([(v.unit_id, UnitEvent.Kind.CLOSED, v.name, self.heirs(v.unit_id)) for v in versions])

    def heirs(self, unit_id: int) -> str:
        """Return the names of what a unit went into."""
        return ", ".join(self.told.names.get(heir, "") for heir in self.forest.ended.get(unit_id, ()))[:200]

    def place_units(self) -> None:
        """Write how every unit in reach stands from the day on, where that changed."""
        changed = {
            node.id for node in self.forest.nodes.values() if node.born or node.id in self.forest.touched
        }
        moved = {pk for pk in changed if self.forest.nodes[pk].born or "moved" in self.forest.touched[pk]}
        reach = self.below(moved)
        standing = {
            v.unit_id: v for v in chosen(UnitVersion.objects.as_of(self.day), "unit_id", [pk for pk in changed | reach if pk > 0])
        }  # fmt: skip
        self.write_versions([self.forest.nodes[pk] for pk in self.in_order(changed | reach)], standing)
        later = UnitVersion.objects.filter(starts_on__gt=self.day)
        if any(True for _row in chosen(later.only("pk"), "unit_id", [pk for pk in reach if pk > 0])):
            for pk in moved:
                rethread(Unit.objects.get(pk=self.real(pk)), self.day)
        self.tell_units(changed, standing)

    def below(self, tops: Iterable[int]) -> set[int]:
        """Return units and all that stand below them in the forest."""
        found: set[int] = set()
        level = set(tops)
        while level:
            found |= level
            level = {
                child for pk in level for child in self.forest.below[pk] if child in self.forest.nodes
            } - found
        return found

    def in_order(self, ids: set[int]) -> list[int]:
        """Return units so that what stands above comes first."""
        return sorted(ids, key=lambda pk: len(self.path(pk)))

    def path(self, unit_id: int) -> str:
        """Return a unit's path after the plan."""
        if unit_id not in self.paths:
            node = self.forest.nodes.get(unit_id)
            if node is None or (
                not node.born
                and node.parent not in self.forest.nodes
                and "moved" not in self.forest.touched.get(unit_id, ())
            ):
                self.paths[unit_id] = self.path_now(unit_id)
            else:
                above = self.path(node.parent) if node.parent is not None else ""
                self.paths[unit_id] = above + label_of(self.real(unit_id) or 0)
        return self.paths[unit_id]

    def path_now(self, unit_id: int) -> str:
        """Return a unit's path before the plan."""
        if unit_id not in self.known_paths:
            version = UnitVersion.objects.as_of(self.day).get(unit_id=unit_id)
            self.known_paths[unit_id] = version.path
        return self.known_paths[unit_id]

    def write_versions(self, nodes: list[Node], standing: dict[int, UnitVersion]) -> None:
        """End the versions that change, and add what follows; a version that begins on the day is changed itself."""
        ends, inplace, fresh = [], [], []
        for node in nodes:
            old = standing.get(node.id)
            values = self.values(node)
            before = {name: getattr(old, name) for name in values} if old else {}
            if old and before == values:
                continue
            if len(values["path"]) > LABEL * MAX_DEPTH:
                raise Objection(
                    _("The tree would grow deeper than %(n)d levels.") % {"n": MAX_DEPTH}, rule="L6"
                )
            if old and old.starts_on == self.day:
                inplace.append((*values.values(), old.pk))
                self.journal.changed(UnitVersion, old.pk, before, values)
                continue
            if old:
                ends.append((self.day, old.pk))
                self.journal.changed(UnitVersion, old.pk, {"ends_on": old.ends_on}, {"ends_on": self.day})
            fresh.append((self.real(node.id), self.day, old.ends_on if old else None, values))
        update_rows(UnitVersion, ("ends_on",), ends)
        if inplace:
            update_rows(UnitVersion, tuple(self.values(nodes[0])), inplace)
        rows = []
        for pk, (unit_id, starts_on, ends_on, values) in zip(
            reserve_ids(UnitVersion, len(fresh)), fresh, strict=True
        ):
            row = {"id": pk, "unit_id": unit_id, "starts_on": starts_on, "ends_on": ends_on, **values}
            rows.append(tuple(row[name] for name in VERSION))
            self.journal.added(UnitVersion, pk, {name: row[name] for name in LEFT})
        insert_rows(UnitVersion, VERSION, rows)

    def values(self, node: Node) -> dict[str, Any]:
        """Return the columns of a unit's version that a plan may change."""
        return {
            "code": node.code, "name": node.name, "short_name": node.short_name, "kind": node.kind,
            "kind_order": KIND_ORDER[node.kind], "sector": node.sector, "address": node.address,
            "administrative_unit_id": node.place, "parent_id": self.real(node.parent), "path": self.path(node.id),
            "sort_key": unit_sort_key(node.name), "search": unit_search_key(node.name, node.short_name, node.code),
        }  # fmt: skip

    def tell_units(self, changed: set[int], standing: dict[int, UnitVersion]) -> None:
        """Write the decision into the papers of every unit it changed itself."""
        events, kinds = [], UnitEvent.Kind
        for pk in changed:
            node, old = self.forest.nodes[pk], standing.get(pk)
            if old is None:
                events.append((self.real(pk), kinds.ESTABLISHED, "", node.name))
                continue
            if old.parent_id != self.real(node.parent):
                names = self.told.names
                events.append((pk, kinds.MOVED, self.name_of(old.parent_id), names.get(node.parent or 0, "")))
            if old.kind != node.kind:
                events.append((pk, kinds.KIND_CHANGED, old.kind, node.kind))
            if old.name != node.name:
                events.append((pk, kinds.RENAMED, old.name, node.name))
            elif (old.code, old.address, old.sector) != (node.code, node.address, node.sector):
                events.append((pk, kinds.DETAILS_CHANGED, old.name, node.name))
        self.events(events)

    def name_of(self, unit_id: int | None) -> str:
        """Return the name a unit had on the eve."""
        if unit_id not in self.told.names and unit_id is not None:
            version = (
                UnitVersion.objects.filter(unit_id=unit_id, starts_on__lte=self.day)
                .order_by("-starts_on")
                .first()
            )
            self.told.names[unit_id] = version.name if version else ""
        return self.told.names.get(unit_id or 0, "")

    def events(self, rows: Iterable[tuple[Any, str, str, str]]) -> None:
        """Add papers of units."""
        plan, by = self.plan, getattr(self.actor.user, "pk", None)
        UnitEvent.objects.bulk_create(
            [
                UnitEvent(
                    unit_id=unit_id, kind=kind, effective_on=self.day, decision_number=plan.decision_number,
                    decision_on=plan.decision_on, decision_body=plan.decision_body, reason=plan.name,
                    before=before[:200], after=after[:200], recorded_by=by,
                )
                for unit_id, kind, before, after in rows
            ],
            batch_size=500,
        )  # fmt: skip

    def note_lineage(self) -> None:
        """Keep which unit went into which for ever (R-ORG-09)."""
        known = {
            (row.predecessor_id, row.successor_id)
            for row in chosen(Lineage.objects.all(), "predecessor_id", {old for old, _new, _how in self.forest.lineage if old > 0})
        }  # fmt: skip
        rows: dict[tuple[int, int], str] = {}
        for old, new, how in self.forest.lineage:
            key = (self.real(old), self.real(new))
            if key not in known and key[0] != key[1]:
                rows.setdefault(key, how)
        made = Lineage.objects.bulk_create(
            [
                Lineage(predecessor_id=old, successor_id=new, on=self.day, kind=how, resolution=self.plan.decision_number[:80])
                for (old, new), how in rows.items()
            ],
            batch_size=500,
        )  # fmt: skip
        for row in made:
            self.journal.added(Lineage, row.pk, {"on": self.day})

    def carry_others(self) -> None:
        """Have every room carry what hangs on the units that end."""
        successors = {
            pk: [self.real(heir) or 0 for heir in heirs] for pk, heirs in self.forest.ended.items() if pk > 0
        }
        carriage = Carriage(self.day, successors, self.plan.name, self.journal.note)
        for carried in CARRIED.values():
            if carried.carry:
                carried.carry(carriage)

    def carry_hand_lists(self) -> None:
        """End rows of lists kept by hand where the unit gives people away, and begin them where they come to."""
        rows = [
            who for who in self.told.moves if who.role not in BOOK_ROLES and not who.role.startswith("guest:")
        ]
        later = [who for who in rows if who.starts_on >= self.day and not who.double]
        update_rows(Affiliation, ("unit_id",), [(self.real(who.unit), who.row) for who in later])
        for who in later:
            self.journal.changed(
                Affiliation, who.row, {"unit_id": who.source}, {"unit_id": self.real(who.unit)}
            )
        ending = [who for who in rows if who.starts_on < self.day]
        update_rows(Affiliation, ("ends_on",), [(self.day, who.row) for who in ending])
        for who in ending:
            self.journal.changed(Affiliation, who.row, {"ends_on": who.ends_on}, {"ends_on": self.day})
        made = Affiliation.objects.bulk_create(
            [
                Affiliation(person_id=who.person_id, unit_id=self.real(who.unit), role=who.role, starts_on=self.day, ends_on=who.ends_on)
                for who in ending
                if not who.double
            ],
            batch_size=900,
        )  # fmt: skip
        for row in made:
            self.journal.added(
                Affiliation,
                row.pk,
                {"unit_id": row.unit_id, "ends_on": row.ends_on, "starts_on": row.starts_on},
            )

    def carry_books(self) -> None:
        """Write the reorganisation into the book of everybody whose unit changed (R-ORG-09, proof L8)."""
        plan = self.plan
        paper = Paper(plan.decision_number, plan.decision_on, plan.decision_body)
        lines: dict[int, list[NewLine]] = {}
        for who in sorted(self.told.moves, key=lambda w: w.role.startswith("guest:")):
            if who.role in BOOK_ROLES:
                facts = {"from": who.source}
                lines.setdefault(who.person_id, []).append(
                    NewLine("reorganised", self.day, self.real(who.unit), facts, paper)
                )
            elif who.role.startswith("guest:"):
                lines.setdefault(who.person_id, []).extend(self.guest(who, paper))
        write_lines(lines, actor=self.actor, cause=Cause("reorganisation", str(plan.pk)))

    def guest(self, who: Standing, paper: Paper) -> list[NewLine]:
        """Return the lines by which a guest's activity goes on at the unit that takes over, or ends: it is their home now."""
        day = max(self.day, who.starts_on)
        facts: dict[str, Any] = {"what": who.role.removeprefix("guest:")}
        if who.ends_on:
            facts["until"] = who.ends_on.isoformat()
        closing = NewLine("overlay_closed", day, None, {"opened_by": who.opened_by}, paper)
        if who.double:
            return [closing]
        return [closing, NewLine("overlay_opened", day, self.real(who.unit), facts, paper)]

    def prove(self) -> dict[str, Any]:
        """Count what now stands and compare it with the forecast; return the proof. Raises Lost."""
        ids = [self.real(pk) or 0 for pk in self.forest.nodes]
        units, people = census(ids, self.day)
        now, told = Count.of(units, dict(people)), self.told.after
        expected = {
            (self.real(unit), role): n for (unit, role), n in told.units.items() if unit in self.forest.nodes
        }
        if (
            now.totals != self.told.before.totals
            or now.digests != self.told.before.digests
            or now.units != expected
        ):
            raise Lost(f"plan {self.plan.pk}: {self.told.before.totals} before, {now.totals} after")
        ended = [pk for pk in self.forest.ended if pk > 0]
        for name, carried in CARRIED.items():
            if carried.open_rows and any(
                carried.open_rows(ended[n : n + 5000], self.day).exists() for n in range(0, len(ended), 5000)
            ):
                raise Lost(f"plan {self.plan.pk}: {name} still points at a unit that ended")
        return {
            "totals": now.totals, "digests": now.digests, "moved": sum(w.role in BOOK_ROLES for w in self.told.moves),
            "ended": len(ended), "founded": len(self.ids), "versions": self.rows,
            "units": self.unit_table(now), "effects": [[e.field, e.count] for e in self.told.effects],
        }  # fmt: skip

    def unit_table(self, now: Count) -> list[list[Any]]:
        """Return name, members before and members after of each unit whose members changed, at most 2,000."""
        before, names = self.told.before.units, self.told.names
        ids = {unit for unit, role in (*before, *self.told.after.units) if role == "member"}
        rows = [
            [names.get(pk, ""), before.get((pk, "member"), 0), now.units.get((self.real(pk), "member"), 0)]
            for pk in sorted(ids, key=lambda pk: names.get(pk, ""))
        ]
        return [row for row in rows if row[1] != row[2]][:2000]


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the day some months later, the last of the month where there is no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(day.year + year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError
