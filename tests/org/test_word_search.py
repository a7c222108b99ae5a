"""Units are found by the beginnings of the words of their names and codes, the same on both databases."""

from __future__ import annotations

import datetime as dt

import pytest

from aoxanh.org.countries import add_units
from aoxanh.org.models import UnitVersion
from aoxanh.org.queries import search_units
from aoxanh.vietnamese.names import fold

DAY = dt.date(2025, 7, 1)
NAMES = {
    "42.10": "Đoàn xã Lộc Hà", "42-11": "Chi đoàn thôn 12", "K'La": "Chi đoàn buôn K'La", "A_B%": 'Đoàn cơ sở "Sao Mai"',
    "B*": "Liên đội TH&THCS số 1",
}  # fmt: skip
TYPED = [
    "42.10",
    "42.1",
    "42",
    "10",
    "thon 12",
    "k'la",
    "la",
    '"sao',
    "sao",
    "a_b%",
    "b*",
    "th&th",
    "thcs",
    "a\x01b",
    "so 1",
    "'",
    '"',
]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", TYPED)
def test_the_index_finds_what_reading_every_unit_finds(typed):
    root = add_units([("", "central", "TW", "Trung ương Đoàn")], {}, DAY)
    add_units([("TW", "branch", code, name) for code, name in NAMES.items()], root, DAY)
    words = fold(typed).split()
    read = {v.code for v in UnitVersion.objects.all() if words and all(f" {w}" in v.search for w in words)}
    assert {v.code for v in search_units(typed, DAY)} == read


@pytest.mark.django_db
def test_the_index_follows_a_rename():
    add_units([("", "central", "TW", "Trung ương Đoàn")], {}, DAY)
    UnitVersion.objects.update(search=" thanh nien")
    assert not search_units("trung uong", DAY)
    assert search_units("thanh n", DAY)
