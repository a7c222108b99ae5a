"""P12, steps 4 and 5: introduction to the Party, comments on the probationary Party member (HD 30 III.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

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
    procedure,
)  # fmt: skip
from aoxanh.cases.procedures.party import ARTICLE, RULE, outstanding
from aoxanh.cases.votes import Vote, VoteRule
from aoxanh.membership.book import NewLine, Paper
from aoxanh.papers.forms import party_resolution, probationary_comments
from aoxanh.papers.forms.plug import Vote as Ballots
from aoxanh.papers.issuers import Head


def ballots(title: str, vote: Vote | None) -> Ballots:
    """Return a vote as papers count it."""
    return (
        Ballots(title, vote.entitled, vote.present, vote.agree, vote.against)
        if vote
        else Ballots(title, 0, 0, 0)
    )


class Opinions(CaseForm):
    """Which party cell, and what the branch says of the member."""

    party = forms.CharField(label=_("Party cell or committee"), max_length=160)
    strengths = forms.CharField(
        label=_("Strengths"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    weaknesses = forms.CharField(
        label=_("Weaknesses"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
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
    icon, order, exclusive = "flag", 114, False

    class Form(Opinions):
        """As every opinion."""

    route = (
        Step("OPINIONS", _("The branch meeting gives its opinion"), verb=_("Enter the vote"), vote=VoteRule("present", "R-OUT-01", "HD 30 III.2"), rule="R-OUT-01", article="HD 30 III.2 bước 4"),
        Step("RESOLVE", _("The grassroots committee resolves"), verb=_("Resolve"), decides="introduce", vote=VoteRule("present", "R-OUT-01", "HD 30 III.2"), paper=True, second=True, rule="R-OUT-01", article="HD 30 III.2; mẫu 3.2"),
    )  # fmt: skip

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the recognition, the Party's course and the Party's own lists."""
        yield from outstanding(about)
        yield check(
            about.party_course_on is not None and about.party_course_on <= about.day, _("Has finished the Party's course"),
            _("Comes after the Party's course: enter the day of the course in the person's record first."), "R-OUT-01", "HD 30 III.2 bước 4",
            field="person",
        )  # fmt: skip

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Resolve on each member apart, with the vote (form 3.2)."""

        def resolution(one: Told) -> party_resolution.Facts:
            words = one.about.words
            return party_resolution.Facts(
                head,
                one.who,
                words.get("party", "chi bộ nơi công tác"),
                ballots("Ban Chấp hành", one.vote),
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
class PartyOfficial(Procedure):
    """Comment on a probationary Party member before they become a full one (step 5)."""

    code, title, rule, article = (
        "party_official",
        _("Comments on a probationary Party member"),
        RULE,
        "HD 30 III.2 bước 5",
    )
    about = _(
        "Who is a probationary Party member stays in the Union: branch and committee give their opinions before full membership"
    )
    icon, order, exclusive, prints = "flag", 115, False, ("probationary_comments",)

    class Form(Opinions):
        """As every opinion."""

    route = (
        Step("OPINIONS", _("The branch meeting gives its opinion"), verb=_("Enter the vote"), vote=VoteRule("present", RULE, ARTICLE, in_person=False), rule=RULE, article="HD 30 III.2 bước 5"),
        Step("COMMITTEE", _("The grassroots committee gives its opinion"), verb=_("Enter the vote"), decides="introduce", own="party_introduction", vote=VoteRule("present", RULE, ARTICLE, in_person=False), second=True, rule=RULE, article="HD 30 III.2 bước 5; mẫu 3.4"),
    )  # fmt: skip
    design = (
        _(
            "Opinions may be given by letter (HD 30): the sheet then counts the letters, and no meeting in person is asked for."
        ),
        _(
            "What the branch thinks goes up whatever it comes to; where the committee is not in favour the case ends there."
        ),
    )

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the Party's two days in the record."""
        since = about.party_probationary_on
        yield check(
            since is not None and since <= about.day, _("Probationary Party member since %(day)s") % {"day": f"{since:%d/%m/%Y}" if since else ""},
            _("Is no probationary Party member: enter the day in the person's record first."), RULE, ARTICLE, field="person",
        )  # fmt: skip
        yield check(
            not about.party_official_on,
            _("Not a full member yet"),
            _("Is a full member of the Party already."),
            RULE,
            ARTICLE,
            field="person",
        )

    def lost(self, about: About, step: Step, *, tie: bool) -> str:
        """Go on whatever the branch thinks: it is an opinion, no decision."""
        del about, tie
        return "COMMITTEE" if step.code == "OPINIONS" else ""

    def printed(self, form: str, told: Printing) -> probationary_comments.Facts:
        """Sum the opinions up, with both votes (form 3.4)."""
        del form
        words = told.one.about.words
        votes = (
            ballots("Hội nghị chi đoàn", told.votes.get("OPINIONS")),
            ballots(f"{told.above.body_words} {told.above.unit}", told.votes.get("COMMITTEE")),
        )
        return probationary_comments.Facts(
            told.above, told.one.who, words.get("party", "chi bộ nơi công tác"), words.get("strengths", ""), words.get("weaknesses", ""), votes
        )  # fmt: skip
