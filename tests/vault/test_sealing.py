"""Sealed values: unreadable without the keys, bound to their subject and field, rotated, erased."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from aoxanh.people.models import Person
from aoxanh.vault import sealing
from aoxanh.vault.keyring import Keyring, keyring
from aoxanh.vault.sealing import Seal, SealBrokenError, blind_index, new_wrapped_key
from aoxanh.vault.subjects import rotate

NUMBER = "042203001234"


def test_a_value_opens_with_its_own_key_field_and_subject_only():
    wrapped = new_wrapped_key("a")
    closed = Seal(wrapped, "a").close(NUMBER, "citizen_id")
    assert Seal(wrapped, "a").open(closed, "citizen_id") == NUMBER
    with pytest.raises(SealBrokenError):
        Seal(wrapped, "a").open(closed, "phone")
    with pytest.raises(SealBrokenError):
        Seal(wrapped, "b")
    with pytest.raises(SealBrokenError):
        Seal(new_wrapped_key("a"), "a").open(closed, "citizen_id")


def test_a_changed_byte_does_not_open():
    wrapped = new_wrapped_key("a")
    closed = bytearray(Seal(wrapped, "a").close(NUMBER, "citizen_id"))
    closed[-1] ^= 1
    with pytest.raises(SealBrokenError):
        Seal(wrapped, "a").open(bytes(closed), "citizen_id")


def test_the_same_value_is_sealed_differently_each_time_and_indexed_alike():
    seal = Seal(new_wrapped_key("a"), "a")
    assert seal.close(NUMBER, "citizen_id") != seal.close(NUMBER, "citizen_id")
    assert blind_index("citizen_id", NUMBER) == blind_index("citizen_id", NUMBER)
    assert blind_index("citizen_id", NUMBER) != blind_index("phone", NUMBER)
    assert NUMBER not in blind_index("citizen_id", NUMBER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"current": 1, "master": {"1": "AA=="}, "index": "AA=="}',
        '{"current": 2, "master": {}, "index": ""}',
    ],
)
def test_a_wrong_keyring_is_refused_by_name(text):
    with pytest.raises(ImproperlyConfigured, match="AOXANH_KEYRING"):
        Keyring.parse(text)


@pytest.fixture
def own_keyring(tmp_path, settings):
    """A keyring file of this test's own."""
    settings.AOXANH_KEYRING, settings.AOXANH_KEYRING_PATH = "", tmp_path / "keys" / "keyring.json"
    sealing.forget_keys()
    yield settings.AOXANH_KEYRING_PATH
    sealing.forget_keys()


@pytest.mark.django_db
def test_rotation_rewraps_every_key_and_keeps_every_value(own_keyring):
    """Proof S6: the values themselves are not touched, so rotation is quick and online."""
    people = []
    for n in range(3):
        person = Person()
        person.set_name(f"Nguyễn Văn {n}")
        person.citizen_id = f"04220300{n:04}"
        person.save()
        people.append(person)
    sealed = {p.pk: bytes(p.citizen_id_sealed) for p in people}
    call_command("keys", "rotate", verbosity=0)
    assert keyring().current == 2
    assert own_keyring.stat().st_mode & 0o077 == 0
    for person in Person.objects.all():
        assert sealing.master_number(person.wrapped_key) == 2
        assert bytes(person.citizen_id_sealed) == sealed[person.pk]
        assert person.citizen_id.startswith("04220300")
    assert list(rotate()) == [0]


@pytest.mark.django_db
def test_the_database_holds_no_number_phone_or_address_in_the_clear():
    """Proof S6: a stolen copy shows none of the planted values."""
    person = Person()
    person.set_name("Trần Thị Bình")
    person.citizen_id, person.phone, person.email = NUMBER, "+84912345678", "binh@example.vn"
    person.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        row = repr([bytes(v) if isinstance(v, memoryview) else v for v in cursor.fetchone()])
    for planted in (NUMBER, "912345678", "binh@example.vn"):
        assert planted not in row


@pytest.mark.django_db
def test_without_its_key_a_person_reads_as_empty_and_the_row_stays():
    """Proof L30: erasure leaves counts intact and identifiers unrecoverable."""
    person = Person()
    person.set_name("Trần Thị Bình")
    person.citizen_id = NUMBER
    person.save()
    Person.objects.filter(pk=person.pk).update(wrapped_key=None)
    assert Person.objects.get(pk=person.pk).citizen_id == ""
    assert Person.objects.count() == 1
