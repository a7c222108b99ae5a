"""Papers over the API: drafted, checked, numbered and issued by a program; signed by a person on the page."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from django.test import Client
from django.urls import reverse

from aoxanh.accounts.scopes import SCOPES
from aoxanh.audit.models import AuditEntry
from aoxanh.config.api import document
from aoxanh.papers.models import Issue, Paper
from aoxanh.people.models import Person
from tests.api.conftest import Caller, token_of

TEXT = {
    "kind": "decision", "body": "committee", "abstract": "Về việc khen thưởng", "bases": "Căn cứ Điều lệ Đoàn",
    "text": "Điều 1. Khen thưởng.\nĐiều 2. Thi hành.", "recipients": "Lưu",
}  # fmt: skip
TODAY = dt.date.today().isoformat()


@pytest.fixture
def office(place):
    """The program of the commune's office."""
    return Caller(token_of(place.user("office", place.commune, "office_staff")))


def drafted(place, caller, **more):
    answer = caller.send(f"/api/units/{place.commune.pk}/papers", {**TEXT, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def signed_on_the_page(place, uid):
    page = Client()
    page.force_login(place.officer)
    page.post(reverse("papers:act", args=[uid, "sign"]))
    assert Paper.objects.get(uid=uid).state == "signed"


def test_a_program_drafts_a_person_signs_the_office_issues(place, office):
    """R-DOC-01, R-DOC-02, L18; ADR 0017."""
    uid = drafted(place, office)["uid"]
    assert office.send(f"/api/papers/{uid}/check").json()["state"] == "checked"
    early = office.send(f"/api/papers/{uid}/issue", {})
    assert (early.status_code, early.json()["rule"]) == (422, "R-DOC-02")
    signed_on_the_page(place, uid)
    issued = office.send(f"/api/papers/{uid}/issue", {"on": TODAY}).json()
    assert (issued["state"], issued["number"], issued["on"]) == ("issued", "01-QĐ/ĐTN", TODAY)
    pdf = office.get(f"/api/papers/{uid}/file/pdf")
    assert hashlib.sha256(pdf.content).hexdigest() == issued["digest"] == Issue.objects.get().digest
    word = office.get(f"/api/papers/{uid}/file/docx")
    assert (word.content[:2], "wordprocessing" in word["Content-Type"]) == (b"PK", True)
    assert AuditEntry.objects.filter(action="papers.take", source="api").count() == 2
    listed = office.get(f"/api/units/{place.commune.pk}/papers").json()["items"]
    assert [(row["uid"], row["number"]) for row in listed] == [(uid, "01-QĐ/ĐTN")]


def test_no_program_signs(place):
    """ADR 0017: no address signs, and no scope leaves the right to."""
    caller = Caller(token_of(place.officer))
    uid = drafted(place, caller)["uid"]
    assert not [path for path in document()["paths"] if path.endswith(("/sign", "/certify"))]
    assert not any("papers.sign" in rights for _title, rights in SCOPES.values())
    for verb in ("sign", "certify"):
        assert caller.send(f"/api/papers/{uid}/{verb}").status_code == 404
    assert Paper.objects.get(uid=uid).state == "draft"


def test_a_changed_draft_is_checked_again_and_one_given_up_is_gone(place, office):
    uid = drafted(place, office)["uid"]
    office.send(f"/api/papers/{uid}/check")
    body = {"abstract": "Về việc họp", "text": "Kính mời."}
    told = office.send(f"/api/papers/{uid}/redraft", body).json()
    assert (told["state"], told["checked_at"], told["kind"], told["written"]["abstract"]) == (
        "draft",
        None,
        "decision",
        "Về việc họp",
    )
    assert [
        row["uid"] for row in office.get(f"/api/units/{place.commune.pk}/papers/drafts").json()["items"]
    ] == [uid]
    assert office.send(f"/api/papers/{uid}/drop").json()["state"] == "dropped"
    assert office.get(f"/api/units/{place.commune.pk}/papers/drafts").json()["items"] == []
    late = office.send(f"/api/papers/{uid}/redraft", body)
    assert (late.status_code, late.json()["rule"]) == (422, "R-DOC-02")


def test_a_number_is_kept_free_used_and_another_voided_with_its_reason(place, office):
    """R-DOC-02, L21: nothing is missing in a book; a void number stays."""
    address = f"/api/units/{place.commune.pk}/numbers"
    kept, wrong = (
        office.send(address, {"kind": "decision", "body": "committee", "purpose": "khen"}).json()
        for _n in range(2)
    )
    assert [kept["shown"], wrong["shown"]] == ["01-QĐ/ĐTN", "02-QĐ/ĐTN"]
    uid = drafted(place, office)["uid"]
    signed_on_the_page(place, uid)
    assert office.send(f"/api/papers/{uid}/issue", {"number": kept["id"]}).json()["number"] == "01-QĐ/ĐTN"
    used = office.send(f"/api/papers/{drafted(place, office)['uid']}/issue", {"number": kept["id"]})
    assert (used.status_code, used.json()["rule"]) == (422, "L21")
    void = office.send(f"/api/numbers/{wrong['id']}/void", {"reason": "Ghi nhầm"})
    assert void.json()["void"] == "Ghi nhầm"
    assert office.send(f"/api/numbers/{wrong['id']}/void", {"reason": "x"}).json()["rule"] == "L21"
    assert office.send(f"/api/numbers/{wrong['id']}/void", {}).json()["errors"][0]["field"] == "reason"
    for state, found in (
        ("free", []),
        ("void", [wrong["id"]]),
        ("used", [kept["id"]]),
        ("all", [wrong["id"], kept["id"]]),
    ):
        assert [row["id"] for row in office.get(address, state=state).json()["items"]] == found, state
    (kept_in,) = office.get(f"/api/units/{place.commune.pk}/number-books").json()
    assert (kept_in["id"], kept_in["series"], kept_in["last"]) == (kept["book"], "committee", 2)


def test_a_superior_reads_and_does_not_draft_and_a_neighbour_hears_of_nothing(place, office):
    uid = drafted(place, office)["uid"]
    above = Caller(token_of(place.user("province", place.province, "secretary")))
    assert above.get(f"/api/papers/{uid}").json()["written"]["text"].startswith("Điều 1.")
    assert above.send(f"/api/units/{place.commune.pk}/papers", TEXT).status_code == 403
    assert above.send(f"/api/papers/{uid}/check").status_code == 403
    beside = Caller(token_of(place.stranger))
    for path in (
        f"/api/papers/{uid}",
        f"/api/papers/{uid}/file/pdf",
        f"/api/units/{place.commune.pk}/papers",
    ):
        assert beside.get(path).status_code == 404
    assert (Paper.objects.count(), Paper.objects.get().state) == (1, "draft")


def test_whom_a_paper_is_about_finds_it_once_it_is_issued(place):
    person = place.person()
    Person.objects.filter(pk=person.pk).update(user=place.user("mai", place.branch, "committee_member"))
    own = Caller(token_of(Person.objects.get(pk=person.pk).user))
    draft = place.draft(about=[person])
    assert own.get("/api/papers").json()["items"] == []
    assert own.get(f"/api/papers/{draft.uid}").status_code == 404
    issue = place.issued(dt.date.today(), about=[person])
    assert [row["uid"] for row in own.get("/api/papers").json()["items"]] == [str(issue.paper.uid)]
    assert own.get(f"/api/papers/{issue.paper.uid}/file/pdf").content[:5] == b"%PDF-"


def test_pages_of_a_register_meet_without_a_gap(place, office):
    for days in (2, 2, 1, 0, 0):
        place.issued(dt.date.today() - dt.timedelta(days=days))
    address = f"/api/units/{place.commune.pk}/papers"
    whole = [row["number"] for row in office.get(address).json()["items"]]
    found, after = [], ""
    while after is not None:
        page = office.get(address, limit=2, after=after).json()
        found, after = found + [row["number"] for row in page["items"]], page["next"]
    assert found == whole
    assert len(whole) == 5


def test_a_missing_text_says_so_in_vietnamese_and_nothing_is_kept(place, office):
    answer = office.send(f"/api/units/{place.commune.pk}/papers", {**TEXT, "text": ""})
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["errors"][0]["field"]) == (422, "text")
    assert (
        "bắt buộc" in problem["errors"][0]["message"].lower()
        or "cần" in problem["errors"][0]["message"].lower()
    )
    assert not Paper.objects.exists()
