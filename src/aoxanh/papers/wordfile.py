"""Documents as Word files, for whoever goes on writing: the same model, the layout of HD 29, Times New Roman.

python-docx builds the file from the document; no file of Word is a template, so nothing in one can be run. Of the
code that leads to the page where a paper is checked a Word file carries none: only the PDF is the paper.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any, cast

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Mm, Pt

from aoxanh.papers.documents import (
    HEADING,
    Appendix,
    Block,
    Document,
    Facts,
    Pair,
    Paragraph,
    Photo,
    Signature,
    Space,
    Table,
    day_in_words,
    printable,
    punctuated,
    punctuated_recipients,
)

FACE = "Times New Roman"
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}  # fmt: skip
#: A4 with the margins of HD 29 (mm): top, bottom, left, right
MARGINS = (20, 20, 30, 20)
WIDE = (20, 20, 20, 20)
LETTER = (10, 8, 18, 14)
#: The kind's size where a sheet is read from afar.
SIZES = {"certificate": 30, "backdrop": 48}


def as_docx(document: Document) -> bytes:
    """Return a document as a Word file."""
    file = docx.Document()
    plain_style(file)
    across = document.landscape or document.layout != "official"
    margins = LETTER if document.layout == "letter" else WIDE if across else MARGINS
    page = (148, 210) if document.layout == "letter" else (210, 297)
    width = set_page(file.sections[0], page, margins, across=across)
    Writer(file, width, small=document.layout == "letter").whole(document)
    core = file.core_properties
    core.title, core.author = printable(document.title)[:255], HEADING
    core.created = core.modified = dt.datetime.combine(document.day or dt.date(2000, 1, 1), dt.time())
    core.language = "vi-VN"
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def plain_style(file: Any) -> None:
    """Set the face everywhere, the language, and no space but what the document says."""
    style = file.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), FACE)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0


def set_page(section: Any, page: tuple[int, int], margins: tuple[int, int, int, int], *, across: bool) -> int:
    """Set a section's page and margins; return the width of its text."""
    short, long = (Mm(side) for side in page)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if across else (short, long)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, margins)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    numbers(section)
    return int(section.page_width - section.left_margin - section.right_margin)


def numbers(section: Any) -> None:
    """Number the pages in the middle of the header, from the second on and from 1 in each part."""
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    line = section.header.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run()
    run.font.size = Pt(13)
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run._r.append(part)  # noqa: SLF001 - python-docx has no fields
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.append(start)  # noqa: SLF001


class Writer:
    """Writes parts one after the other into a file (or a cell of it)."""

    def __init__(self, place: Any, width: int, *, small: bool = False) -> None:
        self.place, self.width, self.small = place, width, small
        self.fresh = hasattr(place, "_tc")  # a cell comes with an empty paragraph

    def whole(self, document: Document) -> None:
        """Write everything."""
        self.heading(document)
        for mark in document.marks:
            self.line(mark, bold=True, size=13, align="left")
        if document.kind:
            self.line(
                document.kind,
                bold=True,
                size=SIZES.get(document.layout, 16),
                before=14,
                after=2,
            )
        if document.abstract:
            self.line(document.abstract, bold=True)
        if document.issuer and document.kind and document.layout not in SIZES:
            self.line("-----------------", after=8)
        if document.about and not document.kind:
            self.line("", size=8)
        self.addressees(document.to)
        for base in punctuated(document.bases):
            self.line(base, align="justify", indent=True, after=4)
        for words in document.enacts:
            self.line(words, bold=True, before=6, after=6)
        self.blocks(document.body)
        if document.layout == "backdrop":
            self.line(place_and_day(document), italic=True, size=18, before=24)
        self.ending(document)
        for one in document.appendices:
            self.appendix(one)

    def addressees(self, names: tuple[str, ...]) -> None:
        """Write whom the paper is addressed to: one in the middle, several under each other (element 10)."""
        if len(names) == 1:
            self.line(f"Kính gửi: {names[0]}", bold=True, before=4, after=6)
            return
        for number, name in enumerate(names):
            line = self.line(
                "Kính gửi:\t" if number == 0 else "\t", bold=True, italic=True, align="left", after=2
            )
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(4.4), Cm(-2.4)
            line.paragraph_format.tab_stops.add_tab_stop(Cm(4.4))
            self.run(line, f"- {name}", bold=True)
        if names:
            self.line("", size=6)

    def line(
        self, words: str, *, bold: bool = False, italic: bool = False, size: float = 14, align: str = "center",
        indent: bool = False, before: float = 0, after: float = 0, underline: bool = False,
    ) -> Any:  # fmt: skip
        """Write one line in one manner."""
        line = self.fresh_paragraph()
        line.alignment = SIDES[align]
        shape = line.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        if indent:
            shape.first_line_indent = Cm(1.27)
        self.run(line, words, bold=bold, italic=italic, size=size, underline=underline)
        return line

    def fresh_paragraph(self) -> Any:
        """Return a new paragraph, or the one a cell came with."""
        if self.fresh:
            self.fresh = False
            return self.place.paragraphs[0]
        return self.place.add_paragraph()

    def run(self, line: Any, words: str, *, bold: bool = False, italic: bool = False, size: float = 14, underline: bool = False) -> None:  # fmt: skip
        """Write a stretch of text; line breaks stay."""
        run = line.add_run(printable(words))
        run.bold, run.italic, run.underline = bold, italic, underline
        run.font.size = Pt(round(size * 0.86 * 2) / 2) if self.small else Pt(size)

    def grid(self, shares: tuple[float, ...]) -> list[Writer]:
        """Return writers of cells side by side, without lines around them."""
        table = self.place.add_table(1, len(shares))
        table.autofit = False
        whole_rows(table)
        writers = []
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Emu(int(self.width * share))
        for cell, share in zip(table.rows[0].cells, shares, strict=True):
            cell.width = Emu(int(self.width * share))
            writers.append(Writer(cell, int(self.width * share), small=self.small))
        return writers

    def heading(self, document: Document) -> None:
        """Write who issues left and the Union's name right, number and day below (elements 1 to 5)."""
        if document.issuer is None:
            return
        if document.layout in SIZES:
            self.line(HEADING, bold=True, size=15, underline=True, after=6)
            above = document.issuer.above if document.layout == "backdrop" else ()
            for words in above:
                self.line(words)
            for words in document.issuer.name:
                self.line(words, bold=True)
            return
        left, right = self.grid((0.5, 0.5))
        for words in document.issuer.above:
            left.line(words)
        for words in document.issuer.name:
            left.line(words, bold=True)
        right.line(HEADING, bold=True, size=15, underline=True)
        if not document.numbered:
            right.line(place_and_day(document), italic=True, size=13, before=6)
            return
        left.line("***")
        left, right = self.grid((0.5, 0.5))
        left.line(f"Số: {document.number or '………………'}")
        if document.about:
            left.line(document.about, italic=True, size=12)
        right.line(place_and_day(document), italic=True, size=13)

    def blocks(self, body: tuple[Block, ...]) -> None:
        """Write the body."""
        for one in body:
            if isinstance(one, Paragraph):
                self.paragraph(one)
            elif isinstance(one, Facts):
                self.facts(one)
            elif isinstance(one, Table):
                self.table(one)
            elif isinstance(one, Pair):
                left, right = self.grid((0.5, 0.5))
                left.blocks(one.left)
                right.blocks(one.right)
            elif isinstance(one, Photo):
                self.line(f"[ {one.text} ]", align="left", size=11, before=6, after=6)
            elif isinstance(one, Space):
                for _line in range(one.lines):
                    self.line("…" * int(self.width / Pt(14)) if one.ruled else "", align="left")

    def paragraph(self, one: Paragraph) -> None:
        """Write a paragraph."""
        line = self.fresh_paragraph()
        line.alignment = SIDES[one.align]
        shape = line.paragraph_format
        shape.space_after, shape.line_spacing_rule = Pt(4), WD_LINE_SPACING.SINGLE
        if one.indent:
            shape.first_line_indent = Cm(1.27)
        for stretch in one.runs:
            self.run(line, stretch.text, bold=stretch.bold, italic=stretch.italic, size=one.size)

    def facts(self, one: Facts) -> None:
        """Write labels and what they say."""
        for label, says in one.pairs:
            line = self.line(f"{label}: {says}", align="left", after=4)
            if not says:
                line.paragraph_format.tab_stops.add_tab_stop(Emu(self.width), leader=cast("Any", 1))
                line.add_run("\t")

    def table(self, one: Table) -> None:
        """Write a table; its headings come again on every page."""
        if one.caption:
            self.line(one.caption, bold=True, align="left", before=8, after=4)
        table = self.place.add_table(1 + len(one.rows), len(one.columns))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        narrow_cells(table)
        whole_rows(table)
        whole = sum(column.width for column in one.columns)
        widths = [Emu(int(self.width * column.width / whole)) for column in one.columns]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for number, row in enumerate(table.rows):
            strong = number == 0 or (one.last_is_sum and number == len(one.rows))
            words = [c.title for c in one.columns] if number == 0 else one.rows[number - 1]
            for cell, said, column, width in zip(row.cells, words, one.columns, widths, strict=True):
                cell.width = width
                align = "center" if number == 0 else column.align
                Writer(cell, width, small=self.small).line(said, bold=strong, size=one.size, align=align)
        head = OxmlElement("w:tblHeader")
        head.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(head)  # noqa: SLF001 - python-docx has no word for it
        self.line("", size=6)

    def ending(self, document: Document) -> None:
        """Write recipients left and who signs right (elements 12 to 15)."""
        signatures = document.signatures
        if not signatures and not document.recipients:
            return
        self.line("", size=8)
        if document.issuer is None or document.layout == "certificate":
            _left, right = self.grid((0.45, 0.55))
            right.line(place_and_day(document), italic=True, size=13)
        if document.joint:
            self.side_by_side(signatures)
            signatures = ()
        left, right = self.grid((0.45, 0.55))
        if document.recipients:
            left.line("Nơi nhận:", bold=True, size=13, align="left", underline=True)
            for words in punctuated_recipients(document.recipients):
                left.line(words, size=11, align="left")
        elif len(signatures) > 1:
            left.signature(signatures[0])
            signatures = signatures[1:]
        elif document.layout == "certificate" and document.number:
            left.line(f"Số: {document.number}", size=13, align="left")
        for one in signatures:
            right.signature(one)

    def side_by_side(self, signatures: tuple[Signature, ...]) -> None:
        """Write the signatures of two bodies, the one that leads on the right."""
        left, right = self.grid((0.5, 0.5))
        right.signature(signatures[0])
        left.signature(signatures[1])

    def signature(self, one: Signature) -> None:
        """Write for whom and as what somebody signs, room for the signature, the name."""
        for words in one.authority:
            self.line(words, bold=True)
        if one.position:
            self.line(one.position)
        for _line in range(2 if self.small else 4):
            self.line("")
        self.line(one.name, bold=True)

    def appendix(self, one: Appendix) -> None:
        """Write an appendix on pages of its own, numbered apart."""
        section = self.place.add_section(WD_SECTION.NEW_PAGE)
        self.width = set_page(section, (210, 297), WIDE if one.landscape else MARGINS, across=one.landscape)
        self.line(one.title, bold=True)
        if one.subtitle:
            self.line(one.subtitle, italic=True, after=8)
        self.blocks(one.body)


def whole_rows(table: Any) -> None:
    """Keep each row of a table on one page."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx has no word for it


def narrow_cells(table: Any) -> None:
    """Give the cells of a table little margin left and right (twentieths of a point)."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        one = OxmlElement(f"w:{side}")
        one.set(qn("w:w"), "57")
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    table._tbl.tblPr.append(margins)  # noqa: SLF001


def place_and_day(document: Document) -> str:
    """Return "Lộc Hà, ngày 03 tháng 02 năm 2026"."""
    return ", ".join(part for part in (document.place, day_in_words(document.day)) if part)
