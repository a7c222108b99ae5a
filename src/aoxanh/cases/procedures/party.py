"""P12, steps 2 to 5: the record handed over, coaching, introduction, comments on the probationary Party member (HD 30 III.2)."""

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
from aoxanh.cases.procedures.honours import grades_of
from aoxanh.cases.votes import Vote, VoteRule
from aoxanh.membership.book import NewLine, Paper
from aoxanh.membership.statute.titles import GRADES, REWARDS
from aoxanh.papers.forms import party_record, party_resolution, probationary_comments
from aoxanh.papers.forms.plug import Vote as Ballots
from aoxanh.papers.issuers import Head
from aoxanh.ui.fields import DayField

RULE, ARTICLE = "R-OUT-01", "HD 30 III.2"
AREA = {"rows": 3}
QUARTERS = [(f"{n}", label) for n, label in enumerate((_("First quarter"), _("Second quarter"), _("Third quarter"), _("Fourth quarter")), 1)]  # fmt: skip


def outstanding(about: About) -> Iterator[Check]:
    """Look whether somebody is recognised as outstanding, and not in the Party yet."""
    yield check(
        about.overlay("outstanding"), _("Outstanding member"), _("Is not recognised as an outstanding member at present."), RULE, ARTICLE,
        field="person",
    )  # fmt: skip
    yield check(
        not about.party_probationary_on, _("Not in the Party yet"), _("Is in the Party already."), RULE, ARTICLE, field="person"
    )  # fmt: skip


def ballots(title: str, vote: Vote | None) -> Ballots:
    """Return a vote as papers count it."""
    return (
        Ballots(title, vote.entitled, vote.present, vote.agree, vote.against)
        if vote
        else Ballots(title, 0, 0, 0)
    )


@procedure
class PartyRecord(Procedure):
    """Hand the record of an outstanding member to the party committee, with the list (step 2)."""

    code, title, rule, article = (
        "party_record",
        _("Record handed to the party committee"),
        RULE,
        "HD 30 III.2 bước 2",
    )
    about = _(
        "The branch writes the member's way and its comments, the grassroots union hands them to the party committee"
    )
    icon, order, exclusive, prints = "file-text", 111, False, ("party_record",)

    class Form(CaseForm):
        """Which party committee, and what the member has done."""

        party = forms.CharField(label=_("Party cell or committee"), max_length=160)
        years = forms.CharField(
            label=_("Study, work and striving, a line for each time"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}),
            help_text=_("Write the time, a colon and what was done: 2021–2023: secretary of the class branch"),
        )  # fmt: skip
        comment = forms.CharField(
            label=_("The branch's comments"), max_length=1000, widget=forms.Textarea(attrs=AREA)
        )

    route = (
        Step("RECORD", _("The branch completes the record"), verb=_("Complete"), rule=RULE, article="HD 30 III.2 bước 2"),
        Step("HAND_OVER", _("The grassroots union hands it over"), verb=_("Hand over"), decides="introduce", own="party_introduction", second=True, rule=RULE, article="HD 30 III.2 bước 2; mẫu 3.3"),
    )  # fmt: skip

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the recognition."""
        yield from outstanding(about)

    def printed(self, form: str, told: Printing) -> party_record.Facts:
        """Fill in the record that is handed over (form 3.3): joining, grades and rewards of the book, what the branch wrote."""
        del form
        about, words = told.one.about, told.one.about.words
        joined = about.story.joined_on
        rows = [(f"{joined:%m/%Y}", "Được kết nạp vào Đoàn TNCS Hồ Chí Minh")] if joined else []
        rows += [(str(year), f"Xếp loại đoàn viên: {GRADES.get(grade, grade)}") for year, grade in sorted(grades_of(about).items())]  # fmt: skip
        rewards = [
            f"{REWARDS[line.facts['reward']]} ({line.effective_on.year})" for line, _paper in about.lines
            if line.kind == "rewarded" and line.facts.get("reward") in REWARDS
        ]  # fmt: skip
        return party_record.Facts(
            told.above,
            told.one.who,
            (*rows, *times(words.get("years", ""))),
            "; ".join(rewards),
            words.get("comment", ""),
        )


def times(said: str) -> tuple[tuple[str, str], ...]:
    """Return lines as times and what was done in them."""
    rows = (line.partition(":") for line in said.splitlines() if line.strip())
    return tuple((a.strip(), c.strip()) if b else ("", a.strip()) for a, b, c in rows)


@procedure
class PartyProspect(Procedure):
    """Enter that the Party has recognised somebody for coaching (step 3)."""

    code, title, rule, article = (
        "party_prospect",
        _("Recognised by the Party for coaching"),
        RULE,
        "HD 30 III.2 bước 3",
    )
    about = _(
        "The Party recognises the outstanding member as somebody to be admitted; comments are due each quarter from then"
    )
    icon, order, exclusive = "flag", 112, False

    class Form(CaseForm):
        """Since when, by whom."""

        recognised_on = DayField(label=_("Recognised on"))
        party = forms.CharField(label=_("Party cell or committee (number of the paper)"), max_length=160)

    route = (
        Step("ENTER", _("The branch enters it"), verb=_("Enter"), rule=RULE, article="HD 30 III.2 bước 3"),
    )  # fmt: skip

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the recognition, the day, and what is entered already."""
        yield from outstanding(about)
        day = about.on("recognised_on")
        yield check(
            day is None or day <= about.day,
            _("The day is past"),
            _("The day lies ahead."),
            RULE,
            ARTICLE,
            field="recognised_on",
        )
        yield check(
            not about.overlay("party_prospect"), _("Not entered yet"), _("Is entered as somebody being coached already."), RULE, ARTICLE, field="person"
        )  # fmt: skip

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the preparation from the day of the Party's recognition; not before the Union's own."""
        held = about.overlay("outstanding")
        since = max(about.on("recognised_on") or on, held.starts_on if held else on)
        return (
            NewLine(
                "overlay_opened", since, None, {"what": "party_prospect"}, paper, about.words.get("party", "")
            ),
        )


@procedure
class PartyComments(Procedure):
    """Comment each quarter on somebody the Party is coaching (step 3)."""

    code, title, rule, article = (
        "party_comments",
        _("Quarterly comments on who is coached"),
        RULE,
        "HD 30 III.2 bước 3",
    )
    about = _("The branch comments, the grassroots union passes it to the party committee")
    icon, order, exclusive, each = "message", 113, False, ("comment",)

    class Form(CaseForm):
        """Which quarter, and how the member does."""

        year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
        quarter = forms.ChoiceField(label=_("Quarter"), choices=QUARTERS)
        comment = forms.CharField(
            label=_("The branch's comments"), max_length=1000, widget=forms.Textarea(attrs=AREA)
        )

    route = (
        Step("COMMENT", _("The branch comments"), verb=_("Send up"), rule=RULE, article="HD 30 III.2 bước 3"),
        Step("PASS_ON", _("The grassroots union passes it on"), verb=_("Pass on"), decides="introduce", own="party_introduction", rule=RULE, article="HD 30 III.2 bước 3"),
    )  # fmt: skip

    def checks(self, about: About) -> Iterator[Check]:
        """Look whether the Party coaches the member, and whether the quarter has begun."""
        yield check(
            about.overlay("party_prospect"), _("Coached by the Party"), _("Is not entered as somebody the Party coaches: enter that first."), RULE, ARTICLE,
            field="person",
        )  # fmt: skip
        year, quarter = about.facts.get("year"), about.facts.get("quarter")
        if year and quarter:
            first = dt.date(int(year), 3 * int(quarter) - 2, 1)
            yield check(
                first <= about.day,
                _("The quarter has begun"),
                _("This quarter has not begun yet."),
                RULE,
                ARTICLE,
                field="quarter",
            )

    def initial(self, about: About) -> dict[str, object]:
        """Return the running quarter."""
        return {"year": about.day.year, "quarter": f"{(about.day.month + 2) // 3}"}


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

    class Form(CaseForm):
        """Which party cell, and what the branch says of the member."""

        party = forms.CharField(label=_("Party cell or committee"), max_length=160)
        strengths = forms.CharField(label=_("Strengths"), max_length=1000, widget=forms.Textarea(attrs=AREA))
        weaknesses = forms.CharField(
            label=_("Weaknesses"), max_length=1000, required=False, widget=forms.Textarea(attrs=AREA)
        )

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
