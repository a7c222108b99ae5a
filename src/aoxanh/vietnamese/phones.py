"""Vietnamese phone numbers: reading, printing and masking them.

Which numbers exist is libphonenumber's knowledge (``phonenumberslite``; domain/campaigns.md §8.4); it is
lenient about 095 and 030, and so are we. Stored as E.164. No refusal here carries the number itself in its
facts; the proposal, which does, is never printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from aoxanh.vietnamese.refusal import Refusal

Kind = Literal["mobile", "fixed"]

_KINDS: dict[int, Kind] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
}
# 2018: eleven digits became ten. domain/campaigns.md §8.4; from memory there, so it only ever proposes.
_NEW_PREFIX = {f"016{digit}": f"03{digit}" for digit in "23456789"} | {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_SERVICE = re.compile(r"0?(1[89]00)[0-9]{4,6}")
_SPREADSHEET_FLOAT = re.compile(r"([0-9]{9,12})\.0")
_SIGNS = re.compile(r"[\s.\-()\u00a0\u202f‐‑–]+")
_SEVERAL = re.compile(r"[0-9][\s.\-()]*(?:[/;,|\n]|hoặc|và)[\s.\-()]*\+?[0-9]")


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number that can exist, in E.164, and whether it is a mobile or a fixed line."""

    e164: str
    kind: Kind

    def __repr__(self) -> str:
        return f"Phone({mask(self.e164)}, {self.kind})"


def parse(text: str) -> Phone:
    """The Vietnamese number somebody typed: 0912345678, +84 912 345 678, 84912345678, (0239) 385 1234.

    Raises ``Refusal`` phone.empty, .several, .not_digits, .foreign, .shared_cost (1800, 1900), .wrong_length,
    .not_assigned; with a :class:`Phone` as ``proposal``: .old_prefix (eleven digits before 2018) and
    .lost_zero (nine digits, as Excel leaves them). A proposal is to be confirmed, never applied silently.
    """
    national = _national(text)
    if service := _SERVICE.fullmatch(national):
        raise Refusal("phone.shared_cost", prefix=service[1])
    if not national.startswith("0"):
        padded = _recognise("0" + national)
        if padded or migrate("0" + national):
            raise Refusal("phone.lost_zero", proposal=padded or migrate("0" + national))
        raise _wrong(national)
    if moved := migrate(national):
        raise Refusal("phone.old_prefix", proposal=moved, prefix=national[:4])
    phone = _recognise(national)
    if phone is None:
        raise _wrong(national)
    return phone


def _national(text: str) -> str:
    """Only the digits, beginning with 0 where the text allows it: country code and signs taken off."""
    cleaned = text.strip()
    if not cleaned:
        raise Refusal("phone.empty")
    if _SEVERAL.search(cleaned.lower()):
        raise Refusal("phone.several")
    if float_like := _SPREADSHEET_FLOAT.fullmatch(cleaned):
        cleaned = float_like[1]
    digits = _SIGNS.sub("", cleaned).replace("＋", "+")
    if not re.fullmatch(r"\+?[0-9]+", digits):
        raise Refusal("phone.not_digits")
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("+"):
        if not digits.startswith("+84"):
            raise Refusal("phone.foreign")
        return "0" + digits[3:].removeprefix("0")
    if digits.startswith("84") and len(digits) >= 11:
        return "0" + digits[2:].removeprefix("0")
    return digits


def _recognise(national: str) -> Phone | None:
    try:
        number = phonenumbers.parse(national, "VN")
    except phonenumbers.NumberParseException:
        return None
    kind = _KINDS.get(phonenumbers.number_type(number))
    if kind is None or number.country_code != 84:
        return None
    return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164), kind)


def _wrong(national: str) -> Refusal:
    expected = 11 if national.startswith("02") else 10
    if len(national) != expected:
        return Refusal("phone.wrong_length", length=len(national))
    return Refusal("phone.not_assigned", prefix=national[:3])


def migrate(old: str) -> Phone | None:
    """The ten-digit number that replaced an eleven-digit mobile number in 2018; None if it is not one.

    A proposal to offer on import (domain/campaigns.md §8.4): 016x to 03x, 0120/1/2/6/8 to 070/79/77/76/78,
    0123/4/5/7/9 to 083/84/85/81/82, 0186/0188 to 056/058, 0199 to 059. Accepts +84 in place of the 0.
    """
    digits = re.sub(r"^(?:\+|00)?84(?=1)", "0", _SIGNS.sub("", old))
    if not re.fullmatch(r"01[0-9]{9}", digits) or digits[:4] not in _NEW_PREFIX:
        return None
    return _recognise(_NEW_PREFIX[digits[:4]] + digits[4:])


def format_national(phone: Phone | str) -> str:
    """As people read it out: "0912 345 678". Takes a :class:`Phone` or its stored E.164."""
    e164 = phone.e164 if isinstance(phone, Phone) else phone
    return phonenumbers.format_number(phonenumbers.parse(e164, None), PhoneNumberFormat.NATIONAL)


def mask(e164: str) -> str:
    """What may be shown of a stored number: "091***678"."""
    national = "0" + e164.removeprefix("+84").removeprefix("0")
    return f"{national[:3]}***{national[-3:]}" if len(national) >= 9 else "***"
