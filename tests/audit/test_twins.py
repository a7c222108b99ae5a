"""Proof R4: many identical requests at once have one effect and one answer."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

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
