"""P14: discipline, suspension, complaint (HD 20 §23–26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

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
    each,
    months_after,
    procedure,
)
from aoxanh.cases.votes import TWO_THIRDS, VoteRule
from aoxanh.membership.book import NewLine, Paper
from aoxanh.membership.statute.titles import MEASURES
from aoxanh.papers.forms import discipline_decision
from aoxanh.papers.forms.plug import Vote as Ballots
from aoxanh.papers.issuers import Head
from aoxanh.ui.fields import DayField

BRANCH_RULE = VoteRule("present", "R-DIS-03", "HD 20 §24.2–24.3", quorum=TWO_THIRDS, secret=True)


class Findings(CaseForm):
    """What happened, what was found, what is proposed."""

    measure = forms.ChoiceField(label=_("Measure proposed"), choices=list(MEASURES.items()))
    verified_on = DayField(label=_("Conclusion of the verification on"))
    grounds = forms.CharField(
        label=_("What happened, what was concluded"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )  # fmt: skip
    self_criticism = forms.BooleanField(label=_("The member has written a self-criticism"), required=False)


@procedure
class Discipline(Procedure):
    """Discipline a member: the branch decides a reprimand itself and proposes anything graver."""

    code, title, rule, article = "discipline", _("Discipline"), "R-DIS-01", "HD 20 §23–26"
    about = _("Self-criticism before the branch, secret ballot; from a warning up the superior decides")
    icon, order, past = "gavel", 130, ("verified_on",)

    class Form(Findings):
        """What happened, what was found, what is proposed; a court's sentence."""

        court = forms.BooleanField(
            label=_("Sentenced by a court, at least to reform without detention, finally"), required=False
        )
        judgement = forms.CharField(label=_("Judgement (number, day, court)"), max_length=160, required=False)

    route = (
        Step(
            "MEETING", _("The branch meeting votes by secret ballot"), verb=_("Enter the vote"), vote=BRANCH_RULE, second=True, rule="R-DIS-03",
            article="HD 20 §24.2–24.3, §25.1",
        ),
        Step(
            "WARN", _("The grassroots committee decides"), verb=_("Decide"), decides="warning", vote=BRANCH_RULE, paper=True, second=True, rule="R-DIS-01",
            article="HD 20 §24",
        ),
        Step(
            "TIE", _("Reported to the superior, who decides"), verb=_("Decide"), decides="warning", paper=True, second=True, rule="R-DIS-04",
            article="HD 20 §26.1d",
        ),
        Step(
            "SENTENCE", _("The secretary signs on the strength of the judgement"), verb=_("Sign"), decides="expulsion", paper=True, second=True,
            rule="R-DIS-07", article="HD 20 §26.2",
        ),
    )  # fmt: skip

    def route_of(self, about: About) -> Iterable[Step]:
        """Choose the way: a court's sentence, a reprimand by the branch, or anything graver by the superior."""
        if about.facts.get("court"):
            codes = ["SENTENCE"]
        elif about.facts.get("measure") == "reprimand" and not about.is_officer:
            codes = ["MEETING"]
        else:
            codes = ["MEETING", "WARN"]
        return [step for step in self.route if step.code in codes]

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the form, the judgement, the self-criticism."""
        if about.facts.get("court"):
            yield check(
                about.words.get("judgement"),
                _("Judgement on file"),
                _("Name the judgement: number, day, court."),
                "R-DIS-07",
                "HD 20 §26.2",
                field="judgement",
            )
            yield check(
                about.facts.get("measure") == "expulsion",
                _("Expulsion"),
                _("A court's sentence of this kind means expulsion."),
                "R-DIS-07",
                "HD 20 §26.2",
                field="measure",
            )
            return
        if about.facts.get("measure") == "dismissal":
            yield check(
                about.is_officer,
                _("Holds an office"),
                _("Only an officer can be dismissed from office."),
                "P14",
                "HD 20 §23",
                field="measure",
            )
        yield check(
            about.facts.get("self_criticism"), _("Written self-criticism on file"),
            _("No written self-criticism: say in the conclusion why."), "R-DIS-05", "HD 20 §25.1", warn=True,
        )  # fmt: skip
        if about.is_officer:
            here = about.unit.unit_id if about.unit else 0
            yield check(
                all(unit == here for _duty, unit in about.duties), _("An officer of this branch: the committee above it decides"),
                _("Holds an office above the branch: open “Discipline of an officer”, where the own committee votes and the superior decides."),
                "R-DIS-03", "HD 20 §24.2–24.3", field="person",
            )  # fmt: skip

    def lost(self, about: About, step: Step, *, tie: bool) -> str:
        """A branch that agrees on no measure, or is evenly split, reports to the superior (R-DIS-04)."""
        del tie
        return "TIE" if step.code == "MEETING" else ""

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Write the decision on each member (design: no official form was found)."""

        def decision(one: Told) -> discipline_decision.Facts:
            vote = one.vote
            counted = (
                Ballots("Ban Chấp hành", vote.entitled, vote.present, vote.agree, vote.against)
                if vote
                else None
            )
            words = one.about.words
            return discipline_decision.Facts(
                head,
                one.who,
                str(one.about.facts["measure"]),
                words.get("judgement") or words.get("grounds", ""),
                counted,
                one.who.unit,
            )

        return each(told, "discipline_decision", decision)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the measure where the body that may decide it has."""
        measure, words = str(about.facts["measure"]), about.words.get("grounds", "")
        if step.code == "MEETING" and not (measure == "reprimand" and not about.is_officer):
            return ()
        if measure == "expulsion":
            gone = NewLine("expelled", on, None, {"measure": measure}, paper, words)
            card = NewLine("card_withdrawn", on, None, {}, paper)
            return (gone, card) if about.story.card_number else (gone,)
        until = months_after(on, int(about.statute["sanction_months"]))
        return (
            NewLine("disciplined", on, None, {"measure": measure, "until": until.isoformat()}, paper, words),
        )


@procedure
class Suspension(Procedure):
    """Suspend somebody while a matter is looked into: three months at most, once repeatable; no discipline."""

    code, title, rule, article = "suspension", _("Suspension"), "P14", "HD 20 §23"
    about = _("Up to 3 months, once repeatable; not a form of discipline")
    icon, order, exclusive = "hand-stop", 131, False

    class Form(CaseForm):
        """Until when and why."""

        until = DayField(label=_("Until"))
        reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    route = (
        Step(
            "SUSPEND",
            _("The grassroots committee suspends"),
            verb=_("Suspend"),
            decides="warning",
            own="discipline",
            paper=True,
            second=True,
            rule="P14",
            article="HD 20 §23",
        ),
    )

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the length and at how often."""
        months, until = int(about.statute["suspension_months"]), about.on("until")
        if until is not None:
            yield check(
                about.day < until <= months_after(about.day, months), _("%(n)d months at most") % {"n": months},
                _("A suspension lasts %(n)d months at most.") % {"n": months}, "P14", "HD 20 §23", field="until",
            )  # fmt: skip
        before = [
            line
            for line, _paper in about.lines
            if line.kind == "overlay_opened"
            and line.facts.get("what") == "suspended"
            and (about.day - line.effective_on).days < 366
        ]
        yield check(
            len(before) < 2,
            _("Not repeated more than once"),
            _("Was suspended twice already: it is repeated once only."),
            "P14",
            "HD 20 §23",
        )

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the suspension."""
        return (
            NewLine(
                "overlay_opened",
                on,
                None,
                {"what": "suspended", "until": about.facts["until"]},
                paper,
                about.words.get("reason", ""),
            ),
        )


@procedure
class Complaint(Procedure):
    """Resolve a complaint about a disciplinary decision, level by level, none skipped."""

    code, title, rule, article = "complaint", _("Complaint about a measure"), "R-DIS-12", "HD 20 §25.2"
    about = _("Within 30 days of the decision; the superior resolves within 30 days")
    icon, order, exclusive, asked, many = "message", 132, False, True, False
    statuses, moved, past = ("member", "expelled"), "stays", ("received_on",)

    class Form(CaseForm):
        """What is complained of."""

        received_on = DayField(label=_("Decision received on"))
        complaint = forms.CharField(
            label=_("The complaint"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
        )

    class OutcomeForm(forms.Form):
        """What the superior finds."""

        outcome = forms.ChoiceField(
            label=_("Outcome"),
            choices=[
                ("upheld", _("The decision stands")),
                ("changed", _("The decision is to be changed")),
                ("annulled", _("The decision is annulled")),
            ],
        )
        finding = forms.CharField(
            label=_("Reasons"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
        )

    route = (
        Step(
            "RESOLVE",
            _("The superior resolves"),
            verb=_("Resolve"),
            decides="complaint",
            own="discipline",
            within="complaint_resolution_days",
            paper=True,
            second=True,
            form=OutcomeForm,
            rule="R-DIS-12",
            article="HD 20 §20.1e, §25.2",
        ),
    )
    design = (
        _(
            "A measure that is annulled is taken back in the book by the same step, with its reasons; the card with it."
        ),
        _(
            "A decision to be changed goes back to who decided it: a new case, after a correction in the book."
        ),
    )

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Conclude on the complaint."""
        return (self.listed(step, told, head, "conclusion", "Kết luận giải quyết khiếu nại của"),)

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the time since the decision."""
        days, received = int(about.statute["complaint_days"]), about.on("received_on")
        measure = about.latest("disciplined", "expelled")
        if received is not None and measure is not None:
            yield check(
                received >= measure.effective_on, _("Received after it was decided"),
                _("The measure is of %(day)s: nobody received it before.") % {"day": f"{measure.effective_on:%d/%m/%Y}"}, "R-DIS-12", "HD 20 §25.2",
                field="received_on",
            )  # fmt: skip
        if received is not None:
            asked = (
                about.opened_on or about.day
            )  # the superior's time to resolve does not count against the member
            yield check(
                (asked - received).days <= days, _("Within %(n)d days") % {"n": days},
                _("More than %(n)d days have passed since the decision was received.") % {"n": days}, "R-DIS-12", "HD 20 §25.2", field="received_on",
            )  # fmt: skip
        yield check(
            measure,
            _("There is a measure"),
            _("There is no measure in the book."),
            "R-DIS-12",
            "HD 20 §25.2",
            field="person",
        )

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Take an annulled measure back, with the card that was withdrawn by it."""
        measure = about.latest("disciplined", "expelled")
        if about.facts.get("outcome") != "annulled" or measure is None:
            return ()
        gone = [
            line.seq
            for line, _paper in about.lines
            if line.kind == "card_withdrawn" and line.effective_on == measure.effective_on
        ]
        words = about.words.get("finding", "")
        return tuple(
            NewLine("corrected", on, None, {}, paper, words, corrects=seq) for seq in (*gone, measure.seq)
        )
