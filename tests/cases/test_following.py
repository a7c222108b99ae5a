"""Open cases go with the person they are about: closed with the reason, or going on where the person is (our design)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from aoxanh.audit.objection import Objection
from aoxanh.cases import operations
from aoxanh.cases.advancing import Entered
from aoxanh.cases.carrying import settle
from aoxanh.cases.models import Case, CaseMove
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.cases.queries import told
from aoxanh.membership.book import Cause, NewLine, write_lines
from aoxanh.membership.models import BookEntry
from aoxanh.membership.operations import correct_line
from tests.cases.conftest import DAY, MACHINE, acting, votes

pytestmark = pytest.mark.usefixtures("today")


def states(person) -> dict[str, str]:
    return dict(Case.objects.filter(person=person).values_list("procedure", "state"))


def reward(place, person, kind="merit"):
    return place.open("reward", person, facts={"reward": kind}, words={"reason": "Cứu người"})


def discipline(place, person, measure="reprimand", **facts):
    facts = {"measure": measure, "verified_on": "2024-03-20", "self_criticism": True, **facts}
    return place.open("discipline", person, facts=facts, words={"grounds": "Vi phạm", "judgement": "12/2024"})


def away(place, person):
    return place.open("away", person, facts={"starts_on": "2024-03-20"}, words={"address": "Bình Dương"})


def transfer(place, person, to):
    return place.open("transfer", person, facts={"cause": "work", "changed_on": "2024-03-10"}, to=to)


# -- who is a member no more


def test_a_death_closes_every_other_case_with_its_reason(place):
    """P17: nobody decides on the dead; the case of the death itself is done."""
    person = place.member()
    waiting = [discipline(place, person), reward(place, person), away(place, person)]
    death = place.open("death", person, facts={"died_on": "2024-03-20"})
    place.take(death, "ENTER", by=place.branch_secretary)
    assert states(person) == {"discipline": "lapsed", "reward": "lapsed", "away": "lapsed", "death": "done"}
    for case in waiting:
        case.refresh_from_db()
        assert (case.at_id, case.due_on) == (None, None)
        assert case.ended_at is not None
        move = case.moves.last()
        assert (move.act, move.facts, move.actor_id) == (
            "lapsed",
            {"because": "deceased"},
            place.branch_secretary.pk,
        )
        assert (move.seq, move.unit_id) == (case.revision, place.branch.pk)


def test_a_removal_closes_what_is_for_members_only_and_goes_on_itself(place):
    """R-DEL-01: it is reported up afterwards."""
    person = place.member()
    away(place, person)
    facts = {"ground": "fee", "year": 2024, "months": [1, 2, 3], "contacted_on": "2024-03-20"}
    removal = place.open("removal", person, facts=facts, words={"contact": "Không có lý do"})
    place.take(removal, "DECIDE", vote=votes(9), number="1-NQ/CĐ")
    assert states(person) == {"away": "lapsed", "removal": "open"}
    assert place.where(removal) == ("REPORT", "C1")


def test_who_resigns_leaves_no_case_behind(place):
    """P17."""
    person = place.member()
    reward(place, person)
    case = place.open("resignation", person, facts={"letter_on": "2024-03-20"})
    place.take(case, "BRANCH")
    assert states(person)["reward"] == "open"
    place.take(case, "CONFIRM", number="3-TB/ĐTN")
    assert states(person) == {"reward": "lapsed", "resignation": "done"}


def test_a_complaint_survives_the_expulsion_it_is_about_and_a_reward_survives_maturing(place):
    """R-DIS-12: the expelled complain; P13: the matured are rewarded."""
    person = place.member()
    place.take(discipline(place, person), "MEETING", vote=votes(16, 16, entitled=24, method="secret"))
    place.open("complaint", person, facts={"received_on": "2024-03-26"}, words={"complaint": "x"})
    away(place, person)
    case = discipline(place, person, "expulsion", court=True)
    place.take(case, "SENTENCE", number="14-QĐ/ĐTN")
    assert {k: v for k, v in states(person).items() if k != "discipline"} == {
        "complaint": "open",
        "away": "lapsed",
    }
    old = place.member("Vũ Thị Ba", birth="1992-01-02")
    reward(place, old)
    place.open("staying", old)
    matured = place.open("maturation", old, facts={"wish": "mature"})
    place.take(matured, "DECIDE", vote=votes(9))
    place.take(matured, "CEREMONY", number="1-CN/ĐTN")
    assert states(old) == {"reward": "open", "staying": "lapsed", "maturation": "done"}


def test_a_docket_keeps_the_row_and_goes_on_without_it(place):
    dead, other = place.member("Vũ Văn Mất"), place.member("Vũ Văn Còn")
    docket = operations.open_docket(
        place.branch, actor=acting(place.branch_secretary), procedure="reward", title="Khen", people=[dead, other],
        facts={"reward": "merit"}, words={"reason": "x"},
    )  # fmt: skip
    place.take(place.open("death", dead, facts={"died_on": "2024-03-20"}), "ENTER")
    cases = list(docket.cases.order_by("pk"))
    assert [case.state for case in cases] == ["lapsed", "open"]
    page = Client(headers={"accept-language": "vi"})
    page.force_login(place.branch_secretary)
    shown = page.get(reverse("cases:docket", args=[docket.uid])).content.decode()
    assert "Đã khép lại" in shown
    with pytest.raises(Objection) as refused:
        operations.agree_docket(
            docket, actor=MACHINE, step="PROPOSE", entered=Entered(DAY), cases=[c.pk for c in cases]
        )
    assert refused.value.rule == "L17"
    docket.refresh_from_db()
    operations.agree_docket(docket, actor=MACHINE, step="PROPOSE", entered=Entered(DAY), cases=[cases[1].pk])
    assert place.where(cases[1]) == ("MERIT", "C1")


def test_the_page_says_why_and_nothing_can_be_done_any_more(place):
    person = place.member()
    case = reward(place, person)
    place.take(place.open("death", person, facts={"died_on": "2024-03-20"}), "ENTER")
    page = Client(headers={"accept-language": "vi"})
    page.force_login(place.branch_secretary)
    said = page.get(reverse("cases:case", args=[case.uid])).content.decode()
    assert "Tình trạng hiện nay của người này: Từ trần" in said
    with pytest.raises(Objection) as refused:
        place.take(case, "PROPOSE")
    assert refused.value.rule == "L17"
    assert CaseMove.objects.filter(case=case).count() == 2


def test_a_correction_and_an_entry_from_a_paper_close_cases_too(place):
    """Whoever writes the line: here a removal annulled by taking its line back makes the annulment moot."""
    person = place.member()
    place.line(person, "removed", dt.date(2024, 3, 1), ground="fee")
    place.open("removal_annulment", person, words={"reason": "Nhầm"})
    entry = BookEntry.objects.get(person=person, kind="removed")
    correct_line(entry, actor=MACHINE, words="ghi nhầm")
    assert states(person) == {"removal_annulment": "lapsed"}
    case = Case.objects.get(person=person)
    row = told(case, list(case.moves.all()), words=False)[-1]
    assert row["state"] == "ended"
    assert row["body"]


def test_what_was_refused_leaves_cases_open(place):
    """Nothing is written where the step is refused."""
    person = place.member()
    reward(place, person)
    death = place.open("death", person, facts={"died_on": "2024-03-20"})
    with pytest.raises(Objection):
        place.take(death, "ENTER", on=dt.date(2024, 4, 1))
    assert states(person) == {"reward": "open", "death": "open"}


# -- who is in another unit


def test_a_case_goes_on_where_a_transfer_took_its_person_at_once(place):
    """R-EVL-01: the new unit rates; the exemption is the new committee's (R-FEE-03)."""
    person = place.member()
    case = place.open("fee_exemption", person, facts={"starts_on": "2024-04-01", "until": "2024-06-01"}, words={"reason": "x"})  # fmt: skip
    place.take(case, "BRANCH") if place.where(case)[0] == "BRANCH" else None
    move = transfer(place, person, place.far_branch)
    for step, number in (("CLEAR", ""), ("RELEASE", "7-GT/ĐTN"), ("ACCEPT", "")):
        place.take(move, step, number=number)
    assert states(person)["transfer"] == "done"
    case.refresh_from_db()
    assert case.unit_id == place.far_branch.pk
    assert case.at_id in {place.far_branch.pk, place.sibling.pk}
    assert case.moves.last().act == "carried"
    moves = CaseMove.objects.count()
    assert settle(DAY) == 0
    assert CaseMove.objects.count() == moves


def test_a_reward_stays_with_the_branch_that_proposed_it(place):
    """P13 (our design): it knows what for. Nor does the clock move it later."""
    person = place.member()
    case = reward(place, person)
    move = transfer(place, person, place.far_branch)
    for step, number in (("CLEAR", ""), ("RELEASE", "7-GT/ĐTN"), ("ACCEPT", "")):
        place.take(move, step, number=number)
    assert settle(DAY) == 0
    case.refresh_from_db()
    assert (case.unit_id, case.at_id, case.state) == (place.branch.pk, place.branch.pk, "open")


def test_going_where_one_is_by_now_closes(place):
    """A guest's case to the unit that the transfer made one's own has nothing left to decide (R-RES-01)."""
    person = place.member()
    case = place.open("residence", person, facts={"starts_on": "2024-03-20"}, to=place.far_branch)
    move = transfer(place, person, place.far_branch)
    for step, number in (("CLEAR", ""), ("RELEASE", "7-GT/ĐTN"), ("ACCEPT", "")):
        place.take(move, step, number=number)
    assert states(person) == {"residence": "lapsed", "transfer": "done"}
    assert case.moves.last().facts == {"because": "there"}


def test_every_procedure_says_what_becomes_of_its_cases():
    assert {plug.moved for plug in PROCEDURES.values()} == {"follows", "goes", "stays"}
    assert all(plug.target for plug in PROCEDURES.values() if plug.moved == "goes")


# -- R-DIS-04


def test_a_tie_reported_to_the_superior_is_sent_back_to_the_branch(place):
    """R-DIS-04: the superior may have the branch meet again; who may not is refused."""
    person = place.member()
    case = discipline(place, person)
    case = place.take(case, "MEETING", vote=votes(8, 16, entitled=24, method="secret"))
    assert place.where(case) == ("TIE", "C1")
    operations.send_back(case, actor=acting(place.officer), step="TIE", words="Họp lại")
    assert place.where(case) == ("MEETING", "B1")
    case = place.take(case, "MEETING", vote=votes(9, 16, entitled=24, method="secret"))
    assert case.state == "done"
    assert BookEntry.objects.filter(person=person, kind="disciplined").count() == 1


def test_lines_of_a_plan_leave_cases_to_the_plan(place):
    person = place.member()
    case = reward(place, person)
    write_lines(
        {person.pk: [NewLine("reorganised", DAY, place.other_branch.pk)]}, actor=MACHINE, cause=Cause("reorganisation", "1")
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.unit_id, case.state) == (place.branch.pk, "open")
