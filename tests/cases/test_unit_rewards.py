"""P13: units are rewarded by the levels above them; the register joins them with the rewards of members."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.cases import operations, rewards
from aoxanh.cases.issuing import told_of
from aoxanh.cases.models import Case, CaseMove
from aoxanh.cases.printing import printable, printed
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.cases.rewards import page, sums, walk
from aoxanh.cases.situations import about_cases
from aoxanh.membership.models import BookEntry
from aoxanh.membership.operations import correct_line
from aoxanh.org.carrying import CARRIED
from aoxanh.papers.models import Issue
from tests.cases.conftest import DAY, D
from tests.membership.conftest import MACHINE, acting

pytestmark = pytest.mark.usefixtures("today")
WHY = {"reason": "Dẫn đầu phong trào hiến máu"}
YEAR = (dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def proposed(place, reward="merit", unit=None, by=None):
    """A case about a unit, proposed by the unit."""
    case = place.open("unit_reward", unit=unit or place.branch, by=by, facts={"reward": reward}, words=WHY)
    return place.take(case, "PROPOSE", by=by)


def said(document):
    """The words of a document in one string."""
    return repr(document)


def granted(place, unit=None, number="11-QĐ/ĐTN"):
    return place.take(proposed(place, unit=unit), "MERIT", number=number)


def register(place, unit=None):
    version = (unit or place.commune).standing(DAY)
    return [(row.name, row.form, row.unit, row.number) for row in walk(version, *YEAR)]


def test_a_branch_s_reward_goes_up_to_the_level_whose_form_it_is(place):
    """P13: the grassroots union grants the certificate of merit; it endorses what the province grants."""
    merit = proposed(place)
    assert place.where(merit) == ("MERIT", "C1")
    assert place.take(merit, "MERIT", number="11-QĐ/ĐTN").state == "done"
    for form in ("commendation", "flag"):
        high = proposed(place, form)
        assert place.where(high) == ("ENDORSE", "C1")
        high = place.take(high, "ENDORSE")
        assert place.where(high) == ("COMMENDATION", "42")
        assert place.take(high, "COMMENDATION", number="12-QĐ/TĐTN").state == "done"
    assert not BookEntry.objects.filter(kind="rewarded").exists(), "a unit has no book"


def test_no_unit_rewards_itself(place):
    """P13: a commune's certificate of merit comes from above it, and what nobody stands above cannot be begun here."""
    assert place.where(proposed(place, unit=place.commune)) == ("MERIT", "42")
    assert place.where(proposed(place, "commendation", unit=place.commune)) == ("COMMENDATION", "42")
    n = Case.objects.count()
    top = place.province.standing(DAY)
    assert top.parent_id is None
    with pytest.raises(Objection) as refused:
        place.open("unit_reward", unit=place.province, facts={"reward": "commendation"}, words=WHY)
    assert (refused.value.rule, refused.value.field) == ("P13", "reward")
    assert Case.objects.count() == n


def test_who_is_no_officer_of_the_level_does_not_decide_and_nothing_is_written(place):
    """P13: neither the branch, nor a neighbour, nor the province in the commune's place (HD 20 §1.3d)."""
    case = proposed(place)
    moves = CaseMove.objects.count()
    for user in (place.branch_secretary, place.far_secretary, place.province_officer, place.stranger):
        with pytest.raises(PermissionDenied):
            place.take(case, "MERIT", by=user, number="1-QĐ/ĐTN")
    with pytest.raises(PermissionDenied):
        place.open(
            "unit_reward", unit=place.branch, by=place.far_secretary, facts={"reward": "merit"}, words=WHY
        )
    assert (CaseMove.objects.count(), place.where(case)) == (moves, ("MERIT", "C1"))
    assert not Issue.objects.exists()


def test_two_people_look_at_each_reward(place):
    """L11: who proposed a branch for a reward does not grant it; the deputy does."""
    case = place.open(
        "unit_reward", unit=place.branch, by=place.officer, facts={"reward": "merit"}, words=WHY
    )
    case = place.take(case, "PROPOSE", by=place.branch_secretary)
    with pytest.raises(Objection) as refused:
        place.take(case, "MERIT", by=place.officer)
    assert refused.value.rule == "L11"
    assert not Issue.objects.exists()
    assert place.take(case, "MERIT", by=place.deputy).state == "done"


def test_many_units_are_granted_by_one_decision_with_their_list(place, client):
    """P13: waiting proposals are put in a docket and granted at once: one number, the units listed with who is above."""
    cases = [proposed(place, unit=place.commune), proposed(place, unit=place.sibling)]
    docket = operations.gather(
        place.province, actor=acting(place.province_officer), procedure="unit_reward", title="Khen thưởng 26/3", cases=[c.pk for c in cases]
    )  # fmt: skip
    client.force_login(place.province_officer)
    address = reverse("cases:docket", args=[docket.uid])
    names = [unit.standing(DAY).name for unit in (place.commune, place.sibling)]
    shown = client.get(address).content.decode()
    for name in names:
        assert name in shown, name
    sent = {"step": "MERIT", "on": "26/03/2024", "selected": [str(c.uid) for c in cases]}
    assert client.post(address, sent).status_code == 302
    assert set(Case.objects.values_list("state", flat=True)) == {"done"}
    issue = Issue.objects.get()
    assert set(CaseMove.objects.filter(step="MERIT", act="agreed").values_list("issue", flat=True)) == {
        issue.pk
    }


def test_the_decision_names_the_unit_and_the_one_above_it_and_the_certificate_carries_no_number(place):
    """P13, HD 20 §14.3b: the certificate of merit is printed from the case once granted, and not before."""
    case = proposed(place)
    plug = PROCEDURES["unit_reward"]

    def offered(one):
        return [code for code, _title in printable(one, plug, about_cases([one], DAY)[one.pk], [])]

    assert offered(case) == []
    assert printed(case, "merit_certificate", sensitive=False) is None
    case = place.take(case, "MERIT", by=place.officer)
    assert offered(case) == ["merit_certificate"]
    sheet = said(printed(case, "merit_certificate", sensitive=False))
    for one in ("GIẤY KHEN", "CHI ĐOÀN THÔN XUÂN HẢI", WHY["reason"], Issue.objects.get().number.shown):
        assert one in sheet, one
    told = told_of(None, about_cases([case], DAY)[case.pk], None)
    assert plug.named([told]) == (("Chi đoàn thôn Xuân Hải", place.commune.standing(DAY).name),)


def test_the_register_joins_units_and_members_and_its_sums_are_those_of_its_lines(place):
    """P13: who or which unit, what, by which decision; lines taken back and other units' rewards stand in none."""
    person = place.member("Nguyễn Văn An")
    place.line(person, "rewarded", D(2024, 2, 1), reward="merit")
    place.line(person, "rewarded", D(2024, 2, 2), reward="praise")
    correct_line(BookEntry.objects.filter(kind="rewarded").last(), actor=MACHINE, words="nhầm")
    place.line(place.member("Kẻ Khác", unit=place.far_branch), "rewarded", D(2024, 2, 3), reward="badge")
    granted(place)
    proposed(place, "flag")
    assert register(place) == [
        ("Nguyễn Văn An", "merit", "Chi đoàn thôn Xuân Hải", "12-QĐ/ĐTN"),
        ("Chi đoàn thôn Xuân Hải", "merit", place.commune.standing(DAY).name, "11-QĐ/ĐTN"),
    ]
    assert [(r["form"], r["units"], r["people"]) for r in sums(place.commune.standing(DAY), *YEAR)] == [
        ("merit", 1, 1)
    ]
    whole = sums(place.province.standing(DAY), *YEAR)
    assert sum(r["units"] + r["people"] for r in whole) == len(register(place, place.province)) == 3
    assert register(place, place.far_branch) == [("Kẻ Khác", "badge", "Chi đoàn thôn Đại Lự", "12-QĐ/ĐTN")]
    assert list(walk(place.commune.standing(DAY), D(2023, 1, 1), D(2023, 12, 31))) == []


def test_the_register_s_pages_follow_one_another_without_a_gap(place):
    """One row a page gives the same rows in the same order, days with both sides too; a made-up cursor begins anew."""
    place.line(place.member("Nguyễn Văn An"), "rewarded", DAY, reward="merit")
    place.line(place.member("Lê Thị Bình"), "rewarded", DAY, reward="merit")
    granted(place)
    granted(place, number="12-QĐ/ĐTN")
    version = place.commune.standing(DAY)
    found, cursor = [], ""
    for _n in range(4):
        rows, cursor = page(version, *YEAR, cursor, 1)
        found += rows
    assert not cursor
    assert [r.cursor for r in found] == [r.cursor for r in walk(version, *YEAR)]
    assert [r.side for r in found] == [rewards.UNITS, rewards.UNITS, rewards.PEOPLE, rewards.PEOPLE]
    assert len(page(version, *YEAR, "2024-01-01.x.9", 50)[0]) == 4


def test_the_page_the_file_and_the_print_are_by_right_and_what_is_taken_out_is_written_down(place, client):
    granted(place)
    place.line(place.member("Nguyễn Văn An"), "rewarded", D(2024, 2, 1), reward="praise")
    period = {"first": "01/01/2024", "last": "31/12/2024"}
    address = reverse("cases:rewards", args=[place.commune.pk])
    client.force_login(place.officer)
    shown = client.get(address, period).content.decode()
    for one in ("Chi đoàn thôn Xuân Hải", "Nguyễn Văn An", "11-QĐ/ĐTN", "Giấy khen"):
        assert one in shown, one
    other = client.get(reverse("membership:register", args=[place.commune.pk, "branch"])).content.decode()
    assert address in other, "a tab of the registers"
    for kind in ("csv", "xlsx", "ods", "print"):
        assert (
            client.post(reverse("cases:rewards_file", args=[place.commune.pk, kind]), period).status_code
            == 200
        )
    csv = client.post(reverse("cases:rewards_file", args=[place.commune.pk, "csv"]), period)
    assert "11-QĐ/ĐTN" in b"".join(csv.streaming_content).decode("utf-8-sig")
    assert AuditEntry.objects.filter(action="people.export").count() == 5
    client.force_login(place.committee)
    assert client.get(address, period).status_code == 200
    file = reverse("cases:rewards_file", args=[place.commune.pk, "csv"])
    assert client.post(file, period).status_code == 403
    client.force_login(place.stranger)
    assert client.get(address, period).status_code == 404
    assert client.post(file, period).status_code == 404
    assert AuditEntry.objects.filter(action="people.export").count() == 5


def test_the_api_tells_the_register_to_those_who_see_it(place, client):
    case = granted(place)
    address = f"/api/units/{place.commune.pk}/rewards"
    client.force_login(place.officer)
    told = client.get(address, {"first": "2024-01-01", "last": "2024-12-31"}).json()
    assert told["next"] is None
    assert [(r["case"], r["person"], r["reward"], r["decision_number"]) for r in told["items"]] == [
        (str(case.uid), None, "merit", "11-QĐ/ĐTN")
    ]
    client.force_login(place.stranger)
    assert client.get(address).status_code == 404


def test_the_unit_s_page_shows_rewards_and_measures_to_its_officers_and_those_above(place, client):
    """P13, R-DIS-02: a record of the unit for who sees its cases; nothing of it for others."""
    granted(place)
    address = reverse("org:unit", args=[place.branch.pk])
    for user, seen in (
        (place.branch_secretary, True),
        (place.province_officer, True),
        (place.far_secretary, False),
    ):
        client.force_login(user)
        shown = client.get(address).content.decode()
        assert ('id="honours"' in shown) is seen, user
        assert (WHY["reason"] in shown) is seen, user


def test_a_reward_granted_keeps_naming_the_unit_it_was_given_to(place):
    """R-ORG: open proposals go on at the unit that takes over, done ones stay with the unit they were about."""
    done, under_way = granted(place), proposed(place, "flag")
    rows = CARRIED["cases.Case.unit"].open_rows([place.branch.pk], DAY)
    assert list(rows) == [under_way]
    assert done not in rows
