"""Any decision, notice, plan, official letter …: the officer writes the sentences, the form lays them out (HD 29)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Appendix, Column, Document, Paragraph, Run, Table
from aoxanh.papers.forms.plug import Form
from aoxanh.papers.issuers import KINDS, Head

ARTICLE = re.compile(r"(Điều \d+\.)\s*(.+)", re.DOTALL)
POINT = re.compile(r"([IVX]+\.|\d+(?:\.\d+)*\.)\s+(.+)", re.DOTALL)
#: What stands above the articles, by kind.
ENACTS = {"decision": "QUYẾT ĐỊNH:", "regulation": "QUYẾT ĐỊNH:", "resolution": "QUYẾT NGHỊ:"}


@dataclass(frozen=True)
class Facts:
    """What the officer wrote: bases, sentences and recipients one a line; `names` and `heading` of a list, if there is one."""

    head: Head
    kind: str
    abstract: str
    lines: tuple[str, ...]
    bases: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=())
    title: str = ""


def document(facts: Facts) -> Document:
    """Return the paper: an official letter has no kind above it but "V/v" under its number (HD 29, element 5)."""
    head, kind = facts.head, KINDS[facts.kind]
    widths = [0.5 if n == 0 and len(title) < 4 else 2.0 for n, title in enumerate(facts.columns)]
    columns = tuple(Column(title, width) for title, width in zip(facts.columns, widths, strict=True))
    wide = len(columns) > 6
    appendix = (
        (Appendix(facts.title or "DANH SÁCH", (Table(columns, facts.rows),), landscape=wide),)
        if columns
        else ()
    )
    enacts = (head.committee, ENACTS[facts.kind]) if facts.kind in ENACTS else ()
    return Document(
        kind=kind.name if kind.titled else "", abstract=facts.abstract if kind.titled else "", about="" if kind.titled else f"V/v {facts.abstract}",
        issuer=head.issuer, place=head.place, to=facts.to, bases=facts.bases, enacts=enacts, body=tuple(sentence(line) for line in facts.lines),
        recipients=facts.recipients or ("Lưu",), signatures=(head.signature,), appendices=appendix,
    )  # fmt: skip


def sentence(line: str) -> Paragraph:
    """Return a line as a paragraph: "Điều 1." and headings "I.", "1." stand out."""
    if found := ARTICLE.fullmatch(line):
        return Paragraph((Run(f"{found[1]} ", bold=True), Run(found[2])))
    if (found := POINT.fullmatch(line)) and len(line) < 90 and not line.endswith((".", ";", ",")):
        return Paragraph((Run(line, bold=True),))
    return Paragraph((Run(line),))


FORM = Form("general", pgettext_lazy("form", "Any paper"), "decision", "XII", "HD 29", Facts, document)
