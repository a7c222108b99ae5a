"""P10 over the API, the command and the roster: the same rules, the same figures."""

from __future__ import annotations

import io
import itertools
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from aoxanh.membership import columns
from aoxanh.training.models import Registration, TrainingProgram
from aoxanh.training.reckoning import scores_on
from tests.training.test_scores import DAY

KEYS = itertools.count()


@pytest.fixture
def send(place):
    """Sends a write as a signed-in page would."""

    def sent(user, path, body):
        client = Client()
        client.force_login(user)
        headers = {"idempotency-key": f"t{next(KEYS)}"}
        return client.post(f"/api{path}", json.dumps(body), content_type="application/json", headers=headers)

    return sent


def test_the_whole_year_goes_over_the_api(place, mai, send):
    unit, above = f"/units/{place.branch.pk}/training", f"/units/{place.commune.pk}/training"
    assert (
        send(mai.user, "/training/mine", {"contents": [0, 2], "commitment": "Chạy bộ"}).json()["state"]
        == "registered"
    )
    everybody = {"year": 2024, "people": [str(mai.uid)]}
    assert send(
        place.branch_secretary, f"{unit}/register", {**everybody, "contents": [0], "replace": True}
    ).json() == {"done": 1}
    row = send(mai.user, "/training/mine/score", {"points": place.full, "revision": 2}).json()
    assert (row["totals"]["self"], row["state"]) == (100, "approved")
    scores = {"year": 2024, "scores": [{"person": str(mai.uid), "points": place.full, "revision": 3}]}
    wrong = send(
        place.branch_secretary,
        f"{unit}/scores",
        {**scores, "scores": [{**scores["scores"][0], "points": [99] * 23}]},
    )
    assert wrong.status_code == 422
    assert send(place.branch_secretary, f"{unit}/scores", scores).json() == {"done": 1}
    assert send(place.branch_secretary, f"{unit}/send-up", everybody).json() == {"done": 1}
    uid = str(Registration.objects.get().uid)
    assert send(place.officer, f"{above}/send-back", {"registrations": [uid], "reason": "x"}).json() == {
        "done": 1
    }
    assert send(place.branch_secretary, f"{unit}/send-up", everybody).json() == {"done": 1}
    assert send(place.branch_secretary, f"{above}/approve", {"registrations": [uid]}).status_code == 404
    assert send(place.officer, f"{above}/approve", {"registrations": [uid]}).json() == {"done": 1}
    client = Client()
    client.force_login(place.officer)
    listed = client.get(f"/api{unit}?year=2024").json()
    assert [(one["score"], one["stage"]) for one in listed["items"]] == [(100, "approved")]
    assert "Chạy bộ" not in json.dumps(listed, ensure_ascii=False)
    assert len(client.get("/api/training/programmes").json()[0]["groups"]) == 5


def test_a_stranger_in_the_list_is_not_there(place, mai, send):
    body = {"year": 2024, "people": [str(mai.uid), "00000000-0000-4000-8000-000000000000"], "contents": [0]}
    assert (
        send(place.branch_secretary, f"/units/{place.branch.pk}/training/register", body).status_code == 404
    )
    assert not Registration.objects.exists()


def test_the_command_lists_counts_and_issues(place, mai):
    place.registered(mai)
    said = io.StringIO()
    call_command("training", stdout=said)
    call_command("training", "C1", "--year", "2024", stdout=said)
    call_command("training", "--issue", "2025", "--span", "school", stdout=said)
    assert "Chi đoàn thôn Xuân Hải\t1\t1\t0\t0\t0" in said.getvalue()
    assert mai.full_name not in said.getvalue()
    assert TrainingProgram.objects.filter(year=2025, span="school").exists()
    for wrong in (["--issue", "2024"], ["nowhere"]):
        with pytest.raises(CommandError):
            call_command("training", *wrong, stdout=said)


def test_the_roster_has_a_column_of_it(place, mai):
    place.registered(mai)
    assert "training" in columns.COLUMNS
    place.score(mai)
    assert scores_on([mai.pk], DAY) != {}
    place.sent(mai)
    place.approved(mai)
    assert scores_on([mai.pk], DAY) == {mai.pk: "100/100"}
    client = Client()
    client.force_login(place.officer)
    assert "100/100" in client.get(reverse("membership:roster") + "?col=training").content.decode()


def test_the_operator_issues_a_programme_on_the_page_without_code(place):
    """P10: a version is data."""
    operator = place.user("operator", place.province, "operator")
    client = Client()
    client.force_login(operator)
    address = reverse("training:programmes")
    form = client.get(f"{address}?span=year&year=2025").context["form"]
    data = {name: form.initial[name] for name in form.fields}
    data |= {
        name: f"{data[name]:%d/%m/%Y}" for name in ("starts_on", "ends_on", "register_by", "evaluate_from")
    }
    broken = client.post(address, {**data, "outline": data["outline"].replace("| 4", "| 5", 1)})
    assert broken.status_code == 422
    assert client.post(address, data).status_code == 302
    assert TrainingProgram.objects.get(year=2025).outline.total == 100
    client.force_login(place.officer)
    assert client.get(address).context["form"] is None
    assert client.post(address, data).status_code == 403
