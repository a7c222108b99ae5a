"""What registering and scoring share: who can go, words sealed, rows moved by compare-and-set."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.org.models import Unit, today
from aoxanh.people.models import Person
from aoxanh.training.models import Registration, Sheet, TrainingProgram
from aoxanh.training.policies import is_own
from aoxanh.training.queries import Row, programmes, rows_of, span_of
from aoxanh.training.scoring import RULE, Points

Outcome = Literal["new", "changed", "same", "refused"]


@dataclass(frozen=True)
class Undertaking:
    """What somebody undertakes: places of the criteria ticked, and the commitment in words."""

    chosen: tuple[int, ...]
    words: str = ""


@dataclass
class Verdict:
    """What becomes of one person in an act on many: it goes, or stays with a reason and its rule."""

    row: Row
    outcome: Outcome
    why: str = ""
    rule: str = ""
    undertaking: Undertaking = field(default_factory=lambda: Undertaking(()))

    @property
    def goes(self) -> bool:
        """Whether something becomes of it."""
        return self.outcome in {"new", "changed"}


def stale() -> Objection:
    """Return the refusal of a write that somebody else was faster with (L17)."""
    return Objection(_("Somebody else has changed this meanwhile. Look at it again."), rule="L17")


def the_programme(unit: Unit, program: TrainingProgram) -> TrainingProgram:
    """Return the programme if it is the one that holds for the branch; raises Objection otherwise."""
    version = unit.standing(today())
    if version is None or not version.kind_data.has_members:
        raise Objection(_("Members register and are scored at a branch."), rule=RULE)
    if program.span != span_of(version, today()):
        raise Objection(
            _("This programme is not that of the branch: schools go by the school year."), rule="R-EVL-03"
        )
    if programmes().get((program.year, program.span)) != program:
        raise Objection(_("A newer version of this programme holds. Reload the page."), rule=RULE)
    return program


def undertaken(program: TrainingProgram, given: Undertaking) -> Undertaking:
    """Return the undertaking in the order of the form; raises Objection where nothing of the form was ticked."""
    places = {item.place for item in program.outline.items}
    ticked = tuple(sorted(set(given.chosen)))
    if not ticked or not set(ticked) <= places:
        raise Objection(_("Tick at least one content of the programme."), field="chosen", rule=RULE)
    return Undertaking(ticked, given.words.strip()[:2000])


def judged(
    unit: Unit, program: TrainingProgram, asked: Mapping[int, Undertaking], *, replace: bool
) -> list[Verdict]:
    """Return what becomes of registering these people (ids) of a branch; those who are not its members are left out.

    `replace`: whether a registration there is may be changed; registering all must not overwrite what somebody wrote.
    """
    rows = rows_of(unit.pk, program, people=asked)
    return [verdict_of(row, program, asked[row.person.pk], replace=replace) for row in rows]


def verdict_of(row: Row, program: TrainingProgram, given: Undertaking, *, replace: bool) -> Verdict:
    """Return what becomes of registering one member."""
    try:
        given = undertaken(program, given)
    except Objection as objection:
        return Verdict(row, "refused", str(objection.message), objection.rule)
    before = row.registration
    if before is None:
        return Verdict(row, "new", undertaking=given)
    if tuple(before.chosen) == given.chosen and before.words.get("commitment", "") == given.words:
        return Verdict(row, "same", _("Registered already, nothing new"), RULE, given)
    if row.sheets or before.stage != "not_evaluated":
        return Verdict(row, "refused", _("The evaluation has begun: the registration stays."), RULE, given)
    if not replace:
        return Verdict(
            row, "same", _("Has registered already: change it on the member's own page."), RULE, given
        )
    return Verdict(row, "changed", undertaking=given)


def close_words(registrations: Iterable[tuple[Registration, Person, Mapping[str, str]]]) -> None:
    """Seal words of many under the key of each person, keys made the first time; the rows are not written here."""
    without = []
    for registration, person, words in registrations:
        said = {name: text for name, text in words.items() if text}
        if not said:
            registration.sealed = None
            continue
        if person.seal is None:
            without.append(person)
        registration.sealed = person.make_seal().close(json.dumps(said, ensure_ascii=False), "training")
    for person in without:
        Person.objects.filter(pk=person.pk, wrapped_key=None).update(wrapped_key=person.wrapped_key)


def write_registrations(
    unit: Unit, program: TrainingProgram, verdicts: Iterable[Verdict], *, actor: Actor, approve: bool
) -> int:
    """Write what was judged to go; return how many. Whoever registers themselves is not approved by it (L11)."""
    going = [v for v in verdicts if v.goes]
    user = actor.user
    rows = []
    for verdict in going:
        one = verdict.row.registration or Registration(program=program, person=verdict.row.person)
        one.unit, one.chosen = unit, list(verdict.undertaking.chosen)
        approved = approve and not is_own(user, verdict.row.person)
        one.state, one.approved_by = (
            ("approved", getattr(user, "pk", None)) if approved else ("registered", None)
        )
        one.at, one.by = timezone.now(), getattr(user, "pk", None)
        rows.append((one, verdict.row.person, {**one.words, "commitment": verdict.undertaking.words}))
    close_words(rows)
    try:
        Registration.objects.bulk_create([r for r, _p, _w in rows if r.pk is None], batch_size=500)
    except IntegrityError as twin:
        raise stale() from twin
    for row in [verdict.row.registration for verdict in going if verdict.outcome == "changed"]:
        assert row is not None  # noqa: S101 - it was judged as changed
        still = Registration.objects.filter(pk=row.pk, revision=row.revision, stage="not_evaluated")
        if not still.update(
            unit=row.unit, chosen=row.chosen, state=row.state, approved_by=row.approved_by, at=row.at, by=row.by,
            sealed=row.sealed, revision=F("revision") + 1,
        ):  # fmt: skip
            raise stale()
    return len(going)


def move(registration: Registration, *, stage: str, **changes: Any) -> None:
    """Move one registration on, if nobody has meanwhile (compare-and-set by stage and revision)."""
    still = Registration.objects.filter(
        pk=registration.pk, revision=registration.revision, stage=registration.stage
    )
    if not still.update(stage=stage, revision=F("revision") + 1, **changes):
        raise stale()
    registration.stage, registration.revision = stage, registration.revision + 1
    for name, value in changes.items():
        setattr(registration, name, value)


def move_many(registrations: list[Registration], *, was: str, stage: str, **changes: Any) -> None:
    """Move many on, all of them or none: those still at the stage and revision they were looked at."""
    by_revision: dict[int, list[int]] = {}
    for row in registrations:
        by_revision.setdefault(row.revision, []).append(row.pk)
    moved = 0
    for revision, ids in by_revision.items():
        still = Registration.objects.filter(pk__in=ids, stage=was, revision=revision)
        moved += still.update(stage=stage, revision=F("revision") + 1, **changes)
    if moved != len(registrations):
        raise stale()


def keep_sheet(registration: Registration, side: str, points: Points, *, actor: Actor) -> Sheet:
    """Keep what a side gave; its sum never exceeds the form."""
    outline = registration.program.outline
    sheet, _made = Sheet.objects.update_or_create(
        registration=registration,
        side=side,
        defaults={
            "points": points, "total": outline.total_of(points), "whole": outline.is_whole(points),
            "at": timezone.now(), "by": getattr(actor.user, "pk", None),
        },
    )  # fmt: skip
    return sheet
