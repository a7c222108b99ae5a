"""Papers two bodies sign together: the lead body's number, the other's signature first (R-DOC-02)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from aoxanh.audit.objection import Objection
from aoxanh.org.models import today
from aoxanh.papers import operations
from aoxanh.papers.models import Issue, JointSigner, NumberBook, Paper
from aoxanh.papers.typesetting import as_pdf
from aoxanh.papers.wordfile import as_docx
from tests.papers.conftest import MACHINE, acting

WRITTEN = {
    "kind": "plan", "body": "committee", "department": "", "abstract": "Phối hợp ra quân Chủ nhật xanh", "to": "", "bases": "",
    "text": "I. Mục đích\nPhối hợp hai đơn vị.", "recipients": "Các chi đoàn\nLưu",
}  # fmt: skip


def browse(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def other(place):
    """The committee of another commune and its secretary."""
    unit = place.unit("C9", "Đoàn xã Hồng Lộc", "commune", place.province)
    return unit, place.user("hongloc", unit, "secretary")


@pytest.fixture
def paper(place, other):
    """A joint draft of the commune, written on its page."""
    page = browse(place.officer).post(
        reverse("papers:new", args=[place.commune.pk]), {**WRITTEN, "jointly": "C9"}
    )
    assert page.status_code == 302, page.content.decode()[-3000:]
    return Paper.objects.get()


def post(user, name, paper, *more):
    return browse(user).post(reverse(f"papers:{name}", args=[paper.uid, *more]))


def test_two_bodies_sign_and_it_is_numbered_in_the_lead_body_s_book(place, other, paper):
    """R-DOC-02: joint documents take the lead body's series; its register and the other's both have it."""
    unit, secretary = other
    post(place.officer, "act", paper, "check")
    assert "ký liên tịch" in browse(secretary).get("/").content.decode().lower()
    shown = browse(secretary).get(reverse("papers:paper", args=[paper.uid])).content.decode()
    assert reverse("papers:sign_jointly", args=[paper.uid]) in shown
    post(secretary, "sign_jointly", paper)
    post(place.officer, "act", paper, "sign")
    issue = operations.issue_paper(
        Paper.objects.select_related("unit").get(), actor=acting(place.officer), on=today()
    )
    assert issue.number.shown == "01-KH/ĐTN"
    assert NumberBook.objects.get().unit == place.commune
    document = Paper.objects.get().document
    assert document.issuer.name == ("BCH ĐOÀN XÃ LỘC HÀ", "–", "BCH ĐOÀN XÃ HỒNG LỘC")
    assert [one.name for one in document.signatures] == [str(place.officer), str(secretary)]
    assert as_pdf(document).startswith(b"%PDF")
    assert as_docx(document)
    listed = browse(secretary).get(reverse("papers:register", args=[unit.pk]) + "?tab=joint").content.decode()
    assert "01-KH/ĐTN" in listed
    assert "Đoàn xã Lộc Hà · Kế hoạch" in listed
    told = Client().get(reverse("papers:checked", args=[issue.code])).content.decode()
    assert "Đoàn xã Lộc Hà, Đoàn xã Hồng Lộc" in told


def test_the_lead_body_does_not_sign_before_the_other(place, paper):
    """R-DOC-02 (design): whoever numbers the paper signs last."""
    operations.check_paper(paper, actor=acting(place.officer))
    with pytest.raises(Objection) as refused:
        operations.sign_paper(paper, actor=acting(place.officer))
    assert refused.value.rule == "R-DOC-02"
    assert Paper.objects.get().state == "checked"


def test_a_changed_draft_takes_the_other_s_signature_off(place, other, paper):
    """What was signed is what is issued."""
    operations.check_paper(paper, actor=acting(place.officer))
    signer = JointSigner.objects.select_related("paper", "unit").get()
    operations.sign_paper_jointly(signer, actor=acting(other[1]))
    post(place.officer, "sign_jointly", paper)
    edited = browse(place.officer).post(
        reverse("papers:edit", args=[paper.uid]), {**WRITTEN, "text": "Khác."}
    )
    assert edited.status_code == 302
    signer = JointSigner.objects.select_related("paper", "unit").get()
    assert (signer.signed_at, signer.signed_as) == (None, "")
    assert [one.name for one in Paper.objects.get().document.signatures] == ["", ""]


def test_two_presses_are_one_signature_and_an_older_draft_is_not_signed(place, other, paper):
    """Compare-and-set: who signs what has moved on is told so, and nothing is written."""
    operations.check_paper(paper, actor=acting(place.officer))
    seen = JointSigner.objects.select_related("paper", "unit").get()
    again = JointSigner.objects.select_related("paper", "unit").get()
    operations.redraft_paper(Paper.objects.get(), actor=acting(place.officer), document=paper.document)
    operations.check_paper(Paper.objects.get(), actor=acting(place.officer))
    with pytest.raises(Objection):
        operations.sign_paper_jointly(seen, actor=acting(other[1]))
    assert JointSigner.objects.get().signed_at is None
    again.paper.refresh_from_db()
    operations.sign_paper_jointly(again, actor=acting(other[1]))
    with pytest.raises(Objection):
        operations.sign_paper_jointly(again, actor=acting(other[1]))


def test_nobody_else_reads_or_signs_it(place, other, paper):
    """A draft is its body's own; checked, it is the other body's too; a third one's never; a branch's office signs nothing."""
    _unit, secretary = other
    page = reverse("papers:paper", args=[paper.uid])
    assert browse(secretary).get(page).status_code == 404
    post(place.officer, "act", paper, "check")
    assert browse(secretary).get(page).status_code == 200
    third = place.user("third", place.unit("C8", "Đoàn xã Mai Phụ", "commune", place.province), "secretary")
    assert browse(third).get(page).status_code == 404
    assert post(third, "sign_jointly", paper).status_code == 404
    assert post(place.officer, "sign_jointly", paper).status_code == 403
    signer = JointSigner.objects.select_related("paper", "unit").get()
    with pytest.raises(PermissionDenied):
        operations.sign_paper_jointly(signer, actor=acting(place.officer))
    for verb in ("check", "sign", "drop"):
        assert post(secretary, "act", paper, verb).status_code == 403
    assert JointSigner.objects.get().signed_at is None
    assert Issue.objects.count() == 0


def test_a_unit_does_not_sign_jointly_with_itself(place):
    page = browse(place.officer).post(
        reverse("papers:new", args=[place.commune.pk]), {**WRITTEN, "jointly": "C1"}
    )
    assert page.status_code == 422
    assert "Phối hợp ra quân" in page.content.decode()
    assert Paper.objects.count() == 0
    with pytest.raises(Objection) as refused:
        operations.draft_paper(
            place.commune, actor=MACHINE, document=place.document(), kind="plan", jointly=place.commune
        )
    assert refused.value.rule == "R-DOC-02"


def test_the_paper_is_shown_while_it_is_written_and_nothing_is_kept(place, other):
    """§4: preview beside the form; what is missing still is left out."""
    where = reverse("papers:preview", args=[place.commune.pk])
    assert where in browse(place.officer).get(reverse("papers:new", args=[place.commune.pk])).content.decode()
    half = browse(place.officer).post(where, {"kind": "notice", "body": "committee", "text": "Kính mời"})
    assert half.content.decode().count("data:image/png;base64,") == 1
    whole = browse(place.officer).post(where, {**WRITTEN, "jointly": "C9", "text": "Điều 1. Dài.\n" * 200})
    assert 1 < whole.content.decode().count("data:image/png;base64,") <= 4
    assert browse(other[1]).post(where, WRITTEN).status_code == 404
    assert browse(place.clerk if hasattr(place, "clerk") else place.officer).get(where).status_code == 405
    assert Paper.objects.count() == 0
