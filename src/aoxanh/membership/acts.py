"""What may be done with the chosen rows of a roster, or with all that match: each room registers its acts.

Nothing the browser sends is believed but which address was shown and which rows were ticked: whom that names is asked
anew, as of the day, within the act's right. An act that changes something is looked at first: each row that can go with
what it becomes, each that cannot with the reason; what is then carried out is what was looked at, or it is shown anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse

from aoxanh.audit.actor import Request
from aoxanh.membership.roster import Row
from aoxanh.membership.roster_forms import Asked


@dataclass(frozen=True)
class Verdict:
    """What an act would make of one row: `becomes` in words, or why it cannot go, with the rule."""

    can: bool
    becomes: str = ""
    why: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Act:
    """Something done with a selection at once.

    Either `answer(request, asked)` gives a file, a sheet or a further page for exactly these rows and changes nothing; or `judge(request,
    rows, facts)` gives a verdict for each person and `carry_out(request, rows, facts)` does it for those that can go,
    through one operation, and returns a page, or None to go back to the list. `form` asks for the facts, if any.
    `most` bounds how many go at once; `past` says whether it also makes sense for a past day.
    """

    code: str
    title: Any
    icon: str
    right: str
    most: int
    answer: Callable[[Request, Asked], Any] | None = None
    form: type[forms.Form] | None = None
    judge: Callable[[Request, list[Row], Mapping[str, Any]], dict[int, Verdict]] | None = None
    carry_out: Callable[[Request, list[Row], Mapping[str, Any]], HttpResponse | None] | None = None
    hint: Any = ""
    order: int = 100
    past: bool = False
    whole: bool = False


ACTS: dict[str, Act] = {}


def register(act: Act) -> None:
    """Add an act; called from a room's `AppConfig.ready`. `whole` acts also stand below the list, for all of it."""
    if act.code in ACTS:
        message = f"The roster has an act {act.code} already."
        raise ValueError(message)
    ACTS[act.code] = act


def acts_for(request: Request, day: dt.date, *, past: bool) -> list[Act]:
    """Return the acts the reader may use somewhere, in order; of a past day those that make sense there."""
    return [
        act
        for act in sorted(ACTS.values(), key=lambda act: act.order)
        if (act.past or not past) and request.user.paths(act.right, day)
    ]
