"""Quyết định khen thưởng, with the list where there are several (P13). No official form: ours (design)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Appendix, Column, Document, Table, article
from aoxanh.papers.forms.plug import Form, two
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who is rewarded (collectives and persons), how, for what."""

    head: Head
    named: tuple[tuple[str, str], ...]
    reward: str
    reason: str


def document(facts: Facts) -> Document:
    """Return the decision; several are named in a list."""
    head, one = facts.head, facts.named[0]
    many = len(facts.named) > 1
    who = (
        f"{two(len(facts.named))} tập thể, cá nhân có tên trong danh sách kèm theo"
        if many
        else ", ".join(p for p in one if p)
    )
    columns = (Column("TT", 0.5, "center"), Column("Tập thể, cá nhân", 3), Column("Đơn vị", 3))
    rows = tuple((str(n), name, unit) for n, (name, unit) in enumerate(facts.named, start=1))
    return Document(
        kind="QUYẾT ĐỊNH", abstract="Về việc khen thưởng", issuer=head.issuer, place=head.place,
        bases=(head.bases[0], "Căn cứ Quy chế thi đua, khen thưởng của Đoàn TNCS Hồ Chí Minh", "Xét thành tích đạt được"), enacts=(head.committee, "QUYẾT ĐỊNH:"),
        body=(
            article(1, f"Tặng {facts.reward} cho {who}, đã có thành tích: {facts.reason}."),
            article(2, "Các đơn vị có liên quan và các tập thể, cá nhân có tên tại Điều 1 căn cứ Quyết định thi hành."),
        ),
        recipients=("Như Điều 2", "Lưu"), signatures=(head.signature,),
        appendices=(Appendix("DANH SÁCH ĐƯỢC KHEN THƯỞNG", (Table(columns, rows),)),) if many else (),
    )  # fmt: skip


FORM = Form(
    "reward_decision",
    pgettext_lazy("form", "Decision on a reward"),
    "decision",
    "XII",
    "HD 20 §22 (design)",
    Facts,
    document,
)
