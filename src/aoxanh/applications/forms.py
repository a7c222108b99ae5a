"""Forms: what an applicant fills in on the phone, how long a link is open, what an officer answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.forms import OpenForm
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.cases.procedures.admission import SPONSORS
from aoxanh.org.models import today
from aoxanh.people import lists
from aoxanh.people.consents import PURPOSES, Purpose
from aoxanh.people.forms import choice, text
from aoxanh.people.models import age_at_least
from aoxanh.ui.fields import DayField, NameField, PartialDateField, PhoneField
from aoxanh.vietnamese.dates import PartialDate

LONGEST_OPEN = 366
#: What the record keeps of an application, beside the name.
PARTICULARS = ("birth", "sex", "phone", "email", "home_town", "ethnicity", "religion", "education", "occupation", "workplace")  # fmt: skip
SENSITIVE = ("ethnicity", "religion")


def consent(code: str, *, required: bool = False) -> forms.BooleanField:
    """Return the box that says yes to one purpose, in the very words that are kept."""
    purpose: Purpose = PURPOSES[code]
    return forms.BooleanField(label=purpose.text, required=required)


class ApplicationForm(forms.Form):
    """The application of form 1.1 (HD 30), as its applicant fills it in (R-ADM-03, R-ADM-06)."""

    full_name = NameField(label=_("Full name"))
    birth = PartialDateField(label=_("Date of birth"), past=True)
    sex = choice(_("Sex"), lists.SEXES)
    phone = PhoneField(label=_("Phone"))
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=160)
    home_town = text(_("Home town"))
    education = choice(_("General education"), lists.EDUCATION)
    occupation = text(_("Occupation"), 120)
    workplace = text(_("Place of work or study"))
    ethnicity = choice(_("Ethnicity"), lists.ETHNICITIES)
    religion = choice(_("Religion"), lists.RELIGIONS)
    sponsor = forms.ChoiceField(
        label=_("Introduced by"), choices=[("", _("Nobody yet: ask the branch to help me")), *SPONSORS], required=False
    )  # fmt: skip
    sponsor_name = text(_("Name of the introducer"), 120)
    sponsor_since = DayField(
        label=_("Working or studying together since"), required=False,
        help_text=_("Of a person who introduces: at least 3 months without a break (HD 20 §1.3)."),
    )  # fmt: skip
    trained_on = DayField(label=_("Course about the Union finished on"), required=False)
    why = forms.CharField(label=_("Why I want to join"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip
    pledge = forms.BooleanField(
        label=_("I join of my own will, and pledge to keep the statute, to learn and work, and to help build a strong Union.")
    )  # fmt: skip
    agree_membership = consent("membership", required=True)
    agree_sensitive = consent("sensitive")
    agree_messages = consent("messages")
    guardian_name = NameField(label=_("Name of the parent or guardian"), required=False)
    guardian_relation = choice(_("Relation"), lists.RELATIONS)
    guardian_phone = PhoneField(label=_("Phone of the parent or guardian"), required=False)
    guardian_agrees = forms.BooleanField(
        label=_("I am the parent or guardian and agree to what is ticked above."), required=False
    )  # fmt: skip
    child_agrees = forms.BooleanField(label=_("I, the applicant, agree as well."), required=False)
    #: A field no human sees or fills in.
    website = forms.CharField(
        required=False, max_length=200, label=_("Leave this empty"), widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )  # fmt: skip

    SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (_("Who I am"), ("full_name", "birth", "sex", "phone", "email", "home_town")),
        (_("School and work"), ("education", "occupation", "workplace")),
        (_("My application"), ("sponsor", "sponsor_name", "sponsor_since", "trained_on", "why", "pledge")),
        (_("What I agree to"), ("agree_membership", "agree_messages")),
        (_("Only if you want to say it"), ("ethnicity", "religion", "agree_sensitive")),
        (_("For applicants under 16"), ("guardian_name", "guardian_relation", "guardian_phone", "guardian_agrees", "child_agrees")),
    )  # fmt: skip
    GUARDIAN = ("guardian_name", "guardian_relation", "guardian_phone", "guardian_agrees", "child_agrees")

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the fields by section."""
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]

    @property
    def is_child(self) -> bool:
        """Whether the applicant is, or may be, under 16 (Luật Trẻ em 2016, Đ.1)."""
        birth: PartialDate | None = self.cleaned_data.get("birth")
        age = age_at_least(birth, today())
        return age is not None and age < 16

    def clean(self) -> dict[str, Any]:
        """Ask a guardian's consent for a child, and one for what is sensitive."""
        data = super().clean() or self.cleaned_data
        birth = data.get("birth")
        if birth and not birth.is_whole:
            self.add_error(
                "birth", forms.ValidationError(_("The whole date is needed: 25/06/2008."), code="whole")
            )
        if self.is_child:
            text = _(
                "Under 16 a parent or guardian gives consent, and the child agrees as well (Luật 91/2025/QH15 Đ.24)."
            )
            for name in self.GUARDIAN:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, forms.ValidationError(text, code="guardian"))
        if any(data.get(name) for name in SENSITIVE) and not data.get("agree_sensitive"):
            text = _("Tick that this may be kept, or leave ethnicity and religion empty.")
            self.add_error("agree_sensitive", forms.ValidationError(text, code="consent"))
        return data

    def said(self) -> dict[str, Any]:
        """Return what is sealed: codes, days as ISO text, and each consent with the hash of its words."""
        data = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}
        data["birth"] = self.cleaned_data["birth"].stored
        for name, value in data.items():
            if isinstance(value, dt.date):
                data[name] = value.isoformat()
        if not self.is_child:
            data = {name: value for name, value in data.items() if name not in self.GUARDIAN}
        given = [code for code in ("membership", "sensitive", "messages") if data.pop(f"agree_{code}", False)]
        data["consents"] = {code: [PURPOSES[code].version, PURPOSES[code].sha256] for code in given}
        data.pop("website", None)
        return data


class LinkForm(forms.Form):
    """How long a link takes applications."""

    closes_on = DayField(label=_("Open until"))

    def clean_closes_on(self) -> dt.date:
        """Refuse a day that is over, and one too far away."""
        day: dt.date = self.cleaned_data["closes_on"]
        if not today() <= day <= today() + dt.timedelta(days=LONGEST_OPEN):
            raise forms.ValidationError(_("Choose a day within the next 12 months."), code="day")
        return day


class DeclineForm(forms.Form):
    """Why an application is not taken; the applicant is told it by the branch, not by the page."""

    words = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class FollowForm(forms.Form):
    """The code on the receipt."""

    code = forms.CharField(label=_("Receipt code"), max_length=40)


class TakeForm(OpenForm):
    """Opening the admission: who it is of the people known, and what the procedure asks, filled in from the application."""

    known = forms.CharField(required=False, widget=forms.HiddenInput)
    alike_seen = forms.BooleanField(label=_("I have looked at them: this is somebody else"), required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, plug=PROCEDURES["admission"], **options)

    def opening(self) -> dict[str, Any]:
        """Return what opening a case takes."""
        found = self.entered()
        for name in ("known", "alike_seen"):
            found["facts"].pop(name, None)
            found["words"].pop(name, None)
        return {"facts": found["facts"], "words": found["words"]}
