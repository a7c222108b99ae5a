"""Issuing a programme; registering for it, by the member, by the branch for one or all, or from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit
from aoxanh.people.models import Person
from aoxanh.training import policies
from aoxanh.training.advancing import (
    Undertaking,
    judged,
    stale,
    the_programme,
    undertaken,
    verdict_of,
    write_registrations,
)
from aoxanh.training.models import CriteriaGroup, Criterion, Registration, TrainingProgram
from aoxanh.training.queries import home_of, list_day, rows_of
from aoxanh.training.scoring import RULE, Outline, parse


@operation(
    "training.issue", allow=policies.may_issue, says=gettext_lazy("issued the training programme %(year)s")
)
def issue_programme(
    user: Any, *, actor: Actor, year: int, span: str, outline: str, starts_on: dt.date, ends_on: dt.date,
    register_by: dt.date, evaluate_from: dt.date, source: str, sure: str,
) -> Done:  # fmt: skip
    """Issue a programme, or a new version of it; its result is the TrainingProgram.

    Raises Objection where somebody registered already (what holds does not change under them), for periods that do not
    hang together, and for an outline that is not five groups of twenty points (P10).
    """
    del user
    if not starts_on <= register_by < ends_on or not starts_on < evaluate_from <= ends_on:
        raise Objection(
            _("Registration and evaluation lie within the programme's period."), field="ends_on", rule=RULE
        )
    before = TrainingProgram.objects.filter(year=year, span=span)
    if Registration.objects.filter(program__in=before).exists():
        raise Objection(
            _("Somebody has registered for this year already: its programme does not change any more."), field="year", rule=RULE
        )  # fmt: skip
    groups, most = statute_on(starts_on)["training_points"]
    form = parse(outline, groups=groups, most=most)
    version = (before.aggregate(n=Max("version"))["n"] or 0) + 1
    try:
        program = TrainingProgram.objects.create(
            year=year, span=span, version=version, starts_on=starts_on, ends_on=ends_on, register_by=register_by,
            evaluate_from=evaluate_from, source=source, sure=sure, issued_by=getattr(actor.user, "pk", None),
        )  # fmt: skip
    except IntegrityError as twin:
        raise stale() from twin
    keep_outline(program, form)
    return Done(program, facts={"year": program.title, "version": version, "criteria": len(form.items)})


def keep_outline(program: TrainingProgram, form: Outline) -> None:
    """Keep the groups and criteria of a new programme."""
    groups = [CriteriaGroup(program=program, number=g.number, title=g.title, max=g.max) for g in form.groups]
    CriteriaGroup.objects.bulk_create(groups)
    Criterion.objects.bulk_create(
        [
            Criterion(group=row, number=item.number, title=item.title, max=item.max)
            for row, group in zip(groups, form.groups, strict=True)
            for item in group.items
        ]
    )


@operation(
    "training.register_self", allow=policies.may_register_own, says=gettext_lazy("registered for training")
)
def register_self(person: Person, *, actor: Actor, program: TrainingProgram, given: Undertaking) -> Done:
    """Register oneself, or change it until the branch approved it; its result is the Registration (P10).

    Raises Objection for who is no member, ticked nothing, or whose registration is approved or being evaluated.
    """
    home = home_of(person, list_day(program))
    if home is None:
        raise Objection(_("Only members register for the programme."), rule=RULE)
    the_programme(home.unit, program)
    row = rows_of(home.unit_id, program, people=[person.pk])[0]
    if row.state == "approved":
        raise Objection(_("Your branch has approved the registration: ask it to change it."), rule=RULE)
    verdict = verdict_of(row, program, undertaken(program, given), replace=True)
    if verdict.outcome == "refused":
        raise Objection(verdict.why, rule=verdict.rule)
    write_registrations(home.unit, program, [verdict], actor=actor, approve=False)
    done = Registration.objects.get(program=program, person=person)
    return Done(done, unit=home.unit_id, subject=person.uid, facts={"year": program.title})


@operation(
    "training.register",
    allow=policies.may_run,
    says=gettext_lazy("registered %(n)s members for training %(year)s"),
)
def register_members(
    unit: Unit,
    *,
    actor: Actor,
    program: TrainingProgram,
    asked: Mapping[int, Undertaking],
    replace: bool = False,
) -> Done:
    """Register members (ids) of a branch, one or all, entered or from a file; its result is how many were written.

    Those registered (unless `replace`), and those whose evaluation has begun, are passed over as the preview said. What the
    branch registers it approves with it, except its officers' own (L11). Raises Objection when nobody can go.
    """
    the_programme(unit, program)
    verdicts = judged(unit, program, asked, replace=replace)
    if not any(verdict.goes for verdict in verdicts):
        raise Objection(_("Nobody chosen can be registered."), field="selected", rule=RULE)
    n = write_registrations(unit, program, verdicts, actor=actor, approve=True)
    return Done(n, target=unit, unit=unit, facts={"n": n, "year": program.title})


@operation(
    "training.approve_registration",
    allow=policies.may_run,
    says=gettext_lazy("approved %(n)s registrations for training %(year)s"),
)
def approve_registrations(
    unit: Unit, *, actor: Actor, program: TrainingProgram, people: Iterable[int]
) -> Done:
    """Approve what members of a branch (ids) registered themselves; its result is how many. Nobody approves their own (L11)."""
    rows = [row for row in rows_of(unit.pk, program, people=people) if row.state == "registered"]
    rows = [row for row in rows if not policies.is_own(actor.user, row.person)]
    if not rows:
        raise Objection(
            _(
                "Nothing to approve: who is chosen has not registered, is approved already, or it is your own."
            ),
            field="selected",
            rule="L11",
        )
    n = Registration.objects.filter(pk__in=[r.registration.pk for r in rows if r.registration], state="registered").update(
        state="approved", approved_by=getattr(actor.user, "pk", None), unit=unit, revision=F("revision") + 1
    )  # fmt: skip
    if n != len(rows):
        raise stale()
    return Done(n, target=unit, unit=unit, facts={"n": n, "year": program.title})
