"""P9, P11–P13: honorary members, classification, outstanding members, rewards; the way to the Party is in `party`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

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
from aoxanh.cases.procedures.elsewhere import closing
from aoxanh.cases.votes import VoteRule
from aoxanh.membership.book import NewLine, Paper
from aoxanh.membership.statute.titles import GRADES, REWARDS
from aoxanh.papers.forms import (
    general,
    honorary_decision,
    merit_certificate,
    reward_decision,
)
from aoxanh.papers.forms.plug import Ceremony
from aoxanh.papers.issuers import Head

YEAR: Any = {"min_value": 2000, "max_value": 2100}


def grades_of(about: About) -> dict[int, str]:
    """Return the grade of each year in the book."""
    return {int(line.facts["year"]): str(line.facts["grade"]) for line, _paper in about.lines if line.kind == "classified" and "year" in line.facts}  # fmt: skip


@procedure
class Honorary(Procedure):
    """Make a matured, exemplary person an honorary member."""

    code, title, rule, article = "honorary", _("Honorary member"), "R-HON-01", "HD 20 §3.2; HD 30 II.6"
    about = _(
        "Only who has matured; listed by the branch, summed up, decided by the standing committee above"
    )
    icon, order, exclusive, statuses = "award", 90, False, ("matured",)
    prints = ("honorary_backdrop",)

    class Form(CaseForm):
        """Merits and consent."""

        merits = forms.CharField(
            label=_("Merits and prestige"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
        )
        agrees = forms.BooleanField(label=_("The person agrees"))

    route = (
        Step("LIST", _("The branch lists"), verb=_("Put on the list"), rule="R-HON-01", article="HD 30 II.6"),
        Step("SUM", _("The grassroots union sums up"), verb=_("Propose"), decides="propose", rule="R-HON-01", article="HD 30 II.6"),
        Step("DECIDE", _("The standing committee decides"), verb=_("Decide"), decides="decide", paper=True, second=True, rule="R-HON-01", article="HD 30 II.6; mẫu 2.5"),
    )  # fmt: skip
    design = (_("Who decides after 01/07/2025 is assumed (R-ORG-10)."),)

    def checks(self, about: About) -> Iterator[Check]:
        """Look whether the person has matured and is not honorary yet."""
        yield check(
            about.story.status == "matured",
            _("Has matured"),
            _("Only who has matured can become an honorary member."),
            "R-HON-01",
            "HD 20 §3.2",
            field="person",
        )
        yield check(
            not about.overlay("honorary"),
            _("Not an honorary member yet"),
            _("Is an honorary member already."),
            "R-HON-01",
            "HD 20 §3.2",
            field="person",
        )

    def printed(self, form: str, told: Printing) -> Any:
        """Draw what hangs behind the ceremony, which the grassroots union holds (form 2.6)."""
        del form
        return Ceremony(told.above)

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Write the decision for each (form 2.5)."""
        return each(
            told, "honorary_decision", lambda one: honorary_decision.Facts(head, one.who, one.who.unit)
        )

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the honour."""
        return (
            (NewLine("overlay_opened", on, None, {"what": "honorary"}, paper),)
            if step.code == "DECIDE"
            else ()
        )


@procedure
class HonoraryEnd(Procedure):
    """End an honorary membership: at the person's wish by a notice, or for harm to its prestige by a decision."""

    code, title, rule, article = (
        "honorary_end",
        _("End of an honorary membership"),
        "R-HON-01",
        "HD 20 §3.2",
    )
    about = _("At the person's wish, or for harm to its prestige")
    icon, order, exclusive, statuses = "ban", 91, False, ("matured",)

    class Form(CaseForm):
        """Why."""

        cause = forms.ChoiceField(
            label=_("Reason"),
            choices=[
                ("wish", _("At their own wish")),
                ("harm", _("A violation that harms the prestige")),
            ],
        )
        reason = forms.CharField(
            label=_("In words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )

    route = (
        Step(
            "DECIDE",
            _("The standing committee decides"),
            verb=_("Decide"),
            decides="decide",
            own="honorary",
            paper=True,
            rule="R-HON-01",
            article="HD 20 §3.2",
        ),
    )

    def checks(self, about: About) -> Iterator[Check]:
        """Look whether there is one."""
        yield check(
            about.overlay("honorary"),
            _("Is an honorary member"),
            _("Is no honorary member."),
            "R-HON-01",
            "HD 20 §3.2",
            field="person",
        )

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Give notice at the person's own wish, decide for a violation (HD 20 §3.2)."""
        wish = [one for one in told if one.about.facts.get("cause") == "wish"]
        harm = [one for one in told if one not in wish]
        parts = [
            (wish, "notice", "Thôi công nhận đoàn viên danh dự theo nguyện vọng đối với"),
            (harm, "decision", "Xóa tên đoàn viên danh dự đối với"),
        ]
        return [self.listed(step, some, head, kind, sentence) for some, kind, sentence in parts if some]

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Close the honour."""
        return closing("honorary", on, about, paper)


def training_of(about: About, year: int) -> Iterator[Check]:
    """Show the score of the training programme of the year: it informs the grade, no rule ties one to the other (P10, P11)."""
    of = about.more.get("training", {}).get(year)
    if of is None or of["score"] is None:
        yield Check(
            _("No training score of %(year)d is known here.") % {"year": year},
            "P10",
            "Chương trình rèn luyện",
            "warn",
        )
        return
    facts = {"title": of["title"], "score": of["score"]}
    if of["stage"] == "approved":
        yield Check(
            _("Training programme %(title)s: %(score)d of 100, approved above") % facts,
            "P10",
            "Chương trình rèn luyện",
        )
    else:
        text = (
            _("Training programme %(title)s: %(score)d of 100 by the branch, not approved above yet") % facts
        )
        yield Check(text, "P10", "Chương trình rèn luyện", "warn")


def bounds_of(about: About, year: int) -> Iterator[tuple[str, Any, bool]]:
    """Yield the best grade that what is recorded of a year leaves open, its reason, and whether it binds (HD 638).

    Measures, activities and fees are recorded: tasks and study are for the branch to judge.
    """
    measures = [
        one for one, _paper in about.lines if one.kind == "disciplined" and one.effective_on.year == year
    ]
    if measures:
        yield "not_completed", _("Disciplined in the year"), True
    yield from attended_of(about, year)
    if "unpaid" in about.more:
        owed = sum(1 for month in about.more["unpaid"] if month.year == year)
        if owed >= int(about.statute["removal_months"]):
            yield "not_completed", _("%(n)d months of fee not paid") % {"n": owed}, False
        elif owed:
            yield "completed", _("%(n)d months of fee not paid") % {"n": owed}, False


def attended_of(about: About, year: int) -> Iterator[tuple[str, Any, bool]]:
    """Yield what the share of what somebody was listed for leaves open (P11); what they were excused from is no real time (R-EVL-01)."""
    tally = about.more.get("attended", {}).get(year)
    if tally is None or tally.share is None:
        return
    least = zip(GRADES, about.statute["activity_shares"], strict=False)
    best = next((grade for grade, share in least if tally.share >= Fraction(share)), "not_completed")
    if best != next(iter(GRADES)):
        yield best, took_part(tally), False


def took_part(tally: Any) -> str:
    """Return in words how much somebody took part in."""
    return _("took part in %(present)d of %(due)d meetings and activities (%(percent)d%%)") % {
        "present": tally.present, "due": tally.due, "percent": tally.percent,
    }  # fmt: skip


def proposed(about: About, year: int) -> tuple[str, str]:
    """Return the grade the recorded facts propose, and why; the best one and no reason where nothing speaks against it."""
    order = list(GRADES)
    found = sorted(bounds_of(about, year), key=lambda one: -order.index(one[0]))
    return (found[0][0], "; ".join(str(why) for _grade, why, _binds in found)) if found else (order[0], "")


@procedure
class Classification(Procedure):
    """Classify a member for a year: the branch votes, its union recognises, the book keeps it."""

    code, title, rule, article = (
        "classification",
        _("Yearly classification"),
        "R-EVL-02",
        "HD 20 §3.3a; HD 30 III.1",
    )
    about = _("The branch votes on a grade for the year, its union recognises, the grade goes into each book")
    icon, order, exclusive, each, summed = "chart-bar", 100, False, ("grade", "reason"), "graded"

    class Form(CaseForm):
        """The year and the grade proposed."""

        year = forms.IntegerField(label=_("Year"), **YEAR)
        grade = forms.ChoiceField(label=_("Grade proposed"), choices=list(GRADES.items()))
        reason = forms.CharField(
            label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    route = (
        Step("VOTE", _("The branch meeting votes"), verb=_("Enter the vote"), vote=VoteRule("present", "R-EVL-02", "HD 20 §11.1b"), rule="R-EVL-02", article="HD 20 §11.1f"),
        Step("RECOGNISE", _("The grassroots union recognises"), verb=_("Recognise"), decides="recognise", paper=True, rule="R-EVL-02", article="HD 20 §3.3a"),
    )  # fmt: skip
    design = (
        _(
            "Recognition by the grassroots union is assumed; months and percentages follow HD 638 (a sector's guidance)."
        ),
        _(
            "The grade proposed follows from what is recorded, measures, activities and fees; the rest of the matrix is for the branch to judge."
        ),
    )

    def checks(self, about: About) -> Iterator[Check]:
        """Look at time in the branch, measures in the year, and whether the year has a grade already."""
        year = int(about.facts.get("year") or 0)
        yield check(
            year not in grades_of(about),
            _("Not classified for %(year)d yet") % {"year": year},
            _("Is classified for %(year)d already.") % {"year": year},
            "R-EVL-03",
            "HD 20 §3.3a",
            field="year",
        )
        months = int(about.statute["classification_months"])
        here = next(
            (
                s
                for s in reversed(about.story.spells)
                if s.status == "member" and about.unit and s.unit_id == about.unit.unit_id
            ),
            None,
        )
        yield check(
            here is not None and months_after(here.starts_on, months) <= about.day, _("%(n)d months or more in the branch") % {"n": months},
            _("Less than %(n)d months in the branch: rate by the former branch's comments.") % {"n": months}, "R-EVL-01", "HD 638", warn=True,
        )  # fmt: skip
        order, grade = list(GRADES), about.facts.get("grade")
        for most, why, binds in bounds_of(about, year):
            facts = {"grade": GRADES[most], "why": why}
            fits = grade in GRADES and order.index(grade) >= order.index(most)
            yield check(
                fits, _("At most “%(grade)s”: %(why)s") % facts, _("“%(grade)s” at most by what is recorded: %(why)s.") % facts, "P11", "HD 638",
                field="grade", warn=not binds,
            )  # fmt: skip
        tally = about.more.get("attended", {}).get(year)
        if tally is not None and tally.due and not list(attended_of(about, year)):
            yield Check(_("Activities: %(words)s") % {"words": took_part(tally)}, "P11", "HD 638")
        yield from training_of(about, year)
        if about.party_official_on or about.party_probationary_on:
            yield Check(
                _("A Party member: takes part in training; not classified as a member in some sectors"),
                "R-TRN-01",
                "HD 638",
                "warn",
            )

    def initial(self, about: About) -> Mapping[str, Any]:
        """Return the running year with the grade and the reason its recorded facts propose; the branch decides."""
        grade, why = proposed(about, about.day.year)
        return {"year": about.day.year, "grade": grade, "reason": why}

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Recognise everybody's grade on one paper with its list (design)."""
        year = told[0].about.facts["year"]
        rows = tuple(
            (f"{n}", one.who.name, one.who.birth, one.who.unit, str(GRADES[one.about.facts["grade"]]))
            for n, one in enumerate(told, start=1)
        )
        lines = (
            f"Điều 1. Công nhận kết quả đánh giá, xếp loại đoàn viên năm {year} đối với {len(told):02} đoàn viên có tên trong danh sách kèm theo.",
            "Điều 2. Các chi đoàn ghi kết quả vào sổ đoàn viên và chịu trách nhiệm thi hành quyết định này.",
        )
        facts = general.Facts(
            head,
            "decision",
            f"Về việc công nhận kết quả đánh giá, xếp loại đoàn viên năm {year}",
            lines,
            bases=head.bases,
            columns=("TT", "Họ và tên", "Ngày sinh", "Chi đoàn", "Xếp loại"),
            rows=rows,
            title=f"DANH SÁCH XẾP LOẠI ĐOÀN VIÊN NĂM {year}",
        )
        return (Writing("general", facts, tuple(told), "decision"),)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the grade of the year."""
        if step.code != "RECOGNISE":
            return ()
        return (
            NewLine(
                "classified",
                on,
                None,
                {"year": int(about.facts["year"]), "grade": about.facts["grade"]},
                paper,
            ),
        )


def said_of(about: About) -> str:
    """Return for what somebody is rewarded; of a unit it is no secret and stands among the facts."""
    return str(about.words.get("reason") or about.facts.get("reason", ""))


GRANTED_AT = {"praise": "", "merit": "merit", "commendation": "commendation", "flag": "commendation", "title": "merit", "badge": "national", "medal": "national", "prize": "national"}  # fmt: skip


@procedure
class Reward(Procedure):
    """Reward a member: proposed up the tree to the level that may grant it."""

    code, title, rule, article = "reward", _("Reward"), "P13", "HD 20 §22"
    about = _("Proposed by the branch, endorsed, granted by the level whose form it is")
    icon, order, exclusive, statuses, moved = "medal", 120, False, ("member", "matured"), "stays"
    prints = ("merit_certificate",)

    class Form(CaseForm):
        """What and for what."""

        reward = forms.ChoiceField(label=_("Form of reward"), choices=list(REWARDS.items()))
        reason = forms.CharField(
            label=_("For what"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
        )

    route: ClassVar[tuple[Step, ...]] = (
        Step("PRAISE", _("The branch praises"), verb=_("Praise"), rule="P13", article="HD 20 §22"),
        Step("PROPOSE", _("The branch proposes"), verb=_("Propose"), rule="P13", article="HD 20 §22"),
        Step("ENDORSE", _("The grassroots union endorses"), verb=_("Endorse"), decides="merit", rule="P13", article="HD 20 §22"),
        Step("MERIT", _("The certificate of merit is granted"), verb=_("Grant"), decides="merit", paper=True, second=True, rule="P13", article="HD 20 §14.3b, §22"),
        Step("COMMENDATION", _("The province grants"), verb=_("Grant"), decides="commendation", paper=True, second=True, rule="P13", article="HD 20 §22"),
        Step("NATIONAL", _("The Central Union grants"), verb=_("Grant"), decides="national", paper=True, second=True, rule="P13", article="HD 20 §22"),
    )  # fmt: skip
    design: ClassVar[tuple[Any, ...]] = (
        _("Which level grants which form is assumed: the rules in force on rewards were not found."),
    )

    def route_of(self, about: About) -> Iterable[Step]:
        """Choose the way by the level that grants."""
        level = GRANTED_AT.get(str(about.facts.get("reward")), "merit")
        codes = {
            "": ["PRAISE"],
            "merit": ["PROPOSE", "MERIT"],
            "commendation": ["PROPOSE", "ENDORSE", "COMMENDATION"],
        }.get(level, ["PROPOSE", "ENDORSE", "NATIONAL"])
        return [step for step in self.route if step.code in codes]

    def prints_of(self, about: About, state: str) -> tuple[str, ...]:
        """Offer the certificate once it is granted."""
        return self.prints if state == "done" and about.facts.get("reward") == "merit" else ()

    def printed(self, form: str, told: Printing) -> Any:
        """Fill in the certificate of merit (design)."""
        del form
        return merit_certificate.Facts(told.above, told.one.who.name, told.one.who.unit, said_of(told.one.about), told.number)  # fmt: skip

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Decide for everybody with the same reward and reason on one paper (design)."""
        groups: dict[tuple[str, str], tuple[Told, ...]] = {}
        for one in told:
            key = str(REWARDS[one.about.facts["reward"]]), said_of(one.about)
            groups[key] = (*groups.get(key, ()), one)
        return [
            Writing(
                "reward_decision",
                reward_decision.Facts(head, self.named(some), reward.lower(), reason),
                some,
            )
            for (reward, reason), some in groups.items()
        ]

    def named(self, told: Sequence[Told]) -> tuple[tuple[str, str], ...]:
        """Return whom the decision names, each with their unit."""
        return tuple((one.who.name, one.who.unit) for one in told)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the reward."""
        if step.code in {"PROPOSE", "ENDORSE"}:
            return ()
        return (
            NewLine(
                "rewarded", on, None, {"reward": about.facts["reward"]}, paper, about.words.get("reason", "")
            ),
        )
