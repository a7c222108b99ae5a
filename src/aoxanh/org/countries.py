"""A whole country of Union units at once: province, district and commune unions of either day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, record
from aoxanh.org.administrative import Row, read_country
from aoxanh.org.models import Unit, UnitVersion, label_of
from aoxanh.org.standing import set_keys

ROOT = "TW"
KINDS = {"province": "province", "district": "district", "commune": "commune"}
TITLES = {
    ("province", "tinh"): "Tỉnh đoàn", ("province", "thanh-pho"): "Thành đoàn",
    ("district", "huyen"): "Huyện đoàn", ("district", "quan"): "Quận đoàn", ("district", "thi-xa"): "Thị đoàn", ("district", "thanh-pho"): "Thành đoàn",
    ("commune", "xa"): "Đoàn xã", ("commune", "phuong"): "Đoàn phường", ("commune", "thi-tran"): "Đoàn thị trấn", ("commune", "dac-khu"): "Đoàn đặc khu",
}  # fmt: skip


def union_name(row: Row) -> str:
    """Return what the Union's unit at an administrative unit is called: Huyện đoàn Lộc Hà, Đoàn xã Bình An."""
    for words in (
        "Thành phố ",
        "Thị trấn ",
        "Thị xã ",
        "Đặc khu ",
        "Phường ",
        "Huyện ",
        "Quận ",
        "Tỉnh ",
        "Xã ",
    ):
        if row.name.startswith(words):
            return f"{TITLES[row.level, row.kind]} {row.name.removeprefix(words)}"
    return f"{TITLES[row.level, row.kind]} {row.name}"


@transaction.atomic
def load_country(year: int, day: dt.date, *, branches: int = 0) -> int:
    """Write the Union of the whole country as of 2023 or 2025, standing since `day`; return how many units.

    `branches` adds that many invented branches to each commune union. For tests and benchmarks: refused
    where units exist.
    """
    if Unit.objects.exists():
        message = "Units exist already; a whole country is loaded into an empty installation only."
        raise Objection(message)
    country = read_country(year)
    root = add_units([("", "central", ROOT, "Trung ương Đoàn")], {}, day)
    paths = add_units(
        ((ROOT, KINDS["province"], row.code, union_name(row)) for row in country.level("province")), root, day
    )
    total = 1 + len(paths)
    districts = country.level("district")
    if districts:
        paths = add_units(
            ((r.parent_code, KINDS["district"], r.code, union_name(r)) for r in districts), paths, day
        )
        total += len(paths)
    communes = country.level("commune")
    paths = add_units(
        ((r.parent_code, KINDS["commune"], r.code, union_name(r)) for r in communes), paths, day
    )
    total += len(paths)
    if branches:
        made = (
            (r.code, "branch", f"{r.code}.{n:02}", f"Chi đoàn thôn {n} {r.name}")
            for r in communes
            for n in range(1, branches + 1)
        )
        total += len(add_units(made, paths, day))
    record("org.country", Done(None, facts={"year": year, "units": total}), actor=Actor())
    return total


def add_units(
    rows: Iterable[tuple[str, str, str, str]], above: dict[str, tuple[int, str]], day: dt.date
) -> dict[str, tuple[int, str]]:
    """Write units given as (code above, kind, code, name); return id and path by code."""
    wanted = list(rows)
    placed: dict[str, tuple[int, str]] = {}
    for start in range(0, len(wanted), 5000):
        batch = wanted[start : start + 5000]
        units = Unit.objects.bulk_create([Unit() for _row in batch])
        versions = []
        for unit, (parent_code, kind, code, name) in zip(units, batch, strict=True):
            parent_id, parent_path = above[parent_code] if parent_code else (None, "")
            version = UnitVersion(
                unit=unit,
                starts_on=day,
                code=code,
                name=name,
                parent_id=parent_id,
                path=parent_path + label_of(unit.pk),
            )
            version.set_kind(kind)
            set_keys(version)
            versions.append(version)
            placed[code] = (unit.pk, version.path)
        UnitVersion.objects.bulk_create(versions)
    return placed
