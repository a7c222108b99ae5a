"""P15 and P17: lost cards and files; leaving at one's own wish, death (HD 20 §3.3d; HD 30 II.1)."""

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
    each,
    months_after,
    procedure,
)
from aoxanh.cases.procedures.admission import CardForm
from aoxanh.membership.book import NewLine, Paper
from aoxanh.papers.forms import card_reissued, file_restored
from aoxanh.papers.issuers import Head
from aoxanh.ui.fields import DayField

PROOFS = [
    ("book", _("The member's book")),
    ("decision", _("The decision of admission")),
]


@procedure
class CardReissue(Procedure):
    """Give a lost card again."""

    code, title, rule, article = "card_reissue", _("Card given again"), "P15", "HD 20 §3.3d; HD 30 II.1.2"
    about = _("Asked for, confirmed by the branch, given again by the level that gives cards")
    icon, order, asked, exclusive, statuses = "id-badge-2", 140, True, False, ("member", "matured")

    class Form(CaseForm):
        """How it was lost, what proof is left."""

        proof = forms.ChoiceField(label=_("Proof that is left"), choices=PROOFS)
        reason = forms.CharField(label=_("How it was lost or spoiled"), max_length=300)

    route = (
        Step("CONFIRM", _("The branch confirms"), verb=_("Confirm"), rule="P15", article="HD 20 §3.3d"),
        Step("REISSUE", _("The card is given again"), verb=_("Give the card"), decides="reissue", own="card", paper=True, form=CardForm, rule="P15", article="HD 30 mẫu 2.2"),
    )  # fmt: skip

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Write the decision for each (form 2.2)."""

        def decision(one: Told) -> card_reissued.Facts:
            number = str(one.about.facts["card_number"])
            return card_reissued.Facts(
                head, one.who, number, one.who.card_number, one.about.words.get("reason") or "bị mất thẻ"
            )

        return each(told, "card_reissued", decision)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the new card."""
        return (
            (NewLine("card_issued", on, None, {"card_number": about.facts["card_number"]}, paper),)
            if step.code == "REISSUE"
            else ()
        )


@procedure
class FileRestoration(Procedure):
    """Restore a lost member's book, the file (R-TRF-05); without any proof it is an admission anew."""

    code, title, rule, article = "file_restoration", _("File restored"), "P15", "HD 20 §3.3d; HD 30 II.1.2"
    about = _("Only who was active throughout, certified by the branch; decided by the grassroots union")
    icon, order, asked, exclusive = "notebook", 141, True, False

    class Form(CaseForm):
        """What proof is left."""

        proof = forms.ChoiceField(
            label=_("Proof that is left"),
            choices=[("card", _("The member's card")), ("decision", _("The decision of admission"))],
        )
        active = forms.BooleanField(label=_("Active throughout, certified by the branch committee"))
        former = forms.CharField(
            label=_("After a move: confirmation of the former union (number, day)"),
            max_length=160,
            required=False,
        )
        former_on = DayField(label=_("That confirmation is of"), required=False)

    past = ("former_on",)
    route = (
        Step("CERTIFY", _("The branch certifies"), verb=_("Certify"), rule="P15", article="HD 20 §3.3d"),
        Step("RESTORE", _("The grassroots union restores the file"), verb=_("Decide"), decides="report", own="removal", paper=True, second=True, rule="P15", article="HD 30 mẫu 2.1"),
    )  # fmt: skip

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the certificate and, after a move, at the former union's confirmation (HD 20 §3.3d)."""
        yield check(
            about.facts.get("active"), _("Active throughout, certified by the branch"),
            _("Only who was active throughout gets the file back; who was not is admitted anew."), "P15", "HD 20 §3.3d", field="active",
        )  # fmt: skip
        if about.latest("transferred", "arrived") is None:
            return
        months, given = int(about.statute["confirmation_months"]), about.on("former_on")
        yield check(
            about.words.get("former"), _("The former union confirms"),
            _("After a move the former grassroots union confirms as well: its number and day."), "P15", "HD 20 §3.3d", field="former",
        )  # fmt: skip
        asked = about.opened_on or about.day
        yield check(
            given is not None and asked <= months_after(given, months), _("The confirmation is of the last %(n)d months") % {"n": months},
            _("The former union's confirmation must be of the last %(n)d months before the request.") % {"n": months}, "P15", "HD 20 §3.3d",
            field="former_on",
        )  # fmt: skip

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Write the decision for each (form 2.1)."""

        def decision(one: Told) -> file_restored.Facts:
            admitted = [
                (line, paper)
                for line, paper in one.about.lines
                if line.kind in {"admitted", "enrolled", "arrived"}
            ]
            number = admitted[-1][1].number if admitted else ""
            return file_restored.Facts(head, one.who, number or "…", one.about.story.joined_on, one.who.unit)

        return each(told, "file_restored", decision)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the restoration."""
        return (
            (NewLine("file_restored", on, None, {"proof": about.facts["proof"]}, paper),)
            if step.code == "RESTORE"
            else ()
        )


@procedure
class Resignation(Procedure):
    """Leave the Union at one's own wish."""

    code, title, rule, article = "resignation", _("Leaving at one's own wish"), "P17", "HD 20 §23.1e"
    about = _("Minutes of the branch, confirmed by the grassroots union; not while under inspection")
    icon, order, asked, past = "logout", 150, True, ("letter_on",)

    class Form(CaseForm):
        """The letter."""

        letter_on = DayField(label=_("Letter of"))
        reason = forms.CharField(
            label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )

    route = (
        Step("BRANCH", _("The branch meeting takes note"), verb=_("Enter the minutes"), rule="P17", article="HD 20 §23.1e"),
        Step("CONFIRM", _("The grassroots union confirms"), verb=_("Confirm"), decides="report", own="removal", paper=True, second=True, rule="P17", article="HD 20 §23.1e"),
    )  # fmt: skip
    design = (_("HD 20 knows the letter but no procedure: minutes and confirmation are our design."),)

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Give notice (design)."""
        return (self.listed(step, told, head, "notice", "Xác nhận việc ra khỏi Đoàn theo nguyện vọng của"),)

    def checks(self, about: About) -> Iterator[Check]:
        """Look whether an inspection is under way."""
        yield check(
            not about.overlay("suspended"),
            _("Not under inspection"),
            _("Under inspection: the letter is not dealt with until it is over."),
            "R-DIS-10",
            "HD 20 §23.1e",
        )

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the leaving."""
        return (NewLine("resigned", on, None, {}, paper),) if step.code == "CONFIRM" else ()


@procedure
class Death(Procedure):
    """Enter a death."""

    code, title, rule, article = "death", _("Death"), "P17", ""
    about = _("Entered by the branch")
    icon, order, exclusive, many = "circle", 160, False, False
    statuses = ("candidate", "approved", "member", "matured")

    class Form(CaseForm):
        """When."""

        died_on = DayField(label=_("Died on"))

    route = (Step("ENTER", _("The branch enters the death"), verb=_("Enter"), rule="P17", design=True),)
    design = (_("The sources say nothing of it: this is our design."),)

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the day."""
        died = about.on("died_on")
        yield check(
            died is None or died <= about.day,
            _("The day is past"),
            _("The day lies ahead."),
            "P17",
            "",
            field="died_on",
        )

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the death on its day."""
        return (NewLine("deceased", about.on("died_on") or on),)
