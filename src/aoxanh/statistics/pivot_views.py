"""The free table over the roster, on the screen and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from aoxanh.audit.actor import Request
from aoxanh.database.replica import reading_from_replica
from aoxanh.membership.asked import asked_for, may_have
from aoxanh.membership.roster_forms import Asked, kept
from aoxanh.org.models import today
from aoxanh.org.queries import ancestors
from aoxanh.statistics.pivot import DIMENSIONS, MOST, Head, Pivot, TooMany, chosen, pivot
from aoxanh.ui.as_of import day_asked
from aoxanh.ui.formats import day as shown_day
from aoxanh.ui.sheets import TYPES, as_csv, as_ods, as_xlsx


class PivotForm(forms.Form):
    """What stands in the rows and in the columns."""

    rows = forms.ChoiceField(label=gettext_lazy("Rows"))
    cols = forms.ChoiceField(label=gettext_lazy("Columns"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rows"].choices = choices  # type: ignore[attr-defined]
        self.fields["cols"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


@require_safe
def pivot_page(request: Request) -> HttpResponse:
    """Show heads by any two things that are known of people, for the same list the roster shows."""
    asked, form, told = ask(request)
    query = request.GET.copy()
    for name in ("rows", "cols", "kind"):
        query.pop(name, None)
    context: dict[str, Any] = {
        "asked": asked, "version": asked.version, "form": form, "as_of": asked.selection.day, "most": MOST,
        "above": ancestors(asked.version, asked.selection.day) if asked.version else [], "past": asked.selection.day != today(),
        "roster": f"{reverse('membership:roster')}?{query.urlencode() or 'status='}", "query": request.GET.urlencode(),
        "passed": [(name, value) for name, values in query.lists() for value in values if value],
        "said": [str(asked.form.fields[name].label) for name in asked.selection.filters if name in asked.form.fields],
    }  # fmt: skip
    if told is not None:
        sides = [
            str(DIMENSIONS[form["rows"].value()].title),
            str(DIMENSIONS[form["cols"].value()].title) if told.cols else "",
        ]
        context |= {
            "told": told,
            "table": table(told, QueryDict(kept(request.GET, asked.form))),
            "sides": sides,
        }
        context["bars"] = [{"label": head.title, "value": head.n} for head in told.rows]
    return render(request, "statistics/pivot.html", context)


@require_safe
def pivot_file(request: Request) -> FileResponse:
    """Give the table as a file."""
    asked, form, told = ask(request)
    kind = request.GET.get("kind", "xlsx")
    if told is None or kind not in TYPES:
        raise Http404
    lines = list(file_lines(asked, form, told))
    made: Any = as_csv(lines) if kind == "csv" else as_ods(lines) if kind == "ods" else as_xlsx(lines, head=3)
    answer = FileResponse(made, content_type=TYPES[kind])
    where = asked.version.code if asked.version else "doan-vien"
    answer["Content-Disposition"] = f'attachment; filename="tong-hop-{where}-{asked.selection.day}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def ask(request: Request) -> tuple[Asked, PivotForm, Pivot | None]:
    """Return what is asked for within the reader's right, the form, and the table; None for too many people."""
    asked = asked_for(request, request.GET, day_asked(request), "people.see")
    paths, day = asked.selection.paths, asked.selection.day
    if not paths:
        raise PermissionDenied

    def may(right: str) -> bool:
        return may_have(request, right, paths, day)

    choices = [(side.code, side.title) for side in DIMENSIONS.values() if may(side.right)]
    rows, cols = chosen(request.GET.get("rows", "age"), may), chosen(request.GET.get("cols", ""), may)
    rows = rows or DIMENSIONS["age"]
    cols = None if cols is rows else cols
    form = PivotForm({"rows": rows.code, "cols": cols.code if cols else ""}, choices=choices)
    try:
        with reading_from_replica():
            return asked, form, pivot(asked.selection, rows, cols)
    except TooMany:
        return asked, form, None


def table(told: Pivot, query: QueryDict) -> list[dict[str, Any]]:
    """Return the rows as they are shown, each figure with where its names are."""
    return [
        {
            "head": row,
            "cells": [(told.cells[row.value, col.value], names(query, row, col)) for col in told.cols],
            "url": names(query, row),
        }
        for row in told.rows
    ]


def names(query: QueryDict, *heads: Head) -> str:
    """Return where the people of a row, or of a cell, are listed; "" where the roster cannot ask for them."""
    narrowed = query.copy()
    for head in heads:
        if not head.narrow:
            return ""
        for name, value in QueryDict(head.narrow).items():
            if narrowed.get(name) not in {None, "", value} and name != "unit":
                return ""
            narrowed[name] = str(value)
    return f"{reverse('membership:roster')}?{narrowed.urlencode()}"


def file_lines(asked: Asked, form: PivotForm, told: Pivot) -> Iterator[list[Any]]:
    """Yield the lines of the file: what it is, the headings, the rows, the sum."""
    rows = DIMENSIONS[form["rows"].value()]
    yield [_("Members in a table"), asked.version.name if asked.version else _("all units of the reader")]
    yield [_("As of %(day)s") % {"day": shown_day(asked.selection.day)}]
    yield []
    yield [str(rows.title), *(str(col.title) for col in told.cols), _("Sum")]
    for row in told.rows:
        yield [str(row.title), *(told.cells[row.value, col.value] for col in told.cols), row.n]
    yield [_("Sum"), *(col.n for col in told.cols), told.total]
