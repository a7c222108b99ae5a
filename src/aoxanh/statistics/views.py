"""Pages of reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aoxanh.accounts.models import User
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection
from aoxanh.database.replica import reading_from_replica
from aoxanh.membership.kinds import MOVEMENTS
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.queries import ancestors, lineage_of, names_on
from aoxanh.papers.downloads import MAKERS as PAPERS
from aoxanh.papers.downloads import answer_of
from aoxanh.statistics import operations, policies
from aoxanh.statistics.breakdown import MOST, breakdowns, by_age_and_sex, of_band, pyramid
from aoxanh.statistics.forms import PeriodForm
from aoxanh.statistics.models import IssuedReport
from aoxanh.statistics.movements import IN, Line, Report, report, units_moved
from aoxanh.statistics.paper import document_of
from aoxanh.statistics.periods import Period, quick_periods
from aoxanh.statistics.queries import added_up_at, differences, late_lines, small_branches
from aoxanh.ui.sheets import TYPES, as_csv, as_ods, as_xlsx

MAKERS = {"csv", "xlsx", "ods"}


@require_safe
def mine(request: Request) -> HttpResponse:
    """Lead to the report of the reader's unit; of several, let them choose."""
    units = [a.unit_id for a in request.user.appointments_today if "people.see" in request.user.rights_of(a)]
    if not units:
        raise PermissionDenied
    if len(set(units)) == 1:
        return redirect("statistics:report", units[0])
    found = [request.user.units_today[pk] for pk in dict.fromkeys(units) if pk in request.user.units_today]
    return render(request, "statistics/mine.html", {"units": found})


@require_safe
def report_page(request: Request, unit_id: int) -> HttpResponse:
    """Show a unit's report of a period: movements line by line, and who the members are at its end."""
    form, period = period_asked(request)
    if told_early(form, period, unit_id):
        period = this_year()
    version = load(request, unit_id, period.last)
    known_on = form.cleaned_data.get("known_on") if form.is_bound and form.is_valid() else None
    with reading_from_replica():
        told = report(version, period, known_on)
        small = small_branches(version.path, period.last, told.sizes)
    context: dict[str, Any] = {
        "version": version, "above": ancestors(version, period.last), "form": form, "period": period, "known_on": known_on,
        "quick": [(quick_title(code), p.first.isoformat(), p.last.isoformat(), p == period) for code, p in quick_periods(today())],
        "table": table_of(told, unlisted(request, told)), "told": told, "at": added_up_at(), "tab": request.GET.get("tab", "movements"),
        "query": request.GET.urlencode(),
        "may_issue": bool(policies.may_issue_report(request.user, version.unit)) and not known_on and period.last <= today() and not over(version, period.last),
        "issued": IssuedReport.objects.filter(unit=unit_id).order_by("-known_until")[:10],
        "small": small, "day": period.last, "ended": ended_in_words(version) if over(version, period.eve) else "",
    }  # fmt: skip
    context["tabs"] = [
        {
            "label": _("Movements"),
            "url": with_tab(request, "movements"),
            "current": context["tab"] == "movements",
        },
        {
            "label": _("Who they are"),
            "url": with_tab(request, "people"),
            "current": context["tab"] == "people",
        },
    ]
    if context["tab"] == "people":
        context |= people_of(request, version, period.last, known_on, told)
    return render(request, "statistics/report.html", context, status=422 if form.errors else 200)


def people_of(
    request: Request, version: UnitVersion, day: dt.date, known_on: dt.date | None, told: Report
) -> dict[str, Any]:
    """Return the breakdowns, where there are not too many people to ask at once."""
    if told.total.closing > MOST:
        return {"too_many": MOST}
    sensitive = bool(request.user.holds("people.sensitive", at=version.unit))
    roster = f"{reverse('membership:roster')}?unit={version.unit_id}&as_of={day.isoformat()}" + (f"&known_on={known_on}" if known_on else "")  # fmt: skip
    with reading_from_replica():
        tables = breakdowns(version.path, day, known_on=known_on, sensitive=sensitive, sizes=told.sizes)
        by_age = by_age_and_sex(version.path, day, known_on)
    return {
        "tables": [
            {"title": t.title, "rows": [{"label": label, "value": n, "url": where(version, day, roster, asked)} for label, n, asked in t.rows]}
            for t in tables
        ],
        "pyramid": linked(pyramid(by_age), roster),
    }  # fmt: skip


def where(version: UnitVersion, day: dt.date, roster: str, asked: str) -> str:
    """Return where the names behind a row of a breakdown are: the roster narrowed, or a list of units."""
    if asked.startswith("list="):
        address = reverse("statistics:overdue", args=[version.unit_id, asked.removeprefix("list=")])
        return f"{address}?as_of={day.isoformat()}"
    return f"{roster}&{asked}" if asked else ""


def linked(rows: list[dict[str, Any]], roster: str) -> list[dict[str, Any]]:
    """Return the rows of a pyramid, each side with where its names are."""
    for row in rows:
        asked = f"{roster}&{of_band(row['band'])}"
        row |= {"left_url": f"{asked}&sex=male", "right_url": f"{asked}&sex=female"}
    return rows


def with_tab(request: Request, tab: str) -> str:
    """Return the address of a part of the page with the same period."""
    asked = request.GET.copy()
    asked["tab"] = tab
    return f"?{asked.urlencode()}"


@require_safe
def report_file(request: Request, unit_id: int) -> HttpResponse | FileResponse:
    """Give the report as a workbook or as a paper (PDF, Word), exactly as it is shown."""
    form, period = period_asked(request)
    if form.errors:
        raise Http404
    version = load(request, unit_id, period.last)
    kind = request.GET.get("kind", "xlsx")
    if kind not in MAKERS and kind not in PAPERS:
        raise Http404
    with reading_from_replica():
        told = report(version, period, form.cleaned_data.get("known_on") if form.is_bound else None)
    name = f"bao-cao-{version.code}-{period.first}-{period.last}"
    if kind in PAPERS:
        return answer_of(
            document_of(told, table_of(told), version, ancestors(version, period.last)), kind, name
        )
    lines = list(file_lines(told))
    made: Any = as_csv(lines) if kind == "csv" else as_ods(lines) if kind == "ods" else as_xlsx(lines, head=3)
    answer = FileResponse(made, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def file_lines(told: Report) -> Iterator[list[Any]]:
    """Yield the lines of the file: what it is, the headings, the lines, the sum."""
    table = table_of(told)
    yield [_("Report of members"), told.name]
    yield [f"{told.period.first:%d/%m/%Y} – {told.period.last:%d/%m/%Y}", f"{_('As known on')} {told.known_on:%d/%m/%Y}" if told.known_on else ""]  # fmt: skip
    yield []
    yield [_("Unit"), *(str(title) for title in table["titles"])]
    for row in (*table["rows"], table["total"]):
        yield [row["name"], *row["cells"]]


def table_of(told: Report, unlisted: set[int] | frozenset[int] = frozenset()) -> dict[str, Any]:
    """Return the report as a table: headings, rows of figures, the sum; no way to the openings of `unlisted` units."""
    kinds = told.kinds
    titles = [_("At the start"), *(MOVEMENTS[k] for k in kinds)]
    units = told.total.came or told.total.went or any(line.came or line.went for line in told.lines)
    titles += [_("Came with units"), _("Went with units")] if units else []
    titles.append(_("At the end"))

    def cells(line: Line) -> list[int]:
        moved = [line.moved[kind] for kind in kinds]
        return [line.opening, *moved, *([line.came, -line.went] if units else []), line.closing]

    codes = ["opening", *kinds, *(["came", "went"] if units else []), "closing"]

    def row(line: Line, name: str) -> dict[str, Any]:
        found = cells(line)
        hidden = "opening" if (line.unit_id or told.unit_id) in unlisted else ""
        urls = [
            names_behind(told, line, code) if n and code != hidden else ""
            for code, n in zip(codes, found, strict=True)
        ]
        return {
            "name": name, "unit_id": line.unit_id, "ended": line.ended, "cells": found,
            "pairs": list(zip(titles, found, urls, strict=True)),
        }  # fmt: skip

    rows, total = [row(line, line.name) for line in told.lines], row(told.total, _("Sum"))
    ins = sum(n for kind, n in told.total.moved.items() if kind in IN)
    outs = -sum(n for kind, n in told.total.moved.items() if kind not in IN)
    return {
        "titles": titles,
        "rows": rows,
        "total": total,
        "in": ins + told.total.came,
        "out": outs + told.total.went,
    }


def unlisted(request: Request, told: Report) -> set[int]:
    """Return the units whose people at the start the reader may not list: they stood elsewhere on that day."""
    ids = {line.unit_id or told.unit_id for line in (*told.lines, told.total) if line.opening}
    if not ids:
        return ids
    paths = request.user.paths("people.see", told.period.eve)
    listed = UnitVersion.objects.as_of(told.period.eve).within(paths).filter(unit_id__in=ids)
    return ids - set(listed.values_list("unit_id", flat=True))


def names_behind(told: Report, line: Line, code: str) -> str:
    """Return where the names behind a figure are listed: the roster of a day, the lines of a kind in the branch book, or
    the units that came or went with their members.
    """
    unit, period = line.unit_id or told.unit_id, told.period
    known = f"&known_on={told.known_on.isoformat()}" if told.known_on else ""
    days = f"first={period.first.isoformat()}&last={period.last.isoformat()}"
    if code in {"opening", "closing"}:
        if line.ended and code == "closing":
            return ""
        day = period.eve if code == "opening" else period.last
        return f"{reverse('membership:roster')}?unit={unit}&as_of={day.isoformat()}{known}"
    if code in {"came", "went"}:
        where = f"&line={line.unit_id}" if line.unit_id else ""
        return f"{reverse('statistics:moved', args=[told.unit_id, code])}?{days}{where}{known}"
    way = "in" if code in IN else "out"
    kind = code.removesuffix("_in").removesuffix("_out")
    below = f"&line={line.unit_id}" if line.unit_id and line.unit_id != told.unit_id else ""
    return f"{reverse('membership:register', args=[told.unit_id, 'branch'])}?{days}&kind={kind}&way={way}{below}{known}"


@require_safe
def moved_page(request: Request, unit_id: int, way: str) -> HttpResponse:
    """List the units that came into a line or went out of it with all their members, each with the way to their names."""
    if way not in {"came", "went"}:
        raise Http404
    form, period = period_asked(request)
    version = load(request, unit_id, period.last)
    known_on = form.cleaned_data.get("known_on") if form.is_bound and form.is_valid() else None
    text = request.GET.get("line", "")
    line = int(text) if text.isdecimal() and len(text) < 18 else None
    with reading_from_replica():
        found = [w for w in units_moved(version, period, known_on, line) if (w.heads > 0) is (way == "came")]
    names = names_on({w.unit_id for w in found} | ({line} if line else set()), period.last)
    known = f"&known_on={known_on.isoformat()}" if known_on else ""
    rows = []
    for one in found:
        day = one.on if way == "came" else one.on - dt.timedelta(days=1)
        url = f"{reverse('membership:roster')}?unit={one.unit_id}&as_of={day.isoformat()}{known}"
        rows.append({"unit": names[one.unit_id], "on": one.on, "heads": abs(one.heads), "url": url})
    context = {
        "version": version, "period": period, "rows": rows, "way": way, "line": names.get(line or 0), "sum": sum(abs(one.heads) for one in found),
        "title": _("Came with units") if way == "came" else _("Went with units"), "query": f"first={period.first}&last={period.last}{known}",
    }  # fmt: skip
    return render(request, "statistics/moved.html", context)


@require_POST
def issue(request: Request, unit_id: int) -> HttpResponse:
    """Issue the report that is shown."""
    unit = get_object_or_404(Unit, pk=unit_id)
    if not policies.may_issue_report(request.user, unit):
        raise PermissionDenied
    form = PeriodForm(request.POST)
    if form.is_valid():
        try:
            issued = operations.issue_report(
                unit, actor=request.actor, first=form.cleaned_data["first"], last=form.cleaned_data["last"]
            )
        except Objection as objection:
            messages.error(request, f"{objection.message} ({objection.rule})")
        else:
            messages.success(request, _("The report is issued. What it says does not change any more."))
            return redirect("statistics:issued", issued.pk)
    else:
        messages.error(request, _("Choose the period first."))
    return redirect("statistics:report", unit_id)


@require_safe
def issued_page(request: Request, report_id: int) -> HttpResponse:
    """Show an issued report, and what today's knowledge says otherwise."""
    issued, version, told = load_issued(request, report_id)
    titles = {**MOVEMENTS, "opening": _("At the start"), "closing": _("At the end"), "came": _("Came with units"), "went": _("Went with units")}  # fmt: skip
    by = User.objects.filter(pk=issued.issued_by or 0).first()
    context = {
        "issued": issued, "version": version, "above": ancestors(version, issued.last), "table": table_of(told), "by": by,
        "differences": [{**row, "what": titles[row["what"]], "name": row["name"] if row["unit"] else _("Sum")} for row in differences(issued)],
        "late": late_lines(issued),
    }  # fmt: skip
    return render(request, "statistics/issued.html", context)


@require_safe
def issued_file(request: Request, report_id: int, kind: str) -> HttpResponse:
    """Give an issued report as a paper: what it said, whatever is known since."""
    if kind not in PAPERS:
        raise Http404
    issued, version, told = load_issued(request, report_id)
    note = f"Báo cáo phát hành trên hệ thống số {issued}, mã kiểm tra {issued.hash[:16]}."
    document = document_of(told, table_of(told), version, ancestors(version, issued.last), note=note)
    return answer_of(document, kind, f"bao-cao-{version.code}-{issued.year}-{issued.number:02}")


def load_issued(request: Request, report_id: int) -> tuple[IssuedReport, UnitVersion, Report]:
    """Return an issued report, its unit as it stood then, and what it said."""
    issued = IssuedReport.objects.select_related("unit").filter(pk=report_id).first()
    if issued is None:
        raise Http404
    version = load(request, issued.unit_id, issued.last)
    said, period = issued.said, Period(issued.first, issued.last)
    lines = [line_from(line) for line in said["lines"]]
    return (
        issued,
        version,
        Report(issued.unit_id, said["name"], period, None, lines, line_from(said["total"]), {}),
    )


def line_from(said: dict[str, Any]) -> Line:
    """Return a line as it was issued."""
    line = Line(
        said["unit"],
        said["name"],
        opening=said["opening"],
        came=said["came"],
        went=said["went"],
        closing=said["closing"],
    )
    line.moved.update(said["moved"])
    return line


def load(request: Request, unit_id: int, day: dt.date) -> UnitVersion:
    """Return a unit as it stood on the last day of the period, if the reader may read its report."""
    versions = UnitVersion.objects.filter(unit_id=unit_id).select_related("unit")
    version = (
        versions.as_of(day).first() or versions.filter(starts_on__lte=day).order_by("-starts_on").first()
    )
    if version is None:
        raise Http404
    stood = min(day, version.ends_on - dt.timedelta(days=1)) if version.ends_on else day
    if not policies.may_see_report(request.user, version, stood):
        raise Http404
    return version


def over(version: UnitVersion, day: dt.date) -> bool:
    """Whether a unit does not stand any more on a day."""
    return bool(version.ends_on and version.ends_on <= day)


def told_early(form: PeriodForm, period: Period, unit_id: int) -> bool:
    """Whether a period is over before the unit begins; the form then says so, and where the figures of that time are."""
    begun = UnitVersion.objects.filter(unit_id=unit_id).order_by("starts_on").first()
    if begun is None or not form.is_bound or begun.starts_on <= period.last:
        return False
    text = _("“%(unit)s” stands since %(day)s: choose a period that ends on that day or later.")
    told = text % {"unit": begun.name, "day": f"{begun.starts_on:%d/%m/%Y}"}
    before = [row.predecessor_id for row in lineage_of(unit_id)[0]]
    if before:
        names = ", ".join(sorted(v.name for v in names_on(before, begun.starts_on).values()))
        told += " " + _("For the time before, see the reports of: %(names)s.") % {"names": names}
    form.add_error("last", told)
    return True


def ended_in_words(version: UnitVersion) -> str:
    """Return when a unit ended and what goes on in its place."""
    assert version.ends_on is not None  # noqa: S101 - asked only of units that are over
    heirs = [row.successor_id for row in lineage_of(version.unit_id)[1]]
    names = ", ".join(sorted(v.name for v in names_on(heirs, today()).values()))
    told = _("“%(unit)s” ended on %(day)s: this period has nothing to tell of it.") % {"unit": version.name, "day": f"{version.ends_on:%d/%m/%Y}"}  # fmt: skip
    return told + (" " + _("See the reports of: %(names)s.") % {"names": names} if names else "")


def this_year() -> Period:
    """Return this year up to today."""
    return dict(quick_periods(today()))["y-now"]


def period_asked(request: Request) -> tuple[PeriodForm, Period]:
    """Return the form and the period asked for; this year up to today where none can be read."""
    year = this_year()
    if not request.GET.get("first") and not request.GET.get("last"):
        return PeriodForm(initial={"first": year.first, "last": year.last}), year
    form = PeriodForm(request.GET)
    if form.is_valid():
        return form, Period(form.cleaned_data["first"], form.cleaned_data["last"])
    return form, year


def quick_title(code: str) -> str:
    """Return what a quick period is called."""
    return {
        "q-now": _("This quarter"), "h-now": _("This half-year"), "y-now": _("This year"),
        "q-last": _("Last quarter"), "h-last": _("Last half-year"), "y-last": _("Last year"),
    }[code]  # fmt: skip
