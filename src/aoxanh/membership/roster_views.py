"""The roster on the screen, as a file, and what may be done with chosen rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from aoxanh.audit.actor import Request
from aoxanh.membership import columns, roster
from aoxanh.membership.acts import acts_for
from aoxanh.membership.asked import asked_for
from aoxanh.membership.list_operations import MOST
from aoxanh.membership.models import FirstList, SavedList
from aoxanh.membership.policies import may_enrol, may_save_list, may_see_list
from aoxanh.membership.roster_forms import Asked, SavedListForm, kept
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.queries import ancestors
from aoxanh.ui.as_of import day_asked

PAGE = 50


@require_safe
def roster_page(request: Request) -> HttpResponse:
    """List the members of the reader's units, or of one of them, on a day; without anything asked, as they saved it."""
    if not request.GET and (first := first_list(request.user)):
        return redirect(f"{reverse('membership:roster')}?{first.asked}")
    asked = asked_for(request, request.GET, day_asked(request), "people.see")
    form, version, selection, day = asked.form, asked.version, asked.selection, asked.selection.day
    total, more = selection.counted
    page = roster.page(selection, request.GET.get("after", ""), PAGE)
    shown = columns.fill(roster.rows(page.rows, selection), asked.sheet, selection)
    may_bring = bool(version and day == today() and may_enrol(request.user, version.unit))
    context = {
        "form": form, "rows": [{"row": row, "cells": cells(row, asked.sheet)} for row in shown], "sheet": asked.sheet,
        "all_columns": columns.COLUMNS.values(), "version": version, "orders": set() if more else set(roster.ORDERS),
        "above": ancestors(version, day) if version else [], "as_of": day, "day": day, "past": day != today(),
        "known_on": selection.known_on, "total": total, "more": more, "pager": pager(request, page, total, more=more),
        "filters": [name for name in selection.filters if name != "q"], "narrowed": selection.narrowed,
        "more_open": any(name not in {"q", *form.FIRST} for name in selection.filters),
        "chosen_columns": {c.code for c in asked.sheet}, "order": "name" if more else selection.order, "unsorted": more and bool(request.GET.get("sort")),
        "acts": acts_for(request, day, past=day != today() or selection.known_on is not None), "query": request.GET.urlencode(),
        "bring_to": version.unit_id if version and may_bring else only_unit(request, version, day),
        "register_of": version.unit_id if version else only_unit(request, version, day),
        "may_add": bool(version and may_bring and version.kind_data.has_members),
        **saved_lists(request, asked),
    }  # fmt: skip
    return render(request, "membership/roster.html", context)


def first_list(user: Any) -> SavedList | None:
    """Return the list a roster opens with, where the reader may still see what it lists."""
    chosen = FirstList.objects.filter(user=user, saved__ended_at=None).select_related("saved__unit").first()
    if chosen is None or not may_see_list(user, chosen.saved):
        return None
    unit = Unit.objects.filter(pk=chosen.saved.unit_asked).first() if chosen.saved.unit_asked else None
    may_open = user.holds("people.see", at=unit) if unit else chosen.saved.unit_asked is None
    return chosen.saved if may_open else None


def saved_lists(request: Request, asked: Asked) -> dict[str, Any]:
    """Return the saved lists above a roster: one's own, and those of the unit that is shown or of one's own units."""
    mine = {a.unit_id for a in request.user.appointments_today if "people.see" in request.user.rights_of(a)}
    units = {asked.version.unit_id} if asked.version else mine
    found = SavedList.objects.standing().filter(Q(owner=request.user, unit=None) | Q(unit__in=units))
    now = kept(request.GET, asked.form)
    rows = [
        {"label": saved.name, "url": f"?{saved.asked}", "current": saved.asked in {now, now or "status="}}
        for saved in found.order_by("unit_id", "name")[: 2 * MOST]
    ]
    plain = f"?unit={asked.version.unit_id}" if asked.version else "?status="
    current = not any(row["current"] for row in rows)
    everybody = {"label": _("Everybody"), "url": plain, "current": current}
    may_share = bool(asked.version and may_save_list(request.user, asked.version.unit))
    return {
        "lists": [everybody, *rows] if rows else [],
        "kept": now,
        "may_share": may_share,
        "list_form": SavedListForm(),
    }


def only_unit(request: Request, version: UnitVersion | None, day: dt.date) -> int | None:
    """Return the unit files are brought for where none is chosen: the one unit the reader enters members for."""
    mine = {a.unit_id for a in request.user.appointments_today if "people.add" in request.user.rights_of(a)}
    return mine.pop() if version is None and day == today() and len(mine) == 1 else None


def cells(row: roster.Row, sheet: list[columns.Column]) -> list[dict[str, Any]]:
    """Return what the page shows of a row, the name apart."""
    return [{"column": c, "value": columns.on_page(c, row)} for c in sheet if c.code != "name"]


def pager(request: Request, page: Any, total: int, *, more: bool) -> dict[str, Any]:
    """Return the addresses of the neighbouring pages, and how many there are in all."""

    def address(cursor: str) -> str:
        query = request.GET.copy()
        query["after"] = cursor
        return f"?{query.urlencode()}" if cursor else ""

    return {
        "next_url": address(page.next), "previous_url": address(page.previous), "shown": len(page.rows),
        "total": None if more else total,
    }  # fmt: skip
