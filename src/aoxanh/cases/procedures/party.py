"""P12: outstanding members, and the Union's part in their way into the Party (HD 30 III)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.procedure import (
    About,
    CaseForm,
    Check,
    Printing,
    Procedure,
    Step,
    Told,
    Writing,
    check,
    each,
    months_after,
    procedure,
)
from aoxanh.cases.procedures.honours import YEAR, grades_of
from aoxanh.cases.votes import Vote, VoteRule
from aoxanh.membership.book import NewLine, Paper
from aoxanh.membership.statute.titles import GRADES, REWARDS
from aoxanh.papers.forms import outstanding_notice, party_record, party_resolution, probationary_comments
from aoxanh.papers.forms.plug import Vote as Ballots
from aoxanh.papers.issuers import Head


def record_of(told: Printing) -> party_record.Facts:
    """Return the short record of a member: grades and rewards as the book has them (form 3.3)."""
    about = told.one.about
    years = (
        [(about.story.joined_on, "Được kết nạp vào Đoàn TNCS Hồ Chí Minh")] if about.story.joined_on else []
    )
    rows = [(f"{day:%m/%Y}", said) for day, said in years]
    rows += [(str(year), f"Xếp loại đoàn viên: {GRADES.get(grade, grade)}") for year, grade in sorted(grades_of(about).items())]  # fmt: skip
    rewards = [
        f"{REWARDS.get(line.facts.get('reward', ''), '')} ({line.effective_on.year})" for line, _paper in about.lines if line.kind == "rewarded"
    ]  # fmt: skip
    return party_record.Facts(told.above, told.one.who, tuple(rows), ", ".join(rewards), about.words.get("strengths", ""))  # fmt: skip


def counted(title: str, vote: Vote | None) -> Ballots:
    """Return a vote as papers show it."""
    return Ballots(title, vote.entitled, vote.present, vote.agree, vote.against) if vote else Ballots(title, 0, 0, 0)  # fmt: skip


@procedure
class Outstanding(Procedure):
    """Recognise an outstanding member."""

    code, title, rule, article = "outstanding", _("Outstanding member"), "R-OUT-01", "HD 30 III"
    about = _("Excellent in the year or the one before, voted, recognised, told to the party committee")
    icon, order, exclusive = "star", 110, False
    prints = ("party_record",)

    class Form(CaseForm):
        """The year and what the Party was asked."""

        year = forms.IntegerField(label=_("Year"), **YEAR)
        essay = forms.BooleanField(label=_("Wrote about the Party"))
        history_asked = forms.BooleanField(
            label=_("The party committee was asked about the political history")
        )
        residence_active = forms.BooleanField(
            label=_("Takes part at the place of residence (where HD 10 applies)"), required=False
        )

    route = (
        Step("VOTE", _("The branch meeting votes"), verb=_("Enter the vote"), vote=VoteRule("present", "R-OUT-01", "HD 30 III.2"), rule="R-OUT-01", article="HD 30 III.2"),
        Step("RECOGNISE", _("The grassroots committee votes and announces"), verb=_("Recognise"), decides="recognise", vote=VoteRule("present", "R-OUT-01", "HD 30 III.2"), paper=True, second=True, rule="R-OUT-01", article="HD 30 III.2; mẫu 3.1"),
    )  # fmt: skip
    design = (_("The recognition holds for twelve months."),)

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the grades: excellent in the year or the one before (R-OUT-01)."""
        year, grades = int(about.facts.get("year") or 0), grades_of(about)
        yield check(
            "excellent" in {grades.get(year), grades.get(year - 1)}, _("Excellent in %(a)d or %(b)d") % {"a": year, "b": year - 1},
            _("Neither in %(a)d nor in %(b)d classified as excellent.") % {"a": year, "b": year - 1}, "R-OUT-01", "HD 30 III.1", field="year",
        )  # fmt: skip
        yield check(
            not about.overlay("sanction"),
            _("Under no measure"),
            _("Under a measure that has not expired."),
            "R-DIS-08",
            "HD 20 §26.3",
        )
        yield check(
            about.facts.get("residence_active"), _("Takes part at the place of residence"),
            _("Nothing is said of the place of residence: where HD 10 applies, taking part there counts."), "R-RES-03", "HD 30 III.1", warn=True,
        )  # fmt: skip
        before = {
            int(line.facts.get("year") or 0)
            for line, _paper in about.lines
            if line.facts.get("what") == "outstanding"
        }
        if {year - 1, year - 2} <= before and about.party_probationary_on is None:
            yield Check(
                _("Outstanding for two years before without progress: exchange with the party committee about the cause"),
                "R-OUT-02", "HD 30 III", "warn",
            )  # fmt: skip
        member_of_party = about.party_official_on is not None
        yield check(
            not member_of_party,
            _("Not a Party member"),
            _("Is a full member of the Party already."),
            "R-OUT-01",
            "HD 30 III",
            field="person",
        )

    def printed(self, form: str, told: Printing) -> Any:
        """Fill in the short record that goes to the party committee (form 3.3)."""
        del form
        return record_of(told)

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Announce everybody of a year on one list (form 3.1)."""
        years: dict[int, tuple[Told, ...]] = {}
        for one in told:
            year = int(one.about.facts["year"])
            years[year] = (*years.get(year, ()), one)
        return [
            Writing(
                "outstanding_notice",
                outstanding_notice.Facts(
                    head, year, tuple(outstanding_notice.Candidate(one.who) for one in some)
                ),
                some,
            )
            for year, some in years.items()
        ]

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the recognition."""
        if step.code != "RECOGNISE":
            return ()
        return (
            NewLine(
                "overlay_opened",
                on,
                None,
                {
                    "what": "outstanding",
                    "until": months_after(on, 12).isoformat(),
                    "year": int(about.facts["year"]),
                },
                paper,
            ),
        )


@procedure
class PartyIntroduction(Procedure):
    """Introduce an outstanding member to the Party, by resolution."""

    code, title, rule, article = (
        "party_introduction",
        _("Introduction to the Party"),
        "R-OUT-01",
        "HD 30 III.2",
    )
    about = _(
        "After the Party's course: opinions of the branch one by one, resolution of the grassroots committee"
    )
    icon, order, exclusive = "flag", 111, False
    prints = ("party_record",)

    class Form(CaseForm):
        """Which party cell, and what the branch says of the member."""

        party = forms.CharField(label=_("Party cell or committee"), max_length=160)
        strengths = forms.CharField(
            label=_("Strengths"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
        )
        weaknesses = forms.CharField(
            label=_("Weaknesses"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    route = (
        Step("OPINIONS", _("The branch meeting gives its opinion"), verb=_("Enter the vote"), vote=VoteRule("present", "R-OUT-01", "HD 30 III.2"), rule="R-OUT-01", article="HD 30 III.2 bước 4"),
        Step("RESOLVE", _("The grassroots committee resolves"), verb=_("Resolve"), decides="introduce", vote=VoteRule("present", "R-OUT-01", "HD 30 III.2"), paper=True, second=True, rule="R-OUT-01", article="HD 30 III.2; mẫu 3.2"),
    )  # fmt: skip

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the recognition and the Party's own lists."""
        yield check(
            about.overlay("outstanding"),
            _("Outstanding member"),
            _("Is not recognised as an outstanding member at present."),
            "R-OUT-01",
            "HD 30 III.2",
            field="person",
        )
        yield check(
            not about.party_probationary_on,
            _("Not in the Party yet"),
            _("Is in the Party already."),
            "R-OUT-01",
            "HD 30 III.2",
            field="person",
        )

    def printed(self, form: str, told: Printing) -> Any:
        """Fill in the short record that goes to the party committee (form 3.3)."""
        del form
        return record_of(told)

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Resolve on each member apart, with the vote (form 3.2)."""

        def resolution(one: Told) -> party_resolution.Facts:
            words = one.about.words
            return party_resolution.Facts(
                head,
                one.who,
                words.get("party", "chi bộ nơi công tác"),
                counted("Ban Chấp hành" if one.vote else "", one.vote),
                words.get("strengths", ""),
                words.get("weaknesses", ""),
            )

        return each(told, "party_resolution", resolution)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the preparation for the Party."""
        if step.code != "RESOLVE" or about.overlay("party_prospect"):
            return ()
        return (NewLine("overlay_opened", on, None, {"what": "party_prospect"}, paper),)


@procedure
class ProbationaryComments(Procedure):
    """Gather what branch and committee say of a probationary Party member before they become a full one."""

    code, title, rule, article = (
        "probationary_comments",
        _("Comments on a probationary Party member"),
        "R-OUT-01",
        "HD 30 III.2",
    )
    about = _("Before the Party decides: opinions of the branch meeting and of the grassroots committee")
    icon, order, exclusive = "flag", 112, False
    prints = ("probationary_comments",)

    class Form(CaseForm):
        """Which party cell asks, and what is said of the member."""

        party = forms.CharField(label=_("Party cell or committee"), max_length=160)
        strengths = forms.CharField(
            label=_("Strengths"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
        )
        weaknesses = forms.CharField(
            label=_("Weaknesses"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    route = (
        Step("OPINIONS", _("The branch meeting gives its opinion"), verb=_("Enter the vote"), vote=VoteRule("present", "R-OUT-01", "HD 30 III.2"), rule="R-OUT-01", article="HD 30 III.2 bước 5"),
        Step("COMMITTEE", _("The grassroots committee gives its opinion"), verb=_("Enter the vote"), decides="introduce", own="party_introduction", vote=VoteRule("present", "R-OUT-01", "HD 30 III.2", in_person=False), second=True, rule="R-OUT-01", article="HD 30 III.2 bước 5; mẫu 3.4"),
    )  # fmt: skip
    design = (
        _("Both votes are opinions: the Party decides. Who is for it is counted as more than half of those present."),
    )  # fmt: skip

    def checks(self, about: About) -> Iterator[Check]:
        """Look whether the member is a probationary member of the Party."""
        yield check(
            about.party_probationary_on and not about.party_official_on,
            _("Probationary member of the Party"),
            _("The record has no probationary Party member of today: enter the day there first."),
            "R-OUT-01",
            "HD 30 III.2",
            field="person",
        )

    def lost(self, about: About, step: Step, *, tie: bool) -> str:
        """Go on to the committee whatever the branch thinks: it is an opinion, and the Party learns of it."""
        del about, tie
        return "COMMITTEE" if step.code == "OPINIONS" else ""

    def printed(self, form: str, told: Printing) -> Any:
        """Sum up both opinions with their votes (form 3.4)."""
        del form
        words = told.one.about.words
        votes = (
            counted("Hội nghị chi đoàn", told.votes.get("OPINIONS")),
            counted(f"{told.above.body_words} {told.above.unit}", told.votes.get("COMMITTEE")),
        )
        return probationary_comments.Facts(
            told.above, told.one.who, words.get("party", ""), words.get("strengths", ""), words.get("weaknesses", ""), votes
        )  # fmt: skip
