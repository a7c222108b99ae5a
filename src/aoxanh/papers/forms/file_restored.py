"""Form 2.1 of HD 30: Quyết định khôi phục hồ sơ đoàn viên, by the committee of the grassroots union (P15)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, article
from aoxanh.papers.forms.plug import Form, Someone, comrade, day
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Whose file is restored, on which proof: the resolution that admitted them, when and where (R-REC-01)."""

    head: Head
    member: Someone
    resolution: str
    admitted_on: dt.date | None
    admitted_at: str
    reason: str = "thất lạc hồ sơ"


def document(facts: Facts) -> Document:
    """Return the decision."""
    head, who = facts.head, facts.member
    return Document(
        kind="QUYẾT ĐỊNH", abstract="Về việc khôi phục hồ sơ đoàn viên", issuer=head.issuer, place=head.place,
        bases=(*head.bases, f"Xét đơn của đồng chí {who.name} và đề nghị của {who.unit}"), enacts=(head.committee, "QUYẾT ĐỊNH:"),
        body=(
            article(1, f"Khôi phục hồ sơ đoàn viên cho {comrade(who)} do {facts.reason}. Đồng chí đã được kết nạp Đoàn theo Nghị quyết số {facts.resolution}, kết nạp Đoàn vào ngày {day(facts.admitted_on)} tại {facts.admitted_at}."),
            article(2, "Sổ đoàn viên lập lại đóng dấu “Sổ cấp lại” và có giá trị như sổ đã mất."),
            article(3, f"{who.unit} và đồng chí {who.name} căn cứ Quyết định thi hành."),
        ),
        recipients=("Như Điều 3", "Lưu"), signatures=(head.signature,),
    )  # fmt: skip


FORM = Form(
    "file_restored",
    pgettext_lazy("form", "Decision restoring a file (2.1)"),
    "decision",
    "XII",
    "HD 30 form 2.1",
    Facts,
    document,
)
