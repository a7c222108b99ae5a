"""P2: transfers on the way, the letter's code that leads the other side to the case, many at once each to their own place."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from aoxanh.audit.objection import Objection
from aoxanh.cases import operations, work
from aoxanh.cases.models import Case, CaseMove
from tests.cases.conftest import D, acting, votes
from tests.cases.test_workbooks import cells_of

pytestmark = pytest.mark.usefixtures("today")


def at(today, *day) -> None:
    today.move_to(dt.datetime(*day, 3, tzinfo=dt.UTC))


def browse(user=None) -> Client:
    client = Client(headers={"accept-language": "vi"})
    if user is not None:
        client.force_login(user)
    return client


def transfer(place, person, to, changed_on="2024-03-10"):
    return place.open("transfer", person, facts={"cause": "work", "changed_on": changed_on}, to=to)


@pytest.fixture
def sent(place):
    """A member sent to the other commune on 26 March: to be received by 26 April (R-TRF-01)."""
    case = transfer(place, place.member("Lê Thị Đang Đi"), place.sibling)
    place.take(
        case, "CLEAR", by=place.branch_secretary, words={"comments": "Tích cực"}, fee_until="2024-03-31"
    )
    return place.take(case, "RELEASE", by=place.officer, number="7-GT/ĐTN")


def items(user) -> dict[str, work.Work]:
    user.forget_rights()
    return {item.url: item for item in work.work(SimpleNamespace(user=user))}


TRANSIT = reverse("cases:transit")


def test_lost_on_the_way_both_sides_and_the_level_above_are_told(place, sent, today):
    """P2, R-TRF-01: sent and not received within the month."""
    at(today, 2024, 4, 26)
    assert TRANSIT not in items(place.officer)
    at(today, 2024, 4, 27)
    for user in (place.branch_secretary, place.officer, place.province_officer):
        assert items(user)[TRANSIT].late, user
    receiving = items(place.stranger)
    assert receiving[reverse("cases:case", args=[sent.uid])].late
    assert TRANSIT not in receiving
    sent = place.take(sent, "ACCEPT", by=place.stranger, on=D(2024, 4, 27))
    assert place.where(sent) == ("PLACE", "C2")
    assert TRANSIT not in items(place.officer)
    at(today, 2024, 5, 28)
    assert items(place.officer)[TRANSIT].late
    place.take(sent, "PLACE", by=place.stranger, on=D(2024, 5, 28), branch=place.far_branch.pk)
    assert TRANSIT not in items(place.officer)


def test_the_list_names_sides_letter_and_day_to_those_who_may_know(place, sent, today):
    at(today, 2024, 5, 2)
    for user in (place.officer, place.stranger, place.province_officer):
        page = browse(user).get(TRANSIT)
        (row,) = page.context["rows"]
        assert (row.case.pk, row.letter, row.sent_on) == (sent.pk, "7-GT/ĐTN", D(2024, 3, 26))
        assert (row.source.unit_id, row.goal.unit_id, row.at.unit_id) == (
            place.branch.pk, place.sibling.pk, place.sibling.pk,
        )  # fmt: skip
        assert page.context["lost"] == 1
        assert "Lê Thị Đang Đi" in page.content.decode()
    far = browse(place.far_secretary)
    assert far.get(TRANSIT).context["rows"] == []
    assert far.get(TRANSIT, {"unit": place.commune.pk}).status_code == 404
    assert browse(place.user("nobody", place.branch, "auditor")).get(TRANSIT).status_code in {403, 404}


def test_three_months_after_the_move_the_new_place_may_ask(place, today):
    """R-TRF-02: the receiving side is told of who has not even been sent; the old side and others are not."""
    case = transfer(place, place.member(), place.far_branch, "2024-03-20")
    address = f"{TRANSIT}#unsent"
    at(today, 2024, 6, 19)
    assert address not in items(place.stranger)
    at(today, 2024, 6, 20)
    assert "3 tháng" in items(place.stranger)[address].meta
    assert address in items(place.far_secretary)
    assert address not in items(place.officer)
    page = browse(place.stranger).get(TRANSIT)
    assert [row.case.pk for row in page.context["unsent"]] == [case.pk]
    said = {"words": "Đề nghị xét tư cách đoàn viên", "command_key": str(uuid.uuid4())}
    browse(place.stranger).post(reverse("cases:move", args=[case.uid, "comment"]), said)
    assert CaseMove.objects.filter(case=case, act="commented").exists()


# -- the letter's code


@pytest.fixture
def letter(place):
    """The letter of a transfer, written and issued by the sending union."""
    case = transfer(place, place.member("Lê Thị Đang Đi"), place.far_branch)
    place.take(case, "CLEAR", words={"comments": "Tích cực"}, fee_until="2024-03-31")
    case = place.take(case, "RELEASE", by=place.officer)
    return case, reverse("papers:checked", args=[case.moves.get(step="RELEASE").issue.code])


def test_the_receiving_side_comes_from_the_code_straight_to_the_case(place, letter):
    """P2: scanned and signed in, with the duty: to the step that receives."""
    case, address = letter
    client = browse(place.stranger)
    answer = client.get(address)
    assert answer.headers["location"] == reverse("cases:case", args=[case.uid])
    page = client.get(answer.headers["location"]).content.decode()
    assert "là thật" in page
    assert "Tiếp nhận" in page
    assert client.get(address, {"confirm": "1"}).status_code == 200


@pytest.mark.parametrize("who", ["", "officer", "branch_secretary", "province_officer", "clerk"])
def test_everybody_else_sees_the_public_confirmation_and_nothing_personal(place, letter, who):
    _case, address = letter
    answer = browse(getattr(place, who) if who else None).get(address)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "01-GT/ĐTN" in page
    assert "Đang Đi" not in page
    assert "/cases/" not in answer.headers.get("location", "")


def test_once_received_or_void_the_code_leads_nowhere(place, letter):
    case, address = letter
    place.take(case, "ACCEPT", by=place.stranger)
    assert browse(place.stranger).get(address).status_code == 200


# -- many at once


def test_graduates_go_each_their_own_way_in_one_docket(place):
    """P2: one for all, others for some, one out of the system; each is opened, cleared with the class, sent where it goes."""
    people = [place.member(f"Lê Văn {name}") for name in ("An", "Bình", "Cường", "Dũng")]
    form = {
        "begin": "1", "docket": "1", "selected": [str(p.uid) for p in people], "title": "Ra trường", "target": "B3",
        "cause": "school", "changed_on": "20/03/2024", f"p{people[1].pk}-target": "C2", f"p{people[2].pk}-target": "B2",
        f"p{people[3].pk}-outside": "on", f"p{people[3].pk}-destination": "Quân khu 4", "command_key": str(uuid.uuid4()),
    }  # fmt: skip
    client = browse(place.branch_secretary)
    address = reverse("cases:begin", args=[place.branch.pk, "transfer"])
    asked = client.get(address, {"selected": form["selected"]}).content.decode()
    assert f'name="p{people[0].pk}-target"' in asked
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.context["form"].errors
    cases = {case.person_id: case for case in Case.objects.all()}
    goals = [cases[p.pk].target_id for p in people]
    assert goals == [place.far_branch.pk, place.sibling.pk, place.other_branch.pk, None]
    assert len({case.docket_id for case in cases.values()}) == 1
    for case in cases.values():
        place.take(case, "CLEAR")
    assert [place.where(cases[p.pk])[0] for p in people] == ["RELEASE", "RELEASE", "INSIDE", "RELEASE"]
    place.take(cases[people[3].pk], "RELEASE", number="9-GT/ĐTN")
    assert place.lines(people[3])[-1] == "departed"


def test_a_row_without_any_destination_is_named_with_the_rule_and_nothing_is_opened(place):
    one, other = place.member("Lê Văn An"), place.member("Lê Văn Bình")
    form = {
        "begin": "1", "docket": "1", "selected": [str(one.uid), str(other.uid)], "title": "Ra trường", "cause": "school",
        "changed_on": "20/03/2024", f"p{one.pk}-target": "B3", "command_key": str(uuid.uuid4()),
    }  # fmt: skip
    client = browse(place.branch_secretary)
    answer = client.post(reverse("cases:begin", args=[place.branch.pk, "transfer"]), form)
    assert answer.status_code == 422
    ((who, found),) = answer.context["stopped"]
    assert (who, found.rule, found.field) == (other, "R-TRF-03", "target")
    assert not Case.objects.exists()
    wrong = {**form, f"p{other.pk}-target": "Không có", "command_key": str(uuid.uuid4())}
    answer = client.post(reverse("cases:begin", args=[place.branch.pk, "transfer"]), wrong)
    assert answer.status_code == 422
    assert not Case.objects.exists()
    with pytest.raises(Objection) as refused:
        operations.open_docket(
            place.branch, actor=acting(place.branch_secretary), procedure="transfer", title="x", people=[one, other],
            facts={"cause": "school", "changed_on": "2024-03-20"}, rows={one.pk: {"target": place.far_branch.pk}},
        )  # fmt: skip
    assert (refused.value.rule, refused.value.field) == ("R-TRF-03", "target")
    assert "Lê Văn Bình" in str(refused.value)
    assert not Case.objects.exists()


def test_the_workbook_of_a_class_has_a_column_for_each_ones_destination(place):
    answer = browse(place.branch_secretary).get(reverse("cases:template", args=[place.branch.pk, "transfer"]))
    assert "Chuyển đến đơn vị" in cells_of(answer)[0]


def test_a_vote_sheet_is_not_asked_for_on_the_way(place, sent):
    """A transfer is voted on nowhere: a sheet that comes along changes nothing."""
    place.take(sent, "ACCEPT", by=place.stranger, vote=votes(1, 9, entitled=9))
    assert place.where(sent) == ("PLACE", "C2")
