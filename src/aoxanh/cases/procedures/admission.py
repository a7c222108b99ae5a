"""P1: admission (HD 20 §1; HD 30 I)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
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
    by_branch,
    check,
    months_after,
    procedure,
    years_after,
)
from aoxanh.cases.votes import VoteRule
from aoxanh.membership.book import NewLine, Paper
from aoxanh.papers.forms import admission_resolution, application, card_decision
from aoxanh.papers.forms.plug import Ceremony, Someone
from aoxanh.papers.issuers import Head
from aoxanh.ui.fields import DayField

SPONSORS = [
    ("member", _("A Union member")),
    ("party_member", _("A Party member (where there is no union)")),
    ("lhtn", _("A cell of the Youth Federation, collectively")),
    ("students", _("A cell of the Students' Association")),
    ("pioneers", _("A Pioneer class, collectively")),
]
VARIANTS = [
    ("meeting", _("The branch meeting")),
    ("committee", _("The branch committee: remote or dispersed branch, the superior agrees")),
    ("school", _("The school union's committee: a class without a branch")),
    ("grassroots", _("The grassroots union's committee: there is no branch")),
]


class AdmissionForm(CaseForm):
    """What the branch has of the applicant."""

    applied_on = DayField(label=_("Application and personal history received on"))
    sponsor = forms.ChoiceField(label=_("Introduced by"), choices=SPONSORS)
    sponsor_name = forms.CharField(label=_("Name of the introducer"), max_length=120)
    sponsor_since = DayField(
        label=_("Working or studying together since"), required=False,
        help_text=_("Of a person who introduces: at least 3 months without a break (HD 20 §1.3)."),
    )  # fmt: skip
    variant = forms.ChoiceField(label=_("Considered by"), choices=VARIANTS, initial="meeting")
    family_detained = forms.BooleanField(
        label=_("Father, mother or a sibling is detained at present"), required=False
    )
    party_opinion = forms.CharField(
        label=_("Opinion of the party committee (number, day)"), max_length=120, required=False
    )
    schooling_waived = forms.BooleanField(
        label=_("Mountain, border, island or very poor area: schooling is not asked for"), required=False
    )
    no_union = forms.BooleanField(
        label=_("The place of work has no union: the branch of the place of residence considers"),
        required=False,
    )
    trained_on = DayField(label=_("Course about the Union finished on"), required=False)


class CardForm(forms.Form):
    """The card that is given."""

    card_number = forms.CharField(
        label=_("Card number"), max_length=30, required=False,
        help_text=_("Left empty, the next number of the unit's range is given."),
    )  # fmt: skip
    FACTS = ("card_number",)


@procedure
class Admission(Procedure):
    """Admit a young person to the Union."""

    code, title, rule, article = "admission", _("Admission"), "R-ADM-07", "HD 20 §1; HD 30 I"
    about = _("Branch meeting, ratified by the superior, ceremony within a month, card")
    icon, order, each, past = "user-plus", 10, ("sponsor_name", "sponsor_since"), ("trained_on",)
    statuses = ("", "candidate", "removed", "expelled", "resigned")
    Form = AdmissionForm
    prints = ("application", "admission_backdrop")
    route = (
        Step(
            "MEETING", _("The branch votes on the applicant"), verb=_("Enter the vote"),
            vote=VoteRule("present", "R-ADM-07", "HD 20 §1.3d"), rule="R-ADM-07", article="HD 20 §1.3d",
        ),
        Step(
            "RATIFY", _("The superior committee ratifies"), verb=_("Ratify"), decides="ratify", paper=True, second=True,
            rule="R-ADM-07", article="HD 20 §1.3d; HD 30 mẫu 1.2",
        ),
        Step(
            "RESOLVE", _("The grassroots branch resolves by itself"), verb=_("Resolve"), decides="decide", paper=True,
            second=True, rule="R-ADM-07", article="HD 20 §1.3d",
        ),
        Step(
            "CEREMONY", _("Admission ceremony"), verb=_("The ceremony was held"), within="ceremony_months",
            rule="R-ADM-09", article="HD 30 I.4", rechecks=False,
        ),
        Step(
            "CARD", _("Member's card"), verb=_("Give the card"), decides="issue", own="card", paper=True,
            within="ceremony_months", form=CardForm, rule="R-REC §3.3", article="HD 20 §3.3c; HD 30 mẫu 1.3", rechecks=False,
        ),
    )  # fmt: skip
    design = (_("Who is refused stays a young person of the branch; the application can be opened anew."),)

    def route_of(self, about: About) -> Iterable[Step]:
        """Skip the superior for a grassroots branch, and the branch where there is none."""
        alone = about.unit is not None and about.unit.kind == "grassroots_branch"
        skip = {"RATIFY"} if alone else {"RESOLVE"}
        if about.facts.get("variant") == "grassroots":
            skip.add("MEETING")
        return [step for step in self.route if step.code not in skip]

    def checks(self, about: About) -> Iterator[Check]:
        """Look at age, schooling, introducer, family and time since an expulsion."""
        yield from self.age(about)
        yield check(
            about.story.status in self.statuses, _("Not a member yet"), _("Is a member of the Union already"), "R-STA-03", "HD 20 §3",
            field="person",
        )  # fmt: skip
        yield check(
            about.education or about.facts.get("schooling_waived"), _("Primary schooling or more"),
            _("Schooling is not entered: primary school at least. Enter it in the record, or mark the area."), "R-ADM-03", "HD 20 §1.1b",
            field="schooling_waived",
        )  # fmt: skip
        applied = about.on("applied_on")
        yield check(
            applied is not None and applied <= about.day, _("Application and personal history on file"),
            _("The application cannot be from after the day it is considered."), "R-ADM-06", "HD 20 §1.3", field="applied_on",
        )  # fmt: skip
        yield from self.sponsor(about)
        if about.facts.get("family_detained"):
            yield check(
                about.words.get("party_opinion"), _("The party committee was asked about the family"),
                _("Somebody of the family is detained: the party committee of the same level is asked first."), "R-ADM-04", "HD 20 §1.2a",
                field="party_opinion",
            )  # fmt: skip
        if about.facts.get("no_union"):
            yield Check(
                _("Considered where the applicant lives, ratified by that union"), "R-ADM-05", "HD 20 §1.2b"
            )
        if about.facts.get("variant", "meeting") != "meeting":
            yield Check(
                _("Considered by a committee instead of the branch meeting"),
                "R-ADM-08",
                "HD 20 §1.3d–đ",
                "warn",
            )
        expelled = about.latest("expelled")
        if expelled is not None and about.story.status == "expelled":
            months = int(about.statute["readmission_months"])
            free = months_after(expelled.effective_on, months)
            yield check(
                about.day >= free, _("%(n)d months have passed since the expulsion") % {"n": months},
                _("Expelled on %(day)s: a new admission is possible from %(free)s.") % {"day": f"{expelled.effective_on:%d/%m/%Y}", "free": f"{free:%d/%m/%Y}"},
                "R-DIS-08", "HD 20 §23.2c, §26.3b",
            )  # fmt: skip

    def age(self, about: About) -> Iterator[Check]:
        """Look at the age on the day of consideration (R-ADM-01, R-ADM-02)."""
        years, days = about.statute["admission_age"]
        most = int(about.statute["admission_age_most"])
        rule = about.statute.values["admission_age"].rule
        article = about.statute.values["admission_age"].source
        if about.birth is None or not about.birth.is_whole:
            yield Check(
                _("The whole date of birth is needed to reckon the age."), rule, article, "bad", "person"
            )
            return
        born = about.birth.earliest()
        from_day, until = years_after(born, years, days), years_after(born, most)
        text = {"day": f"{about.day:%d/%m/%Y}", "from": f"{from_day:%d/%m/%Y}", "until": f"{until:%d/%m/%Y}"}
        yield check(
            from_day <= about.day, _("Old enough on %(day)s") % text,
            _("Too young on %(day)s: may be admitted from %(from)s.") % text, rule, article, field="person",
        )  # fmt: skip
        yield check(
            about.day <= until, _("Not over %(n)d on that day") % {"n": most},
            _("Over %(n)d: admission was possible until %(until)s.") % {**text, "n": most}, "R-ADM-02", "HD 20 §1.1a", field="person",
        )  # fmt: skip

    def sponsor(self, about: About) -> Iterator[Check]:
        """Look at who introduces (R-ADM-06)."""
        if about.facts.get("sponsor") not in {"member", "party_member"}:
            yield Check(
                _("Introduced by an organisation, collectively"), "R-ADM-06", "HD 20 §1.3", field="sponsor"
            )
            return
        months, since = int(about.statute["sponsor_months"]), about.on("sponsor_since")
        if since is None:
            yield Check(_("Say since when the introducer works or studies with the applicant."), "R-ADM-06", "HD 20 §1.3", "bad", "sponsor_since")  # fmt: skip
            return
        yield check(
            months_after(since, months) <= about.day, _("The introducer has known the applicant for %(n)d months") % {"n": months},
            _("The introducer has worked or studied with the applicant since %(day)s only: %(n)d months are needed.") % {"day": f"{since:%d/%m/%Y}", "n": months},
            "R-ADM-06", "HD 20 §1.3", field="sponsor_since",
        )  # fmt: skip

    def step_checks(self, about: About, step: Step, on: dt.date) -> Iterator[Check]:
        """Flag a ceremony or card that comes late; it is entered all the same."""
        approved = about.latest("approved")
        if step.code == "CEREMONY" and approved is not None:
            months = int(about.statute["ceremony_months"])
            limit = months_after(approved.effective_on, months)
            yield check(
                on <= limit, _("The ceremony was held within %(n)d month of the decision") % {"n": months},
                _("The ceremony came late: by %(day)s at the latest.") % {"day": f"{limit:%d/%m/%Y}"}, "R-ADM-09", "HD 30 I.4", warn=True,
            )  # fmt: skip
            yield check(
                on >= approved.effective_on, _("The ceremony follows the decision"), _("The ceremony cannot be before the decision."),
                "R-ADM-09", "HD 30 I.4", field="on",
            )  # fmt: skip

    def opened(self, about: About) -> Sequence[NewLine]:
        """Enter the applicant as a candidate of the branch."""
        if about.story.status == "candidate" or about.unit is None:
            return ()
        before = [line.effective_on for line, _paper in about.lines]
        return (NewLine("proposed", max([about.on("applied_on") or about.day, *before]), about.unit.unit_id),)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the approval, the admission by its ceremony, the card."""
        if step.code in {"RATIFY", "RESOLVE"}:
            return (NewLine("approved", on, None, {}, paper),)
        if step.code == "CEREMONY" and about.unit is not None:
            decided = next((p for line, p in reversed(about.lines) if line.kind == "approved"), Paper())
            return (NewLine("admitted", on, about.unit.unit_id, {}, decided),)
        if step.code == "CARD":
            return (NewLine("card_issued", on, None, {"card_number": about.facts["card_number"]}, paper),)
        return ()

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Resolve for everybody of a branch on one paper (form 1.2); give the cards with their list (form 1.3)."""
        found = []
        for branch, some in by_branch(told).items():
            if step.code == "CARD":
                cards = tuple((one.who.name, str(one.about.facts["card_number"])) for one in some)
                found.append(Writing("card_decision", card_decision.Facts(head, cards, branch), some))
                continue
            sponsors = {one.about.words.get("sponsor_name", "") for one in some}
            voted = some[0].about.on("voted_on")
            facts = admission_resolution.Facts(
                head,
                tuple(one.who for one in some),
                branch,
                voted,
                sponsors.pop() if len(sponsors) == 1 else "",
            )
            found.append(Writing("admission_resolution", facts, some))
        return found

    def printed(self, form: str, told: Printing) -> Any:
        """Fill in the application (form 1.1), or what hangs behind the ceremony (form 1.4)."""
        if form == "admission_backdrop":
            return Ceremony(told.here)
        about = told.one.about
        person = about.facts.get("sponsor") == "member" and about.words.get("sponsor_name")
        introducer = Someone(str(person), unit=told.here.unit) if person else None
        return application.Facts(told.one.who, told.here.unit, told.above.unit, told.here.place, introducer, about.on("applied_on"))  # fmt: skip

    def ended(self, about: About, on: dt.date) -> Sequence[NewLine]:
        """End the candidacy of who is not admitted."""
        return (NewLine("withdrawn", on),) if about.story.status in {"candidate", "approved"} else ()
