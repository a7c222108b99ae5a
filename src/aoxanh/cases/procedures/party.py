"""P12, steps 2 and 3: the record handed to the party committee, coaching with quarterly comments (HD 30 III.2)."""

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
    check,
    procedure,
)  # fmt: skip
from aoxanh.cases.procedures.honours import grades_of
from aoxanh.membership.book import NewLine, Paper
from aoxanh.membership.statute.titles import GRADES, REWARDS
from aoxanh.papers.forms import party_record
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
