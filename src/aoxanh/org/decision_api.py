"""Changing the tree over the API: the forms, policies and operations of the pages, unchanged."""

from __future__ import annotations

from typing import Any

from aoxanh.api.bodies import body_of, checked, sent
from aoxanh.api.doors import door
from aoxanh.api.paging import Id
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.org import forms, operations, policies
from aoxanh.org.api import UnitOut, described, router
from aoxanh.org.models import today
from aoxanh.org.views import load_for

write = door("org:write")
__all__ = ["router"]  # the room's one router, now with what writes

Establish, Rename, Move = body_of(forms.EstablishForm), body_of(forms.RenameForm), body_of(forms.MoveForm)
Kind, Close, Congress = body_of(forms.KindForm), body_of(forms.CloseForm), body_of(forms.CongressForm)


@router.post(
    "/units/{unit}/children", auth=write, response={201: UnitOut}, summary=_("Establish a unit below")
)
def establish(request: Request, unit: Id, body: Establish) -> Any:  # type: ignore[valid-type]
    """Found a unit under this one from the decision's day on."""
    above = load_for(request, unit, policies.may_establish_unit)
    form = checked(forms.EstablishForm(sent(body), above=above))
    made = operations.establish_unit(
        above.unit,
        actor=request.actor,
        unit=form.particulars(form.cleaned_data["kind"]),
        decision=form.decision(),
    )
    return described(made.pk, form.cleaned_data["effective_on"])


@router.post("/units/{unit}/rename", auth=write, response=UnitOut, summary=_("Change the particulars"))
def rename(request: Request, unit: Id, body: Rename) -> Any:  # type: ignore[valid-type]
    """Change name, short name, code, sector and address from a day on; what is not sent becomes empty."""
    version = load_for(request, unit, policies.may_rename_unit)
    form = checked(forms.RenameForm(sent(body)))
    particulars = form.particulars(version.kind, version)
    operations.rename_unit(
        version.unit, actor=request.actor, particulars=particulars, decision=form.decision()
    )
    return described(unit, form.cleaned_data["effective_on"])


@router.post("/units/{unit}/move", auth=write, response=UnitOut, summary=_("Move the unit"))
def move(request: Request, unit: Id, body: Move) -> Any:  # type: ignore[valid-type]
    """Place the unit, with everything below it, under the unit whose code is `parent`."""
    version = load_for(request, unit, policies.may_move_unit)
    form = checked(forms.MoveForm(sent(body)))
    operations.move_unit(
        version.unit, actor=request.actor, parent=form.cleaned_data["parent"], decision=form.decision()
    )
    return described(unit, form.cleaned_data["effective_on"])


@router.post("/units/{unit}/kind", auth=write, response=UnitOut, summary=_("Change the kind"))
def change_kind(request: Request, unit: Id, body: Kind) -> Any:  # type: ignore[valid-type]
    """Raise or lower the unit's level."""
    version = load_for(request, unit, policies.may_change_kind)
    above = version.parent.standing(today()) if version.parent else None
    form = checked(forms.KindForm(sent(body), above=above))
    operations.change_unit_kind(
        version.unit, actor=request.actor, kind=form.cleaned_data["kind"], decision=form.decision()
    )
    return described(unit, form.cleaned_data["effective_on"])


@router.post("/units/{unit}/close", auth=write, response=UnitOut, summary=_("Close the unit"))
def close(request: Request, unit: Id, body: Close) -> Any:  # type: ignore[valid-type]
    """End the unit on a day; `successor` is the code of the unit that takes over, if one does."""
    version = load_for(request, unit, policies.may_close_unit)
    form = checked(forms.CloseForm(sent(body)))
    successor = form.cleaned_data["successor"]
    operations.close_unit(
        version.unit,
        actor=request.actor,
        decision=form.decision(),
        successors=[successor] if successor else [],
    )
    return described(unit, form.cleaned_data["effective_on"])


@router.post("/units/{unit}/congress", auth=write, response=UnitOut, summary=_("Record a congress"))
def congress(request: Request, unit: Id, body: Congress) -> Any:  # type: ignore[valid-type]
    """Write down the latest congress and when its term ends (R-ORG-08)."""
    version = load_for(request, unit, policies.may_record_congress)
    form = checked(forms.CongressForm(sent(body)))
    operations.record_congress(version.unit, actor=request.actor, **form.cleaned_data)
    return described(unit, today())
