"""Form 2.2 of HD 30: Quyết định cấp lại thẻ đoàn viên (P15)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, article
from aoxanh.papers.forms.plug import Form, Someone, comrade
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who gets which new card in place of which."""

    head: Head
    member: Someone
    number: str
    old_number: str = ""
    reason: str = "bị mất thẻ"


def document(facts: Facts) -> Document:
    """Return the decision."""
    head, who = facts.head, facts.member
    old = f", thay cho thẻ số {facts.old_number} không còn giá trị" if facts.old_number else ""
    return Document(
        kind="QUYẾT ĐỊNH", abstract="Về việc cấp lại thẻ đoàn viên", issuer=head.issuer, place=head.place,
        bases=(*head.bases, f"Xét đơn của đồng chí {who.name} và đề nghị của {who.unit}"), enacts=(head.committee, "QUYẾT ĐỊNH:"),
        body=(
            article(1, f"Cấp lại thẻ đoàn viên cho {comrade(who)}, ngày vào Đoàn {who.joined or '…/…/……'}, do {facts.reason}. Số thẻ đoàn: {facts.number}{old}."),
            article(2, f"{who.unit} và đồng chí {who.name} căn cứ Quyết định thi hành."),
        ),
        recipients=("Như Điều 2", "Lưu"), signatures=(head.signature,),
    )  # fmt: skip


FORM = Form(
    "card_reissued",
    pgettext_lazy("form", "Decision issuing a card anew (2.2)"),
    "decision",
    "XII",
    "HD 30 form 2.2",
    Facts,
    document,
)
