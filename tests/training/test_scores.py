"""P10: the member, the branch and the unit above score each criterion; two look at everything (L11); then it is frozen."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from aoxanh.audit.objection import Objection
from aoxanh.cases.situations import about_people
from aoxanh.org.carrying import Carriage
from aoxanh.people.models import Person
from aoxanh.training import operations, score_operations
from aoxanh.training.advancing import Undertaking
from aoxanh.training.carrying import carry
from aoxanh.training.criteria import FORM_2022, FORM_2026
from aoxanh.training.models import Registration, Sheet
from aoxanh.training.queries import board, waiting_at
from aoxanh.training.reckoning import known
from aoxanh.training.scoring import parse
from tests.membership.conftest import acting
from tests.training.test_files import cells

D = dt.date
DAY = D(2024, 3, 26)
OUTLINES = [parse(text, groups=5, most=20) for text in (FORM_2022, FORM_2026)]


@given(outline=st.sampled_from(OUTLINES), data=st.data())
def test_no_sum_ever_exceeds_its_group_nor_the_form(outline, data):
    """P10: each group gives 20 at most, the form 100."""
    points = data.draw(
        st.lists(
            st.one_of(st.none(), st.integers(-2, 30)),
            min_size=len(outline.items),
            max_size=len(outline.items),
        )
    )
    allowed = all(p is None or 0 <= p <= item.max for p, item in zip(points, outline.items, strict=True))
    if not allowed:
        with pytest.raises(Objection):
            outline.checked(points)
    sheet = [None if p is None else max(p, 0) for p in points]
    assert all(n <= group.max for n, group in zip(outline.sums(sheet), outline.groups, strict=True))
    assert 0 <= outline.total_of(sheet) <= 100
    if allowed:
        assert outline.total_of(outline.checked(points)) == sum(p or 0 for p in points)
        assert outline.is_whole(points) == (None not in points)


def self_scored(place, person, points=None, revision=None):
    row = place.of(person)
    return score_operations.score_self(
        row,
        actor=acting(person.user),
        points=points or place.full,
        revision=row.revision if revision is None else revision,
    )


def test_a_member_scores_in_parts_until_the_branch_has_scored(place, mai):
    place.registered(mai)
    half = [*place.full[:10], *[None] * 13]
    assert (self_scored(place, mai, half).total, Sheet.objects.get().whole) == (sum(place.full[:10]), False)
    assert self_scored(place, mai).total == 100
    place.score(mai)
    with pytest.raises(Objection):
        self_scored(place, mai)
    assert Sheet.objects.get(side="self").total == 100


@pytest.mark.parametrize(
    "points", [[], [1], ["1"] * 23, [-1, *[0] * 22], [5, *[0] * 22], [True, *[0] * 22], [1.5, *[0] * 22]]
)
def test_points_a_criterion_does_not_give_are_refused_and_nothing_is_written(place, mai, points):
    place.registered(mai)
    with pytest.raises(Objection) as refused:
        self_scored(place, mai, points or [None])
    assert refused.value.rule == "P10"
    assert not Sheet.objects.exists()
    assert place.of(mai).revision == 1


def test_two_who_score_at_once_do_not_overwrite_each_other(place, mai):
    """L17: what somebody changed meanwhile is looked at again."""
    place.registered(mai)
    seen = place.of(mai).revision
    place.score(mai, points=[1] * 23)
    for write in (
        lambda: place.score(mai, revisions={mai.pk: seen}),
        lambda: self_scored(place, mai, revision=seen),
    ):
        with pytest.raises(Objection) as refused:
            write()
        assert refused.value.rule == "L17"
    assert Sheet.objects.get().points == [1] * 23


def test_nobody_gives_the_score_of_the_branch_or_of_the_unit_above_about_themselves(place):
    """L11."""
    me, commune_me = place.member("Lê Thị Bí Thư"), place.member("Phan Thị Thu Hà")
    Person.objects.filter(pk=me.pk).update(user=place.branch_secretary)
    Person.objects.filter(pk=commune_me.pk).update(user=place.officer)
    place.registered(me, commune_me, by=place.branch_deputy)
    with pytest.raises(Objection) as refused:
        place.score(me)
    assert refused.value.rule == "L11"
    place.score(me, commune_me, by=place.branch_deputy)
    place.sent(me, commune_me, by=place.branch_deputy)
    row = place.of(commune_me)
    with pytest.raises(PermissionDenied):
        score_operations.score_above(
            row, actor=acting(place.officer), points=place.full, revision=row.revision
        )
    assert place.approved(me, commune_me) == 1
    assert (place.of(me).stage, place.of(commune_me).stage) == ("approved", "submitted_up")
    assert place.approved(commune_me, by=place.deputy) == 1


def test_who_scored_for_the_branch_or_sent_up_does_not_approve_above(place, mai):
    """L11: the commune's officer may help a branch, and then somebody else decides."""
    other = place.member("Trần Văn An")
    place.registered(mai, other)
    place.score(mai, by=place.officer)
    place.score(other)
    place.sent(mai, other)
    assert place.approved(mai, other) == 1
    with pytest.raises(Objection) as refused:
        place.approved(mai)
    assert refused.value.rule == "L11"
    row = place.of(mai)
    with pytest.raises(Objection):
        score_operations.score_above(
            row, actor=acting(place.officer), points=place.full, revision=row.revision
        )
    assert place.approved(mai, by=place.deputy) == 1


def test_all_evaluated_go_up_as_one_and_the_others_stay(place, mai):
    """P10: select all → “Chuyển cấp trên”."""
    others = [place.member(f"Trần Văn {name}") for name in ("An", "Bình")]
    place.registered(mai, *others)
    with pytest.raises(Objection):
        place.sent(mai, *others)
    place.score(mai, others[0])
    place.score(others[1], points=[*place.full[:-1], None])  # not whole: not evaluated
    assert place.sent(mai, *others) == 2
    assert [place.of(p).stage for p in (mai, *others)] == ["submitted_up", "submitted_up", "not_evaluated"]
    assert place.of(mai).to == place.commune
    with pytest.raises(Objection):
        place.score(mai, points=[0] * 23)  # it is above now
    assert [row.person.full_name for row in waiting_at(place.commune.pk)] == ["Trần Văn An", mai.full_name]


def test_the_unit_above_scores_approves_and_then_nothing_moves(place, mai):
    place.registered(mai)
    place.score(mai)
    place.sent(mai)
    row = place.of(mai)
    score_operations.score_above(row, actor=acting(place.officer), points=[1] * 23, revision=row.revision)
    assert place.approved(mai) == 1
    row = place.of(mai)
    assert (row.stage, row.score) == ("approved", 23)
    with pytest.raises(Objection):
        score_operations.score_above(
            row, actor=acting(place.deputy), points=place.full, revision=row.revision
        )
    with pytest.raises(Objection):
        place.approved(mai, by=place.deputy)
    with pytest.raises(Objection):
        score_operations.send_back(
            place.commune, actor=acting(place.deputy), registrations=[row.pk], reason="x"
        )
    with pytest.raises(Objection):
        place.score(mai)
    assert place.of(mai).revision == row.revision


def test_without_a_score_of_its_own_the_branchs_stands_above(place, mai):
    place.registered(mai)
    place.score(mai, points=[2] * 23)
    place.sent(mai)
    place.approved(mai)
    assert place.of(mai).score == 46
    assert Sheet.objects.get(side="superior").points == [2] * 23


def test_what_goes_back_says_why_and_the_branch_has_it_again(place, mai):
    place.registered(mai)
    place.score(mai)
    place.sent(mai)
    row = place.of(mai)
    score_operations.score_above(row, actor=acting(place.officer), points=[0] * 23, revision=row.revision)
    back = {"actor": acting(place.officer), "registrations": [row.pk]}
    with pytest.raises(Objection):
        score_operations.send_back(place.commune, reason=" ", **back)
    assert score_operations.send_back(place.commune, reason="Thiếu minh chứng nhóm 3", **back) == 1
    row = place.of(mai)
    assert (row.stage, row.words["reason"], row.sent_by) == ("evaluated", "Thiếu minh chứng nhóm 3", None)
    assert not Sheet.objects.filter(side="superior").exists()
    place.score(mai, points=[1] * 23)
    assert place.sent(mai) == 1


@pytest.mark.parametrize("who", ["far_secretary", "mai", "committee"])
def test_a_strange_officer_a_member_and_a_plain_committee_member_score_nobody(place, mai, who):
    user = mai.user if who == "mai" else getattr(place, who)
    place.registered(mai)
    for write in (
        lambda: place.score(mai, by=user),
        lambda: place.sent(mai, by=user),
        lambda: place.approved(mai, by=user),
    ):
        with pytest.raises(PermissionDenied):
            write()
    assert not Sheet.objects.exists()


def test_the_branch_does_not_approve_above(place, mai):
    place.registered(mai)
    place.score(mai, by=place.branch_deputy)
    place.sent(mai, by=place.branch_deputy)
    with pytest.raises(PermissionDenied):
        place.approved(mai, by=place.branch_secretary)


def test_only_an_approved_registration_is_scored_and_nobody_without_one(place, mai):
    operations.register_self(mai, actor=acting(mai.user), program=place.program, given=Undertaking((0,)))
    with pytest.raises(Objection):
        place.score(mai)
    stranger = place.member("Trần Văn Chưa")
    with pytest.raises(Objection):
        place.score(stranger, revisions={stranger.pk: 1})
    assert not Sheet.objects.exists()


def test_whole_own_scores_are_taken_over_by_one_act(place, mai):
    other = place.member("Trần Văn An")
    place.account(other)
    place.registered(mai, other)
    self_scored(place, mai, [1] * 23)
    self_scored(place, other, [1, *[None] * 22])
    take = {"actor": acting(place.branch_secretary), "program": place.program, "people": [mai.pk, other.pk]}
    assert score_operations.take_self_scores(place.branch, **take) == 1
    assert (place.of(mai).stage, place.of(other).stage) == ("evaluated", "not_evaluated")
    with pytest.raises(Objection):
        score_operations.take_self_scores(place.branch, **take)


def test_the_board_counts_each_stage_and_who_is_behind(place, mai):
    others = [place.member(f"Trần Văn {name}") for name in ("An", "Bình", "Cường")]
    place.registered(mai, *others[:2])
    place.score(mai, others[0])
    place.sent(mai)
    row = next(r for r in board(place.commune.standing(DAY), 2024, DAY) if r.unit.unit_id == place.branch.pk)
    assert (row.members, row.figures, row.behind) == (
        4, {"registered": 3, "evaluated": 2, "submitted_up": 1, "approved": 0}, 1,
    )  # fmt: skip
    whole = next(iter(board(place.province.standing(DAY), 2024, DAY)))
    assert (whole.unit.unit_id, whole.members, whole.branches) == (place.commune.pk, 4, 2)


def test_cases_are_told_the_score_of_the_year(place, mai):
    """P11: the classification of a year sees what the training of that year came to, and from where."""
    assert known([mai.pk], DAY) == {}
    place.registered(mai)
    assert known([mai.pk], DAY)[mai.pk]["training"][2024]["score"] is None
    place.score(mai, points=[4, *place.full[1:]])
    place.sent(mai)
    place.approved(mai)
    about = about_people([mai], DAY, {}, {})[mai.pk]
    assert about.more["training"] == {2024: {"title": "2024", "stage": "approved", "score": 100}}
    case = place.open("classification", mai, by=place.branch_secretary, facts={"year": 2024, "grade": "good"})
    client = Client()
    client.force_login(place.branch_secretary)
    assert "100/100" in client.get(reverse("cases:case", args=[case.uid])).content.decode()


def test_party_members_are_evaluated_and_listed_for_the_party_cell(place, mai):
    """R-TRN-01."""
    Person.objects.filter(pk=mai.pk).update(party_official_on=D(2023, 9, 2))
    other = place.member("Trần Văn An")
    place.registered(mai, other)
    place.score(mai, other)
    client = Client()
    client.force_login(place.branch_secretary)
    answer = client.post(reverse("training:take_out", args=[place.branch.pk, "party"]), {"year": "2024"})
    rows = cells(answer)
    assert [row[1] for row in rows[2:]] == [mai.full_name]
    assert rows[2][-1] == "100"


def test_the_fast_sheet_saves_a_group_of_everybody(place, mai):
    other = place.member("Trần Văn An")
    place.registered(mai, other)
    client = Client()
    client.force_login(place.branch_secretary)
    address = reverse("training:sheet", args=[place.branch.pk])
    form = {}
    for person in (mai, other):
        prefix = f"r{person.pk}"
        form |= {f"{prefix}-revision": "1", **{f"{prefix}-p{place_}": "3" for place_ in range(6)}}
    wrong = client.post(f"{address}?group=1", {**form, f"r{mai.pk}-p2": "9"})
    assert wrong.status_code == 422
    assert not Sheet.objects.exists()
    assert client.post(f"{address}?group=1", form).status_code == 302
    assert {s.total for s in Sheet.objects.all()} == {18}
    assert place.of(mai).stage == "not_evaluated"
    client.post(f"{address}?group=1", {f"r{mai.pk}-revision": "1", f"r{mai.pk}-p0": "1"})  # an old page
    assert {s.total for s in Sheet.objects.all()} == {18}


def test_the_whole_year_goes_over_the_pages(place, mai):
    """The journey of P10: scored, sent up, approved; the member sees the result and prints the form."""
    place.registered(mai)
    officer, branch, own = Client(), Client(), Client()
    officer.force_login(place.officer)
    branch.force_login(place.branch_secretary)
    own.force_login(mai.user)
    full = {f"p{n}": str(most) for n, most in enumerate(place.full)}
    assert own.post(reverse("training:own_score"), {**full, "revision": "1"}).status_code == 302
    score = reverse("training:score", args=[place.branch.pk, mai.uid])
    assert branch.get(score).status_code == 200
    assert branch.post(score, {**full, "revision": "2"}).status_code == 302
    branch.post(reverse("training:act", args=[place.branch.pk, "send"]), {"all_matching": "1"})
    uid = place.of(mai).uid
    above = reverse("training:above", args=[uid])
    assert officer.get(above).context["form"] is not None
    assert officer.post(above, {**full, "p0": "1", "revision": "4"}).status_code == 302
    decide = [place.commune.pk]
    officer.post(
        reverse("training:decide", args=[*decide, "return"]), {"selected": [str(uid)], "reason": "Xem lại"}
    )
    assert place.of(mai).stage == "evaluated"
    assert (
        "Xem lại" in branch.get(reverse("training:member", args=[place.branch.pk, mai.uid])).content.decode()
    )
    branch.post(reverse("training:act", args=[place.branch.pk, "send"]), {"selected": [str(mai.uid)]})
    officer.post(reverse("training:decide", args=[*decide, "approve"]), {"selected": [str(uid)]})
    assert place.of(mai).score == 100
    assert "100" in own.get(reverse("training:own")).content.decode()
    paper = own.get(reverse("training:paper", args=[uid]))
    assert paper.content.startswith(b"%PDF")
    assert Registration.objects.get(uid=uid).revision == 8


def test_what_is_due_waits_on_the_first_page(place, mai):
    """R-EVL-03: registering in the first months, evaluation in December outside schools."""
    own, branch, officer = Client(), Client(), Client()
    for client, user in ((own, mai.user), (branch, place.branch_secretary), (officer, place.officer)):
        client.force_login(user)
    todo = [
        reverse("training:own"),
        f"{reverse('training:unit', args=[place.branch.pk])}?year=2024&amp;tab=register&amp;only=not_registered",
    ]
    assert f'href="{todo[0]}"' in own.get("/").content.decode()
    assert todo[1] in branch.get("/").content.decode()
    place.registered(mai)
    assert todo[1] not in branch.get("/").content.decode()
    assert reverse("training:own_score") not in own.get("/").content.decode()
    with time_machine.travel(dt.datetime(2024, 12, 2, 2, tzinfo=dt.UTC)):
        for client, user in ((own, mai.user), (branch, place.branch_secretary), (officer, place.officer)):
            client.force_login(user)
        assert reverse("training:own_score") in own.get("/").content.decode()
        assert reverse("training:sheet", args=[place.branch.pk]) in branch.get("/").content.decode()
        assert (
            f"{reverse('training:board', args=[place.commune.pk])}?year=2024"
            in officer.get("/").content.decode()
        )
    with time_machine.travel(dt.datetime(2025, 1, 10, 2, tzinfo=dt.UTC)):  # over, and still not done
        branch.force_login(place.branch_secretary)
        assert (
            f"{reverse('training:sheet', args=[place.branch.pk])}?year=2024"
            in branch.get("/").content.decode()
        )
    branch.force_login(place.branch_secretary)
    officer.force_login(place.officer)
    place.score(mai)
    assert "only=evaluated" in branch.get("/").content.decode()
    place.sent(mai)
    assert (
        f"{reverse('training:board', args=[place.commune.pk])}?tab=waiting"
        in officer.get("/").content.decode()
    )


def test_what_waits_at_a_unit_that_ends_waits_at_its_successor(place, mai):
    """Design: a reorganisation loses no evaluation that was sent up, and remembers where it was."""
    place.registered(mai)
    place.score(mai)
    place.sent(mai)
    noted = []
    carriage = Carriage(
        DAY,
        {place.commune.pk: [place.sibling.pk]},
        "sáp nhập",
        lambda row, before: noted.append((row.pk, before)),
    )
    carry(carriage)
    assert place.of(mai).to == place.sibling
    assert noted == [(place.of(mai).pk, {"to_id": place.commune.pk})]
    approve = {"registrations": [place.of(mai).pk]}
    assert score_operations.approve_evaluations(place.sibling, actor=acting(place.stranger), **approve) == 1
    carry(Carriage(DAY, {place.sibling.pk: [place.commune.pk]}, "x", lambda row, before: noted.append(row)))
    assert place.of(mai).to == place.sibling  # approved: it keeps naming who approved it
