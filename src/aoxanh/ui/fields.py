"""Form fields that read what people type the Vietnamese way and say in words what is wrong with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from aoxanh.vietnamese import citizen_id, legacy, phones
from aoxanh.vietnamese.dates import PartialDate, format_date, parse_date
from aoxanh.vietnamese.names import tidy
from aoxanh.vietnamese.refusal import Refusal


def refused(refusal: Refusal) -> ValidationError:
    """Return a refusal of the Vietnamese functions as a form error, in the reader's language."""
    return ValidationError(in_words(refusal), code=refusal.code)


def in_words(refusal: Refusal) -> str:
    """Return a refusal as a sentence: its own Vietnamese, or English for those who read English."""
    return refusal.message % refusal.facts if get_language() == "en" else str(refusal)


LONGEST_DATE = 60


class NameField(forms.CharField):
    """A person's name: one spelling, single spaces, legacy fonts turned into Unicode."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 120)
        super().__init__(**options)
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> str:
        """Return the tidied name; refuse digits and signs no name has."""
        name = tidy(legacy.to_unicode(str(value))) if value not in self.empty_values else ""
        if any(
            letter.isdigit() or letter in '<>{}[]|\\/@#$%^*_=+~;:!?"' or ord(letter) < 32 for letter in name
        ):
            raise ValidationError(_("A name has letters only. Check what was typed."), code="name")
        if name and not any(letter.isalpha() for letter in name):
            raise ValidationError(_("A name has letters only. Check what was typed."), code="name")
        return name


class PartialDateField(forms.Field):
    """A date known to the day, the month or the year: 25/06/2003, 06/2003 or 2003."""

    def __init__(self, *, past: bool = False, **options: Any) -> None:
        self.past = past
        super().__init__(**options)
        # No `max_length`: its validator would measure the date that was read, which has no length.
        self.widget.attrs.update(
            {
                "inputmode": "numeric",
                "placeholder": gettext_lazy("dd/mm/yyyy"),
                "autocomplete": "off",
                "maxlength": "40",
            }
        )

    def to_python(self, value: Any) -> PartialDate | None:
        """Return the date, or None when nothing was typed."""
        if isinstance(value, PartialDate):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        if len(str(value)) > LONGEST_DATE:
            raise ValidationError(_("This is too long for a date: 25/06/2003, 06/2003 or 2003."), code="long")
        try:
            day = parse_date(str(value))
        except Refusal as refusal:
            raise refused(refusal) from refusal
        if day.year < 1900 or day.year > 2200:
            raise ValidationError(_("The year must lie between 1900 and 2200."), code="year")
        if self.past and day.earliest() > dt.date.today():  # noqa: DTZ011 - the form's own sanity, not a rule
            raise ValidationError(_("This day has not come yet."), code="future")
        return day

    def prepare_value(self, value: Any) -> Any:
        """Show a date the way it is typed."""
        return format_date(value) if isinstance(value, PartialDate | dt.date) else value


class DayField(PartialDateField):
    """A whole day: 25/06/2023."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%d/%m/%Y"))
        super().__init__(**options)

    def to_python(self, value: Any) -> dt.date | None:  # type: ignore[override]
        """Return the day; refuse one that is not known to the day."""
        if isinstance(value, dt.date):
            return value
        day = super().to_python(value)
        if day is None:
            return None
        if not day.is_whole:
            raise ValidationError(_("Write the whole date: day, month and year."), code="partial")
        return day.earliest()


class CitizenIdField(forms.CharField):
    """A citizen id (12 digits) or nothing; never echoed in an error (campaigns §8.1)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 30)
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> str:
        """Return the twelve digits."""
        if value in self.empty_values or not str(value).strip():
            return ""
        try:
            return citizen_id.parse(str(value)).number
        except Refusal as refusal:
            raise refused(refusal) from refusal


class PhoneField(forms.CharField):
    """A Vietnamese phone number as E.164, or nothing (campaigns §8.4)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 30)
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "tel", "autocomplete": "off"})

    def to_python(self, value: Any) -> str:
        """Return the number as +84…"""
        if value in self.empty_values or not str(value).strip():
            return ""
        try:
            return phones.parse(str(value)).e164
        except Refusal as refusal:
            raise refused(refusal) from refusal
