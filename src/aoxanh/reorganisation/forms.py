"""Forms of plans: what they are called and when they take effect, and one for each kind of step."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aoxanh.org.kinds import KINDS, SECTORS
from aoxanh.org.models import UnitVersion
from aoxanh.reorganisation.models import Plan
from aoxanh.reorganisation.steps import Step, read_steps
from aoxanh.ui.fields import DayField

LARGEST_FILE = 8_000_000
#: So many units are offered to choose from; others are named by code.
OFFERED = 300


class PlanForm(forms.Form):
    """What a plan is called, its day and its decision."""

    name = forms.CharField(
        label=_("Name"), max_length=160, help_text=_("For example: Merge of two branches, 2026")
    )
    effective_on = DayField(label=_("Takes effect on"))
    decision_number = forms.CharField(label=_("Decision number"), max_length=60, required=False)
    decision_on = DayField(label=_("Decided on"), required=False)
    decision_body = forms.CharField(label=_("Deciding body"), max_length=160, required=False)


class NewPlanForm(PlanForm):
    """A plan, and where its steps come from."""

    start = forms.ChoiceField(
        label=_("Begin with"),
        choices=[
            ("empty", _("no step: I add them")),
            ("decision", _("the administrative decision of that day: old communes to new ones")),
            ("file", _("a file of steps")),
        ],
    )
    file = forms.FileField(label=_("File of steps (JSON)"), required=False)

    def clean(self) -> dict[str, Any]:
        """Read the file where one is the beginning."""
        data = super().clean() or {}
        if data.get("start") == "file":
            data["steps"] = read_file(data.get("file"))
        return data


def read_file(file: Any) -> list[dict[str, Any]]:
    """Return the steps of a file: a list, or a table with a list called steps."""
    if not file:
        raise forms.ValidationError({"file": _("Choose a file.")})
    if file.size > LARGEST_FILE:
        raise forms.ValidationError({"file": _("The file is larger than 8 MB. Divide the plan.")})
    try:
        found = json.loads(file.read())
    except (ValueError, RecursionError):
        raise forms.ValidationError(
            {"file": _("The file is no JSON. Download a plan to see how one looks.")}
        ) from None
    steps = found.get("steps") if isinstance(found, dict) else found
    read_steps(steps)
    return list(steps or ())


class StepForm(forms.Form):
    """A step; each kind shows the fields it needs. `as_step` gives it as a file would hold it."""

    units = forms.MultipleChoiceField(label=_("Units"), widget=forms.CheckboxSelectMultiple, required=False)
    codes = forms.CharField(label=_("Other units, by code"), max_length=2000, required=False, help_text=_("With spaces or commas between."))  # fmt: skip
    unit = forms.ChoiceField(label=_("Unit"))
    into = forms.ChoiceField(label=_("Goes into"))
    under = forms.ChoiceField(label=_("Stands under"))
    name = forms.CharField(label=_("Name"), max_length=160)
    code = forms.CharField(label=_("Code"), max_length=20)
    kind = forms.ChoiceField(label=pgettext_lazy("unit", "Kind"))
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    hamlet = forms.CharField(label=_("Who lives in"), max_length=120, required=False, help_text=_("Words of the address: thôn Xuân Hải"))  # fmt: skip
    born_from = forms.IntegerField(
        label=_("Born from the year"), min_value=1950, max_value=2030, required=False
    )
    born_to = forms.IntegerField(label=_("to the year"), min_value=1950, max_value=2030, required=False)
    rest = forms.ChoiceField(label=_("The rest goes to"), required=False)

    USED = {
        "establish": ("name", "code", "kind", "under", "sector"),
        "rename": ("unit", "name", "code", "sector"),
        "change_kind": ("unit", "kind"),
        "move": ("units", "codes", "under", "kind"),
        "merge": ("units", "codes", "into"),
        "consolidate": ("units", "codes", "name", "code", "kind", "under", "sector"),
        "split": ("unit", "name", "code", "kind", "hamlet", "born_from", "born_to", "units", "rest"),
        "dissolve": ("unit", "rest"),
    }  # fmt: skip

    def __init__(self, *args: Any, do: str, plan: Plan, steps: list[Step], **options: Any) -> None:
        super().__init__(*args, **options)
        self.do = do
        for name in set(self.fields) - set(self.USED[do]):
            del self.fields[name]
        self.order_fields(self.USED[do])
        offered, founded = offered_units(plan), founded_units(steps)
        scope = plan.unit.standing(plan.effective_on)
        own = [(scope.code, f"{scope.code} {scope.name}")] if scope else []
        choices: dict[str, list[tuple[str, Any]]] = {
            "units": offered, "unit": [("", "—"), *offered], "into": [("", "—"), *offered, *founded],
            "under": [*own, *offered, *founded], "rest": [("", _("nowhere: each is named")), *offered, *founded],
            "kind": [(k.code, k.title) for k in KINDS.values() if not (k.valid_until and plan.effective_on >= k.valid_until)],
            "sector": [("", "—"), *SECTORS.items()],
        }  # fmt: skip
        for name, values in choices.items():
            if name in self.fields:
                self.fields[name].choices = values  # type: ignore[attr-defined]
        if do == "move":
            self.fields["kind"].required = False
            self.fields["kind"].choices = [("", _("as it is")), *choices["kind"]]  # type: ignore[attr-defined]
        if do == "rename":
            for name in ("name", "code"):
                self.fields[name].required = False
        if do in {"consolidate", "split"}:
            self.fields["name"].label, self.fields["code"].label = (
                _("Name of the new unit"),
                _("Code of the new unit"),
            )
        if do == "split":
            self.fields["unit"].label = _("Unit that is split")
            self.fields["units"].label = _("Units below that go to the new one")
            self.fields["rest"].help_text = _("Choose the unit itself where the rest stays in it.")

    def clean(self) -> dict[str, Any]:
        """Refuse a unit that would go into itself."""
        data = super().clean() or {}
        goal = data.get({"split": "unit", "move": "under"}.get(self.do, ""))
        if goal and goal in data.get("units", ()):
            self.add_error("units", _("A unit does not go below itself: leave it out here."))
        return data

    def as_step(self) -> dict[str, Any]:
        """Return the step as a file would hold it."""
        data = {name: value for name, value in self.cleaned_data.items() if value not in ("", None, [])}
        units = [*data.pop("units", []), *data.pop("codes", "").replace(",", " ").split()]
        if self.do == "split":
            return self.as_split(data, units)
        step = {"do": self.do, **data}
        return {**step, "units": units} if "units" in self.USED[self.do] else step

    def as_split(self, data: dict[str, Any], units: list[str]) -> dict[str, Any]:
        """Return the step that parts one new unit from another."""
        people: list[dict[str, Any]] = []
        if hamlet := data.pop("hamlet", ""):
            people.append({"hamlet": hamlet})
        first, last = data.pop("born_from", None), data.pop("born_to", None)
        if first or last:
            people.append({"born": [first or 1900, last or 2100]})
        part: dict[str, Any] = {name: data[name] for name in ("name", "code", "kind") if name in data}
        part |= {"units": units} if units else {}
        part |= {"people": people} if people else {}
        step = {"do": "split", "unit": data["unit"], "parts": [part]}
        return {**step, "rest": data["rest"]} if data.get("rest") else step


def offered_units(plan: Plan) -> list[tuple[str, str]]:
    """Return the units below the deciding one to choose from, by code: children, and theirs while there are few."""
    scope = plan.unit.standing(plan.effective_on)
    if scope is None:
        return []
    standing = UnitVersion.objects.as_of(plan.effective_on).order_by("sort_key", "unit_id").values_list("unit_id", "code", "name")  # fmt: skip
    children = list(standing.filter(parent_id=scope.unit_id)[:OFFERED])
    below = list(standing.filter(parent_id__in=[row[0] for row in children])[: OFFERED + 1])
    rows = [*children, *below] if len(children) + len(below) <= OFFERED else children
    return [(code, f"{code} {name}") for _pk, code, name in rows]


def founded_units(steps: list[Step]) -> list[tuple[str, str]]:
    """Return the units the plan founds, to place others in."""
    found = [new for step in steps for new in (step.new, *(part.new for part in step.parts)) if new]
    return [(f"@{new.label}", f"{new.code} {new.name}") for new in found]
