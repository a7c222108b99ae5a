"""Fees over the API: what the pages do, with their rights, once a command key, exact to the đồng."""

from __future__ import annotations

import pytest

from aoxanh.audit.models import AuditEntry
from aoxanh.fees.models import Collection, Payment
from aoxanh.fees.vietqr import Payload, parse
from tests.api.conftest import Caller, token_of

MONTHS = {"first": "2024-01-05", "last": "2024-01-31", "on": "2024-02-02"}


@pytest.fixture
def branch(place):
    """The branch secretary's program."""
    return Caller(token_of(place.branch_secretary))


@pytest.fixture
def commune(place):
    """The commune's program."""
    return Caller(token_of(place.officer))


def taken(place, branch, *people, key=None, **months):
    body = {**MONTHS, **months, "people": [str(one.uid) for one in people]}
    return branch.send(f"/api/units/{place.branch.pk}/fees/collections", body, key=key)


def test_a_month_is_taken_in_once_however_often_the_request_comes(place, branch):
    """R-FEE-01, R-FEE-02, R4: the same key has one effect and one answer; another one is told that all is paid."""
    mai, lan = place.member("Nguyễn Thị Mai"), place.member("Trần Thị Lan")
    first, again = (taken(place, branch, mai, lan, key="thu-1") for _time in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert (first.json()["total"], first.json()["heads"]) == (4000, 2)
    assert {row["person"] for row in first.json()["payers"]} == {str(mai.uid), str(lan.uid)}
    refused = taken(place, branch, mai, key="thu-2")
    assert (refused.status_code, refused.json()["rule"]) == (422, "R-FEE-02")
    assert (Collection.objects.count(), Payment.objects.count()) == (1, 2)
    assert AuditEntry.objects.get(action="fees.collect").source == "api"


def test_who_owes_and_who_paid_is_told_by_month(place, branch):
    """Months are reckoned since the branch keeps its fees here, until last month: on 26 March until February."""
    mai, lan = place.member("Nguyễn Thị Mai"), place.member("Trần Thị Lan")
    taken(place, branch, mai)
    told = branch.get(f"/api/units/{place.branch.pk}/fees", year=2024).json()
    rows = {row["person"]: row for row in told["items"]}
    assert rows[str(mai.uid)]["paid"] == [{"month": "2024-01-01", "amount": 2000}]
    assert rows[str(mai.uid)]["owes"] == ["2024-02-01"]
    assert rows[str(lan.uid)]["owes"] == ["2024-01-01", "2024-02-01"]
    assert (told["received"], told["to_hand_up"]) == (2000, 666)
    behind = branch.get(f"/api/units/{place.branch.pk}/fees", year=2024, owes=2).json()["items"]
    assert [row["person"] for row in behind] == [str(lan.uid)]


def test_pages_of_a_branch_meet_without_a_gap(place, branch):
    """A branch of more members than one answer holds is read whole."""
    people = {str(place.member(f"Nguyễn Văn {name}").uid) for name in ("An", "Bình", "Châu", "Dũng", "Em")}
    found, after = [], ""
    while after is not None:
        page = branch.get(f"/api/units/{place.branch.pk}/fees", year=2024, limit=2, after=after).json()
        found, after = found + [row["person"] for row in page["items"]], page["next"]
    assert len(found) == 5
    assert set(found) == people


def test_who_draws_a_salary_pays_the_other_rate(place, branch):
    """R-FEE-01."""
    mai = place.member("Nguyễn Thị Mai")
    body = {"people": [str(mai.uid)], "salaried": True}
    assert branch.send(f"/api/units/{place.branch.pk}/fees/salaried", body).json() == {"done": 1}
    assert taken(place, branch, mai).json()["total"] == 5000


def test_a_collection_is_read_receipted_and_taken_back_by_who_may(place, branch):
    mai = place.member("Nguyễn Thị Mai")
    made = taken(place, branch, mai).json()
    listed = branch.get(f"/api/units/{place.branch.pk}/fees/collections").json()
    assert [row["uid"] for row in listed["items"]] == [made["uid"]]
    receipt = branch.get(f"/api/fees/collections/{made['uid']}/receipts/{mai.uid}")
    assert (receipt["Content-Type"], receipt.content[:5]) == ("application/pdf", b"%PDF-")
    address = f"/api/fees/collections/{made['uid']}/take-back"
    assert Caller(token_of(place.stranger)).send(address).status_code == 404
    assert Payment.objects.filter(stands=True).count() == 1
    assert branch.send(address).json()["taken_back_at"]
    assert not Payment.objects.filter(stands=True).exists()
    assert branch.get(f"/api/fees/collections/{made['uid']}/receipts/{mai.uid}").status_code == 404
    assert branch.send(address).json()["rule"] == "L17"


def test_a_third_is_handed_up_and_settled_by_who_receives_it(place, branch, commune):
    """R-FEE-04, R-FEE-05: a third, rounded down, exact to the đồng; the unit that hands up does not settle."""
    taken(place, branch, *(place.member(f"Nguyễn Văn {n}") for n in ("An", "Bình")))
    body = {"first": "2024-02-01", "last": "2024-02-29", "on": "2024-03-01"}
    address = f"/api/units/{place.branch.pk}/fees/remittances"
    row = branch.send(address, body).json()
    assert (row["received"], row["amount"], row["kept"]) == (4000, 1333, 2667)
    twice = branch.send(address, body)
    assert (twice.status_code, twice.json()["rule"]) == (422, "R-FEE-04")
    below = commune.get(f"/api/units/{place.commune.pk}/fees/below", year=2024).json()
    (one,) = [unit for unit in below if unit["unit"] == place.branch.pk]
    assert (one["received"], one["due"], one["handed_up"]) == (4000, 1333, 1333)
    assert [waits["uid"] for waits in one["to_settle"]] == [row["uid"]]
    settle = f"/api/fees/remittances/{row['uid']}/settle"
    assert branch.send(settle, {"on": "2024-03-02"}).status_code == 404
    early = commune.send(settle, {"on": "2024-02-01"})
    assert (early.status_code, early.json()["rule"]) == (422, "R-FEE-05")
    assert commune.send(settle, {"on": "2024-03-02"}).json()["settled_on"] == "2024-03-02"
    came = commune.get(f"/api/units/{place.commune.pk}/fees/remittances", way="in").json()["items"]
    assert [came_in["uid"] for came_in in came] == [row["uid"]]


def test_the_text_of_the_code_names_account_amount_and_memo(place, branch):
    """Campaigns §8.5: the text is read again by the very format; without an account there is none."""
    address = f"/api/units/{place.branch.pk}/fees/vietqr"
    assert branch.get(address).status_code == 404
    wrong = branch.send(address, {"bank": "97040", "number": "4200123456789", "holder": "CHI DOAN"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "bank")
    branch.send(address, {"bank": "970405", "number": "4200123456789", "holder": "CHI DOAN"})
    told = branch.get(address, amount=24000).json()
    assert parse(told["payload"]) == Payload("970405", "4200123456789", 24000, "DOAN PHI B1")
    assert branch.get(address, amount=0).status_code == 422


def test_somebody_of_another_branch_is_nobody_here_and_nothing_is_written(place, branch):
    far = place.member("Vũ Thị Xa", unit=place.far_branch)
    assert taken(place, branch, far).status_code == 404
    assert taken(place, Caller(token_of(place.stranger)), far).status_code == 404
    assert not Collection.objects.exists()
