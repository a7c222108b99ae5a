"""P2: transfer of Union activity, a handshake of two grassroots unions (HD 20 §3.3đ; HD 30 II.2)."""

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
    Procedure,
    Step,
    Told,
    Writing,
    check,
    each,
    months_after,
    procedure,
)
from aoxanh.membership.book import NewLine, Paper
from aoxanh.org.forms import UnitCodeField
from aoxanh.org.models import UnitVersion
from aoxanh.papers.forms import introduction
from aoxanh.papers.issuers import Head
from aoxanh.ui.fields import DayField

REASONS = [
    ("residence", _("Change of residence")),
    ("work", _("Change of workplace")),
    ("school", _("Change of school, or graduated")),
    ("demobilised", _("Demobilised, changed sector, waits for work 3 months or more")),
]
GRASSROOTS = {"grassroots", "commune", "upper_grassroots", "section_union"}


class TransferForm(CaseForm):
    """Why, since when, and whether the other side is in the system."""

    cause = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    changed_on = DayField(label=_("Changed on"))
    outside = forms.BooleanField(
        label=_("The new place is not in this system"), required=False,
        help_text=_("A unit of the armed forces, abroad, or a place without a union: only the letter is issued."),
    )  # fmt: skip
    destination = forms.CharField(label=_("New address or place of work"), max_length=200, required=False)
    #: As heads of columns.
    SHORT = {"outside": _("Outside"), "destination": _("New address")}


class ClearForm(forms.Form):
    """The branch clears the member."""

    fee_until = DayField(label=_("Fee paid until (month end)"))
    comments = forms.CharField(
        label=_("The branch's comments for the member's book"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip


class AcceptForm(forms.Form):
    """Where the receiving union places the member, if it knows already."""

    branch = UnitCodeField(
        label=_("Branch the member is placed in"), required=False, help_text=_("May be left for later."),
        widget=forms.TextInput(attrs={"data-behaviour": "suggest", "data-suggest": "units", "autocomplete": "off"}),
    )  # fmt: skip


class InsideForm(AcceptForm):
    """Where the union moves the member, where only the union was named."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["branch"].help_text = _("Left empty: the branch chosen when the case was opened.")


class PlaceForm(forms.Form):
    """The branch."""

    branch = UnitCodeField(
        label=_("Branch the member is placed in"),
        widget=forms.TextInput(attrs={"data-behaviour": "suggest", "data-suggest": "units", "autocomplete": "off"}),
    )  # fmt: skip


def union_of(unit: UnitVersion | None) -> str:
    """Return the path of the unit's grassroots union as far as the path tells: the parent's, or its own."""
    if unit is None:
        return ""
    return unit.path if unit.kind in GRASSROOTS else unit.path[:-5]


def inside_one(about: About) -> bool:
    """Whether both sides lie in one grassroots union (HD 20 §3.3đ a)."""
    home, goal = union_of(about.unit), union_of(about.target)
    return bool(home and goal) and (goal.startswith(home) or home.startswith(goal))


@procedure
class Transfer(Procedure):
    """Transfer a member to another branch, of the same grassroots union or another."""

    code, title, rule, article = "transfer", _("Transfer"), "R-TRF-03", "HD 20 §3.3đ; HD 30 II.2"
    about = _(
        "The branch clears, its union releases, the new union receives and places; no province in between"
    )
    icon, order, asked, target, moved = "arrows-exchange", 20, True, "unit", "goes"
    each = ("outside", "destination")
    Form = TransferForm
    route = (
        Step("CLEAR", _("The branch clears: fee, comments in the book"), verb=_("Clear"), form=ClearForm, rule="R-TRF-06", article="HD 20 §3.3đ"),
        Step(
            "INSIDE", _("The grassroots union moves the member to the new branch"), verb=_("Transfer"), decides="release", paper=True,
            form=InsideForm, rule="R-TRF-03", article="HD 20 §3.3đ",
        ),
        Step("ALONE", _("The grassroots branch introduces by itself"), verb=_("Issue the letter"), paper=True, rule="R-TRF-03", article="HD 20 §3.3đ"),
        Step("RELEASE", _("The sending union releases, with a letter of introduction"), verb=_("Issue the letter"), decides="release", paper=True, rule="R-TRF-03", article="HD 20 §3.3đ"),
        Step(
            "ACCEPT", _("The receiving union receives"), verb=_("Receive"), side="target", decides="accept", within="transfer_months",
            form=AcceptForm, rule="R-TRF-03", article="HD 20 §3.3đ",
        ),
        Step("PLACE", _("Placed in a branch"), verb=_("Place"), side="target", decides="accept", within="transfer_months", form=PlaceForm, rule="R-TRF-03", article="HD 20 §3.3đ"),
    )  # fmt: skip
    design = (
        _("Until the receiving union has placed the member, they are counted where they were (L2)."),
        _("A transfer waits while a disciplinary case is under way."),
        _(
            "Sent and not received within a month, it stands in the list of transfers on the way: for both sides and the levels above."
        ),
        _(
            "Who scans the code of the letter and receives for the union it goes to comes straight to the case."
        ),
    )

    def route_of(self, about: About) -> Iterable[Step]:
        """Choose the way: inside one union, by a grassroots branch alone, out of the system, or between two unions."""
        codes = ["CLEAR"]
        alone = about.unit is not None and about.unit.kind == "grassroots_branch"
        if about.facts.get("outside"):
            codes.append("ALONE" if alone else "RELEASE")
        elif inside_one(about):
            codes.append("INSIDE")
        else:
            codes += ["ALONE" if alone else "RELEASE", "ACCEPT"]
            if not self.branch_of(about):
                codes.append("PLACE")
        return [step for step in self.route if step.code in codes]

    def branch_of(self, about: About) -> int | None:
        """Return the branch the member is placed in, if that is known."""
        if about.facts.get("branch"):
            return int(about.facts["branch"])
        goal = about.target
        return goal.unit_id if goal is not None and goal.kind_data.has_members else None

    def checks(self, about: About) -> Iterator[Check]:
        """Look at both sides, the fee, and time."""
        if not about.facts.get("outside"):
            same = (
                about.target is not None
                and about.unit is not None
                and about.target.unit_id == about.unit.unit_id
            )
            yield check(
                not same,
                _("The two sides differ"),
                _("The member is in this branch already."),
                "R-TRF-03",
                "HD 20 §3.3đ",
                field="target",
            )
            yield Check(
                _("Both sides are grassroots unions; the province is not in the way"),
                "R-TRF-03",
                "HD 20 §3.3đ",
                field="target",
            )
        months = about.more.get("months_unpaid")
        if months is not None:
            yield check(
                not months, _("The fee is paid"), _("%(n)d months of fee are unpaid: collect them, or record the exemption, before releasing.") % {"n": months},
                "R-TRF-06", "HD 20 §3.3đ", warn=not about.facts.get("fee_until"), field="fee_until",
            )  # fmt: skip
        yield check(
            not about.overlay("suspended"),
            _("Not suspended"),
            _("Is suspended: the discipline case comes first."),
            "R-DIS-10",
            "HD 20 §23.1e",
        )
        changed = about.on("changed_on")
        if changed is not None:
            late = (about.day - changed).days > 31 * int(about.statute["transfer_months"])
            yield check(
                not late,
                _("Within a month of the change"),
                _("More than a month has passed since the change: the file should have moved by then."),
                "R-TRF-01",
                "HD 30 II.2.1",
                warn=True,
            )

            overdue = int(about.statute["transfer_overdue_months"])
            if months_after(changed, overdue) <= about.day:
                yield Check(
                    _("More than %(n)d months since the change: the new place may ask the old one to review the member's standing") % {"n": overdue},
                    "R-TRF-02", "HD 30 II.2.3", "warn",
                )  # fmt: skip

    def step_checks(self, about: About, step: Step, on: dt.date) -> Iterator[Check]:
        """Look at the branch the member shall be placed in, and whether units moved under the case."""
        inside = inside_one(about)
        if step.code in {"PLACE", "INSIDE"} and not self.branch_of(about):
            yield Check(
                _("Name the branch the member is placed in."), "R-TRF-03", "HD 20 §3.3đ", "bad", "branch"
            )
        if about.facts.get("branch") and step.code in {"INSIDE", "ACCEPT", "PLACE"}:
            yield check(
                about.branch is not None and about.branch.kind_data.has_members and about.branch.path.startswith(union_of(about.target)),
                _("A branch of the receiving union"), _("Choose a branch of the union that receives: another union receives by its own decision."),
                "R-TRF-03", "HD 20 §3.3đ", field="branch",
            )  # fmt: skip
        if about.facts.get("outside"):
            return
        if (step.code == "INSIDE" and not inside) or (
            step.code in {"RELEASE", "ALONE"} and inside and not self.branch_of(about)
        ):
            text = _("The units have been reorganised since: withdraw this case, and open it anew with the branch it goes to.")  # fmt: skip
            yield Check(text, "R-ORG-09", "HD 20 §3.3đ", "bad", "")

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Write the letter of introduction for each member."""

        def letter(one: Told) -> introduction.Facts:
            goal = one.about.target.name if one.about.target else one.about.words.get("destination", "")
            paid = one.about.on("fee_until")
            return introduction.Facts(head, one.who, goal, f"{paid:%d/%m/%Y}" if paid else "")

        return each(told, "introduction", letter)

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the departure, or the transfer once the member is placed: at once where one union has both sides by now."""
        if about.facts.get("outside"):
            return (NewLine("departed", on, None, {}, paper),) if step.code in {"ALONE", "RELEASE"} else ()
        branch = self.branch_of(about)
        within = step.code == "INSIDE" or (step.code in {"RELEASE", "ALONE"} and inside_one(about))
        if branch is None or not (within or step.code in {"ACCEPT", "PLACE"}):
            return ()
        letter = paper if within else Paper(str(about.facts.get("letter", "")), None, "")
        return (NewLine("transferred", on, branch, {}, letter),)


@procedure
class Arrival(Procedure):
    """Receive a member from where the system has no unit, with their letter of introduction and book."""

    code, title, rule, article = (
        "arrival",
        _("Reception from outside the system"),
        "R-TRF-04",
        "HD 20 §3.3đ",
    )
    about = _(
        "With letter of introduction and book: from the armed forces, from abroad, from a union not in the system"
    )
    icon, order, past = "user-check", 25, ("letter_on",)
    statuses = ("", "left", "candidate")

    class Form(CaseForm):
        """What the papers say."""

        letter = forms.CharField(label=_("Number of the letter of introduction"), max_length=60)
        letter_on = DayField(label=_("Signed on"))
        source = forms.CharField(label=_("Came from"), max_length=160)
        joined_on = DayField(label=_("Joined the Union on"))
        FACTS = ("letter",)

    route = (
        Step("RECEIVE", _("The grassroots union receives"), verb=_("Receive"), decides="accept", own="transfer", rule="R-TRF-04", article="HD 20 §3.3đ"),
    )  # fmt: skip

    def checks(self, about: About) -> Iterator[Check]:
        """Look at the days."""
        joined = about.on("joined_on")
        yield check(
            joined is None or joined <= about.day, _("Joined before"), _("The day of joining lies ahead."), "R-REC-01", "HD 20 §3.3", field="joined_on"
        )  # fmt: skip
        yield check(about.story.status in self.statuses, _("Not on any branch's list as a member"), _("Is a member in the system: use a transfer."), "R-TRF-04", "HD 20 §3.3đ", field="person")  # fmt: skip

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Enter the arrival."""
        assert about.unit is not None  # noqa: S101 - every case has a unit
        letter = Paper(about.facts["letter"], about.on("letter_on"), "")
        return (NewLine("arrived", on, about.unit.unit_id, {"joined_on": about.facts["joined_on"]}, letter),)
