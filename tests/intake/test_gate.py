"""Hostile files (H12): refused with a clear message before a parser sees them, or read in a process that may die."""

from __future__ import annotations

import io
import zipfile

import pytest

from aoxanh.audit.objection import Objection
from aoxanh.intake.gate import inspect
from aoxanh.intake.reading import rows_of
from tests.intake.conftest import rows

SHEET = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
BOOK = b'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
RELS = b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'


def zipped(**parts) -> bytes:
    """Return a zip of these parts ('/' in names written as '__')."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/"), body)
    return made.getvalue()


def workbook(sheet: bytes, **more) -> bytes:
    """Return a small workbook with this sheet data."""
    return zipped(
        **{
            "xl__workbook.xml": BOOK,
            "xl___rels__workbook.xml.rels": RELS,
            "xl__worksheets__sheet1.xml": SHEET % sheet,
            **more,
        }
    )


HOSTILE = {
    "empty": b"",
    "a web page": b"<html><table><tr><td>1</td></tr></table>",
    "a PDF with a zip behind": b"%PDF-1.4\n" + zipped(a=b"x"),
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    "a program": b"MZ" + b"\x00" * 100,
    "a zip of something else": zipped(**{"hello.txt": b"x"}),
    "a Word document": zipped(**{"word__document.xml": b"x"}),
    "cut off": workbook(b"")[:200],
    "a bomb": workbook(b" " * 80_000_000),
    "a bomb of strings": workbook(
        b"", **{"xl__sharedStrings.xml": b"<sst>" + b"<si><t>a</t></si>" * 6_000_000 + b"</sst>"}
    ),
    "too many parts": zipped(**{f"xl__{n}.xml": b"" for n in range(3000)}),
    "a zip in a zip": workbook(b"", **{"xl__inner.zip": zipped(a=b"x")}),
    "macros renamed": workbook(b"", **{"xl__vbaProject.bin": b"x"}),
    "an encrypted workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\x00" * 500
    + "EncryptedPackage".encode("utf-16-le"),
    "an old file of another kind": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\x00" * 500
    + "WordDocument".encode("utf-16-le"),
    "an old file that is none": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\x00" * 500
    + "Workbook".encode("utf-16-le"),
    "nothing but zeros": b"\x00" * 4096,
    "a cell beyond every column": workbook(b'<row r="1"><c r="XFD9999999999" t="str"><v>x</v></c></row>'),
    "more rows than a sheet has": workbook(
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048577"><c r="A1048577"><v>1</v></c></row>'
    ),
    "more columns than a sheet has": workbook(
        b'<row r="1"><c r="A1"><v>1</v></c><c r="XFE1"><v>1</v></c></row>'
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_message(tmp_path, name):
    """Nothing crashes, nothing hangs, and the message says what to do."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(Objection) as refused:
        list(rows_of(path))
    assert (refused.value.field, refused.value.rule) == ("file", "ASVS 5.2")
    assert str(refused.value.message).endswith(".")


@pytest.mark.parametrize(
    "part",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)  # fmt: skip
def test_entities_are_not_expanded(tmp_path, part):
    """Billion laughs and external entities: refused, or read as nothing; no file of the machine comes in."""
    sheet = SHEET % b'<row r="1"><c r="A1" t="str"><v>&b;&a;</v></c></row>'
    path = tmp_path / "x.xlsx"
    path.write_bytes(
        zipped(
            **{
                "xl__workbook.xml": BOOK,
                "xl___rels__workbook.xml.rels": RELS,
                "xl__worksheets__sheet1.xml": sheet.replace(b"?>", b"?>" + part, 1),
            }
        )
    )
    try:
        text = str(list(rows_of(path)))
    except Objection as refused:
        text = str(refused.message)
    assert "root:" not in text
    assert "aaaa" not in text


def test_formulas_and_links_are_values_and_hidden_sheets_are_left_out(place):
    """A formula is its last value; what is hidden is not taken in."""
    path = place.xlsx({"DS": rows(("=HYPERLINK(1)", "15/08/2003", "Nam", "", "Xuân Hải", "", ""))})
    batch = place.judge(path)
    assert batch.counts["refused"] == 1
    assert inspect(path) == "xlsx"


@pytest.mark.parametrize(
    "name", ["Nguyễn\u202eVăn An", "\u200bNguyễn Văn An", "Nguyễn Văn An\x07", "A" * 5000, "😀"]
)
def test_nasty_names_come_in_clean_or_not_at_all(place, name):
    """Right-to-left override, zero width, control signs, endless and pictures."""
    batch = place.judge(place.csv([["Họ và tên", "Chi đoàn"], [name, "Xuân Hải"]]))
    row = batch.rows.get()
    assert row.outcome == "refused" or (
        row.said["values"]["full_name"].isprintable() and len(row.said["values"]["full_name"]) <= 120
    )
