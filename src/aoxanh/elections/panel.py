"""The committee on a unit's page: its secretary, how many sit, until when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from aoxanh.audit.actor import Request
from aoxanh.elections import policies
from aoxanh.elections.queries import committees_on
from aoxanh.elections.work import SOON
from aoxanh.org.models import UnitVersion, today


def committee_panel(request: Request, version: UnitVersion, day: dt.date) -> dict[str, Any] | None:
    """Show a unit's committee as of a day to those who see who is in office."""
    if version.kind_data.organisation != "union" or not policies.may_see(request.user, version):
        return None
    found = next(((body, people) for body, people in committees_on(version.unit_id, day) if body.body == "executive"), None)  # fmt: skip
    told: dict[str, Any] = {"unit_id": version.unit_id, "day": day, "past": day != today(), "committee": None}
    if found is None:
        return told
    committee, people = found
    head = next((one.person.full_name for one in people if one.first.post == "secretary"), "")
    late = committee.term_ends_on <= day
    soon = not late and committee.term_ends_on <= day + SOON
    return {**told, "committee": committee, "n": len(people), "secretary": head, "late": late, "soon": soon}
