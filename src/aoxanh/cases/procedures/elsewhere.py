"""P3–P6: active elsewhere for a time: temporary activity, working away, at the place of residence, abroad."""

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
from aoxanh.membership.book import DESTINATION, NewLine, Paper
from aoxanh.papers.forms import introduction, temporary_introduction
from aoxanh.papers.issuers import Head
from aoxanh.ui.fields import DayField


def opening(what: str, on: dt.date, about: About, paper: Paper, unit: int | None = None) -> NewLine:
    """Return the line that opens an overlay from a day on, until the day entered."""
    facts = {"what": what}
    if about.facts.get("until"):
        facts["until"] = about.facts["until"]
    kept = DESTINATION if what == "away" else ()
    details = {name: about.words[name] for name in kept if about.words.get(name)}
    words = "; ".join(text for name, text in about.words.items() if text and name not in details)
    return NewLine("overlay_opened", on, unit, facts, paper, words, details=details)


def closing(what: str, on: dt.date, about: About, paper: Paper) -> Sequence[NewLine]:
    """Return the line that closes what of a kind is open."""
    held = about.overlay(what)
    return (NewLine("overlay_closed", on, None, {"opened_by": held.opened_by}, paper),) if held else ()


def period(about: About) -> Iterator[Check]:
    """Look at the two days."""
    start, until = about.on("starts_on"), about.on("until")
    if start and until:
        yield check(
            start < until,
            _("The period is in order"),
            _("The last day lies before the first."),
            "R-TMP-01",
            "",
            field="until",
        )


@procedure
class Temporary(Procedure):
    """Temporary activity elsewhere, up to three months; everything stays at home but the activity (R-TMP-03)."""

    code, title, rule, article = (
        "temporary",
        _("Temporary activity"),
        "R-TMP-01",
        "HD 20 §3.3đ; HD 30 II.2.3",
    )
    about = _("Up to 3 months at a host union; no standing, nominating or voting for leaders there")
    icon, order, asked, exclusive, target, moved = "clock", 30, True, False, "unit", "goes"

    class Form(CaseForm):
        """From when, until when, why."""

        starts_on = DayField(label=_("From"))
        until = DayField(label=_("Until"))
        cause = forms.CharField(label=_("Reason"), max_length=200)

    route = (
        Step("RELEASE", _("The home union issues the temporary letter"), verb=_("Issue the letter"), decides="release", own="transfer", paper=True, rule="R-TMP-01", article="HD 30 II.2.3"),
        Step("HOST", _("The host union receives"), verb=_("Receive"), side="target", decides="accept", own="transfer", rule="R-TMP-01", article="HD 30 II.2.3"),
    )  # fmt: skip
    design = (_("It ends by itself on its last day; longer than three months is a transfer."),)

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the length: three months at most."""
        yield from period(about)
        months, start, until = (
            int(about.statute["temporary_months"]),
            about.on("starts_on"),
            about.on("until"),
        )
        if start and until:
            yield check(
                until <= months_after(start, months), _("%(n)d months at most") % {"n": months},
                _("Longer than %(n)d months: that is a transfer.") % {"n": months}, "R-TMP-01", "HD 30 II.2.3", field="until",
            )  # fmt: skip
        yield check(
            not about.overlay("temporary"),
            _("Not a guest elsewhere"),
            _("Is a guest of another unit already."),
            "R-TMP-01",
            "HD 30 II.2.3",
        )

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Write the temporary letter for each member."""

        def letter(one: Told) -> temporary_introduction.Facts:
            goal = one.about.target.name if one.about.target else ""
            first, last = one.about.on("starts_on") or on, one.about.on("until") or on
            return temporary_introduction.Facts(
                head, one.who, goal, first, last, one.about.words.get("cause", "")
            )

        return each(told, "temporary_introduction", letter)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the time as a guest."""
        if step.code != "HOST" or about.target is None:
            return ()
        return (opening("temporary", on, about, paper, about.target.unit_id),)


@procedure
class Away(Procedure):
    """Working away: the branch keeps the address and is told of every trip."""

    code, title, rule, article = "away", _("Working away"), "R-AWY-01", "HD 20 §3.3f; HD 30 II.4"
    about = _("Register where a member works away; who reports, pays and comes back is not removed")
    icon, order, asked, exclusive = "map-pin", 40, True, False

    class Form(CaseForm):
        """Where to, as what, until when."""

        starts_on = DayField(label=_("Left on"))
        until = DayField(label=_("Back on, as expected"), required=False)
        address = forms.CharField(label=_("Address there (commune, province)"), max_length=200)
        phone = forms.CharField(label=_("Phone there"), max_length=30, required=False)
        job = forms.CharField(label=_("Job"), max_length=120, required=False)

    route = (
        Step(
            "REGISTER",
            _("The branch registers"),
            verb=_("Register"),
            rule="R-AWY-01",
            article="HD 20 §3.3f",
        ),
    )

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the days, and whether the member is away already."""
        yield from period(about)
        yield check(
            not about.overlay("away"),
            _("Not away yet"),
            _("Is registered as away already: end that first."),
            "R-AWY-01",
            "HD 20 §3.3f",
        )

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the time away, with its address as sealed words."""
        start = about.on("starts_on") or on
        return (opening("away", min(start, on), about, paper),)


@procedure
class Back(Procedure):
    """Back from working away."""

    code, title, rule, article = "away_back", _("Back from working away"), "R-AWY-01", "HD 20 §3.3f"
    about = _("End the time away")
    icon, order, asked, exclusive = "home", 41, True, False
    route = (
        Step(
            "BACK",
            _("The branch enters the return"),
            verb=_("Enter the return"),
            rule="R-AWY-01",
            article="HD 20 §3.3f",
        ),
    )

    def checks(self, about: About) -> Iterator[Check]:
        """Look whether the member is away."""
        yield check(
            about.overlay("away"), _("Is away"), _("Is not registered as away."), "R-AWY-01", "HD 20 §3.3f"
        )

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Close the time away."""
        return closing("away", on, about, paper)


@procedure
class Residence(Procedure):
    """Activity at the place of residence: the member may speak there, not vote."""

    code, title, rule, article = (
        "residence",
        _("Activity at the place of residence"),
        "R-RES-01",
        "HD 20 §2.2",
    )
    about = _("Introduced by the home branch, received by the branch of residence; no vote there")
    icon, order, asked, exclusive, target = "building-community", 50, True, False, "branch"
    moved = "goes"

    class Form(CaseForm):
        """From when."""

        starts_on = DayField(label=_("From"))
        address = forms.CharField(
            label=_("Address there (commune, province)"), max_length=200, required=False
        )

    route = (
        Step("INTRODUCE", _("The home branch introduces"), verb=_("Introduce"), rule="R-RES-01", article="HD 20 §2.2"),
        Step("RECEIVE", _("The branch of residence receives"), verb=_("Receive"), side="target", rule="R-RES-01", article="HD 20 §2.2"),
    )  # fmt: skip

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the host."""
        held = about.overlay("residence")
        yield check(
            not held,
            _("Not registered at a residence yet"),
            _("Is registered at a place of residence already: end that first."),
            "R-RES-01",
            "HD 20 §2.2",
        )
        fits = about.target is None or about.target.kind_data.has_members
        yield check(
            fits,
            _("A branch receives"),
            _("Choose a branch: members are received by branches."),
            "R-RES-01",
            "HD 20 §2.2",
            field="target",
        )

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the time there."""
        if step.code != "RECEIVE" or about.target is None:
            return ()
        return (opening("residence", on, about, paper, about.target.unit_id),)


@procedure
class ResidenceOpinion(Procedure):
    """Ask the branch of residence for its opinion of a member, confirmed by its grassroots union."""

    code, title, rule, article = (
        "residence_opinion",
        _("Opinion of the branch of residence"),
        "R-RES-01",
        "HD 20 §2.2",
    )
    about = _("On request the branch of residence comments, and its union confirms")
    icon, order, exclusive, target, moved = "message", 51, False, "branch", "goes"

    class Form(CaseForm):
        """What for."""

        cause = forms.CharField(label=_("What the opinion is for"), max_length=200)

    class CommentForm(forms.Form):
        """What the branch of residence says."""

        opinion = forms.CharField(
            label=_("Opinion"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
        )

    route = (
        Step("COMMENT", _("The branch of residence comments"), verb=_("Give the opinion"), side="target", form=CommentForm, rule="R-RES-01", article="HD 20 §2.2"),
        Step("CONFIRM", _("Its grassroots union confirms"), verb=_("Confirm"), side="target", decides="accept", own="transfer", second=True, rule="R-RES-01", article="HD 20 §2.2"),
    )  # fmt: skip


@procedure
class Abroad(Procedure):
    """Abroad: three to twelve months temporary; a year or more with the letter for abroad. The file stays at home."""

    code, title, rule, article = "abroad", _("Abroad"), "P6", "HD 20 §3.3e"
    about = _("Letter for abroad; the file stays at home")
    icon, order, asked, exclusive = "world", 60, True, False

    class Form(CaseForm):
        """Where to and until when."""

        starts_on = DayField(label=_("Left on"))
        until = DayField(label=_("Back on, as expected"))
        country = forms.CharField(label=_("Country, place of study or work"), max_length=160)

    route = (
        Step("BRANCH", _("The branch comments"), verb=_("Agree"), rule="P6", article="HD 20 §3.3e"),
        Step("RELEASE", _("The grassroots union issues the letter"), verb=_("Issue the letter"), decides="release", own="transfer", paper=True, rule="P6", article="HD 20 §3.3e"),
    )  # fmt: skip

    def checks(self, about: About) -> Iterator[Check]:
        """Tell temporary from long."""
        yield from period(about)
        start, until = about.on("starts_on"), about.on("until")
        if start and until:
            months = int(about.statute["abroad_months"])
            long = until >= months_after(start, months)
            text = (
                _("A year or more: the letter for abroad is issued")
                if long
                else _("Up to a year: temporary activity abroad")
            )
            yield Check(text, "P6", "HD 20 §3.3e")
        yield check(
            not about.overlay("abroad"),
            _("Not abroad yet"),
            _("Is registered as abroad already."),
            "P6",
            "HD 20 §3.3e",
        )

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Write the letter for abroad for each member."""

        def letter(one: Told) -> introduction.Facts:
            return introduction.Facts(
                head, one.who, one.about.words.get("country", ""), valid_until=one.about.on("until")
            )

        return each(told, "introduction", letter)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the time abroad."""
        return (opening("abroad", on, about, paper),) if step.code == "RELEASE" else ()
