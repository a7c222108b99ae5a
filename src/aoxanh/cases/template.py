"""Workbooks of dockets: one to fill in and open a docket from, one with a docket's rows to vote and grade on."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from typing import IO, Any

import xlsxwriter
from django import forms
from django.utils.translation import gettext as _

from aoxanh.cases.forms import RowForm, VoteRowForm
from aoxanh.cases.models import Case
from aoxanh.cases.operations import MOST
from aoxanh.cases.procedure import Procedure, Step
from aoxanh.cases.row_forms import WHO
from aoxanh.org.models import UnitVersion
from aoxanh.vietnamese.dates import format_date

#: What a row of a docket is known again by; the columns are hidden.
KEYS = {"case": "Mã hồ sơ", "revision": "Lần"}


def columns_to_open(plug: Procedure) -> dict[str, Any]:
    """Return the columns a docket is opened from: who it is, and what is entered for each."""
    return {**WHO, **{name: one.label for name, one in RowForm(plug=plug).fields.items()}}


def columns_to_fill(step: Step) -> dict[str, Any]:
    """Return the columns a step is filled in by."""
    shown = {"name": _("Full name"), "birth": _("Date of birth"), "unit": _("Unit")}
    return {**KEYS, **shown, **{name: one.label for name, one in VoteRowForm(step=step).fields.items()}}


def to_open(plug: Procedure) -> IO[bytes]:
    """Return the empty workbook of a procedure."""
    return workbook(str(plug.title), columns_to_open(plug), RowForm(plug=plug).fields, [])


def to_fill(step: Step, cases: Sequence[Case], units: Mapping[int, UnitVersion]) -> IO[bytes]:
    """Return the workbook of a step with the rows that take it."""
    rows = [
        [
            str(case.uid), str(case.revision), case.person.full_name if case.person else "",
            format_date(case.person.birth_date) if case.person and case.person.birth_date else "",
            units[case.unit_id].name if case.unit_id in units else "",
        ]
        for case in cases
    ]  # fmt: skip
    return workbook(str(step.title), columns_to_fill(step), VoteRowForm(step=step).fields, rows)


def workbook(title: str, columns: Mapping[str, Any], fields: Mapping[str, forms.Field], rows: Sequence[Sequence[str]]) -> IO[bytes]:  # fmt: skip
    """Return a workbook open at its start: headings, rows as text, a list to choose from where a field has one."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("".join(c for c in title if c not in "[]:*?/\\")[:31] or "1")
    words = book.add_worksheet("Danh mục")
    head = book.add_format({"bold": True, "bg_color": "#1159bd", "font_color": "#ffffff", "text_wrap": True, "valign": "vcenter"})  # fmt: skip
    text = book.add_format({"num_format": "@"})
    for at, (name, label) in enumerate(columns.items()):
        sheet.write_string(0, at, str(label), head)
        hidden = {"hidden": True} if name in KEYS else {}
        sheet.set_column(at, at, 28 if name in {"name", "unit"} else 18, text, hidden)
        options = [str(shown) for code, shown in getattr(fields.get(name), "choices", ()) if code != ""]
        for line, option in enumerate(options, start=1):
            words.write_string(line, at, option)
        if options:
            letter = xlsxwriter.utility.xl_col_to_name(at)
            source = f"='Danh mục'!${letter}$2:${letter}${len(options) + 1}"
            sheet.data_validation(1, at, max(len(rows), MOST), at, {"validate": "list", "source": source})
    for line, cells in enumerate(rows, start=1):
        for at, cell in enumerate(cells):
            sheet.write_string(line, at, cell, text)
    sheet.freeze_panes(1, 3 if rows else 1)
    sheet.set_row(0, 32)
    book.close()
    file.seek(0)
    return file
