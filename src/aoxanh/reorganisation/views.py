"""Pages of plans: draw one up, see what it would do, decide it, carry it out, take it back."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection, attempt
from aoxanh.jobs.models import Job
from aoxanh.jobs.operations import start_job
from aoxanh.org.models import Unit, today
from aoxanh.people.models import Person
from aoxanh.reorganisation import operations, policies
from aoxanh.reorganisation.copying import steps_of_decision
from aoxanh.reorganisation.forms import NewPlanForm, PlanForm, StepForm, founded_units, offered_units
from aoxanh.reorganisation.loading import chosen as loaded
from aoxanh.reorganisation.models import Plan, PlayedThrough
from aoxanh.reorganisation.paper import departs
from aoxanh.reorganisation.queries import ROLE_TITLES, steps_in_words, summary, sums_of
from aoxanh.reorganisation.steps import TITLES, read_steps

either = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 100
#: Plans of more steps are played through in the background only.
AT_ONCE = 400
UNDER_WAY = (Job.State.QUEUED, Job.State.RUNNING)
ACTS = {"decide", "carry-out", "take-back", "give-up", "play", "draft-decision"}


@require_safe
def plans(request: Request) -> HttpResponse:
    """List the plans of the reader's units, the newest first."""
    if not request.user.holds_anywhere("org.reorganise"):
        raise PermissionDenied
    rows = list(Plan.objects.visible_to(request.user).select_related("unit").order_by("-at")[:200])
    units = [
        a.unit_id for a in request.user.appointments_today if "org.reorganise" in request.user.rights_of(a)
    ]
    context = {
        "rows": rows,
        "units": [request.user.units_today[pk] for pk in units if pk in request.user.units_today],
    }
    return render(request, "reorganisation/plans.html", context)


@either
def draw(request: Request, unit_id: int) -> HttpResponse:
    """Draw up a plan for what lies below a unit."""
    unit = get_object_or_404(Unit, pk=unit_id)
    if not policies.may_plan(request.user, unit):
        raise PermissionDenied
    version = unit.standing(today()) or unit.last_standing()
    form = NewPlanForm(request.POST or None, request.FILES or None, initial={"decision_body": version.name if version else ""})  # fmt: skip
    if request.method == "POST" and attempt(form, form.is_valid):
        plan = attempt(form, lambda: drawn(request, unit, form))
        if plan:
            return redirect("reorganisation:plan", plan.pk)
    context = {"form": form, "version": version, "title": _("Draw up a plan")}
    return render(request, "reorganisation/details.html", context, status=422 if form.errors else 200)


def drawn(request: Request, unit: Unit, form: NewPlanForm) -> Plan:
    """Draw the plan up as the form says."""
    data = dict(form.cleaned_data)
    start, steps = data.pop("start"), data.pop("steps", [])
    data.pop("file", None)
    if start == "decision":
        scope = unit.standing(data["effective_on"])
        steps = steps_of_decision(scope, data["effective_on"]) if scope else []
        if not steps:
            raise Objection(
                _("The shipped lineage knows no decision of that day about communes below this unit."),
                field="effective_on", rule="R-ORG-09",
            )  # fmt: skip
    plan: Plan = operations.draw_up_plan(unit, actor=request.actor, steps=steps, **data)
    return plan


@either
def details(request: Request, plan_id: int) -> HttpResponse:
    """Change a plan's name, day and decision."""
    plan = load(request, plan_id)
    names = ("name", "effective_on", "decision_number", "decision_on", "decision_body")
    form = PlanForm(request.POST or None, initial={name: getattr(plan, name) for name in names})
    if request.method == "POST" and form.is_valid():
        act = lambda: operations.change_plan(plan, actor=request.actor, edition=edition(request, plan), **form.cleaned_data)  # noqa: E731  # fmt: skip
        if attempt(form, act):
            return redirect("reorganisation:plan", plan.pk)
    context = {"form": form, "plan": plan, "version": standing(plan), "title": _("Change the plan")}
    return render(request, "reorganisation/details.html", context, status=422 if form.errors else 200)


@require_safe
def plan_page(request: Request, plan_id: int) -> HttpResponse:
    """Show a plan: its steps, and what it would do or did."""
    plan = load(request, plan_id)
    tab = request.GET.get("tab", "steps")
    context: dict[str, Any] = {
        "plan": plan,
        "version": standing(plan),
        "open": plan.state in {"draft", "ready"},
        "tab": tab,
    }
    context["steps"] = steps_in_words(plan)[:1000]
    told, context["refused"] = looked_at(plan)
    context["large"] = is_large(plan)
    if told:
        context |= {"told": told, "tabs": tabs_of(told, tab, len(plan.steps)), "sums": sums_of(told)}
        context["stuck"] = stuck(request, plan, told) if tab not in {"tree", "people", "proof"} else None
        if tab == "people":
            context |= people_page(request, plan, told)
    elif plan.state == "done":
        context["proof"] = [
            [ROLE_TITLES.get(role, role), n] for role, n in plan.proof.get("totals", {}).items()
        ]
    context["titles"] = TITLES.items()
    context["paper"] = plan.decision
    context["departs"] = (
        context["open"]
        and plan.paper
        and plan.paper == context["paper"]
        and plan.paper.document
        and departs(plan, plan.paper.document)
    )
    context["may_draft"] = (
        bool(context["open"] and context["steps"]) and context["paper"] is None and not plan.decision_number
        and bool(policies.may_draft_decision(request.user, plan))
    )  # fmt: skip
    context["due"] = plan.effective_on <= today()
    return render(request, "reorganisation/plan.html", context)


def looked_at(plan: Plan) -> tuple[dict[str, Any] | None, str]:
    """Return what a plan would do; else None, and why it cannot be played through at all ("" where nothing is to be told)."""
    try:
        return told_of(plan), ""
    except Objection as objection:
        return None, f"{objection.message} ({objection.rule})"


def told_of(plan: Plan) -> dict[str, Any] | None:
    """Return what an open plan would do; of a very large one what the background told of this edition.

    Raises Objection where it cannot be played through: the unit that decides does not stand on its day.
    """
    if plan.state not in {"draft", "ready"}:
        return None
    if is_large(plan):
        played = PlayedThrough.objects.filter(plan=plan, edition=plan.edition).first()
        return {**played.told, "at": played.at} if played else None
    return summary(operations.forecast_of(plan))


def tabs_of(told: dict[str, Any], tab: str, steps: int) -> list[dict[str, Any]]:
    """Return the parts of a plan's page."""
    parts = [
        ("steps", _("Steps"), steps), ("tree", _("Tree"), told["tree_count"]), ("people", _("People who move"), told["moves"]),
        ("proof", _("Proof"), None),
    ]  # fmt: skip
    return [
        {"label": label, "url": f"?tab={code}", "current": tab == code, "count": count}
        for code, label, count in parts
    ]


def people_page(request: Request, plan: Plan, told: dict[str, Any]) -> dict[str, Any]:
    """Return a page of those who move, with names by right, in the order of the units they leave."""
    start = request.GET.get("after", "0")
    first = int(start) if start.isdecimal() and len(start) < 9 else 0
    page = told["people"][first : first + PAGE]
    names = names_by_right(request, plan, [row[0] for row in page])
    rows = [
        {"name": names.get(pk, ""), "as": role_title(role), "source": source, "goal": goal}
        for pk, role, source, goal in page
    ]
    more = f"?tab=people&after={first + PAGE}" if len(told["people"]) > first + PAGE else ""
    left = told["people_count"] - len(told["people"])
    return {"people": rows, "pager": {"next_url": more, "shown": len(rows)}, "left_off": left}


def role_title(role: str) -> Any:
    """Return what somebody stands on a list as."""
    return _("Guest") if role.startswith("guest:") else ROLE_TITLES.get(role, role)


def names_by_right(request: Request, plan: Plan, person_ids: list[int]) -> dict[int, str]:
    """Return people's names, where the reader sees people of the deciding unit."""
    if not request.user.holds("people.see", at=plan.unit):
        return {}
    return dict(Person.objects.filter(pk__in=person_ids).values_list("pk", "full_name"))


def stuck(request: Request, plan: Plan, told: dict[str, Any]) -> dict[str, Any] | None:
    """Return the first people without one destination, to be sent somewhere by hand."""
    steps = {step.number: step for step in read_steps(plan.steps)}
    for _message, rule, number, people in told["problems"]:
        step = steps.get(number)
        if people and step and step.do in {"split", "dissolve"}:
            some = Person.objects.filter(pk__in=people[:PAGE]).order_by("sort_key", "pk")
            seen = request.user.holds("people.see", at=plan.unit)
            known = dict([*(one.choice for one in offered_units(plan)), *founded_units(list(steps.values()))])
            choices = {"": "—", **{part.to: known.get(part.to, part.to) for part in step.parts}}
            choices |= {ref: name for ref, name in known.items() if ref != step.unit or step.do == "split"}
            return {
                "step": step.number, "people": [(p.uid, p.full_name if seen else str(p.uid), p.birth_date if seen else None) for p in some],
                "goals": choices.items(), "count": len(people), "rule": rule, "more": max(len(people) - PAGE, 0),
            }  # fmt: skip
    return None


@require_POST
def assign(request: Request, plan_id: int, number: int) -> HttpResponse:
    """Name people of a split or dissolved unit, or all who have no destination yet, and where they go."""
    plan = load(request, plan_id)
    goal, chosen = request.POST.get("goal", ""), request.POST.getlist("person")
    if request.POST.get("everybody") and not is_large(plan):
        chosen = everybody_stuck(plan, number)
    steps = list(plan.steps)
    if not 1 <= number <= len(steps) or steps[number - 1].get("do") not in {"split", "dissolve"}:
        return came_late(request, plan)
    if not goal or not chosen:
        messages.error(request, _("Choose people and where they go."))
    else:
        steps[number - 1] = with_list(dict(steps[number - 1]), goal, chosen)
        change(request, plan, steps)
    return redirect("reorganisation:plan", plan.pk)


def everybody_stuck(plan: Plan, number: int) -> list[str]:
    """Return the public ids of all who have no destination by a step, or two: those its page asks about."""
    found = (p.people for p in operations.forecast_of(plan).problems if p.step == number and p.people)
    rows = Person.objects.values_list("uid", flat=True)
    return [str(uid) for uid in loaded(rows, "pk", next(found, ()))]


def with_list(step: dict[str, Any], goal: str, chosen: list[str]) -> dict[str, Any]:
    """Return a step whose part for `goal` names these people; other parts name them no more."""
    parts, found = [], False
    for given in step.get("parts", []):
        part = dict(given)
        rules = [r for r in part.get("people", []) if "list" not in r]
        listed = [who for r in part.get("people", []) for who in r.get("list", []) if who not in chosen]
        if part.get("to") == goal or ("to" not in part and goal == f"@{part.get('as') or part.get('code')}"):
            listed, found = [*listed, *chosen], True
        part["people"] = [*rules, *([{"list": listed}] if listed else [])]
        parts.append(part)
    return {**step, "parts": parts if found else [*parts, {"to": goal, "people": [{"list": chosen}]}]}


@either
def add_step(request: Request, plan_id: int, do: str) -> HttpResponse:
    """Add a step of a kind at the end."""
    plan = load(request, plan_id)
    if do not in TITLES:
        raise Http404
    if plan.state not in {"draft", "ready"}:
        return came_late(request, plan)
    steps = read_steps(plan.steps)
    form = StepForm(request.POST or None, do=do, plan=plan, steps=steps)
    if request.method == "POST" and form.is_valid():
        act = lambda: operations.change_plan(plan, actor=request.actor, edition=edition(request, plan), steps=[*plan.steps, form.as_step()])  # noqa: E731  # fmt: skip
        if attempt(form, act):
            return redirect("reorganisation:plan", plan.pk)
    context = {"form": form, "plan": plan, "version": standing(plan), "title": TITLES[do], "adding": True}
    return render(request, "reorganisation/details.html", context, status=422 if form.errors else 200)


@require_POST
def remove_step(request: Request, plan_id: int, number: int) -> HttpResponse:
    """Take a step out."""
    plan = load(request, plan_id)
    if not 1 <= number <= len(plan.steps):
        return came_late(request, plan)
    change(request, plan, [step for n, step in enumerate(plan.steps, start=1) if n != number])
    return redirect("reorganisation:plan", plan.pk)


def came_late(request: Request, plan: Plan) -> HttpResponse:
    """Lead back to a plan that somebody changed or decided meanwhile."""
    objection = operations.moved_on()
    messages.error(request, f"{objection.message} ({objection.rule})")
    return redirect("reorganisation:plan", plan.pk)


def change(request: Request, plan: Plan, steps: list[Any]) -> None:
    """Change the steps; a refusal is told on the page."""
    try:
        operations.change_plan(plan, actor=request.actor, edition=edition(request, plan), steps=steps)
    except Objection as objection:
        messages.error(request, f"{objection.message} ({objection.rule})")


@require_POST
def act(request: Request, plan_id: int, what: str) -> HttpResponse:
    """Decide a plan, carry it out, take it back or give it up."""
    plan = load(request, plan_id)
    if what not in ACTS:
        raise Http404
    if what == "play" or (what == "carry-out" and is_large(plan)):
        return redirect("job", in_background(request, plan, what).pk)
    try:
        said = acted(request, plan, what, edition(request, plan))
    except Objection as objection:
        messages.error(
            request, f"{objection.message} ({objection.rule})" if objection.rule else objection.message
        )
    else:
        messages.success(request, said)
    return redirect("reorganisation:plan", plan.pk)


def is_large(plan: Plan) -> bool:
    """Whether a plan is played through and carried out in the background only."""
    return len(plan.steps) > AT_ONCE


def in_background(request: Request, plan: Plan, what: str) -> Job:
    """Have a plan played through or carried out; asked twice, it is the same work while that is not over."""
    kind = "reorganisation.play" if what == "play" else "reorganisation.carry_out"
    waits = Job.objects.filter(kind=kind, arguments={"plan": plan.pk}, state__in=UNDER_WAY)
    return waits.order_by("-pk").first() or start_job(kind, request.user, plan=plan.pk)


def acted(request: Request, plan: Plan, what: str, seen: int) -> str:
    """Do it, for page and API, as it was `seen` (its edition); return what to say."""
    if what == "decide":
        operations.decide_plan(plan, actor=request.actor, edition=seen)
        if plan.effective_on > today():
            return _("Decided. The plan is carried out by itself on its day.")
        if is_large(plan):
            in_background(request, plan, "carry-out")
            return _("Decided. The plan is being carried out in the background.")
        what = "carry-out"
    if what == "carry-out":
        operations.carry_out_plan(plan, actor=request.actor)
        return _("Carried out: the same people stand before and after.")
    if what == "draft-decision":
        operations.draft_decision(plan, actor=request.actor)
        return _(
            "The decision is drafted. Look at it, then have it signed and issued; the plan takes its number over."
        )
    if what == "take-back":
        operations.take_plan_back(plan, actor=request.actor)
        return _("Taken back: everything stands as before the plan.")
    operations.give_plan_up(plan, actor=request.actor)
    return _("The plan is given up.")


@require_safe
def plan_file(request: Request, plan_id: int) -> HttpResponse:
    """Give a plan as a file that can be loaded again."""
    plan = load(request, plan_id)
    answer = HttpResponse(
        json.dumps(as_file(plan), ensure_ascii=False, indent=1), content_type="application/json"
    )
    answer["Content-Disposition"] = f'attachment; filename="phuong-an-{plan.pk}.json"'
    return answer


def as_file(plan: Plan) -> dict[str, Any]:
    """Return a plan as its file has it: what page, API and command load."""
    version = standing(plan)
    return {
        "name": plan.name, "unit": version.code if version else "", "effective_on": plan.effective_on.isoformat(),
        "decision": {"number": plan.decision_number, "signed_on": plan.decision_on and plan.decision_on.isoformat(), "body": plan.decision_body},
        "steps": plan.steps,
    }  # fmt: skip


def load(request: Request, plan_id: int) -> Plan:
    """Return a plan the reader may decide about; else as if there were none."""
    plan = Plan.objects.select_related("unit", "paper").filter(pk=plan_id).first()
    if plan is None or not policies.may_decide(request.user, plan):
        raise Http404
    return plan


def standing(plan: Plan) -> Any:
    """Return the deciding unit as it stood on the plan's day, or last."""
    return plan.unit.standing(plan.effective_on) or plan.unit.last_standing()


def edition(request: Request, plan: Plan) -> int:
    """Return the edition the page was drawn from."""
    given = request.POST.get("edition", "")
    return int(given) if given.isdecimal() and len(given) < 9 else plan.edition
