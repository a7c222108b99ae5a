"""The register of rewards over the API: who and which units were rewarded in a period (P13)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Field, Query, Schema

from aoxanh.api.doors import door
from aoxanh.api.paging import Day, Id, Page, Turn
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.cases import rewards
from aoxanh.cases.api import router
from aoxanh.membership.register_views import version_seen
from aoxanh.org.models import today


class RewardRow(Schema):
    """A reward of a person (`person`, with the unit they were in) or of a unit (`case`, with the unit above it)."""

    on: dt.date
    reward: str
    name: str
    unit: str
    person: UUID | None
    case: UUID | None
    decision_number: str
    decision_body: str


class RewardPeriod(Schema):
    """The period; this year without it."""

    first: Day | None = Field(None, description="From this day.")
    last: Day | None = Field(None, description="To the end of this day.")


@router.get("/units/{unit}/rewards", auth=door("people:read"), response=Page[RewardRow], summary=_("The register of rewards"))  # fmt: skip
def rewarded(request: Request, unit: Id, period: Query[RewardPeriod], turn: Query[Turn]) -> Any:
    """List who and which units of a unit and below were rewarded in a period, in the order of the days."""
    last = period.last or today()
    first = period.first or last.replace(month=1, day=1)
    version = version_seen(request, unit, last, "people.see")
    if version is None:
        raise Http404
    rows, cursor = rewards.page(version, first, last, turn.after, turn.limit)
    items = [
        {
            "on": row.on, "reward": row.form, "name": row.name, "unit": row.unit, "person": row.person.uid if row.person else None,
            "case": row.case.uid if row.case else None, "decision_number": row.number, "decision_body": row.body,
        }
        for row in rows
    ]  # fmt: skip
    return {"items": items, "next": cursor or None}
