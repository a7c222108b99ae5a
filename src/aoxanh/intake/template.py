"""The workbook to fill in: the headings intake knows, lists to choose from, an example row, notes."""

from __future__ import annotations

import tempfile
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from aoxanh.intake.fields import FIELDS
from aoxanh.people import lists

SHOWN = [code for code in FIELDS if code not in {"last_name", "first_name"}]
ROWS = 2_000
CHOICES: dict[str, list[tuple[str, Any]]] = {
    "sex": lists.SEXES,
    "ethnicity": lists.ETHNICITIES,
    "religion": lists.RELIGIONS,
    "education": lists.EDUCATION,
    "qualification": lists.QUALIFICATION,
    "theory": lists.THEORY,
}


def template(branches: list[str]) -> IO[bytes]:
    """Return the workbook, open at its start; `branches` are offered in the column of branches."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = xlsxwriter.Workbook(file)
    sheet, notes, words = (
        book.add_worksheet("Đoàn viên"),
        book.add_worksheet("Hướng dẫn"),
        book.add_worksheet("Danh mục"),
    )
    head = book.add_format(
        {"bold": True, "bg_color": "#1159bd", "font_color": "#ffffff", "text_wrap": True, "valign": "vcenter"}
    )
    example, text = (
        book.add_format({"italic": True, "font_color": "#5b6b82"}),
        book.add_format({"num_format": "@"}),
    )
    for column, code in enumerate(SHOWN):
        field = FIELDS[code]
        sheet.write_string(0, column, str(field.title), head)
        sheet.set_column(column, column, 30 if code == "full_name" else 18, text)
        options = branches if code == "unit" else [str(title) for _code, title in CHOICES.get(code, ())]
        for row, option in enumerate(options, start=1):
            words.write_string(row, column, option)
        if options:
            words.write_string(0, column, str(field.title), head)
            letter = xlsxwriter.utility.xl_col_to_name(column)
            source = f"='Danh mục'!${letter}$2:${letter}${len(options) + 1}"
            sheet.data_validation(
                1, column, ROWS, column, {"validate": "list", "source": source, "error_type": "warning"}
            )
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    lines = [
        _("One person a row, from row 2 on. Only the name must be filled in; leave unknown cells empty."),
        _("Dates: 15/08/2003; or 08/2003, or 2003, when no more is known."),
        _("Citizen id and phone: the columns are text, so that the first zero stays."),
        _(
            "Branch: as in the list; leave it out when the file is for one branch, or give each branch its own sheet."
        ),
        _("Other columns may stay: they are not read. Totals and signatures below the list are recognised."),
    ]
    notes.set_column(0, 0, 110)
    for row, line in enumerate(lines):
        notes.write_string(row, 0, line)
    notes.write_string(len(lines) + 1, 0, _("Example:"), head)
    for row, code in enumerate((c for c in SHOWN if FIELDS[c].example), start=len(lines) + 2):
        notes.write_string(row, 0, f"{FIELDS[code].title}: {FIELDS[code].example}", example)
    book.close()
    file.seek(0)
    return file
