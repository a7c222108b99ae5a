"""The text behind a VietQR code: NAPAS' profile of EMVCo merchant-presented codes (v1.5.2), built by our own function.

Nothing is sent anywhere: account and amount are the payer's and the branch's business (campaigns §8.5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

AID = "A000000727"
ACCOUNT = re.compile(r"[A-Za-z0-9]{1,19}", re.ASCII)
MEMO = re.compile(r"[ -~]{0,25}", re.ASCII)
#: Identifiers a code may have, and which must be there.
KNOWN = {"00", "01", "38", "52", "53", "54", "55", "56", "57", "58", "59", "60", "61", "62", "63"}


@dataclass(frozen=True)
class Payload:
    """What a code says: the bank's BIN, the account, the amount in đồng (None: open), the memo."""

    bank: str
    account: str
    amount: int | None = None
    memo: str = ""
    service: str = "QRIBFTTA"


def crc(text: str) -> str:
    """Return CRC-16/CCITT-FALSE as four upper-case hexadecimal digits: crc("123456789") is 29B1."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _bit in range(8):
            value = ((value << 1) ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return f"{value:04X}"


def field(identifier: str, value: str) -> str:
    """Return identifier, length and value; raise ValueError past 99 letters."""
    if len(value) > 99:
        message = f"field {identifier} is longer than 99 letters"
        raise ValueError(message)
    return f"{identifier}{len(value):02}{value}"


def build(payload: Payload, *, name: str = "", city: str = "") -> str:
    """Return the text of a code; raise ValueError for a bank, account, amount or memo it cannot carry."""
    if not re.fullmatch(r"\d{6}", payload.bank, re.ASCII):
        message = "a bank's BIN has six digits"
        raise ValueError(message)
    if not ACCOUNT.fullmatch(payload.account):
        message = "an account has 1 to 19 letters and digits"
        raise ValueError(message)
    if payload.amount is not None and not 1 <= payload.amount <= 9_999_999_999_999:
        message = "an amount is a positive number of đồng"
        raise ValueError(message)
    if not MEMO.fullmatch(payload.memo):
        message = "a memo has at most 25 letters without accents"
        raise ValueError(message)
    who = field("00", payload.bank) + field("01", payload.account)
    body = field("00", "01") + field("01", "12" if payload.amount or payload.memo else "11")
    body += field("38", field("00", AID) + field("01", who) + field("02", payload.service))
    body += field("53", "704")
    body += field("54", str(payload.amount)) if payload.amount else ""
    body += field("58", "VN")
    body += (field("59", name) if name else "") + (field("60", city) if city else "")
    body += field("62", field("08", payload.memo)) if payload.memo else ""
    return f"{body}6304{crc(body + '6304')}"


def parse(text: str) -> Payload:
    """Return what a code says; raise ValueError where lengths, sum or parts are not those of a VietQR code."""
    if len(text) < 8 or text[-8:-4] != "6304" or crc(text[:-4]) != text[-4:]:
        message = "the check sum does not fit"
        raise ValueError(message)
    parts = fields(text)
    if set(parts) - KNOWN or parts.get("00") != "01" or parts.get("53") != "704" or parts.get("58") != "VN":
        message = "not a VietQR code"
        raise ValueError(message)
    account = fields(parts.get("38", ""))
    if account.get("00") != AID:
        message = "not a VietQR code"
        raise ValueError(message)
    who = fields(account.get("01", ""))
    amount = parts.get("54")
    return Payload(
        who.get("00", ""), who.get("01", ""), int(amount) if amount else None, fields(parts.get("62", "")).get("08", ""),
        account.get("02", ""),
    )  # fmt: skip


def fields(text: str) -> dict[str, str]:
    """Return identifiers and values; raise ValueError where a length does not fit."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        identifier, length = text[at : at + 2], text[at + 2 : at + 4]
        value = text[at + 4 : at + 4 + int(length)] if length.isascii() and length.isdigit() else ""
        if (
            not identifier.isdigit()
            or not length.isdigit()
            or len(value) != int(length)
            or identifier in found
        ):
            message = "a length does not fit"
            raise ValueError(message)
        found[identifier] = value
        at += 4 + len(value)
    return found
