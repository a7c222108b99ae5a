"""Forms of training: what somebody undertakes, points, a reason, a new programme, a file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from aoxanh.membership.rules import statute_on
from aoxanh.training.advancing import Undertaking
from aoxanh.training.criteria import SOURCE, form_for
from aoxanh.training.models import SPANS, SURE
from aoxanh.training.scoring import Outline, Points
from aoxanh.ui.fields import DayField


class UndertakingForm(forms.Form):
    """Contents ticked and a commitment in words."""

    chosen = forms.TypedMultipleChoiceField(label=_("Contents"), coerce=int)
    words = forms.CharField(
        label=_("Commitment"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In your own words; kept sealed, read by you and the officers responsible for you."),
    )  # fmt: skip

    def __init__(self, *args: Any, outline: Outline, **options: Any) -> None:
        super().__init__(*args, **options)
        self.outline = outline
        places: Any = self.fields["chosen"]
        places.choices = [(item.place, item.title) for item in outline.items]
        places.error_messages["required"] = _now("Tick at least one content of the programme.")

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Return the contents as the page draws them, group by group."""
        ticked = {str(value) for value in self["chosen"].value() or ()}
        return [
            {
                "group": group,
                "rows": [{"item": item, "ticked": str(item.place) in ticked} for item in group.items],
            }
            for group in self.outline.groups
        ]

    def given(self) -> Undertaking:
        """Return what was entered."""
        return Undertaking(tuple(self.cleaned_data["chosen"]), self.cleaned_data["words"])


class PointsForm(forms.Form):
    """Points for each criterion of some groups; what is left empty is not given yet."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, outline: Outline, group: int = 0, points: Points | None = None, hints: Points | None = None,
        who: str = "", **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self.outline, self.before = outline, points or [None] * len(outline.items)
        self.shown = [item for g in outline.groups if group in {0, g.number} for item in g.items]
        for item in self.shown:
            hint = hints[item.place] if hints else None
            attributes = {
                "inputmode": "numeric",
                "class": "points",
                "aria-label": f"{who}: {item.title}" if who else item.title,
            }
            if hint is not None:
                attributes["placeholder"] = str(hint)
            self.fields[f"p{item.place}"] = forms.IntegerField(
                label=item.title, min_value=0, max_value=item.max, required=False, initial=self.before[item.place],
                widget=forms.NumberInput(attrs=attributes),
            )  # fmt: skip

    def cell(self, place: int) -> Any:
        """Return the field of a criterion."""
        return self[f"p{place}"]

    @property
    def cells(self) -> list[dict[str, Any]]:
        """Return the fields shown with their criteria."""
        return [{"item": item, "field": self.cell(item.place)} for item in self.shown]

    def sheet(self) -> Points:
        """Return the whole sheet: what was entered, and what the groups not shown had."""
        given = list(self.before)
        for item in self.shown:
            given[item.place] = self.cleaned_data.get(f"p{item.place}")
        return given


class ReasonForm(forms.Form):
    """Why something goes back."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ProgrammeForm(forms.Form):
    """A programme to issue."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=2000,
        max_value=2100,
        help_text=_("Of a school year, the one it begins in."),
    )
    span = forms.ChoiceField(label=_("Valid for"), choices=SPANS)
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until (not included)"))
    register_by = DayField(label=_("Register by"))
    evaluate_from = DayField(label=_("Evaluate from"))
    source = forms.CharField(label=_("Source"), max_length=200)
    sure = forms.ChoiceField(label=_("How sure"), choices=SURE)
    outline = forms.CharField(
        label=_("Groups and criteria"), max_length=20000, widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("A line each: “# group | points”, then its criteria: “criterion | points”. The criteria of a group add up to its points."),
    )  # fmt: skip


def proposed(year: int, span: str) -> dict[str, Any]:
    """Return a programme to begin with: the shipped form, and the periods the statute's numbers say (R-EVL-03)."""
    statute = statute_on(dt.date(year, 12, 31))
    first, evaluated, months = statute["training_school_year" if span == "school" else "training_year"]
    starts = dt.date(year, first, 1)
    over = int(evaluated < first)
    after = first + months - 1  # months from the January of the year to the one after registration, from 0
    closes = dt.date(year + after // 12, after % 12 + 1, 1) - dt.timedelta(days=1)
    return {
        "year": year,
        "span": span,
        "starts_on": starts,
        "ends_on": starts.replace(year=year + 1),
        "register_by": closes,
        "evaluate_from": dt.date(year + over, evaluated, 1),
        "source": SOURCE, "sure": "assumed", "outline": form_for(year).outline,
    }  # fmt: skip


class FileForm(forms.Form):
    """The branch's file, filled in."""

    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text=_("The file downloaded here, filled in. Nothing is written before you have seen what is in it."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > 4 * 1024 * 1024:
            raise forms.ValidationError(_("The file of a branch is smaller than 4 MB."), code="large")
        return file
