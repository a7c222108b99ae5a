"""The form of a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.intake.gate import MOST_BYTES
from aoxanh.org.models import today
from aoxanh.ui.fields import DayField


class FileForm(forms.Form):
    """A file to look through, and from which day the book answers for its members."""

    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text=_(".xlsx, .xls, .ods or .csv, 64 MB at most. Nothing is written before you have seen what is in it."),
    )  # fmt: skip
    since = DayField(
        label=_("Members of these branches since"), initial=today,
        help_text=_("From this day on the book answers for them; the day of joining the Union is a column of its own."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 64 MB. Split it by unit."), code="large")
        return file
