"""Forms of what was found in a file: what its columns mean, and one row put right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.intake.fields import FIELDS
from aoxanh.intake.models import Batch, BatchRow
from aoxanh.intake.queries import branches_below
from aoxanh.vietnamese.names import fold

ORDERS = [("dmy", _("day first: 25/06/2003")), ("mdy", _("month first: 06/25/2003"))]


class ColumnsForm(forms.Form):
    """One choice for each heading of a batch, and for each column of dates that proves nothing by itself."""

    def __init__(self, *args: Any, batch: Batch, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("left out")), *((field.code, field.title) for field in FIELDS.values())]
        self.headings: dict[str, str] = {}
        for _sheet, heading, code in batch.columns:
            name = f"column-{len(self.headings)}"
            if fold(heading) in self.headings.values():
                continue
            self.headings[name] = fold(heading)
            self.fields[name] = forms.ChoiceField(
                label=heading[:80], choices=choices, initial=code, required=False
            )
        for code, (order, sure) in batch.orders.items():
            self.fields[f"order-{code}"] = forms.ChoiceField(
                label=_("Dates in “%(column)s”") % {"column": FIELDS[code].title}, choices=ORDERS, initial=order,
                help_text="" if sure else _("The dates of this column can be read both ways."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse two headings with one meaning."""
        data = super().clean() or {}
        seen: dict[str, str] = {}
        for name in self.headings:
            code = data.get(name)
            if code and code in seen:
                self.add_error(name, _("Another column means this already: leave one of them out."))
            seen.setdefault(code or "", name)
        return data

    @property
    def mapping(self) -> dict[str, str]:
        """Return what was chosen, by folded heading."""
        return {heading: self.cleaned_data[name] for name, heading in self.headings.items()}

    @property
    def orders(self) -> dict[str, Any]:
        """Return which of day and month comes first, by field."""
        return {
            name.removeprefix("order-"): self.cleaned_data[name]
            for name in self.fields
            if name.startswith("order-")
        }


class RowForm(forms.Form):
    """The cells of a row, to be put right."""

    def __init__(self, *args: Any, row: BatchRow, **options: Any) -> None:
        super().__init__(*args, **options)
        cells = row.said["cells"]
        codes = {code for _sheet, _heading, code in row.batch.columns if code} | set(cells) | {"unit"}
        for code in (code for code in FIELDS if code in codes):
            field: forms.Field = forms.CharField(
                label=FIELDS[code].title,
                max_length=200,
                required=code == "full_name",
                initial=cells.get(code, ""),
            )
            if code == "unit":
                version = row.batch.unit.standing(row.batch.since)
                names = [v.name for v in branches_below(version, row.batch.since)[:300]] if version else []
                if cells.get("unit") and cells["unit"] not in names:
                    names = [cells["unit"], *names]
                if names:
                    field = forms.ChoiceField(
                        label=FIELDS[code].title, required=False, initial=cells.get(code, ""),
                        choices=[("", "—"), *((name, name) for name in names)],
                    )  # fmt: skip
            self.fields[code] = field
