"""What becomes of everything that hangs on a unit when the unit ends: each field says so, or a test fails.

A room declares the fields of its models that point at a unit in its `AppConfig.ready`; the room
`reorganisation` asks them when it plans and when it carries a plan out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import models

#: `history`: a fact of the past that keeps naming the unit it happened in; `stays`: belongs to the unit, open or
#: ended, and is found through it; `ends`: ends with the unit; `moves`: goes on at the unit that takes over.
How = Literal["history", "stays", "ends", "moves"]


@dataclass(frozen=True)
class Carriage:
    """A reorganisation as what hangs on units sees it.

    `successors`: the units that take over, by the id of each that ends; `note(row, before)` remembers a changed row
    so that the reorganisation can be taken back: call it after the write, with the values before.
    """

    day: dt.date
    successors: Mapping[int, Sequence[int]]
    reason: str
    note: Callable[[models.Model, dict[str, Any]], None]


@dataclass(frozen=True)
class Carried:
    """How one field that points at a unit is carried.

    `open_rows(unit_ids, day)` gives what would end or move with these units; `carry` does it, inside the plan's
    transaction. People and their lines are carried by the plan itself and give no `carry`.
    """

    how: How
    says: Any
    open_rows: Callable[[Iterable[int], dt.date], models.QuerySet[Any]] | None = None
    carry: Callable[[Carriage], None] | None = None


#: By field: "accounts.Appointment.unit".
CARRIED: dict[str, Carried] = {}
