"""Phone numbers (campaigns.md §8.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aoxanh.vietnamese.phones import Phone, format_national, mask, migrate, parse
from aoxanh.vietnamese.refusal import Refusal
from tests.vietnamese.words import examples


@pytest.mark.parametrize(
    ("text", "e164", "kind"),
    [
        ("0912345678", "+84912345678", "mobile"),
        ("+84912345678", "+84912345678", "mobile"),
        ("84912345678", "+84912345678", "mobile"),
        ("0084912345678", "+84912345678", "mobile"),
        ("+84 (0)912 345 678", "+84912345678", "mobile"),
        ("0912.345.678", "+84912345678", "mobile"),
        (" 0912\u00a0345-678 ", "+84912345678", "mobile"),
        ("0871234567", "+84871234567", "mobile"),
        ("0593123456", "+84593123456", "mobile"),
        ("0563123456", "+84563123456", "mobile"),
        ("0704123456", "+84704123456", "mobile"),
        ("0559123456", "+84559123456", "mobile"),
        ("0896123456", "+84896123456", "mobile"),
        ("0522123456", "+84522123456", "mobile"),
        ("0953456780", "+84953456780", "mobile"),
        ("0301234567", "+84301234567", "mobile"),
        ("02393851234", "+842393851234", "fixed"),
        ("(0239) 385 1234", "+842393851234", "fixed"),
    ],
)
def test_a_number_that_exists_is_read(text, e164, kind):
    """§8.4, the accepted rows."""
    assert parse(text) == Phone(e164, kind)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0551234567", "phone.not_assigned"),
        ("0891234567", "phone.not_assigned"),
        ("0521234567", "phone.not_assigned"),
        ("0123456789", "phone.not_assigned"),
        ("0601234567", "phone.not_assigned"),
        ("19001234", "phone.shared_cost"),
        ("1900 123456", "phone.shared_cost"),
        ("18001091", "phone.shared_cost"),
        ("", "phone.empty"),
        ("không có", "phone.not_digits"),
        ("0912345678 (mẹ)", "phone.not_digits"),
        ("091234567", "phone.wrong_length"),
        ("09123456789", "phone.wrong_length"),
        ("113", "phone.wrong_length"),
        ("+12025550123", "phone.foreign"),
        ("0912345678 / 0987654321", "phone.several"),
        ("0912345678, 0987654321", "phone.several"),
        ("0912345678 hoặc 0987654321", "phone.several"),
        ("٠٩١٢٣٤٥٦٧٨", "phone.not_digits"),
        ("912345678", "phone.lost_zero"),
        ("912345678.0", "phone.lost_zero"),
        ("01662345678", "phone.old_prefix"),
        ("+841662345678", "phone.old_prefix"),
        ("1662345678", "phone.lost_zero"),
    ],
)
def test_a_number_that_cannot_be_a_contact_is_refused_with_its_reason(text, code):
    """§8.4, the refused rows."""
    with pytest.raises(Refusal) as refused:
        parse(text)
    assert refused.value.code == code
    assert str(refused.value)
    digits = text.strip()
    assert len(digits) < 5 or digits not in f"{refused.value} {refused.value!r} {refused.value.facts}"


def test_a_zero_lost_in_excel_is_proposed():
    with pytest.raises(Refusal) as refused:
        parse("912345678")
    assert refused.value.proposal == Phone("+84912345678", "mobile")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *((f"016{digit}2345678", f"+843{digit}2345678") for digit in "23456789"),
        ("01202345678", "+84702345678"),
        ("01212345678", "+84792345678"),
        ("01222345678", "+84772345678"),
        ("01262345678", "+84762345678"),
        ("01282345678", "+84782345678"),
        ("01232345678", "+84832345678"),
        ("01242345678", "+84842345678"),
        ("01252345678", "+84852345678"),
        ("01272345678", "+84812345678"),
        ("01292345678", "+84822345678"),
        ("01862345678", "+84562345678"),
        ("01882345678", "+84582345678"),
        ("01992345678", "+84592345678"),
        ("+84 166 234 5678", "+84362345678"),
    ],
)
def test_an_eleven_digit_number_is_proposed_as_it_was_changed_in_2018(old, new):
    """§8.4: offered on import, never applied."""
    assert migrate(old) == Phone(new, "mobile")
    with pytest.raises(Refusal) as refused:
        parse(old)
    assert refused.value.proposal == Phone(new, "mobile")


@pytest.mark.parametrize("text", ["0912345678", "01302345678", "0166234567", "", "abc", "02393851234"])
def test_other_numbers_were_not_changed(text):
    assert migrate(text) is None


def test_a_number_is_printed_in_groups_and_masked():
    """§8.4: 091***678."""
    assert format_national(parse("0912345678")) == format_national("+84912345678") == "0912 345 678"
    assert mask("+84912345678") == "091***678"
    assert repr(parse("0912345678")) == "Phone(091***678, mobile)"
    assert mask("") == mask("+84113") == "***"


@examples
@given(st.integers(900000000, 989999999))
def test_a_printed_number_is_read_back_and_its_middle_never_shown(national):
    phone = Phone(f"+84{national}", "mobile")
    assert parse(format_national(phone)) == parse(phone.e164) == phone
    assert phone.e164[5:9] not in mask(phone.e164)[3:-3]
    assert len(mask(phone.e164)) == 9
