"""Form 2.3 of HD 30: Giấy chứng nhận đoàn viên trưởng thành, "Số: …-CN/ĐTN" (P7); its look is the branch's to choose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, centred
from aoxanh.papers.forms.plug import Form, Someone, day
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who has matured, since when."""

    head: Head
    member: Someone
    since: dt.date


def document(facts: Facts) -> Document:
    """Return the certificate, framed."""
    head, who = facts.head, facts.member
    lines = (
        centred(f"{head.body_words.upper()} {head.unit.upper()}" if head.body_words != "Chi đoàn" else f"BAN CHẤP HÀNH {head.unit.upper()}"),
        centred("CHỨNG NHẬN ĐỒNG CHÍ", size=15), centred(who.name.upper(), size=24),
        centred(f"Sinh ngày: {who.birth or '…/…/……'}      Ngày vào Đoàn: {who.joined or '…/…/……'}", bold=False, size=15),
        centred(f"Đoàn viên {who.unit}", bold=False, size=15),
        centred(f"được trưởng thành Đoàn từ ngày {day(facts.since)}", size=16),
    )  # fmt: skip
    return Document(
        kind="GIẤY CHỨNG NHẬN", abstract="ĐOÀN VIÊN TRƯỞNG THÀNH", issuer=head.issuer, place=head.place, body=lines,
        signatures=(head.signature,), layout="certificate",
    )  # fmt: skip


FORM = Form(
    "maturation_certificate",
    pgettext_lazy("form", "Certificate of maturation (2.3)"),
    "certificate",
    "XII",
    "HD 30 form 2.3",
    Facts,
    document,
)
