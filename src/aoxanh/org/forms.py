"""Forms of the tree; page and API share them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.org.kinds import KINDS, SECTORS
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.operations import Decision, Particulars
from aoxanh.ui.fields import DayField


class DecisionForm(forms.Form):
    """The paper behind a change and the day it takes effect."""

    effective_on = DayField(label=_("Takes effect on"), initial=today)
    decision_number = forms.CharField(
        label=_("Decision number"), max_length=60, required=False, help_text=_("For example 12-QĐ/ĐTN")
    )
    signed_on = DayField(label=_("Decided on"), required=False)
    body = forms.CharField(label=_("Deciding body"), max_length=160, required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False,
        help_text=_("Needed when the change lies in the past and no decision is given."),
    )  # fmt: skip

    def decision(self) -> Decision:
        """Return what was entered as a Decision."""
        data = self.cleaned_data
        return Decision(
            data["effective_on"], data["decision_number"], data["signed_on"], data["body"], data["reason"]
        )


class ParticularsForm(forms.Form):
    """What a unit is called and where it is."""

    name = forms.CharField(
        label=_("Name"), max_length=160, help_text=_("In full, as on the decision: Chi đoàn thôn Xuân Hải")
    )
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9.\-]*$", label=_("Code"), max_length=20,
        error_messages={"invalid": _("A code has letters A–Z, digits, dots and hyphens only.")},
    )  # fmt: skip
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=[("", "—"), *SECTORS.items()])
    address = forms.CharField(label=_("Address"), max_length=200, required=False)

    def particulars(self, kind: str, version: UnitVersion | None = None) -> Particulars:
        """Return what was entered as Particulars."""
        data = self.cleaned_data
        place = version.administrative_unit if version else None
        return Particulars(
            data["code"],
            data["name"].strip(),
            kind,
            data["short_name"],
            data["sector"],
            data["address"],
            place,
        )


class EstablishForm(ParticularsForm, DecisionForm):
    """Found a unit under another."""

    kind = forms.ChoiceField(label=_("Kind"))
    field_order = ("name", "kind", "code", "short_name", "sector", "address")

    def __init__(self, *args: Any, above: UnitVersion, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [
            k
            for k in KINDS.values()
            if above.kind in k.under and not (k.valid_until and today() >= k.valid_until)
        ]
        self.fields["kind"].choices = [(k.code, k.title) for k in kinds]  # type: ignore[attr-defined]


class RenameForm(ParticularsForm, DecisionForm):
    """Give a unit other particulars."""


class UnitCodeField(forms.CharField):
    """A unit, named by its code or picked from the suggestions: “18568 Đoàn xã Lộc Hà”."""

    def to_python(self, value: Any) -> Any:
        """Return the unit that carries the code today."""
        if isinstance(value, Unit) or value in self.empty_values:
            return value or None
        code = " ".join(str(value).replace("\0", " ").split()[:1])
        version = UnitVersion.objects.as_of(today()).filter(code__iexact=code).select_related("unit").first()
        if version is None:
            raise forms.ValidationError(
                _("There is no unit with this code today. Pick one from the suggestions."), code="unit"
            )
        return version.unit


class MoveForm(DecisionForm):
    """Place a unit under another."""

    parent = UnitCodeField(label=_("New unit above"), help_text=_("Type a name or code and pick one."))
    field_order = ("parent",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"].widget.attrs.update(
            {"data-behaviour": "suggest", "data-suggest": "units", "autocomplete": "off"}
        )


class KindForm(DecisionForm):
    """Raise or lower a unit's level."""

    kind = forms.ChoiceField(label=_("New kind"))
    field_order = ("kind",)

    def __init__(self, *args: Any, above: UnitVersion | None, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [k for k in KINDS.values() if above is None or above.kind in k.under]
        self.fields["kind"].choices = [(k.code, k.title) for k in kinds]  # type: ignore[attr-defined]


class CloseForm(DecisionForm):
    """Dissolve a unit."""

    successor = UnitCodeField(
        label=_("Unit that takes over"), required=False, help_text=_("Leave empty if none does.")
    )
    field_order = ("successor",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].widget.attrs.update(
            {"data-behaviour": "suggest", "data-suggest": "units", "autocomplete": "off"}
        )


class CongressForm(forms.Form):
    """The latest congress and the term it began."""

    ordinal = forms.IntegerField(label=_("Congress number"), min_value=1, max_value=200)
    held_on = DayField(label=_("Held on"))
    term_ends_on = DayField(label=_("Term ends on"))

    @staticmethod
    def proposed(version: UnitVersion) -> dict[str, dt.date | int]:
        """Return what to propose: the next number, and today."""
        unit = version.unit
        return {"ordinal": (unit.congress_ordinal or 0) + 1, "held_on": today()}
