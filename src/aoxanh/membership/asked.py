"""What an address asks a roster for, within the reader's right: the page, its acts, the pivot and the API read it here."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict

from aoxanh.audit.actor import Request
from aoxanh.membership import columns, roster
from aoxanh.membership.roster import Selection
from aoxanh.membership.roster_forms import Asked, RosterForm, read_day
from aoxanh.org.models import UnitVersion
from aoxanh.ui.as_of import day_of

UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def asked_for(request: Request, data: QueryDict, day: dt.date, right: str) -> Asked:
    """Return what is asked for: one unit and below, or everything the reader holds the right for on that day."""
    version = chosen_unit(request, data, day, right)
    paths = [version.path] if version else request.user.paths(right, day)
    form = RosterForm(data, may=lambda needed: may_have(request, needed, paths, day))
    order = roster.order_asked(data.get("sort", ""))
    selection = Selection(paths, day, read_day(data.get("known_on", "")), form.chosen(), order)
    return Asked(form, version, selection, columns.chosen(data.getlist("col")))


def posted(request: Request, right: str) -> Asked:
    """Return the rows chosen in a roster that was posted: those named, or all that match its address; by right, anew.

    Raises PermissionDenied for who holds the right nowhere.
    """
    query = QueryDict(request.POST.get("query", "")[:2000])
    asked = asked_for(request, query, day_of(query.get("as_of", "")), right)
    if not asked.selection.paths:
        raise PermissionDenied
    uids = [uid for uid in request.POST.getlist("selected") if UUID_TEXT.fullmatch(uid)]
    if uids and not request.POST.get("all_matching"):
        asked.selection.filters["uids"] = uids
    return asked


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
