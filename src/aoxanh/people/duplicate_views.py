"""Pages of duplicates: the list, two records side by side, merging, keeping apart, taking back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection
from aoxanh.org.models import today
from aoxanh.people import merging, policies, queries
from aoxanh.people.forms import PersonForm
from aoxanh.people.models import Merge, Person
from aoxanh.people.views import load, masked_email
from aoxanh.vietnamese import citizen_id, phones

COMPARED = (
    "full_name",
    "birth",
    "sex",
    "citizen_id",
    "phone",
    "email",
    "birth_place",
    "home_town",
    "education",
    "occupation",
    "workplace",
)


@require_safe
def duplicates(request: Request) -> HttpResponse:
    """List who may be recorded twice among the reader's people."""
    groups = queries.duplicate_groups(Person.objects.visible_to(request.user))
    places = queries.lists_of([p.pk for group in groups for p in group], today())
    shown = [[{"person": p, "lists": places.get(p.pk, [])} for p in group] for group in groups]
    return render(request, "people/duplicates.html", {"groups": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: Request, uid: UUID, other_uid: UUID) -> HttpResponse:
    """Show two records side by side; merge them, choosing each differing value."""
    kept, gone = load(request, uid), load(request, other_uid)
    if not (policies.may_merge(request.user, kept) and policies.may_merge(request.user, gone)):
        raise PermissionDenied
    refusal = ""
    if request.method == "POST":
        take = {name for name in merging.FIELDS if request.POST.get(f"take_{name}") == "other"}
        try:
            merging.merge_people(kept, actor=request.actor, gone=gone, take=take)
        except Objection as objection:
            refusal = str(objection)
        else:
            messages.success(request, _("The two records are one now. It can be taken back under History."))
            return redirect("people:person", kept.uid)
    context = {"kept": kept, "gone": gone, "rows": compared(kept, gone), "refusal": refusal}
    return render(request, "people/compare.html", context, status=422 if refusal else 200)


@require_POST
def apart(request: Request, uid: UUID, other_uid: UUID) -> HttpResponse:
    """Say that two alike records are two people."""
    merging.keep_apart(load(request, uid), actor=request.actor, other=load(request, other_uid))
    messages.success(request, _("They are two people; they will not be proposed again."))
    return redirect("people:duplicates")


@require_POST
def unmerge(request: Request, pk: int) -> HttpResponse:
    """Take a merge back."""
    merge = get_object_or_404(Merge, pk=pk)
    load(request, merge.kept.uid)
    try:
        person = merging.undo_merge(merge, actor=request.actor)
    except Objection as objection:
        messages.error(request, str(objection))
        return redirect("people:person", merge.kept.uid)
    messages.success(request, _("The merge is taken back: both records stand again."))
    return redirect("people:person", person.uid)


def compared(kept: Person, gone: Person) -> list[dict[str, Any]]:
    """Return the fields side by side, covered where they must be."""
    form, ours, theirs = PersonForm(), PersonForm.values_of(kept), PersonForm.values_of(gone)
    return [
        {
            "name": name,
            "label": form.fields[name].label,
            "one": covered(kept, name, ours[name]),
            "other": covered(gone, name, theirs[name]),
            "differs": ours[name] != theirs[name] and bool(theirs[name]),
            "prefer_other": not ours[name],
        }
        for name in COMPARED
    ]


def covered(person: Person, name: str, value: Any) -> str:
    """Return a value as this page may show it."""
    if not value:
        return ""
    if name == "citizen_id":
        return citizen_id.mask(value)
    if name == "phone":
        return phones.mask(value)
    if name == "email":
        return masked_email(value)
    display = getattr(person, f"get_{name}_display", None)
    return str(display()) if display else str(value)
