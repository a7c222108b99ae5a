"""Forms of cases, made from what a procedure and its steps declare: the same for page, API, docket and file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.advancing import Entered
from aoxanh.cases.procedure import Procedure, Step
from aoxanh.cases.votes import METHODS, MODES, Vote
from aoxanh.org.forms import UnitCodeField
from aoxanh.org.models import Unit, today
from aoxanh.people.models import Person
from aoxanh.ui.fields import DayField

SUGGEST = {"data-behaviour": "suggest", "data-suggest": "units", "autocomplete": "off"}
VOTE_FIELDS = ("entitled", "present", "agree", "against", "blank", "method", "mode")


def facts_and_words(form: forms.BaseForm, data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Part what was entered into facts (codes, days, numbers) and words, which are sealed.

    Plain text is words, unless the form names it in `FACTS`.
    """
    facts: dict[str, Any] = {}
    words: dict[str, str] = {}
    for name, field in form.fields.items():
        value = data.get(name)
        if value is None or value == "":
            continue
        if isinstance(value, Unit | Person):
            facts[name] = value.pk
        elif isinstance(value, dt.date):
            facts[name] = value.isoformat()
        elif (
            isinstance(value, str)
            and type(field) is forms.CharField
            and name not in getattr(form, "FACTS", ())
        ):
            words[name] = value
        else:
            facts[name] = value
    return facts, words


class TargetForm(forms.Form):
    """The unit a case goes to."""

    target = UnitCodeField(
        label=_("To which unit"), help_text=_("Type a name or code and pick one: the branch, or its grassroots union."),
        widget=forms.TextInput(attrs=SUGGEST),
    )  # fmt: skip


def target_field(plug: Procedure) -> forms.Field:
    """Return the field of the unit a case of a procedure goes to."""
    field = TargetForm().fields["target"]
    field.label = plug.target_label or field.label
    return field


class OpenForm(forms.Form):
    """Opening a case: the procedure's own fields, and where it goes."""

    def __init__(self, data: Any = None, *, plug: Procedure, many: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        self.plug = plug
        if many:
            title = f"{plug.title} {today():%d/%m/%Y}"
            self.fields["title"] = forms.CharField(
                label=_("Title of the docket"), max_length=160, initial=title
            )
        if plug.target:
            self.fields["target"] = target_field(plug)
            if many:
                self.fields["target"].required = False
                self.fields["target"].help_text = _(
                    "For everybody; where a row below names another unit, that one counts. Leave it empty if each row has its own."
                )
            elif "outside" in plug.Form.base_fields:
                self.ask_where(data)
        own = plug.each if many else ()
        self.fields |= {name: field for name, field in plug.Form().fields.items() if name not in own}
        self.FACTS = getattr(plug.Form, "FACTS", ())

    def ask_where(self, data: Any) -> None:
        """Ask for the unit unless it is said that the new place has none."""
        outside = self.plug.Form.base_fields["outside"].widget
        where = self.fields["target"]
        where.help_text = _(
            "Type a name or code and pick one. Only where the new place is not in this system it stays empty; tick that below."
        )
        where.required = not (data and outside.value_from_datadict(data, {}, self.add_prefix("outside")))

    def entered(self) -> dict[str, Any]:
        """Return what an operation takes: facts, words, target."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "title"}
        target = data.pop("target", None)
        facts, words = facts_and_words(self, data)
        return {"facts": facts, "words": words, "to": target}


class RowForm(forms.Form):
    """What is entered for each person of a docket."""

    def __init__(self, data: Any = None, *, plug: Procedure, **options: Any) -> None:
        super().__init__(data, **options)
        if plug.target:
            self.fields["target"] = target_field(plug)
            self.fields["target"].required, self.fields["target"].help_text = False, ""
        self.fields |= {name: field for name, field in plug.Form().fields.items() if name in plug.each}
        self.FACTS = getattr(plug.Form, "FACTS", ())
        self.SHORT = getattr(plug.Form, "SHORT", {})
        compact(self)


class VoteRowForm(forms.Form):
    """One row of a docket's vote sheet: the ballots for this person, and what the step asks of each."""

    def __init__(self, data: Any = None, *, step: Step, **options: Any) -> None:
        super().__init__(data, **options)
        self.step = step
        heads: Any = {"min_value": 0, "max_value": 100_000, "required": False}
        if step.vote is not None and step.vote.each:
            self.fields["agree"] = forms.IntegerField(label=_("In favour"), **heads)
            self.fields["against"] = forms.IntegerField(label=_("Against"), **heads)
            self.fields["blank"] = forms.IntegerField(label=_("Blank, invalid, other"), **heads)
        if step.form is not None:
            self.fields |= step.form().fields
            self.FACTS = getattr(step.form, "FACTS", ())
        compact(self)

    def vote(self, common: Vote) -> Vote:
        """Return this person's vote: where nothing is written, everybody present agreed."""
        agree, against, blank = (self.cleaned_data.get(name) for name in ("agree", "against", "blank"))
        others = (against or 0) + (blank or 0)
        agree = max(0, common.present - others) if agree is None else agree
        return replace(common, agree=agree, against=against or 0, blank=blank or 0)

    def facts(self) -> dict[str, Any]:
        """Return the facts of the row."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in {"agree", "against", "blank"}}
        return facts_and_words(self, data)[0]


def compact(form: forms.Form) -> None:
    """Let the controls of a row be said by their column's head, the short one where there is one."""
    for name, field in form.fields.items():
        field.label = getattr(form, "SHORT", {}).get(name, field.label)
        field.widget.attrs |= {"aria-label": str(field.label)}
        if isinstance(field.widget, forms.Textarea):
            field.widget = forms.TextInput(attrs={"aria-label": str(field.label)})


class StepForm(forms.Form):
    """Taking a step: its day, the vote, the number of the decision, the step's own fields."""

    on = DayField(label=_("Day"), initial=today)

    def __init__(self, data: Any = None, *, step: Step, members: int | None = None, many: bool = False, **options: Any) -> None:  # fmt: skip
        super().__init__(data, **options)
        self.step, self.many = step, many
        self.fields["on"].label = (
            _("Day of the meeting") if step.vote else _("Signed on") if step.paper else _("Day")
        )
        if step.vote is not None:
            self.add_vote(step, members)
        if step.paper:
            self.fields["number"] = forms.CharField(
                label=_("Number of the paper"), max_length=60, required=False,
                help_text=_("Left empty, the paper is written, numbered and issued by itself. Enter a number only of a paper signed elsewhere."),
            )  # fmt: skip
        if step.form is not None and not many:
            self.fields |= step.form().fields
            self.FACTS = getattr(step.form, "FACTS", ())
        self.fields["note"] = forms.CharField(
            label=_("Remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    def add_vote(self, step: Step, members: int | None) -> None:
        """Add the vote sheet; how it must be held is chosen already."""
        assert step.vote is not None  # noqa: S101 - asked by the caller
        heads: Any = {"min_value": 0, "max_value": 100_000}
        self.fields["entitled"] = forms.IntegerField(label=_("Entitled to vote"), initial=members, **heads)
        self.fields["present"] = forms.IntegerField(label=_("Present"), **heads)
        if not (self.many and step.vote.each):
            self.fields["agree"] = forms.IntegerField(label=_("In favour"), **heads)
            self.fields["against"] = forms.IntegerField(
                label=_("Against"), initial=0, required=False, **heads
            )
            self.fields["blank"] = forms.IntegerField(label=_("Blank, invalid, other"), initial=0, required=False, **heads)  # fmt: skip
        method = "secret" if step.vote.secret else "hands"
        self.fields["method"] = forms.ChoiceField(label=_("How it is voted"), choices=METHODS, initial=method)
        self.fields["mode"] = forms.ChoiceField(label=_("Held"), choices=MODES, initial="in_person")

    @property
    def vote_fields(self) -> list[Any]:
        """Return the fields of the vote sheet."""
        return [self[name] for name in VOTE_FIELDS if name in self.fields]

    @property
    def other_fields(self) -> list[Any]:
        """Return all others."""
        return [self[name] for name in self.fields if name not in VOTE_FIELDS]

    def vote(self) -> Vote | None:
        """Return the vote as entered."""
        if self.step.vote is None:
            return None
        data = self.cleaned_data
        return Vote(
            data["entitled"], data["present"], data.get("agree") or 0, data.get("against") or 0, data.get("blank") or 0,
            method=data["method"], mode=data["mode"],
        )  # fmt: skip

    def entered(self) -> Entered:
        """Return what an operation takes."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in {*VOTE_FIELDS, "on", "number"}}
        facts, words = facts_and_words(self, data)
        return Entered(
            self.cleaned_data["on"],
            self.cleaned_data.get("number", ""),
            self.vote(),
            facts=facts,
            words=words,
        )


class WordsForm(forms.Form):
    """A reason."""

    words = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class FilterForm(forms.Form):
    """Which cases a list shows."""

    procedure = forms.ChoiceField(
        label=_("Procedure"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["procedure"].choices = [("", _("All procedures")), *choices]  # type: ignore[attr-defined]


class RangeForm(forms.Form):
    """A range of card numbers."""

    letters = forms.CharField(
        label=_("Prefix"),
        max_length=20,
        required=False,
        strip=False,
        help_text=_("What stands before the number: 42-"),
    )
    first = forms.IntegerField(label=_("From number"), min_value=1, max_value=2_000_000_000)
    last = forms.IntegerField(label=_("To number"), min_value=1, max_value=2_000_000_000)
    width = forms.IntegerField(label=_("Digits"), min_value=1, max_value=12, initial=6)
    given_by = forms.CharField(label=_("Decision that gave the range"), max_length=160, required=False)
