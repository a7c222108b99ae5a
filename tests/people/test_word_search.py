"""The word index of names: the same finds on both databases, in step with the table, whatever happens to a row."""

from __future__ import annotations

import pytest
from django.db import connection

from aoxanh.database import search
from aoxanh.people import models, operations, queries
from aoxanh.people.merging import merge_people, undo_merge
from aoxanh.people.models import Merge, Person

from .conftest import MACHINE

NAMES = [
    "Nguyễn Văn Dũng", "Đặng Thị An", "Vũ Oanh", "Ksor Y Bru", "Y Ksor", "H'Hen Niê", "Hoàng Phủ Ngọc Tường Vân",
    "Nguyễn Thị Quỳnh Trang", "Trần Quỳnh", "Lê An Dũng",
]  # fmt: skip
TYPED = [
    "nguyen van dung", "dung van", "dung v", "dang", "an", "vu", "o", "nguyen", "ksor y", "y", "quynh tr", "hhen",
    "h'hen", "h hen", "hen ni", "ng", "NGUYỄN", "Đặng", "van van", "xyz", 'a" OR "b', "nguyen*", "-an", "rowid:1",
]  # fmt: skip


def found(typed):
    """Who is found, by name."""
    return set(queries.search_people(Person.objects.known(), typed).values_list("full_name", flat=True))


def read_through(typed):
    """Who is found by reading every name, as the promise is worded: each word begins a word of the key."""
    words = queries.search_words(typed)
    return {p.full_name for p in Person.objects.known() if words and all(f" {w}" in p.search for w in words)}


@pytest.mark.parametrize("typed", TYPED)
def test_the_index_finds_whom_reading_every_name_finds(place, typed):
    for name in NAMES:
        place.person(name)
    assert found(typed) == read_through(typed)


def test_words_that_very_many_names_have_are_found_by_reading_on(place, monkeypatch):
    monkeypatch.setattr(search, "MANY", 2)
    for name in NAMES:
        place.person(name)
    for typed in TYPED:
        assert found(typed) == read_through(typed)


def test_a_large_scope_finds_the_same_people_as_a_small_one(place, monkeypatch):
    for name in NAMES:
        place.person(name)
    far = place.person("Nguyễn Xa", unit=place.far_branch)
    for typed in TYPED:
        small = set(queries.search_people(Person.objects.visible_to(place.officer), typed))
        with monkeypatch.context() as patched:
            patched.setattr(models, "MANY_UNITS", 0)
            assert set(queries.search_people(Person.objects.visible_to(place.officer), typed)) == small
        assert far not in small


def test_the_index_follows_a_correction(place):
    person = place.person("Nguyễn Văn Dũng")
    operations.correct_person(person, actor=MACHINE, facts={"full_name": "Trần Văn Hùng"})
    assert not found("dung")
    assert found("hung tr") == {"Trần Văn Hùng"}


def test_the_index_follows_a_merge_and_its_undoing(place):
    kept, gone = place.person("Nguyễn Văn Dũng"), place.person("Nguyễn Văn Dũngg")
    merge_people(kept, actor=MACHINE, gone=gone, take=set())
    assert found("dung") == {"Nguyễn Văn Dũng"}
    undo_merge(Merge.objects.get(), actor=MACHINE)
    assert found("dung") == {"Nguyễn Văn Dũng", "Nguyễn Văn Dũngg"}


@pytest.mark.django_db
def test_the_index_follows_rows_written_and_deleted_in_bulk():
    people = [Person() for _name in NAMES]
    for person, name in zip(people, NAMES, strict=True):
        person.set_name(name)
    Person.objects.bulk_create(people)
    assert found("ksor y") == {"Ksor Y Bru", "Y Ksor"}
    Person.objects.filter(full_name="Y Ksor").delete()
    Person.objects.filter(full_name="Vũ Oanh").update(search=" mai")
    assert found("ksor y") == {"Ksor Y Bru"}
    assert found("mai") == {"Vũ Oanh"}
    assert not found("oanh")


@pytest.mark.django_db
def test_the_index_is_whole():
    """SQLite's own check compares every entry with the table; a remade table would have lost its triggers."""
    test_the_index_follows_rows_written_and_deleted_in_bulk()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {queries.NAMES}({queries.NAMES}, rank) VALUES ('integrity-check', 1)"
            )
