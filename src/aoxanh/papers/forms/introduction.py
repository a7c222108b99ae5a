"""Giấy giới thiệu chuyển sinh hoạt Đoàn, A5 (P2; HD 29: A5 for letters of introduction). The Secretariat's layout was not found: ours (design)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, text
from aoxanh.papers.forms.plug import Form, Someone, comrade, day
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who goes where, with the fee paid until when (R-TRF steps)."""

    head: Head
    member: Someone
    to: str
    fee_until: str = ""
    valid_until: dt.date | None = None
    papers: str = "Sổ đoàn viên"


def document(facts: Facts) -> Document:
    """Return the letter."""
    head, who = facts.head, facts.member
    until = f" Giấy này có giá trị đến hết ngày {day(facts.valid_until)}." if facts.valid_until else ""
    return Document(
        kind="GIẤY GIỚI THIỆU", abstract="Chuyển sinh hoạt Đoàn", issuer=head.issuer, place=head.place, to=(facts.to,), layout="letter",
        body=(
            text(f"{head.body_words} {head.unit} giới thiệu {comrade(who)}, vào Đoàn ngày {who.joined or '…/…/……'}, số thẻ đoàn {who.card_number or '…………'}, được chuyển sinh hoạt Đoàn đến {facts.to}."),
            text(f"Đã đóng đoàn phí đến hết tháng {facts.fee_until or '…/……'}. Hồ sơ kèm theo: {facts.papers}.{until}"),
            text("Đề nghị tiếp nhận và tạo điều kiện để đồng chí tham gia sinh hoạt."),
        ),
        signatures=(head.signature,),
    )  # fmt: skip


FORM = Form(
    "introduction",
    pgettext_lazy("form", "Letter of introduction, transfer"),
    "introduction",
    "XII",
    "HD 20 §3.3đ (design)",
    Facts,
    document,
)
