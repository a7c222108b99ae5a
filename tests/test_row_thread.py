"""Rows written in a thread beside the one that makes them: in order, seen by whatever is asked next, undone with the rest."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from aoxanh.database import row_thread
from aoxanh.database.bulk import insert_rows, many_rows
from aoxanh.membership.models import Delta
from aoxanh.org.models import Unit

pytestmark = pytest.mark.django_db
COLUMNS = ("unit_id", "on", "kind", "n", "known_from", "folded")


def rows(unit_id: int | None, many: int, first: int = 0):
    """Yield so many rows of the counts, told apart by their number."""
    now = timezone.now()
    for n in range(first, first + many):
        yield (unit_id, dt.date(2026, 1, 1), "enrolled", n, now, False)


def test_rows_are_there_for_whatever_is_asked_next_whole_statements_and_the_rest() -> None:
    unit = Unit.objects.create()
    with many_rows():
        insert_rows(Delta, COLUMNS, rows(unit.pk, 3 * row_thread.ROWS + 7))
        assert Delta.objects.count() == 3 * row_thread.ROWS + 7
        insert_rows(Delta, COLUMNS, rows(unit.pk, row_thread.ROWS * (row_thread.AHEAD + 5), 10_000))
    numbers = list(Delta.objects.order_by("pk").values_list("n", flat=True))
    assert numbers == sorted(numbers), "in the order they were made"
    assert len(numbers) == row_thread.ROWS * (row_thread.AHEAD + 8) + 7
    assert row_thread.current() is None


def test_an_error_of_the_rows_is_raised_by_the_next_question_and_nothing_stays() -> None:
    unit = Unit.objects.create()

    def act() -> None:
        with transaction.atomic(), many_rows():
            insert_rows(Delta, COLUMNS, rows(unit.pk, row_thread.ROWS))
            insert_rows(Delta, COLUMNS, rows(None, row_thread.ROWS))  # no unit: not null
            Delta.objects.count()

    with pytest.raises(IntegrityError):
        act()
    assert Delta.objects.count() == 0
    assert row_thread.current() is None


def test_an_error_of_the_last_rows_is_raised_when_the_work_ends() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), many_rows():
        insert_rows(Delta, COLUMNS, rows(None, 3))
    assert Delta.objects.count() == 0


def test_whoever_makes_the_rows_and_fails_leaves_nothing_and_no_thread() -> None:
    unit = Unit.objects.create()

    def failing():
        yield from rows(unit.pk, 5 * row_thread.ROWS)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic(), many_rows():
        insert_rows(Delta, COLUMNS, failing())
    assert Delta.objects.count() == 0
    assert row_thread.current() is None


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_work_inside_work_shares_the_thread() -> None:
    with many_rows():
        outer = row_thread.current()
        assert outer is not None
        with many_rows():
            assert row_thread.current() is outer
        assert row_thread.current() is outer
    assert connection.vendor == "sqlite"
