"""Recognition by every way, and an election over the API from its list to the case: the arithmetic is the page's."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from aoxanh.accounts.models import Appointment
from aoxanh.cases.api import typed
from aoxanh.cases.models import Case
from aoxanh.elections.models import Election
from tests.api.conftest import Caller, token_of
from tests.elections.conftest import DAY, FILE

SEND = {"on": DAY.isoformat(), **FILE}


@pytest.fixture
def people(place):
    return place.members(12)


@pytest.fixture
def branch(place):
    """The program of the branch secretary."""
    return Caller(token_of(place.branch_secretary))


def page_of(user) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(user)
    return client


def done(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def contest(told, office):
    return next(one for one in told["contests"] if one["office"] == office)


def held(place, branch, people) -> dict:
    """An election over the API until everything is counted."""
    body = {
        "occasion": "congress",
        "held_on": DAY.isoformat(),
        "seats": {"executive": 3, "secretary": 1, "deputy": 1},
    }
    told = done(branch.send(f"/api/units/{place.branch.pk}/elections", body), 201)
    address = f"/api/elections/{told['uid']}"
    told = done(
        branch.send(f"{address}/attendance", {"revision": told["revision"], "entitled": 12, "present": 12})
    )
    for office, stand, yes in (
        ("executive", people[:4], (12, 12, 12, 0)), ("secretary", people[:1], (3,)), ("deputy", people[1:2], (3,)),
    ):  # fmt: skip
        body = {"revision": told["revision"], "people": [str(one.uid) for one in stand]}
        told = done(branch.send(f"{address}/{office}/candidates", body))
        votes = dict(zip((str(row["id"]) for row in contest(told, office)["candidates"]), yes, strict=True))
        ballots = max(yes)
        body = {"revision": told["revision"], "issued": ballots, "collected": ballots, "yes": votes}
        told = done(branch.send(f"{address}/{office}/rounds", body), 201)
    return told


def test_an_election_is_held_over_the_api_from_its_list_to_the_case(place, people, branch):
    """R-ELE-02, R-ELE-03, R-ELE-07: the same rules, each change on the revision it was looked at."""
    told = held(place, branch, people)
    address = f"/api/elections/{told['uid']}"
    assert [row["elected"] for row in contest(told, "executive")["candidates"]] == [True, True, True, False]
    stale = branch.send(f"{address}/close", {"revision": told["revision"] - 1})
    assert (stale.status_code, stale.json()["rule"]) == (422, "L17")
    stranger = Caller(token_of(place.stranger))
    assert stranger.send(f"{address}/close", {"revision": told["revision"]}).status_code == 404
    assert branch.get(f"{address}/minutes").content[:5] == b"%PDF-"
    closed = done(branch.send(f"{address}/close", {"revision": told["revision"]}))
    assert (closed["state"], closed["case"]) == ("closed", str(Case.objects.get().uid))
    listed = Caller(token_of(place.officer)).get(f"/api/units/{place.branch.pk}/elections").json()["items"]
    assert [row["uid"] for row in listed] == [told["uid"]]
    sits = Caller(token_of(place.officer)).get(f"/api/units/{place.branch.pk}/committees").json()[0]["seats"]
    assert [row["posts"][0] for row in sits] == ["secretary", "deputy", "member"]


def test_a_sheet_that_cannot_be_is_refused_with_its_rule_and_one_entered_wrongly_is_taken_back(
    place, people, branch
):
    """R-ELE-03; L17."""
    told = held(place, branch, people)
    address = f"/api/elections/{told['uid']}/deputy/rounds"
    told = done(branch.send(f"{address}/take-back", {"revision": told["revision"]}))
    assert contest(told, "deputy")["rounds"] == []
    (row,) = contest(told, "deputy")["candidates"]
    body = {"revision": told["revision"], "issued": 3, "collected": 4, "yes": {str(row["id"]): 3}}
    refused = branch.send(address, body)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "collected")
    assert refused.json()["rule"].startswith("R-ELE")
    assert Election.objects.get().revision == told["revision"]


def test_recognition_is_begun_by_closing_an_election_only(place, branch):
    """R-ELE-08: neither page nor API nor command line opens it by itself."""
    code = place.branch.standing(DAY).code
    sent = branch.send(f"/api/units/{place.branch.pk}/cases", {"procedure": "recognition"})
    assert (sent.status_code, sent.json()["rule"]) == (422, "R-ELE-08")
    address = reverse("cases:begin", args=[place.branch.pk, "recognition"])
    assert page_of(place.branch_secretary).post(address, {"begin": "1"}).status_code == 422
    with pytest.raises(CommandError, match="R-ELE-08"):
        call_command(
            "case",
            "open",
            "--as",
            place.branch_secretary.username,
            "--unit",
            code,
            "--procedure",
            "recognition",
        )
    assert not Case.objects.exists()


@pytest.mark.parametrize("way", ["page", "api", "command"])
def test_the_file_is_sent_by_every_way(place, people, way):
    """R-ELE-08: who was elected sends the complete file; the clerk of the commune does not."""
    case = Case.objects.get(election=place.branch_congress(people))
    mover = Appointment.objects.get(unit=place.branch, duty="secretary", ends_on=None).user
    if way == "page":
        sent = typed({**SEND, "step": "SEND"})
        answer = page_of(mover).post(
            reverse("cases:move", args=[case.uid, "agree"]),
            sent.urlencode(),
            "application/x-www-form-urlencoded",
        )
        assert answer.status_code == 302
    elif way == "api":
        body, address = {"step": "SEND", "fields": SEND}, f"/api/cases/{case.uid}/agree"
        assert Caller(token_of(place.clerk)).send(address, body).status_code == 403
        lacking = Caller(token_of(mover)).send(address, {**body, "fields": {"on": DAY.isoformat()}})
        assert (lacking.status_code, lacking.json()["rule"]) == (422, "R-ELE-08")
        done(Caller(token_of(mover)).send(address, body))
    else:
        words = [
            "case",
            "agree",
            str(case.uid),
            "--as",
            mover.username,
            "--step",
            "SEND",
            "--fields",
            json.dumps(SEND),
        ]
        call_command(*words, stdout=io.StringIO())
    case.refresh_from_db()
    assert case.step == "RECOGNISE"


def test_the_superior_names_designates_and_ends_over_the_api_and_nobody_else(place):
    """R-ORG-07, R-ORG-05, R-ELE-09."""
    a, b, c = place.members(3)
    address = f"/api/units/{place.branch.pk}/committees"
    body = {
        "people": [{"person": str(a.uid), "post": "secretary"}, {"person": str(b.uid), "post": "member"}],
        "effective_on": DAY.isoformat(), "number": "9-QĐ/ĐTN",
    }  # fmt: skip
    assert Caller(token_of(place.branch_secretary)).send(f"{address}/interim", body).status_code == 403
    commune = Caller(token_of(place.officer))
    (made,) = done(commune.send(f"{address}/interim", body))
    assert [(row["name"], row["posts"][0]) for row in made["seats"]] == [
        (a.full_name, "secretary"),
        (b.full_name, "member"),
    ]
    twice = commune.send(f"{address}/interim", body)
    assert twice.status_code == 422
    one = {
        "person": str(c.uid),
        "post": "executive.member",
        "effective_on": DAY.isoformat(),
        "number": "10-QĐ/ĐTN",
    }
    designated = commune.send(f"{address}/designate", one)
    assert designated.status_code in {200, 422}
    if designated.status_code == 422:
        assert designated.json()["rule"] == "R-ORG-05"
    seat = made["seats"][1]["seats"][0]
    left = done(commune.send(f"/api/committees/seats/{seat}/end", {"went": "moved", "on": DAY.isoformat()}))
    assert b.full_name not in {row["name"] for row in left[0]["seats"]}
