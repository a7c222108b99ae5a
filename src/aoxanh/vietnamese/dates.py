"""Dates as Vietnamese papers write them, days of which only the month or the year is known, and ages.

Old Union books know many dates only to the month or the year; a :class:`PartialDate` keeps exactly what is
known and never invents a first of January. Ages follow domain/campaigns.md §9.5: somebody born on 29/02
grows older on 01/03 in a year that has no such day.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import total_ordering
from typing import Literal, NamedTuple, Self, overload

from aoxanh.vietnamese.refusal import Ambiguous, Refusal

Order = Literal["dmy", "mdy"]


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, or a month, or a year: what the paper says and no more.

    Ordered by what is known, the vaguer first: 2023 < 06/2023 < 01/06/2023. Printed 25/06/2023, 06/2023,
    2023. Refuses days that never were (date.no_such_year, _month, _day, date.day_without_month).
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise Refusal("date.no_such_year", year=f"{self.year:04d}")
        if self.month is None:
            if self.day is not None:
                raise Refusal("date.day_without_month")
            return
        if not 1 <= self.month <= 12:
            raise Refusal("date.no_such_month", month=f"{self.month:02d}")
        if self.day is not None and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise Refusal(
                "date.no_such_day", day=f"{self.day:02d}", month=f"{self.month:02d}", year=f"{self.year:04d}"
            )

    @classmethod
    def from_date(cls, day: date) -> Self:
        """The whole day."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def from_stored(cls, text: str) -> Self:
        """The date that ``stored`` wrote: "2023-06-25", "2023-06" or "2023"; date.not_a_date otherwise."""
        if not _STORED.fullmatch(text):
            raise Refusal("date.not_a_date", text=text[:_LONGEST])
        return cls(*map(int, text.split("-")))

    @property
    def stored(self) -> str:
        """Stable text for a column: "2023-06-25", "2023-06", "2023"; its order is the order of the dates."""
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def is_whole(self) -> bool:
        """Whether the day itself is known."""
        return self.day is not None

    def earliest(self) -> date:
        """The first day it can have been."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """The last day it can have been."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{part:02d}" for part in (self.day, self.month) if part is not None]
        return "/".join([*parts, f"{self.year:04d}"])

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._known() < other._known()

    def _known(self) -> tuple[int, int, int]:
        return (self.year, self.month or 0, self.day or 0)


_LONGEST = 60
_STORED = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
_MIDNIGHT = re.compile(r"[ t]00:00(?::00(?:\.0+)?)?$")
_SEP = r"\s*([/.\-])\s*"
_NUMERIC = re.compile(rf"([0-9]{{1,2}}){_SEP}([0-9]{{1,2}})\s*\2\s*([0-9]{{4}}|[0-9]{{2}})")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}){_SEP}([0-9]{{1,2}})(?:\s*\2\s*([0-9]{{1,2}}))?")
_MONTH_YEAR = re.compile(rf"(?:tháng\s*)?([0-9]{{1,2}}){_SEP}([0-9]{{4}})")
_IN_WORDS = re.compile(r"(?:(?:ngày\s*)?([0-9]{1,2})\s+)?tháng\s*([0-9]{1,2})\s*,?\s*năm\s*([0-9]{4})")
_DAY_IN_WORDS = re.compile(r"^(?:(?:thứ\s+\w+|chủ\s+nhật)\s*,\s*)?(?:ngày\s+)?")
_YEAR = re.compile(r"(?:năm\s*)?([0-9]{4})")


def parse_date(text: str, *, order: Order | None = "dmy") -> PartialDate:
    """The date a person typed or a file holds, as much of it as is there.

    Reads 25/06/2023, 25-6-2023, 25.06.2023, 2023-06-25 (with midnight after it, as spreadsheets print it),
    "ngày 25 tháng 6 năm 2023", "tháng 6/2023", "06/2023", "2023". ``order`` says whether the day or the month
    comes first; with None what can be both is refused with :class:`Ambiguous`. Two-digit years are always
    refused, naming both readings. Raises ``Refusal`` date.empty, date.not_a_date, date.no_such_…; a day that
    exists only the other way round comes as the refusal's ``proposal``.
    """
    shown = " ".join(text.split())[:_LONGEST]
    cleaned = _MIDNIGHT.sub("", unicodedata.normalize("NFC", shown).lower())
    cleaned = _DAY_IN_WORDS.sub("", cleaned)
    if not cleaned:
        raise Refusal("date.empty")
    if found := _NUMERIC.fullmatch(cleaned):
        first, _, second, year = found.groups()
        return _read_numeric(shown, int(first), int(second), year, order)
    if found := _YEAR_FIRST.fullmatch(cleaned):
        return PartialDate(int(found[1]), int(found[3]), int(found[4]) if found[4] else None)
    if found := _MONTH_YEAR.fullmatch(cleaned):
        return PartialDate(int(found[3]), int(found[1]))
    if found := _IN_WORDS.fullmatch(cleaned):
        return PartialDate(int(found[3]), int(found[2]), int(found[1]) if found[1] else None)
    if found := _YEAR.fullmatch(cleaned):
        return PartialDate(int(found[1]))
    raise Refusal("date.not_a_date", text=shown)


def _possible(year: int, month: int, day: int) -> PartialDate | None:
    try:
        return PartialDate(year, month, day)
    except Refusal:
        return None


def _read_numeric(shown: str, first: int, second: int, year: str, order: Order | None) -> PartialDate:
    """Two small numbers and a year: which is the day, and which century?"""
    if len(year) == 2:
        return _refuse_short_year(shown, first, second, int(year), order)
    day_first = _possible(int(year), second, first)
    month_first = _possible(int(year), first, second)
    if order is None and day_first and month_first and day_first != month_first:
        raise Ambiguous(
            "date.ambiguous_order",
            readings=(day_first, month_first),
            text=shown,
            first=_spoken(day_first),
            second=_spoken(month_first),
        )
    readings = {"dmy": (day_first, month_first), "mdy": (month_first, day_first)}
    asked, other = readings[order or "dmy"]
    if asked:
        return asked
    if order is None and other:
        return other
    try:
        return PartialDate(int(year), *((second, first) if order != "mdy" else (first, second)))
    except Refusal as refusal:
        refusal.proposal = other
        raise


def _refuse_short_year(shown: str, first: int, second: int, year: int, order: Order | None) -> PartialDate:
    month, day = (first, second) if order == "mdy" else (second, first)
    readings = [_possible(century + year, month, day) for century in (1900, 2000)]
    possible = tuple(reading for reading in readings if reading)
    if not possible:
        PartialDate(2000 + year, month, day)  # says what is wrong with it in either century
        raise Refusal("date.not_a_date", text=shown)
    raise Ambiguous(
        "date.two_digit_year",
        readings=possible,
        text=shown,
        first=str(possible[0]),
        second=str(possible[-1]),
    )


def _spoken(day: PartialDate) -> str:
    """In words of day and month: the numbers alone are what was unclear."""
    return f"{day.day} tháng {day.month} năm {day.year}"


def from_excel_serial(serial: float | Decimal, epoch: Literal[1900, 1904] = 1900) -> date:
    """The day a spreadsheet means by a serial number; the fraction, a time of day, is dropped.

    In the 1900 system serial 1 is 01/01/1900 and serial 60 is 29/02/1900, a day that never was, kept for
    Lotus 1-2-3's sake: it is refused (date.excel_leap_bug) and later serials are one off. In the 1904
    system serial 0 is 01/01/1904. Raises date.excel_serial outside the years 1900–9999.
    """
    last = 2_958_465 if epoch == 1900 else 2_957_003
    first = 1 if epoch == 1900 else 0
    if not first <= serial < last + 1:  # also false for not-a-number
        raise Refusal("date.excel_serial", serial=str(serial)[:_LONGEST])
    days = int(serial)
    if epoch == 1904:
        return date(1904, 1, 1) + timedelta(days=days)
    if days == 60:
        raise Refusal("date.excel_leap_bug")
    return date(1899, 12, 31) + timedelta(days=days if days < 60 else days - 1)


_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def format_date(day: date | PartialDate) -> str:
    """25/06/2023; a partial date prints what it has: 06/2023, 2023."""
    return str(day if isinstance(day, PartialDate) else PartialDate.from_date(day))


def format_day_long(day: date) -> str:
    """With its weekday: "Thứ Hai, 23/11/2026"."""
    return f"{_WEEKDAYS[day.weekday()]}, {format_date(day)}"


class AgeRange(NamedTuple):
    """The ages somebody may have whose birthday is known only in part."""

    youngest: int
    oldest: int


@overload
def age_on(birth: date, day: date) -> int: ...
@overload
def age_on(birth: PartialDate, day: date) -> int | AgeRange: ...
def age_on(birth: date | PartialDate, day: date) -> int | AgeRange:
    """Completed years of age on a day; an :class:`AgeRange` when a partial birth date leaves two answers.

    Born on 29/02, one grows older on 29/02 in leap years and on 01/03 in others (domain/campaigns.md §9.5).
    Raises date.not_yet_born when the birth is after the day.
    """
    known = birth if isinstance(birth, PartialDate) else PartialDate.from_date(birth)
    oldest = _years_between(known.earliest(), day)
    if oldest < 0:
        raise Refusal("date.not_yet_born", birth=str(known), day=format_date(day))
    youngest = max(0, _years_between(known.latest(), day))
    return oldest if youngest == oldest else AgeRange(youngest, oldest)


def _years_between(birth: date, day: date) -> int:
    # 29/02 compares after 28/02 and before 01/03, which is the rule of §9.5 without a special case.
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
