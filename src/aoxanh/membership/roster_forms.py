"""What a roster is narrowed by and shows: the same form for the page, the export, the API and the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.duties import DUTY_CHOICES
from aoxanh.membership.columns import COLUMNS, Column
from aoxanh.membership.kinds import OVERLAY_CHOICES
from aoxanh.membership.roster import FILTERS, Selection, order_asked
from aoxanh.org.kinds import SECTORS
from aoxanh.org.models import UnitVersion
from aoxanh.people import lists
from aoxanh.people.forms import choice
from aoxanh.ui.fields import DayField
from aoxanh.vietnamese.dates import parse_date
from aoxanh.vietnamese.refusal import Refusal

STATUS_CHOICES = [
    ("", _("Members")),
    *((code, title) for code, title in lists.STATUSES if code not in {"merged", "member"}),
    ("ended", _("All who are members no more")),
    ("all", _("Everybody in the book")),
]
AGES = [
    ("16-17", "16–17"), ("18-22", "18–22"), ("23-30", "23–30"), ("31-35", "31–35"), ("over30", _("over 30")),
    ("over35", _("over 35")), ("child", _("under 16")),
]  # fmt: skip
MATURING = [
    ("over30", _("Over 30, nothing decided yet")),
    ("over35", _("Over 35")),
]
PARTY = [
    ("official", _("Full Party member")),
    ("probationary", _("Probationary Party member")),
    ("none", _("Not in the Party")),
]
MISSING = [
    ("birth", _("Date of birth")), ("sex", _("Sex")), ("citizen_id", _("Citizen id")), ("phone", _("Phone")),
    ("email", _("E-mail")), ("home_town", _("Home town")), ("education", _("General education")),
    ("qualification", _("Qualification")), ("theory", _("Political theory")), ("occupation", _("Occupation")),
    ("workplace", _("Place of work or study")), ("photo", _("Photo")), ("ethnicity", _("Ethnicity")), ("religion", _("Religion")),
    ("joined_on", _("Joined the Union on")), ("card_number", _("Card number")),
]  # fmt: skip


#: Filters that need a right at every unit of the list.
RIGHTS = {"ethnicity": "people.sensitive", "religion": "people.sensitive"}
#: Filters of other rooms: how their field is made, and the right they need.
ADDED: dict[str, tuple[Callable[[], forms.Field], str]] = {}


def add_filter(
    name: str,
    field: Callable[[], forms.Field],
    narrow: Callable[[Any, Any, Selection], Any],
    *,
    right: str = "",
) -> None:
    """Add a filter of another room to every roster; called from its `AppConfig.ready`.

    `field()` makes its form field, not required; `narrow(people, chosen, selection)` keeps whom it asks for.
    """
    if name in FILTERS:
        message = f"The roster has a filter {name} already."
        raise ValueError(message)
    FILTERS[name], ADDED[name] = narrow, (field, right)


class RosterForm(forms.Form):
    """The filters of a roster, kept in the address; anything unreadable is left out, never an error page."""

    q = forms.CharField(required=False, max_length=120, label=_("Name, citizen id or phone"))
    status = forms.ChoiceField(label=_("Status"), choices=STATUS_CHOICES, required=False)
    what = choice(_("With"), OVERLAY_CHOICES)
    age = choice(_("Age"), AGES)
    maturing = choice(_("Maturation"), MATURING)
    sex = choice(_("Sex"), lists.SEXES)
    sector = choice(_("Sector"), [*SECTORS.items(), ("none", _("not known"))])
    education = choice(_("General education"), lists.EDUCATION)
    qualification = choice(_("Qualification"), lists.QUALIFICATION)
    theory = choice(_("Political theory"), lists.THEORY)
    ethnicity = choice(_("Ethnicity"), lists.ETHNICITIES)
    religion = choice(_("Religion"), lists.RELIGIONS)
    party = choice(_("Party"), PARTY)
    office = choice(
        _("Office"), [("any", _("Any office")), *((c, t) for c, t in DUTY_CHOICES if c != "operator")]
    )
    joined_from = DayField(label=_("Joined from"), required=False)
    joined_until = DayField(label=_("Joined until"), required=False)
    missing = choice(_("Missing"), MISSING)
    twins = forms.BooleanField(required=False, label=_("Perhaps recorded twice"))

    #: Shown at once; the others open with a click.
    FIRST = ("status", "age", "sex", "what")

    def chosen(self) -> dict[str, Any]:
        """Return the filters that could be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def __init__(
        self, *args: Any, may: Callable[[str], bool] = lambda right: not right, **options: Any
    ) -> None:
        """`may(right)` says whether a filter that needs a right may be used; without it none of them is there."""
        super().__init__(*args, **options)
        self.fields |= {name: make() for name, (make, _right) in ADDED.items()}
        for name, right in {**RIGHTS, **{name: right for name, (_make, right) in ADDED.items()}}.items():
            if right and not may(right):
                del self.fields[name]
        for one in self.fields.values():
            if isinstance(one, forms.ChoiceField):
                one.widget.attrs["class"] = "form-select form-select-sm"
            elif isinstance(one, forms.BooleanField):
                one.widget.attrs["class"] = "form-check-input"
            else:
                one.widget.attrs["class"] = "form-control form-control-sm"

    def first_fields(self) -> list[forms.BoundField]:
        """Return the filters shown at once."""
        return [self[name] for name in self.FIRST]

    def further_fields(self) -> list[forms.BoundField]:
        """Return the filters that open with a click."""
        return [self[name] for name in self.fields if name not in {"q", *self.FIRST}]


@dataclass(frozen=True)
class Asked:
    """What an address asks a roster for, within the reader's right."""

    form: RosterForm
    version: UnitVersion | None
    selection: Selection
    sheet: list[Column]


def kept(asked: QueryDict, form: RosterForm) -> str:
    """Return what is worth keeping of a roster's address, in one order whatever the order it came in.

    What was typed to search for is left out: it may be somebody's number, which is kept nowhere in plain text.
    """
    form.is_valid()
    found = QueryDict(mutable=True)
    if asked.get("unit", "").isdecimal():
        found["unit"] = asked.get("unit", "")[:18]
    for name in ("as_of", "known_on"):
        day = read_day(asked.get(name, ""))
        if day:
            found[name] = day.isoformat()
    if order_asked(asked.get("sort", "")) != "name":
        found["sort"] = asked.get("sort", "")
    for name in form.fields:
        if asked.get(name) and name != "q" and form.cleaned_data.get(name):
            found[name] = asked.get(name, "")[:60]
    found.setlist("col", [code for code in COLUMNS if code in asked.getlist("col")])
    return found.urlencode()


def read_day(text: str) -> dt.date | None:
    """Return a whole day, or None for anything else."""
    try:
        day = parse_date(text) if text else None
    except Refusal:
        return None
    return day.earliest() if day and day.is_whole else None


class SavedListForm(forms.Form):
    """A roster's filters and columns kept under a name."""

    name = forms.CharField(label=_("Name of the list"), max_length=60)
    shared = forms.BooleanField(label=_("Shared with whoever sees this unit's members"), required=False)
    first = forms.BooleanField(label=_("Open it when I go to the members"), required=False)
