"""Dockets by workbook: a template, a docket opened from it; a docket's sheet taken out, filled in, brought back."""

from __future__ import annotations

from typing import IO
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.audit.operation import reading
from aoxanh.cases import operations
from aoxanh.cases.advancing import blocking, checks_of
from aoxanh.cases.docket_views import Sheet, asked_of, drawn
from aoxanh.cases.docket_views import load as load_docket
from aoxanh.cases.forms import OpenForm, RowForm, VoteRowForm, facts_and_words
from aoxanh.cases.opening_views import either, known_of, load, plug_of, way_before
from aoxanh.cases.procedure import Procedure
from aoxanh.cases.row_forms import Row, Table, WorkbookForm, entered, find_people, read
from aoxanh.cases.template import columns_to_fill, columns_to_open, to_fill, to_open
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import names_on
from aoxanh.people.models import Person
from aoxanh.ui.sheets import TYPES

note_sheet = reading(
    "cases.sheet", says=gettext_lazy("took a docket out as a workbook: %(procedure)s, %(count)s cases")
)


def answer_of(file: IO[bytes], name: str) -> FileResponse:
    """Return a workbook as an answer."""
    answer = FileResponse(file, content_type=TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def blank(request: Request, unit_id: int, procedure: str) -> FileResponse:
    """Give the empty workbook of a procedure."""
    load(request, unit_id)
    return answer_of(to_open(plug_of(procedure)), f"mau-{procedure}")


@either
def bring(request: Request, unit_id: int, procedure: str) -> HttpResponse:
    """Read a workbook and show the docket it would open: rows filled in, who cannot go with the rule; nothing is written."""
    _unit, version = load(request, unit_id)
    plug = plug_of(procedure)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        table = attempt(form, lambda: read(form.cleaned_data["file"], columns_to_open(plug)))
        if table:
            find_people(table, version, plug)
            refuse_by_rule(table, plug)
            if table.good:
                return filled(request, version, plug, table)
            form.add_error(None, _("No row can go. Look at the reasons below."))
            return asked(request, version, plug, form, table)
    return asked(request, version, plug, form, None)


def asked(request: Request, version: UnitVersion, plug: Procedure, form: WorkbookForm, table: Table | None) -> HttpResponse:  # fmt: skip
    """Ask for the workbook."""
    context = {"version": version, "plug": plug, "form": form, "refused": table.refused if table else []}
    return render(request, "cases/bring.html", context, status=422 if form.errors else 200)


def row_form(row: Row, person: Person, plug: Procedure) -> RowForm:
    """Return the form of a docket's row, filled in."""
    prefix = f"p{person.pk}"
    return RowForm(entered(row, RowForm(plug=plug).fields, prefix), plug=plug, prefix=prefix)


def refuse_by_rule(table: Table, plug: Procedure) -> None:
    """Refuse rows by rules that nothing still to be entered can change."""
    people = [row.person for row in table.good if row.person]
    common = set(OpenForm(plug=plug, many=True).fields)
    rows = {row.person.pk: row for row in table.good if row.person}
    forms = {pk: row_form(row, row.person, plug) for pk, row in rows.items() if row.person}
    own = {pk: facts_and_words(form, form.cleaned_data) for pk, form in forms.items() if form.is_valid()}
    opening = operations.Opening(plug, rows={pk: f for pk, (f, _w) in own.items()}, row_words={pk: w for pk, (_f, w) in own.items()})  # fmt: skip
    for person, about in known_of(opening, people):
        found = blocking(one for one in checks_of(plug, about) if one.field not in common)
        if found and (person.pk in own or found.field in {"", "person"}):
            rows[person.pk].refuse(str(found.text), found.rule)


def filled(request: Request, version: UnitVersion, plug: Procedure, table: Table) -> HttpResponse:
    """Show the docket as it would be opened."""
    people = [row.person for row in table.good if row.person]
    rows = [(row.person, row_form(row, row.person, plug)) for row in table.good if row.person]
    known = known_of(operations.Opening(plug), people)
    context = {
        "version": version, "plug": plug, "people": people, "form": OpenForm(plug=plug, many=True), "rows": rows, "refused": table.refused,
        "each": [one.label for one in RowForm(plug=plug).fields.values()], "action": reverse("cases:begin", args=[version.unit_id, plug.code]),
        **way_before(plug, [about for _who, about in known]),
    }  # fmt: skip
    return render(request, "cases/begin.html", context)


@require_POST
def take_out(request: Request, uid: UUID) -> FileResponse:
    """Give the rows of a docket that take the step shown, to be filled in; it is written down who took them."""
    docket = load_docket(request, uid)
    grant = request.user.holds("people.export", at=docket.unit)
    sheet = Sheet.read(request.user, docket, asked_of(request))
    cases = [case for case in sheet.cases if case.pk in sheet.rows]
    if not grant or sheet.step is None or not cases:
        raise PermissionDenied
    facts = {"procedure": docket.procedure, "count": len(cases)}
    note_sheet(docket, actor=request.actor, grant=grant, unit=docket.unit_id, facts=facts)
    return answer_of(
        to_fill(sheet.step, cases, names_on({c.unit_id for c in cases}, today())), f"phieu-{docket.pk}"
    )


@require_POST
def bring_back(request: Request, uid: UUID) -> HttpResponse:
    """Fill a docket's rows in from its workbook and show them; rows that moved since it was taken out are refused."""
    sheet = Sheet.read(request.user, load_docket(request, uid), asked_of(request))
    if sheet.form is None or sheet.step is None:
        raise PermissionDenied
    step, form = sheet.step, WorkbookForm(request.POST, request.FILES)
    table = (
        attempt(form, lambda: read(form.cleaned_data["file"], columns_to_fill(step)))
        if form.is_valid()
        else None
    )
    if table:
        fill(sheet, table)
    return drawn(request, sheet, form, table.refused if table else [])


def fill(sheet: Sheet, table: Table) -> None:
    """Put what a workbook says into the rows of a sheet (compare-and-set for each row, L17)."""
    assert sheet.step is not None  # noqa: S101 - asked by the caller
    cases = {str(case.uid): case for case in sheet.cases if case.pk in sheet.rows}
    sheet.chosen = set()
    for row in table.rows:
        case = cases.get(row.cells.get("case", ""))
        if case is None or str(case.revision) != row.cells.get("revision", ""):
            row.refuse(_("This case has moved on meanwhile. Look at it again."), "L17")
            continue
        row.person = case.person
        data = entered(row, VoteRowForm(step=sheet.step).fields, f"r{case.pk}")
        one = sheet.rows[case.pk] = VoteRowForm(data, step=sheet.step, prefix=f"r{case.pk}")
        one.empty_permitted = False
        if one.is_valid():
            sheet.chosen.add(str(case.uid))
        else:
            row.refuse(" ".join(str(text) for errors in one.errors.values() for text in errors))
