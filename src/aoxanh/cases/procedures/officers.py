"""P14 for those who lead: an officer's discipline by the own committee and the one above, and a committee's (HD 20 §23–26)."""

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
    months_after,
    procedure,
)
from aoxanh.cases.procedures.discipline import BRANCH_RULE, Discipline, Findings
from aoxanh.cases.votes import TWO_THIRDS, VoteRule
from aoxanh.membership.book import NewLine, Paper
from aoxanh.membership.statute.titles import MEASURES
from aoxanh.papers.forms import general
from aoxanh.papers.issuers import Head
from aoxanh.ui.fields import DayField

ARTICLE = "HD 20 §24.2–24.3"
COMMITTEE_RULE = VoteRule("present", "R-DIS-03", ARTICLE, quorum=TWO_THIRDS, secret=True)
#: Over half of the committee summoned; to dissolve, two thirds of it must be there as well (R-DIS-02).
BODY_RULE = VoteRule("entitled", "R-DIS-02", "HD 20 §24.4", secret=True)
DISSOLVING_RULE = VoteRule("entitled", "R-DIS-02", "HD 20 §24.4", quorum=TWO_THIRDS, secret=True)
LEADING = {"secretary", "deputy_secretary"}
BODY_MEASURES = {
    "reprimand": MEASURES["reprimand"],
    "warning": MEASURES["warning"],
    "dissolution": _("Dissolution"),
}
BODY_WORDS = {"reprimand": "khiển trách", "warning": "cảnh cáo", "dissolution": "giải tán"}


@procedure
class OfficerDiscipline(Procedure):
    """Discipline an officer of a committee above the branch: criticised in the branch, voted by the own committee, decided above."""

    code, title, rule, article = "officer_discipline", _("Discipline of an officer"), "R-DIS-01", "HD 20 §24"
    about = _("Criticised in the branch, voted by the own committee, decided by the committee above")
    icon, order, target, many, past = "gavel", 130, "unit", False, ("verified_on",)
    offices = ("secretary", "deputy_secretary", "standing_committee", "committee_member", "inspection")
    target_label = _("Unit the office is held in")

    class Form(Findings):
        """What happened, what was found, what is proposed, whom else was asked."""

        party_asked = forms.CharField(
            label=_("Opinion of the managing party committee (number, day)"), max_length=160, required=False,
            help_text=_("Asked first where the officer sits in a party committee (HD 20 §24)."),
        )  # fmt: skip

    route = (
        Step("MEETING", _("The officer is criticised in the own branch, which votes"), verb=_("Enter the vote"), vote=BRANCH_RULE, second=True, rule="R-DIS-03", article=ARTICLE),
        Step("OWN", _("The own committee votes"), verb=_("Enter the vote"), side="target", vote=COMMITTEE_RULE, second=True, rule="R-DIS-03", article=ARTICLE),
        Step("REPRIMAND", _("The inspection commission of the superior decides"), verb=_("Decide"), side="target", decides="officer_reprimand", own="discipline", above=True, paper=True, second=True, rule="R-DIS-01", article="HD 20 §24"),
        Step("DECIDE", _("The committee of the superior decides"), verb=_("Decide"), side="target", decides="officer", own="discipline", above=True, vote=COMMITTEE_RULE, paper=True, second=True, rule="R-DIS-01", article="HD 20 §24"),
    )  # fmt: skip
    design = (
        _(
            "What the branch and the own committee vote goes up whatever it comes to: the superior decides (R-DIS-04)."
        ),
        _("A court's sentence goes by the procedure of members, without a vote (R-DIS-07)."),
    )

    def route_of(self, about: About) -> Iterable[Step]:
        """Skip the own committee where the office is the branch's; a committee member's reprimand is the inspection commission's."""
        where = about.target
        codes = ["MEETING"]
        if where is None or not where.kind_data.has_members:
            codes.append("OWN")
        leads = where is not None and bool(
            {duty for duty, unit in about.duties if unit == where.unit_id} & LEADING
        )
        codes.append("REPRIMAND" if about.facts.get("measure") == "reprimand" and not leads else "DECIDE")
        return [step for step in self.route if step.code in codes]

    def checks(self, about: About) -> Iterator[Check]:
        """Look at whether the office is held there, and at what the file must have (R-DIS-05, R-DIS-06)."""
        where = about.target
        yield check(
            where is not None and where.unit_id in {unit for _duty, unit in about.duties}, _("Holds an office there"),
            _("Holds no office in this unit: who is no officer is disciplined by the procedure of members."), "R-DIS-01", "HD 20 §24", field="target",
        )  # fmt: skip
        yield check(
            about.facts.get("self_criticism"), _("Written self-criticism on file"),
            _("No written self-criticism: say in the conclusion why."), "R-DIS-05", "HD 20 §25.1", warn=True,
        )  # fmt: skip
        if not about.words.get("party_asked"):
            yield Check(
                _("Where the officer sits in a party committee, the managing one is asked first"),
                "R-DIS-01",
                "HD 20 §24",
                "warn",
            )

    def lost(self, about: About, step: Step, *, tie: bool) -> str:
        """Go up whatever the branch and the own committee voted: the superior decides (R-DIS-04)."""
        del tie
        codes = [one.code for one in self.route_of(about)]
        after = codes[codes.index(step.code) + 1 :]
        return after[0] if after else ""

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Write the decision as for a member."""
        return Discipline().papers(step, told, head, on)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the measure once the superior has decided; a dismissal names the unit whose post is lost (R-DIS-09)."""
        if step.code not in {"REPRIMAND", "DECIDE"}:
            return ()
        measure, words = str(about.facts["measure"]), about.words.get("grounds", "")
        if measure == "expulsion":
            gone = NewLine("expelled", on, None, {"measure": measure}, paper, words)
            card = NewLine("card_withdrawn", on, None, {}, paper)
            return (gone, card) if about.story.card_number else (gone,)
        until = months_after(on, int(about.statute["sanction_months"]))
        return (
            NewLine("disciplined", on, None, {"measure": measure, "until": until.isoformat()}, paper, words),
        )


@procedure
class BodyDiscipline(Procedure):
    """Discipline a committee as a whole: the committee of its direct superior reprimands, warns or dissolves it (R-DIS-02)."""

    code, title, rule, article = "body_discipline", _("Discipline of a committee"), "R-DIS-02", "HD 20 §24.4"
    about = _("Reprimand, warning or dissolution by the committee of the direct superior")
    icon, order, subject, exclusive, many, past = "gavel", 133, "unit", False, False, ("verified_on",)

    class Form(CaseForm):
        """What was found, what is proposed."""

        measure = forms.ChoiceField(label=_("Measure proposed"), choices=list(BODY_MEASURES.items()))
        verified_on = DayField(label=_("Conclusion of the verification on"))
        grounds = forms.CharField(
            label=_("What happened, what was concluded"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
        )  # fmt: skip
        self_criticism = forms.BooleanField(
            label=_("The committee has criticised itself in writing"), required=False
        )

    route = (
        Step("DECIDE", _("The committee of the superior decides"), verb=_("Decide"), decides="body", own="discipline", above=True, vote=BODY_RULE, paper=True, second=True, rule="R-DIS-02", article="HD 20 §24.4"),
        Step("DISSOLVE", _("The committee of the superior dissolves"), verb=_("Decide"), decides="body", own="discipline", above=True, vote=DISSOLVING_RULE, paper=True, second=True, rule="R-DIS-02", article="HD 20 §24.4"),
    )  # fmt: skip
    design = (_("A committee that is dissolved stays in the list until the superior names an interim one."),)

    def route_of(self, about: About) -> Iterable[Step]:
        """Ask for two thirds to be there only to dissolve."""
        code = "DISSOLVE" if about.facts.get("measure") == "dissolution" else "DECIDE"
        return [step for step in self.route if step.code == code]

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the file (R-DIS-06)."""
        yield check(
            about.facts.get("self_criticism"), _("Written self-criticism on file"),
            _("No written self-criticism: say in the conclusion why."), "R-DIS-06", "HD 20 §26.1e", warn=True,
        )  # fmt: skip

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Write the decision (design: no official form was found)."""
        del step, on
        return tuple(self.decision(one, head) for one in told)

    def decision(self, one: Told, head: Head) -> Writing:
        """Return the decision on one committee."""
        facts, unit = one.about.facts, one.about.unit.name if one.about.unit else ""
        how = BODY_WORDS[str(facts["measure"])]
        lines = (
            f"Điều 1. Thi hành kỷ luật bằng hình thức {how} đối với Ban Chấp hành {unit}. Vi phạm: {facts.get('grounds', '')}.",
            "Điều 2. Quyết định có hiệu lực kể từ ngày công bố. Sau 12 tháng, nếu không có vi phạm mới, quyết định kỷ luật đương nhiên hết hiệu lực."
            if facts["measure"] != "dissolution"
            else f"Điều 2. Ban Chấp hành lâm thời {unit} được chỉ định bằng quyết định riêng.",
            f"Điều 3. {head.body_words} {head.unit}, {unit} và các đơn vị liên quan chịu trách nhiệm thi hành Quyết định này.",
        )
        told = general.Facts(
            head, "decision", f"Về việc thi hành kỷ luật Ban Chấp hành {unit}", lines, bases=head.bases
        )
        return Writing("general", told, (one,), "decision")
