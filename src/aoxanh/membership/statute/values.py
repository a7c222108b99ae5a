"""What a value of the statute is, and how the versions answer for a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

Sure = Literal["sourced", "assumed"]


@dataclass(frozen=True)
class Value:
    """One number, text or table the rules rest on; valid over [valid_from, valid_to)."""

    code: str
    title: Any
    value: Any
    rule: str
    source: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    sure: Sure = "sourced"

    def holds_on(self, day: dt.date) -> bool:
        """Whether the value holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Authority:
    """Who decides: a body of a unit of one of these kinds, for one procedure, over a period (R-ORG-10)."""

    procedure: str
    decision: str
    kinds: tuple[str, ...]
    body: str
    rule: str
    source: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    sure: Sure = "sourced"

    def holds_on(self, day: dt.date) -> bool:
        """Whether the authority holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
