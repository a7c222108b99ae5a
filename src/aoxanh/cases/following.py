"""Open cases go with the person they are about: one who is a member no more, one who is in another unit (our design).

In the transaction of the lines that say so, whoever writes them (a case, a line entered from a paper, a correction, an
import, a merge): a case is closed, with the reason, when its procedure is for nobody of that status; it goes on at the
new unit, stays or closes as its procedure says (`Procedure.moved`). The case that wrote the lines goes its own way, and
reorganisations carry cases themselves (`carrying`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from aoxanh.audit.actor import Actor
from aoxanh.cases.beside import BESIDE
from aoxanh.cases.carrying import go_on
from aoxanh.cases.models import Case, CaseMove
from aoxanh.cases.procedure import PROCEDURES, Procedure, step_of
from aoxanh.cases.writing import add_moves, set_cases
from aoxanh.membership.book import Cause, Follow, Plan
from aoxanh.membership.kinds import ENDED
from aoxanh.org.models import today

#: Statuses somebody leaves the lists by; a record with a case under way is not merged away (`merging`).
GONE = {*ENDED, "deceased"}


def watch(person_ids: list[int]) -> Follow | None:
    """Lock the open cases of these people, before their books as every move does; return what is told, if there are any."""
    rows = Case.objects.select_for_update(of=("self",)).filter(person__in=person_ids, state="open")
    found: dict[int, list[Case]] = defaultdict(list)
    for case in rows.select_related("person").order_by("pk"):
        found[case.person_id or 0].append(case)
    if not found:
        return None

    def follow(written: Sequence[tuple[Plan, Cause]], actor: Actor) -> None:
        close: list[tuple[Case, str]] = []
        moved: list[Case] = []
        for plan, cause in written:
            for case in others(found.get(plan.person_id, []), cause):
                why = reason(case, plan)
                if why:
                    close.append((case, why))
                elif goes(case, plan):
                    case.unit_id = plan.after.unit_id or case.unit_id
                    moved.append(case)
        lapse(close, actor)
        go_on(moved, today())

    return follow


def others(cases: list[Case], cause: Cause) -> list[Case]:
    """Return the cases that others than themselves and reorganisations move."""
    if cause.kind == "reorganisation" or cause.id.startswith("plan:"):
        return []
    return [case for case in cases if (cause.kind, cause.id) != ("case", str(case.pk))]


def reason(case: Case, plan: Plan) -> str:
    """Return why a case has nothing to decide any more, as a code: the status the person has now, or "there"; "" where it has."""
    plug, before, after = PROCEDURES.get(case.procedure), plan.before, plan.after
    if plug is None:
        return ""
    if after.status != before.status and after.status not in plug.statuses:
        if after.status in GONE:
            return after.status
        if after.status == "member" and to_decide(plug, case):
            return after.status
    return "there" if plug.moved == "goes" and at_home(plan) and case.target_id == after.unit_id else ""


def to_decide(plug: Procedure, case: Case) -> bool:
    """Whether the matter is still to be decided: a step that only carries out what was decided goes on."""
    step = step_of(plug, case.step)
    return step is not None and step.rechecks


def at_home(plan: Plan) -> bool:
    """Whether the person came to another unit."""
    return plan.after.unit_id is not None and plan.after.unit_id != plan.before.unit_id


def goes(case: Case, plan: Plan) -> bool:
    """Whether a case goes on at the unit its person came to."""
    plug = PROCEDURES.get(case.procedure)
    return (
        plug is not None
        and plug.moved != "stays"
        and at_home(plan)
        and plan.after.status not in {"deceased", "merged"}
        and case.unit_id != plan.after.unit_id
    )


def lapse(cases: list[tuple[Case, str]], actor: Actor) -> None:
    """Close cases with the reason; in a docket the row stays."""
    by_step: dict[str, list[Case]] = defaultdict(list)
    for case, _why in cases:
        by_step[case.step].append(case)
    moves = [
        CaseMove(case=case, act="lapsed", step=case.step, unit_id=case.waits_at, on=today(), facts={"because": why})
        for case, why in cases
    ]  # fmt: skip
    for step, some in by_step.items():
        set_cases(some, step, {"state": "lapsed", "at_id": None, "due_on": None, "ended_at": timezone.now()})
    for case, _why in cases:
        if case.procedure in BESIDE:
            BESIDE[case.procedure].ended(case, "lapsed", actor)
    if moves:
        add_moves(moves, actor=actor, duty="")
