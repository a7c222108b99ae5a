"""Whole lists as a page for A4 paper: head, lines, signatures; the browser prints it and numbers the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from aoxanh.audit.actor import Request
from aoxanh.membership.counts import members_of
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import names_on
from aoxanh.ui import formats

#: So many lines are printed at once: some eighty pages.
PRINTED = 2_000


def printed(
    request: Request,
    version: UnitVersion | None,
    heads: list[dict[str, Any]],
    rows: list[list[Any]],
    **about: Any,
) -> HttpResponse:
    """Return the page. `heads` are the columns, `about` its title, what it says below it, and the way back."""
    day = today()
    above = (
        names_on([version.parent_id], day).get(version.parent_id) if version and version.parent_id else None
    )
    context = {
        "version": version, "above": above, "heads": heads, "rows": list(enumerate(rows, start=1)), "day": day,
        "signs": signs_for(version), **about,
    }  # fmt: skip
    answer = render(request, "membership/printed.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def signs_for(version: UnitVersion | None) -> str:
    """Return in whose name a unit's paper is signed: a branch too small for a committee signs as itself (HD 29 Mẫu 1)."""
    if version is not None and version.kind in {"branch", "temp_branch"}:
        day = today()
        small = members_of([version.path], day) < statute_on(day)["branch_committee_from"]
        return _("On behalf of the branch") if small else _("On behalf of the branch's executive committee")
    return _("On behalf of the executive committee")


def too_many() -> str:
    """Return why a list is not printed."""
    text = _(
        "More than %(n)s lines are not printed at once. Choose a shorter period or a unit below, or take the file."
    )
    return text % {"n": formats.number(PRINTED)}
