"""Drafts: kept for their writer only, sealed, given back, dropped when the form is accepted."""

from __future__ import annotations

import pytest
from django.urls import reverse

from aoxanh.accounts.models import User
from aoxanh.drafts.models import LONGEST, MOST_DRAFTS, Draft
from tests.people.conftest import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client):
    client.force_login(User.objects.create_user("writer", name="Writer"))
    return client


def keep(client, key="/people/new/1/", **values):
    return client.post(reverse("draft"), {"draft_key": key, **values})


def test_what_was_typed_comes_back(writer):
    assert keep(writer, full_name="Lê Văn Hùng").status_code == 204
    given = writer.get(reverse("draft"), {"key": "/people/new/1/"}).json()
    assert given["values"] == {"full_name": ["Lê Văn Hùng"]}


def test_it_is_sealed_and_leaves_passwords_and_cards_out(writer):
    keep(writer, full_name="Lê Văn Hùng", password="secret", card="042203001234|", command_key="k")
    kept = Draft.objects.get()
    assert "Hùng".encode() not in bytes(kept.sealed)
    assert set(kept.values()) == {"full_name"}


def test_nobody_else_gets_it(writer, client):
    keep(writer, full_name="Lê Văn Hùng")
    client.force_login(User.objects.create_user("other", name="Other"))
    assert client.get(reverse("draft"), {"key": "/people/new/1/"}).status_code == 204


def test_it_goes_when_thrown_away_or_too_many(writer):
    keep(writer, full_name="x")
    keep(writer, forget="yes")
    assert not Draft.objects.exists()
    for n in range(MOST_DRAFTS + 5):
        keep(writer, key=f"/{n}/", a="1")
    assert Draft.objects.count() == MOST_DRAFTS


def test_too_much_or_nothing_is_refused(writer):
    assert keep(writer, a="x" * (LONGEST + 1)).status_code == 413
    assert keep(writer, key="").status_code == 400


def test_an_accepted_form_drops_its_draft_and_a_refused_one_keeps_it(client):
    place = Place()
    client.force_login(place.officer)
    url = reverse("people:new", args=[place.branch.pk])
    keep(client, key=url, full_name="Lê")
    body = {
        "full_name": "Lê Văn Hùng",
        "birth": "",
        "role": "youth",
        "starts_on": "01/03/2024",
        "draft_key": url,
    }
    client.post(url, {**body, "starts_on": "x"})
    assert Draft.objects.exists()
    client.post(url, body)
    assert not Draft.objects.exists()
