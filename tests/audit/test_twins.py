"""Proof R4: many identical requests at once have one effect and one answer."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from aoxanh.audit.middleware import fingerprint
from aoxanh.people.models import Person
from tests.people.conftest import Place

TWINS = 12


@pytest.mark.django_db(transaction=True)
def test_parallel_twins_have_one_effect_and_identical_replies():
    place = Place()
    client = Client()
    client.force_login(place.officer)
    cookies = client.cookies
    url = reverse("people:new", args=[place.branch.pk])
    body = {
        "full_name": "Lê Văn Hùng",
        "birth": "01/02/2004",
        "role": "youth",
        "starts_on": "01/03/2024",
        "alike_seen": "on",
        "command_key": "twin",
    }
    answers = []

    def send() -> None:
        twin = Client()
        twin.cookies = cookies
        try:
            answer = twin.post(url, body)
            answers.append((answer.status_code, answer.headers.get("Location")))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(TWINS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Person.objects.filter(search__contains=" hung").count() == 1
    assert len(answers) == TWINS
    assert set(answers) == {answers[0]}
    assert answers[0][0] == 302


def test_what_was_asked_is_kept_as_a_keyed_hash(rf):
    """A form may hold a new password: whoever has the database alone cannot try words against it (proof S6)."""
    request = rf.post("/accounts/invitation/", {"password": "ao xanh tinh nguyen"})
    mine = fingerprint(request)
    assert fingerprint(request) == mine
    with override_settings(SECRET_KEY="another"):
        assert fingerprint(request) != mine
