"""Forms of the book: a member entered, a line from a paper, a line taken back, a value of the statute."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.membership.book import DESTINATION, NewLine, Paper
from aoxanh.membership.kinds import KINDS, OVERLAY_CHOICES
from aoxanh.membership.statute.titles import BODIES, DECISIONS
from aoxanh.org.kinds import KINDS as UNIT_KINDS
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.forms import CommuneField, PersonForm
from aoxanh.ui.fields import DayField, PhoneField

#: What may be entered straight from a paper; procedures, intake and reorganisation write the others.
ENTERED = (
    "proposed", "approved", "admitted", "arrived", "transferred", "departed", "matured", "removed", "reinstated",
    "expelled", "resigned", "deceased", "overlay_opened", "joining_noted", "card_issued", "card_withdrawn", "file_restored",
)  # fmt: skip


class NewMemberForm(PersonForm):
    """A member whom earlier records know, entered with their particulars."""

    since = DayField(label=_("In this branch, by our records, since"), initial=today)
    joined_on = DayField(label=_("Joined the Union on"), required=False)
    card_number = forms.CharField(label=_("Card number"), max_length=30, required=False)
    alike_seen = forms.BooleanField(label=_("I have looked at them: this is somebody else"), required=False)
    SECTIONS = ((_("In the book"), ("since", "joined_on", "card_number")), *PersonForm.SECTIONS)
    OWN_FIELDS = ("since", "joined_on", "card_number", "alike_seen")

    def facts(self) -> dict[str, Any]:
        """Return the person's particulars."""
        return {name: value for name, value in super().facts().items() if name not in self.OWN_FIELDS}


class LineForm(forms.Form):
    """A line of the book, from a paper."""

    kind = forms.ChoiceField(
        label=_("What was decided"), choices=[("", "—"), *((code, KINDS[code].title) for code in ENTERED)]
    )
    effective_on = DayField(label=_("With effect from"), initial=today)
    unit = forms.CharField(
        label=_("Unit"), max_length=20, required=False,
        help_text=_("Code of the branch somebody is admitted or transferred to, or of the host; else leave it empty."),
    )  # fmt: skip
    number = forms.CharField(label=_("Number of the decision"), max_length=60, required=False)
    signed_on = DayField(label=_("Signed on"), required=False)
    body = forms.CharField(label=_("Decided by"), max_length=160, required=False)
    card_number = forms.CharField(label=_("Card number"), max_length=30, required=False)
    joined_on = DayField(label=_("Joined the Union on"), required=False)
    what = forms.ChoiceField(label=_("For a time"), choices=[("", "—"), *OVERLAY_CHOICES], required=False)
    until = DayField(label=_("Until"), required=False)
    place = CommuneField(
        label=_("Away: commune, ward"), required=False, help_text=_("Type a name and pick one.")
    )
    address = forms.CharField(label=_("Away: house, street, lodging"), max_length=160, required=False)
    phone = PhoneField(label=_("Away: phone there"), required=False)
    job = forms.CharField(label=_("Away: work"), max_length=120, required=False)
    words = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept sealed; read only by who may read the book."),
    )  # fmt: skip

    def clean_unit(self) -> int | None:
        """Return the unit of the code on the day of effect."""
        code, day = self.cleaned_data["unit"].strip(), self.cleaned_data.get("effective_on") or today()
        if not code:
            return None
        version = UnitVersion.objects.as_of(day).filter(code=code).first()
        if version is None:
            raise forms.ValidationError(
                _("There was no unit with this code on that day. Look it up in the tree."), code="unit"
            )
        return version.unit_id

    def clean(self) -> dict[str, Any]:
        """Refuse a destination for somebody who is not going away (R-AWY-01)."""
        data = super().clean() or self.cleaned_data
        if any(data.get(name) for name in ("place", *DESTINATION)) and data.get("what") not in {
            "away",
            "abroad",
        }:
            text = _(
                "Where somebody can be reached is written for members away only: choose that under “For a time”."
            )
            self.add_error("what", forms.ValidationError(text, code="destination"))
        return data

    def line(self) -> NewLine:
        """Return the line as an operation takes it."""
        data = self.cleaned_data
        facts: dict[str, Any] = {}
        if data["card_number"]:
            facts["card_number"] = data["card_number"]
        if data["kind"] == "joining_noted" and data["joined_on"]:
            facts["joined_on"] = data["joined_on"].isoformat()
        if data["kind"] == "overlay_opened":
            facts["what"] = data["what"]
            if data["until"]:
                facts["until"] = data["until"].isoformat()
            if data["place"]:
                facts["place"] = data["place"].pk
        paper = Paper(data["number"], data["signed_on"], data["body"])
        effective_on: dt.date = data["effective_on"]
        details = {name: data[name] for name in DESTINATION if data[name]}
        return NewLine(data["kind"], effective_on, data["unit"], facts, paper, data["words"], details=details)


class CorrectForm(forms.Form):
    """Taking a line back."""

    words = forms.CharField(
        label=_("Why the line is taken back"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class StatuteForm(forms.Form):
    """A value of the statute, from a new guidance."""

    code = forms.ChoiceField(label=_("Value"))
    value = forms.JSONField(
        label=_("Says"), help_text=_("A number, true or false, or a list: 16, true, [16, 0]")
    )
    rule = forms.CharField(label=_("Article"), max_length=60)
    source = forms.CharField(label=_("Source"), max_length=160)
    valid_from = DayField(label=_("From"))
    sure = forms.ChoiceField(
        label=_("How sure"), choices=[("sourced", _("sourced")), ("assumed", _("assumed"))]
    )

    def __init__(self, *args: Any, codes: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = codes  # type: ignore[attr-defined]


class AuthorityForm(forms.Form):
    """Who decides from a day on, from a new guidance."""

    decision = forms.ChoiceField(
        label=_("Procedure"), choices=[(f"{p}.{d}", title) for (p, d), title in DECISIONS.items()]
    )
    kinds = forms.MultipleChoiceField(
        label=_("Level"), widget=forms.CheckboxSelectMultiple,
        choices=[(kind.code, kind.title) for kind in UNIT_KINDS.values() if kind.organisation == "union"],
    )  # fmt: skip
    body = forms.ChoiceField(label=_("Body"), choices=list(BODIES.items()))
    rule = forms.CharField(label=_("Article"), max_length=60)
    source = forms.CharField(label=_("Source"), max_length=160)
    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("Until"), required=False)
    sure = forms.ChoiceField(
        label=_("How sure"), choices=[("sourced", _("sourced")), ("assumed", _("assumed"))]
    )

    def row(self) -> dict[str, Any]:
        """Return the row as the operation takes it."""
        procedure, _dot, decision = self.cleaned_data["decision"].partition(".")
        return {**self.cleaned_data, "procedure": procedure, "decision": decision}
