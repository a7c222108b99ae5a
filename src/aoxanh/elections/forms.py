"""Forms of elections and committees: preparing, who came, a sheet, the superior's decisions, a seat that ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.votes import MODES
from aoxanh.elections.committee_operations import BY_HAND
from aoxanh.elections.counting import REASONS
from aoxanh.elections.models import OFFICES, Candidate, Election
from aoxanh.elections.queries import Counted
from aoxanh.elections.rules import HIGH, Setting
from aoxanh.org.models import today
from aoxanh.org.operations import Decision
from aoxanh.ui.fields import DayField

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}


def counting_field(label: Any, *, initial: int | None = None, required: bool = False, most: int = 100_000) -> forms.IntegerField:  # fmt: skip
    """Return a field for a count, with the digits' keyboard on a phone."""
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, initial=initial, required=required, widget=forms.NumberInput(attrs=NUMERIC)
    )  # fmt: skip


class PrepareForm(forms.Form):
    """What is elected, when and how; only what fits the unit is asked."""

    occasion = forms.ChoiceField(label=_("Occasion"), choices=Election.Occasion.choices)
    held_on = DayField(label=_("Held on"), initial=today)
    mode = forms.ChoiceField(label=_("Held"), choices=MODES, initial="in_person")
    direct = forms.BooleanField(label=_("The congress elects the secretary directly"), required=False)
    consent_on = DayField(
        label=_("Party committee and superior agreed on"), required=False,
        help_text=_("Only for direct election, a second deputy, or a branch's congress held online."),
    )  # fmt: skip

    def __init__(self, *args: Any, about: Setting, **options: Any) -> None:
        super().__init__(*args, **options)
        self.about = about
        titles = dict(OFFICES)
        for office, initial in proposed(about).items():
            self.fields[office] = counting_field(titles[office], initial=initial, most=200)
        if about.without_committee:
            del self.fields["direct"]

    @property
    def sizes(self) -> list[Any]:
        """Return the fields that say how many."""
        return [self[name] for name in self.fields if name in dict(OFFICES)]

    @property
    def others(self) -> list[Any]:
        """Return all others."""
        return [self[name] for name in self.fields if name not in dict(OFFICES)]

    def entered(self) -> dict[str, Any]:
        """Return what the operation takes."""
        data = self.cleaned_data
        return {
            "occasion": data["occasion"], "held_on": data["held_on"], "mode": data["mode"], "direct": bool(data.get("direct")),
            "consent_on": data["consent_on"], "seats": {name: data[name] or 0 for name in data if name in dict(OFFICES)},
        }  # fmt: skip


def proposed(about: Setting) -> dict[str, int]:
    """Return what a unit of this level usually elects: the most the rules allow; in mid-term nothing is taken for granted."""
    usual = usually(about)
    return usual if about.congress else dict.fromkeys(usual, 0)


def usually(about: Setting) -> dict[str, int]:
    """Return what a congress of a unit of this level usually elects."""
    if about.without_committee:
        return {"secretary": 1, "deputy": 0, "delegate": 0}
    size = about.table("committee_sizes")
    most = size[1] if isinstance(size, list) else 5
    if about.is_branch:
        return {"executive": size[0] if isinstance(size, list) else 3, "secretary": 1, "deputy": 1, "delegate": 0}  # fmt: skip
    standing = int(most * about.statute.share("standing_share"))
    return {
        "executive": most, "standing": standing, "secretary": 1, "deputy": 1, "inspection": min(3, standing), "head": 1, "deputy_head": 0,
        "delegate": 0,
    }  # fmt: skip


class AttendForm(forms.Form):
    """How many were summoned and came; of a congress of delegates, how they became one."""

    def __init__(self, *args: Any, election: Election, about: Setting, **options: Any) -> None:
        super().__init__(*args, **options)
        summoned = about.members if about.is_branch else None
        if election.is_congress:
            self.fields["entitled"] = counting_field(_("Summoned"), initial=election.entitled or summoned, required=True)  # fmt: skip
        self.fields["present"] = counting_field(_("Present"), initial=election.present, required=True)
        if election.is_congress and not about.is_branch:
            self.fields["elected"] = counting_field(_("Delegates elected below"), initial=election.delegates_elected)  # fmt: skip
            self.fields["ex_officio"] = counting_field(_("Delegates by their office"), initial=election.delegates_ex_officio)  # fmt: skip
            self.fields["designated"] = counting_field(_("Delegates designated"), initial=election.delegates_designated)  # fmt: skip

    def entered(self) -> dict[str, int]:
        """Return what the operation takes."""
        return {"entitled": 0, **{name: n or 0 for name, n in self.cleaned_data.items()}}


class CandidatesForm(forms.Form):
    """How the people chosen came to the list."""

    source = forms.ChoiceField(label=_("Put on the list by"), choices=Candidate.SOURCES)

    def __init__(self, *args: Any, about: Setting, **options: Any) -> None:
        super().__init__(*args, **options)
        if about.version.kind in HIGH:
            self.fields["outside"] = forms.BooleanField(label=_("They are no delegates of the congress"), required=False)  # fmt: skip
            self.fields["applied_on"] = DayField(label=_("Their applications came on"), required=False)

    def entered(self) -> dict[str, Any]:
        """Return what the operation takes."""
        data = self.cleaned_data
        return {"source": data["source"], "delegates": not data.get("outside"), "applied_on": data.get("applied_on")}  # fmt: skip


class SheetForm(forms.Form):
    """One round's sheet: ballots, then the votes of each; little is typed, for the usual numbers stand there already."""

    def __init__(self, *args: Any, counted: Counted, voters: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.counted = counted
        self.fields["issued"] = counting_field(_("Ballots handed out"), initial=voters, required=True)
        self.fields["collected"] = counting_field(_("Ballots collected"), initial=voters, required=True)
        self.fields["invalid"] = counting_field(_("Invalid"), initial=0)
        for one in counted.next:
            self.fields[f"yes-{one.pk}"] = counting_field(one.person.full_name, required=True)
        for code, title in REASONS.items():
            self.fields[f"reason-{code}"] = counting_field(title)

    @property
    def ballots(self) -> list[Any]:
        """Return the fields of the ballots."""
        return [self[name] for name in ("issued", "collected", "invalid")]

    @property
    def votes(self) -> list[Any]:
        """Return the fields of the votes, by candidate."""
        return [self[name] for name in self.fields if name.startswith("yes-")]

    @property
    def reasons(self) -> list[Any]:
        """Return the fields of the reasons."""
        return [self[name] for name in self.fields if name.startswith("reason-")]

    def entered(self) -> dict[str, Any]:
        """Return what the operation takes: also of a sheet half filled in, for the count beside it."""
        data = self.cleaned_data
        reasons = {code: data.get(f"reason-{code}") or 0 for code in REASONS}
        given = sum(reasons.values())
        return {
            "issued": data.get("issued") or 0, "collected": data.get("collected") or 0, "invalid": data.get("invalid") or given,
            "yes": {one.pk: data.get(f"yes-{one.pk}") or 0 for one in self.counted.next}, "reasons": reasons,
        }  # fmt: skip


class SuperiorForm(forms.Form):
    """The superior's decision: its day, and its number where the paper was signed elsewhere."""

    effective_on = DayField(label=_("Signed on"), initial=today)
    number = forms.CharField(
        label=_("Number of the paper"), max_length=60, required=False,
        help_text=_("Left empty, the paper is written, numbered and issued by itself. Enter a number only of a paper signed elsewhere."),
    )  # fmt: skip

    def decision(self) -> Decision:
        """Return what was entered as a Decision."""
        return Decision(self.cleaned_data["effective_on"], self.cleaned_data["number"], self.cleaned_data["effective_on"])  # fmt: skip


class DesignateForm(SuperiorForm):
    """To which post somebody is designated."""

    post = forms.ChoiceField(
        label=_("Post"),
        choices=[
            ("executive.member", _("Committee member")), ("executive.deputy", _("Deputy secretary")), ("executive.secretary", _("Secretary")),
            ("standing.member", _("Standing committee member")), ("inspection.member", _("Inspection commission")),
            ("inspection.head", _("Head of the inspection commission")),
        ],
    )  # fmt: skip
    field_order = ("post",)


class TermForm(SuperiorForm):
    """Until when a term lasts now."""

    until = DayField(label=_("Term ends on"))
    field_order = ("until",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].required, self.fields["number"].help_text = True, ""


class EndSeatForm(forms.Form):
    """How and when a seat ends."""

    went = forms.ChoiceField(label=_("How it ends"), choices=BY_HAND)
    on = DayField(label=_("Day"), initial=today)
    words = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For absence: which three meetings."),
    )  # fmt: skip
