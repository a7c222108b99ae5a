"""P14 for those who lead, and rules no other file looks at: officers, committees, variants, warnings."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse

from aoxanh.audit.objection import Objection
from aoxanh.cases.advancing import checks_of
from aoxanh.cases.models import Case, CaseMove
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.cases.procedures.discipline import BRANCH_RULE
from aoxanh.cases.queries import candidates, members_of
from aoxanh.cases.situations import about_people
from aoxanh.cases.votes import Vote, judge
from aoxanh.membership.models import BookEntry
from aoxanh.membership.rules import SHIPPED
from aoxanh.org.queries import names_on
from aoxanh.papers.models import Issue
from aoxanh.people.models import Person
from tests.cases.conftest import DAY, D, votes

pytestmark = pytest.mark.usefixtures("today")
GROUNDS = {"grounds": "Vi phạm quy chế tài chính"}


def officer(place, user):
    """A member of the branch who holds the office of an account of the cast."""
    person = place.member()
    Person.objects.filter(pk=person.pk).update(user=user)
    return Person.objects.get(pk=person.pk)


def opened(place, person, measure="warning", to=None, **facts):
    facts = {"measure": measure, "verified_on": "2024-03-20", "self_criticism": True, **facts}
    return place.open("officer_discipline", person, facts=facts, words=GROUNDS, to=to or place.commune)


def checks(place, code, person, **facts):
    """Return what the rules say of opening a case, by rule."""
    about = about_people([person], DAY, names_on({place.branch.pk}, DAY), {person.pk: place.branch.pk})[
        person.pk
    ]
    told = dataclasses.replace(about, facts=facts, target=place.commune.standing(DAY))
    return [(one.rule, one.state) for one in checks_of(PROCEDURES[code], told)]


def test_a_commune_s_secretary_is_criticised_voted_on_and_decided_by_the_province(place):
    """R-DIS-01, R-DIS-03, R-DIS-09: branch, own committee, committee of the direct superior; two thirds and half, secret."""
    person = officer(place, place.officer)
    case = opened(place, person, "dismissal")
    case = place.take(case, "MEETING", vote=votes(16, 16, entitled=24, method="secret"))
    assert place.where(case) == ("OWN", "C1")
    with pytest.raises(Objection) as refused:
        place.take(case, "OWN", vote=votes(8, 8, entitled=15, method="secret"))
    assert (refused.value.rule, refused.value.field) == ("R-DIS-03", "present")
    case = place.take(case, "OWN", vote=votes(10, 12, entitled=15, method="secret"))
    assert place.where(case) == ("DECIDE", "42")
    assert not BookEntry.objects.filter(person=person, kind="disciplined").exists()
    place.take(case, "DECIDE", vote=votes(20, 25, entitled=30, method="secret"), number="9-QĐ/TĐTN")
    line = BookEntry.objects.get(person=person, kind="disciplined")
    assert line.line.facts["measure"] == "dismissal"
    assert line.line.facts["until"] == "2025-03-26"
    assert line.decision_body == "Ban Chấp hành Tỉnh đoàn Hà Tĩnh"


def test_what_does_not_get_half_goes_up_all_the_same(place):
    """R-DIS-04: no form over half, or a tie, is the superior's to decide."""
    case = opened(place, officer(place, place.officer))
    case = place.take(case, "MEETING", vote=votes(8, 16, entitled=24, method="secret"))
    assert place.where(case) == ("OWN", "C1")
    case = place.take(case, "OWN", vote=votes(6, 12, entitled=15, method="secret"))
    assert place.where(case) == ("DECIDE", "42")


def test_a_committee_member_s_reprimand_is_the_inspection_commission_s(place):
    """R-DIS-01: members of a committee; a secretary's reprimand is the committee's."""
    case = opened(place, officer(place, place.committee), "reprimand")
    case = place.take(case, "MEETING", vote=votes(16, 16, entitled=24, method="secret"))
    case = place.take(case, "OWN", vote=votes(12, 12, entitled=15, method="secret"))
    assert place.where(case) == ("REPRIMAND", "42")
    place.take(case, "REPRIMAND", number="2-QĐ/UBKT")
    assert BookEntry.objects.get(kind="disciplined").decision_body.startswith("Ủy ban Kiểm tra")


def test_the_own_officers_below_do_not_decide_and_who_is_no_officer_is_not_here(place):
    case = opened(place, officer(place, place.committee))
    case = place.take(case, "MEETING", vote=votes(16, 16, entitled=24, method="secret"))
    case = place.take(case, "OWN", vote=votes(12, 12, entitled=15, method="secret"))
    with pytest.raises(Exception, match="cases"):
        place.take(
            case, "DECIDE", by=place.deputy, vote=votes(20, 25, entitled=30, method="secret"), number="1"
        )
    assert not BookEntry.objects.filter(kind="disciplined").exists()
    with pytest.raises(Objection) as refused:
        opened(place, place.member("Lê Văn Thường"))
    assert (refused.value.rule, refused.value.field) == ("R-DIS-01", "target")


def test_only_who_holds_an_office_is_offered(place):
    """R-DIS-01: the list to choose from has the officers, not every member of the commune."""
    officer(place, place.committee)
    place.member("Lê Văn Thường")
    names = [
        one.full_name for one in candidates(place.commune.standing(DAY), PROCEDURES["officer_discipline"])
    ]
    assert len(names) == 1
    assert "Lê Văn Thường" not in names


def test_an_officer_above_the_branch_is_not_disciplined_as_a_member(place):
    """R-DIS-03: the own committee votes."""
    person = officer(place, place.officer)
    with pytest.raises(Objection) as refused:
        place.open(
            "discipline", person, facts={"measure": "warning", "verified_on": "2024-03-20"}, words=GROUNDS
        )
    assert refused.value.rule == "R-DIS-03"
    assert "Kỷ luật cán bộ đoàn" in str(refused.value)
    assert not Case.objects.exists()


def committee_case(place, measure):
    facts = {"measure": measure, "verified_on": "2024-03-20", "self_criticism": True}
    return place.open("body_discipline", unit=place.commune, facts=facts, words=GROUNDS)


def test_a_committee_is_warned_by_half_of_those_summoned_and_dissolved_only_with_two_thirds_there(place):
    """R-DIS-02: 10 of 19 summoned warn; 9 do not; to dissolve, 13 of 19 must be there."""
    case = committee_case(place, "warning")
    assert place.where(case) == ("DECIDE", "42")
    ended = place.take(case, "DECIDE", vote=votes(9, 10, entitled=19, method="secret"), number="3-QĐ/TĐTN")
    assert ended.state == "refused"
    case = committee_case(place, "warning")
    assert (
        place.take(case, "DECIDE", vote=votes(10, 10, entitled=19, method="secret"), number="3-QĐ/TĐTN").state
        == "done"
    )
    case = committee_case(place, "dissolution")
    with pytest.raises(Objection) as refused:
        place.take(case, "DISSOLVE", vote=votes(12, 12, entitled=19, method="secret"), number="4-QĐ/TĐTN")
    assert refused.value.rule == "R-DIS-02"
    assert (
        place.take(
            case, "DISSOLVE", vote=votes(13, 13, entitled=19, method="secret"), number="4-QĐ/TĐTN"
        ).state
        == "done"
    )
    assert CaseMove.objects.filter(act="agreed").count() == 2
    assert not BookEntry.objects.filter(kind="disciplined").exists()


def test_the_decision_on_a_committee_is_written(place):
    case = committee_case(place, "warning")
    place.take(case, "DECIDE", by=place.province_officer, vote=votes(10, 10, entitled=19, method="secret"))
    assert Issue.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "facts", "rule", "state"),
    [
        ("admission", {"variant": "committee"}, "R-ADM-08", "warn"),
        ("discipline", {"measure": "warning"}, "R-DIS-05", "warn"),
        ("body_discipline", {"measure": "warning"}, "R-DIS-06", "warn"),
        ("transfer", {"changed_on": "2024-01-10"}, "R-TRF-01", "warn"),
        ("transfer", {"changed_on": "2024-03-10"}, "R-TRF-01", "ok"),
        ("transfer", {"changed_on": "2023-12-20"}, "R-TRF-02", "warn"),
        ("classification", {"year": 2023, "grade": "good"}, "R-EVL-01", "ok"),
        ("outstanding", {"year": 2023}, "R-RES-03", "warn"),
        ("outstanding", {"year": 2023, "residence_active": True}, "R-RES-03", "ok"),
        ("admission", {"no_union": True}, "R-ADM-05", "ok"),
    ],
)
def test_what_is_shown_but_stops_nothing(place, code, facts, rule, state):
    """R-ADM-05, R-ADM-08, R-DIS-05, R-DIS-06, R-TRF-01, R-TRF-02, R-EVL-01, R-RES-03: each check is shown with its article, passed or not."""
    assert (rule, state) in checks(place, code, place.member(), **facts)


def test_six_months_in_the_branch_or_the_former_one_s_comments(place):
    """R-EVL-01: less than six months after a transfer the new branch rates by the old one's comments: told, not refused."""
    late = place.member("Trần Thị Mới", since=dt.date(2024, 1, 2))
    assert ("R-EVL-01", "warn") in checks(place, "classification", late, year=2023, grade="good")


def test_nobody_leaves_or_moves_while_suspended(place):
    """R-DIS-10."""
    person = place.member()
    place.line(person, "overlay_opened", D(2024, 3, 1), what="suspended", until="2024-05-01")
    for code in ("transfer", "resignation"):
        assert ("R-DIS-10", "bad") in checks(place, code, person, changed_on="2024-03-10"), code


def test_two_years_outstanding_without_progress_are_talked_over_with_the_party_committee(place):
    """R-OUT-02."""
    person = place.member(since=D(2020, 1, 1))
    for year in (2021, 2022):
        place.line(
            person,
            "overlay_opened",
            D(year, 12, 20),
            what="outstanding",
            until=f"{year + 1}-12-20",
            year=year,
        )
    assert ("R-OUT-02", "warn") in checks(place, "outstanding", person, year=2023)
    assert "R-OUT-02" not in {
        rule for rule, _state in checks(place, "outstanding", place.member("Lê Thị B"), year=2023)
    }


def test_18_who_takes_part_at_the_place_of_residence_only_has_no_vote_there(place):
    """Vector 18; R-RES-02: the branch of residence counts its own members; the sheet cannot have more."""
    person = place.member()
    place.line(person, "overlay_opened", D(2024, 1, 1), place.far_branch, what="residence")
    assert members_of(place.far_branch.pk, DAY) == 0
    assert members_of(place.branch.pk, DAY) == 1


def test_a_vote_sheet_is_kept_whole_and_judged_anew_from_what_was_kept():
    """R-STA-02: entitled, present, for, against, blank, ballots issued, method, mode."""
    sheet = votes(9, 16, entitled=24, blank=2, method="secret", mode="hybrid", issued=16)
    assert Vote.read(sheet.facts()) == sheet
    assert judge(Vote.read(sheet.facts()), BRANCH_RULE).passed


def test_the_three_layers_and_their_congresses_are_named_with_each_number(place):
    """R-VER-01, R-VER-02: every value says which guidance it is from, since when, and how sure we are."""
    for value in SHIPPED:
        assert value.source or value.sure == "assumed", value.code
        assert value.valid_from, value.code
    assert {value.source.split()[0] for value in SHIPPED if value.source} >= {"HD"}


def test_a_committee_s_discipline_is_opened_about_the_unit_and_asks_for_no_person(place, client):
    """On the page too: the form comes at once, with the superior's committee as the only way."""
    client.force_login(place.province_officer)
    chosen = client.get(reverse("cases:choose", args=[place.commune.pk, "body_discipline"]))
    address = reverse("cases:begin", args=[place.commune.pk, "body_discipline"])
    assert chosen["Location"] == address
    assert (
        "Kỷ luật ban chấp hành"
        in client.get(reverse("cases:procedures", args=[place.commune.pk])).content.decode()
    )
    assert client.get(address).status_code == 200
    form = {
        "begin": "1",
        "measure": "warning",
        "verified_on": "20/03/2024",
        "grounds": "Vi phạm",
        "self_criticism": "on",
    }
    case = Case.objects.get(uid=client.post(address, form)["Location"].rstrip("/").rpartition("/")[2])
    assert (case.person, case.unit, case.at) == (None, place.commune, place.province)
    assert "Vi phạm" in client.get(reverse("cases:case", args=[case.uid])).content.decode()
