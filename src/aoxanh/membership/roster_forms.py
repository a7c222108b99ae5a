"""What a roster is narrowed by and shows: the same form for the page, the export, the API and the command line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.duties import DUTY_CHOICES
from aoxanh.membership.kinds import OVERLAY_CHOICES
from aoxanh.org.kinds import SECTORS
from aoxanh.people import lists
from aoxanh.people.forms import choice
from aoxanh.ui.fields import DayField

STATUS_CHOICES = [
    ("", _("Members")),
    *((code, title) for code, title in lists.STATUSES if code not in {"merged", "member"}),
    ("ended", _("All who are members no more")),
    ("all", _("Everybody in the book")),
]
AGES = [
    ("16-17", "16–17"), ("18-22", "18–22"), ("23-30", "23–30"), ("over30", _("over 30")), ("child", _("under 16")),
]  # fmt: skip
PARTY = [
    ("official", _("Full Party member")),
    ("probationary", _("Probationary Party member")),
    ("none", _("Not in the Party")),
]
MISSING = [
    ("birth", _("Date of birth")), ("sex", _("Sex")), ("citizen_id", _("Citizen id")), ("phone", _("Phone")),
    ("education", _("General education")), ("joined_on", _("Joined the Union on")), ("card_number", _("Card number")),
]  # fmt: skip


class RosterForm(forms.Form):
    """The filters of a roster, kept in the address; anything unreadable is left out, never an error page."""

    q = forms.CharField(required=False, max_length=120, label=_("Name, citizen id or phone"))
    status = forms.ChoiceField(label=_("Status"), choices=STATUS_CHOICES, required=False)
    what = choice(_("With"), OVERLAY_CHOICES)
    age = choice(_("Age"), AGES)
    sex = choice(_("Sex"), lists.SEXES)
    sector = choice(_("Sector"), list(SECTORS.items()))
    education = choice(_("General education"), lists.EDUCATION)
    qualification = choice(_("Qualification"), lists.QUALIFICATION)
    party = choice(_("Party"), PARTY)
    office = choice(
        _("Office"), [("any", _("Any office")), *((c, t) for c, t in DUTY_CHOICES if c != "operator")]
    )
    joined_from = DayField(label=_("Joined from"), required=False)
    joined_until = DayField(label=_("Joined until"), required=False)
    missing = choice(_("Missing"), MISSING)
    twins = forms.BooleanField(required=False, label=_("Perhaps recorded twice"))

    #: Shown at once; the others open with a click.
    FIRST = ("status", "age", "sex", "what")

    def chosen(self) -> dict[str, Any]:
        """Return the filters that could be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, one in self.fields.items():
            if isinstance(one, forms.ChoiceField):
                one.widget.attrs["class"] = "form-select form-select-sm"
            elif name != "twins":
                one.widget.attrs["class"] = "form-control form-control-sm"
        self.fields["twins"].widget.attrs["class"] = "form-check-input"

    def first_fields(self) -> list[forms.BoundField]:
        """Return the filters shown at once."""
        return [self[name] for name in self.FIRST]

    def further_fields(self) -> list[forms.BoundField]:
        """Return the filters that open with a click."""
        return [self[name] for name in self.fields if name not in {"q", *self.FIRST}]
