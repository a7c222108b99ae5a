"""What a file is, before any parser sees it: only its first bytes and, of a zip, its directory are read (proof H12)."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _

from aoxanh.audit.objection import Objection

Kind = Literal["xlsx", "xls", "ods", "csv"]
MOST_BYTES = 64 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_EXPANDED = 768 * 1024 * 1024
MOST_RATIO = 120
#: A part this small is never a bomb, however well it packs.
SMALL = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RULE = "ASVS 5.2"


def refuse(text: object) -> Objection:
    """Return the refusal of a file."""
    return Objection(text, field="file", rule=RULE)


def inspect(path: Path) -> Kind:
    """Return what kind of spreadsheet a file is; raise Objection for anything that is none, or may do harm."""
    size = path.stat().st_size
    if size == 0:
        raise refuse(_("The file is empty."))
    if size > MOST_BYTES:
        raise refuse(_("The file is larger than 64 MB. Split it by unit."))
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return _inspect_zip(path)
    if head.startswith(OLE):
        return _inspect_ole(path)
    if head.lstrip()[:1] == b"<" or b"<html" in head[:1024].lower():
        raise refuse(_("This is a web page saved as a spreadsheet. Open it in Excel and save it as .xlsx."))
    if head.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"{\\rtf")
    ):
        raise refuse(_("This is not a spreadsheet. Send .xlsx, .xls, .ods or .csv."))
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" in head:
        raise refuse(_("This is not a spreadsheet. Send .xlsx, .xls, .ods or .csv."))
    return "csv"


def _inspect_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            _check_entries(entries)
            if "mimetype" in names:
                kind = archive.open("mimetype").read(100)
                if b"opendocument.spreadsheet" not in kind:
                    raise refuse(_("This is not a spreadsheet. Send .xlsx, .xls, .ods or .csv."))
                return "ods"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise refuse(_("The file is damaged or cut off. Send it again, or save it anew in Excel.")) from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refuse(
            _("The file carries macros. Save it as an ordinary .xlsx without macros and send it again.")
        )
    if "xl/workbook.xml" not in names:
        raise refuse(_("This is not a spreadsheet. Send .xlsx, .xls, .ods or .csv."))
    return "xlsx"


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    bomb = refuse(
        _(
            "The file would unpack to far more than a list can be. Save only the list itself and send it again."
        )
    )
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_EXPANDED:
        raise bomb
    for entry in entries:
        if entry.flag_bits & 1:
            raise refuse(_("The file is protected by a password. Take the password off and send it again."))
        if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise bomb
        if entry.filename.lower().endswith((".zip", ".xlsx", ".docx", ".rar", ".7z", ".exe", ".dll")):
            raise refuse(
                _("The file carries other files inside. Save only the list itself and send it again.")
            )


def _inspect_ole(path: Path) -> Kind:
    body = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in body:
        raise refuse(_("The file is protected by a password. Take the password off and send it again."))
    if "_VBA_PROJECT".encode("utf-16-le") in body:
        raise refuse(
            _("The file carries macros. Save it as an ordinary .xlsx without macros and send it again.")
        )
    if "Workbook".encode("utf-16-le") in body or "Book".encode("utf-16-le") in body:
        return "xls"
    raise refuse(_("This is not a spreadsheet. Send .xlsx, .xls, .ods or .csv."))
