"""Form 1.2 of HD 30: Nghị quyết chuẩn y kết nạp, by the committee of the grassroots union (R-ADM-07): three articles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Appendix, Column, Document, Table, article
from aoxanh.papers.forms.plug import Form, Someone, comrade, day, two
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Facts:
    """Who is admitted in which branch, by which request; `introducer` helps on (article 3)."""

    head: Head
    members: tuple[Someone, ...]
    branch: str
    meeting_on: dt.date | None = None
    introducer: str = ""


def document(facts: Facts) -> Document:
    """Return the resolution: approve, hold the ceremony and manage, go on helping."""
    head, many = facts.head, len(facts.members) > 1
    who = (
        f"{two(len(facts.members))} thanh niên có tên trong danh sách kèm theo"
        if many
        else comrade(facts.members[0])
    )
    helper = (
        f" và đồng chí {facts.introducer} (người giới thiệu)" if facts.introducer else " và người giới thiệu"
    )
    return Document(
        kind="NGHỊ QUYẾT", abstract="Về việc chuẩn y kết nạp đoàn viên", issuer=head.issuer, place=head.place,
        bases=(*head.bases, f"Xét đề nghị của {facts.branch} theo biên bản hội nghị chi đoàn ngày {day(facts.meeting_on)}"),
        enacts=(head.committee, "QUYẾT NGHỊ:"),
        body=(
            article(1, f"Chuẩn y kết nạp {who} vào Đoàn TNCS Hồ Chí Minh, sinh hoạt tại {facts.branch}."),
            article(2, f"Giao Ban Chấp hành {facts.branch} tổ chức lễ kết nạp trong thời hạn 01 tháng kể từ ngày ký Nghị quyết này và quản lý đoàn viên theo quy định."),
            article(3, f"{facts.branch}{helper} có trách nhiệm tiếp tục giúp đỡ đoàn viên mới rèn luyện, phấn đấu."),
        ),
        recipients=(facts.branch, "Như Điều 3", "Lưu"), signatures=(head.signature,),
        appendices=(listed(facts),) if many else (),
    )  # fmt: skip


def listed(facts: Facts) -> Appendix:
    """Return the list of those admitted."""
    columns = (
        Column("TT", 0.5, "center"),
        Column("Họ và tên", 3),
        Column("Ngày sinh", 1.6, "center"),
        Column("Quê quán", 3),
    )
    rows = tuple((str(n), one.name, one.birth, one.home_town) for n, one in enumerate(facts.members, start=1))
    return Appendix("DANH SÁCH THANH NIÊN ĐƯỢC CHUẨN Y KẾT NẠP ĐOÀN", (Table(columns, rows),))


FORM = Form(
    "admission_resolution",
    pgettext_lazy("form", "Resolution approving an admission (1.2)"),
    "resolution",
    "XII",
    "HD 30 form 1.2",
    Facts,
    document,
)
