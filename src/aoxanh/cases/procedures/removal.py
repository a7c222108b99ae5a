"""P8: removal from the list, and its annulment (HD 20 §3.1; HD 30 II.7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
)  # fmt: skip
from aoxanh.cases.votes import VoteRule
from aoxanh.membership.book import NewLine, Paper
from aoxanh.membership.periods import longest_run
from aoxanh.membership.rules import removable
from aoxanh.papers.forms import removal_decision
from aoxanh.papers.issuers import Head
from aoxanh.ui.fields import DayField

GROUNDS = [("activity", _("No activity")), ("fee", _("No fee"))]
MONTHS = [(n, str(n)) for n in range(1, 13)]


@procedure
class Removal(Procedure):
    """Remove somebody from the list who for three months of a year took no part or paid no fee, without reason."""

    code, title, rule, article = (
        "removal",
        _("Removal from the list"),
        "R-DEL-01",
        "HD 20 §3.1; HD 30 II.7",
    )
    about = _("Three months of a year without activity or fee, no reason; the branch decides and reports")
    icon, order, past = "user-x", 80, ("contacted_on",)

    class Form(CaseForm):
        """Which months, and what the member said."""

        ground = forms.ChoiceField(label=_("Ground"), choices=GROUNDS)
        year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
        months = forms.TypedMultipleChoiceField(
            label=_("Months"), choices=MONTHS, coerce=int, widget=forms.CheckboxSelectMultiple
        )
        contacted_on = DayField(label=_("The branch got in touch on"))
        contact = forms.CharField(label=_("How, and what the member said"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip
        has_reason = forms.BooleanField(label=_("There is a legitimate reason"), required=False)

    route = (
        Step(
            "DECIDE", _("The branch meeting decides"), verb=_("Enter the decision"), vote=VoteRule("present", "R-DEL-01", "HD 20 §3.1"), paper=True, second=True,
            rule="R-DEL-01", article="HD 20 §3.1; HD 30 II.7",
        ),
        Step("REPORT", _("The grassroots union takes note"), verb=_("Take note"), decides="report", rule="R-DEL-01", article="HD 30 II.7", rechecks=False),
    )  # fmt: skip
    design = (
        _(
            "Where the branch keeps its fees and its attendance here, the months are those of these books; of others it answers in its minutes."
        ),
        _("More than half of those present is our assumption: the sources give no threshold."),
        _("No discipline: it can be annulled by the grassroots union, with the reason."),
    )

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the months, the reason, and whether the member is away and faithful."""
        need, months = int(about.statute["removal_months"]), [int(m) for m in about.facts.get("months", [])]
        consecutive = bool(about.statute["removal_consecutive"])
        source = about.statute.values["removal_consecutive"]
        counted = longest_run(months) if consecutive else len(set(months))
        wording = _("%(n)d months in a row") if consecutive else _("%(n)d months of the year")
        yield check(
            counted >= need, wording % {"n": counted},
            _("Only %(n)d: %(need)d months are needed, in a row under the statute of that day.") % {"n": counted, "need": need} if consecutive
            else _("Only %(n)d months: %(need)d in the year are needed.") % {"n": counted, "need": need},
            "R-DEL-01", source.source, field="months",
        )  # fmt: skip
        yield from self.ground(about, months)
        yield check(not about.facts.get("has_reason"), _("No legitimate reason"), _("There is a legitimate reason: nobody is removed then."), "R-DEL-01", "HD 20 §3.1", field="has_reason")  # fmt: skip
        yield check(about.on("contacted_on"), _("The branch got in touch"), _("Get in touch with the member first and learn the reason."), "R-DEL-01", "HD 30 II.7", field="contacted_on")  # fmt: skip
        away = about.overlay("away")
        if away is not None:
            months_away = (about.day - away.starts_on).days / 30.44
            faithful = months_away <= int(about.statute["away_months"]) and not about.more.get(
                "months_unpaid", 0
            )
            yield check(
                not faithful or about.facts.get("ground") == "fee", _("Away, but longer than a year or with fees unpaid"),
                _("Works away, has reported it and pays: is not removed."), "R-AWY-01", "HD 20 §3.1b",
            )  # fmt: skip

    def ground(self, about: About, months: Sequence[int]) -> Iterator[Check]:
        """Look at the months themselves: past, unpaid or without activity by the books, not put off (R-DEL-01, R-VER-04)."""
        year, ground = int(about.facts.get("year") or 0), about.facts.get("ground")
        firsts = [dt.date(year, month, 1) for month in sorted(set(months))] if year else []
        ahead = [first for first in firsts if first > about.day]
        if ahead:
            yield Check(_("%(month)s has not begun yet.") % {"month": f"{ahead[0]:%m/%Y}"}, "R-DEL-01", "HD 20 §3.1", "bad", "months")  # fmt: skip
        if ground == "fee" and "unpaid" in about.more:
            owed = set(about.more["unpaid"])
            paid = [first for first in firsts if first not in owed and first < about.day.replace(day=1)]
            yield check(
                not paid, _("The fee book says the same"),
                _("By the fee book %(months)s is paid, exempt or not due: choose the months that are owed.") % {"months": said(paid)},
                "R-DEL-01", "HD 20 §3.1, §32.1", field="months",
            )  # fmt: skip
        elif ground == "activity" and "inactive" in about.more:
            yield from attended(about, firsts)
        elif ground in {"fee", "activity"}:
            text = _("Nothing of these months is kept here: the branch answers for them in its minutes.")
            yield Check(text, "R-DEL-01", "HD 20 §3.1", "warn")
        off = (
            [o for o in about.story.overlays if o.what in {"postponed", "suspended"}]
            if ground == "activity"
            else []
        )
        free = [
            f
            for f in firsts
            for o in off
            if o.starts_on < months_after(f, 1) and (o.ends_on is None or o.ends_on > f)
        ]
        if free:
            yield Check(
                _("In %(month)s activity was put off or suspended: that month does not count.") % {"month": f"{free[0]:%m/%Y}"},
                "R-DEL-01", "HD 20 §3.1", "bad", "months",
            )  # fmt: skip

    def initial(self, about: About) -> Mapping[str, Any]:
        """Return the ground the books give: the one whose months suffice, this year or the last; else what has begun this year."""
        missed = {"fee": about.more.get("unpaid", ()), "activity": about.more.get("inactive", ())}
        this = about.day.year
        found = [
            (ground, year)
            for year in (this, this - 1)
            for ground, months in missed.items()
            if removable(months, year, about.statute)
        ]
        found += [
            (ground, this) for ground, months in missed.items() if any(one.year == this for one in months)
        ]
        for ground, year in found:
            months = [one.month for one in missed[ground] if one.year == year]
            return {"ground": ground, "year": year, "months": months}
        return {"year": this}

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Decide for everybody with the same ground on one paper (design: HD 30 has no form)."""
        grounds: dict[str, tuple[Told, ...]] = {}
        for one in told:
            ground = str(dict(GROUNDS)[one.about.facts["ground"]])
            grounds[ground] = (*grounds.get(ground, ()), one)
        return [
            Writing(
                "removal_decision",
                removal_decision.Facts(head, tuple(one.who for one in some), ground.lower(), on),
                some,
            )
            for ground, some in grounds.items()
        ]

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the removal on the day of the branch's decision."""
        return (
            (NewLine("removed", on, None, {"ground": about.facts["ground"]}, paper),)
            if step.code == "DECIDE"
            else ()
        )


def attended(about: About, months: Sequence[dt.date]) -> Iterator[Check]:
    """Look whether the attendance book says the same of these months: a month it says nothing of is the branch's to answer for."""
    active, inactive = set(about.more["active"]), set(about.more["inactive"])
    there = [month for month in months if month in active]
    yield check(
        not there, _("The attendance book says the same"),
        _("By the attendance book the member was there, or excused, in %(months)s: choose the months without activity.") % {"months": said(there)},
        "R-DEL-01", "HD 20 §3.1", field="months",
    )  # fmt: skip
    unsaid = [month for month in months if month not in active | inactive]
    if unsaid:
        text = _("The attendance book says nothing of %(months)s: the branch answers for it in its minutes.")
        yield Check(text % {"months": said(unsaid)}, "R-DEL-01", "HD 20 §3.1", "warn")


def said(months: Sequence[dt.date]) -> str:
    """Return months as a list says them."""
    return ", ".join(f"{month:%m/%Y}" for month in months)


@procedure
class Annulment(Procedure):
    """Annul a removal that should not have been."""

    code, title, rule, article = "removal_annulment", _("Annulment of a removal"), "R-DEL-01", "HD 20 §3.1"
    about = _("By the grassroots union, with the reason; the member is back where they were")
    icon, order = "arrow-back-up", 81
    statuses = ("removed",)

    class Form(CaseForm):
        """Why."""

        reason = forms.CharField(
            label=_("Why the removal was wrong"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
        )

    route = (
        Step(
            "ANNUL",
            _("The grassroots union annuls the removal"),
            verb=_("Annul"),
            decides="annul",
            own="removal",
            paper=True,
            second=True,
            rule="R-DEL-01",
            article="HD 30 II.7",
        ),
    )
    design = (_("The sources know no reinstatement: this is our design."),)

    def checks(self, about: About) -> Iterator[Check]:
        """Look whether the person was removed."""
        yield check(
            about.story.status == "removed",
            _("Was removed from the list"),
            _("Was not removed from the list."),
            "R-DEL-01",
            "HD 20 §3.1",
            field="person",
        )

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the reinstatement in the branch of then."""
        assert about.unit is not None  # noqa: S101 - every case has a unit
        return (NewLine("reinstated", on, about.unit.unit_id, {}, paper, about.words.get("reason", "")),)
