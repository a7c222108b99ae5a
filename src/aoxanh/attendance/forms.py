"""The form of a gathering: what was held, when, and how."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aoxanh.attendance.models import GROUNDS, KINDS, MODES
from aoxanh.attendance.operations import Held
from aoxanh.org.models import today
from aoxanh.ui.fields import DayField

#: What a meeting is called by itself, of whatever month.
BY_MONTH = re.compile(r"Sinh hoạt chi đoàn tháng \d{1,2}/\d{4}")


def titled(day: dt.date) -> str:
    """Return what a month's branch meeting is called, as the branch book writes it."""
    return f"Sinh hoạt chi đoàn tháng {day.month}/{day.year}"


class GatheringForm(forms.Form):
    """What was held. A meeting without a title is called by its month."""

    day = DayField(label=_("Day"), initial=today)
    kind = forms.ChoiceField(label=pgettext_lazy("attendance", "What"), choices=KINDS, initial="meeting")
    title = forms.CharField(label=_("Called"), max_length=160, required=False)
    mode = forms.ChoiceField(label=_("How it met"), choices=MODES, initial="in_person", required=False)
    ground = forms.ChoiceField(
        label=_("Ground for meeting online"), choices=[("", "—"), *GROUNDS], required=False
    )
    consent = forms.CharField(
        label=_("Consent of the party committee and the superior"), max_length=160, required=False,
        help_text=_("Number and day of their papers, or who agreed when."),
    )  # fmt: skip
    note = forms.CharField(
        label=pgettext_lazy("attendance", "Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What it was about. Nothing private of anybody."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Name a meeting by its month; ask for the name of an activity; an online meeting alone keeps ground and consent."""
        data = super().clean() or {}
        day, kind, title = data.get("day"), data.get("kind"), str(data.get("title", "")).strip()
        if day is None or kind is None:
            return data
        by_month = not title or BY_MONTH.fullmatch(title) is not None
        if kind == "activity" and by_month:
            self.add_error("title", _("Write what the activity was."))
        data["title"] = titled(day) if by_month else title
        data["mode"] = (data.get("mode") or "in_person") if kind == "meeting" else "in_person"
        if data["mode"] != "online":
            data["ground"] = data["consent"] = ""
        return data

    def held(self) -> Held:
        """Return what was entered, for the operation."""
        return Held(**self.cleaned_data)
