"""Forms of plans: what they are called and when they take effect, and one for each kind of step."""

from __future__ import annotations

import json
from dataclasses import dataclass
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
#: What the field of the rest says where it stays in the unit that is split.
STAYS = "="


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
    cards = forms.CharField(
        label=_("Or these people, by card number"), max_length=4000, required=False, help_text=_("With spaces or commas between."),
    )  # fmt: skip
    rest = forms.ChoiceField(label=_("The rest goes to"), required=False)

    USED = {
        "establish": ("name", "code", "kind", "under", "sector"),
        "rename": ("unit", "name", "code", "sector"),
        "change_kind": ("unit", "kind"),
        "move": ("units", "codes", "under", "kind"),
        "merge": ("units", "codes", "into"),
        "consolidate": ("units", "codes", "name", "code", "kind", "under", "sector"),
        "split": ("unit", "name", "code", "kind", "hamlet", "born_from", "born_to", "cards", "units", "rest"),
        "dissolve": ("unit", "rest"),
    }  # fmt: skip

    def __init__(self, *args: Any, do: str, plan: Plan, steps: list[Step], **options: Any) -> None:
        super().__init__(*args, **options)
        self.do = do
        for name in set(self.fields) - set(self.USED[do]):
            del self.fields[name]
        self.order_fields(self.USED[do])
        self.offered = offered_units(plan)
        for name, values in self.choices(plan, founded_units(steps)).items():
            if name in self.fields:
                self.fields[name].choices = values  # type: ignore[attr-defined]
        self.name_fields()

    def choices(self, plan: Plan, founded: list[tuple[str, str]]) -> dict[str, list[tuple[str, Any]]]:
        """Return what each field offers: kinds that may stand here, superiors that have units below, and so on."""
        scope = plan.unit.standing(plan.effective_on)
        own = [Offered(scope.unit_id, scope.code, scope.name, scope.kind, None)] if scope else []
        offered = [one.choice for one in self.offered]
        above = [one.choice for one in (*own, *self.offered) if has_units_below(one.kind)]
        here = {one.kind for one in (*own, *self.offered)}
        kinds = [
            (k.code, k.title) for k in KINDS.values()
            if here & set(k.under) and not (k.valid_until and plan.effective_on >= k.valid_until)
        ]  # fmt: skip
        same = {"split": [("", _("as the unit that is split"))], "move": [("", _("as it is"))]}
        stays = [(STAYS, _("stays in the unit itself"))] if self.do == "split" else []
        return {
            "units": self.children() if self.do == "split" else offered, "unit": [("", "—"), *offered],
            "into": [("", "—"), *offered, *founded], "under": [*above, *founded],
            "rest": [*stays, ("", _("nowhere: each is named")), *offered, *founded],
            "kind": [*same.get(self.do, [("", "—")]), *kinds], "sector": [("", "—"), *SECTORS.items()],
        }  # fmt: skip

    def children(self) -> list[tuple[str, str]]:
        """Return the units below a unit that may be split, each with the one it stands under."""
        above = {one.unit_id: one.name for one in self.offered}
        return [
            (one.code, f"{one.choice[1]} — {above[one.above]}") for one in self.offered if one.above in above
        ]

    def name_fields(self) -> None:
        """Call the fields what they are in this kind of step, and leave out the one that offers nothing."""
        if self.do in {"move", "split"}:
            self.fields["kind"].required = False
        if self.do == "rename":
            for name in ("name", "code"):
                self.fields[name].required = False
        if self.do in {"consolidate", "split"}:
            self.fields["name"].label, self.fields["code"].label = (
                _("Name of the new unit"),
                _("Code of the new unit"),
            )
        if self.do == "split":
            self.fields["unit"].label = _("Unit that is split")
            self.fields["units"].label = _("Units below that go to the new one")
            self.fields["rest"].initial = STAYS
            if not self.children():
                del self.fields["units"]

    def clean(self) -> dict[str, Any]:
        """Refuse a unit that would go into itself, somebody who stays in what is dissolved, and years that run backwards."""
        data = super().clean() or {}
        asked = forms.CheckboxSelectMultiple().value_from_datadict(self.data, self.files, "units") or ()
        goal = data.get({"split": "unit", "move": "under"}.get(self.do, ""))
        if goal and goal in asked:
            self.add_error(
                "units" if "units" in self.fields else "unit",
                _("A unit does not go below itself: leave it out here."),
            )
        if self.do == "dissolve" and data.get("rest") and data.get("rest") == data.get("unit"):
            self.add_error("rest", _("It is dissolved: nobody can stay in it. Choose another unit."))
        if data.get("born_from") and data.get("born_to") and data["born_from"] > data["born_to"]:
            self.add_error("born_to", _("The last year lies before the first."))
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
        if cards := data.pop("cards", "").replace(",", " ").split():
            people.append({"list": cards})
        kinds = {one.code: one.kind for one in self.offered}
        part: dict[str, Any] = {
            "name": data["name"],
            "code": data["code"],
            "kind": data.get("kind") or kinds[data["unit"]],
        }
        part |= {"units": units} if units else {}
        part |= {"people": people} if people else {}
        step = {"do": "split", "unit": data["unit"], "parts": [part]}
        rest = data["unit"] if data.get("rest") == STAYS else data.get("rest")
        return {**step, "rest": rest} if rest else step


@dataclass(frozen=True)
class Offered:
    """A unit to choose from; `above`: what it stands under."""

    unit_id: int
    code: str
    name: str
    kind: str
    above: int | None

    @property
    def choice(self) -> tuple[str, str]:
        """Return it as a field offers it."""
        return self.code, f"{self.code} {self.name}"


def has_units_below(kind: str) -> bool:
    """Whether any kind of unit may stand under one of this kind."""
    return any(kind in one.under for one in KINDS.values())


def offered_units(plan: Plan) -> list[Offered]:
    """Return the units below the deciding one to choose from: children, and theirs while there are few."""
    scope = plan.unit.standing(plan.effective_on)
    if scope is None:
        return []
    rows = UnitVersion.objects.as_of(plan.effective_on).order_by("sort_key", "unit_id")
    standing = rows.values_list("unit_id", "code", "name", "kind", "parent_id")
    children = list(standing.filter(parent_id=scope.unit_id)[:OFFERED])
    below = list(standing.filter(parent_id__in=[row[0] for row in children])[: OFFERED + 1])
    found = [*children, *below] if len(children) + len(below) <= OFFERED else children
    return [Offered(*row) for row in found]


def founded_units(steps: list[Step]) -> list[tuple[str, str]]:
    """Return the units the plan founds, to place others in."""
    found = [new for step in steps for new in (step.new, *(part.new for part in step.parts)) if new]
    return [(f"@{new.label}", f"{new.code} {new.name}") for new in found]
