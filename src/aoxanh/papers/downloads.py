"""Papers as answers to a request: PDF or Word, never kept by anything on the way."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from aoxanh.papers.documents import Document
from aoxanh.papers.typesetting import as_pdf
from aoxanh.papers.wordfile import as_docx

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MAKERS: dict[str, Callable[[Document], bytes]] = {"pdf": as_pdf, "docx": as_docx}


def file_of(body: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Return a file to keep (or, `inline`, to look at) under an ASCII name."""
    answer = HttpResponse(body, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def answer_of(document: Document, kind: str, name: str) -> HttpResponse:
    """Return a document as a file of a kind."""
    return file_of(MAKERS[kind](document), kind, name)
