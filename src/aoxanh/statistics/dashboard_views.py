"""The page of how a unit stands, and the units behind its overdue duties."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from aoxanh.audit.actor import Request
from aoxanh.database.replica import reading_from_replica
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import ancestors, terms_due
from aoxanh.statistics.dashboard import Dashboard, dashboard
from aoxanh.statistics.queries import sized, too_small, without_report
from aoxanh.statistics.views import load
from aoxanh.ui.as_of import day_asked

#: Lines of the comparison on the page, and units of a list.
SHOWN, PAGE = 200, 50


@require_safe
def dashboard_page(request: Request, unit_id: int) -> HttpResponse:
    """Show how a unit stands today."""
    day = today()
    version = load(request, unit_id, day)
    if version.ends_on is not None and version.ends_on <= day:
        raise Http404
    with reading_from_replica():
        told = dashboard(version, day)
    context = {
        "version": version, "above": ancestors(version, day), "told": told, "overdue": overdue(version, told),
        "roster": names(version, "status="),
        "members": told.standing.members, "change": told.standing.change(told.standing.counts),
        "bars": [{"label": line.name, "value": line.members, "url": reverse("statistics:dashboard", args=[line.unit_id])} for line in told.lines[:12]],
        "lines": told.lines[:SHOWN], "more": max(0, len(told.lines) - SHOWN), "trends": trends(told), "at": told.standing.at,
        "sectors": [{"label": title or _("Not known"), "value": n, "url": names(version, f"sector={code}") if code else ""} for code, title, n in told.sectors],
    }  # fmt: skip
    return render(request, "statistics/dashboard.html", context)


def names(version: UnitVersion, filters: str) -> str:
    """Return where the people behind a figure are listed."""
    return f"{reverse('membership:roster')}?unit={version.unit_id}&{filters}"


def overdue(version: UnitVersion, told: Dashboard) -> list[dict[str, Any]]:
    """Return the overdue duties with where their names are; those of people only once they were counted."""
    units = reverse("statistics:overdue", args=[version.unit_id, "small"]).removesuffix("small/")
    counts, counted = told.standing.counts, told.standing.kept_at is not None
    least = statute_on(today())["branch_least"]
    known = {
        code: counts[code] if counted else None for code in ("over30", "over35", "small", "term", "silent")
    }
    rows = [
        (
            _("Over 30, nothing decided yet"),
            known["over30"],
            "HD 30 II.5",
            names(version, "maturing=over30&sort=birth"),
        ),
        (_("Over 35"), known["over35"], "HD 30 II.5", names(version, "maturing=over35&sort=birth")),
        (
            _("Branches with fewer than %(n)s members") % {"n": least},
            known["small"],
            "HD 20 §11.1",
            f"{units}small/",
        ),
        (_("Terms that have run out"), known["term"], "HD 20 §12", f"{units}terms/"),
        (_("No report of the last quarter or half-year"), known["silent"], "HD 20 §3.3a", f"{units}silent/"),
    ]
    return [{"label": label, "n": n, "rule": rule, "url": url} for label, n, rule, url in rows]


def trends(told: Dashboard) -> list[dict[str, Any]]:
    """Return the small charts over time."""
    months = told.months
    titles = {
        "members": _("Members at the end of the month"),
        "admitted": _("Admitted"),
        "matured": _("Matured"),
    }
    return [{"title": title, "values": [row[code] for row in months]} for code, title in titles.items()]


@require_safe
def overdue_page(request: Request, unit_id: int, what: str) -> HttpResponse:
    """List the units behind an overdue duty: too few members, term run out, no report."""
    if what not in WHAT:
        raise Http404
    day = day_asked(request)
    version = load(request, unit_id, day)
    start = (
        int(request.GET["after"])
        if request.GET.get("after", "").isdecimal() and len(request.GET["after"]) < 7
        else 0
    )
    with reading_from_replica():
        title, rows = WHAT[what](version, day, start)
    more = f"?as_of={day.isoformat()}&after={start + PAGE}" if len(rows) > PAGE else ""
    context = {
        "version": version, "above": ancestors(version, day), "title": title, "rows": rows[:PAGE], "what": what,
        "pager": {"next_url": more, "previous_url": f"?as_of={day.isoformat()}&after={max(0, start - PAGE)}" if start else "", "shown": len(rows[:PAGE])},
    }  # fmt: skip
    return render(request, "statistics/overdue.html", context)


def small(version: UnitVersion, day: Any, start: int) -> tuple[str, list[dict[str, Any]]]:
    """Return branches with too few members, each with how many it has."""
    title = _("Branches with fewer members than the rules ask for")
    return title, with_members(sized(version, day, too_small), start)


def by_size(
    version: UnitVersion, day: Any, start: int, least: int, most: int
) -> tuple[str, list[dict[str, Any]]]:
    """Return branches with so many members, in the order of their names."""
    found = sized(version, day, lambda _kind, n: least <= n <= most)
    return _("Branches by size"), with_members(found, start)


def with_members(units: list[tuple[UnitVersion, int]], start: int) -> list[dict[str, Any]]:
    """Return a page of units as rows that say how many members they have."""
    part = units[start : start + PAGE + 1]
    return [{"unit": unit, "said": _("%(n)s members") % {"n": n}} for unit, n in part]


def terms(version: UnitVersion, day: Any, start: int) -> tuple[str, list[dict[str, Any]]]:
    """Return units whose term has run out, the longest overdue first."""
    found = terms_due(version.path, day)[start : start + PAGE + 1]
    rows = [
        {"unit": unit, "said": _("since %(day)s") % {"day": f"{unit.unit.term_ends_on:%d/%m/%Y}"}}
        for unit in found
    ]
    return _("Terms that have run out"), rows


def silent(version: UnitVersion, day: Any, start: int) -> tuple[str, list[dict[str, Any]]]:
    """Return units that owe a report."""
    found = without_report(UnitVersion.objects.as_of(day).below(version.path), day).order_by(
        "sort_key", "unit_id"
    )[start : start + PAGE + 1]
    rows = [{"unit": unit, "said": str(unit.kind_title)} for unit in found]
    return _("No report of the last quarter or half-year"), rows


WHAT: dict[str, Any] = {
    "small": small,
    "terms": terms,
    "silent": silent,
    "small3": partial(by_size, least=0, most=2),
    "middle": partial(by_size, least=3, most=8),
    "large": partial(by_size, least=9, most=10**9),
}
