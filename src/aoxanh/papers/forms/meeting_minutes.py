"""Biên bản hội nghị with the table of votes and their bases (R-ADM-07, R-DIS-03, R-ELE-03). No official form: ours (design)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Column, Document, Signature, Table, text
from aoxanh.papers.documents import Facts as Facts_
from aoxanh.papers.forms.plug import Form, Vote, two
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """A meeting: when, where, who led and wrote, how many came, what was said, what was voted."""

    head: Head
    what: str
    began: str
    place: str
    chair: str
    secretary: str
    entitled: int
    present: int
    agenda: tuple[str, ...]
    votes: tuple[Vote, ...] = ()
    ended: str = ""
    absent: str = ""


def document(facts: Facts) -> Document:
    """Return the minutes; the secretary of the meeting signs left, its chair right."""
    head, absent = facts.head, facts.entitled - facts.present
    away = f"; vắng: {two(absent)}" + (f" ({facts.absent})" if facts.absent else "") if absent else ""
    columns = (
        Column("TT", 0.5, "center"), Column("Nội dung biểu quyết", 4), Column("Tổng số", 0.9, "center"), Column("Có mặt", 0.9, "center"),
        Column("Tán thành", 0.9, "center"), Column("Không tán thành", 1.1, "center"), Column("Tỷ lệ", 1, "center"),
    )  # fmt: skip
    rows = tuple(
        (str(n), v.title, str(v.entitled), str(v.present), str(v.yes), str(v.no), v.share)
        for n, v in enumerate(facts.votes, start=1)
    )
    tables = (Table(columns, rows, caption="Kết quả biểu quyết", size=11),) if rows else ()
    return Document(
        kind="BIÊN BẢN", abstract=facts.what, issuer=head.issuer, place=head.place,
        body=(
            Facts_((("Thời gian bắt đầu", facts.began), ("Địa điểm", facts.place), ("Chủ trì", facts.chair), ("Thư ký", facts.secretary))),
            text(f"Thành phần: tổng số {two(facts.entitled)}; có mặt: {two(facts.present)}{away}."), text("Nội dung:", bold=True), *(text(line) for line in facts.agenda), *tables,
            text(f"Hội nghị kết thúc lúc {facts.ended or '…… giờ ……'} cùng ngày. Biên bản đã được đọc lại và hội nghị nhất trí thông qua."),
        ),
        signatures=(Signature(("THƯ KÝ",), "", facts.secretary), Signature(("CHỦ TRÌ",), "", facts.chair)),
    )  # fmt: skip


FORM = Form(
    "meeting_minutes",
    pgettext_lazy("form", "Minutes of a meeting"),
    "minutes",
    "XII",
    "(design)",
    Facts,
    document,
)
