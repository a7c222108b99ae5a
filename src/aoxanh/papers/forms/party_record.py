"""Form 3.3 of HD 30: Sơ lược quá trình phấn đấu của đoàn viên ưu tú, with a photo 3x4 (P12)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Column, Document, Photo, Space, Table, text
from aoxanh.papers.documents import Facts as Facts_
from aoxanh.papers.forms.plug import Form, Someone
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who the member is, what they did year by year, how the branch sees them."""

    head: Head
    member: Someone
    years: tuple[tuple[str, str], ...]
    rewards: str = ""
    comment: str = ""


def document(facts: Facts) -> Document:
    """Return the record, signed by the union."""
    head, who = facts.head, facts.member
    said = (
        ("Họ và tên", who.name), ("Ngày sinh", who.birth), ("Quê quán", who.home_town), ("Nơi thường trú", who.address), ("Dân tộc", who.ethnicity),
        ("Tôn giáo", who.religion), ("Trình độ học vấn", who.education), ("Chuyên môn", who.qualification), ("Lý luận chính trị", who.theory),
        ("Nghề nghiệp, nơi làm việc", who.occupation), ("Ngày vào Đoàn", who.joined), ("Nơi vào Đoàn", who.joined_at), ("Chức vụ, đơn vị", ", ".join(p for p in (who.post, who.unit) if p)),
        ("Khen thưởng", facts.rewards),
    )  # fmt: skip
    columns = (Column("Thời gian", 1.4, "center"), Column("Quá trình học tập, công tác, phấn đấu", 5))
    return Document(
        kind="SƠ LƯỢC QUÁ TRÌNH PHẤN ĐẤU", abstract="của đoàn viên ưu tú", issuer=head.issuer, place=head.place, numbered=False,
        body=(
            Photo(), Facts_(said, ruled=True), Table(columns, facts.years), text("Nhận xét của chi đoàn:", bold=True),
            *((text(facts.comment),) if facts.comment else (Space(4, ruled=True),)),
        ),
        signatures=(head.signature,),
    )  # fmt: skip


FORM = Form(
    "party_record",
    pgettext_lazy("form", "Record of an outstanding member (3.3)"),
    "",
    "XII",
    "HD 30 form 3.3",
    Facts,
    document,
)
