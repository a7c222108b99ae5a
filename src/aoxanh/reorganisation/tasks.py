"""What plans do by themselves: they are carried out on their day."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.models import User
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.jobs.execution import Run
from aoxanh.jobs.registry import job, scheduled
from aoxanh.org.models import today
from aoxanh.reorganisation.models import Plan, PlayedThrough
from aoxanh.reorganisation.operations import carry_out_plan, forecast_of
from aoxanh.reorganisation.policies import may_decide
from aoxanh.reorganisation.queries import summary


@scheduled("*/10 * * * *", title=_("Carry out plans whose day has come"))
def due(run: Run) -> dict[str, int]:
    """Carry out every decided plan whose day has come, in the name of who decided it; note why one cannot be."""
    del run
    done = 0
    for plan in Plan.objects.filter(state="ready", effective_on__lte=today()).order_by("effective_on", "pk"):
        done += carried_out(plan)
    return {"plans": done}


@job("reorganisation.carry_out", title=_("Carry out a plan"), attempts=1)
def carry(run: Run, *, plan: int) -> dict[str, int]:
    """Carry one plan out for who asked."""
    carry_out_plan(Plan.objects.get(pk=plan), actor=Actor(user=run.actor, source="job"))
    return {"plan": plan}


@job("reorganisation.play", title=_("Play a plan through"), attempts=1)
def play(run: Run, *, plan: int) -> dict[str, Any]:
    """Play a large plan through and keep what it would do beside it, for its page."""
    run.progress(0, 1)
    row = Plan.objects.get(pk=plan)
    edition = row.edition
    told = summary(forecast_of(row))
    run.progress(1, 1)
    PlayedThrough.objects.update_or_create(
        plan=row, defaults={"edition": edition, "told": told, "at": timezone.now()}
    )
    return {"plan": plan, "problems": told["problem_count"], "moves": told["moves"]}


def carried_out(plan: Plan) -> bool:
    """Carry a plan out; where a rule forbids it, keep the reason with the plan."""
    user = User.objects.filter(pk=plan.decided_by or 0).first()
    if user is not None and not may_decide(user, plan):
        user = None  # the decision stands, whoever holds the duty today
    try:
        carry_out_plan(plan, actor=Actor(user=user, source="job"))
    except Objection as objection:
        Plan.objects.filter(pk=plan.pk).update(trouble=f"{objection.message} ({objection.rule})"[:400])
        return False
    return True
