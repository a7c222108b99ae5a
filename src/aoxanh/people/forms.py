"""Forms about people; page, API and import share them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.duties import DUTY_CHOICES
from aoxanh.org.forms import DecisionForm
from aoxanh.org.models import AdministrativeUnit, today
from aoxanh.people import lists
from aoxanh.people.consents import METHODS
from aoxanh.people.models import Person
from aoxanh.people.operations import PLAIN, SEALED, SENSITIVE
from aoxanh.ui.fields import CitizenIdField, DayField, NameField, PartialDateField, PhoneField
from aoxanh.vietnamese import citizen_id, phones
from aoxanh.vietnamese.citizen_id import Sex


def choice(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    """Return an optional choice that says "—" for not known."""
    return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *choices])


def text(label: Any, length: int = 160, **options: Any) -> forms.CharField:
    """Return an optional line of text."""
    return forms.CharField(label=label, max_length=length, required=False, **options)


class PersonForm(forms.Form):
    """A person's particulars (membership §3.2); only the name must be known."""

    full_name = NameField(label=_("Full name"))
    birth = PartialDateField(
        label=_("Date of birth"),
        required=False,
        past=True,
        help_text=_("15/08/2003; or 08/2003, or 2003, when no more is known"),
    )
    sex = choice(_("Sex"), lists.SEXES)
    citizen_id = CitizenIdField(
        label=_("Citizen id"),
        required=False,
        help_text=_("12 digits. Kept encrypted; needed only where a paper asks for it."),
    )
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=160)
    birth_place = text(_("Place of birth"))
    home_town = text(_("Home town"))
    ethnicity = choice(_("Ethnicity"), lists.ETHNICITIES)
    religion = choice(_("Religion"), lists.RELIGIONS)
    education = choice(_("General education"), lists.EDUCATION)
    qualification = choice(_("Qualification"), lists.QUALIFICATION)
    theory = choice(_("Political theory"), lists.THEORY)
    languages = text(_("Foreign languages"), 80)
    computing = text(_("Computing"), 80)
    occupation = text(_("Occupation"), 120)
    workplace = text(_("Place of work or study"))
    party_course_on = DayField(label=_("Party awareness course"), required=False)
    party_probationary_on = DayField(label=_("Probationary Party member since"), required=False)
    party_official_on = DayField(label=_("Full Party member since"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (_("Who it is"), ("full_name", "birth", "sex", "citizen_id", "phone", "email")),
        (_("Origin"), ("birth_place", "home_town", "ethnicity", "religion")),
        (
            _("Education and work"),
            ("education", "qualification", "theory", "languages", "computing", "occupation", "workplace"),
        ),
        (_("Party"), ("party_course_on", "party_probationary_on", "party_official_on")),
    )
    #: What people may correct of their own record without an officer.
    OWN = (
        "phone",
        "email",
        "languages",
        "computing",
        "occupation",
        "workplace",
        "ethnicity",
        "religion",
        "revision",
    )

    def __init__(self, *args: Any, sensitive: bool = True, own: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not sensitive:
            for name in SENSITIVE:
                del self.fields[name]
        if own:
            for name in set(self.fields) - set(self.OWN):
                del self.fields[name]

    @classmethod
    def values_of(cls, person: Person) -> dict[str, Any]:
        """Return a person's particulars as the form shows them."""
        values = {name: getattr(person, name) for name in (*PLAIN, *SENSITIVE, *SEALED)}
        return {
            **values,
            "full_name": person.full_name,
            "phone": phones.format_national(person.phone) if person.phone else "",
            "birth": person.birth_date,
            "revision": person.revision,
        }

    def clean_email(self) -> str:
        """Return the e-mail address in small letters, by which it is found."""
        return str(self.cleaned_data["email"]).lower()

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the fields that are there, by section."""
        found = [
            (title, [self[name] for name in names if name in self.fields]) for title, names in self.SECTIONS
        ]
        return [(title, fields) for title, fields in found if fields]

    def facts(self) -> dict[str, Any]:
        """Return what an operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    def cautions(self) -> list[str]:
        """Return what is accepted but should be looked at again (campaigns §8.1, W1 and W2)."""
        number = self.cleaned_data.get("citizen_id")
        if not number:
            return []
        sex = {"male": Sex.MALE, "female": Sex.FEMALE}.get(self.cleaned_data.get("sex", ""))
        parsed = citizen_id.parse(number, birth=self.cleaned_data.get("birth"), sex=sex)
        return [str(caution) for caution in parsed.cautions]


class NewPersonForm(PersonForm):
    """A new person, on a unit's list."""

    role = forms.ChoiceField(label=_("Added as"), choices=lists.HAND_ROLES, initial="youth")
    starts_on = DayField(label=_("On the list since"), initial=today)
    alike_seen = forms.BooleanField(label=_("I have looked at them: this is somebody else"), required=False)
    SECTIONS = ((_("On which list"), ("role", "starts_on")), *PersonForm.SECTIONS)

    def facts(self) -> dict[str, Any]:
        """Return what an operation takes, without what belongs to the list."""
        return {
            name: value
            for name, value in super().facts().items()
            if name not in {"role", "starts_on", "alike_seen"}
        }


class FilterForm(forms.Form):
    """What a list of people is narrowed by; kept in the address."""

    q = forms.CharField(required=False, max_length=120, label=_("Name, citizen id or phone"))
    role = choice(_("As"), lists.ROLES)
    sex = choice(_("Sex"), lists.SEXES)
    age = choice(
        _("Age"),
        [
            ("child", _("under 16")),
            ("16-17", "16–17"),
            ("18-22", "18–22"),
            ("23-30", "23–30"),
            ("over30", _("over 30")),
        ],
    )
    missing = choice(
        _("Missing"), [("birth", _("Date of birth")), ("citizen_id", _("Citizen id")), ("phone", _("Phone"))]
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("role", "sex", "age", "missing"):
            field: Any = self.fields[name]
            field.widget = forms.Select(attrs={"class": "form-select form-select-sm"}, choices=field.choices)


class ConsentForm(forms.Form):
    """A consent given or withdrawn."""

    given = forms.TypedChoiceField(
        label=_("The answer"),
        choices=[("1", _("Agrees")), ("0", _("Does not agree"))],
        coerce=lambda v: v == "1",
        widget=forms.RadioSelect,
    )
    given_by = forms.ModelChoiceField(label=_("Said by"), queryset=Person.objects.none())
    child_assents = forms.BooleanField(label=_("The child agrees as well (from 7 years)"), required=False)
    method = forms.ChoiceField(label=_("How"), choices=METHODS)

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        guardians = person.guardians.filter(ends_on=None).values("guardian_id")
        speakers = Person.objects.filter(pk=person.pk) | Person.objects.filter(pk__in=guardians)
        self.fields["given_by"].queryset = speakers  # type: ignore[attr-defined]
        if not person.is_child:
            del self.fields["child_assents"]


class CommuneField(forms.CharField):
    """A commune of today, named by its code or picked from the suggestions: “18568 Xã Lộc Hà, Tỉnh Hà Tĩnh”."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.update(
            {"data-behaviour": "suggest", "data-suggest": "communes", "autocomplete": "off"}
        )

    def to_python(self, value: Any) -> Any:
        """Return the administrative unit."""
        words = str(value or "").split()
        if not words:
            return None
        found = AdministrativeUnit.objects.filter(level="commune", code=words[0][:10], ends_on=None).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no commune with this code today. Pick one from the suggestions."), code="commune"
            )
        return found


class AddressForm(forms.Form):
    """Where somebody lives or is registered."""

    kind = forms.ChoiceField(label=_("Which address"), choices=lists.ADDRESS_KINDS)
    line = forms.CharField(label=_("House, street, hamlet"), max_length=160, required=False)
    administrative_unit = CommuneField(
        label=_("Commune, ward"), required=False, help_text=_("Type a name and pick one.")
    )
    starts_on = DayField(label=_("Since"), initial=today)

    def clean(self) -> dict[str, Any] | None:
        """Refuse an empty address."""
        data = super().clean() or self.cleaned_data
        if not data.get("line") and not data.get("administrative_unit") and not self.errors:
            self.add_error("line", forms.ValidationError(_("Write the house or the commune."), code="empty"))
        return data


class GuardianForm(forms.Form):
    """Who answers for a minor: somebody already recorded."""

    guardian = forms.ModelChoiceField(
        label=_("Who"),
        queryset=Person.objects.none(),
        to_field_name="uid",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    relation = forms.ChoiceField(label=_("Relation"), choices=lists.RELATIONS)

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["guardian"].queryset = people  # type: ignore[attr-defined]


class AppointForm(DecisionForm):
    """A duty for somebody."""

    duty = forms.ChoiceField(label=_("Duty"), choices=[(c, t) for c, t in DUTY_CHOICES if c != "operator"])
    term = forms.CharField(
        label=_("Term"), max_length=20, required=False, help_text=_("For example 2022–2027")
    )
    field_order = ("duty", "term")


class EndForm(forms.Form):
    """The end of a duty or of an entry on a list."""

    on = DayField(label=_("Ends on"), initial=today)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class PhotoForm(forms.Form):
    """A photo."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, at most 8 MB. Place and time hidden in the file are not kept."),
    )


class ListForm(forms.Form):
    """A list somebody is put on."""

    unit = forms.IntegerField(label=_("Unit"), min_value=1, max_value=2**31 - 1)
    role = forms.ChoiceField(label=_("Added as"), choices=lists.HAND_ROLES)
    starts_on = DayField(label=_("On the list since"), initial=today)


class OffListForm(forms.Form):
    """The end of an entry on a list."""

    on = DayField(label=_("Ends on"), initial=today)
