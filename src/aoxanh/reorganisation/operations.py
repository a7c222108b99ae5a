"""Drawing up, deciding, carrying out and taking back plans."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.papers import issuing
from aoxanh.papers.forms import general
from aoxanh.papers.queries import head_of
from aoxanh.reorganisation import policies
from aoxanh.reorganisation.carrying_out import carry_out
from aoxanh.reorganisation.forecasting import Forecast, forecast
from aoxanh.reorganisation.models import Plan, PlayedThrough
from aoxanh.reorganisation.paper import BODY, MOST_TOLD, decision_of
from aoxanh.reorganisation.steps import LIFE_CYCLE, read_steps
from aoxanh.reorganisation.taking_back import take_back

#: How far ahead a plan may be prepared, in days.
AHEAD = 731


@operation("reorganisation.draw_up", allow=policies.may_plan, says=_("drew up the plan “%(name)s”"))
def draw_up_plan(
    unit: Unit,
    *,
    actor: Actor,
    name: str,
    effective_on: dt.date,
    steps: Any = (),
    decision_number: str = "",
    decision_on: dt.date | None = None,
    decision_body: str = "",
) -> Done:
    """Draw up a plan for what lies below `unit`; its result is the Plan. Nothing of the tree changes."""
    steps = list(steps)
    read_steps(steps)
    check_day(unit, effective_on)
    plan = Plan.objects.create(
        unit=unit, name=name, effective_on=effective_on, steps=steps, decision_number=decision_number,
        decision_on=decision_on, decision_body=decision_body, drawn_by=getattr(actor.user, "pk", None),
    )  # fmt: skip
    return Done(
        plan, unit=unit, facts={"plan": plan.pk, "name": name, "on": str(effective_on), "steps": len(steps)}
    )


@operation("reorganisation.change", allow=policies.may_decide, says=_("changed the plan “%(name)s”"))
def change_plan(plan: Plan, *, actor: Actor, edition: int, **changes: Any) -> Done:
    """Change a plan that was not carried out; a decided one must be decided again.

    `edition` is the one the change was made on: of two who change a plan at the same time the second is refused.
    """
    del actor
    if "steps" in changes:
        read_steps(changes["steps"])
    if "effective_on" in changes:
        check_day(plan.unit, changes["effective_on"])
    open_plans = Plan.objects.filter(pk=plan.pk, edition=edition, state__in=("draft", "ready"))
    if not open_plans.update(**changes, edition=edition + 1, state="draft", decided_by=None, trouble=""):
        raise moved_on()
    plan.refresh_from_db()
    return Done(plan, unit=plan.unit_id, facts={"plan": plan.pk, "name": plan.name, "steps": len(plan.steps)})


@operation(
    "reorganisation.decide", allow=policies.may_decide, says=_("decided the plan “%(name)s” for %(on)s")
)
def decide_plan(plan: Plan, *, actor: Actor, edition: int) -> Done:
    """Decide a plan: from its day on it is carried out, at once where the day has come.

    A decision drafted from the plan gives it its number, day and body once it is issued. Raises Objection without a
    decision number, or while anything stands against the plan.
    """
    taken = numbered_by_paper(plan)
    if not plan.decision_number:
        raise Objection(
            _("A reorganisation rests on a decision: enter its number."),
            field="decision_number",
            rule=LIFE_CYCLE,
        )
    if plan.decision_on and plan.decision_on > today():
        raise Objection(_("The decision is dated in the future."), field="decision_on", rule=LIFE_CYCLE)
    check_can_be_done(forecast_of(plan))
    claim(plan, edition, "draft", "ready", decided_by=getattr(actor.user, "pk", None), **taken)
    return Done(
        plan, unit=plan.unit_id, facts={"plan": plan.pk, "name": plan.name, "on": str(plan.effective_on)}
    )


@operation(
    "reorganisation.draft_decision",
    allow=policies.may_draft_decision,
    says=_("drafted the decision of the plan “%(name)s”"),
)
def draft_decision(plan: Plan, *, actor: Actor) -> Done:
    """Draft a plan's decision as a paper of the unit that decides; its result is the Paper.

    Raises Objection where the plan has a decision already, has no step, or too many for one paper.
    """
    if plan.state not in {"draft", "ready"}:
        raise moved_on()
    if plan.decision_number or plan.decision is not None:
        raise Objection(_("The plan has its decision already."), field="decision_number", rule="L17")
    if not 1 <= len(plan.steps) <= MOST_TOLD:
        text = _("A decision is drafted from one to %(n)d steps. Write it yourself and enter its number.")
        raise Objection(text % {"n": MOST_TOLD}, field="steps", rule=LIFE_CYCLE)
    by = getattr(actor.user, "pk", None)
    paper = issuing.draft(
        plan.unit, decision_of(plan, head_of(plan.unit, body=BODY)), kind="decision", body=BODY, form="general",
        form_version=general.FORM.version, by=by,
    )  # fmt: skip
    if not Plan.objects.filter(pk=plan.pk, edition=plan.edition, paper=plan.paper).update(paper=paper):
        raise moved_on()
    return Done(paper, unit=plan.unit_id, facts={"plan": plan.pk, "name": plan.name})


@operation(
    "reorganisation.carry_out",
    allow=policies.may_decide,
    says=_("carried out the plan “%(name)s”: %(moved)s members moved"),
)
def carry_out_plan(plan: Plan, *, actor: Actor) -> Done:
    """Carry a decided plan out, whole or not at all, on its day or later.

    Raises Objection before its day, when it was carried out already, or while anything stands against it.
    """
    if plan.effective_on > today():
        text = _("The plan takes effect on %(day)s; it is carried out by itself on that day.")
        raise Objection(
            text % {"day": f"{plan.effective_on:%d/%m/%Y}"}, field="effective_on", rule=LIFE_CYCLE
        )
    claim(plan, plan.edition, "ready", "done", done_at=timezone.now(), trouble="")
    told = forecast_of(plan)
    check_can_be_done(told)
    proof = carry_out(plan, told, actor)
    Plan.objects.filter(pk=plan.pk).update(proof=proof)
    PlayedThrough.objects.filter(plan=plan).delete()
    plan.refresh_from_db()
    facts = {
        "plan": plan.pk, "name": plan.name, "on": str(plan.effective_on), "totals": proof["totals"],
        "moved": proof["moved"], "ended": proof["ended"], "founded": proof["founded"],
    }  # fmt: skip
    return Done(plan, unit=plan.unit_id, facts=facts)


@operation("reorganisation.take_back", allow=policies.may_decide, says=_("took the plan “%(name)s” back"))
def take_plan_back(plan: Plan, *, actor: Actor) -> Done:
    """Take a plan back as one: as if it had not been, and every book tells of it. Raises Objection where later things depend."""
    claim(plan, plan.edition, "done", "undone", undone_at=timezone.now())
    figures = take_back(plan, actor)
    return Done(plan, unit=plan.unit_id, facts={"plan": plan.pk, "name": plan.name, **figures})


@operation("reorganisation.give_up", allow=policies.may_decide, says=_("gave the plan “%(name)s” up"))
def give_plan_up(plan: Plan, *, actor: Actor) -> Done:
    """Give up a plan that was not carried out."""
    del actor
    if not Plan.objects.filter(pk=plan.pk, state__in=("draft", "ready")).update(state="dropped"):
        raise moved_on()
    plan.refresh_from_db()
    return Done(plan, unit=plan.unit_id, facts={"plan": plan.pk, "name": plan.name})


def numbered_by_paper(plan: Plan) -> dict[str, Any]:
    """Take number, day and body from the decision drafted from a plan; raise Objection while it is not issued."""
    paper = plan.paper
    if plan.decision_number or paper is None or paper.state == "dropped":
        return {}
    if paper.state != "issued":
        raise Objection(
            _("The plan's decision is not issued yet: have it signed and issued first, or enter another's number."),
            field="decision_number", rule="R-DOC-02",
        )  # fmt: skip
    body = f"{paper.get_body_display()} {scope_of(plan).name}"[:160]
    taken = {
        "decision_number": paper.issue.number.shown,
        "decision_on": paper.issue.on,
        "decision_body": body,
    }
    for name, value in taken.items():
        setattr(plan, name, value)
    return taken


def forecast_of(plan: Plan) -> Forecast:
    """Play a plan through on its day, as the tree and the books stand now."""
    return forecast(read_steps(plan.steps), plan.effective_on, scope_of(plan))


def scope_of(plan: Plan) -> UnitVersion:
    """Return the deciding unit as it stands on the plan's day."""
    return standing_on(plan.unit, plan.effective_on)


def standing_on(unit: Unit, day: dt.date) -> UnitVersion:
    """Return the deciding unit as it stands on a day; raise Objection where it does not."""
    version = unit.standing(day)
    if version is None:
        raise Objection(
            _("The unit that decides does not stand on that day."), field="effective_on", rule="R-ORG-09"
        )
    return version


def check_can_be_done(told: Forecast) -> None:
    """Refuse a plan while anything stands against it."""
    if told.problems:
        first = told.problems[0]
        text = _("%(n)d things stand against the plan. The first: %(first)s")
        raise Objection(
            text % {"n": len(told.problems), "first": first.message}, field="steps", rule=first.rule
        )
    if not (told.moves or told.forest.changes):
        raise Objection(_("The plan changes nothing yet: add a step."), field="steps", rule=LIFE_CYCLE)
    if not told.conserved:
        raise Objection(_("The same people must stand before and after."), field="steps", rule="L5")


def check_day(unit: Unit, day: dt.date) -> None:
    """Refuse a day too far ahead, or one on which the unit that decides does not stand."""
    standing_on(unit, day)
    if day > today() + dt.timedelta(days=AHEAD):
        raise Objection(
            _("The day of effect lies more than two years ahead. Check the year."), field="effective_on"
        )


def claim(plan: Plan, edition: int, before: str, after: str, **changes: Any) -> None:
    """Move the plan on, once: of two who decide at the same time one is refused."""
    rows = Plan.objects.filter(pk=plan.pk, edition=edition, state=before)
    if not rows.update(state=after, **changes):
        raise moved_on()
    plan.refresh_from_db()


def moved_on() -> Objection:
    """Return the refusal of a move that came second."""
    return Objection(_("Somebody has changed or decided this plan already. Reload the page."), rule="L17")
