"""Invented people with realistic Vietnamese names: drawn from a seed, never taken from a list of real people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

FAMILIES = {
    "Nguyễn": 30, "Trần": 12, "Lê": 10, "Phan": 8, "Phạm": 5, "Hoàng": 4, "Võ": 4, "Đặng": 3, "Bùi": 2, "Hồ": 3, "Đỗ": 1, "Ngô": 2,
    "Dương": 2, "Trương": 3, "Đinh": 1, "Lương": 1, "Thái": 1, "Đậu": 2, "Biện": 1, "Hà": 1, "Cao": 1, "Mai": 1, "Nguyễn Đình": 2,
    "Nguyễn Hữu": 1, "Phan Đình": 1, "Lê Quang": 1, "Tôn Nữ": 0.2, "Hoàng Phủ": 0.2,
}  # fmt: skip
MIDDLE = {
    "male": ["Văn", "Văn", "Văn", "Đức", "Quốc", "Minh", "Hữu", "Công", "Đình", "Xuân", "Thanh", "Anh", "Quang", "Bá", "Trọng", "Hoàng", ""],
    "female": ["Thị", "Thị", "Thị", "Thị Thu", "Thị Thanh", "Ngọc", "Thùy", "Khánh", "Phương", "Thị Hồng", "Thị Quỳnh", "Bảo", "Hà", "Thị Ngọc", "Mai", ""],
}  # fmt: skip
GIVEN = {
    "male": ["Anh", "An", "Bảo", "Bình", "Cường", "Công", "Dũng", "Duy", "Dương", "Đạt", "Đức", "Đông", "Giang", "Hải", "Hào", "Hiếu", "Hoàng", "Hùng", "Huy", "Hưng", "Khánh", "Khoa", "Kiên", "Lâm", "Long", "Lộc", "Luân", "Mạnh", "Minh", "Nam", "Nghĩa", "Nhân", "Nhật", "Phong", "Phúc", "Phước", "Quang", "Quân", "Quốc", "Quyết", "Sang", "Sơn", "Sỹ", "Tài", "Tâm", "Tân", "Thắng", "Thành", "Thái", "Thịnh", "Thiện", "Tiến", "Toàn", "Trí", "Trung", "Trường", "Tú", "Tuấn", "Tùng", "Việt", "Vinh", "Vũ", "Vương", "Ý"],
    "female": ["An", "Anh", "Ánh", "Bình", "Châu", "Chi", "Diễm", "Diệu", "Dung", "Duyên", "Dương", "Đào", "Giang", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa", "Hòa", "Hoài", "Hồng", "Huệ", "Hương", "Hường", "Huyền", "Khánh", "Lam", "Lan", "Lệ", "Liên", "Linh", "Loan", "Ly", "Mai", "My", "Minh", "Nga", "Ngân", "Ngọc", "Nguyệt", "Nhàn", "Nhi", "Nhung", "Oanh", "Phương", "Phượng", "Quyên", "Quỳnh", "Sương", "Tâm", "Thanh", "Thảo", "Thơ", "Thoa", "Thu", "Thúy", "Thùy", "Thủy", "Tiên", "Tình", "Trang", "Trâm", "Trinh", "Tuyết", "Tú", "Uyên", "Vân", "Vi", "Vy", "Xuân", "Yến"],
}  # fmt: skip
#: Names of awkward shapes everybody meets: ethnic-minority, one-word, long.
RARE = [
    ("Y Ksor", "male"), ("H'Hen Niê", "female"), ("Ksor Y Bru", "male"), ("Hoàng Phủ Ngọc Tường Vân", "female"), ("Công Tằng Tôn Nữ Thị Phương Thảo", "female"),
    ("Lò Thị Mỷ", "female"), ("Vừ A Dính", "male"), ("Thạch Sa Rây", "male"), ("Jean-Luc Trần", "male"), ("Đặng Trần Ái Vy", "female"),
]  # fmt: skip


@dataclass(frozen=True)
class Invented:
    """One invented person."""

    name: str
    sex: str
    birth: dt.date


def invent(random: Random, youngest: dt.date, oldest: dt.date) -> Invented:
    """Return an invented person born between two days."""
    birth = oldest + dt.timedelta(days=random.randrange((youngest - oldest).days))
    if random.random() < 0.004:
        name, sex = random.choice(RARE)
        return Invented(name, sex, birth)
    sex = random.choice(("male", "female"))
    family = random.choices(list(FAMILIES), weights=list(FAMILIES.values()))[0]
    words = (family, random.choice(MIDDLE[sex]), random.choice(GIVEN[sex]))
    return Invented(" ".join(word for word in words if word), sex, birth)


def invented_citizen_id(random: Random, who: Invented, number: int) -> str:
    """Return a citizen id of the right shape (campaigns §8.1): Hà Tĩnh, century and sex, year, an invented rest."""
    century = 2 * ((who.birth.year - 1900) // 100) + (who.sex == "female")
    return f"042{century}{who.birth.year % 100:02}{(number * 7 + random.randrange(7)) % 1_000_000:06}"


def invented_phone(number: int) -> str:
    """Return a mobile number of valid shape, counted up so that no two people share one."""
    return f"+8491{number % 10_000_000:07}"
