"""Plans made from an administrative decision: the Union's units follow the provinces and communes of the country.

What the shipped lineage does not say is not guessed: such a commune goes on as it is, placed directly under its
province, and the dry run shows it there (R-VER-04, R-ORG-11).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from aoxanh.org.administrative import Row
from aoxanh.org.countries import union_name
from aoxanh.org.kinds import DISTRICTS_END
from aoxanh.org.models import AdministrativeLineage, AdministrativeUnit, UnitVersion

Steps = list[dict[str, Any]]


def steps_of_decision(scope: UnitVersion, day: dt.date) -> Steps:
    """Return the steps by which the unions below `scope` follow the country's decision of a day; none if there is none.

    Provinces that became one are merged into the one that keeps its code; communes that became one are consolidated
    into a new union directly under the province; districts end, and what else stood below them goes to the province.
    A commune that was parted goes to the first part named; who lives in another one is moved by a further step.
    """
    eve = list(UnitVersion.objects.as_of(day).below(scope.path).select_related("administrative_unit"))
    decision = Decision(eve, day)
    if not decision.whole:
        return []
    return [*decision.provinces(), *decision.communes(scope), *decision.unknown(), *decision.districts()]


def founded(commune: AdministrativeUnit, under: str) -> dict[str, Any]:
    """Return the union of a new commune as a step founds it."""
    row = Row(commune.code, "commune", commune.kind, commune.name, "")
    return {
        "as": commune.code, "code": commune.code, "name": union_name(row), "kind": "commune", "under": under,
        "sector": "residential", "place": commune.code,
    }  # fmt: skip


class Decision:
    """The country's decision of a day as it concerns some unions."""

    def __init__(self, eve: list[UnitVersion], day: dt.date) -> None:
        self.eve, self.day = {v.unit_id: v for v in eve}, day
        self.new = {
            u.pk: u for u in AdministrativeUnit.objects.filter(starts_on=day).select_related("parent")
        }
        old = {(u.level, u.code): u.pk for u in AdministrativeUnit.objects.filter(ends_on=day)}
        self.unions = {
            v.administrative_unit_id or old[v.kind, v.code]: v
            for v in eve
            if v.kind == "commune" and (v.administrative_unit_id or (v.kind, v.code) in old)
        }
        self.whole: dict[int, list[UnitVersion]] = defaultdict(list)
        self.kept: dict[str, str] = {}
        self.carriers: dict[str, str] = {}
        self.read()

    def read(self) -> None:
        """Read which union goes into which new commune: whole ones first, then the first part named."""
        taken: set[int] = set()
        rows = AdministrativeLineage.objects.filter(on=self.day, successor__level="commune").order_by(
            "partial", "pk"
        )
        for old, new in rows.values_list("predecessor_id", "successor_id"):
            union = self.unions.get(old)
            if union is not None and union.unit_id not in taken:
                taken.add(union.unit_id)
                self.whole[new].append(union)

    def province_of(self, version: UnitVersion) -> str:
        """Return the code of the province a unit stands below, as its union carries it on the eve."""
        above = [self.eve[pk] for pk in [*version.ancestor_ids, version.unit_id] if pk in self.eve]
        return next((v.code for v in above if v.kind == "province"), "")

    def provinces(self) -> Steps:
        """Merge the provinces that became one."""
        found: dict[str, set[str]] = defaultdict(set)
        for pk, unions in self.whole.items():
            parent = self.new[pk].parent
            if parent:
                found[parent.code] |= {self.province_of(v) for v in unions} - {""}
        steps: Steps = []
        codes = {v.code: v for v in self.eve.values() if v.kind == "province"}
        named = {u.code: u for u in self.new.values() if u.level == "province"}
        for code, olds in sorted(found.items()):
            keeps = code if code in olds else min(olds, default="")
            self.kept |= dict.fromkeys(olds, keeps)
            self.carriers[code] = keeps
            if len(olds) > 1:
                steps.append({"do": "merge", "units": sorted(olds - {keeps}), "into": keeps})
                name = union_name(Row(code, "province", named[code].kind, named[code].name, ""))
                if codes[keeps].name != name:
                    steps.append({"do": "rename", "unit": keeps, "name": name, "code": code, "place": code})
        return steps

    def communes(self, scope: UnitVersion) -> Steps:
        """Consolidate the communes that became one."""
        steps = []
        for pk in sorted(self.whole, key=lambda pk: self.new[pk].code):
            unions = self.whole[pk]
            province = self.province_of(unions[0])
            new = founded(self.new[pk], self.kept.get(province, province) or scope.code)
            steps.append({"do": "consolidate", "units": sorted({v.code for v in unions}), **new})
        return steps

    def unknown(self) -> Steps:
        """Found the communes of which the lineage does not say what they were made from; nobody goes there by itself."""
        return [
            {"do": "establish", **founded(commune, self.carriers[commune.parent.code])}
            for commune in sorted(self.new.values(), key=lambda u: u.code)
            if commune.level == "commune" and commune.pk not in self.whole and commune.parent and commune.parent.code in self.carriers
        ]  # fmt: skip

    def districts(self) -> Steps:
        """End the districts whose day has come; what else stood below them goes to the province."""
        if self.day < DISTRICTS_END:
            return []
        ending = sorted((v for v in self.eve.values() if v.kind == "district"), key=lambda v: v.code)
        return [
            {
                "do": "dissolve",
                "unit": v.code,
                "rest": self.kept.get(self.province_of(v), self.province_of(v)),
            }
            for v in ending
            if self.province_of(v)
        ]
