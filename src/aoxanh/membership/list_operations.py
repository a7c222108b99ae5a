"""Saving lists of the roster under a name, sharing them, taking them away and having them back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.membership import policies
from aoxanh.membership.models import FirstList, SavedList
from aoxanh.org.models import Unit

#: So many a person, and as many a unit: what stands above a roster is still looked through.
MOST = 30


@operation("membership.save_list", allow=policies.may_save_list, says=_("saved the list “%(name)s”"))
def save_list(place: Any, *, actor: Actor, name: str, query: str, first: bool = False) -> Done:
    """Save a roster's address under a name, for oneself (`place` is the user) or shared by a unit; its result is the list.

    Raises Objection when the name is taken there, or there are thirty already.
    """
    unit = place if isinstance(place, Unit) else None
    there = beside(unit, actor.user)
    refuse_name(there, name)
    if there.count() >= MOST:
        raise Objection(
            _("There are %(n)s saved lists already. Take one away first.") % {"n": MOST}, field="name"
        )
    saved = SavedList.objects.create(owner=actor.user, unit=unit, name=name, query=query)
    if first:
        open_first(actor.user, saved)
    return Done(saved, unit=unit, facts={"name": name})


@operation(
    "membership.rename_list", allow=policies.may_change_list, says=_("renamed a saved list “%(name)s”")
)
def rename_list(saved: SavedList, *, actor: Actor, name: str) -> Done:
    """Call a saved list something else."""
    refuse_name(beside(saved.unit, saved.owner).exclude(pk=saved.pk), name)
    saved.name = name
    saved.save(update_fields=["name"])
    return Done(saved, unit=saved.unit_id, facts={"name": name})


@operation(
    "membership.end_list", allow=policies.may_change_list, says=_("took the saved list “%(name)s” away")
)
def end_list(saved: SavedList, *, actor: Actor) -> Done:
    """Take a saved list away; it can be had back for 30 days."""
    SavedList.objects.filter(pk=saved.pk, ended_at=None).update(ended_at=timezone.now())
    return Done(saved, unit=saved.unit_id, facts={"name": saved.name})


@operation(
    "membership.restore_list", allow=policies.may_change_list, says=_("had the saved list “%(name)s” back")
)
def restore_list(saved: SavedList, *, actor: Actor) -> Done:
    """Have a list back that was taken away. Raises Objection when its name is taken by another one."""
    refuse_name(beside(saved.unit, saved.owner).exclude(pk=saved.pk), saved.name)
    SavedList.objects.filter(pk=saved.pk).update(ended_at=None)
    return Done(saved, unit=saved.unit_id, facts={"name": saved.name})


@operation("membership.first_list", allow=policies.may_see_list, says=_("chose what the roster opens with"))
def choose_first(saved: SavedList, *, actor: Actor, first: bool) -> Done:
    """Have the actor's roster open with a saved list, or with everybody again."""
    if first:
        open_first(actor.user, saved)
    else:
        FirstList.objects.filter(user=actor.user, saved=saved).delete()
    return Done(saved, unit=saved.unit_id)


def beside(unit: Unit | None, owner: Any) -> Any:
    """Return the lists saved in the same place."""
    standing = SavedList.objects.standing()
    return standing.filter(unit=unit) if unit else standing.filter(owner=owner, unit=None)


def refuse_name(there: Any, name: str) -> None:
    """Refuse a name that another list of the place has."""
    if there.filter(name=name).exists():
        raise Objection(_("There is a saved list with this name already. Choose another name."), field="name")


def open_first(user: Any, saved: SavedList) -> None:
    """Write down which list somebody's roster opens with."""
    FirstList.objects.update_or_create(user=user, defaults={"saved": saved})
