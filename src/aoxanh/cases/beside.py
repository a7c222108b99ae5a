"""What a room above keeps beside the cases of its own procedure: written in the step's transaction, shown on the case's page.

A procedure writes nothing; the engine writes the book, the papers and the case. A procedure about a unit, whose result is
no line of anybody's book, registers here what its room writes when a step is taken or the case ends otherwise:

    BESIDE["recognition"] = Beside(agreed=…, ended=…, shown=…, template="elections/recognition.html")
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aoxanh.audit.actor import Actor
from aoxanh.cases.models import Case
from aoxanh.cases.procedure import Step
from aoxanh.papers.models import Issue


@dataclass(frozen=True)
class Taken:
    """A step that was taken: the day, the decision it rests on, whether it was the last."""

    step: Step
    on: dt.date
    number: str = ""
    body: str = ""
    issue: Issue | None = None
    done: bool = False


@dataclass(frozen=True)
class Beside:
    """What a room writes and shows; each runs inside the transaction of the act, and an Objection undoes all of it."""

    agreed: Callable[[Case, Taken, Actor], None]
    ended: Callable[[Case, str, Actor], None]
    shown: Callable[[Case], dict[str, Any]]
    template: str


#: By the code of the procedure.
BESIDE: dict[str, Beside] = {}
