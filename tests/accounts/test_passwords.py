"""Fifteen characters, eight beside a second factor; nothing others would guess; no rules of composition (ASVS 6.2)."""

from __future__ import annotations

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from aoxanh.accounts import operations
from aoxanh.config import settings as ours

from .conftest import GOOD, fresh

pytestmark = pytest.mark.django_db


def codes(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {one.code for one in error.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery staple",
        "aaaaabbbbbcccccdddddeeeee",
        "ba con trâu đen gặm cỏ",
        "x" * 7 + "qpwoeiru" + "z",
    ],
)
def test_long_and_unguessable_is_enough_whatever_it_is_made_of(password, world):
    assert codes(password, world.dung) == set()


@pytest.mark.parametrize(
    "password",
    ["doanvien2026!!!!!", "Thanh Nien 123456", "Đoàn viên Áo Xanh", "aoxanhaoxanhaoxanh", "ĐoànThanhNiênCộngSảnHồChíMinh",
     "passwordpassword", "123123123123123123", "aaaaaaaaaaaaaaaa", "tuoitretuoitre2026", "tinhdoan-doanvien"],
)  # fmt: skip
def test_what_is_guessed_first_is_refused(password):
    assert "password_too_common" in codes(password)


@pytest.mark.parametrize(
    "password",
    ["NguyenVanDung1999", "nguyễn văn dũng 26", "dungnv-dungnv-2026!", "thôn 1 chi đoàn thôn 1 dũng"],
)
def test_name_and_unit_are_refused(password, world):
    assert codes(password, world.dung) & {"password_too_similar", "password_too_common"}


def test_the_own_phone_is_refused(world):
    assert "password_too_similar" in codes("0987654321 0987654321", world.ksor)


def test_eight_are_enough_beside_a_second_factor_and_the_last_factor_then_stays(world):
    assert codes("mèo vàng", world.ksor) == {"password_too_short"}
    TOTP.activate(world.ksor, "JBSWY3DPEHPK3PXP")
    assert codes("mèo vàng", world.ksor) == set()
    assert codes("mèo vàn", world.ksor) == {"password_too_short"}
    operations.set_password(world.ksor, "mèo vàng")
    assert fresh(world.ksor).short_password
    assert not get_adapter().can_delete_authenticator(Authenticator.objects.get(user=world.ksor))


def test_the_message_says_which_rule_and_what_to_do():
    with pytest.raises(ValidationError, match=r"có 5 ký tự; cần từ 15 ký tự trở lên. Hãy lấy một câu"):
        validate_password("ngắn!")


def test_passwords_are_hashed_with_argon2_outside_tests():
    assert ours.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert len(settings.AUTH_PASSWORD_VALIDATORS) == 3
