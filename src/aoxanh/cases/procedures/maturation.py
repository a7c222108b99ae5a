"""P7: maturation, and staying after thirty (HD 30 II.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
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
    check,
    each,
    procedure,
    years_after,
)
from aoxanh.cases.votes import VoteRule
from aoxanh.membership.book import NewLine, Paper
from aoxanh.papers.forms import maturation_certificate
from aoxanh.papers.forms.plug import Ceremony
from aoxanh.papers.issuers import Head
from aoxanh.ui.fields import DayField

WISHES = [
    ("mature", _("Wishes to mature")),
    ("party", _("Wishes to mature, and is introduced to the Party in the same ceremony")),
]


def older(about: About, years: int) -> bool:
    """Whether somebody is over an age: from the day after that birthday (R-ADM-02, by the same counting)."""
    born = about.born_latest
    return born is not None and about.day > years_after(born, years)


def age_known(about: About) -> Iterator[Check]:
    """Look whether the age can be reckoned."""
    if about.born_latest is None:
        yield Check(
            _("The date of birth is needed to reckon the age."), "R-MAT-01", "HD 30 II.5", "bad", "person"
        )


@procedure
class Maturation(Procedure):
    """Let a member over thirty mature, by decision of the branch and with a ceremony."""

    code, title, rule, article = "maturation", _("Maturation"), "R-MAT-01", "HD 30 II.5"
    about = _("Over 30: the branch decides and holds the ceremony; certificate")
    icon, order, asked, over, each = "confetti", 70, True, "maturity_age", ("wish",)
    past = ("asked_on",)
    prints = ("maturation_backdrop",)

    class Form(CaseForm):
        """What the member wishes."""

        wish = forms.ChoiceField(label=_("Wish"), choices=WISHES)
        asked_on = DayField(label=_("Asked about the wish on"), required=False)

    route = (
        Step(
            "DECIDE", _("The branch meeting decides"), verb=_("Enter the vote"), vote=VoteRule("present", "R-MAT-01", "HD 30 II.5", in_person=False, each=False),
            rule="R-MAT-01", article="HD 30 II.5",
        ),
        Step("CEREMONY", _("Ceremony and certificate"), verb=_("The ceremony was held"), paper=True, rule="R-MAT-01", article="HD 30 II.5; mẫu 2.3"),
    )  # fmt: skip
    design = (_("More than half of those present is our assumption: HD 30 gives no threshold."),)

    def checks(self, about: About) -> Iterator[Check]:
        """Look at age and office."""
        yield from age_known(about)
        if about.born_latest is None:
            return
        age, most = int(about.statute["maturity_age"]), int(about.statute["maturity_age_most"])
        yield check(
            older(about, age), _("Over %(n)d") % {"n": age},
            _("Not over %(n)d yet: matures from %(day)s.") % {"n": age, "day": f"{years_after(about.born_latest, age, 1):%d/%m/%Y}"}, "R-MAT-01", "HD 30 II.5",
            field="person",
        )  # fmt: skip
        if about.is_officer:
            yield check(
                older(about, most), _("In office, and over %(n)d") % {"n": most},
                _("Is in office: whoever is elected to a committee or works full-time goes on; end the office first."), "R-MAT-01", "HD 30 II.5",
            )  # fmt: skip
        if about.facts.get("wish") == "party":
            yield check(about.overlay("outstanding"), _("Outstanding member"), _("Only an outstanding member is introduced to the Party."), "R-MAT-02", "HD 30 II.5.3", field="wish")  # fmt: skip

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Write the certificate for each member (form 2.3)."""
        return each(
            told, "maturation_certificate", lambda one: maturation_certificate.Facts(head, one.who, on)
        )

    def printed(self, form: str, told: Printing) -> Any:
        """Draw what hangs behind the ceremony (form 2.4)."""
        del form
        return Ceremony(told.here)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the maturation on the day of the ceremony."""
        return (NewLine("matured", on, None, {}, paper),) if step.code == "CEREMONY" else ()


@procedure
class Staying(Procedure):
    """Let a member over thirty stay, until 35 at most, by decision of the branch."""

    code, title, rule, article = "staying", _("Staying after 30"), "R-MAT-01", "HD 30 II.5"
    about = _("The member asks, the branch decides; until the 35th birthday at most")
    icon, order, asked, exclusive, over = "hourglass", 71, True, False, "maturity_age"
    route = (
        Step(
            "DECIDE", _("The branch meeting decides"), verb=_("Enter the vote"), vote=VoteRule("present", "R-MAT-01", "HD 30 II.5", in_person=False, each=False),
            rule="R-MAT-01", article="HD 30 II.5",
        ),
    )  # fmt: skip
    design = Maturation.design

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the age: over 30, not over 35."""
        yield from age_known(about)
        if about.born_latest is None:
            return
        age, most = int(about.statute["maturity_age"]), int(about.statute["maturity_age_most"])
        yield check(
            older(about, age),
            _("Over %(n)d") % {"n": age},
            _("Not over %(n)d yet: nothing to decide.") % {"n": age},
            "R-MAT-01",
            "HD 30 II.5",
            field="person",
        )
        until = years_after(about.born_latest, most)
        yield check(
            about.day < until,
            _("Not yet %(n)d") % {"n": most},
            _("Nobody but officers stays beyond %(n)d.") % {"n": most},
            "R-MAT-01",
            "HD 30 II.5",
            field="person",
        )
        yield check(
            not about.overlay("continued"),
            _("Not decided before"),
            _("The branch has decided already that the member stays."),
            "R-MAT-01",
            "HD 30 II.5",
        )

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter until when the member stays."""
        assert about.born_latest is not None  # noqa: S101 - checked above
        until = years_after(about.born_latest, int(about.statute["maturity_age_most"]))
        return (
            NewLine("overlay_opened", on, None, {"what": "continued", "until": until.isoformat()}, paper),
        )
