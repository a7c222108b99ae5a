"""Numbers and percentages (campaigns.md §1, §11 traps 2, 3 and 4)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aoxanh.vietnamese.numbers import format_number, format_percent, parse_number, percent
from aoxanh.vietnamese.refusal import Ambiguous, Refusal
from tests.vietnamese.words import examples

numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=3) | st.integers(-(10**15), 10**15).map(
    Decimal
)


@pytest.mark.parametrize(
    ("part", "whole", "answer"),
    [
        (57057, 63191, "90.29"),
        (53403, 52314, "102.08"),
        (53403, 57057, "93.60"),
        (52314, 63191, "82.79"),
        (53403, 74411, "71.77"),
        (57057, 74411, "76.68"),
        (6, 13, "46.15"),
        (1, 800, "0.13"),
        (-1, 800, "-0.13"),
        (5, 5, "100.00"),
    ],
)
def test_the_articles_percentages_rounded_half_up(part, whole, answer):
    """campaigns.md §1: fixtures and line 12; more than a hundred is never capped (§11 trap 3)."""
    assert percent(part, whole) == Decimal(answer)
    assert str(percent(part, whole)) == answer


@pytest.mark.parametrize("part", [0, 5])
def test_a_percentage_of_nothing_is_none_and_printed_as_a_dash(part):
    """campaigns.md §1, §11 trap 2."""
    assert percent(part, 0) is None
    assert format_percent(percent(part, 0)) == "—"


def test_the_printed_102_9_is_not_what_the_numbers_say():
    """campaigns.md §1 line 2 and its bounds."""
    assert percent(53403, 52314, 1) == Decimal("102.1")
    assert percent(53805, 52314, 1) == percent(53857, 52314, 1) == Decimal("102.9")
    assert percent(53804, 52314, 1) != Decimal("102.9") != percent(53858, 52314, 1)


def test_the_implied_population_of_line_3():
    """campaigns.md §1 line 3: 76 559 to 76 566."""
    right = [whole for whole in range(76500, 76600) if percent(74411, whole) == Decimal("97.19")]
    assert (right[0], right[-1]) == (76559, 76566)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("57057", "57057"), ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("90,29", "90.29"),
        ("90.29", "90.29"),
        ("102.9", "102.9"), ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("-1.234,50", "-1234.50"),
        ("−5", "-5"), ("+5", "5"), ("0,057", "0.057"), ("0.057", "0.057"), ("1 234 567,8", "1234567.8"),
        ("57\u00a0057", "57057"), (" 12 ", "12"), ("1234.567", "1234.567"),
    ],
)  # fmt: skip
def test_a_number_is_read_the_only_way_it_can_be(text, value):
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "vietnamese", "english"),
    [("57.057", "57057", "57.057"), ("1,234", "1.234", "1234"), ("-63.191", "-63191", "-63.191")],
)
def test_what_both_ways_could_mean_is_refused_naming_both(text, vietnamese, english):
    """campaigns.md §11 trap 4."""
    with pytest.raises(Ambiguous) as refused:
        parse_number(text)
    assert refused.value.code == "number.ambiguous"
    assert refused.value.readings == (Decimal(vietnamese), Decimal(english))
    assert format_number(Decimal(vietnamese)) in str(refused.value)
    assert format_number(Decimal(english)) in str(refused.value)
    assert parse_number(text, style="vi") == Decimal(vietnamese)
    assert parse_number(text, style="en") == Decimal(english)


def test_one_thousand_point_000_is_refused_as_well():
    with pytest.raises(Ambiguous):
        parse_number("1.000")


@pytest.mark.parametrize(
    "text", ["abc", "1.2.3", "12,34,56", "1.234,5.6", "5 %", "1e5", "NaN", "٣", "--1", "1,", ".5", "9" * 80]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Refusal) as refused:
        parse_number(text)
    assert refused.value.code == "number.not_a_number"


def test_an_empty_cell_is_refused_and_the_style_is_kept_to():
    with pytest.raises(Refusal, match="Chưa nhập số"):
        parse_number("  ")
    with pytest.raises(Refusal):
        parse_number("90.29", style="vi")
    with pytest.raises(Refusal):
        parse_number("90,29", style="en")


def test_numbers_are_printed_the_vietnamese_way():
    """campaigns.md §1 line 11."""
    assert format_number(Decimal("1234.5")) == "1.234,5"
    assert format_number(57057) == "57.057"
    assert format_number(Decimal("0.125"), 2) == "0,13"
    assert format_number(Decimal("-0.004"), 2) == "0,00"
    assert format_number(Decimal("1e3")) == "1.000"
    assert format_percent(Decimal("90.29")) == "90,29 %"
    assert format_percent(percent(53403, 52314)) == "102,08 %"


@examples
@given(numbers)
def test_a_printed_number_is_read_back(value):
    assert parse_number(format_number(value), style="vi") == value


@examples
@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9), st.integers(0, 4))
def test_a_percentage_is_within_half_of_its_last_place(part, whole, places):
    answer = percent(part, whole, places)
    assert abs(answer * whole - part * 100) * 2 <= whole * Decimal(1).scaleb(-places)
