"""Form 3.1 of HD 30: Thông báo danh sách đoàn viên ưu tú, with its eleven columns (P12)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Appendix, Column, Document, Table, text
from aoxanh.papers.forms.plug import Form, Someone, two
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Candidate:
    """A line of the list."""

    who: Someone
    achievements: str = ""


@dataclass(frozen=True)
class Facts:
    """Which members are outstanding in which year."""

    head: Head
    year: int
    candidates: tuple[Candidate, ...]
    to: str = ""


def document(facts: Facts) -> Document:
    """Return the notice to the party committee, its list across."""
    head = facts.head
    return Document(
        kind="THÔNG BÁO", abstract=f"Danh sách đoàn viên ưu tú năm {facts.year}", issuer=head.issuer, place=head.place,
        to=(facts.to,) if facts.to else (),
        body=(
            text(f"Căn cứ Điều lệ Đoàn TNCS Hồ Chí Minh {head.statute} và kết quả bình xét, {head.body_words} {head.unit} thông báo danh sách {two(len(facts.candidates))} đoàn viên ưu tú năm {facts.year} (có danh sách kèm theo)."),
        ),
        recipients=((f"{facts.to} (để b/c)",) if facts.to else ()) + ("Các chi đoàn", "Lưu"), signatures=(head.signature,),
        appendices=(Appendix(f"DANH SÁCH ĐOÀN VIÊN ƯU TÚ NĂM {facts.year}", (listed(facts.candidates),), landscape=True),),
    )  # fmt: skip


def listed(candidates: tuple[Candidate, ...]) -> Table:
    """Return the table of form 3.1: the year of birth under men or women."""
    columns = (
        Column("TT", 0.4, "center"), Column("Họ và tên; quê quán; nơi thường trú", 3.2), Column("Năm sinh (nam)", 0.8, "center"), Column("Năm sinh (nữ)", 0.8, "center"),
        Column("Dân tộc; tôn giáo", 1.1), Column("Ngày vào Đoàn", 1.15, "center"), Column("Chuyên môn; chính trị", 1.4), Column("Ngoại ngữ", 0.9), Column("Tin học", 0.8),
        Column("Chức vụ, đơn vị", 1.8), Column("Thành tích", 2),
    )  # fmt: skip
    rows = []
    for number, one in enumerate(candidates, start=1):
        who, year = one.who, one.who.birth[-4:]
        woman = who.sex == "female"
        rows.append((
            str(number), "\n".join(p for p in (who.name, who.home_town, who.address) if p), "" if woman else year, year if woman else "",
            "\n".join(p for p in (who.ethnicity, who.religion) if p), who.joined, "\n".join(p for p in (who.qualification, who.theory) if p),
            who.languages, who.computing, "\n".join(p for p in (who.post, who.unit) if p), one.achievements,
        ))  # fmt: skip
    return Table(columns, tuple(rows), size=10)


FORM = Form(
    "outstanding_notice",
    pgettext_lazy("form", "Notice of outstanding members (3.1)"),
    "notice",
    "XII",
    "HD 30 form 3.1",
    Facts,
    document,
)
