"""Plans made from an administrative decision: the Union's units follow the communes of the country (R-VER-04).

What the shipped lineage does not say is not guessed: a commune without a successor stays a problem of the plan.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from aoxanh.org.administrative import Row
from aoxanh.org.countries import TITLES, union_name
from aoxanh.org.models import AdministrativeLineage, AdministrativeUnit, UnitVersion

#: Up to so many communes are asked for by name.
FEW = 900


def steps_of_decision(scope: UnitVersion, day: dt.date) -> list[dict[str, Any]]:
    """Return the steps by which the commune unions below `scope` follow the country's decision of a day.

    Communes made from several are consolidated into one new union directly under the scope's province; parts of
    communes give lineage, not people. Schools and agencies below districts that end are left to be placed by hand,
    as are districts themselves: the dry run names them.
    """
    unions = {
        v.administrative_unit_id: v
        for v in UnitVersion.objects.as_of(day).below(scope.path, itself=False).filter(kind="commune").exclude(administrative_unit=None)
    }  # fmt: skip
    rows = AdministrativeLineage.objects.filter(on=day)
    if len(unions) < FEW:
        rows = rows.filter(predecessor__in=list(unions))
    whole: dict[int, list[UnitVersion]] = defaultdict(list)
    partly: dict[int, list[UnitVersion]] = defaultdict(list)
    taken: set[int] = set()
    for row in rows.order_by("partial", "pk"):
        union = unions.get(row.predecessor_id)
        if union is None:
            continue
        if row.partial or union.unit_id in taken:
            partly[row.successor_id].append(union)
        else:
            taken.add(union.unit_id)
            whole[row.successor_id].append(union)
    new = {u.pk: u for u in AdministrativeUnit.objects.filter(level="commune", starts_on=day)}
    steps = [consolidated(new[pk], whole[pk], scope) for pk in sorted(whole, key=lambda pk: new[pk].code)]
    heirs = defaultdict(list)
    for pk, some in partly.items():
        for union in some:
            if union.unit_id not in taken and pk in whole:
                heirs[union.code].append(f"@{new[pk].code}")
    steps += [
        {"do": "dissolve", "unit": code, "rest": refs[0], "successors": refs}
        for code, refs in sorted(heirs.items())
    ]
    return steps


def consolidated(
    commune: AdministrativeUnit, unions: list[UnitVersion], scope: UnitVersion
) -> dict[str, Any]:
    """Return the step that makes one union of those of the communes that became one."""
    kind = next((kind for level, kind in TITLES if level == "commune" and commune.kind == kind), commune.kind)
    row = Row(commune.code, "commune", kind, commune.name, "")
    return {
        "do": "consolidate", "units": sorted(v.code for v in unions), "as": commune.code, "code": commune.code,
        "name": union_name(row), "kind": "commune", "under": scope.code, "sector": "residential", "place": commune.code,
    }  # fmt: skip
