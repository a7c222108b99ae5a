"""How codes of this room are told in the log and the menu, and what keeps a unit from closing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.models import Appointment
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection
from aoxanh.org.models import Unit, ends_after
from aoxanh.people import lists
from aoxanh.people.consents import PURPOSES
from aoxanh.people.forms import PersonForm
from aoxanh.people.queries import open_lists

ROLES = dict(lists.ROLES)


def sees_people(request: Request) -> bool:
    """Whether the menu shows people: to whoever is responsible for some."""
    return request.user.is_authenticated and request.user.holds_anywhere("people.see") is not None


def field_title(name: str) -> Any:
    """Return a field's label, in small letters."""
    if name == "address":
        return str(_("Address")).lower()
    field = PersonForm.base_fields.get(name)
    return str(field.label).lower() if field else name


def role_title(code: str) -> Any:
    """Return what somebody stands on a list as."""
    return ROLES.get(code, code)


def purpose_title(code: str) -> Any:
    """Return a purpose's title."""
    return PURPOSES[code].title if code in PURPOSES else code


def address_title(code: str) -> Any:
    """Return which address, in small letters."""
    return str(dict(lists.ADDRESS_KINDS).get(code, code)).lower()


def relation_title(code: str) -> Any:
    """Return a relation, in small letters."""
    return str(dict(lists.RELATIONS).get(code, code)).lower()


def answer_title(answer: str) -> Any:
    """Return an answer in words."""
    return _("agreed") if answer == "yes" else _("not agreed")


def refuse_closing_with_people(unit: Unit, day: dt.date) -> None:
    """Refuse to close a unit while somebody stands on its lists or is in office there (L5)."""
    people = open_lists(unit.pk, day).count()
    if people:
        text = _("%(n)s people still stand on its lists. Move them first.") % {"n": people}
        raise Objection(text, field="effective_on", rule="L5")
    officers = Appointment.objects.filter(ends_after(day), unit=unit).count()
    if officers:
        text = _("%(n)s duties there have not ended by that day. End them first.") % {"n": officers}
        raise Objection(text, field="effective_on", rule="L5")
