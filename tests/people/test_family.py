"""Addresses through time and guardians of minors."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from aoxanh.audit.objection import Objection
from aoxanh.org.models import AdministrativeUnit
from aoxanh.people import merging, operations
from aoxanh.people.models import Address, Guardianship, Person
from tests.people.conftest import MACHINE, acting

D = dt.date


@pytest.fixture
def commune(db):
    """A commune of the country."""
    province = AdministrativeUnit.objects.create(
        code="42",
        level="province",
        kind="tinh",
        name="Tỉnh Hà Tĩnh",
        starts_on=D(2025, 7, 1),
        search=" tinh ha tinh",
    )
    return AdministrativeUnit.objects.create(
        code="18568",
        level="commune",
        kind="xa",
        name="Xã Lộc Hà",
        parent=province,
        starts_on=D(2025, 7, 1),
        search=" xa loc ha",
    )


def move(person, line, day, actor=MACHINE, commune=None):
    return operations.move_home(
        person, actor=actor, kind="current", line=line, administrative_unit=commune, starts_on=day
    )


def test_a_former_address_is_kept_and_the_line_is_sealed(place, commune):
    person = place.person()
    move(person, "Thôn Xuân Hải", D(2020, 1, 1))
    move(person, "12 Nguyễn Du", D(2024, 5, 1), commune=commune)
    rows = list(Address.objects.order_by("starts_on"))
    assert [(r.starts_on, r.ends_on) for r in rows] == [(D(2020, 1, 1), D(2024, 5, 1)), (D(2024, 5, 1), None)]
    assert "Nguyễn Du".encode() not in bytes(rows[1].line_sealed)
    assert rows[1].shown == "12 Nguyễn Du, Xã Lộc Hà, Tỉnh Hà Tĩnh"
    move(person, "14 Nguyễn Du", D(2024, 5, 1))
    assert Address.objects.count() == 2
    with pytest.raises(Objection):
        move(person, "x", D(2022, 1, 1))


def test_a_stranger_moves_nobody(place):
    person = place.person()
    with pytest.raises(PermissionDenied):
        move(person, "x", D(2020, 1, 1), actor=acting(place.stranger))
    assert not Address.objects.exists()


def test_an_address_survives_a_merge_and_its_undoing(place):
    """Proof L16: each value stays readable under the key of whoever carries it."""
    kept, gone = place.person(), place.person(unit=place.other_branch)
    move(gone, "12 Nguyễn Du", D(2024, 5, 1))
    merge = merging.merge_people(kept, actor=MACHINE, gone=gone, take=set())
    assert Person.objects.get(pk=kept.pk).addresses.get().line == "12 Nguyễn Du"
    merging.undo_merge(type(merge).objects.get(pk=merge.pk), actor=MACHINE)
    assert Person.objects.get(pk=gone.pk).addresses.get().line == "12 Nguyễn Du"


def test_an_address_is_written_on_the_page_by_the_commune_picked(place, commune, client):
    person = place.person()
    client.force_login(place.officer)
    assert (
        "18568 Xã Lộc Hà, Tỉnh Hà Tĩnh"
        in client.get(reverse("people:communes"), {"q": "loc h"}).content.decode()
    )
    url = reverse("people:address", args=[person.uid])
    body = {
        "kind": "permanent",
        "line": "Thôn Xuân Hải",
        "administrative_unit": "18568 Xã Lộc Hà",
        "starts_on": "01/02/2024",
    }
    assert client.post(url, {**body, "administrative_unit": "99999"}).status_code == 422
    assert client.post(url, {**body, "line": "", "administrative_unit": ""}).status_code == 422
    assert client.post(url, body).status_code == 302
    page = client.get(reverse("people:person", args=[person.uid])).content.decode()
    assert "Xã Lộc Hà" in page
    assert "Thôn Xuân Hải" not in page
    shown = client.post(
        reverse("people:reveal", args=[person.uid]), {"field": "address"}, headers={"HX-Request": "true"}
    )
    assert "Thôn Xuân Hải, Xã Lộc Hà" in shown.content.decode()


def test_a_guardian_is_a_grown_up_recorded_once(place):
    child = place.person("Lê Văn Bé", birth="2018-01-01")
    mother, sister, grown = (
        place.person("Trần Thị Mẹ", birth="1990-01-01"),
        place.person("Lê Thị Chị", birth="2012-01-01"),
        place.person("Lê Văn Lớn", birth="1990-05-05"),
    )
    operations.add_guardian(child, actor=acting(place.officer), guardian=mother, relation="mother")
    for ward, guardian in ((child, mother), (child, sister), (child, child), (grown, mother)):
        with pytest.raises(Objection):
            operations.add_guardian(ward, actor=acting(place.officer), guardian=guardian, relation="mother")
    assert Guardianship.objects.count() == 1


def test_a_guardian_is_found_chosen_and_ended_on_the_page(place, client):
    child, mother = (
        place.person("Lê Văn Bé", birth="2018-01-01"),
        place.person("Trần Thị Mẹ", birth="1990-01-01"),
    )
    client.force_login(place.officer)
    url = reverse("people:guardian", args=[child.uid])
    assert str(mother.uid) in client.get(url, {"q": "tran me"}).content.decode()
    assert (
        client.post(url, {"q": "tran me", "guardian": str(mother.uid), "relation": "mother"}).status_code
        == 302
    )
    row = Guardianship.objects.get()
    assert client.post(reverse("people:end_guardian", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.ends_on is not None
