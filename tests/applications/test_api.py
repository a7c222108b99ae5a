"""Applications over the API: the link, what came, and one answer to each; what is read in full is written down."""

from __future__ import annotations

import pytest

from aoxanh.applications.models import Application
from aoxanh.audit.models import AuditEntry
from aoxanh.cases.models import Case
from tests.api.conftest import Caller, token_of


@pytest.fixture
def branch(place):
    """The program of the branch secretary."""
    return Caller(token_of(place.branch_secretary))


def test_a_list_names_nobody_and_what_is_read_in_full_is_written_down(place, branch):
    """ADR 0016."""
    application, _code = place.apply()
    listed = branch.get(f"/api/units/{place.branch.pk}/applications")
    assert [row["uid"] for row in listed.json()["items"]] == [str(application.uid)]
    assert "Thu" not in listed.content.decode()
    assert not AuditEntry.objects.filter(action="applications.read").exists()
    told = branch.get(f"/api/applications/{application.uid}").json()
    assert (told["said"]["full_name"], told["said"]["consents"], told["alike"]) == (
        "Lê Thị Thu",
        ["membership", "sensitive"],
        [],
    )
    assert AuditEntry.objects.get(action="applications.read").source == "api"


def test_one_is_taken_as_a_case_with_what_it_says_and_answered_once(place, branch):
    """P1, R-ADM-07; L17."""
    application, _code = place.apply()
    address = f"/api/applications/{application.uid}"
    assert branch.send(f"{address}/examine").json()["state"] == "examined"
    made = branch.send(f"{address}/take", {"fields": {"variant": "meeting"}})
    assert made.status_code == 201, made.content.decode()
    assert (made.json()["procedure"], made.json()["step"]) == ("admission", "MEETING")
    assert Case.objects.get().person.full_name == "Lê Thị Thu"
    for verb, body in (
        ("examine", {}),
        ("decline", {"words": "x"}),
        ("take", {"fields": {"variant": "meeting"}}),
    ):
        assert branch.send(f"{address}/{verb}", body).status_code == 422, verb
    assert Application.objects.get().state == "taken"
    assert branch.get(address).json()["said"] == {"consents": []}, "the person's record holds it now"


def test_somebody_alike_is_named_before_a_second_record_is_made(place, branch):
    known = place.young("Lê Thị Thu", birth="2006-05-19")
    application, _code = place.apply()
    address = f"/api/applications/{application.uid}/take"
    asked = branch.send(address, {"fields": {"variant": "meeting"}})
    assert (asked.status_code, asked.json()["alike"]) == (409, [str(known.uid)])
    assert Application.objects.get().state == "received"
    made = branch.send(address, {"known": str(known.uid), "fields": {"variant": "meeting"}})
    assert (made.status_code, made.json()["person"]) == (201, str(known.uid))


def test_the_link_is_closed_and_opened_and_its_poster_given(place, branch):
    address = f"/api/units/{place.branch.pk}/applications"
    assert place.link.code in branch.get(f"{address}/link").json()["address"]
    assert branch.get(f"{address}/poster").content[:5] == b"%PDF-"
    twice = branch.send(f"{address}/link", {"closes_on": "2024-05-01"})
    assert twice.status_code == 422
    assert branch.send(f"{address}/link/close").json()["is_open"] is False
    assert branch.get(f"{address}/link").status_code == 404
    far = branch.send(f"{address}/link", {"closes_on": "2026-05-01"})
    assert (far.status_code, far.json()["errors"][0]["field"]) == (422, "closes_on")
    assert branch.send(f"{address}/link", {"closes_on": "2024-05-01"}).status_code == 201


def test_another_branch_reads_and_answers_nothing(place):
    application, _code = place.apply()
    far = Caller(token_of(place.far_secretary))
    assert far.get(f"/api/applications/{application.uid}").status_code == 404
    assert far.send(f"/api/applications/{application.uid}/decline", {"words": "x"}).status_code == 404
    assert far.get(f"/api/units/{place.branch.pk}/applications").status_code == 403
    assert Application.objects.get().state == "received"
