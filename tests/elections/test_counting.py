"""Elected is whose valid yes-votes exceed half of the ballots issued: exact, and shown (R-ELE-03, R-ELE-04)."""

from __future__ import annotations

import datetime as dt

import pytest

from aoxanh.elections.counting import Sheet, count, faults, in_percent, standing
from aoxanh.elections.rules import Setting, attendance_checks, delegate_checks
from aoxanh.membership.rules import SHIPPED, Statute
from aoxanh.org.models import UnitVersion


def sheet(issued, yes, *, seats=1, collected=None, invalid=0, **reasons):
    return Sheet(seats, issued, issued if collected is None else collected, invalid, dict(enumerate(yes, 1)), reasons)  # fmt: skip


def elected(one):
    return [line.candidate for line in count(one) if line.elected]


@pytest.mark.parametrize(
    ("issued", "yes", "passes"),
    [(25, 12, False), (25, 13, True), (24, 12, False), (24, 13, True), (100, 50, False), (100, 51, True), (1, 1, True), (2, 1, False)],
)  # fmt: skip
def test_more_than_half_of_the_ballots_issued_is_needed(issued, yes, passes):
    """R-ELE-03, vector 29: of 100 issued and 98 returned, 50 are not enough."""
    assert bool(elected(sheet(issued, [yes], collected=max(yes, issued - 2)))) is passes


def test_the_threshold_is_of_those_issued_not_of_those_collected_or_valid():
    """R-ELE-03: 25 issued, 20 collected, 4 invalid: 12 of 16 valid are not elected."""
    assert elected(sheet(25, [12], collected=20, invalid=4)) == []


def test_of_more_than_there_are_seats_the_most_votes_win():
    one = sheet(20, [15, 18, 12, 11], seats=2)
    assert [(line.candidate, line.outcome) for line in count(one)] == [(2, "elected"), (1, "elected"), (3, "over"), (4, "over")]  # fmt: skip


def test_a_tie_at_the_last_seat_elects_neither_and_goes_to_the_next_round():
    """Our design: the sources are silent."""
    one = sheet(20, [18, 12, 12, 3], seats=2)
    assert [line.outcome for line in count(one)] == ["elected", "tied", "tied", "short"]
    after = standing([1, 2, 3, 4], 2, [one])
    assert (after.elected, after.next, after.open_seats, after.over) == ((1,), (2, 3), 1, False)


def test_seats_left_go_to_a_second_round_and_no_third():
    """R-ELE-04."""
    first, second = sheet(20, [15, 9, 8], seats=2), Sheet(1, 20, 20, 0, {2: 10, 3: 9})
    after = standing([1, 2, 3], 2, [first])
    assert (after.next, after.over) == ((2, 3), False)
    over = standing([1, 2, 3], 2, [first, second])
    assert (over.elected, over.next, over.open_seats, over.over) == ((1,), (), 1, True)


def test_everybody_elected_ends_the_contest_after_one_round():
    assert standing([1, 2], 1, [sheet(9, [8, 1])]).over


@pytest.mark.parametrize(
    ("one", "voters", "field"),
    [
        (sheet(0, [0]), 9, "issued"), (sheet(10, [1]), 9, "issued"), (sheet(9, [1], collected=10), 9, "collected"),
        (sheet(9, [1], collected=8, invalid=9), 9, "invalid"), (sheet(9, [1], invalid=2, marked=1), 9, "invalid"), (sheet(9, [10]), 9, "yes-1"),
        (sheet(9, [8], invalid=2), 9, "yes-1"), (sheet(9, [9, 9, 9], seats=2), 9, "issued"),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_right_says_where(one, voters, field):
    """R-ELE-03: too many names make a ballot invalid, so that valid ballots name at most as many as there are seats."""
    assert field in [fault.field for fault in faults(one, voters)]


def test_a_ballot_from_elsewhere_is_collected_and_invalid():
    assert faults(sheet(9, [8], collected=10, invalid=1, foreign=1), 9) == []
    assert faults(sheet(9, [9, 9], seats=2), 9) == []


@pytest.mark.parametrize(("yes", "issued", "said"), [(13, 25, "52"), (2, 3, "66,67"), (1, 8, "12,5"), (0, 7, "0")])  # fmt: skip
def test_shares_are_written_as_minutes_write_them(yes, issued, said):
    assert in_percent(yes, issued) == said


@pytest.mark.parametrize(("present", "state"), [(16, "ok"), (15, "warn"), (24, "ok"), (25, "bad")])
def test_two_thirds_of_those_summoned_are_shown_exactly_and_no_bar(present, state):
    """R-ELE-10 is from memory: of 24, sixteen are enough; fewer is shown, and only more than were summoned is refused."""
    setting = Setting(UnitVersion(kind="branch"), statute(), congress=True)
    assert next(iter(attendance_checks(setting, 24, present))).state == state


@pytest.mark.parametrize(
    ("designated", "all_", "passes"), [(2, 40, True), (3, 40, False), (1, 20, True), (1, 19, False)]
)
def test_one_delegate_in_twenty_is_the_most(designated, all_, passes):
    """R-ELE-05."""
    found = next(
        iter(
            delegate_checks(Setting(UnitVersion(kind="commune"), statute(), congress=True), designated, all_)
        )
    )
    assert (found.state == "ok") is passes


def statute() -> Statute:
    """The values shipped, without a database."""
    day = dt.date(2024, 3, 26)
    return Statute({value.code: value for value in SHIPPED if value.holds_on(day)}, day)
