"""Who and what the demo world is made of: hamlets, schools, agencies, and officers with sign-ins.

Hamlet names are partly invented; they sum to the 92 hamlet branches of the founding article. All persons are
invented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

D = dt.date


@dataclass(frozen=True)
class Officer:
    """Somebody who signs in to the demo: what they were before 2025, and what they are today."""

    login: str
    name: str
    home: str
    now: tuple[tuple[str, str, dt.date], ...] = ()
    before: tuple[tuple[str, str, dt.date, dt.date], ...] = ()


def _hamlets(words: str, kind: str = "thôn") -> list[str]:
    return [f"{kind} {name.strip()}" for name in words.split(",")]


#: Commune code of 2023 -> its hamlets (92 in all).
HAMLETS: dict[str, list[str]] = {
    "18409": _hamlets("Tân Thành, Tân Thượng, Tân Trung, Kim Tân, Đồng Tân, Tân Phong, Tân Hòa"),
    "18412": _hamlets("Quan Nam, Thượng Phú, Trung Sơn, Yến Giang, Đại Lự, Trường An, Thượng Lội, Nam Phong"),
    "18421": _hamlets("Xuân Hải, Hồng Thịnh, Nam Sơn, Quang Trung, Yên Định, Hòa Bình, Tân Quý"),
    "18430": _hamlets("Thái Hòa, Bình Nguyên, Đông Minh, Tân Trung, Xuân Triều, Phú Thượng, Hồng Lạc"),
    "18457": _hamlets("Lương Trung, Thống Nhất, Ích Mỹ, Phú Thọ, Bắc Kinh, Hậu Thành, Trung Lương"),
    "18493": _hamlets("Thanh Lương, Đông Châu, Thái Hòa, Mỹ Hòa, Thanh Mỹ, Bắc Sơn, Thanh Hòa"),
    "18568": _hamlets(
        "Phú Nghĩa, Xuân Hòa, Phú Xuân, Yên Bình, Phú Mậu, Phú Đông, Trung Nghĩa, Xuân Khánh, Khánh Yên",
        "tổ dân phố",
    ),
    "18577": _hamlets("Hữu Ninh, Tây Giang, Phú Mỹ, Hà Ân, Đại Yên, Báo Ân, Liên Giang"),
    "18580": _hamlets("Giang Hà, Long Hải, Hoa Thành, Liên Tân, Xuân Phượng, Hải Phong, Sơn Phú"),
    "18583": _hamlets(
        "An Lộc, Bằng Châu, Châu Hạ, Đức Châu, Hồng Lạc, Kim Ngọc, Minh Quý, Thanh Tân, Tiến Châu"
    ),
    "18598": _hamlets(
        "Vĩnh Phong, Vĩnh Thọ, Tân Quý, Nam Hà, Liên Xuân, Trung Châu, Yên Thọ, Xuân Tây, Đồng Xuân"
    ),
    "18670": _hamlets("Đông Vĩnh, Đông Thắng, Hợp Tiến, Liên Tiến, Mai Lâm, Sơn Phú, Thanh Hợp, Tây Sơn"),
}

CLASSES = [f"lớp {grade}A{number}" for grade in (10, 11, 12) for number in (1, 2, 3)]
#: Code, name, its class branches, the commune union it stands under since 01/07/2025.
SCHOOLS = [
    ("448.S1", "Đoàn trường THPT Mai Thúc Loan", [f"{c} THPT Mai Thúc Loan" for c in CLASSES], "18583"),
    ("448.S2", "Đoàn trường THPT Nguyễn Văn Trỗi", [f"{c} THPT Nguyễn Văn Trỗi" for c in CLASSES], "18568"),
]
AGENCIES = [
    ("448.A1", "Chi đoàn cơ sở Công an huyện Lộc Hà", "armed_forces", "18568"),
    ("448.A2", "Chi đoàn cơ sở Trung tâm Y tế Lộc Hà", "agency", "18568"),
    (
        "448.A3",
        "Chi đoàn cơ sở Hợp tác xã Nuôi trồng và Chế biến thủy hải sản xuất khẩu Thạch Kim",
        "enterprise",
        "18568",
    ),
    ("448.A4", "Chi đoàn cơ sở Cơ quan Ủy ban nhân dân huyện Lộc Hà", "agency", "18568"),
]
#: The children's organisation since 01/07/2025: commune, council, school, its classes.
PIONEERS = (
    "18568",
    "Hội đồng Đội xã Lộc Hà",
    "Liên đội Trường Tiểu học Thịnh Lộc",
    ["Chi đội 4A", "Chi đội 4B", "Chi đội 5A"],
)

TERM, SPLIT, TIER = D(2022, 7, 1), D(2025, 1, 1), D(2025, 7, 1)
OFFICERS = [
    Officer("tinhdoan", "Trần Quốc Bảo", "42", now=(("42", "secretary", D(2022, 9, 15)),)),
    Officer("vanphong", "Lê Thị Khánh Ly", "42", now=(("42", "office_staff", D(2023, 3, 1)),)),
    Officer("kiemtra", "Nguyễn Hữu Nghĩa", "42", now=(("42", "inspection", D(2022, 9, 15)),)),
    Officer("kiemtoan", "Đậu Thị Hoài", "42", now=(("42", "auditor", D(2024, 1, 2)),)),
    Officer(
        "locha", "Phan Thị Thu Hà", "18568.01",
        before=(("448", "secretary", TERM, SPLIT), ("445", "deputy_secretary", SPLIT, TIER)),
        now=(("18568", "secretary", TIER),),
    ),
    Officer("phobithu", "Hồ Minh Đức", "18568.02", before=(("18568_", "secretary", D(2022, 5, 15), TIER),), now=(("18568", "deputy_secretary", TIER),)),
    Officer("hongloc", "Nguyễn Đình Hải", "18409.01", before=(("18409_", "secretary", D(2022, 5, 15), TIER),), now=(("18409", "secretary", TIER),)),
    Officer("maiphu", "Võ Thị Quỳnh Trang", "18583.01", before=(("18583_", "secretary", D(2022, 5, 15), TIER),), now=(("18583", "secretary", TIER),)),
    Officer("dongkinh", "Bùi Đức Thắng", "18457.01", before=(("18457", "secretary", D(2022, 5, 15), TIER),), now=(("18586", "secretary", TIER),)),
    Officer("tranphu", "Đặng Thị Đào", "18598.01", before=(("18598", "secretary", D(2022, 5, 15), TIER),), now=(("18100", "secretary", TIER),)),
    Officer("xuanhai", "Lê Thị Ánh", "18421.01", now=(("18421.01", "secretary", D(2024, 3, 26)),)),
    Officer("maithucloan", "Ngô Thị Thanh Vân", "448.S1.01", now=(("448.S1", "secretary", D(2023, 9, 5)),)),
    Officer("tongphutrach", "Trương Văn Sỹ", "18421.02", now=(("P1", "pioneer_leader", D(2025, 9, 5)),)),
    Officer("doanvien", "Hoàng Phủ Ngọc Tường Vân", "18421.01"),
    Officer("vanhanh", "Máy chủ Áo Xanh", "", now=(("42", "operator", D(2022, 1, 1)),)),
]  # fmt: skip
