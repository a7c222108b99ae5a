"""The small world of cases on 26 March 2024, and how its branch records who took part."""

from __future__ import annotations

import datetime as dt

import pytest

from aoxanh.attendance.operations import Held, record_gathering
from aoxanh.attendance.queries import member_ids
from tests.cases.conftest import CasePlace, today
from tests.membership.conftest import acting

__all__ = ["today"]
D = dt.date


class AttendancePlace(CasePlace):
    """The small world of cases, with meetings."""

    def held(self, day, *, absent=(), excused=(), guests=(), by=None, unit=None, kind="meeting", **more):
        """Record what a branch held, everybody present but those named."""
        unit = unit or self.branch
        marks = dict.fromkeys(member_ids(unit.pk, day), "present")
        marks |= {person.pk: "absent" for person in absent} | {person.pk: "excused" for person in excused}
        held = Held(kind, day, more.pop("title", f"Sinh hoạt {day}"), **more)
        return record_gathering(
            unit, actor=acting(by or self.branch_secretary), held=held, marks=marks, guests=[one.pk for one in guests]
        )  # fmt: skip

    def months(self, months, *, year=2024, **marks):
        """Record a meeting on the fifth of each of these months."""
        return [self.held(D(year, month, 5), **marks) for month in months]


@pytest.fixture
def place(db, today):
    """The small world."""
    return AttendancePlace()


@pytest.fixture
def member(place):
    """Somebody of the branch."""
    return place.member("Nguyễn Thị Mai")


@pytest.fixture
def other(place):
    """Somebody else of the branch."""
    return place.member("Trần Văn Lương")
