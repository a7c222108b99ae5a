"""Who may plan and carry out a reorganisation: the direct superior of everything it touches (HD 20 §5.1)."""

from __future__ import annotations

from typing import Any

from aoxanh.org.models import Unit
from aoxanh.papers.policies import may_draft
from aoxanh.reorganisation.models import Plan


def may_plan(user: Any, unit: Unit) -> Any:
    """Draw up plans for the units below this one."""
    return user.holds("org.reorganise", at=unit)


def may_decide(user: Any, plan: Plan) -> Any:
    """Change, decide, carry out, take back or give up a plan."""
    return user.holds("org.reorganise", at=plan.unit)


def may_draft_decision(user: Any, plan: Plan) -> Any:
    """Draft a plan's decision: who decides the plan and drafts papers of the very unit that decides."""
    return may_decide(user, plan) and may_draft(user, plan.unit)
