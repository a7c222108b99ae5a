"""Under which names an account is found: user name, phone in any spelling, e-mail; case never matters."""

from __future__ import annotations

from aoxanh.accounts.models import User
from aoxanh.vietnamese import phones
from aoxanh.vietnamese.refusal import Refusal


def phone_of(text: str) -> str:
    """Return the text as a phone number (+84…), or "" when it is none."""
    try:
        return phones.parse(text).e164
    except Refusal:
        return ""


def find_by_any_name(text: str) -> User | None:
    """Return the account that goes by this name; the same number of queries whether there is one or not."""
    name = text.strip()
    if not name or len(name) > 254 or "\x00" in name:
        return None
    phone = phone_of(name)
    by_user_name = User.objects.filter(username__iexact=name).first()
    by_email = User.objects.filter(email__iexact=name).exclude(email="").first()
    by_phone = User.objects.filter(phone=phone).exclude(phone="").first()
    return by_user_name or by_email or by_phone
