"""The form of a period."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.objection import Objection
from aoxanh.statistics.operations import check_period
from aoxanh.ui.fields import DayField


class PeriodForm(forms.Form):
    """From when to when, and whose knowledge counts."""

    first = DayField(label=_("From"))
    last = DayField(label=_("To the end of"))
    known_on = DayField(label=_("As known on"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that is none."""
        data = super().clean() or {}
        if data.get("first") and data.get("last"):
            try:
                check_period(data["first"], data["last"])
            except Objection as objection:
                raise forms.ValidationError(
                    {objection.field or "last": str(objection.message)}
                ) from objection
        return data
