"""The poster of a link: one A4 page with the code to scan."""

from __future__ import annotations

import datetime as dt

from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import names_on
from aoxanh.papers.typesetting import poster


def poster_of(version: UnitVersion, address: str, until: dt.date) -> bytes:
    """Return the poster of a branch's link as PDF; in Vietnamese, as it hangs on a wall."""
    above = names_on([version.parent_id], today()).get(version.parent_id) if version.parent_id else None
    return poster(
        above=above.name if above else "", unit=version.name, title="GIA NHẬP ĐOÀN\nTNCS HỒ CHÍ MINH", address=address,
        lines=(
            "Quét mã bằng máy ảnh điện thoại để viết đơn xin vào Đoàn.",
            "Không cần tài khoản, mất khoảng 5 phút; gửi xong có mã để theo dõi.",
            f"Nhận đơn đến hết ngày {until:%d/%m/%Y}.",
        ),
        foot="Dữ liệu được mã hóa, chỉ cán bộ Đoàn có thẩm quyền đọc; đơn không được xử lý sẽ tự xóa.",
    )  # fmt: skip
