"""What pages, API and command tell of a plan: its steps in words, and what it would do as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.org.kinds import KINDS, SECTORS
from aoxanh.org.models import UnitVersion
from aoxanh.people.lists import ROLES
from aoxanh.reorganisation.forecasting import Forecast, warnings_of
from aoxanh.reorganisation.forest import Node
from aoxanh.reorganisation.loading import chosen
from aoxanh.reorganisation.models import Plan
from aoxanh.reorganisation.steps import Rule, Step, named_in, read_steps

#: Rows told of each list, and people told of those who move; the figures count all.
TOLD, TOLD_PEOPLE = 500, 2000
ROLE_TITLES = dict(ROLES)
#: What the particulars of a unit are called in the sentence of a step.
FIELD_TITLES: dict[str, Any] = {
    "name": gettext_lazy("new name"), "code": gettext_lazy("new code"), "short_name": gettext_lazy("new short name"),
    "address": gettext_lazy("new address"), "sector": gettext_lazy("new sector"), "place": gettext_lazy("new commune, by code"),
}  # fmt: skip


def summary(told: Forecast) -> dict[str, Any]:
    """Return what a plan would do as JSON takes it: problems, warnings, the tree, effects, the conservation proof."""
    tree = tree_rows(told)
    return {
        "can_be_done": told.can_be_done,
        "problems": [[p.message, p.rule, p.step, list(p.people[:TOLD])] for p in told.problems[:TOLD]],
        "problem_count": len(told.problems),
        "warnings": [[w.message, w.rule] for w in warnings_of(told)[:TOLD]],
        "tree": tree[:TOLD],
        "tree_count": len(tree),
        "founded": sum(node.born for node in told.forest.nodes.values()),
        "ended": len(told.forest.ended),
        "effects": [[str(e.says), e.count] for e in told.effects],
        "moves": len({who.person_id for who in told.moves}),
        "before": told.before.totals,
        "after": told.after.totals,
        "digests": [told.before.digests, told.after.digests],
        "conserved": told.conserved,
        "units": unit_rows(told)[:TOLD],
        "people": people_rows(told)[:TOLD_PEOPLE],
        "people_count": sum(who.unit != who.source for who in told.moves),
    }


def people_rows(told: Forecast) -> list[list[Any]]:
    """Return person, what they stand on the list as, the unit they leave and the one they go to ("" nowhere yet)."""
    moving = (who for who in told.moves if who.unit != who.source)
    moves = sorted(moving, key=lambda who: (told.names.get(who.source, ""), who.person_id))
    return [
        [
            who.person_id,
            who.role,
            told.names.get(who.source, ""),
            told.names.get(who.unit, "") if who.unit else "",
        ]
        for who in moves
    ]


def sums_of(told: dict[str, Any]) -> list[tuple[Any, int, int]]:
    """Return each status with its people before and after, of a summary."""
    before, after = told["before"], told["after"]
    return [(ROLE_TITLES.get(r, r), before.get(r, 0), after.get(r, 0)) for r in sorted({**before, **after})]


def tree_rows(told: Forecast) -> list[list[str]]:
    """Return kind of change, name, what stood before and what stands after, of each unit the plan changes itself."""
    forest, names, rows = told.forest, told.names, []
    for pk, heirs in forest.ended.items():
        rows.append(
            ["ended", names.get(pk, ""), names.get(pk, ""), ", ".join(names.get(h, "") for h in heirs)]
        )
    for node in forest.nodes.values():
        if node.born:
            rows.append(["founded", node.name, "", placed(node, told)])
        elif node.id in forest.touched and node.origin:
            before, after = placed(node.origin, told), placed(node, told)
            if before != after:
                rows.append(["changed", node.name, before, after])
    order = {"founded": 0, "changed": 1, "ended": 2}
    return sorted(rows, key=lambda row: (order[row[0]], row[1]))


def placed(node: Node, told: Forecast) -> str:
    """Return a unit in words: name, kind, code and what it stands under."""
    return _stands(node.name, node.kind, node.code, told.names.get(node.parent or 0, ""))


def _stands(name: str, kind: str, code: str, above: str) -> str:
    """Return how a unit stands as a part of a sentence; without what is above it where nothing is told."""
    values = {"name": name, "kind": KINDS[kind].title, "code": code, "above": above}
    if above:
        return _("%(name)s (%(kind)s, code %(code)s), under %(above)s") % values
    return _("%(name)s (%(kind)s, code %(code)s)") % values


def unit_rows(told: Forecast) -> list[list[Any]]:
    """Return name, members before and members after of each unit whose members change."""
    ids = {unit for unit, role in (*told.before.units, *told.after.units) if role == "member"}
    rows = [
        [
            told.names.get(pk, ""),
            told.before.units.get((pk, "member"), 0),
            told.after.units.get((pk, "member"), 0),
        ]
        for pk in sorted(ids, key=lambda pk: told.names.get(pk, ""))
    ]
    return [row for row in rows if row[1] != row[2]]


def steps_in_words(plan: Plan) -> list[dict[str, Any]]:
    """Return the steps with the names of the units they name: two queries."""
    steps = read_steps(plan.steps)
    names = names_of(steps, plan)
    return [{"step": step, "title": step.title, "lines": list(lines_of(step, names))} for step in steps]


def names_of(steps: list[Step], plan: Plan) -> dict[str, str]:
    """Return what the units named by code are called, before the plan; those it founds by their label."""
    versions = UnitVersion.objects.as_of(plan.effective_on)
    if plan.state == "done":  # the codes named units of the eve
        versions = UnitVersion.objects.filter(starts_on__lt=plan.effective_on)
    found = {
        v.code: named(v.name, v.code) for v in chosen(versions.order_by("starts_on"), "code", named_in(steps))
    }
    for step in steps:
        for new in (step.new, *(part.new for part in step.parts)):
            if new:
                found[f"@{new.label}"] = named(new.name, new.code)
    return found


def named(name: str, code: str) -> str:
    """Return a unit as sentences name it: many carry the same name, so with its code."""
    return f"{name} ({code})"


def lines_of(step: Step, names: dict[str, str]) -> Iterator[str]:
    """Yield the sentences that tell a step."""

    def name(ref: str) -> str:
        return names.get(ref, ref)

    def each(refs: Sequence[str]) -> str:
        return "; ".join(name(ref) for ref in refs[:30]) + ("…" if len(refs) > 30 else "")

    subjects, goal = each(step.units), name(step.to)
    if step.do == "establish" and step.new:
        new = _stands(step.new.name, step.new.kind, step.new.code, name(step.new.under))
        yield _("Found %(new)s") % {"new": new}
    elif step.do == "consolidate" and step.new:
        new = _stands(step.new.name, step.new.kind, step.new.code, name(step.new.under))
        yield _("Consolidate %(units)s into %(new)s") % {"units": subjects, "new": new}
    elif step.do == "rename":
        changes = "; ".join(changes_in_words(dict(step.fields)))
        yield _("Change of %(unit)s: %(changes)s") % {"unit": name(step.unit), "changes": changes}
    elif step.do == "change_kind":
        yield _("Make %(unit)s a unit of the kind: %(kind)s") % {
            "unit": name(step.unit),
            "kind": KINDS[step.kind].title,
        }
    elif step.do == "move":
        yield _("Place %(units)s under %(above)s") % {"units": subjects, "above": goal}
        if step.kind:
            yield _("Kind from then on: %(kind)s") % {"kind": KINDS[step.kind].title}
    elif step.do == "merge":
        yield _("Merge %(units)s into %(unit)s") % {"units": subjects, "unit": goal}
    else:
        yield from parting_lines(step, name)


def parting_lines(step: Step, name: Callable[[str], str]) -> Iterator[str]:
    """Yield the sentences that tell a split or a dissolution: who goes where, part by part, then the rest."""
    what = _("Split %(unit)s:") if step.do == "split" else _("Dissolve %(unit)s:")
    yield what % {"unit": name(step.unit)}
    for part in step.parts:
        goal = name(part.to)
        if new := part.new:
            stands = _stands(new.name, new.kind, new.code, name(new.under))
            goal = _("the new unit %(unit)s") % {"unit": stands}
        who = "; ".join([*(name(ref) for ref in part.units[:30]), *(rule_in_words(r) for r in part.people)])
        if who:
            yield _("%(who)s: to %(goal)s") % {"who": who, "goal": goal}
        else:
            yield _("No rule sends anybody to %(goal)s yet.") % {"goal": goal}
    if not step.rest:
        yield one_by_one()
    elif step.rest == step.unit:
        yield _("The rest stays in %(unit)s.") % {"unit": name(step.rest)}
    else:
        yield _("The rest goes to %(unit)s.") % {"unit": name(step.rest)}
    if step.units:
        yield _("What is under way is taken over by: %(units)s.") % {"units": "; ".join(name(ref) for ref in step.units)}  # fmt: skip


def one_by_one() -> str:
    """Return what is said where nobody is left to a rest; a decision does not say it."""
    return _("Who is left over is sent one by one.")


def changes_in_words(fields: dict[str, str]) -> Iterator[str]:
    """Yield what changes of a unit's particulars, by what each is called."""
    for code, value in fields.items():
        told = SECTORS.get(value, value) if code == "sector" else value
        yield f"{FIELD_TITLES[code]} “{told}”" if value else f"{FIELD_TITLES[code]} —"


def rule_in_words(rule: Rule) -> str:
    """Return a rule for people in words."""
    if rule.kind == "hamlet":
        return _("who lives in “%(words)s”") % {"words": rule.value[0]}
    if rule.kind == "commune":
        return _("who lives in commune %(code)s") % {"code": rule.value[0]}
    if rule.kind == "born":
        return _("born %(first)d–%(last)d") % {"first": rule.value[0], "last": rule.value[1]}
    if rule.kind == "list":
        return _("%(n)d people by name") % {"n": len(rule.value)}
    return _("everybody")
