"""Who is in office over the API: read, appoint, end."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from ninja import Query, Router, Schema

from aoxanh.accounts.models import Appointment
from aoxanh.accounts.operations import end_appointment
from aoxanh.accounts.policies import may_see_officers
from aoxanh.accounts.queries import officers_of
from aoxanh.api.bodies import body_of, checked, sent
from aoxanh.api.doors import door
from aoxanh.api.paging import AsOf, Id
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.org.views import load as load_unit
from aoxanh.org.views import load_for
from aoxanh.people import operations, policies
from aoxanh.people.forms import AppointForm, EndForm
from aoxanh.people.models import Person
from aoxanh.people.views import load

router = Router(tags=["accounts"])
read, write = door("accounts:read"), door("accounts:write")

Appoint, End = body_of(AppointForm, person=(UUID, ...)), body_of(EndForm)


class AppointmentRow(Schema):
    """A duty somebody holds at a unit."""

    id: int
    unit: int
    duty: str
    title: str
    name: str
    person: UUID | None
    starts_on: dt.date
    ends_on: dt.date | None
    term: str
    decision_number: str
    delegated: bool


@router.get(
    "/units/{unit}/appointments", auth=read, response=list[AppointmentRow], summary=_("Who is in office")
)
def appointments(request: Request, unit: Id, at: Query[AsOf]) -> Any:
    """List who held which duty at a unit on a day, by rank."""
    if not may_see_officers(request.user, load_unit(unit, at.day).unit):
        raise PermissionDenied
    return rows_of(officers_of(unit, at.day))


@router.post(
    "/units/{unit}/appointments", auth=write, response={201: AppointmentRow}, summary=_("Appoint somebody")
)
def appoint(request: Request, unit: Id, body: Appoint) -> Any:  # type: ignore[valid-type]
    """Appoint a person to a duty; who has no account yet gets one, to be opened by a link."""
    version = load_for(request, unit, policies.may_appoint_at)
    given = sent(body)
    person = load(request, UUID(given.pop("person")))
    form = checked(AppointForm(given))
    made = operations.appoint_person(
        version.unit, actor=request.actor, person=person, decision=form.decision(),
        duty=form.cleaned_data["duty"], term=form.cleaned_data["term"],
    )  # fmt: skip
    return rows_of([made])[0]


@router.post("/appointments/{appointment}/end", auth=write, response=AppointmentRow, summary=_("End a duty"))
def end(request: Request, appointment: Id, body: End) -> Any:  # type: ignore[valid-type]
    """End a duty on a day; everybody may lay down their own."""
    found = Appointment.objects.select_related("user", "unit").filter(pk=appointment).first()
    if found is None or not (found.user_id == request.user.pk or may_see_officers(request.user, found.unit)):
        raise Http404
    data = checked(EndForm(sent(body))).cleaned_data
    return rows_of([end_appointment(found, actor=request.actor, on=data["on"], reason=data["reason"])])[0]


def rows_of(found: list[Appointment]) -> list[dict[str, Any]]:
    """Return appointments as lists show them: one query for whose they are."""
    people = dict(
        Person.objects.known().filter(user_id__in={a.user_id for a in found}).values_list("user_id", "uid")
    )
    return [
        {
            "id": a.pk, "unit": a.unit_id, "duty": a.duty, "title": str(a.duty_data.title), "name": str(a.user),
            "person": people.get(a.user_id), "starts_on": a.starts_on, "ends_on": a.ends_on, "term": a.term,
            "decision_number": a.decision_number, "delegated": a.delegated_from_id is not None,
        }
        for a in found
    ]  # fmt: skip
