"""Quyết định xóa tên trong danh sách đoàn viên, by the branch (P8, R-DEL-01, R-DEL-02). No official form: ours (design)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, article
from aoxanh.papers.forms.plug import Form, Someone, comrade, day
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who is removed, on which ground, by which meeting."""

    head: Head
    members: tuple[Someone, ...]
    ground: str
    meeting_on: dt.date


def document(facts: Facts) -> Document:
    """Return the decision; it is no discipline, and is reported up."""
    head = facts.head
    return Document(
        kind="QUYẾT ĐỊNH", abstract="Về việc xóa tên trong danh sách đoàn viên", issuer=head.issuer, place=head.place,
        bases=(*head.bases, f"Căn cứ kết quả biểu quyết của hội nghị {head.unit} ngày {day(facts.meeting_on)}"), enacts=(head.committee, "QUYẾT ĐỊNH:"),
        body=(
            article(1, f"Xóa tên trong danh sách đoàn viên đối với: {'; '.join(comrade(one) for one in facts.members)}. Lý do: {facts.ground}."),
            article(2, "Việc xóa tên không phải là hình thức kỷ luật của Đoàn."),
            article(3, f"Ban Chấp hành {head.unit} báo cáo {head.superior or 'đoàn cấp trên trực tiếp'} để theo dõi; các đồng chí có tên tại Điều 1 căn cứ Quyết định thi hành."),
        ),
        recipients=((f"{head.superior} (để b/c)",) if head.superior else ()) + ("Như Điều 3", "Lưu"), signatures=(head.signature,),
    )  # fmt: skip


FORM = Form(
    "removal_decision",
    pgettext_lazy("form", "Decision removing from the list"),
    "decision",
    "XII",
    "HD 20 §3.1 (design)",
    Facts,
    document,
)
