"""`./aoxanh case` and `./aoxanh fees summary`: as the named user, with that user's rights, or not at all."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from aoxanh.audit.models import AuditEntry
from aoxanh.cases.models import Case
from aoxanh.fees.operations import collect
from tests.cases.conftest import D
from tests.membership.conftest import MACHINE

pytestmark = pytest.mark.usefixtures("today")


def run(*words, **options):
    out = io.StringIO()
    call_command(*[str(word) for word in words], stdout=out)
    return json.loads(out.getvalue())


def code(place, unit):
    return unit.standing(D(2024, 3, 26)).code


def test_a_case_is_opened_shown_and_agreed_to_as_somebody(place):
    member = place.member()
    who = place.branch_secretary.username
    fields = json.dumps({"starts_on": "2024-03-01", "address": "Đồng Nai", "job": "may"})
    opened = run(
        "case",
        "open",
        "--as",
        who,
        "--unit",
        code(place, place.branch),
        "--procedure",
        "away",
        "--person",
        member.uid,
        "--fields",
        fields,
    )
    assert (opened["procedure"], opened["state"]) == ("away", "open")
    assert AuditEntry.objects.get(action="cases.open").actor_id == place.branch_secretary.pk
    assert [row["uid"] for row in run("case", "list", "--as", who)["items"]] == [opened["uid"]]
    done = run(
        "case",
        "agree",
        opened["uid"],
        "--as",
        who,
        "--step",
        opened["step"],
        "--fields",
        '{"on": "2024-03-26"}',
    )
    assert done["step"] != opened["step"] or done["state"] == "done"
    assert run("case", "show", opened["uid"], "--as", who)["moves"][-1]["act"] == "agreed"


def test_who_may_not_is_refused_and_nothing_is_written(place):
    case = place.admission(by=place.branch_secretary)
    with pytest.raises(CommandError, match="no such case"):
        run("case", "show", case.uid, "--as", place.far_secretary.username)
    assert run("case", "list", "--as", place.far_secretary.username)["items"] == []
    vote = '{"on": "2024-03-26", "entitled": 9, "present": 5, "agree": 5, "method": "hands", "mode": "in_person"}'
    with pytest.raises(CommandError, match="may not"):
        run("case", "agree", case.uid, "--as", place.clerk.username, "--step", "MEETING", "--fields", vote)
    with pytest.raises(CommandError, match="no active account"):
        run("case", "list", "--as", "khong-co")
    assert Case.objects.get().step == "MEETING"


def test_a_rule_and_a_form_speak_on_the_command_line_too(place):
    case = place.admission(by=place.branch_secretary)
    who = place.branch_secretary.username
    with pytest.raises(CommandError, match="present"):
        run("case", "agree", case.uid, "--as", who, "--step", "MEETING", "--fields", '{"on": "2024-03-26"}')
    vote = (
        '{"on": "2024-03-26", "entitled": 9, "present": 5, "agree": 5, "method": "hands", "mode": "online"}'
    )
    with pytest.raises(CommandError, match="R-MTG-04"):
        run("case", "agree", case.uid, "--as", who, "--step", "MEETING", "--fields", vote)
    assert Case.objects.get().step == "MEETING"


def test_fees_are_summed_up_for_who_sees_them(place):
    member = place.member(since=D(2023, 1, 1))
    collect(
        place.branch,
        actor=MACHINE,
        people=[member.pk],
        first=D(2024, 1, 1),
        last=D(2024, 2, 1),
        on=D(2024, 2, 5),
    )
    told = run("fees", "summary", "--as", place.officer.username, "--unit", code(place, place.commune))
    (row,) = [row for row in told["below"] if row["unit"] == code(place, place.branch)]
    assert (row["received"], told["handed_up"]) == (4000, 0)
    with pytest.raises(CommandError, match="may not"):
        run("fees", "summary", "--as", place.far_secretary.username, "--unit", code(place, place.commune))
