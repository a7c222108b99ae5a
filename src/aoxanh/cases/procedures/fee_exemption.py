"""Exemption from the fee for hardship (HD 20 §32.1a)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.procedure import About, CaseForm, Check, Procedure, Step, check, months_after, procedure
from aoxanh.membership.book import NewLine, Paper
from aoxanh.ui.fields import DayField


@procedure
class FeeExemption(Procedure):
    """Exempt a member in hardship from the fee, for six months at most."""

    code, title, rule, article = "fee_exemption", _("Exemption from the fee"), "R-FEE-03", "HD 20 §32.1a"
    about = _("Hardship: by the grassroots committee, for 6 months at most")
    icon, order, exclusive, asked = "coin", 145, False, True

    class Form(CaseForm):
        """From when, until when, why."""

        starts_on = DayField(label=_("From"))
        until = DayField(label=_("Until"))
        reason = forms.CharField(label=_("Hardship"), max_length=300)

    route = (
        Step("PROPOSE", _("The branch proposes"), verb=_("Propose"), rule="R-FEE-03", article="HD 20 §32.1a"),
        Step("EXEMPT", _("The grassroots committee exempts"), verb=_("Exempt"), decides="exempt", own="fee", paper=True, second=True, rule="R-FEE-03", article="HD 20 §32.1a"),
    )  # fmt: skip

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the length: six months at most."""
        months, start, until = (
            int(about.statute["fee_exemption_months"]),
            about.on("starts_on"),
            about.on("until"),
        )
        if start and until:
            yield check(
                start < until <= months_after(start, months), _("%(n)d months at most") % {"n": months},
                _("An exemption lasts %(n)d months at most.") % {"n": months}, "R-FEE-03", "HD 20 §32.1a", field="until",
            )  # fmt: skip
        yield check(
            not about.overlay("fee_exempt"),
            _("Not exempt yet"),
            _("Is exempt already."),
            "R-FEE-03",
            "HD 20 §32.1a",
        )

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the exemption."""
        if step.code != "EXEMPT":
            return ()
        start = min(about.on("starts_on") or on, on)
        facts = {"what": "fee_exempt", "until": about.facts["until"]}
        return (NewLine("overlay_opened", start, None, facts, paper, about.words.get("reason", "")),)
