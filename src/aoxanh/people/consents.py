"""What people are asked to agree to: one text a purpose, versioned; the words given are provable for ever.

Luật 91/2025/QH15 Đ.9, NĐ 356/2025 Đ.6 and Đ.4: sensitive data are said to be sensitive.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Purpose:
    """A purpose with the Vietnamese text people agree to; a changed text is a new version."""

    code: str
    title: object
    version: str
    text: str
    sensitive: bool = False

    @property
    def sha256(self) -> str:
        """Return the hash by which the words agreed to are known."""
        return hashlib.sha256(self.text.encode()).hexdigest()


_ROWS = [
    Purpose(
        "membership", _("Keeping the Union's lists and papers"), "2026-1",
        "Tôi đồng ý để tổ chức Đoàn nơi tôi sinh hoạt lưu giữ họ tên, ngày sinh, giới tính, số định danh cá nhân, "
        "địa chỉ, điện thoại, thư điện tử và quá trình tham gia của tôi để quản lý đoàn viên, thanh niên theo Điều lệ "
        "Đoàn. Tôi biết việc tham gia tổ chức Đoàn thể hiện quan điểm chính trị và là dữ liệu cá nhân nhạy cảm. "
        "Tôi có quyền xem, sửa, rút lại sự đồng ý và yêu cầu xóa dữ liệu bất cứ lúc nào.", sensitive=True,
    ),
    Purpose(
        "sensitive", _("Ethnicity and religion"), "2026-1",
        "Tôi đồng ý để tổ chức Đoàn lưu giữ thông tin dân tộc và tôn giáo của tôi, là dữ liệu cá nhân nhạy cảm, chỉ để "
        "lập hồ sơ đoàn viên theo mẫu của Trung ương Đoàn và số liệu tổng hợp không nêu tên.", sensitive=True,
    ),
    Purpose(
        "photo", _("Photo"), "2026-1",
        "Tôi đồng ý để tổ chức Đoàn lưu và sử dụng ảnh chân dung của tôi trong hồ sơ và thẻ đoàn viên.",
    ),
    Purpose(
        "publish", _("Name and photo on public pages"), "2026-1",
        "Tôi đồng ý để tổ chức Đoàn đăng họ tên và ảnh của tôi khi nêu gương, đưa tin hoạt động trên trang công khai.",
    ),
    Purpose(
        "messages", _("Messages by phone and e-mail"), "2026-1",
        "Tôi đồng ý nhận tin nhắn và thư điện tử của tổ chức Đoàn về sinh hoạt, cuộc họp và hoạt động.",
    ),
]  # fmt: skip

PURPOSES: dict[str, Purpose] = {purpose.code: purpose for purpose in _ROWS}
METHODS = [
    ("screen", _("On this screen")),
    ("paper", _("Signed on paper")),
    ("spoken", _("Spoken, before a witness")),
]
