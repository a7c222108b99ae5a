"""P12, step 1: outstanding members (HD 30 III)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.procedure import (
    About,
    CaseForm,
    Check,
    Procedure,
    Step,
    Told,
    Writing,
    check,
    months_after,
    procedure,
)
from aoxanh.cases.procedures.honours import YEAR, grades_of
from aoxanh.cases.votes import VoteRule
from aoxanh.membership.book import NewLine, Paper
from aoxanh.papers.forms import outstanding_notice
from aoxanh.papers.issuers import Head


@procedure
class Outstanding(Procedure):
    """Recognise an outstanding member."""

    code, title, rule, article = "outstanding", _("Outstanding member"), "R-OUT-01", "HD 30 III"
    about = _("Excellent in the year or the one before, voted, recognised, told to the party committee")
    icon, order, exclusive = "star", 110, False

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
    design = (
        _("The recognition holds for twelve months."),
        _(
            "The five steps of HD 30 III.2 are five procedures: this one, the record handed over, coaching, introduction, comments on the probationary member."
        ),
    )

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
        tally = about.more.get("attended", {}).get(year)
        if tally is not None:
            yield check(
                not tally.missed, _("Attends all branch meetings"),
                _("Absent from %(n)d branch meetings in %(year)d without an excuse.") % {"n": tally.missed, "year": year}, "R-OUT-01", "HD 30 III.1", warn=True,
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
