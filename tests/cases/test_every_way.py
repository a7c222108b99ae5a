"""Each procedure by each way: opened on the page, as a docket, from a workbook, over the API and on the command line.

One fixture a procedure; a procedure without one fails the first test. The first step is taken by page, API and command.
Recognition is begun by closing an election alone: tests/elections/test_every_way.py.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from aoxanh.accounts.models import User
from aoxanh.cases.api import typed
from aoxanh.cases.forms import RowForm
from aoxanh.cases.models import Case, Docket
from aoxanh.cases.procedure import PROCEDURES, step_of
from aoxanh.people.models import Person
from aoxanh.vietnamese.dates import format_date
from tests.api.conftest import Caller, token_of
from tests.cases.conftest import APPLICATION, DAY, D, votes
from tests.cases.test_workbooks import book, heads
from tests.matrix import asked_here

pytestmark = pytest.mark.usefixtures("today")
MERIT = {"merits": "Nhiều năm gắn bó"}
MEASURE = {
    "measure": "reprimand",
    "verified_on": "2024-03-20",
    "self_criticism": True,
    "grounds": "Vi phạm quy chế",
}
NAMES = ("Nguyễn Thị An", "Trần Văn Bình", "Lê Thị Cúc")


@dataclass
class Way:
    """What a procedure needs: somebody it fits, what is entered, where it goes, what its first step asks beside a vote."""

    fields: dict[str, Any] = field(default_factory=dict)
    ready: Callable[[Any, str], Person] = lambda place, name: place.member(name)
    target: str = ""
    step: dict[str, Any] = field(default_factory=dict)
    unit: str = "branch"
    day: dt.date = DAY


def born(day: str) -> Callable[[Any, str], Person]:
    return lambda place, name: place.member(name, birth=day)


def left(place, name):
    person = place.member(name)
    place.line(person, "departed", D(2024, 1, 10))
    return person


def away(place, name):
    person = place.member(name)
    place.line(person, "overlay_opened", D(2024, 2, 1), what="away")
    return person


def resident(place, name):
    person = place.member(name)
    place.line(person, "overlay_opened", D(2024, 2, 1), place.far_branch, what="residence")
    return person


def matured(place, name):
    person = place.member(name, birth="1990-01-01")
    place.line(person, "matured", D(2024, 1, 1))
    return person


def honorary(place, name):
    person = matured(place, name)
    place.line(person, "overlay_opened", D(2024, 2, 1), what="honorary")
    return person


def excellent(place, name):
    person = place.member(name)
    place.line(person, "classified", D(2023, 12, 20), grade="excellent", year=2023)
    return person


def outstanding(place, name):
    person = excellent(place, name)
    place.line(person, "overlay_opened", D(2024, 2, 1), what="outstanding", until="2025-02-01")
    return person


def schooled(place, name):
    """Return an outstanding member who has finished the Party's course."""
    Person.objects.filter(pk=(pk := outstanding(place, name).pk)).update(party_course_on=D(2024, 2, 10))
    return Person.objects.get(pk=pk)


def coached(place, name):
    person = outstanding(place, name)
    place.line(person, "overlay_opened", D(2024, 2, 5), what="party_prospect")
    return person


def on_probation(place, name):
    Person.objects.filter(pk=(pk := place.member(name).pk)).update(party_probationary_on=D(2023, 5, 19))
    return Person.objects.get(pk=pk)


def removed(place, name):
    person = place.member(name)
    place.line(person, "removed", D(2024, 3, 1), ground="fee")
    return person


def disciplined(place, name):
    person = place.member(name)
    place.line(person, "disciplined", D(2024, 3, 1), measure="reprimand", until="2025-03-01")
    return person


def in_office(place, name):
    person = place.member(name)
    holder = place.user(f"o{person.pk}", place.commune, "committee_member")
    Person.objects.filter(pk=person.pk).update(user=holder)
    return Person.objects.get(pk=person.pk)


WAYS: dict[str, Way] = {
    "admission": Way({**APPLICATION, "sponsor_name": "Trần Văn Sơn"}, lambda place, name: place.young(name)),
    "transfer": Way({"cause": "work", "changed_on": "2024-03-10"}, target="far_branch", step={"fee_until": "2024-03-31", "comments": "Tích cực"}),
    "arrival": Way({"letter": "2-GT", "letter_on": "2024-03-20", "source": "Quân đội", "joined_on": "2020-03-26"}, left),
    "temporary": Way({"starts_on": "2024-03-26", "until": "2024-06-26", "cause": "Thực tập"}, target="far_branch"),
    "away": Way({"starts_on": "2024-03-01", "address": "Bình Dương"}),
    "away_back": Way(ready=away),
    "residence": Way({"starts_on": "2024-03-26"}, target="far_branch"),
    "residence_opinion": Way({"cause": "Xét ưu tú"}, resident, target="far_branch", step={"opinion": "Tham gia đều"}),
    "abroad": Way({"starts_on": "2024-03-20", "until": "2025-04-01", "country": "Nhật Bản"}),
    "maturation": Way({"wish": "mature"}, born("1994-03-25")),
    "staying": Way(ready=born("1991-02-01")),
    "removal": Way({"ground": "fee", "year": 2023, "months": ["1", "3", "7"], "contacted_on": "2024-03-20", "contact": "Gọi điện, không có lý do"}),
    "removal_annulment": Way({"reason": "Phí đã nộp ở chi đoàn khác"}, removed),
    "honorary": Way({"agrees": True, **MERIT}, matured),
    "honorary_end": Way({"cause": "wish"}, honorary),
    "classification": Way({"year": 2023, "grade": "good"}),
    "outstanding": Way({"year": 2023, "essay": True, "history_asked": True}, excellent),
    "party_introduction": Way({"party": "Chi bộ thôn Xuân Hải", "strengths": "Gương mẫu"}, schooled),
    "party_record": Way({"party": "Chi bộ thôn Xuân Hải", "years": "2021–2023: bí thư chi đoàn lớp", "comment": "Gương mẫu"}, outstanding),
    "party_prospect": Way({"recognised_on": "2024-02-03", "party": "Chi bộ thôn Xuân Hải"}, outstanding),
    "party_comments": Way({"year": 2024, "quarter": "1", "comment": "Nhiệt tình"}, coached),
    "party_official": Way({"party": "Chi bộ thôn Xuân Hải", "strengths": "Nhiệt tình"}, on_probation),
    "postponement": Way({"until": "2027-05-20", "reason": "Ôn thi"}, day=D(2026, 11, 20)),
    "reward": Way({"reward": "praise", "reason": "Tình nguyện hè"}),
    "discipline": Way(MEASURE),
    "officer_discipline": Way(MEASURE, in_office, target="commune"),
    "suspension": Way({"until": "2024-06-26", "reason": "Chờ kết luận"}),
    "complaint": Way({"received_on": "2024-03-26", "complaint": "Không đúng"}, disciplined, step={"finding": "Đúng quy trình", "outcome": "upheld"}),
    "body_discipline": Way({**MEASURE, "measure": "warning"}, lambda _place, _name: None, unit="commune"),
    "unit_reward": Way({"reward": "merit", "reason": "Tình nguyện hè"}, lambda _place, _name: None, unit="commune"),
    "card_reissue": Way({"proof": "book", "reason": "Mất"}, lambda place, name: place.member(name, card_number=f"42-{NAMES.index(name) + 1:06}")),
    "file_restoration": Way({"proof": "card", "active": True}),
    "fee_exemption": Way({"starts_on": "2024-03-01", "until": "2024-08-01", "reason": "Ốm dài ngày"}),
    "resignation": Way({"letter_on": "2024-03-20"}),
    "death": Way({"died_on": "2024-03-20"}),
}  # fmt: skip
CODES = sorted(WAYS)


def test_every_procedure_has_its_way():
    """Issue 4 §2: all must work by page, docket, API; a procedure that is added needs a line in WAYS."""
    assert set(PROCEDURES) == {*WAYS, "recognition"}


class Opened:
    """A procedure in the small world: who opens it, what is sent, and how its first step is taken."""

    def __init__(self, place, code) -> None:
        self.place, self.code, self.plug, self.way = place, code, PROCEDURES[code], WAYS[code]
        self.unit = getattr(place, self.way.unit)
        self.fields = dict(self.way.fields)
        if self.way.target:
            self.fields["target"] = getattr(place, self.way.target).standing(DAY).code

    def person(self, n=0):
        return self.way.ready(self.place, NAMES[n])

    def mover(self, case) -> User:
        """Who acts where a case waits, not the one who opened it (L11)."""
        place = self.place
        who = {
            place.branch: place.branch_deputy, place.commune: place.deputy, place.far_branch: place.far_secretary,
            place.sibling: place.stranger, place.province: place.province_officer,
        }  # fmt: skip
        return next(user for unit, user in who.items() if unit.pk == case.at_id)

    def first_step(self, case) -> dict[str, Any]:
        """What is entered to take the step a case waits at."""
        step = step_of(self.plug, case.step)
        given: dict[str, Any] = {"on": self.way.day.isoformat(), **self.way.step}
        if step.vote is not None:
            sheet = votes(16, 16, entitled=16)
            method = "secret" if step.vote.secret else "hands"
            given |= {"entitled": sheet.entitled, "present": sheet.present, "agree": sheet.agree, "against": 0, "blank": 0, "method": method, "mode": "in_person"}  # fmt: skip
        if step.paper:
            given["number"] = "7-QĐ/ĐTN"
        return given

    def went_on(self, case) -> bool:
        """Whether the first step was taken."""
        return case.moves.filter(act="agreed").count() == 1


#: The page is walked for each procedure on both databases; the other ways between the two of them.
HERE = [code for number, code in enumerate(CODES) if asked_here("ways", number)]


@pytest.fixture(params=CODES)
def opened(request, place, today):
    """A procedure, on a day whose statute knows it."""
    day = WAYS[request.param].day
    if day != DAY:
        today.move_to(dt.datetime.combine(day, dt.time(2), dt.UTC))
    return Opened(place, request.param)


def each_way(test):
    """Ask a way of the procedures this database is asked about."""
    return pytest.mark.parametrize("opened", HERE, indirect=True)(test)


def each_way_of_people(test):
    """Ask a way that only procedures about people have."""
    codes = [code for code in HERE if PROCEDURES[code].subject != "unit"]
    return pytest.mark.parametrize("opened", codes, indirect=True)(test)


def page_of(user) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(user)
    return client


def the_case(code) -> Case:
    return Case.objects.select_related("person", "unit", "at").get(procedure=code)


def errors_in(answer) -> str:
    form = answer.context["form"] if answer.context and "form" in answer.context else None
    return f"{answer.status_code} {form.errors.get_json_data() if form else ''}"


def test_a_case_is_opened_on_the_page_and_its_first_step_taken_there(opened):
    person, page = opened.person(), page_of(opened.place.officer)
    address = reverse("cases:begin", args=[opened.unit.pk, opened.code])
    sent = typed({**opened.fields, "begin": "1", **({"selected": [str(person.uid)]} if person else {})})
    answer = page.post(address, sent.urlencode(), "application/x-www-form-urlencoded")
    assert answer.status_code == 302, errors_in(answer)
    case = the_case(opened.code)
    assert case.person == person
    refused = page_of(opened.place.clerk).post(
        reverse("cases:move", args=[case.uid, "agree"]), {"step": case.step}
    )
    assert refused.status_code in {403, 404}, "an office clerk decides nothing"
    step = typed({**opened.first_step(case), "step": case.step})
    moved = page_of(opened.mover(case)).post(
        reverse("cases:move", args=[case.uid, "agree"]), step.urlencode(), "application/x-www-form-urlencoded"
    )
    assert moved.status_code == 302, errors_in(moved)
    assert opened.went_on(case)


@each_way
def test_a_case_is_opened_over_the_api_and_its_first_step_taken_there(opened):
    person, caller = opened.person(), Caller(token_of(opened.place.officer))
    body = {
        "procedure": opened.code,
        "fields": opened.fields,
        **({"person": str(person.uid)} if person else {}),
    }
    answer = caller.send(f"/api/units/{opened.unit.pk}/cases", body)
    assert answer.status_code == 201, answer.content.decode()
    case = the_case(opened.code)
    address, step = f"/api/cases/{case.uid}/agree", {"step": case.step, "fields": opened.first_step(case)}
    refused = Caller(token_of(opened.place.clerk)).send(address, step)
    assert refused.status_code in {403, 404}
    assert not opened.went_on(case)
    moved = Caller(token_of(opened.mover(case))).send(address, step)
    assert moved.status_code == 200, moved.content.decode()
    assert opened.went_on(case)


def run(*words) -> dict[str, Any]:
    out = io.StringIO()
    call_command(*[str(word) for word in words], stdout=out)
    return json.loads(out.getvalue())


@each_way
def test_a_case_is_opened_on_the_command_line_and_its_first_step_taken_there(opened):
    person = opened.person()
    who, code = opened.place.officer.username, opened.unit.standing(DAY).code
    words = [
        "case",
        "open",
        "--as",
        who,
        "--unit",
        code,
        "--procedure",
        opened.code,
        "--fields",
        json.dumps(opened.fields),
    ]
    told = run(*words, *(["--person", person.uid] if person else []))
    case = the_case(opened.code)
    assert told["uid"] == str(case.uid)
    step = ["--step", case.step, "--fields", json.dumps(opened.first_step(case))]
    with pytest.raises(CommandError):
        run("case", "agree", case.uid, "--as", opened.place.clerk.username, *step)
    run("case", "agree", case.uid, "--as", opened.mover(case).username, *step)
    assert opened.went_on(case)


def parted(opened) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is entered for all of a docket, and for each."""
    each = {name: value for name, value in opened.fields.items() if name in opened.plug.each}
    return {name: value for name, value in opened.fields.items() if name not in each}, each


@each_way_of_people
def test_a_docket_is_opened_on_the_page_and_over_the_api(opened):
    """Two people on the page, another over the API; what is decided one by one is refused as a docket everywhere."""
    plug, place = opened.plug, opened.place
    page, caller = page_of(place.officer), Caller(token_of(place.officer))
    address = f"/api/units/{opened.unit.pk}/dockets"
    common, each = parted(opened)
    people = [opened.person(n) for n in range(2)]
    rows = {f"p{one.pk}-{name}": value for one in people for name, value in each.items()}
    sent = typed(
        {**common, **rows, "title": "Đợt 26/3", "begin": "1", "selected": [str(one.uid) for one in people]}
    )
    answer = page.post(
        reverse("cases:begin", args=[opened.unit.pk, plug.code]),
        sent.urlencode(),
        "application/x-www-form-urlencoded",
    )
    if plug.many:
        assert answer.status_code == 302, errors_in(answer)
        assert Docket.objects.get().cases.count() == 2
    body = {
        "procedure": plug.code, "title": "Đợt 26/3", "people": [str(one.uid) for one in people], "fields": common,
        "rows": {str(one.uid): each for one in people},
    }  # fmt: skip
    twice = caller.send(address, body)
    if not plug.many:
        assert [answer.status_code, twice.status_code, twice.json()["rule"]] == [422, 422, plug.rule]
        assert not Docket.objects.exists()
        return
    assert twice.status_code == 422, "the same people are in a docket already"
    assert twice.json()["rule"], "the rule that says so: L15, or the procedure's own"
    third = opened.person(2)
    made = caller.send(address, {**body, "people": [str(third.uid)], "rows": {str(third.uid): each}})
    assert made.status_code == 201, made.content.decode()
    assert [row["person"] for row in made.json()["cases"]] == [str(third.uid)]
    assert Caller(token_of(place.stranger)).send(address, body).status_code in {403, 404}
    assert Docket.objects.count() == 2


@each_way_of_people
def test_a_workbook_opens_the_docket_form_with_its_rows(opened):
    plug, place = opened.plug, opened.place
    person, (_common, each) = opened.person(), parted(opened)
    names = heads(place, plug.code)
    form = RowForm(plug=plug)
    cells = {"Họ và tên": person.full_name, "Ngày sinh": format_date(person.birth_date)}
    for name, value in each.items():
        choices = dict(getattr(form.fields[name], "choices", None) or {})
        cells[str(form.fields[name].label)] = str(choices.get(value) or typed({name: value})[name])
    address = reverse("cases:bring", args=[place.branch.pk, plug.code])
    answer = page_of(place.branch_secretary).post(
        address, {"file": book(names, [cells.get(n, "") for n in names])}
    )
    text = answer.content.decode()
    assert answer.status_code == 200, errors_in(answer)
    assert f"p{person.pk}" in text or str(person.uid) in text, "the row is in the docket to be opened"
