"""How fast names are folded and keyed, beside plain lower-casing and normalising of the same names.

The denominator is ``unicodedata.normalize("NFC", name.lower())``: the least any treatment of a name costs in
Python. A ratio is figure / denominator. Names repeat as they do in a real register (few syllables, many
names), but no name is keyed twice in one pass.
"""

import gc
import time
import unicodedata
from collections.abc import Callable, Iterator

from aoxanh.vietnamese.names import fold, search_key, sort_key

Figure = tuple[str, float, str, str, float, float]

FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Trịnh Mai".split()
MIDDLES = "Văn Thị Đức Ngọc Minh Thanh Quang Hữu Xuân Kim Thùy Bảo Quốc Hoài Như Thị_Thanh Văn_Minh".split()
GIVENS = """
Dũng Hương Anh Bình Cường Diệp Đạt Giang Hà Hạnh Hiếu Hòa Huệ Khánh Lan Linh Long Mạnh Mỹ Nga Ngân Nhung Oanh
Phúc Phương Quân Quỳnh Sơn Tâm Thảo Thắng Thúy Tiến Trang Trí Tuấn Tú Uyên Vân Việt Vinh Yến Ý
""".split()
DENOMINATOR = "str.lower + unicodedata.normalize"


def names() -> list[str]:
    """Every combination once: 14,620 full names."""
    return [f"{f} {m.replace('_', ' ')} {g}" for f in FAMILIES for m in MIDDLES for g in GIVENS]


def lower_and_normalize(name: str) -> str:
    return unicodedata.normalize("NFC", name.lower())


def _rate(treat: Callable[[str], str], people: list[str]) -> float:
    """Names a second, the best of three passes."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        started = time.perf_counter()
        for name in people:
            treat(name)
        best = min(best, time.perf_counter() - started)
    return len(people) / best


def run() -> Iterator[Figure]:
    """(name, figure, unit, denominator name, denominator figure, ratio) for each treatment."""
    people = names()
    plain = _rate(lower_and_normalize, people)
    for treat in (fold, search_key, sort_key):
        figure = _rate(treat, people)
        yield treat.__name__, figure, "names/s", DENOMINATOR, plain, figure / plain


if __name__ == "__main__":
    for name, figure, unit, denominator, beside, ratio in run():
        print(f"{name}: {figure:,.0f} {unit}; {denominator}: {beside:,.0f} {unit}; ratio {ratio:.2f}")
