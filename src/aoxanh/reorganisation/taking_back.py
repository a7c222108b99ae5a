"""Taking a plan back as one: every row as it was, every line of the book by a correction (proof L5, L18).

Refused while anything later depends on it: a row that says something else by now, or somebody or something that
has come to a unit the plan founded.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.membership.book import Cause, NewLine, write_lines
from aoxanh.membership.models import BookEntry
from aoxanh.org.carrying import CARRIED
from aoxanh.org.models import Unit, UnitEvent, UnitVersion
from aoxanh.reorganisation.journal import check_unchanged, restore, tables, take_out
from aoxanh.reorganisation.loading import census
from aoxanh.reorganisation.models import JournalRow, Plan

TITLES: dict[str, Any] = {
    "org.UnitVersion": gettext_lazy("units"), "org.Lineage": gettext_lazy("lineage"),
    "accounts.Appointment": gettext_lazy("duties"), "people.Affiliation": gettext_lazy("people on lists"),
    "membership.BookEntry": gettext_lazy("lines of the book"), "membership.Overlay": gettext_lazy("guests"),
}  # fmt: skip


def take_back(plan: Plan, actor: Actor) -> dict[str, Any]:
    """Undo a plan that was carried out; return figures. Raises Objection while something later depends on it."""
    founded = founded_by(plan)
    for model, part in tables(plan):
        check_unchanged(model, part, depends(title_of(model._meta.label)))  # noqa: SLF001
    refuse_guests_of(plan, founded)
    if moved_again(plan).exists():
        raise depends(_("people moved on by a later plan"))
    for undo in (take_out, restore):
        for model, part in tables(plan):
            undo(model, part)
    lines = correct_lines(plan, actor)
    Unit.objects.filter(pk__in=founded).update(term_ends_on=None)
    note_events(plan, founded, actor)
    units, people = census(founded, plan.effective_on)
    if units or people:
        raise depends(_("people on lists"))
    return {"lines": lines, "founded": len(founded)}


def title_of(label: str) -> str:
    """Return what a table is called in a refusal."""
    return str(TITLES.get(label, _("other records")))


def founded_by(plan: Plan) -> list[int]:
    """Return the units a plan founded: their first version is one it added."""
    rows = plan.journal.filter(table="org.UnitVersion", before__isnull=True).values_list("row", flat=True)
    added = list(rows)
    found: set[int] = set()
    for start in range(0, len(added), 5000):
        part = UnitVersion.objects.filter(pk__in=added[start : start + 5000])
        found |= set(part.values_list("unit_id", flat=True))
    ids = sorted(found)
    older: set[int] = set()
    for start in range(0, len(ids), 5000):
        before = UnitVersion.objects.filter(
            unit_id__in=ids[start : start + 5000], starts_on__lt=plan.effective_on
        )
        older |= set(before.values_list("unit_id", flat=True))
    return [pk for pk in ids if pk not in older]


def depends(what: str) -> Objection:
    """Return the refusal to take a plan back."""
    text = _("Something later depends on this plan (%(what)s): take that back first, or draw up a new plan.")
    return Objection(text % {"what": what}, rule="L5")


def refuse_guests_of(plan: Plan, founded: list[int]) -> None:
    """Refuse where anything the plan did not write points at a unit it founded."""
    if not founded:
        return
    for name, carried in CARRIED.items():
        if carried.how == "history" and name != "membership.BookEntry.unit":
            continue
        label, field = name.rsplit(".", 1)
        model = apps.get_model(label)
        for start in range(0, len(founded), 5000):
            rows = model._default_manager.filter(**{f"{field}__in": founded[start : start + 5000]})  # noqa: SLF001
            mine = JournalRow.objects.filter(plan=plan, table=label).values("row")
            if label == "membership.BookEntry":
                rows = rows.exclude(cause="reorganisation", cause_id=str(plan.pk))
            elif label in {"people.Affiliation", "membership.Overlay"}:
                rows = (
                    rows.filter(known_until=None).exclude(pk__in=mine).exclude(person__in=written_about(plan))
                )
            else:
                rows = rows.exclude(pk__in=mine)
            if rows.exists():
                raise depends(title_of(label))


def written_about(plan: Plan) -> Any:
    """Return the people in whose books the plan wrote."""
    return BookEntry.objects.filter(cause="reorganisation", cause_id=str(plan.pk)).values("person")


def moved_again(plan: Plan) -> Any:
    """Return the lines later plans that stand wrote about the people this one moved."""
    later = Plan.objects.filter(state="done", done_at__gt=plan.done_at).exclude(pk=plan.pk)
    ids = [str(pk) for pk in later.values_list("pk", flat=True)]
    return BookEntry.objects.filter(cause="reorganisation", cause_id__in=ids, person__in=written_about(plan))


def correct_lines(plan: Plan, actor: Actor) -> int:
    """Take back every line the plan wrote, the newest first."""
    found: dict[int, list[NewLine]] = {}
    written = BookEntry.objects.filter(cause="reorganisation", cause_id=str(plan.pk)).order_by(
        "person_id", "-seq"
    )
    for entry in written.iterator(chunk_size=5000):
        line = NewLine("corrected", entry.effective_on, None, {"of": entry.kind}, corrects=entry.seq)
        found.setdefault(entry.person_id, []).append(line)
    write_lines(found, actor=actor, cause=Cause("correction", f"plan:{plan.pk}"))
    return sum(len(lines) for lines in found.values())


def note_events(plan: Plan, founded: Iterable[int], actor: Actor) -> None:
    """Write into the papers of the units that the plan was taken back."""
    touched = UnitEvent.objects.filter(
        reason=plan.name, decision_number=plan.decision_number, effective_on=plan.effective_on, recorded_at__gte=plan.done_at,
    )  # fmt: skip
    ids = set(touched.values_list("unit_id", flat=True)) | set(founded)
    by = getattr(actor.user, "pk", None)
    UnitEvent.objects.bulk_create(
        [
            UnitEvent(
                unit_id=pk, kind=UnitEvent.Kind.TAKEN_BACK, effective_on=plan.effective_on, reason=plan.name,
                decision_number=plan.decision_number, decision_on=plan.decision_on, decision_body=plan.decision_body,
                recorded_by=by,
            )
            for pk in ids
        ],
        batch_size=500,
    )  # fmt: skip
