"""The roster on the screen, as a file, and what may be done with chosen rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.operation import reading
from aoxanh.membership import columns, roster, sheets
from aoxanh.membership.list_operations import MOST
from aoxanh.membership.models import FirstList, SavedList
from aoxanh.membership.policies import may_enrol, may_save_list, may_see_list
from aoxanh.membership.roster import Selection
from aoxanh.membership.roster_forms import RosterForm, SavedListForm, kept, read_day
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.queries import ancestors
from aoxanh.ui.as_of import day_asked
from aoxanh.ui.formats import day as shown_day

PAGE = 50
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
note_export = reading("people.export", says=gettext_lazy("took a list of %(n)s people out"))


@dataclass(frozen=True)
class Asked:
    """What an address asks a roster for, within the reader's right."""

    form: RosterForm
    version: UnitVersion | None
    selection: Selection
    sheet: list[columns.Column]


@require_safe
def roster_page(request: Request) -> HttpResponse:
    """List the members of the reader's units, or of one of them, on a day; without anything asked, as they saved it."""
    if not request.GET and (first := first_list(request.user)):
        return redirect(f"{reverse('membership:roster')}?{first.asked}")
    asked = asked_for(request, request.GET, day_asked(request), "people.see")
    form, version, selection, day = asked.form, asked.version, asked.selection, asked.selection.day
    total, more = roster.shown_count(selection)
    if more:
        selection = replace(selection, order="name")
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
        "chosen_columns": {c.code for c in asked.sheet}, "order": selection.order, "unsorted": more and bool(request.GET.get("sort")),
        "may_export": bool(request.user.paths("people.export", day)), "query": request.GET.urlencode(),
        "bring_to": version.unit_id if version and may_bring else only_unit(request, version, day),
        "register_of": version.unit_id if version else only_unit(request, version, day),
        "may_add": bool(version and may_bring and version.kind_data.has_members),
        **saved_lists(request, asked),
    }  # fmt: skip
    return render(request, "membership/roster.html", context)


def asked_for(request: Request, data: QueryDict, day: dt.date, right: str) -> Asked:
    """Return what is asked for: one unit and below, or everything the reader holds the right for on that day."""
    version = chosen_unit(request, data, day, right)
    paths = [version.path] if version else request.user.paths(right, day)
    form = RosterForm(data, may=lambda needed: may_have(request, needed, paths, day))
    order = roster.order_asked(data.get("sort", ""))
    selection = Selection(paths, day, read_day(data.get("known_on", "")), form.chosen(), order)
    return Asked(form, version, selection, columns.chosen(data.getlist("col")))


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


@require_POST
def export(request: Request, kind: str) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """Give exactly the list that is shown, or its chosen rows, as a file; it is written down who took what out."""
    if kind not in sheets.TYPES:
        raise Http404
    query = QueryDict(request.POST.get("query", "")[:2000])
    asked = asked_for(request, query, read_day(query.get("as_of", "")) or today(), "people.export")
    version, selection, day = asked.version, asked.selection, asked.selection.day
    if not selection.paths:
        raise PermissionDenied
    uids = [uid for uid in request.POST.getlist("selected") if UUID_TEXT.fullmatch(uid)]
    if uids and not request.POST.get("all_matching"):
        selection.filters["uids"] = uids
    sheet = [c for c in asked.sheet if not c.right or may_have(request, c.right, selection.paths, day)]
    n = roster.count(selection)
    facts = {
        "n": n,
        "columns": [c.code for c in sheet],
        "as_of": str(day),
        "filters": sorted(selection.filters),
    }
    target = version.unit if version else request.user
    note_export(
        target,
        actor=request.actor,
        grant=request.user.holds_anywhere("people.export"),
        unit=version and version.unit_id,
        facts=facts,
    )
    return file_of(request, selection, sheet, kind, version)


def file_of(
    request: Request,
    selection: Selection,
    sheet: list[columns.Column],
    kind: str,
    version: UnitVersion | None,
) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """Return the file: a watermark line, the headings, the rows."""
    name = f"danh-sach-{version.code if version else 'doan-vien'}-{selection.day:%Y%m%d}.{kind}"
    lines = written(request, selection, sheet, version)
    if kind == "csv":
        answer: Any = StreamingHttpResponse(sheets.as_csv(lines), content_type=sheets.TYPES[kind])
    else:
        made = sheets.as_xlsx(lines, head=2) if kind == "xlsx" else sheets.as_ods(lines)
        answer = FileResponse(made, content_type=sheets.TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def written(
    request: Request, selection: Selection, sheet: list[columns.Column], version: UnitVersion | None
) -> Iterator[list[Any]]:
    """Yield the lines of the file."""
    title = _("Roster of %(unit)s as of %(day)s") % {
        "unit": version.name if version else _("all units of the reader"), "day": shown_day(selection.day),
    }  # fmt: skip
    mark = _("Taken out by %(who)s at %(at)s · personal data: keep it safe, delete it when it is not needed") % {
        "who": request.user.name, "at": f"{timezone.localtime():%H:%M %d/%m/%Y}",
    }  # fmt: skip
    yield [title]
    yield [mark]
    yield [_("No."), *(str(column.title) for column in sheet)]
    for number, row in enumerate(columns.walk(selection, sheet), start=1):
        yield [number, *(column.value(row) for column in sheet)]


def chosen_unit(request: Request, asked: Any, day: dt.date, right: str) -> UnitVersion | None:
    """Return the unit a list is narrowed to, if it was one of the reader's on that day; else as if there were none."""
    text = asked.get("unit", "")
    if not text.isdecimal() or len(text) > 18:
        return None
    version = UnitVersion.objects.as_of(day).select_related("unit").filter(unit_id=int(text)).first()
    if version is None or not any(version.path.startswith(path) for path in request.user.paths(right, day)):
        raise Http404
    return version


def may_have(request: Request, right: str, paths: list[str], day: dt.date) -> bool:
    """Whether a right is held at every unit of a list: what a sensitive column or filter needs; none always is."""
    held = request.user.paths(right, day) if right else [""]
    return all(any(path.startswith(own) for own in held) for path in paths)


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
