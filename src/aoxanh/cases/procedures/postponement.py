"""Putting activity off for work or study on the move (R-VER-04): known from examination keys of the 13th congress only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.procedure import About, CaseForm, Check, Procedure, Step, check, months_after, procedure
from aoxanh.cases.procedures.elsewhere import opening
from aoxanh.membership.book import NewLine, Paper
from aoxanh.ui.fields import DayField

ARTICLE = "Điều lệ khóa XIII"


@procedure
class Postponement(Procedure):
    """Put activity off, a year at most each time; the fee stays due."""

    code, title, rule, article = "postponement", _("Activity put off"), "R-VER-04", ARTICLE
    about = _(
        "For work or study on the move: the branch committee, a year at most each time; the fee stays due"
    )
    icon, order, asked, exclusive = "hourglass", 45, True, False

    class Form(CaseForm):
        """Until when, why."""

        until = DayField(label=_("Until"))
        reason = forms.CharField(label=_("Reason"), max_length=300)

    route = (
        Step("GRANT", _("The branch committee grants it"), verb=_("Allow"), rule="R-VER-04", article=ARTICLE),
    )  # fmt: skip
    design = (
        _(
            "Known from one examination key only, so only under the statute of 2026; form and steps are our design."
        ),
        _("Months put off do not count as months without activity; months without fee do."),
    )

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the statute, the length, and what holds already."""
        value, until = about.statute.values.get("postponement_months"), about.on("until")
        yield check(
            value, _("The statute in force knows it"), _("The statute in force does not know it: use “Working away” or “Temporary activity”."),
            "R-VER-04", ARTICLE,
        )  # fmt: skip
        if value is not None and until is not None:
            months = int(value.value)
            yield check(
                about.day < until <= months_after(about.day, months), _("%(n)d months at most") % {"n": months},
                _("Activity is put off for %(n)d months at most at a time.") % {"n": months}, "R-VER-04", ARTICLE, field="until",
            )  # fmt: skip
        yield check(
            not about.overlay("postponed"), _("Not put off yet"), _("Is put off already: wait until it ends."), "R-VER-04", ARTICLE
        )  # fmt: skip

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter it, from the day it was granted."""
        return (opening("postponed", on, about, paper),)
