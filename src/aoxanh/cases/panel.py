"""What a unit was rewarded with, and what its committee was disciplined with, on the unit's page (P13, R-DIS-02)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from aoxanh.audit.actor import Request
from aoxanh.cases.procedures.officers import BODY_MEASURES
from aoxanh.cases.rewards import REWARDS, granting
from aoxanh.org.models import UnitVersion

SHOWN = 5


def honours_panel(request: Request, version: UnitVersion, day: dt.date) -> dict[str, Any] | None:
    """Show a unit's newest rewards and measures up to a day to those who see its cases: its officers and those above."""
    if version.kind_data.organisation != "union" or not request.user.holds("cases.see", at=version):
        return None
    moves = granting("unit_reward", "body_discipline").filter(case__unit=version.unit_id, on__lte=day)
    titles = {
        "unit_reward": ("reward", REWARDS, "award"),
        "body_discipline": ("measure", BODY_MEASURES, "gavel"),
    }
    rows = []
    for move in moves.order_by("-on", "-pk")[:SHOWN]:
        name, words, icon = titles[move.case.procedure]
        facts = move.case.details
        rows.append(
            {
                "move": move,
                "title": words.get(str(facts.get(name)), ""),
                "icon": icon,
                "reason": facts.get("reason", ""),
            }
        )
    return {"unit_id": version.unit_id, "rows": rows}
