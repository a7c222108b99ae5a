"""The electronic card says name, unit, number and whether it is valid, to whoever scans it, and nothing else (§3.3)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from aoxanh.accounts.models import User
from aoxanh.audit.objection import Objection
from aoxanh.membership.models import ElectronicCard
from aoxanh.membership.operations import make_card
from aoxanh.people.models import Person
from tests.people.conftest import MACHINE, acting


def scanned(card, status=200):
    answer = Client().get(reverse("membership:scanned", args=[card.code]))
    assert answer.status_code == status
    return answer.content.decode()


def test_who_scans_a_card_sees_four_things_and_no_more(place):
    person = place.member(card_number="42-000123")
    person.citizen_id, person.phone = "042203000001", "0912345678"
    person.save()
    text = scanned(make_card(person, actor=acting(place.officer)))
    for word in (person.full_name, "Chi đoàn thôn Xuân Hải", "42-000123"):
        assert word in text
    for word in ("042203000001", "912345678", "2003", str(person.uid)):
        assert word not in text


def test_a_card_that_was_replaced_and_one_of_nobody_look_the_same(place):
    person = place.member(card_number="42-000123")
    old, new = make_card(person, actor=MACHINE), make_card(person, actor=MACHINE)
    for card in (old, ElectronicCard(code="x" * 22)):
        text = scanned(card, 404)
        assert "Thẻ không có hiệu lực" in text
        assert person.full_name not in text
    assert person.full_name in scanned(new)


def test_a_card_is_valid_only_while_one_is_a_member_and_not_suspended(place):
    person = place.member(card_number="42-000123")
    card = make_card(person, actor=MACHINE)
    place.line(person, "overlay_opened", dt.date(2026, 9, 1), what="suspended", until="2027-09-01")
    assert person.full_name not in scanned(card, 404)
    other = place.member("Lê Văn Lớn", card_number="42-000124")
    matured = make_card(other, actor=MACHINE)
    place.line(other, "matured", dt.date(2026, 3, 26))
    assert other.full_name not in scanned(matured, 404)


def test_without_a_card_number_there_is_no_electronic_card_and_strangers_make_none(place):
    with pytest.raises(Objection) as refused:
        make_card(place.member(), actor=MACHINE)
    assert refused.value.rule == "R-REC §3.3"
    person = place.member("Lê Văn Hai", card_number="42-000125")
    for user in (place.stranger, place.committee):
        with pytest.raises(PermissionDenied):
            make_card(person, actor=acting(user))
    assert not ElectronicCard.objects.exists()


def test_a_member_finds_card_and_book_one_tap_from_the_first_page(place, client):
    """The phone of a plain member: first places of the first page and of the bar; officers keep theirs."""
    person = place.member("Hoàng Phủ Ngọc Tường Vân", card_number="42-1")
    user = User.objects.create_user("van", name="Vân")
    Person.objects.filter(pk=person.pk).update(user=user)
    client.force_login(user)
    home = client.get("/", headers={"accept-language": "vi"}).content.decode()
    bar = home[home.index('class="phonebar"') :]
    assert 'href="/me/card/"' in bar[: bar.index("</nav>")]
    begins = home[home.index("Bắt đầu từ đây") :]
    assert begins.index("/me/card/") < begins.index("/me/book/") < begins.index("/people/me/")
    assert client.get("/me/card/")["Location"] == f"/people/{person.uid}/card/"
    assert client.get("/me/book/")["Location"] == f"/people/{person.uid}/book/"
    assert client.get("/me/card/", follow=True).status_code == 200
    client.force_login(place.officer)
    assert "/me/card/" not in client.get("/").content.decode()
    assert client.get("/me/card/").status_code == 404
