"""Saving lists of the roster, and the page that keeps them in order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection, attempt
from aoxanh.membership import list_operations as operations
from aoxanh.membership import policies
from aoxanh.membership.models import FirstList, SavedList
from aoxanh.membership.roster_forms import RosterForm, SavedListForm, kept
from aoxanh.org.models import Unit, today
from aoxanh.org.queries import names_on
from aoxanh.ui.notices import notice

SHOWN = 100


@require_safe
def lists_page(request: Request) -> HttpResponse:
    """Show the saved lists: one's own, and those shared by units whose members one sees."""
    if not request.user.holds_anywhere("people.see"):
        raise PermissionDenied
    found = (
        SavedList.objects.visible_to(request.user).select_related("unit", "owner").order_by("unit_id", "name")
    )
    return render(request, "membership/lists.html", told(request, list(found[:SHOWN])))


def told(request: Request, found: list[SavedList]) -> dict[str, Any]:
    """Return lists as their page shows them."""
    units = names_on({saved.unit_id for saved in found if saved.unit_id}, today())
    first = FirstList.objects.filter(user=request.user).values_list("saved_id", flat=True).first()
    rows = [
        {
            "saved": saved, "unit": units.get(saved.unit_id or 0), "first": saved.pk == first,
            "may_change": saved.unit_id is None or bool(request.user.holds("people.add", at=units[saved.unit_id])),
        }
        for saved in found
    ]  # fmt: skip
    return {"rows": rows}


@require_POST
def save(request: Request) -> HttpResponse:
    """Save what the roster shows under a name."""
    asked = QueryDict(request.POST.get("query", "")[:2000])
    address = f"{reverse('membership:roster')}?{asked.urlencode() or 'status='}"
    form = SavedListForm(request.POST)
    query = QueryDict(kept(asked, RosterForm(asked, may=lambda _right: True)), mutable=True)
    place: Any = request.user
    if form.is_valid() and form.cleaned_data["shared"]:
        place = Unit.objects.filter(pk=query.get("unit") or 0).first()
        query.pop("unit", None)
        if place is None:
            raise Http404
    saved = form.is_valid() and attempt(
        form,
        lambda: operations.save_list(
            place, actor=request.actor, name=form.cleaned_data["name"], query=query.urlencode(), first=form.cleaned_data["first"],
        ),
    )  # fmt: skip
    if not saved:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(address)
    messages.success(request, _("The list is saved."))
    return redirect(f"{reverse('membership:roster')}?{saved.asked}")


@require_POST
def change(request: Request, list_id: int, do: str) -> HttpResponse:
    """Rename a saved list, take it away or have it back, or have the roster open with it."""
    saved = SavedList.objects.select_related("unit", "owner").filter(pk=list_id).first()
    if saved is None or not policies.may_see_list(request.user, saved) or do not in DOES:
        raise Http404
    try:
        DOES[do](request, saved)
    except Objection as objection:
        messages.error(request, str(objection.message))
    return redirect("membership:lists")


def rename(request: Request, saved: SavedList) -> None:
    """Call it something else."""
    name = request.POST.get("name", "").strip()[:60]
    if name:
        operations.rename_list(saved, actor=request.actor, name=name)


def remove(request: Request, saved: SavedList) -> None:
    """Take it away, and say how to have it back."""
    operations.end_list(saved, actor=request.actor)
    back = reverse("membership:change_list", args=[saved.pk, "restore"])
    notice(request, _("“%(name)s” is taken away.") % {"name": saved.name}, undo_url=back)


def restore(request: Request, saved: SavedList) -> None:
    """Have it back."""
    operations.restore_list(saved, actor=request.actor)
    messages.success(request, _("“%(name)s” is back.") % {"name": saved.name})


DOES: dict[str, Any] = {
    "rename": rename,
    "remove": remove,
    "restore": restore,
    "first": lambda request, saved: operations.choose_first(saved, actor=request.actor, first=True),
    "plain": lambda request, saved: operations.choose_first(saved, actor=request.actor, first=False),
}
