"""The small world of tests/people, with members in the book."""

from __future__ import annotations

import datetime as dt

import pytest

from aoxanh.membership import operations
from aoxanh.membership.book import NewLine, Paper
from aoxanh.people.models import Person
from aoxanh.vietnamese.dates import PartialDate
from tests.people.conftest import MACHINE, Place, acting

BEGUN = dt.date(2023, 1, 1)
PAPER = Paper("12-QĐ/ĐTN", None, "BCH Đoàn xã Lộc Hà")

__all__ = ["BEGUN", "MACHINE", "PAPER", "acting"]


class BookPlace(Place):
    """The units and officers, and how members come and go."""

    def member(
        self, name="Nguyễn Thị Quỳnh Trang", unit=None, since=BEGUN, birth="2003-08-15", **options
    ) -> Person:
        facts = {"full_name": name, "birth": PartialDate.from_stored(birth) if birth else None}
        return operations.enrol_member(
            unit or self.branch, actor=MACHINE, since=since, facts=facts, **options
        )

    def line(self, person, kind, day, unit=None, actor=MACHINE, paper=PAPER, words="", **facts):
        new = NewLine(kind, day, unit and unit.pk, facts, paper, words)
        return operations.record_line(person, actor=actor, line=new)


@pytest.fixture
def place(db):
    """The small world."""
    return BookPlace()
