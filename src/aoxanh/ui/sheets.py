"""Lists as files: CSV, xlsx, ods. Text is text: what a spreadsheet would run as a formula is disarmed (ASVS 1.2.10)."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any
from xml.sax.saxutils import escape

import xlsxwriter

#: What makes a spreadsheet run a cell when it opens a text file.
LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
SHEET = "Danh sach"
MOST_XLSX = 1_048_000

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def disarmed(value: Any) -> str:
    """Return a value as text no spreadsheet runs: a leading sign of a formula is quoted."""
    text = "" if value is None else str(value).replace("\x00", "")
    return f"'{text}" if text.startswith(LEADS) else text


def as_csv(lines: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield lines as CSV with a byte order mark, so that spreadsheets read Vietnamese."""
    yield "\ufeff".encode()
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for line in lines:
        writer.writerow([disarmed(value) for value in line])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def as_xlsx(lines: Iterable[Sequence[Any]], *, head: int) -> IO[bytes]:
    """Return lines as a workbook, open at its start; `head` is the number of the line of headings."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, bold = (
        book.add_worksheet(SHEET),
        book.add_format({"bold": True, "bg_color": "#e8f0fb", "border": 1}),
    )
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 30, 18)
    sheet.repeat_rows(head)
    sheet.freeze_panes(head + 1, 2)
    for number, line in enumerate(lines):
        for column, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(
                    number, column, str(value or "").replace("\x00", ""), bold if number == head else None
                )
    book.close()
    file.seek(0)
    return file


CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="{name}">'
)
END = "</table:table></office:spreadsheet></office:body></office:document-content>"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="{type}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def as_ods(lines: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Return lines as an OpenDocument spreadsheet (ISO/IEC 26300), every cell text, open at its start."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", TYPES["ods"], zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST.format(type=TYPES["ods"]))
        with archive.open("content.xml", "w") as content:
            content.write(CONTENT.format(name=SHEET).encode())
            for line in lines:
                cells = "".join(_cell(value) for value in line)
                content.write(f"<table:table-row>{cells}</table:table-row>".encode())
            content.write(END.encode())
    file.seek(0)
    return file


def _cell(value: Any) -> str:
    text = "".join(
        letter for letter in str(value if value is not None else "") if letter >= " " or letter == "\t"
    )
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
