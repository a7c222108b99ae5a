"""Plans over the API: the file of the command loaded, played through with its proof, decided, taken back."""

from __future__ import annotations

import json

import pytest

from aoxanh.jobs.models import Job
from aoxanh.reorganisation import views
from aoxanh.reorganisation.models import Plan
from tests.api.conftest import Caller, token_of
from tests.reorganisation.conftest import everything, tree

FILE = {
    "name": "Sáp nhập hai chi đoàn", "unit": "C1", "effective_on": "2026-07-01",
    "decision": {"number": "15-QĐ/ĐTN", "signed_on": "2026-06-20", "body": "BTV Đoàn xã"},
    "steps": [{"do": "merge", "units": ["B1"], "into": "B2"}],
}  # fmt: skip


@pytest.fixture
def commune(place):
    """The program of the commune's secretary."""
    return Caller(token_of(place.officer))


def loaded(commune, **more):
    answer = commune.send("/api/plans", {**FILE, **more})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_the_file_of_the_command_is_loaded_and_comes_back_as_it_was(place, commune, tmp_path):
    plan = loaded(commune)
    assert (plan["state"], plan["steps"], plan["file"]) == ("draft", 1, FILE)
    assert [row["id"] for row in commune.get("/api/plans").json()["items"]] == [plan["id"]]
    assert "B1" in tree(), "nothing of the tree changes"


def test_it_is_played_through_with_the_proof_before_anything_is_written(place, commune):
    """L5: the same people before and after, as sets and by status."""
    people = [place.member(f"Nguyễn Văn {n}") for n in ("An", "Bình", "Châu")]
    plan, before = loaded(commune), everything()
    told = commune.get(f"/api/plans/{plan['id']}/forecast").json()
    assert (told["can_be_done"], told["conserved"], told["problems"]) == (True, True, [])
    assert (told["before"], told["after"], told["moves"]) == ({"member": 3}, {"member": 3}, 3)
    assert told["digests"][0] == told["digests"][1]
    moving, after = [], ""
    while after is not None:
        page = commune.get(f"/api/plans/{plan['id']}/people", limit=2, after=after).json()
        moving, after = moving + page["items"], page["next"]
    assert {row["person"] for row in moving} == {str(one.uid) for one in people}
    assert everything() == before


def test_it_is_decided_proved_and_taken_back_as_one(place, commune):
    """L17 for who comes second; the journal restores every row."""
    person = place.member()
    plan, before = loaded(commune), everything()
    address = f"/api/plans/{plan['id']}"
    late = commune.send(f"{address}/decide", {"edition": plan["edition"] + 1})
    assert (late.status_code, late.json()["rule"]) == (422, "L17")
    done = commune.send(f"{address}/decide", {"edition": plan["edition"]}).json()
    assert (done["state"], done["proof"]["totals"], done["proof"]["moved"]) == ("done", {"member": 1}, 1)
    assert place.home(person) == "B2"
    ended = commune.get(f"{address}/forecast")
    assert (ended.status_code, ended.json()["rule"]) == (422, "L5")
    assert commune.send(f"{address}/take-back").json()["state"] == "undone"
    assert json.loads(everything())[0] == json.loads(before)[0]
    assert place.home(person) == "B1"


def test_what_stands_against_a_plan_is_told_with_its_rule_and_stops_it(place, commune):
    """L5: who has no destination; the steps are mended and it goes."""
    person = place.member()
    plan = loaded(commune, steps=[{"do": "dissolve", "unit": "B1"}])
    told = commune.get(f"/api/plans/{plan['id']}/forecast").json()
    assert not told["can_be_done"]
    assert [str(person.uid)] in [row["people"] for row in told["problems"]]
    assert all(row["rule"] for row in told["problems"])
    refused = commune.send(f"/api/plans/{plan['id']}/decide", {"edition": plan["edition"]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "steps")
    assert Plan.objects.get().state == "draft"
    body = {"edition": plan["edition"], "steps": FILE["steps"]}
    mended = commune.send(f"/api/plans/{plan['id']}", body, method="patch").json()
    assert mended["edition"] == plan["edition"] + 1
    assert (
        commune.send(f"/api/plans/{plan['id']}/decide", {"edition": mended["edition"]}).json()["state"]
        == "done"
    )


@pytest.mark.parametrize(
    ("steps", "said"),
    [([{"do": "melt"}], "1"), ([{"do": "merge"}], "1"), ("merge", None), ([[1]], None), ([{"do": "merge", "units": "B1", "into": 3}], "1")],
)  # fmt: skip
def test_a_step_that_cannot_be_read_is_named(place, commune, steps, said):
    answer = commune.send("/api/plans", {**FILE, "steps": steps})
    assert answer.status_code == 422
    assert said is None or f"Bước {said}" in answer.json()["detail"]
    assert not Plan.objects.exists()


def test_who_does_not_stand_above_it_loads_sees_and_decides_nothing(place, commune):
    """HD 20 §5.1."""
    plan = loaded(commune)
    for who, load_status in ((place.stranger, 403), (place.branch_secretary, 403), (place.committee, 403)):
        caller = Caller(token_of(who))
        assert caller.send("/api/plans", FILE).status_code == load_status
        assert caller.get(f"/api/plans/{plan['id']}").status_code == 404
        assert caller.send(f"/api/plans/{plan['id']}/decide", {"edition": plan["edition"]}).status_code == 404
    assert (Plan.objects.count(), Plan.objects.get().state) == (1, "draft")


def test_a_large_plan_is_played_through_in_the_background_once_however_often_it_is_asked(place, commune, monkeypatch, work_off):  # fmt: skip
    """Until then its forecast says what to do; a change asks for it anew."""
    monkeypatch.setattr(views, "AT_ONCE", 0)
    place.member()
    plan = loaded(commune)
    address = f"/api/plans/{plan['id']}"
    early = commune.get(f"{address}/forecast")
    assert (early.status_code, early.json()["errors"][0]["field"]) == (422, "steps")
    first, again = (commune.send(f"{address}/play") for _time in range(2))
    assert (first.status_code, first.json()) == (202, again.json())
    assert Caller(token_of(place.stranger)).send(f"{address}/play").status_code == 404
    assert Job.objects.filter(kind="reorganisation.play").count() == 1
    work_off()
    told = commune.get(f"{address}/forecast").json()
    assert (told["conserved"], told["moves"], bool(told["at"])) == (True, 1, True)
    changed = commune.send(address, {"edition": plan["edition"], "name": "Khác"}, method="patch").json()
    assert commune.get(f"{address}/forecast").status_code == 422
    commune.send(f"{address}/decide", {"edition": changed["edition"]})
    work_off()
    assert commune.get(address).json()["state"] == "done"
