"""The country's own units of both days, their lineage, and whole countries of Union units."""

from __future__ import annotations

import datetime as dt

import pytest

from aoxanh.audit.objection import Objection
from aoxanh.org.administrative import read_country, successions
from aoxanh.org.countries import load_country, union_name
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import counts_by_kind

LOC_HA = {
    "18568": "18568", "18430": "18568", "18421": "18568", "18580": "18568", "18409": "18409", "18412": "18409",
    "18577": "18583", "18583": "18583", "18493": "18583", "18670": "18583", "18457": "18586", "18598": "18100",
}  # fmt: skip


def test_the_files_hold_the_countries_of_both_days():
    """campaigns §10.1."""
    old, new = read_country(2023), read_country(2025)
    assert [len(old.level(level)) for level in ("province", "district", "commune")] == [63, 705, 10599]
    assert [len(new.level(level)) for level in ("province", "district", "commune")] == [34, 0, 3321]


def test_twelve_communes_of_loc_ha_went_into_five_and_each_has_one_successor():
    """campaigns §10.2, with its code-reuse trap."""
    found = [s for s in successions(read_country(2023), read_country(2025)) if s.old_code in LOC_HA]
    assert {s.old_code: s.new_code for s in found} == LOC_HA
    assert len(found) == 12
    assert {s.resolution for s in found} == {"1665/NQ-UBTVQH15"}


def test_lineage_names_only_units_that_exist_and_each_pair_once():
    old, new = read_country(2023), read_country(2025)
    pairs = [(s.old_code, s.new_code) for s in successions(old, new)]
    assert len(pairs) == len(set(pairs))
    assert all(("commune", a) in old.rows and ("commune", b) in new.rows for a, b in pairs)


def test_a_union_unit_is_named_as_the_union_names_it():
    old = read_country(2023)
    names = {
        code: union_name(old.rows[level, code])
        for level, code in (
            ("province", "42"),
            ("district", "436"),
            ("district", "449"),
            ("commune", "18568"),
        )
    }
    assert names == {
        "42": "Tỉnh đoàn Hà Tĩnh",
        "436": "Thành đoàn Hà Tĩnh",
        "449": "Thị đoàn Kỳ Anh",
        "18568": "Đoàn thị trấn Lộc Hà",
    }


@pytest.mark.django_db
def test_the_whole_country_of_2025_stands_in_one_tree():
    assert load_country(2025, dt.date(2025, 7, 1)) == 1 + 34 + 3321
    root = UnitVersion.objects.get(parent=None)
    assert counts_by_kind(root.path, today()) == {"province": 34, "commune": 3321}
    assert counts_by_kind(root.path, dt.date(2025, 6, 30)) == {}
    with pytest.raises(Objection):
        load_country(2023, dt.date(2022, 1, 1))
