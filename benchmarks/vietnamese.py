"""How fast names are folded and keyed, beside plain lower-casing and normalising of the same names.

The denominator is ``unicodedata.normalize("NFC", name.lower())``: the least any treatment of a name costs in
Python. A ratio is figure / denominator. Names repeat as they do in a real register (few syllables, many
names), but no name is keyed twice in one pass. ``sort_key`` remembers syllables, so it is measured warm (as a
server runs) and cold (as the first page of an import).
"""

import gc
import time
import unicodedata
from collections.abc import Callable, Iterator

from aoxanh.vietnamese import names as room
from aoxanh.vietnamese.names import fold, search_key, sort_key

Figure = tuple[str, float, str, str, float, float]

FAMILIES_TEXT = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Trịnh Mai
"""
FAMILIES = FAMILIES_TEXT.split()
MIDDLES_TEXT = """
Văn Thị Đức Ngọc Minh Thanh Quang Hữu Xuân Kim Thùy Bảo Quốc Hoài Như Thị_Thanh Văn_Minh
"""
MIDDLES = MIDDLES_TEXT.split()
GIVENS_TEXT = """
Dũng Hương Anh Bình Cường Diệp Đạt Giang Hà Hạnh Hiếu Hòa Huệ Khánh Lan Linh Long Mạnh Mỹ Nga Ngân Nhung
Oanh Phúc Phương Quân Quỳnh Sơn Tâm Thảo Thắng Thúy Tiến Trang Trí Tuấn Tú Uyên Vân Việt Vinh Yến Ý
"""
GIVENS = GIVENS_TEXT.split()
DENOMINATOR = "str.lower + unicodedata.normalize"


def names() -> list[str]:
    """Every combination once: 14,620 full names."""
    return [f"{f} {m.replace('_', ' ')} {g}" for f in FAMILIES for m in MIDDLES for g in GIVENS]


def lower_and_normalize(name: str) -> str:
    return unicodedata.normalize("NFC", name.lower())


def _forget() -> None:
    """Empty the memory of syllables."""
    room._word_key.cache_clear()
    room._given_key.cache_clear()


def _rate(treat: Callable[[str], str], people: list[str], *, cold: bool = False) -> float:
    """Names a second, the best of three passes."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        if cold:
            _forget()
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
    cold = _rate(sort_key, people[:1000], cold=True)
    yield "sort_key, first 1,000 names cold", cold, "names/s", DENOMINATOR, plain, cold / plain


if __name__ == "__main__":
    for name, figure, unit, denominator, beside, ratio in run():
        print(f"{name}: {figure:,.0f} {unit}; {denominator}: {beside:,.0f} {unit}; ratio {ratio:.3f}")
