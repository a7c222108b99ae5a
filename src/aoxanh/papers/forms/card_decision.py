"""Form 1.3 of HD 30: Quyết định trao thẻ đoàn viên, with the list STT / Tên đoàn viên / Số thẻ đoàn (membership §3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Appendix, Column, Document, Table, article
from aoxanh.papers.forms.plug import Form, two
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who gets which card, in the order of their numbers."""

    head: Head
    cards: tuple[tuple[str, str], ...]
    branch: str


def document(facts: Facts) -> Document:
    """Return the decision and its list."""
    head, numbers = facts.head, [number for _name, number in facts.cards]
    span = (
        f"số thẻ đoàn {numbers[0]}"
        if len(numbers) == 1
        else f"số thẻ đoàn từ {min(numbers)} đến {max(numbers)}"
    )
    columns = (Column("STT", 0.6, "center"), Column("Tên đoàn viên", 3.4), Column("Số thẻ đoàn", 2, "center"))
    rows = tuple((str(n), name, number) for n, (name, number) in enumerate(facts.cards, start=1))
    return Document(
        kind="QUYẾT ĐỊNH", abstract="Về việc trao thẻ đoàn viên", issuer=head.issuer, place=head.place,
        bases=(*head.bases, f"Xét đề nghị của {facts.branch}"), enacts=(head.committee, "QUYẾT ĐỊNH:"),
        body=(
            article(1, f"Trao thẻ đoàn viên cho {two(len(facts.cards))} đoàn viên của {facts.branch} ({span}), có danh sách kèm theo."),
            article(2, f"{facts.branch} và các đoàn viên có tên trong danh sách căn cứ Quyết định thi hành."),
        ),
        recipients=("Như Điều 2", "Lưu"), signatures=(head.signature,),
        appendices=(Appendix("DANH SÁCH ĐOÀN VIÊN ĐƯỢC TRAO THẺ", (Table(columns, rows),)),),
    )  # fmt: skip


FORM = Form(
    "card_decision",
    pgettext_lazy("form", "Decision to give cards (1.3)"),
    "decision",
    "XII",
    "HD 30 form 1.3",
    Facts,
    document,
)
