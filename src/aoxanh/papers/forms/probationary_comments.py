"""Form 3.4 of HD 30: Bảng tổng hợp nhận xét đảng viên dự bị (P12 step 5)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Column, Document, Paragraph, Run, Table, text
from aoxanh.papers.forms.plug import Form, Someone, Vote, comrade
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Which probationary party member, and what the branch and the committee said, each with its vote."""

    head: Head
    member: Someone
    party: str
    strengths: str
    weaknesses: str
    votes: tuple[Vote, ...]


def document(facts: Facts) -> Document:
    """Return the summary."""
    head, who = facts.head, facts.member
    columns = (
        Column("Hội nghị", 3), Column("Tổng số", 1, "center"), Column("Có mặt", 1, "center"), Column("Tán thành", 1, "center"),
        Column("Không tán thành", 1.2, "center"), Column("Tỷ lệ", 1, "center"),
    )  # fmt: skip
    rows = tuple(
        (v.title, str(v.entitled), str(v.present), str(v.yes), str(v.no), v.share) for v in facts.votes
    )
    return Document(
        kind="TỔNG HỢP NHẬN XÉT", abstract="của tổ chức Đoàn đối với đảng viên dự bị", issuer=head.issuer, place=head.place, numbered=False, to=(facts.party,),
        body=(
            text(f"{head.body_words} {head.unit} tổng hợp ý kiến nhận xét về {comrade(who)}, đảng viên dự bị, như sau:"),
            Paragraph((Run("Ưu điểm: ", bold=True), Run(facts.strengths or "……"))),
            Paragraph((Run("Khuyết điểm: ", bold=True), Run(facts.weaknesses or "không"))),
            Table(columns, rows, caption="Kết quả biểu quyết đề nghị công nhận đảng viên chính thức"),
        ),
        signatures=(head.signature,),
    )  # fmt: skip


FORM = Form(
    "probationary_comments",
    pgettext_lazy("form", "Comments on a probationary Party member (3.4)"),
    "",
    "XII",
    "HD 30 form 3.4",
    Facts,
    document,
)
