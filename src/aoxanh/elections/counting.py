"""Counting ballots: who is elected, and the arithmetic that shows it. Pure, exact, no rounding.

Elected is whose valid yes-votes exceed half of the ballots *issued* (R-ELE-03), of those the ones with the most votes,
as many as there are seats. Two things the sources leave open are our design: who ties at the last seat goes to the next
round, and who already has more than half and is left over for want of seats is not elected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.cases.votes import HALF, shown

#: Why a ballot does not count (HD 20 §7.5); too few names is valid.
REASONS = {
    "foreign": gettext_lazy("Not issued by the congress"),
    "too_many": gettext_lazy("Too many names"),
    "unclear": gettext_lazy("No name, or unclear"),
    "outsider": gettext_lazy("Names that are not on the list"),
    "marked": gettext_lazy("Marked"),
    "neither": gettext_lazy("Neither or both of agree and disagree"),
}
Outcome = Literal["elected", "tied", "over", "short"]


@dataclass(frozen=True)
class Sheet:
    """One round: ballots issued, collected, invalid (by reason), and yes-votes by candidate; `seats` still open."""

    seats: int
    issued: int
    collected: int
    invalid: int
    yes: Mapping[int, int]
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        """Return the ballots that count."""
        return self.collected - self.invalid


@dataclass(frozen=True)
class Fault:
    """Why a sheet cannot be right: in words, the field, the rule."""

    text: str
    field: str
    rule: str = "R-ELE-03"


@dataclass(frozen=True)
class Line:
    """What a round says of one candidate: the votes, the threshold, the outcome, in words."""

    candidate: int
    yes: int
    outcome: Outcome
    arithmetic: str

    @property
    def elected(self) -> bool:
        """Whether this round elected them."""
        return self.outcome == "elected"


def faults(sheet: Sheet, voters: int) -> list[Fault]:
    """Return what cannot be right in a sheet; `voters`: how many may vote in this round."""
    found = []

    def refuse(field: str, text: str, **numbers: int) -> None:
        found.append(Fault(text % numbers, field))

    if sheet.issued < 1:
        refuse("issued", _("No ballot was handed out: nobody voted."))
    if sheet.issued > voters:
        refuse("issued", _("%(issued)d ballots handed out, but only %(voters)d may vote."), issued=sheet.issued, voters=voters)  # fmt: skip
    foreign = sheet.reasons.get("foreign", 0)
    if sheet.collected > sheet.issued + foreign:
        refuse(
            "collected",
            _(
                "%(collected)d ballots collected, but only %(issued)d handed out: count those not issued by the congress as invalid."
            ),
            collected=sheet.collected,
            issued=sheet.issued,
        )
    if sheet.invalid > sheet.collected:
        refuse("invalid", _("More invalid ballots than were collected."))
    given = sum(sheet.reasons.values())
    if given and given != sheet.invalid:
        refuse("invalid", _("The reasons make %(given)d, but %(invalid)d ballots are invalid."), given=given, invalid=sheet.invalid)  # fmt: skip
    for candidate, yes in sheet.yes.items():
        if yes > sheet.valid:
            refuse(f"yes-{candidate}", _("%(yes)d in favour, but only %(valid)d ballots are valid."), yes=yes, valid=max(0, sheet.valid))  # fmt: skip
    if sum(sheet.yes.values()) > sheet.valid * sheet.seats:
        refuse(
            "issued",
            _(
                "All votes in favour make %(sum)d, but %(valid)d valid ballots name at most %(most)d. Count again."
            ),
            sum=sum(sheet.yes.values()),
            valid=sheet.valid,
            most=sheet.valid * sheet.seats,
        )
    return found


def count(sheet: Sheet, share: Fraction = HALF) -> list[Line]:
    """Return what a round says of each candidate, the most votes first."""
    need = sheet.issued * share
    ranked = sorted(sheet.yes.items(), key=lambda row: (-row[1], row[0]))
    over = [(candidate, yes) for candidate, yes in ranked if yes > need]
    cut = over[sheet.seats][1] if len(over) > sheet.seats else None
    tie = cut is not None and over[sheet.seats - 1][1] == cut
    lines = []
    for candidate, yes in ranked:
        outcome: Outcome = "elected"
        if yes <= need:
            outcome = "short"
        elif tie and yes == cut:
            outcome = "tied"
        elif cut is not None and yes <= cut:
            outcome = "over"
        lines.append(Line(candidate, yes, outcome, said(yes, sheet.issued, need)))
    return lines


def said(yes: int, issued: int, need: Fraction) -> str:
    """Return the arithmetic of one candidate in words."""
    return _("%(yes)d of %(issued)d ballots issued (%(percent)s%%); more than %(need)s are needed") % {
        "yes": yes, "issued": issued, "percent": in_percent(yes, issued), "need": shown(need),
    }  # fmt: skip


def in_percent(yes: int, issued: int) -> str:
    """Return a share of the ballots issued, to hundredths, the way minutes write it: 52, 66,67."""
    hundredths = round(Fraction(yes * 10_000, max(1, issued)))
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")


@dataclass(frozen=True)
class Standing:
    """How a contest stands after its rounds: who is elected, who stands in the next round, whether one is left."""

    elected: tuple[int, ...]
    next: tuple[int, ...]
    open_seats: int
    over: bool
    lines: tuple[tuple[Line, ...], ...]


def standing(candidates: Sequence[int], seats: int, sheets: Sequence[Sheet], *, rounds: int = 2, share: Fraction = HALF) -> Standing:  # fmt: skip
    """Return how a contest stands: seats left go to the next round, at most `rounds` in all (R-ELE-04)."""
    elected: list[int] = []
    told: list[tuple[Line, ...]] = []
    left = list(candidates)
    for sheet in sheets:
        lines = count(sheet, share)
        told.append(tuple(lines))
        elected += [line.candidate for line in lines if line.elected]
        tied = [line.candidate for line in lines if line.outcome == "tied"]
        left = tied or [line.candidate for line in lines if line.outcome == "short"]
    open_seats = seats - len(elected)
    over = bool(sheets) and (open_seats == 0 or len(sheets) >= rounds or not left)
    return Standing(tuple(elected), () if over else tuple(left), open_seats, over, tuple(told))
