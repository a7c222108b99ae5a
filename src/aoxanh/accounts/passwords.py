"""Which passwords are good enough: long, not on anybody's list, not made of what others know of you.

NIST SP 800-63B-4 §3.1.1 and ASVS 5.0 6.2.1–12: fifteen characters, eight with a second factor; a local
blocklist; no rules of composition, no forced change.
"""

from __future__ import annotations

import functools
import gzip
import re
from pathlib import Path
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from aoxanh.accounts.models import Appointment, User
from aoxanh.accounts.second_factor import has_second_factor
from aoxanh.org.models import UnitVersion, today
from aoxanh.vietnamese.names import fold

LENGTH = 15
LENGTH_WITH_SECOND_FACTOR = 8
LONGEST = 256
#: What is guessed first where the Youth Union is at home; folded, without spaces.
HOUSE_WORDS = (
    "doanthanhnien", "thanhniencongsanhochiminh", "thanhnien", "doanvien", "tuoitre", "aoxanh", "doantncshcm",
    "tncshcm", "hochiminh", "bithu", "doanxa", "doanphuong", "tinhdoan", "huyendoan", "thanhdoan", "chidoan",
    "xungkich", "tinhnguyen", "vietnam", "matkhau", "password", "qwerty", "abc", "admin", "iloveyou", "anhyeuem",
    "emyeuanh", "toiyeu",
)  # fmt: skip
LETTERS_LEFT = 5


class LengthValidator:
    """Fifteen characters; eight where a second factor stands beside the password."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when the password is too short or far too long."""
        least = least_length(user)
        if len(password) < least:
            text = _(
                "The password has %(n)s characters; it needs %(least)s or more. Take a sentence of four or five"
                " words that only you would put together."
            )
            raise ValidationError(text % {"n": len(password), "least": least}, code="password_too_short")
        if len(password) > LONGEST:
            raise ValidationError(
                _("The password is longer than %(most)s characters. Take a shorter one.") % {"most": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        """Return what is asked for."""
        return _("At least 15 characters; 8 are enough once you use a passkey or an authenticator app.")


class BlocklistValidator:
    """Nothing that stands on a list of common passwords, and nothing made of the Union's own words alone."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when the password is one of those guessed first."""
        plain = squeezed(password)
        letters = re.sub(r"[\W\d_]+", "", plain)
        lists = common_passwords()
        repeated = re.fullmatch(r"(.{1,4})\1+.?.?.?", plain) is not None
        bare_common = letters in lists or password.lower().strip() in lists or plain in lists
        left = letters
        for word in sorted(HOUSE_WORDS, key=len, reverse=True):
            left = left.replace(word, "")
        if bare_common or repeated or (left != letters and len(left) < LETTERS_LEFT):
            text = _("This password is among those guessed first. Take words that do not belong together.")
            raise ValidationError(text, code="password_too_common")

    def get_help_text(self) -> str:
        """Return what is asked for."""
        return _("Not a common password, and not only words of the Union.")


class OwnWordsValidator:
    """Nothing made of the person's own name, phone and units."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when little is left once what others know is taken away."""
        if user is None or not isinstance(user, User):
            return
        plain = squeezed(password)
        left = plain
        for word in sorted(words_about(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != plain and len(re.sub(r"[\W\d_]+", "", left)) < LETTERS_LEFT:
            text = _(
                "This password is made of your name, phone or unit, which others know. Take other words."
            )
            raise ValidationError(text, code="password_too_similar")

    def get_help_text(self) -> str:
        """Return what is asked for."""
        return _("Not your name, phone number or unit.")


def least_length(user: Any) -> int:
    """Return how long the account's password must be at least."""
    protected = user is not None and user.pk and has_second_factor(user)
    return LENGTH_WITH_SECOND_FACTOR if protected else LENGTH


def words_about(user: User) -> set[str]:
    """Return what others know of a person, squeezed: names, phone, e-mail, names and codes of units."""
    found = {squeezed(user.username), squeezed(user.email.partition("@")[0])}
    found |= {squeezed(word) for word in user.name.split()} | {squeezed(user.name)}
    if user.phone:
        found |= {user.phone[-9:], "0" + user.phone[-9:]}
    unit_ids = (
        Appointment.objects.in_force(today()).filter(user=user).values_list("unit_id", flat=True)
        if user.pk
        else []
    )
    for unit in UnitVersion.objects.as_of(today()).filter(unit_id__in=unit_ids):
        found |= {squeezed(unit.name), squeezed(unit.code), squeezed(unit.short_name)}
        found |= {squeezed(" ".join(unit.name.split()[-n:])) for n in (1, 2, 3)}
    return {word for word in found if len(word) > 2}


def squeezed(text: str) -> str:
    """Return the text without tones, case and gaps."""
    return re.sub(r"[\s\-.@_]+", "", fold(text))


@functools.cache
def common_passwords() -> frozenset[str]:
    """Return Django's list of the twenty thousand most common passwords."""
    path = Path(password_validation.__file__).resolve().parent / "common-passwords.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)
