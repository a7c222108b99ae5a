"""Pages of the tree: walk it, open a unit, change it by a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import attempt
from aoxanh.audit.queries import told
from aoxanh.org import operations, policies
from aoxanh.org.forms import CloseForm, CongressForm, EstablishForm, KindForm, MoveForm, RenameForm
from aoxanh.org.kinds import KIND_ORDER, KINDS
from aoxanh.org.models import Unit, UnitEvent, UnitVersion, today
from aoxanh.org.panels import panels_for
from aoxanh.org.queries import (
    ancestors,
    children,
    counts_by_kind,
    lineage_of,
    names_on,
    predecessor_ids,
    search_units,
    terms_due,
    with_child_counts,
)
from aoxanh.ui.as_of import day_asked

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def tree(request: Request) -> HttpResponse:
    """Show the tree of a day, opened down to the reader's own unit."""
    day = day_asked(request)
    context = {**tree_context(day), "nodes": opened_tree(request, day), "query": request.GET.get("q", "")}
    return render(request, "org/tree.html", context)


@require_safe
def tree_children(request: Request, pk: int) -> HttpResponse:
    """Give the branches of one node: the tree opens as one walks."""
    day = day_asked(request)
    nodes = [tree_node(version) for version in children(pk, day)]
    return render(request, "org/tree_nodes.html", {**tree_context(day), "nodes": nodes})


def tree_context(day: dt.date) -> dict[str, Any]:
    """Return what every node of the tree is drawn with; addresses are put together once."""
    return {
        "as_of": day,
        "day": day,
        "on": day.isoformat(),
        "past": day != today(),
        "base": reverse("org:tree"),
        "suffix": f"?as_of={day.isoformat()}" if day != today() else "",
    }


@require_safe
def tree_search(request: Request) -> HttpResponse:
    """Give the units of a day whose names or code begin with the typed words, each with its way up."""
    day = day_asked(request)
    found = search_units(request.GET.get("q", ""), day)
    above = names_on({version.parent_id for version in found if version.parent_id}, day)
    rows = [{"version": version, "above": above.get(version.parent_id or 0)} for version in found]
    return render(
        request, "org/tree_search.html", {"rows": rows, "day": day, "query": request.GET.get("q", "")}
    )


@require_safe
def suggest(request: Request) -> HttpResponse:
    """Give the options of a field that names a unit."""
    found = search_units(request.GET.get("q", ""), today())
    return render(request, "org/suggest.html", {"found": found})


@require_safe
def unit_page(request: Request, pk: int) -> HttpResponse:
    """Show one unit as it stood on a day: who is in office, what stands below, its papers and history."""
    day = day_asked(request)
    version = load(pk, day)
    context = {
        **around(version, day),
        "tab": request.GET.get("tab", "overview"),
        "below": children(pk, day)[:500],
        "kind_counts": [
            {"title": KINDS[kind].title, "count": n}
            for kind, n in sorted_kinds(counts_by_kind(version.path, day))
        ],
        "panels": panels_for(request, version, day, aside=False),
        "aside_panels": panels_for(request, version, day, aside=True),
        "may": may_here(
            request, version.unit, version if version.ends_on is None and day == today() else None
        ),
    }
    if context["tab"] == "history":
        context |= history_of(request, version)
    return render(request, "org/unit.html", context)


@require_safe
def due(request: Request) -> HttpResponse:
    """List the units whose term has run out, in the reader's own part of the tree."""
    day = day_asked(request)
    paths = request.user.paths("org.congress", day)
    rows = [version for path in paths for version in terms_due(path, day)[:500]]
    return render(request, "org/due.html", {"rows": rows, "as_of": day, "day": day})


@either
def establish(request: Request, pk: int) -> HttpResponse:
    """Found a unit under this one."""
    above = load_for(request, pk, policies.may_establish_unit)
    form = EstablishForm(request.POST or None, above=above, initial={"body": above.name})

    def act() -> Any:
        unit = form.particulars(form.cleaned_data["kind"])
        return operations.establish_unit(above.unit, actor=request.actor, unit=unit, decision=form.decision())

    return decide(request, above, form, act, title=_("Establish a unit"), done=_("The unit is established."))


@either
def rename(request: Request, pk: int) -> HttpResponse:
    """Change a unit's particulars."""
    version = load_for(request, pk, policies.may_rename_unit)
    names = ("name", "short_name", "code", "sector", "address")
    form = RenameForm(request.POST or None, initial={name: getattr(version, name) for name in names})

    def act() -> Any:
        particulars = form.particulars(version.kind, version)
        return operations.rename_unit(
            version.unit, actor=request.actor, particulars=particulars, decision=form.decision()
        )

    return decide(
        request, version, form, act, title=_("Change the particulars"), done=_("The particulars are changed.")
    )


@either
def move(request: Request, pk: int) -> HttpResponse:
    """Place a unit under another."""
    version = load_for(request, pk, policies.may_move_unit)
    form = MoveForm(request.POST or None)

    def act() -> Any:
        return operations.move_unit(
            version.unit, actor=request.actor, parent=form.cleaned_data["parent"], decision=form.decision()
        )

    return decide(
        request,
        version,
        form,
        act,
        title=_("Move the unit"),
        done=_("The unit is moved, with everything below it."),
    )


@either
def change_kind(request: Request, pk: int) -> HttpResponse:
    """Raise or lower a unit's level."""
    version = load_for(request, pk, policies.may_change_kind)
    above = version.parent.standing(today()) if version.parent else None
    form = KindForm(request.POST or None, above=above, initial={"kind": version.kind})

    def act() -> Any:
        return operations.change_unit_kind(
            version.unit, actor=request.actor, kind=form.cleaned_data["kind"], decision=form.decision()
        )

    return decide(request, version, form, act, title=_("Change the kind"), done=_("The kind is changed."))


@either
def close(request: Request, pk: int) -> HttpResponse:
    """Dissolve a unit."""
    version = load_for(request, pk, policies.may_close_unit)
    form = CloseForm(request.POST or None)

    def act() -> Any:
        successor = form.cleaned_data["successor"]
        successors = [successor] if successor else []
        return operations.close_unit(
            version.unit, actor=request.actor, decision=form.decision(), successors=successors
        )

    return decide(
        request,
        version,
        form,
        act,
        title=_("Close the unit"),
        done=_("The unit is closed. Its past stays."),
        danger=True,
    )


@either
def congress(request: Request, pk: int) -> HttpResponse:
    """Write down the latest congress."""
    version = load_for(request, pk, policies.may_record_congress)
    form = CongressForm(request.POST or None, initial=CongressForm.proposed(version))

    def act() -> Any:
        return operations.record_congress(version.unit, actor=request.actor, **form.cleaned_data)

    return decide(
        request, version, form, act, title=_("Record a congress"), done=_("The congress is recorded.")
    )


def decide(
    request: Request,
    version: UnitVersion,
    form: BaseForm,
    act: Callable[[], Any],
    *,
    title: str,
    done: str,
    danger: bool = False,
) -> HttpResponse:
    """Show the form of a decision about a unit, or carry it out and go to the unit it made or changed."""
    if request.method == "POST" and form.is_valid() and (unit := attempt(form, act)):
        messages.success(request, done)
        return redirect("org:unit", unit.pk)
    context = {
        **around(version, today()),
        "form": form,
        "title": title,
        "danger": danger,
        "as_of_hidden": True,
    }
    context.pop("as_of")
    return render(request, "org/decide.html", context, status=422 if form.errors else 200)


def load(pk: int, day: dt.date) -> UnitVersion:
    """Return the unit as it stood on the day, or as it last (or first) stood; 404 if there is none."""
    versions = UnitVersion.objects.filter(unit_id=pk).select_related("unit", "parent", "administrative_unit")
    found = versions.as_of(day).first() or versions.filter(starts_on__lte=day).order_by("-starts_on").first()
    found = found or versions.order_by("starts_on").first()
    if found is None:
        raise Http404
    return found


def load_for(request: Request, pk: int, allow: Callable[[Any, Unit], Any]) -> UnitVersion:
    """Return the unit as it stands today if the reader may do this to it."""
    version = load(pk, today())
    if not allow(request.user, version.unit):
        raise PermissionDenied
    return version


def around(version: UnitVersion, day: dt.date) -> dict[str, Any]:
    """Return what every page of a unit shows: itself, the way up, the day."""
    ended = version.ends_on if version.ends_on and version.ends_on <= day else None
    return {
        "version": version,
        "unit": version.unit,
        "above": ancestors(version, day),
        "as_of": day,
        "day": day,
        "ended": ended,
    }


def may_here(request: Request, unit: Unit, standing: UnitVersion | None) -> dict[str, Any]:
    """Return which changes the reader may make, as the templates ask; `standing` if it is known as of today."""
    place = standing or unit.standing(today()) or unit.last_standing() or unit
    return {
        "establish": policies.may_establish_unit(request.user, place),
        "rename": policies.may_rename_unit(request.user, place),
        "move": policies.may_move_unit(request.user, place),
        "close": policies.may_close_unit(request.user, place),
        "congress": policies.may_record_congress(request.user, place),
    }


def history_of(request: Request, version: UnitVersion) -> dict[str, Any]:
    """Return the unit's papers, names through time, lineage and, by right, what was done by whom."""
    unit = version.unit
    origins, successions = lineage_of(unit.pk)
    names = names_on(
        {row.predecessor_id for row in origins} | {row.successor_id for row in successions}, dt.date.max
    )
    context: dict[str, Any] = {
        "event_items": [paper(event) for event in unit.events.all()[:100]],
        "versions": list(unit.versions.order_by("-starts_on").select_related("parent")),
        "origins": [(row, names.get(row.predecessor_id)) for row in origins],
        "succession_items": [
            {
                "unit_id": row.successor_id,
                "name": names[row.successor_id].name,
                "on": row.on,
                "resolution": row.resolution,
            }
            for row in successions
        ],
    }
    if request.user.holds("audit.read", at=unit):
        context["log"] = told(AuditEntry.objects.filter(unit_id=unit.pk)[:100])
    return context


def sorted_kinds(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Return the counts in the order of the kinds."""
    return sorted(counts.items(), key=lambda pair: KIND_ORDER[pair[0]])


def paper(event: UnitEvent) -> dict[str, Any]:
    """Return an event as a line of the timeline."""
    told_as = {
        "established": _("Established"),
        "renamed": _("Renamed"),
        "moved": _("Moved"),
        "kind_changed": _("Kind changed"),
        "details_changed": _("Particulars changed"),
        "closed": _("Closed"),
        "congress": _("Congress"),
        "taken_back": _("Reorganisation taken back"),
    }
    sides = dict.fromkeys(
        str(KINDS[side].title) if side in KINDS else side for side in (event.before, event.after) if side
    )
    change = " → ".join(sides)
    decision = " · ".join(
        part
        for part in (
            event.decision_number,
            f"{event.decision_on:%d/%m/%Y}" if event.decision_on else "",
            event.decision_body,
            event.reason,
        )
        if part
    )
    return {
        "title": told_as[event.kind],
        "when": event.effective_on,
        "meta": decision,
        "body": change,
        "state": "done",
    }


def opened_tree(request: Request, day: dt.date) -> list[dict[str, Any]]:
    """Return the nodes to draw: the roots and the way down to the reader's units, in four queries."""
    standing = UnitVersion.objects.as_of(day)
    mine = {a.unit_id for a in request.user.appointments_today}
    mine |= predecessor_ids(mine)  # on a day in the past, what went into them
    open_ids: set[int] = set()
    for version in standing.filter(unit_id__in=mine):
        open_ids.update([*version.ancestor_ids, version.unit_id])
    roots = list(with_child_counts(standing.filter(parent=None), day).in_order())
    open_ids |= {root.unit_id for root in roots}
    below: dict[int, list[UnitVersion]] = {}
    for version in with_child_counts(standing.filter(parent_id__in=open_ids), day).in_order():
        below.setdefault(version.parent_id or 0, []).append(version)

    def node(version: UnitVersion) -> dict[str, Any]:
        opened = [node(child) for child in below[version.unit_id]] if version.unit_id in below else None
        return tree_node(version, opened, mine=version.unit_id in mine)

    return [node(root) for root in roots]


def tree_node(
    version: UnitVersion, opened: list[dict[str, Any]] | None = None, *, mine: bool = False
) -> dict[str, Any]:
    """Return what one node is drawn with: plain values, for a tree shows hundreds."""
    count: int = version.child_count  # type: ignore[attr-defined]
    return {
        "id": version.unit_id,
        "name": version.name,
        "count": count,
        "toggle": _("Open or close %(name)s") % {"name": version.name} if count else "",
        "opened": opened,
        "mine": mine,
    }
