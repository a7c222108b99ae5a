"""The small world of plans, and reports on it."""

from __future__ import annotations

import datetime as dt

import pytest

from aoxanh.statistics.movements import report
from aoxanh.statistics.periods import Period
from tests.reorganisation.conftest import PlanPlace

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 9, 30)


class ReportPlace(PlanPlace):
    """The small world, and its reports."""

    def report(self, unit=None, first=FIRST, last=LAST, known_on=None):
        return report((unit or self.commune).standing(last), Period(first, last), known_on)


@pytest.fixture
def place(db):
    """The small world."""
    return ReportPlace()
