"""Giấy giới thiệu sinh hoạt Đoàn tạm thời, A5 (P3, R-TMP-01, R-TMP-02). The Secretariat's layout was not found: ours (design)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, text
from aoxanh.papers.forms.plug import Form, Someone, comrade, day
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who takes part where, from when to when, why."""

    head: Head
    member: Someone
    to: str
    first: dt.date
    last: dt.date
    reason: str = ""


def document(facts: Facts) -> Document:
    """Return the letter; it says what the guest may not do there."""
    head, who = facts.head, facts.member
    reason = f" Lý do: {facts.reason}." if facts.reason else ""
    return Document(
        kind="GIẤY GIỚI THIỆU", abstract="Sinh hoạt Đoàn tạm thời", issuer=head.issuer, place=head.place, to=(facts.to,), layout="letter",
        body=(
            text(f"{head.body_words} {head.unit} giới thiệu {comrade(who)}, số thẻ đoàn {who.card_number or '…………'}, đến sinh hoạt Đoàn tạm thời tại {facts.to} từ ngày {day(facts.first)} đến hết ngày {day(facts.last)}.{reason}"),
            text("Trong thời gian sinh hoạt tạm thời, đoàn viên có nhiệm vụ và quyền theo Điều lệ Đoàn, trừ quyền ứng cử, đề cử, bầu cử cơ quan lãnh đạo tại nơi sinh hoạt tạm thời."),
        ),
        signatures=(head.signature,),
    )  # fmt: skip


FORM = Form(
    "temporary_introduction",
    pgettext_lazy("form", "Letter of introduction, temporary activity"),
    "introduction",
    "XII",
    "HD 20 §3.3đ (design)",
    Facts,
    document,
)
