"""Establishing, renaming, moving, changing and closing units, each with its decision and its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.org import policies
from aoxanh.org.kinds import KIND_ORDER, KINDS, may_stand_under
from aoxanh.org.models import (
    AdministrativeUnit,
    Lineage,
    Unit,
    UnitEvent,
    UnitVersion,
    ends_after,
    label_of,
    today,
)
from aoxanh.org.standing import amend, rethread, set_keys

LIFE_CYCLE = "HD 20 §5.1"


@dataclass(frozen=True)
class Decision:
    """The paper behind a change: number, day, deciding body; and a reason where the change is late."""

    effective_on: dt.date
    number: str = ""
    signed_on: dt.date | None = None
    body: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Particulars:
    """What a unit is called and what it is."""

    code: str
    name: str
    kind: str
    short_name: str = ""
    sector: str = ""
    address: str = ""
    administrative_unit: AdministrativeUnit | None = None


#: Rooms above say here what keeps a unit from closing (people in it, officers, papers); called with (unit, day).
CLOSING_CHECKS: list[Callable[[Unit, dt.date], None]] = []
#: And here what keeps it from becoming of another kind; called with (unit, kind, day).
KIND_CHECKS: list[Callable[[Unit, str, dt.date], None]] = []


@operation("org.unit.establish", allow=policies.may_establish_unit, says=_("established “%(name)s”"))
def establish_unit(parent: Unit | None, *, actor: Actor, unit: Particulars, decision: Decision) -> Done:
    """Found a unit under `parent` from the decision's day on; its result is the new Unit."""
    new = place_new_unit(parent, unit, decision, actor)
    return Done(
        new,
        unit=new,
        facts={"name": unit.name, "code": unit.code, "kind": unit.kind, "on": str(decision.effective_on)},
    )


@operation(
    "org.unit.rename",
    allow=policies.may_rename_unit,
    says=_("changed the particulars: “%(before)s” became “%(name)s”"),
)
def rename_unit(unit: Unit, *, actor: Actor, particulars: Particulars, decision: Decision) -> Done:
    """Change name, short name, code, sector, address or administrative unit from a day on."""
    check_decision(decision)
    before = standing_then(unit, decision.effective_on)
    check_code_free(particulars.code, unit, decision.effective_on)
    amend(
        unit, decision.effective_on, name=particulars.name, short_name=particulars.short_name, code=particulars.code,
        sector=particulars.sector, address=particulars.address, administrative_unit=particulars.administrative_unit,
    )  # fmt: skip
    kind = UnitEvent.Kind.RENAMED if before.name != particulars.name else UnitEvent.Kind.DETAILS_CHANGED
    note_event(unit, kind, decision, actor, before=before.name, after=particulars.name)
    return Done(
        unit,
        unit=unit,
        facts={"before": before.name, "name": particulars.name, "on": str(decision.effective_on)},
    )


@operation(
    "org.unit.move", allow=policies.may_move_unit, says=_("moved the unit from “%(before)s” to “%(after)s”")
)
def move_unit(unit: Unit, *, actor: Actor, parent: Unit, decision: Decision, kind: str | None = None) -> Done:
    """Place a unit, with everything below it, under `parent` from a day on (HD 20 §5.1 transfer).

    `kind` gives it another level in the same decision, where its present kind could not stand there.
    """
    if not (actor.is_machine or policies.may_establish_unit(actor.user, parent)):
        raise PermissionDenied("org.unit.move")
    check_decision(decision)
    old = standing_then(unit, decision.effective_on)
    above, former = standing_then(parent, decision.effective_on), old.parent
    check_under(kind or old.kind, above)
    if kind and kind != old.kind:
        check_kind_in_use(kind, decision.effective_on)
        turn(unit, kind, decision.effective_on)
    amend(unit, decision.effective_on, parent=parent)
    rethread(unit, decision.effective_on)
    names = {"before": name_then(former, decision.effective_on), "after": above.name}
    note_event(unit, UnitEvent.Kind.MOVED, decision, actor, **names)
    return Done(unit, unit=unit, facts={**names, "to": parent.pk, "on": str(decision.effective_on)})


@operation(
    "org.unit.change_kind",
    allow=policies.may_change_kind,
    says=_("changed the kind from %(before)s to %(after)s"),
)
def change_unit_kind(unit: Unit, *, actor: Actor, kind: str, decision: Decision) -> Done:
    """Raise or lower a unit's level from a day on; what stands above and below must allow it."""
    check_decision(decision)
    old = standing_then(unit, decision.effective_on)
    check_kind_in_use(kind, decision.effective_on)
    if old.parent:
        check_under(kind, standing_then(old.parent, decision.effective_on))
    elif not may_stand_under(kind, None):
        raise Objection(
            _("A unit of this kind cannot stand at the top."), field="kind", rule=KINDS[kind].rule
        )
    for child in UnitVersion.objects.as_of(decision.effective_on).filter(parent=unit):
        if not may_stand_under(child.kind, kind):
            text = _("“%(child)s” below it cannot stand under this kind. Move it first.") % {
                "child": child.name
            }
            raise Objection(text, field="kind", rule=KINDS[child.kind].rule)
    turn(unit, kind, decision.effective_on)
    note_event(unit, UnitEvent.Kind.KIND_CHANGED, decision, actor, before=old.kind, after=kind)
    return Done(unit, unit=unit, facts={"before": old.kind, "after": kind, "on": str(decision.effective_on)})


@operation("org.unit.close", allow=policies.may_close_unit, says=_("closed “%(name)s”"))
def close_unit(unit: Unit, *, actor: Actor, decision: Decision, successors: list[Unit] | None = None) -> Done:
    """End a unit on a day; it is kept for ever, with its successors (R-ORG-09).

    Raises Objection while units, people or offices still stand in it on that day.
    """
    check_decision(decision)
    day = decision.effective_on
    old = standing_then(unit, day)
    if unit.versions.filter(starts_on__gte=day).exclude(pk=old.pk).exists():
        raise Objection(
            _("A later decision about this unit is already recorded. Close it after that day."),
            field="effective_on",
        )
    if old.starts_on >= day:
        raise Objection(
            _("A unit cannot end on the day its present standing begins."),
            field="effective_on",
            rule=LIFE_CYCLE,
        )
    standing_below = UnitVersion.objects.filter(ends_after(day), parent=unit).order_by("sort_key").first()
    if standing_below:
        text = _("“%(child)s” still stands under it. Move or close it first.") % {
            "child": standing_below.name
        }
        raise Objection(text, field="effective_on", rule=LIFE_CYCLE)
    for check in CLOSING_CHECKS:
        check(unit, day)
    old.ends_on = day
    old.save(update_fields=["ends_on"])
    for successor in successors or []:
        standing_then(successor, day)
        if not (
            actor.is_machine
            or policies.may_close_unit(actor.user, successor)
            or policies.may_establish_unit(actor.user, successor)
        ):
            raise Objection(
                _(
                    "The unit that takes over must be one you are responsible for, or ask the superior of both."
                ),
                field="successor",
                rule=LIFE_CYCLE,
            )
        Lineage.objects.create(
            predecessor=unit, successor=successor, on=day, kind="merged", resolution=decision.number[:80]
        )
    note_event(unit, UnitEvent.Kind.CLOSED, decision, actor, before=old.name)
    facts = {"name": old.name, "on": str(day), "successors": [s.pk for s in successors or []]}
    return Done(unit, unit=unit, facts=facts)


@operation(
    "org.unit.congress",
    allow=policies.may_record_congress,
    says=_("recorded congress no. %(ordinal)s of %(on)s"),
)
def record_congress(
    unit: Unit, *, actor: Actor, held_on: dt.date, ordinal: int, term_ends_on: dt.date
) -> Done:
    """Write down the latest congress and when its term ends (R-ORG-08)."""
    write_congress(unit, held_on, ordinal, term_ends_on, actor)
    return Done(unit, unit=unit, facts={"ordinal": ordinal, "on": str(held_on), "until": str(term_ends_on)})


def write_congress(unit: Unit, held_on: dt.date, ordinal: int, term_ends_on: dt.date, actor: Actor) -> None:
    """Check a congress and write it down; rooms above share it where they hold one."""
    if held_on > today():
        raise Objection(_("The congress has not been held yet on that day."), field="held_on")
    if term_ends_on <= held_on:
        raise Objection(
            _("A term ends after the congress that began it."), field="term_ends_on", rule="R-ORG-06"
        )
    standing_then(unit, held_on)
    unit.congress_on, unit.congress_ordinal, unit.term_ends_on = held_on, ordinal, term_ends_on
    unit.save(update_fields=["congress_on", "congress_ordinal", "term_ends_on"])
    note_event(unit, UnitEvent.Kind.CONGRESS, Decision(effective_on=held_on), actor, after=str(ordinal))


def place_new_unit(parent: Unit | None, unit: Particulars, decision: Decision, actor: Actor) -> Unit:
    """Write a new unit and its first version; shared with the commands that load whole countries."""
    check_decision(decision)
    check_kind_in_use(unit.kind, decision.effective_on)
    above = standing_then(parent, decision.effective_on) if parent else None
    if above:
        check_under(unit.kind, above)
    elif not may_stand_under(unit.kind, None):
        raise Objection(
            _("A unit of this kind cannot stand at the top."), field="kind", rule=KINDS[unit.kind].rule
        )
    check_code_free(unit.code, None, decision.effective_on)
    new = Unit.objects.create()
    version = UnitVersion(
        unit=new, starts_on=decision.effective_on, code=unit.code, name=unit.name, short_name=unit.short_name,
        sector=unit.sector, address=unit.address, administrative_unit=unit.administrative_unit, parent=parent,
        path=(above.path if above else "") + label_of(new.pk),
    )  # fmt: skip
    version.set_kind(unit.kind)
    set_keys(version)
    version.save()
    if parent:
        rethread(new, decision.effective_on)
    note_event(new, UnitEvent.Kind.ESTABLISHED, decision, actor, after=unit.name)
    return new


def turn(unit: Unit, kind: str, day: dt.date) -> None:
    """Make a unit one of another kind from a day on, where no room above objects."""
    for check in KIND_CHECKS:
        check(unit, kind, day)
    amend(unit, day, kind=kind, kind_order=KIND_ORDER[kind])


def check_decision(decision: Decision) -> None:
    """Refuse a decision of the future, and a change of the past without a reason."""
    if decision.signed_on and decision.signed_on > today():
        raise Objection(_("The decision is dated in the future."), field="signed_on", rule=LIFE_CYCLE)
    if decision.effective_on < today() and not decision.reason and not decision.number:
        raise Objection(_("A change in the past needs a reason."), field="reason", rule="R-STA-01")
    if decision.effective_on > today() + dt.timedelta(days=731):
        raise Objection(
            _("The day of effect lies more than two years ahead. Check the year."), field="effective_on"
        )


def check_kind_in_use(kind: str, day: dt.date) -> None:
    """Refuse kinds that no longer exist on that day (districts since 01/07/2025, R-ORG-11)."""
    until = KINDS[kind].valid_until
    if until and day >= until:
        text = _("Since %(day)s there are no units of this kind.") % {"day": f"{until:%d/%m/%Y}"}
        raise Objection(text, field="kind", rule="R-ORG-11")


def check_under(kind: str, above: UnitVersion) -> None:
    """Refuse a place in the tree the Union's rules do not know."""
    if not may_stand_under(kind, above.kind):
        text = _("%(kind)s cannot stand under %(above)s.") % {"kind": KINDS[kind].title, "above": above.name}
        raise Objection(text, field="parent", rule=KINDS[kind].rule)


def check_code_free(code: str, unit: Unit | None, day: dt.date) -> None:
    """Refuse a code another unit carries at that time; it may be used again after that unit ended."""
    others = UnitVersion.objects.filter(ends_after(day), code=code)
    taken = (others.exclude(unit=unit) if unit else others).first()
    if taken:
        text = _("Code %(code)s belongs to “%(name)s” at that time.") % {"code": code, "name": taken.name}
        raise Objection(text, field="code")


def standing_then(unit: Unit, day: dt.date) -> UnitVersion:
    """Return how a unit stood on the day, or refuse."""
    version = unit.standing(day)
    if version is None:
        text = _("“%(name)s” did not exist on %(day)s.") % {
            "name": name_then(unit, day),
            "day": f"{day:%d/%m/%Y}",
        }
        raise Objection(text, field="effective_on", rule="R-ORG-09")
    return version


def name_then(unit: Unit | None, day: dt.date) -> str:
    """Return a unit's name on a day, or its last one."""
    version = unit and (unit.standing(day) or unit.last_standing())
    return version.name if version else ""


def note_event(
    unit: Unit, kind: str, decision: Decision, actor: Actor, *, before: Any = "", after: Any = ""
) -> UnitEvent:
    """Write the decision into the unit's papers."""
    return UnitEvent.objects.create(
        unit=unit, kind=kind, effective_on=decision.effective_on, decision_number=decision.number,
        decision_on=decision.signed_on, decision_body=decision.body, reason=decision.reason,
        before=str(before)[:200], after=str(after)[:200], recorded_by=getattr(actor.user, "pk", None),
    )  # fmt: skip
