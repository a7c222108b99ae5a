"""Form 2.5 of HD 30: Quyết định kết nạp đoàn viên danh dự (P9, R-HON-01)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, article
from aoxanh.papers.forms.plug import Form, Someone, comrade
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who becomes an honorary member of which union."""

    head: Head
    person: Someone
    union: str


def document(facts: Facts) -> Document:
    """Return the decision."""
    head, who = facts.head, facts.person
    post = f", {who.post}" if who.post else ""
    return Document(
        kind="QUYẾT ĐỊNH", abstract="Về việc kết nạp đoàn viên danh dự", issuer=head.issuer, place=head.place,
        bases=(*head.bases, f"Xét đề nghị của Ban Chấp hành {facts.union}"), enacts=(head.committee, "QUYẾT ĐỊNH:"),
        body=(
            article(1, f"Kết nạp {comrade(who)}{post} là đoàn viên danh dự của Đoàn TNCS Hồ Chí Minh."),
            article(2, f"Giao Ban Chấp hành {facts.union} tổ chức lễ kết nạp đoàn viên danh dự."),
            article(3, f"Ban Chấp hành {facts.union} và đồng chí {who.name} căn cứ Quyết định thi hành."),
        ),
        recipients=("Như Điều 3", "Lưu"), signatures=(head.signature,),
    )  # fmt: skip


FORM = Form(
    "honorary_decision",
    pgettext_lazy("form", "Decision on an honorary member (2.5)"),
    "decision",
    "XII",
    "HD 30 form 2.5",
    Facts,
    document,
)
