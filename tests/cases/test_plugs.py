"""A procedure is one plug: registered, it appears on the page, over the API and in the reference with no other edit."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from aoxanh.cases.procedure import PROCEDURES, Procedure, Step, procedure
from aoxanh.cases.votes import HALF, TWO_THIRDS, Vote, VoteRule, judge
from aoxanh.membership.book import NewLine
from aoxanh.membership.rules import AUTHORITIES, SHIPPED
from aoxanh.membership.statute.titles import DECISIONS


@pytest.fixture
def made_up():
    """A procedure nobody knew before."""

    @procedure
    class Anthem(Procedure):
        """Learn the Union's anthem by heart."""

        code, title, rule, article = "anthem", "Thuộc bài ca truyền thống", "R-XYZ-01", "HD 99"
        about, exclusive = "Hát trước chi đoàn", False
        route = (Step("SING", "Hát trước chi đoàn", verb="Đã hát", rule="R-XYZ-01"),)

        def lines(self, about, step, on, paper):
            """Praise the singer."""
            return (NewLine("rewarded", on, None, {"reward": "praise"}, paper),)

    yield PROCEDURES["anthem"]
    del PROCEDURES["anthem"]


def test_a_made_up_procedure_appears_everywhere(place, made_up):
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.officer)
    assert (
        "Thuộc bài ca truyền thống"
        in client.get(reverse("cases:procedures", args=[place.commune.pk])).content.decode()
    )
    person = place.member()
    assert (
        person.full_name
        in client.get(reverse("cases:choose", args=[place.commune.pk, "anthem"])).content.decode()
    )
    told = json.loads(client.get("/api/procedures").content)
    assert "anthem" in {row["code"] for row in told}
    sent = client.post(
        f"/api/units/{place.branch.pk}/cases", json.dumps({"procedure": "anthem", "person": str(person.uid)}),
        "application/json", headers={"idempotency-key": "a1"},
    )  # fmt: skip
    assert sent.status_code == 201, sent.content
    uid = json.loads(sent.content)["uid"]
    moved = client.post(
        f"/api/cases/{uid}/agree", json.dumps({"step": "SING", "fields": {"on": "2026-11-01"}}), "application/json",
        headers={"idempotency-key": "a2"},
    )  # fmt: skip
    assert json.loads(moved.content)["state"] == "done", moved.content
    assert place.lines(person)[-1] == "rewarded"
    out = io.StringIO()
    call_command("procedures", stdout=out)
    assert "Thuộc bài ca truyền thống" in out.getvalue()


@pytest.mark.parametrize("code", sorted(PROCEDURES))
def test_every_procedure_says_what_it_follows(code):
    plug = PROCEDURES[code]
    assert plug.__doc__
    assert str(plug.title)
    assert plug.rule
    assert plug.article or plug.design, "where the sources are silent, it is marked as ours"
    for step in plug.route:
        assert step.rule, step.code
        assert step.article or step.design or plug.design, step.code
        if step.decides:
            assert (step.own or plug.code, step.decides) in DECISIONS, (
                "name the decision in the authority table"
            )
            assert any(
                (a.procedure, a.decision) == (step.own or plug.code, step.decides) for a in AUTHORITIES
            )
        if step.within:
            assert step.within in {value.code for value in SHIPPED}


# -- votes: exact


@pytest.mark.parametrize(
    ("agree", "base", "passes"),
    [(6, 12, False), (7, 12, True), (6, 11, True), (5, 10, False), (1, 1, True), (0, 1, False)],
)
def test_more_than_half_of_those_present(agree, base, passes):
    rule = VoteRule("present", "R-ADM-07", "HD 20 §1.3d")
    assert judge(Vote(base, base, agree, base - agree), rule).passed is passes


@pytest.mark.parametrize(
    ("present", "entitled", "counts"),
    [(16, 24, True), (15, 24, False), (6, 9, True), (7, 10, True), (6, 10, False)],
)
def test_two_thirds_of_nine_is_six(present, entitled, counts):
    rule = VoteRule("present", "R-DIS-03", "HD 20 §24", quorum=TWO_THIRDS)
    assert (not judge(Vote(entitled, present, present), rule).problems) is counts


def test_29_fifty_of_a_hundred_ballots_issued_elect_nobody():
    """Vector 29; R-ELE-03: more than half of the ballots issued, not of those returned."""
    rule = VoteRule("issued", "R-ELE-03", "HD 20 §7.6", secret=True)
    ballot = Vote(100, 98, 50, 48, issued=100, method="secret")
    assert not judge(ballot, rule).passed
    assert judge(Vote(100, 98, 51, 47, issued=100, method="secret"), rule).passed


def test_a_bodys_measure_needs_more_than_half_of_those_summoned():
    """R-DIS-02."""
    rule = VoteRule("entitled", "R-DIS-02", "HD 20 §24.4", share=HALF)
    assert not judge(Vote(15, 10, 7, 3), rule).passed
    assert judge(Vote(15, 10, 8, 2), rule).passed


@pytest.mark.parametrize(
    "vote",
    [Vote(10, 12, 12), Vote(10, 0, 0), Vote(10, 8, 5, 2), Vote(10, 8, 9), Vote(10, 8, 8, mode="online")],
    ids=["more present than there are", "nobody there", "one missing", "more ballots than people", "online"],
)
def test_a_sheet_that_cannot_be_does_not_count(vote):
    verdict = judge(vote, VoteRule("present", "R-ADM-07", "HD 20 §1.3d"))
    assert verdict.problems
    assert not verdict.passed
