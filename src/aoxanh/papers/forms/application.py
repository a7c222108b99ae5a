"""Form 1.1 of HD 30: Đơn xin vào Đoàn, with the introducer's block (R-ADM-06)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document, Signature, Space, text
from aoxanh.papers.documents import Facts as Facts_
from aoxanh.papers.forms.plug import Form, Someone


@dataclass(frozen=True)
class Facts:
    """Who applies to which branch and union, since when they learnt about the Union, who introduces them."""

    applicant: Someone
    branch: str
    union: str
    place: str = ""
    introducer: Someone | None = None
    on: dt.date | None = None


#: Three pledges, in substance those of form 1.1; their wording is ours (design).
PLEDGES = (
    "1. Chấp hành nghiêm chỉnh Điều lệ, nghị quyết, chỉ thị của Đoàn;",
    "2. Tích cực học tập, lao động, rèn luyện, tham gia các hoạt động của Đoàn;",
    "3. Giữ gìn đoàn kết, bảo vệ và xây dựng tổ chức Đoàn vững mạnh.",
)


def document(facts: Facts) -> Document:
    """Return the application, to be signed by the applicant."""
    who = facts.applicant
    said = Facts_(
        (
            ("Tôi tên là", who.name), ("Sinh ngày", who.birth), ("Quê quán", who.home_town), ("Dân tộc", who.ethnicity),
            ("Tôn giáo", who.religion), ("Trình độ học vấn", who.education), ("Nơi học tập, công tác", who.occupation),
        ),
        ruled=True,
    )  # fmt: skip
    sponsor = facts.introducer
    block = (
        text("Ý KIẾN CỦA NGƯỜI GIỚI THIỆU", bold=True, indent=False, align="center"),
        Facts_(
            (("Họ và tên", sponsor.name if sponsor else ""), ("Chi đoàn", sponsor.unit if sponsor else "")),
            ruled=True,
        ),
        Space(3, ruled=True),
    )
    return Document(
        kind="ĐƠN XIN VÀO ĐOÀN\nTHANH NIÊN CỘNG SẢN HỒ CHÍ MINH", to=(f"Ban Chấp hành {facts.branch}", f"Ban Chấp hành {facts.union}"), place=facts.place, day=facts.on,
        body=(
            said,
            text("Sau khi được tìm hiểu Điều lệ và truyền thống của Đoàn TNCS Hồ Chí Minh, tôi tự nguyện xin được gia nhập Đoàn. Được đứng trong hàng ngũ của Đoàn, tôi xin hứa:"),
            *(text(pledge) for pledge in PLEDGES),
            *block,
        ),
        signatures=(Signature(("NGƯỜI LÀM ĐƠN",), "", who.name),),
    )  # fmt: skip


FORM = Form(
    "application",
    pgettext_lazy("form", "Application for membership (1.1)"),
    "letter",
    "XII",
    "HD 30 form 1.1",
    Facts,
    document,
)
