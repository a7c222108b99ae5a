"""Training over the API at each level: registered and approved, own scores taken over, sent up, scored above, approved."""

from __future__ import annotations

import pytest

from aoxanh.training.models import Registration
from tests.api.conftest import Caller, token_of


@pytest.fixture
def branch(place):
    """The program of the branch secretary."""
    return Caller(token_of(place.branch_secretary))


@pytest.fixture
def commune(place):
    """The program of the commune's secretary."""
    return Caller(token_of(place.officer))


def done(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_year_goes_from_the_member_to_the_unit_above(place, mai, branch, commune):
    """P10; L11: who sent it up does not decide on it, and nobody scores what is frozen."""
    own, year = Caller(token_of(mai.user)), {"year": 2024, "people": [str(mai.uid)]}
    done(own.send("/api/training/mine", {"contents": [0, 1], "commitment": "Rèn luyện"}))
    address = f"/api/units/{place.branch.pk}/training"
    assert done(branch.send(f"{address}/approve-registrations", year)) == {"done": 1}
    row = done(own.get("/api/training/mine"))["items"][0]
    done(own.send("/api/training/mine/score", {"points": place.full, "revision": row["revision"]}))
    assert done(branch.send(f"{address}/take-own-scores", year)) == {"done": 1}
    assert done(branch.send(f"{address}/send-up", year)) == {"done": 1}
    sent = f"/api/training/registrations/{row['registration']}"
    told = done(commune.get(sent))
    assert (told["stage"], told["totals"]["branch"]) == ("submitted_up", sum(place.full))
    lower = [points - 1 for points in place.full]
    body = {"points": lower, "revision": told["revision"]}
    assert branch.send(f"{sent}/score", body).status_code == 403
    scored = done(commune.send(f"{sent}/score", body))
    assert scored["totals"]["superior"] == sum(lower)
    assert commune.send(f"{sent}/score", body).status_code == 422, "somebody looked at an older one"
    assert commune.get(f"{sent}/form").content[:5] == b"%PDF-"
    above = {"registrations": [row["registration"]]}
    assert done(commune.send(f"/api/units/{place.commune.pk}/training/approve", above)) == {"done": 1}
    registration = Registration.objects.get()
    assert (registration.stage, registration.score) == ("approved", sum(lower))


def test_nobody_approves_their_own_and_a_stranger_finds_nothing(place, mai, branch):
    """L11."""
    place.branch_secretary.refresh_from_db()
    own = Caller(token_of(mai.user))
    done(own.send("/api/training/mine", {"contents": [0]}))
    year = {"year": 2024, "people": [str(mai.uid)]}
    address = f"/api/units/{place.branch.pk}/training/approve-registrations"
    assert own.send(address, year).status_code == 404
    assert Caller(token_of(place.stranger)).send(address, year).status_code == 404
    uid = Registration.objects.get().uid
    assert Caller(token_of(place.stranger)).get(f"/api/training/registrations/{uid}").status_code == 404
    assert Registration.objects.get().state == "registered"
