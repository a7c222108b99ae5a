"""Giấy khen, framed (P13). No official form: ours (design)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, centred
from aoxanh.papers.forms.plug import Form
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Whom the committee commends, for what, by which decision."""

    head: Head
    name: str
    unit: str
    reason: str
    decision: str = ""


def document(facts: Facts) -> Document:
    """Return the certificate."""
    head = facts.head
    lines = (
        centred(f"{head.committee}", size=15), centred("TẶNG", size=15), centred(facts.name.upper(), size=26),
        *((centred(facts.unit, bold=False, size=15),) if facts.unit else ()),
        centred(f"Đã có thành tích: {facts.reason}", bold=False, italic=True, size=15),
        *((centred(f"Theo Quyết định số {facts.decision}", bold=False, size=12),) if facts.decision else ()),
    )  # fmt: skip
    return Document(
        kind="GIẤY KHEN",
        issuer=head.issuer,
        place=head.place,
        body=lines,
        signatures=(head.signature,),
        layout="certificate",
    )


FORM = Form(
    "merit_certificate",
    pgettext_lazy("form", "Certificate of merit"),
    "commendation",
    "XII",
    "HD 20 §14.3b, §16.2d (design)",
    Facts,
    document,
)
