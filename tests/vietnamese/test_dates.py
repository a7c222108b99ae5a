"""Dates, dates known in part, spreadsheets and ages (campaigns.md §0, §9.5)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aoxanh.vietnamese.dates import (
    AgeRange,
    PartialDate,
    age_on,
    format_date,
    format_day_long,
    from_excel_serial,
    parse_date,
)
from aoxanh.vietnamese.refusal import Ambiguous, Refusal
from tests.vietnamese.words import examples

days = st.dates()
partial_dates = st.one_of(
    days.map(PartialDate.from_date),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1, 9999)),
)


@pytest.mark.parametrize(
    "text",
    [
        "25/06/2023", "25/6/2023", "25-6-2023", "25.06.2023", "25 / 06 / 2023", "2023-06-25", "2023/06/25",
        "2023-06-25 00:00:00", "2023-06-25T00:00", "25 tháng 6 năm 2023", "ngày 25 tháng 06 năm 2023",
        "Ngày 25 Tháng 6, năm 2023", "Chủ Nhật, 25/06/2023", "Chủ nhật, ngày 25 tháng 6 năm 2023",
        "nga\u0300y 25 tha\u0301ng 6 na\u0306m 2023",
    ],
)  # fmt: skip
def test_a_day_is_read_as_papers_write_it(text):
    assert parse_date(text) == PartialDate(2023, 6, 25)


@pytest.mark.parametrize("text", ["tháng 6/2023", "06/2023", "6-2023", "tháng 6 năm 2023", "2023-06"])
def test_a_month_stays_a_month(text):
    assert parse_date(text) == PartialDate(2023, 6)


@pytest.mark.parametrize("text", ["2023", "năm 2023"])
def test_a_year_stays_a_year(text):
    assert parse_date(text) == PartialDate(2023)


def test_an_unsaid_order_refuses_what_can_be_both():
    with pytest.raises(Ambiguous) as refused:
        parse_date("03/04/2023", order=None)
    assert refused.value.code == "date.ambiguous_order"
    assert refused.value.readings == (PartialDate(2023, 4, 3), PartialDate(2023, 3, 4))
    assert "3 tháng 4 năm 2023" in str(refused.value)
    assert "4 tháng 3 năm 2023" in str(refused.value)
    assert parse_date("03/04/2023") == PartialDate(2023, 4, 3)
    assert parse_date("03/04/2023", order="mdy") == PartialDate(2023, 3, 4)


def test_an_unsaid_order_accepts_what_can_be_only_one():
    assert (
        parse_date("25/06/2023", order=None)
        == parse_date("06/25/2023", order=None)
        == PartialDate(2023, 6, 25)
    )
    assert parse_date("03/03/2023", order=None) == PartialDate(2023, 3, 3)


def test_a_day_that_exists_only_the_other_way_round_is_proposed():
    with pytest.raises(Refusal) as refused:
        parse_date("06/25/2023")
    assert refused.value.code == "date.no_such_month"
    assert refused.value.proposal == PartialDate(2023, 6, 25)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2023", "date.no_such_day"), ("29/02/2023", "date.no_such_day"),
        ("29/02/1900", "date.no_such_day"),
        ("25/06/0000", "date.no_such_year"), ("0000", "date.no_such_year"),
        ("25/13/2023", "date.no_such_month"),
        ("0/6/2023", "date.no_such_day"), ("13/2023", "date.no_such_month"), ("", "date.empty"),
        (" ", "date.empty"),
        ("hôm qua", "date.not_a_date"), ("25/06-2023", "date.not_a_date"), ("25/06/123", "date.not_a_date"),
        ("31/02/23", "date.no_such_day"), ("٢٥/٠٦/٢٠٢٣", "date.not_a_date"),
        ("25/06/2023 14:00", "date.not_a_date"),
    ],
)  # fmt: skip
def test_days_that_never_were_are_refused(text, code):
    with pytest.raises(Refusal) as refused:
        parse_date(text)
    assert refused.value.code == code
    assert str(refused.value)


def test_a_two_digit_year_is_refused_naming_both_centuries():
    with pytest.raises(Ambiguous) as refused:
        parse_date("25/06/23")
    assert refused.value.readings == (PartialDate(1923, 6, 25), PartialDate(2023, 6, 25))
    assert "25/06/1923" in str(refused.value)
    assert "25/06/2023" in str(refused.value)


@pytest.mark.parametrize(
    ("serial", "epoch", "day"),
    [
        (1, 1900, date(1900, 1, 1)), (59, 1900, date(1900, 2, 28)), (61, 1900, date(1900, 3, 1)),
        (45102, 1900, date(2023, 6, 25)), (45102.75, 1900, date(2023, 6, 25)),
        (Decimal("45102.999"), 1900, date(2023, 6, 25)), (2958465, 1900, date(9999, 12, 31)),
        (0, 1904, date(1904, 1, 1)), (60, 1904, date(1904, 3, 1)), (43640, 1904, date(2023, 6, 25)),
        (2957003, 1904, date(9999, 12, 31)),
    ],
)  # fmt: skip
def test_a_spreadsheets_serial_is_the_day_it_shows(serial, epoch, day):
    assert from_excel_serial(serial, epoch) == day


@pytest.mark.parametrize("serial", [60, 60.5])
def test_the_day_excel_invented_is_refused(serial):
    with pytest.raises(Refusal) as refused:
        from_excel_serial(serial)
    assert refused.value.code == "date.excel_leap_bug"


@pytest.mark.parametrize("serial", [0, -1, 2958466, float("nan"), float("inf")])
def test_serials_of_no_day_are_refused(serial):
    with pytest.raises(Refusal) as refused:
        from_excel_serial(serial)
    assert refused.value.code == "date.excel_serial"


@examples
@given(st.integers(61, 2958465))
def test_the_two_epochs_are_1462_days_apart(serial):
    if serial >= 1462:
        assert from_excel_serial(serial) == from_excel_serial(serial - 1462, 1904)
    assert from_excel_serial(serial) == date(1899, 12, 30) + timedelta(days=serial)


def test_dates_are_printed_as_vietnamese_papers_print_them():
    assert format_date(date(2023, 6, 5)) == "05/06/2023"
    assert format_date(PartialDate(2023, 6)) == "06/2023"
    assert str(PartialDate(2023)) == "2023"
    assert format_day_long(date(2026, 11, 23)) == "Thứ Hai, 23/11/2026"
    assert format_day_long(date(2026, 11, 29)) == "Chủ Nhật, 29/11/2026"


@examples
@given(partial_dates)
def test_a_printed_date_is_read_back_and_a_stored_one_restored(day):
    assert parse_date(format_date(day)) == day
    assert parse_date(day.stored) == day
    assert PartialDate.from_stored(day.stored) == day
    assert day.earliest() <= day.latest()


@examples
@given(days)
def test_a_long_date_is_read_back(day):
    assert parse_date(format_day_long(day)).earliest() == day


@examples
@given(partial_dates, partial_dates)
def test_dates_their_stored_text_and_their_first_days_have_one_order(a, b):
    assert (a < b) == (a.stored < b.stored)
    assert (a == b) == (a.stored == b.stored)
    if a.earliest() < b.earliest():
        assert a < b


def test_a_year_comes_before_its_months_and_days():
    ordered = [PartialDate(2023), PartialDate(2023, 6), PartialDate(2023, 6, 1), PartialDate(2024)]
    assert sorted([ordered[2], ordered[0], ordered[3], ordered[1]]) == ordered
    assert (PartialDate(2024, 2).earliest(), PartialDate(2024, 2).latest()) == (
        date(2024, 2, 1),
        date(2024, 2, 29),
    )


@pytest.mark.parametrize("text", ["", "2023-6", "25/06/2023", "2023-06-25-01", "2023-06-25 "])
def test_only_stored_text_is_restored(text):
    with pytest.raises(Refusal):
        PartialDate.from_stored(text)


def test_a_day_needs_its_month():
    with pytest.raises(Refusal, match="phải có tháng"):
        PartialDate(2023, None, 5)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2016, 6, 25), date(2023, 6, 25), 7),
        (date(2016, 6, 26), date(2023, 6, 25), 6),
        (date(2007, 6, 25), date(2023, 6, 25), 16),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2023, 2, 28), 14),
        (date(2008, 2, 29), date(2023, 3, 1), 15),
    ],
)
def test_ages_of_the_statute(birth, day, age):
    """campaigns.md §9.5: leap birthdays count on 01/03 in other years."""
    assert age_on(birth, day) == age_on(PartialDate.from_date(birth), day) == age


def test_a_birth_known_in_part_gives_the_ages_it_allows():
    assert age_on(PartialDate(2007), date(2023, 6, 25)) == AgeRange(15, 16)
    assert age_on(PartialDate(2007), date(2023, 12, 31)) == 16
    assert age_on(PartialDate(2007, 6), date(2023, 6, 25)) == AgeRange(15, 16)
    assert age_on(PartialDate(2007, 5), date(2023, 6, 25)) == 16
    assert age_on(PartialDate(2023), date(2023, 6, 25)) == 0


def test_nobody_has_an_age_before_birth():
    with pytest.raises(Refusal) as refused:
        age_on(date(2024, 1, 1), date(2023, 6, 25))
    assert refused.value.code == "date.not_yet_born"


@examples
@given(days, st.dates(min_value=date(1990, 1, 1)))
def test_a_range_of_ages_holds_the_true_one(birth, day):
    if birth > day:
        return
    age = age_on(birth, day)
    for known in (PartialDate(birth.year, birth.month), PartialDate(birth.year)):
        answer = age_on(known, day)
        youngest, oldest = answer if isinstance(answer, AgeRange) else (answer, answer)
        assert youngest <= age <= oldest
