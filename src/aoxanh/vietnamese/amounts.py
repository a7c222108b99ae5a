"""Amounts of money in words, as receipts carry them: 25.000 is "Hai mươi lăm nghìn đồng"."""

from __future__ import annotations

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu", "tỷ")


def below_thousand(number: int, *, whole: bool) -> list[str]:
    """Return the words of a number below 1000; `whole` says the hundreds even of none, as inside a longer number."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds or whole else []
    if tens == 0:
        return [*words, *(["linh"] if words and ones else []), *([DIGITS[ones]] if ones else [])]
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    special = {0: "", 5: "lăm"} | ({} if tens == 1 else {1: "mốt", 4: "tư"})
    word = special.get(ones, DIGITS[ones])
    return [*words, word] if word else words


def in_words(amount: int) -> str:
    """Return a whole amount of đồng in words, up to 999 tỷ; raise ValueError outside 0 … 10**12 - 1."""
    if not 0 <= amount < 10**12:
        message = "an amount in words lies between 0 and 999 tỷ"
        raise ValueError(message)
    words: list[str] = []
    for place in (3, 2, 1, 0):
        group = amount // 1000**place % 1000
        if group:
            words += below_thousand(group, whole=bool(words))
            words += [GROUPS[place]] if place else []
    text = " ".join([*(words or ["không"]), "đồng"])
    return text[0].upper() + text[1:]
