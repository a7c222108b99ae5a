"""Phiếu thu đoàn phí, A5 (P16). No official form: ours (design)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, Signature
from aoxanh.papers.documents import Facts as Facts_
from aoxanh.papers.forms.plug import Form
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who paid how much, for which months; `words` is the amount in words."""

    head: Head
    payer: str
    unit: str
    amount: int
    months: str
    words: str = ""
    collector: str = ""


def document(facts: Facts) -> Document:
    """Return the receipt: who paid signs left, who took it right."""
    head, amount = facts.head, f"{facts.amount:,}".replace(",", ".")
    return Document(
        kind="PHIẾU THU", abstract="Đoàn phí", issuer=head.issuer, place=head.place, layout="letter",
        body=(
            Facts_(
                (("Người nộp", facts.payer), ("Đơn vị", facts.unit), ("Nội dung", f"Đoàn phí {facts.months}"), ("Số tiền", f"{amount} đồng"), ("Bằng chữ", facts.words)),
                ruled=True,
            ),
        ),
        signatures=(Signature(("NGƯỜI NỘP",), "", facts.payer), Signature(("NGƯỜI THU",), "", facts.collector)),
    )  # fmt: skip


FORM = Form(
    "fee_receipt",
    pgettext_lazy("form", "Receipt for fees"),
    "receipt",
    "XII",
    "HD 20 §32 (design)",
    Facts,
    document,
)
