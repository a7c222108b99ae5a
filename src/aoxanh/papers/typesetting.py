"""Documents as PDF/A-2b. Typst sets them with the room's own faces and no others; the same data gives the same bytes.

Data goes in as JSON and comes out as text: nothing of it is ever read as markup. Typst reads no file but the
template and the faces, and fetches nothing.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import segno
import typst

from aoxanh.papers.documents import (
    FONTS,
    HEADING,
    Document,
    as_data,
    day_in_words,
    printable,
    punctuated,
    punctuated_recipients,
)

TEMPLATES = Path(__file__).parent / "typst"
#: Counts with every change of a template or face that changes how a paper looks; an issued paper remembers its own.
VERSION = 1
STANDARD: typst.PDFStandard = "a-2b"
#: Files carry no hour of their making: the paper's own day is in its text.
EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@functools.cache
def faces() -> typst.Fonts:
    """Return the faces, read once."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@functools.cache
def template(name: str) -> bytes:
    """Return a template of the room, read once."""
    return (TEMPLATES / f"{name}.typ").read_bytes()


def pdf(name: str, data: Any) -> bytes:
    """Return the PDF/A-2b a template makes of `data` (plain JSON values); the same data gives the same bytes."""
    made = compiler(name).compile(
        format="pdf", pdf_standards=STANDARD, timestamp=EPOCH, sys_inputs={"data": json.dumps(data)}
    )
    return first(made)


def png(name: str, data: Any, *, page: int = 0, dots: int = 96) -> bytes:
    """Return one page of what a template makes of `data` as a picture, `dots` to the inch; the last page beyond the end."""
    made = pngs(name, data, dots=dots)
    return made[min(page, len(made) - 1)]


def pngs(name: str, data: Any, *, dots: int) -> list[bytes]:
    """Return every page of what a template makes of `data` as a picture."""
    made = compiler(name).compile(
        format="png", ppi=dots, timestamp=EPOCH, sys_inputs={"data": json.dumps(data)}
    )
    return made if isinstance(made, list) else [made or b""]


def compiler(name: str) -> typst.Compiler:
    """Return a compiler for one compilation: it holds state, the faces are shared."""
    return typst.Compiler(template(name), root=TEMPLATES, font_paths=faces(), ignore_system_fonts=True)


def first(made: bytes | list[bytes] | None) -> bytes:
    """Return the one file a compilation gave."""
    return made[0] if isinstance(made, list) else made or b""


def as_pdf(document: Document) -> bytes:
    """Return a document as PDF/A-2b."""
    return pdf(template_of(document), prepared(document))


def as_png(document: Document, *, page: int = 0, dots: int = 96) -> bytes:
    """Return one page of a document as a picture."""
    return png(template_of(document), prepared(document), page=page, dots=dots)


def as_pngs(document: Document, *, dots: int = 96) -> list[bytes]:
    """Return every page of a document as a picture."""
    return pngs(template_of(document), prepared(document), dots=dots)


def template_of(document: Document) -> str:
    """Return the name of the template a document is set with."""
    return "backdrop" if document.layout == "backdrop" else "document"


def prepared(document: Document) -> dict[str, Any]:
    """Return a document as its template reads it."""
    shown_day = document.day is not None or document.issuer is not None or document.place
    return as_data(document) | {
        "title": printable(document.title), "author": printable(" ".join(document.issuer.name) if document.issuer else HEADING),
        "heading": HEADING, "day_words": day_in_words(document.day) if shown_day else "",
        "bases_lines": [printable(line) for line in punctuated(document.bases)],
        "recipients_lines": [printable(line) for line in punctuated_recipients(document.recipients)],
        "modules": modules(document.check.url) if document.check else [],
    }  # fmt: skip


def modules(text: str) -> list[str]:
    """Return a QR code as rows of "0" and "1", with the quiet zone of four modules its standard asks for."""
    code = segno.make(text, error="m", micro=False)
    return ["".join("1" if bit else "0" for bit in row) for row in code.matrix_iter(border=4)]


def sheets(cards: Sequence[dict[str, str]], *, title: str) -> bytes:
    """Return cards, eight to an A4 page: `head`, `name`, `lines` (parted by line breaks), `number`, `url` each."""
    data = {
        "title": printable(title),
        "cards": [
            {**{key: printable(value) for key, value in one.items()}, "modules": modules(one["url"])}
            for one in cards
        ],
    }
    return pdf("cards", data)


def poster(*, above: str, unit: str, title: str, lines: Sequence[str], address: str, foot: str) -> bytes:
    """Return a poster: one A4 page with a large code that leads to `address`."""
    said = {"above": above, "unit": unit, "title": title, "address": address, "foot": foot}
    data = {
        **{key: printable(value) for key, value in said.items()},
        "lines": [printable(line) for line in lines],
        "modules": modules(address),
    }
    return pdf("poster", data)
