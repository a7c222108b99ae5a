"""Form 3.2 of HD 30: Nghị quyết giới thiệu đoàn viên ưu tú vào Đảng, with numbers for and against, shares and reasons (P12)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, Paragraph, Run, text
from aoxanh.papers.forms.plug import Form, Someone, Vote, comrade, two
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who is introduced to which party cell; the vote of the committee; `against` says why some were not for it."""

    head: Head
    member: Someone
    party: str
    vote: Vote
    strengths: str
    weaknesses: str = ""
    against: str = ""


def document(facts: Facts) -> Document:
    """Return the resolution."""
    head, who, vote = facts.head, facts.member, facts.vote
    against = f" Số không tán thành: {two(vote.no)} đồng chí" + (
        f", lý do: {facts.against}." if facts.against else "."
    )
    return Document(
        kind="NGHỊ QUYẾT", abstract="Giới thiệu đoàn viên ưu tú vào Đảng", issuer=head.issuer, place=head.place, to=(facts.party,),
        bases=("Căn cứ Điều lệ Đảng Cộng sản Việt Nam", f"Căn cứ Điều lệ Đoàn TNCS Hồ Chí Minh {head.statute}", f"Xét đề nghị của {who.unit}"),
        enacts=(head.committee, "QUYẾT NGHỊ:"),
        body=(
            text(f"{head.body_words} {head.unit} họp xét {comrade(who)}, vào Đoàn ngày {who.joined or '…/…/……'}, và nhận thấy:"),
            Paragraph((Run("Ưu điểm: ", bold=True), Run(facts.strengths or "……"))),
            Paragraph((Run("Khuyết điểm: ", bold=True), Run(facts.weaknesses or "không"))),
            text(f"Số ủy viên được triệu tập: {two(vote.entitled)}; có mặt: {two(vote.present)}. Số tán thành giới thiệu đồng chí {who.name} vào Đảng: {two(vote.yes)} đồng chí, đạt {vote.share} số có mặt.{against}"),
            text(f"{head.body_words} {head.unit} giới thiệu đồng chí {who.name} và đề nghị {facts.party} xem xét, kết nạp vào Đảng Cộng sản Việt Nam."),
        ),
        recipients=(facts.party, "Lưu"), signatures=(head.signature,),
    )  # fmt: skip


FORM = Form(
    "party_resolution",
    pgettext_lazy("form", "Resolution introducing to the Party (3.2)"),
    "resolution",
    "XII",
    "HD 30 form 3.2",
    Facts,
    document,
)
