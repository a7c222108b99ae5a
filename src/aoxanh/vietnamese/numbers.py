"""Numbers as Vietnamese papers write them: 1.234,5 and 90,29 %.

The founding article itself mixes 97,19% and 90.29% on one page, so a reader must accept both ways and refuse
what both could mean: 57.057 is fifty-seven thousand in a Vietnamese table and fifty-seven and a bit in an
English file (domain/campaigns.md §1 line 11, §11 trap 4).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Literal

from aoxanh.vietnamese.refusal import Ambiguous, Refusal

Style = Literal["vi", "en"]

_VIETNAMESE_WAY = re.compile(r"[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?")
_ENGLISH_WAY = re.compile(r"[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_GROUPED_BY_SPACES = re.compile(r"(?<=[0-9])[ \u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_LONGEST = 60
_NOTHING = "—"


def parse_number(text: str, style: Style | None = None) -> Decimal:
    """The number a person typed or a file holds.

    ``style`` "vi" reads 1.234,5 and "en" reads 1,234.5. Without a style both are read; when both succeed
    with different values (``57.057``, ``1,234``) the text is refused with :class:`Ambiguous`, naming both.
    Thousands may also be parted by spaces. Raises ``Refusal`` number.empty, number.not_a_number.
    """
    cleaned = text.strip().replace("−", "-")
    if not cleaned:
        raise Refusal("number.empty")
    cleaned = _GROUPED_BY_SPACES.sub("", cleaned)
    vietnamese = _read(cleaned, "vi") if style != "en" else None
    english = _read(cleaned, "en") if style != "vi" else None
    if vietnamese is None and english is None:
        raise Refusal("number.not_a_number", text=text.strip()[:_LONGEST])
    if vietnamese is None or english is None or vietnamese == english:
        return vietnamese if vietnamese is not None else english  # type: ignore[return-value]
    raise Ambiguous(
        "number.ambiguous",
        readings=(vietnamese, english),
        text=text.strip(),
        vietnamese=format_number(vietnamese),
        english=format_number(english),
    )


def _read(text: str, style: Style) -> Decimal | None:
    shape = _VIETNAMESE_WAY if style == "vi" else _ENGLISH_WAY
    if len(text) > _LONGEST or not shape.fullmatch(text):
        return None
    plain = text.replace(".", "").replace(",", ".") if style == "vi" else text.replace(",", "")
    return Decimal(plain)


def _exact(figures: int) -> Context:
    return Context(prec=max(28, figures), rounding=ROUND_HALF_UP)


def _rounded(value: Decimal, places: int) -> Decimal:
    """The value with so many places, halves away from zero, however long it is."""
    with localcontext(_exact(abs(value.adjusted()) + len(value.as_tuple().digits) + places + 2)):
        return value.quantize(Decimal(1).scaleb(-places))


def format_number(value: Decimal | int, decimals: int | None = None) -> str:
    """The number the Vietnamese way: 1.234,5; negative numbers with a hyphen-minus, never a minus zero.

    ``decimals`` fixes the places, rounding halves up (away from zero); without it the value is printed with
    the places it has.
    """
    value = Decimal(value)
    if decimals is not None:
        value = _rounded(value, decimals)
    if value == 0:
        value = abs(value)
    return f"{value:,f}".translate(str.maketrans(",.", ".,"))


def format_percent(value: Decimal | int | None, decimals: int | None = None) -> str:
    """A percentage as the house prints it, "90,29 %"; "—" for None, a percentage of nothing (§11 trap 2)."""
    if value is None:
        return _NOTHING
    return f"{format_number(value, decimals)} %"


def percent(part: Decimal | int, whole: Decimal | int, places: int = 2) -> Decimal | None:
    """``part`` of ``whole`` in percent, rounded half up; None when the whole is 0; never capped at 100.

    The article's own figures (domain/campaigns.md §1): 57057 of 63191 is 90.29, 53403 of 52314 is 102.08.
    """
    part, whole = Decimal(part), Decimal(whole)
    if whole == 0:
        return None
    # Shifted before dividing and divided exactly, so that no second rounding can move a half.
    with localcontext(_exact(200)):
        numerator, denominator = (part * 100).scaleb(places), whole
        halves = (2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator))
        sign = -1 if (numerator < 0) != (denominator < 0) else 1
        return (sign * halves).scaleb(-places)
