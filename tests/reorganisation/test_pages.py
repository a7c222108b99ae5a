"""Plans on the screen: drawn step by step, people sent by hand, decided, carried out and taken back."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from aoxanh.audit.objection import Objection
from aoxanh.membership.models import BookEntry
from aoxanh.org import operations as org
from aoxanh.org.models import today
from aoxanh.org.operations import Decision
from aoxanh.papers.forms import general
from aoxanh.papers.models import Paper
from aoxanh.papers.operations import draft_paper, drop_paper, issue_paper, sign_paper
from aoxanh.papers.queries import head_of
from aoxanh.reorganisation import operations, views
from aoxanh.reorganisation.models import Plan, PlayedThrough
from aoxanh.reorganisation.tasks import due
from tests.people.conftest import acting
from tests.reorganisation.conftest import DAY, MACHINE, tree


@pytest.fixture
def page(place, client):
    client.force_login(place.officer)
    return client


def post(client, route, /, *args, **form):
    return client.post(reverse(f"reorganisation:{route}", args=args), form)


def drawn(page, place, **form) -> Plan:
    form = {
        "name": "Sáp nhập 2026",
        "effective_on": "01/07/2026",
        "decision_number": "7-QĐ/ĐTN",
        "start": "empty",
        **form,
    }
    answer = post(page, "new", place.commune.pk, **form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Plan.objects.get()


def test_two_branches_are_merged_on_the_screen_and_parted_again(page, place):
    person = place.member()
    plan = drawn(page, place)
    assert post(page, "add", plan.pk, "merge", units=["B1"], into="B2", edition=0).status_code == 302
    text = page.get(reverse("reorganisation:plan", args=[plan.pk]) + "?tab=people").content.decode()
    assert person.full_name in text
    assert "Quyết định và thực hiện" in text
    post(page, "act", plan.pk, "decide", edition=1)
    plan.refresh_from_db()
    assert plan.state == "done"
    assert "B1" not in tree(today())
    assert "đã chứng minh" in page.get(reverse("reorganisation:plan", args=[plan.pk])).content.decode()
    post(page, "act", plan.pk, "take-back")
    assert tree(today())["B1"] == "C1"


def test_people_of_a_dissolved_branch_are_sent_by_hand_one_by_one(page, place):
    first, second = place.member("Nguyễn Văn Một"), place.member("Nguyễn Văn Hai")
    plan = drawn(page, place)
    post(page, "add", plan.pk, "dissolve", unit="B1", edition=0)
    text = page.get(reverse("reorganisation:plan", args=[plan.pk])).content.decode()
    assert "2 người ở bước 1 chuyển về đâu?" in text
    assert "Quyết định và thực hiện" not in text
    post(page, "assign", plan.pk, 1, goal="B2", person=[str(first.uid)], edition=1)
    text = page.get(reverse("reorganisation:plan", args=[plan.pk])).content.decode()
    assert "1 người ở bước 1 chuyển về đâu?" in text
    post(page, "assign", plan.pk, 1, goal="B2", person=[str(second.uid)], edition=2)
    assert (
        "Phương án không còn vướng mắc"
        in page.get(reverse("reorganisation:plan", args=[plan.pk])).content.decode()
    )


def test_a_step_drawn_on_an_older_edition_is_refused_and_nothing_is_lost(page, place):
    plan = drawn(page, place)
    post(page, "add", plan.pk, "merge", units=["B1"], into="B2", edition=0)
    answer = post(page, "add", plan.pk, "rename", unit="B2", name="Chi đoàn Mới", edition=0)
    assert answer.status_code == 422
    assert "Chi đoàn Mới" in answer.content.decode()
    assert "L17" in answer.content.decode()
    plan.refresh_from_db()
    assert len(plan.steps) == 1


def test_a_step_is_taken_out_and_a_plan_given_up(page, place):
    plan = drawn(page, place)
    post(page, "add", plan.pk, "merge", units=["B1"], into="B2", edition=0)
    post(page, "remove", plan.pk, 1, edition=1)
    post(page, "act", plan.pk, "give-up")
    plan.refresh_from_db()
    assert (plan.steps, plan.state) == ([], "dropped")


def test_a_plan_s_file_can_be_loaded_again(page, place):
    plan = drawn(page, place)
    post(page, "add", plan.pk, "split", unit="B1", name="Chi đoàn xóm Mới", code="B1b", kind="branch", hamlet="xóm 2", rest="B1", edition=0)  # fmt: skip
    plan.refresh_from_db()
    file = page.get(reverse("reorganisation:file", args=[plan.pk]))
    assert json.loads(file.content)["steps"] == plan.steps
    upload = SimpleUploadedFile("p.json", file.content)
    answer = post(
        page, "new", place.commune.pk, name="Lại", effective_on="01/07/2026", start="file", file=upload
    )
    assert answer.status_code == 302
    assert Plan.objects.latest("pk").steps == plan.steps


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[[[[", b"[" * 50_000, b'{"steps": 5}', b'[{"do": "merge"}]', b"null"]
)
def test_a_file_that_is_no_plan_comes_back_with_what_to_do(page, place, content):
    upload = SimpleUploadedFile("p.json", content)
    answer = post(
        page, "new", place.commune.pk, name="Lại", effective_on="01/07/2026", start="file", file=upload
    )
    assert answer.status_code == 422
    assert "Lại" in answer.content.decode()
    assert not Plan.objects.exists()


def test_a_plan_decided_ahead_is_carried_out_on_its_day_by_itself(page, place):
    place.member()
    plan = drawn(page, place, effective_on=(today() + dt.timedelta(days=9)).strftime("%d/%m/%Y"))
    post(page, "add", plan.pk, "merge", units=["B1"], into="B2", edition=0)
    post(page, "act", plan.pk, "decide", edition=1)
    plan.refresh_from_db()
    assert plan.state == "ready"
    due(None)
    assert tree(today())["B1"] == "C1", "not before its day"
    Plan.objects.filter(pk=plan.pk).update(effective_on=today())
    due(None)
    plan.refresh_from_db()
    assert plan.state == "done"


def test_a_plan_that_cannot_be_carried_out_on_its_day_says_why_on_the_first_page(page, place):
    place.member()
    plan = drawn(page, place, effective_on=(today() + dt.timedelta(days=9)).strftime("%d/%m/%Y"))
    post(page, "add", plan.pk, "merge", units=["B1"], into="B2", edition=0)
    post(page, "act", plan.pk, "decide", edition=1)
    Plan.objects.filter(pk=plan.pk).update(
        steps=[{"do": "merge", "units": ["B9"], "into": "B2"}], effective_on=today()
    )
    due(None)
    plan.refresh_from_db()
    assert plan.state == "ready"
    assert "B9" in plan.trouble
    assert "B9" in page.get(reverse("home")).content.decode()


def test_a_stranger_finds_no_plan(place):
    plan = place.draw({"do": "merge", "units": ["B1"], "into": "B2"}, unit=place.commune)
    stranger = Client()
    stranger.force_login(place.stranger)
    assert stranger.get(reverse("reorganisation:plan", args=[plan.pk])).status_code == 404
    assert stranger.post(reverse("reorganisation:act", args=[plan.pk, "give-up"])).status_code == 404
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_a_large_plan_is_played_through_in_the_background_before_it_is_decided(
    page, place, monkeypatch, work_off
):
    """Its tree, people and proof stand on its page as of that moment; a change of the plan asks for it anew."""
    monkeypatch.setattr(views, "AT_ONCE", 0)
    person = place.member()
    plan = drawn(page, place)
    post(page, "add", plan.pk, "merge", units=["B1"], into="B2", edition=0)
    address = reverse("reorganisation:plan", args=[plan.pk])
    first = page.get(address).content.decode()
    assert "Chạy thử" in first
    assert "Quyết định và thực hiện" not in first
    assert post(page, "act", plan.pk, "play").status_code == 302
    work_off()
    told = page.get(address + "?tab=people").content.decode()
    assert person.full_name in told
    assert "Quyết định và thực hiện" in told
    assert "đã chứng minh" in page.get(address + "?tab=proof").content.decode()
    post(page, "add", plan.pk, "rename", unit="B2", name="Chi đoàn thôn Mới", edition=1)
    assert "Quyết định và thực hiện" not in page.get(address).content.decode()
    post(page, "act", plan.pk, "play")
    work_off()
    post(page, "act", plan.pk, "decide", edition=2)
    work_off()
    plan.refresh_from_db()
    assert plan.state == "done"
    assert not PlayedThrough.objects.exists()


def test_a_stranger_plays_no_plan_through(page, place):
    plan = drawn(page, place)
    stranger = Client()
    stranger.force_login(place.stranger)
    assert stranger.post(reverse("reorganisation:act", args=[plan.pk, "play"])).status_code == 404


def test_a_unit_is_not_split_into_itself(page, place):
    plan = drawn(page, place)
    answer = post(
        page,
        "add",
        plan.pk,
        "split",
        unit="B1",
        units=["B1"],
        name="Chi đoàn Mới",
        code="B9",
        kind="branch",
        edition=0,
    )
    assert answer.status_code == 422
    assert "không thể trực thuộc chính mình" in answer.content.decode()


def test_a_plan_that_cannot_be_played_through_at_all_says_why(page, place):
    plan = drawn(page, place)
    post(page, "add", plan.pk, "merge", units=["B1"], into="B2", edition=0)
    Plan.objects.update(effective_on=dt.date(2019, 1, 1))
    text = page.get(reverse("reorganisation:plan", args=[plan.pk])).content.decode()
    assert "Đơn vị quyết định không tồn tại vào ngày đó. (R-ORG-09)" in text
    answer = post(page, "new", place.commune.pk, name="Lại", effective_on="01/01/2019", start="empty")
    assert answer.status_code == 422
    assert "Đơn vị quyết định không tồn tại vào ngày đó" in answer.content.decode()


def test_each_step_is_told_in_a_sentence(page, place):
    steps = [
        {"do": "merge", "units": ["B1"], "into": "B2"},
        {"do": "consolidate", "units": ["B1", "B2"], "as": "n", "code": "B9", "name": "Chi đoàn thôn Mới", "kind": "branch", "under": "C1"},
        {"do": "establish", "code": "B8", "name": "Chi đoàn thôn Tám", "kind": "branch", "under": "C1"},
        {"do": "rename", "unit": "B2", "name": "Chi đoàn thôn Khác", "sector": "school"},
        {"do": "move", "unit": "B1", "under": "C1", "kind": "grassroots_branch"},
        {"do": "change_kind", "unit": "B2", "kind": "grassroots_branch"},
        {"do": "split", "unit": "B1", "rest": "B1", "parts": [{"code": "B7", "name": "Chi đoàn thôn Bảy", "kind": "branch", "people": [{"hamlet": "xóm 2"}, {"born": [2005, 2010]}]}]},
        {"do": "dissolve", "unit": "B1", "parts": [{"to": "B2", "people": [{"list": ["42000001"]}]}]},
        {"do": "dissolve", "unit": "B1", "rest": "B2", "successors": ["B2"]},
    ]  # fmt: skip
    plan = place.draw(*steps, unit=place.commune)
    text = page.get(reverse("reorganisation:plan", args=[plan.pk])).content.decode()
    for sentence in (
        "Sáp nhập Chi đoàn thôn Xuân Hải (B1) vào Chi đoàn thôn Yên Định (B2)",
        "Hợp nhất Chi đoàn thôn Xuân Hải (B1); Chi đoàn thôn Yên Định (B2) thành Chi đoàn thôn Mới (Chi đoàn, mã B9), trực thuộc Đoàn xã Lộc Hà (C1)",
        "Thành lập Chi đoàn thôn Tám (Chi đoàn, mã B8), trực thuộc Đoàn xã Lộc Hà (C1)",
        "Thay đổi thông tin Chi đoàn thôn Yên Định (B2): tên mới “Chi đoàn thôn Khác”; khối mới “Trường học”",
        "Chuyển Chi đoàn thôn Xuân Hải (B1) về trực thuộc Đoàn xã Lộc Hà (C1)",
        "Chuyển Chi đoàn thôn Yên Định (B2) thành loại tổ chức: Chi đoàn cơ sở",
        "Chia tách Chi đoàn thôn Xuân Hải (B1):",
        "người ở “xóm 2”; sinh năm 2005–2010: chuyển về đơn vị mới Chi đoàn thôn Bảy (Chi đoàn, mã B7)",
        "phần còn lại ở lại Chi đoàn thôn Xuân Hải (B1).",
        "1 người theo danh sách: chuyển về Chi đoàn thôn Yên Định (B2)",
        "phần còn lại chuyển về Chi đoàn thôn Yên Định (B2).",
        "việc đang làm dở do đơn vị này tiếp nhận: Chi đoàn thôn Yên Định (B2).",
    ):
        assert sentence in text
    assert "←" not in text
    assert "→" not in text


def test_the_form_of_a_split_offers_what_fits_and_keeps_the_rest_where_it_is(page, place):
    """No central union as the kind of a part, no unit that stands below nothing that is split."""
    plan = drawn(page, place)
    form = page.get(reverse("reorganisation:add", args=[plan.pk, "split"])).context["form"]
    kinds = [code for code, _title in form.fields["kind"].choices]
    assert kinds[0] == ""
    assert {"branch", "grassroots_branch"} <= set(kinds)
    assert not {"central", "province", "district", "commune"} & set(kinds)
    assert "units" not in form.fields, "no branch has units below that could go along"
    person = place.member(card_number="42000007")
    place.member("Lê Văn Ở Lại")
    post(
        page,
        "add",
        plan.pk,
        "split",
        unit="B1",
        name="Chi đoàn thôn Mới",
        code="B9",
        cards="42000007, 42000008",
        rest="=",
        edition=0,
    )
    plan.refresh_from_db()
    part = {
        "name": "Chi đoàn thôn Mới",
        "code": "B9",
        "kind": "branch",
        "people": [{"list": ["42000007", "42000008"]}],
    }
    assert plan.steps == [{"do": "split", "unit": "B1", "parts": [part], "rest": "B1"}]
    post(page, "act", plan.pk, "decide", edition=1)
    assert place.home(person) == "B9"


def test_who_is_dissolved_takes_nobody_and_years_run_forward(page, place):
    plan = drawn(page, place)
    answer = post(page, "add", plan.pk, "dissolve", unit="B1", rest="B1", edition=0)
    assert answer.status_code == 422
    assert "không ai ở lại được" in answer.content.decode()
    answer = post(
        page,
        "add",
        plan.pk,
        "split",
        unit="B1",
        name="Chi đoàn Mới",
        code="B9",
        born_from=2010,
        born_to=2000,
        rest="=",
        edition=0,
    )
    assert answer.status_code == 422
    assert "Năm cuối đứng trước năm đầu" in answer.content.decode()


def test_all_who_have_no_destination_are_sent_somewhere_with_one_press(page, place, monkeypatch):
    """Also those beyond the first page; nobody is sent anywhere before a unit is chosen."""
    monkeypatch.setattr(views, "PAGE", 2)
    people = [place.member(f"Nguyễn Văn {n}") for n in ("An", "Bình", "Châu")]
    plan = drawn(page, place)
    post(page, "add", plan.pk, "dissolve", unit="B1", edition=0)
    address = reverse("reorganisation:plan", args=[plan.pk])
    text = page.get(address).content.decode()
    assert "Cả 3 người" in text
    assert "và 1 người nữa" in text
    assert "chuyển về đâu" not in page.get(address + "?tab=tree").content.decode()
    post(page, "assign", plan.pk, 1, goal="", everybody="1", edition=1)
    plan.refresh_from_db()
    assert "parts" not in plan.steps[0]
    post(page, "assign", plan.pk, 1, goal="B2", everybody="1", edition=1)
    post(page, "act", plan.pk, "decide", edition=2)
    assert [place.home(p) for p in people] == ["B2"] * 3


def test_a_plan_goes_with_its_unit_to_the_province_it_stands_under_now(place, client):
    """The list of the old province does not offer what its page no longer opens."""
    central = place.unit("TW", "Trung ương Đoàn", "central", None)
    there = place.unit("40", "Tỉnh đoàn Nghệ An", "province", central)
    plan = place.draw({"do": "merge", "units": ["B1"], "into": "B2"}, unit=place.commune)
    org.move_unit(place.commune, actor=MACHINE, parent=there, decision=Decision(DAY, number="2-QĐ/TWĐTN"))
    found = {}
    for name, unit in (("old", place.province), ("new", there)):
        client.force_login(place.user(name, unit, "secretary"))
        address = reverse("reorganisation:plan", args=[plan.pk])
        listed = address in client.get(reverse("reorganisation:plans")).content.decode()
        found[name] = (listed, client.get(address).status_code)
    assert found == {"old": (False, 404), "new": (True, 200)}


def test_a_plan_s_decision_is_drafted_signed_and_issued_here_and_the_plan_takes_its_number_r_doc_02(
    page, place
):
    """One press writes it from the steps; the plan waits for it, and names it from then on."""
    place.member()
    plan = drawn(page, place, decision_number="")
    post(page, "add", plan.pk, "merge", units=["B1"], into="B2", edition=0)
    address = reverse("reorganisation:plan", args=[plan.pk])
    assert "Dự thảo quyết định từ các bước" in page.get(address).content.decode()
    post(page, "act", plan.pk, "draft-decision")
    post(page, "act", plan.pk, "draft-decision")
    paper = Paper.objects.get()
    said = " ".join("".join(run.text for run in one.runs) for one in paper.document.body)
    assert said == (
        "Điều 1. Sáp nhập Chi đoàn thôn Xuân Hải (B1) vào Chi đoàn thôn Yên Định (B2). "
        "Điều 2. Đoàn viên, hồ sơ và công việc của đơn vị kết thúc hoạt động được bàn giao cho đơn vị tiếp nhận. "
        "Điều 3. Quyết định này có hiệu lực từ ngày 01/07/2026. Các đơn vị có tên tại Điều 1 căn cứ Quyết định thi hành."
    )
    assert paper.document.abstract == "Về việc sáp nhập tổ chức trực thuộc Đoàn xã Lộc Hà"
    stale = "không còn nêu đúng nguyên văn các bước"
    assert stale not in page.get(address).content.decode()
    operations.change_plan(plan, actor=MACHINE, edition=1, effective_on=DAY + dt.timedelta(days=1))
    assert stale in page.get(address).content.decode()
    operations.change_plan(plan, actor=MACHINE, edition=2, effective_on=DAY)
    post(page, "act", plan.pk, "decide", edition=3)
    text = page.get(address).content.decode()
    assert "chưa ban hành" in text
    assert reverse("papers:paper", args=[paper.uid]) in text
    sign_paper(paper, actor=acting(place.officer))
    issue = issue_paper(paper, actor=acting(place.officer), on=today())
    post(page, "act", plan.pk, "decide", edition=3)
    plan.refresh_from_db()
    assert (plan.state, plan.decision_number, plan.decision_on) == ("done", issue.number.shown, issue.on)
    assert plan.decision_body == "Ban Thường vụ Đoàn xã Lộc Hà"
    assert f"Quyết định số {issue.number.shown}" in page.get(address).content.decode()
    assert BookEntry.objects.get(kind="reorganised").decision_number == issue.number.shown


def test_a_number_of_a_paper_issued_here_leads_to_it_and_nothing_is_drafted_beside(page, place):
    place.member()
    head = head_of(place.commune)
    document = general.document(general.Facts(head, "decision", "Về việc sáp nhập", ("Điều 1. Sáp nhập.",)))
    paper = draft_paper(place.commune, actor=MACHINE, document=document, kind="decision")
    sign_paper(paper, actor=MACHINE)
    issue = issue_paper(paper, actor=MACHINE, on=today())
    plan = drawn(page, place, decision_number=issue.number.shown)
    post(page, "add", plan.pk, "merge", units=["B1"], into="B2", edition=0)
    text = page.get(reverse("reorganisation:plan", args=[plan.pk])).content.decode()
    assert reverse("papers:paper", args=[paper.uid]) in text
    assert "Dự thảo quyết định từ các bước" not in text
    post(page, "act", plan.pk, "draft-decision")
    assert Paper.objects.count() == 1


def test_only_an_officer_of_the_unit_that_decides_drafts_its_decision(place):
    """The province sees the commune's plan and may decide it; the commune's papers are written in the commune."""
    plan = place.draw({"do": "merge", "units": ["B1"], "into": "B2"}, unit=place.commune, number="")
    for user in (place.user("above", place.province, "secretary"), place.branch_secretary, place.committee):
        with pytest.raises(PermissionDenied):
            operations.draft_decision(plan, actor=acting(user))
    assert operations.draft_decision(plan, actor=acting(place.officer)).unit_id == place.commune.pk


def test_a_decision_given_up_is_drafted_anew_and_an_empty_plan_has_none(place):
    plan = place.draw(unit=place.commune, number="")
    with pytest.raises(Objection):
        operations.draft_decision(plan, actor=MACHINE)
    operations.change_plan(
        plan, actor=MACHINE, edition=0, steps=[{"do": "merge", "units": ["B1"], "into": "B2"}]
    )
    first = operations.draft_decision(plan, actor=MACHINE)
    plan.refresh_from_db()
    drop_paper(first, actor=MACHINE)
    plan = Plan.objects.get(pk=plan.pk)
    assert operations.draft_decision(plan, actor=MACHINE).pk != first.pk
