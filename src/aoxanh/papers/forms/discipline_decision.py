"""Quyết định thi hành kỷ luật (P14, R-DIS-01, R-DIS-08, R-DIS-12). No official form: ours (design)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, article
from aoxanh.papers.forms.plug import Form, Someone, Vote, comrade
from aoxanh.papers.issuers import Head

FORMS_OF_DISCIPLINE = {
    "reprimand": "khiển trách",
    "warning": "cảnh cáo",
    "dismissal": "cách chức",
    "expulsion": "khai trừ khỏi Đoàn",
}


@dataclass(frozen=True)
class Facts:
    """Who is disciplined, how, for what, by which vote."""

    head: Head
    member: Someone
    form: str
    violation: str
    vote: Vote | None = None
    proposed_by: str = ""


def document(facts: Facts) -> Document:
    """Return the decision, with how it ends and where it can be complained of."""
    head, who, how = facts.head, facts.member, FORMS_OF_DISCIPLINE[facts.form]
    voted = (
        (
            f"Căn cứ kết quả bỏ phiếu kín: {facts.vote.yes}/{facts.vote.present} phiếu tán thành ({facts.vote.share})",
        )
        if facts.vote
        else ()
    )
    proposed = (f"Xét đề nghị của {facts.proposed_by}",) if facts.proposed_by else ()
    ends = (
        article(
            2,
            "Quyết định có hiệu lực kể từ ngày công bố. Sau 12 tháng, nếu không tái phạm hoặc có vi phạm mới, quyết định kỷ luật đương nhiên hết hiệu lực.",
        )
        if facts.form != "expulsion"
        else article(
            2,
            "Quyết định có hiệu lực kể từ ngày công bố. Thẻ đoàn viên được thu lại. Người bị khai trừ có thể được xét kết nạp lại sau ít nhất 12 tháng.",
        )
    )
    return Document(
        kind="QUYẾT ĐỊNH", abstract="Về việc thi hành kỷ luật đoàn viên", issuer=head.issuer, place=head.place, bases=(*head.bases, *voted, *proposed),
        enacts=(head.committee, "QUYẾT ĐỊNH:"),
        body=(
            article(1, f"Thi hành kỷ luật bằng hình thức {how} đối với {comrade(who)}{f', {who.post}' if who.post else ''}. Vi phạm: {facts.violation}."),
            ends,
            article(3, f"{who.unit} và đồng chí {who.name} căn cứ Quyết định thi hành. Trong thời hạn 30 ngày kể từ ngày nhận quyết định, đồng chí {who.name} có quyền khiếu nại lên Ủy ban Kiểm tra hoặc Ban Chấp hành đoàn cấp trên trực tiếp."),
        ),
        recipients=((f"{head.superior} (để b/c)",) if head.superior else ()) + ("Như Điều 3", "Lưu"), signatures=(head.signature,),
    )  # fmt: skip


FORM = Form(
    "discipline_decision",
    pgettext_lazy("form", "Decision on discipline"),
    "decision",
    "XII",
    "HD 20 §23–26 (design)",
    Facts,
    document,
)
