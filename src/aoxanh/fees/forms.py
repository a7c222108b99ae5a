"""Forms of fees: taking in, handing up, settling, the account."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.membership.periods import month_of
from aoxanh.org.models import today
from aoxanh.ui.fields import DayField


class CollectForm(forms.Form):
    """Which months, paid when."""

    first = DayField(label=_("From month (any day of it)"))
    last = DayField(label=_("To month (any day of it)"))
    on = DayField(label=_("Received on"), initial=today)


class PeriodForm(forms.Form):
    """A period handed up."""

    first = DayField(label=_("Received from"))
    last = DayField(label=_("Received until"))
    on = DayField(label=_("Handed up on"), initial=today)


class SettleForm(forms.Form):
    """When it arrived."""

    on = DayField(label=_("Arrived on"), initial=today)


class AccountForm(forms.Form):
    """The account fees are paid to."""

    bank = forms.RegexField(
        r"^\d{6}$", label=_("Bank (BIN)"), help_text=_("Six digits, for example 970405 for Agribank.")
    )
    number = forms.RegexField(r"^[A-Za-z0-9]{1,19}$", label=_("Account number"))
    holder = forms.CharField(label=_("Account holder"), max_length=80)


def proposed(received_until: dt.date | None, day: dt.date) -> dict[str, Any]:
    """Return the period to propose: from the day after the last one to today."""
    return {"first": received_until + dt.timedelta(days=1) if received_until else month_of(day), "last": day}
