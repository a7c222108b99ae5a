"""Many cases handled as one: opened together, voted each, decided with one number; and what the pages do of it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from aoxanh.audit.objection import Objection
from aoxanh.cases import operations
from aoxanh.cases.advancing import Entered
from aoxanh.cases.carrying import settle
from aoxanh.cases.issuing import head_for, told_of
from aoxanh.cases.models import Case, CaseMove, Docket
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.cases.situations import about_people
from aoxanh.membership.models import BookEntry
from aoxanh.papers.forms import FORMS
from aoxanh.papers.models import Number
from aoxanh.papers.typesetting import as_pdf
from tests.cases.conftest import APPLICATION, DAY, MACHINE, WORDS, D, acting, votes

pytestmark = pytest.mark.usefixtures("today")


def docket_of(
    place, people, *, by=None, procedure="admission", facts=APPLICATION, words=WORDS, unit=None, **more
):
    return operations.open_docket(
        unit or place.branch, actor=acting(by) if by else MACHINE, procedure=procedure, title="Kết nạp 26/3", people=people, facts=facts,
        words=words, **more,
    )  # fmt: skip


def decide(place, docket, step, *, by=None, cases=None, on=DAY, number="", vote=None, each=None, rows=None):
    chosen = (
        cases if cases is not None else list(docket.cases.filter(state="open").values_list("pk", flat=True))
    )
    entered = Entered(on, number, vote, votes=each or {}, rows=rows or {})
    return operations.agree_docket(
        docket, actor=acting(by) if by else MACHINE, step=step, entered=entered, cases=chosen
    )


def test_a_docket_goes_its_way_with_one_number_and_each_is_voted_on_apart(place):
    """R-ADM-07: each person separately."""
    people = [
        place.young(f"Lê Văn {name}", birth=f"2006-0{n}-11")
        for n, name in enumerate(("An", "Bình", "Cường"), 1)
    ]
    docket = docket_of(place, people, by=place.branch_secretary)
    first = docket.cases.get(person=people[0])
    tally = decide(
        place, docket, "MEETING", by=place.branch_secretary, vote=votes(18, 18), each={first.pk: votes(9, 18)}
    )
    assert tally == {"agreed": 2, "voted_down": 1}
    assert decide(place, docket, "RATIFY", by=place.officer, number="15-NQ/ĐTN") == {"agreed": 2}
    decided = CaseMove.objects.filter(act="agreed", step="RATIFY")
    assert {m.decision_number for m in decided} == {"15-NQ/ĐTN"}
    assert len({m.batch for m in decided}) == 1
    assert place.lines(people[0]) == ["proposed", "withdrawn"]
    assert place.lines(people[1]) == ["proposed", "approved"]


def test_one_row_that_cannot_go_stops_the_act_and_nothing_is_written(place):
    people = [
        place.young(f"Lê Văn {name}", birth=f"2006-0{n}-11") for n, name in enumerate(("An", "Bình"), 1)
    ]
    docket = docket_of(place, people)
    decide(place, docket, "MEETING", vote=votes(9))
    decide(place, docket, "RATIFY", number="15-NQ/ĐTN")
    decide(place, docket, "CEREMONY")
    before = BookEntry.objects.count(), CaseMove.objects.count()
    ids = list(docket.cases.values_list("pk", flat=True))
    with pytest.raises(Objection) as refused:
        decide(place, docket, "CARD", number="3-QĐ/ĐTN", rows={pk: {"card_number": "42-7"} for pk in ids})
    assert refused.value.rule == "R-REC §3.3"
    assert (BookEntry.objects.count(), CaseMove.objects.count()) == before
    decide(place, docket, "CARD", number="3-QĐ/ĐTN", rows={pk: {"card_number": f"42-{pk}"} for pk in ids})
    assert set(docket.cases.values_list("state", flat=True)) == {"done"}


def test_a_person_the_rules_stop_is_named(place):
    people = [place.young("Lê Văn An"), place.young("Trần Thị Bé", birth="2012-01-01")]
    with pytest.raises(Objection, match="Trần Thị Bé") as refused:
        docket_of(place, people)
    assert refused.value.rule == "R-ADM-01"
    assert not Docket.objects.exists() or not Case.objects.exists()


def test_waiting_cases_of_several_branches_are_gathered_and_decided_with_one_number(place):
    cases = []
    for n, branch in enumerate((place.branch, place.other_branch), 1):
        person = place.young(f"Lê Văn {'An' if n == 1 else 'Bình'}", unit=branch)
        case = place.open("admission", person, unit=branch, facts=APPLICATION, words=WORDS)
        cases.append(place.take(case, "MEETING", vote=votes(9)))
    docket = operations.gather(
        place.commune,
        actor=acting(place.officer),
        procedure="admission",
        title="Chuẩn y",
        cases=[c.pk for c in cases],
    )
    assert decide(place, docket, "RATIFY", by=place.officer, number="16-NQ/ĐTN") == {"agreed": 2}
    alone = Case.objects.select_related("person").get(pk=cases[0].pk)
    operations.drop_from_docket(alone, actor=acting(place.officer), words="Hoãn lễ")
    assert docket.cases.count() == 1


def test_two_hundred_are_opened_voted_ratified_and_admitted(place):
    """The docket of the issue; how long it takes is measured by a benchmark, not here."""
    people = [
        place.young(f"Lê Văn A{chr(97 + n // 26)}{chr(97 + n % 26)}", birth="2006-01-02") for n in range(200)
    ]
    docket = docket_of(place, people)
    decide(place, docket, "MEETING", vote=votes(20))
    decide(place, docket, "RATIFY", number="17-NQ/ĐTN")
    assert decide(place, docket, "CEREMONY") == {"agreed": 200}
    assert BookEntry.objects.filter(kind="admitted").count() == 200


def test_a_case_whose_branch_is_merged_under_way_goes_on_at_the_successor(place, today):
    """A reorganisation carries cases with their people (ADR 0011)."""
    case = place.admission()
    place.take(case, "MEETING", vote=votes(9))
    waiting = place.admission(place.young("Trần Thị Hai"))
    Case.objects.filter(pk=waiting.pk).update(unit=place.other_branch)
    assert settle(D(2024, 3, 26)) >= 1
    assert Case.objects.get(pk=waiting.pk).unit == place.branch
    assert CaseMove.objects.filter(case=waiting, act="carried").count() == 1
    assert settle(D(2024, 3, 26)) == 0
    today.move_to(dt.datetime(2024, 3, 27, tzinfo=dt.UTC))


# -- pages


@pytest.fixture
def browse(place):
    """Return a browser signed in as somebody of the place."""

    def signed_in(user):
        client = Client(headers={"accept-language": "vi"})
        client.force_login(user)
        return client

    return signed_in


def key():
    return {"command_key": str(uuid.uuid4())}


def test_a_branch_secretary_opens_and_votes_on_the_page(place, browse):
    person = place.young()
    client = browse(place.branch_secretary)
    page = client.get(reverse("cases:choose", args=[place.branch.pk, "admission"]))
    assert person.full_name in page.content.decode()
    form = {"selected": [str(person.uid)], "begin": "1", "applied_on": "01/03/2024", "sponsor": "member", "sponsor_name": "Lê A",
            "sponsor_since": "01/01/2023", "variant": "meeting", **key()}  # fmt: skip
    answer = client.post(reverse("cases:begin", args=[place.branch.pk, "admission"]), form)
    case = Case.objects.get()
    assert answer.headers["location"] == reverse("cases:case", args=[case.uid])
    page = client.get(answer.headers["location"]).content.decode()
    assert "Hội nghị chi đoàn biểu quyết" in page
    assert "HD 20 §1.3" in page
    bad = {"step": "MEETING", "on": "20/03/2024", "entitled": 20, "present": 12, "agree": 7, "against": 0, "blank": 0, "method": "hands", "mode": "in_person", **key()}  # fmt: skip
    answer = client.post(reverse("cases:move", args=[case.uid, "agree"]), bad)
    assert answer.status_code == 422
    assert "cộng lại là 7" in answer.content.decode()
    answer = client.post(reverse("cases:move", args=[case.uid, "agree"]), {**bad, "against": 5, **key()})
    assert answer.status_code == 302
    assert place.where(case) == ("RATIFY", "C1")


def test_a_double_press_makes_one_case(place, browse):
    """L17."""
    person = place.young()
    client, same = browse(place.branch_secretary), key()
    form = {"selected": [str(person.uid)], "begin": "1", "applied_on": "01/03/2024", "sponsor": "member", "sponsor_name": "Lê A",
            "sponsor_since": "01/01/2023", "variant": "meeting", **same}  # fmt: skip
    address = reverse("cases:begin", args=[place.branch.pk, "admission"])
    first, second = client.post(address, form), client.post(address, form)
    assert first.headers["location"] == second.headers["location"]
    assert Case.objects.count() == 1


def test_a_docket_page_names_who_cannot_go_and_goes_on_without_them(place, browse):
    good, young = place.young("Lê Văn An"), place.young("Trần Thị Bé", birth="2012-01-01")
    client = browse(place.branch_secretary)
    form = {"selected": [str(good.uid), str(young.uid)], "begin": "1", "title": "Đợt 26/3", "applied_on": "01/03/2024", "sponsor": "member",
            "variant": "meeting", **{f"p{p.pk}-sponsor_name": "Lê A" for p in (good, young)},
            **{f"p{p.pk}-sponsor_since": "01/01/2023" for p in (good, young)}, **key()}  # fmt: skip
    address = reverse("cases:begin", args=[place.branch.pk, "admission"])
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "Trần Thị Bé: Chưa đủ tuổi" in answer.content.decode()
    assert not Case.objects.exists()
    answer = client.post(address, {**form, "without_them": "1", **key()})
    docket = Docket.objects.get()
    assert docket.cases.count() == 1
    case = docket.cases.get()
    sheet = {"step": "MEETING", "on": "20/03/2024", "entitled": 20, "present": 12, "method": "hands", "mode": "in_person",
             "selected": [str(case.uid)], f"r{case.pk}-against": 2, **key()}  # fmt: skip
    assert client.post(answer.headers["location"], sheet).status_code == 302
    assert CaseMove.objects.get(case=case, act="agreed").vote["agree"] == 10


def test_the_first_page_tells_what_waits_and_the_member_where_theirs_is(place, browse):
    case = place.admission()
    place.take(case, "MEETING", vote=votes(9))
    page = browse(place.officer).get("/").content.decode()
    assert "Kết nạp đoàn viên: 1 hồ sơ đang chờ" in page
    case.person.user = place.stranger
    case.person.save(update_fields=["user"])
    page = browse(place.stranger).get("/").content.decode()
    assert "Hồ sơ của tôi: Kết nạp đoàn viên" in page


def test_whom_a_case_is_about_does_not_withdraw_what_others_opened(place, browse):
    case = place.admission()
    case.person.user = place.stranger
    case.person.save(update_fields=["user"])
    client = browse(place.stranger)
    page = reverse("cases:case", args=[case.uid])
    assert reverse("cases:move", args=[case.uid, "withdraw"]) not in client.get(page).content.decode()
    sent = {"step": case.step, "words": "Không muốn", **key()}
    assert client.post(reverse("cases:move", args=[case.uid, "withdraw"]), sent).status_code == 403
    case.refresh_from_db()
    assert case.state == "open"


def test_a_member_asks_for_a_transfer_and_cannot_ask_for_a_reward(place, browse):
    person = place.member()
    member = place.user("member1", place.province, "auditor")
    person.user = member
    person.save(update_fields=["user"])
    client = browse(member)
    page = client.get(reverse("cases:list")).content.decode()
    assert reverse("cases:ask", args=["transfer"]) in page
    assert reverse("cases:ask", args=["reward"]) not in page
    form = {"target": "B3 Chi đoàn", "cause": "work", "changed_on": "20/03/2024", **key()}
    answer = client.post(reverse("cases:ask", args=["transfer"]), form)
    case = Case.objects.get()
    assert answer.headers["location"] == reverse("cases:case", args=[case.uid])
    assert place.where(case) == ("CLEAR", "B1")
    assert client.get(answer.headers["location"]).status_code == 200
    assert client.get(reverse("cases:ask", args=["reward"])).status_code == 302
    withdrawn = client.post(
        reverse("cases:move", args=[case.uid, "withdraw"]), {"step": "CLEAR", "words": "Đổi ý", **key()}
    )
    assert withdrawn.status_code == 302
    assert Case.objects.get().state == "withdrawn"


# -- papers


def test_a_docket_of_one_branch_rests_on_one_resolution_numbered_by_its_book(place):
    """R-DOC-02, HD 30 form 1.2: one number, one paper with its list, there together with the decision."""
    people = [
        place.young(f"Lê Văn {name}", birth=f"2006-0{n}-11")
        for n, name in enumerate(("An", "Bình", "Cường"), 1)
    ]
    docket = docket_of(place, people)
    decide(place, docket, "MEETING", vote=votes(9))
    decide(place, docket, "RATIFY", by=place.officer)
    moves = CaseMove.objects.filter(act="agreed", step="RATIFY").select_related(
        "issue__number", "issue__paper"
    )
    assert len({m.issue_id for m in moves}) == 1
    issue = moves[0].issue
    assert (issue.number.shown, issue.paper.kind, issue.paper.form) == (
        "01-NQ/ĐTN",
        "resolution",
        "admission_resolution",
    )
    assert {m.decision_number for m in moves} == {"01-NQ/ĐTN"}
    assert issue.paper.people.count() == 3
    assert issue.file.startswith(b"%PDF")
    line = BookEntry.objects.filter(kind="approved").first()
    assert (line.decision_number, line.decision_on) == ("01-NQ/ĐTN", DAY)


def test_each_member_who_matures_has_a_certificate_with_a_number_of_its_own(place):
    """HD 30 form 2.3."""
    people = [
        place.member(f"Lê Thị {name}", birth=f"199{n}-01-01") for n, name in enumerate(("An", "Bình"), 1)
    ]
    docket = docket_of(place, people, procedure="maturation", facts={"wish": "mature"}, words={})
    decide(place, docket, "DECIDE", vote=votes(9))
    decide(place, docket, "CEREMONY", by=place.branch_secretary)
    numbers = sorted(CaseMove.objects.filter(step="CEREMONY").values_list("decision_number", flat=True))
    assert numbers == ["01-CN/CĐ", "02-CN/CĐ"]


def test_who_does_not_sign_for_the_unit_enters_the_number_of_the_signed_paper(place):
    case = place.open("maturation", place.member(birth="1991-01-01"), facts={"wish": "mature"})
    place.take(case, "DECIDE", vote=votes(9))
    with pytest.raises(Objection) as refused:
        place.take(case, "CEREMONY", by=place.officer)
    assert refused.value.field == "number"
    assert CaseMove.objects.filter(case=case).count() == 2
    assert place.take(case, "CEREMONY", by=place.officer, number="5-CN/CĐ").state == "done"


def test_an_act_that_fails_takes_no_number(place):
    """L21: gapless."""
    people = [
        place.young(f"Lê Văn {name}", birth=f"2006-0{n}-11") for n, name in enumerate(("An", "Bình"), 1)
    ]
    docket = docket_of(place, people)
    decide(place, docket, "MEETING", vote=votes(9))
    decide(place, docket, "RATIFY")
    decide(place, docket, "CEREMONY")
    before = Number.objects.count()
    ids = list(docket.cases.values_list("pk", flat=True))
    with pytest.raises(Objection):
        decide(place, docket, "CARD", rows={pk: {"card_number": "42-7"} for pk in ids})
    assert Number.objects.count() == before


@pytest.mark.parametrize(
    "code", sorted(code for code, plug in PROCEDURES.items() if plug.subject == "person")
)
def test_every_numbered_step_writes_a_paper_that_is_typeset(place, code):
    """Each form is filled from what the case knows, with awkward names."""
    plug = PROCEDURES[code]
    facts = {
        "year": 2023, "grade": "good", "ground": "fee", "measure": "warning", "reward": "merit", "card_number": "42-000001",
        "starts_on": "2024-03-01", "until": "2024-05-01", "cause": "wish", "fee_until": "2024-03-31",
    }  # fmt: skip
    people = [place.member("Hoàng Phủ Ngọc Tường Vân"), place.member("Y Ksor $x$ #eval(1)")]
    units = {place.branch.pk: place.branch.standing(DAY)}
    known = about_people(people, DAY, units, {p.pk: place.branch.pk for p in people})
    told = [
        told_of(p, replace(known[p.pk], facts=facts, target=place.far_branch.standing(DAY)), votes(9))
        for p in people
    ]
    for step in plug.route:
        if step.paper:
            head = head_for(place.commune, "committee", told[0].about)
            writings = plug.papers(step, told, head, DAY)
            assert sum(len(writing.about) for writing in writings) == 2, (
                "each case rests on exactly one paper"
            )
            for writing in writings:
                assert as_pdf(FORMS[writing.form].document(writing.facts)).startswith(b"%PDF")


def test_an_officer_neither_ends_nor_delays_a_case_about_themselves(place):
    """Proof L11: not by refusing, not by sending back, not by withdrawing what somebody else opened."""
    person = place.member("Lê Thị Ánh")
    person.user = place.branch_secretary
    person.save(update_fields=["user"])
    case = place.open("removal", person, by=place.officer, facts={"ground": "fee", "year": 2024, "months": [1, 2, 3], "contacted_on": "2024-03-20"})  # fmt: skip
    mine = {"actor": acting(place.branch_secretary), "step": case.step, "words": "Không"}
    for act, refusal in (
        (operations.refuse_case, Objection),
        (operations.send_back, Objection),
        (operations.withdraw_case, PermissionDenied),
    ):
        with pytest.raises(refusal):
            act(Case.objects.select_related("person", "unit", "at").get(pk=case.pk), **mine)
    assert Case.objects.get(pk=case.pk).state == "open"
