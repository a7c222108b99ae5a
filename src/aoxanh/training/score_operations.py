"""Scores of the member, the branch and the unit above; sending up, approving, sending back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.org.models import Unit, today
from aoxanh.training import policies
from aoxanh.training.advancing import close_words, keep_sheet, move, move_many, stale, the_programme
from aoxanh.training.models import Registration, Sheet, TrainingProgram
from aoxanh.training.queries import Row, rows_of
from aoxanh.training.scoring import RULE, Points


@operation(
    "training.score_self", allow=policies.may_score_own, says=gettext_lazy("scored their own training")
)
def score_self(registration: Registration, *, actor: Actor, points: Iterable[Any], revision: int) -> Done:
    """Give one's own score, whole or in part; its result is the Sheet.

    Raises Objection once the branch has scored, when somebody changed it meanwhile, or a criterion gives less.
    """
    if registration.revision != revision:
        raise stale()
    if registration.stage != "not_evaluated":
        raise Objection(_("Your branch has scored already."), rule=RULE)
    sheet = registration.program.outline.checked(points)
    move(registration, stage="not_evaluated")
    kept = keep_sheet(registration, "self", sheet, actor=actor)
    return Done(kept, unit=registration.unit_id, subject=registration.person.uid, facts={"total": kept.total})


@operation(
    "training.score_branch",
    allow=policies.may_run,
    says=gettext_lazy("scored %(n)s members for training %(year)s"),
)
def score_branch(
    unit: Unit,
    *,
    actor: Actor,
    program: TrainingProgram,
    sheets: Mapping[int, Points],
    revisions: Mapping[int, int],
) -> Done:
    """Give the branch's scores of its members (ids); its result is how many changed.

    All or nothing. Raises Objection for one's own score (L11), for who has no approved registration or was sent up, for
    what somebody changed meanwhile, and for points a criterion does not give.
    """
    the_programme(unit, program)
    n = 0
    for row in rows_of(unit.pk, program, people=sheets):
        registration = scorable(row, actor)
        if registration.revision != revisions.get(row.person.pk):
            raise stale()
        points = program.outline.checked(sheets[row.person.pk])
        if points == row.points("branch"):
            continue
        whole = program.outline.is_whole(points)
        registration.program = program
        move(registration, stage="evaluated" if whole else "not_evaluated", unit=unit)
        keep_sheet(registration, "branch", points, actor=actor)
        n += 1
    if not n:
        raise Objection(_("No score was changed."), rule=RULE)
    return Done(n, target=unit, unit=unit, facts={"n": n, "year": program.title})


def scorable(row: Row, actor: Actor) -> Registration:
    """Return the registration the branch may score; raises Objection otherwise."""
    name = row.person.full_name
    if policies.is_own(actor.user, row.person):
        raise Objection(
            _("%(name)s: nobody gives the branch's score about themselves.") % {"name": name}, rule="L11"
        )
    if row.registration is None or row.state != "approved":
        raise Objection(_("%(name)s: no approved registration yet.") % {"name": name}, rule=RULE)
    if not row.registration.is_open:
        raise Objection(_("%(name)s: sent up already.") % {"name": name}, rule=RULE)
    return row.registration


@operation(
    "training.take_self",
    allow=policies.may_run,
    says=gettext_lazy("took over the own scores of %(n)s members for training %(year)s"),
)
def take_self_scores(unit: Unit, *, actor: Actor, program: TrainingProgram, people: Iterable[int]) -> Done:
    """Agree with the members' own scores: they become the branch's; its result is how many. Whoever cannot go is passed over."""
    the_programme(unit, program)
    rows = [row for row in rows_of(unit.pk, program, people=people) if can_take(row, actor)]
    if not rows:
        raise Objection(
            _("Nobody chosen has a whole score of their own that waits for the branch's."),
            field="selected",
            rule=RULE,
        )
    for row in rows:
        assert row.registration is not None  # noqa: S101 - asked above
        row.registration.program = program
        move(row.registration, stage="evaluated", unit=unit)
        keep_sheet(row.registration, "branch", list(row.sheets["self"].points), actor=actor)
    return Done(len(rows), target=unit, unit=unit, facts={"n": len(rows), "year": program.title})


def can_take(row: Row, actor: Actor) -> bool:
    """Whether the branch may take over somebody's own score: whole, approved, open, not scored yet, not its officer's own."""
    return (
        row.state == "approved" and row.stage == "not_evaluated" and row.total("self") is not None
        and not policies.is_own(actor.user, row.person)
    )  # fmt: skip


@operation(
    "training.send_up",
    allow=policies.may_run,
    says=gettext_lazy("sent the training of %(n)s members up, %(year)s"),
)
def send_up(unit: Unit, *, actor: Actor, program: TrainingProgram, people: Iterable[int]) -> Done:
    """Send the evaluated of a branch (ids) to the unit above, as one; its result is how many (“Chuyển cấp trên”).

    Those not evaluated or sent already are passed over. Raises Objection when nobody can go.
    """
    the_programme(unit, program)
    version = unit.standing(today())
    if version is None or version.parent_id is None:
        raise Objection(_("There is no unit above to send to."), rule=RULE)
    rows = [
        r.registration
        for r in rows_of(unit.pk, program, people=people)
        if r.registration and r.stage == "evaluated"
    ]
    if not rows:
        raise Objection(_("Nobody chosen is evaluated and waits to be sent up."), field="selected", rule=RULE)
    move_many(
        rows, was="evaluated", stage="submitted_up", to_id=version.parent_id, unit=unit, sent_at=timezone.now(),
        sent_by=getattr(actor.user, "pk", None),
    )  # fmt: skip
    return Done(
        len(rows),
        target=unit,
        unit=unit,
        facts={"n": len(rows), "year": program.title, "to": version.parent_id},
    )


@operation(
    "training.score_above",
    allow=policies.may_score_above,
    says=gettext_lazy("gave the score of the unit above: %(total)s"),
)
def score_above(registration: Registration, *, actor: Actor, points: Iterable[Any], revision: int) -> Done:
    """Give the score of the unit above on what was sent up; its result is the Sheet. Approving is a step of its own."""
    if registration.revision != revision:
        raise stale()
    if registration.stage != "submitted_up":
        raise Objection(_("Only what was sent up and is not approved yet is scored above."), rule=RULE)
    refuse_same_hand(registration, actor)
    sheet = registration.program.outline.checked(points)
    move(registration, stage="submitted_up")
    kept = keep_sheet(registration, "superior", sheet, actor=actor)
    return Done(kept, unit=registration.to_id, subject=registration.person.uid, facts={"total": kept.total})


def same_hand(registration: Registration, actor: Actor, scored_by: int | None) -> bool:
    """Whether who would decide is who it is about, scored it for the branch or sent it up (L11)."""
    user = getattr(actor.user, "pk", None)
    return user is not None and (
        policies.is_own(actor.user, registration.person) or user in {registration.sent_by, scored_by}
    )


def refuse_same_hand(registration: Registration, actor: Actor) -> None:
    """Raise Objection where the same person would look at it twice."""
    scored = registration.sheets.filter(side="branch").values_list("by", flat=True).first()
    if same_hand(registration, actor, scored):
        raise Objection(
            _("Who scored it for the branch or sent it up does not decide on it above."), rule="L11"
        )


@operation(
    "training.approve", allow=policies.may_decide, says=gettext_lazy("approved the training of %(n)s members")
)
def approve_evaluations(unit: Unit, *, actor: Actor, registrations: Iterable[int]) -> Done:
    """Approve what was sent up to a unit (ids), many at once; its result is how many. Then it is frozen.

    Where the unit above gave no whole score of its own, the branch's stands. Rows one's own hand has touched are passed
    over (L11). Raises Objection when none is left.
    """
    rows, sheets = waiting_rows(unit, registrations)
    rows = [r for r in rows if not same_hand(r, actor, sheets[r.pk]["branch"].by)]
    if not rows:
        raise Objection(
            _("Nothing to approve: who scored it for the branch or sent it up does not decide on it above."),
            field="selected",
            rule="L11",
        )
    now, by = timezone.now(), getattr(actor.user, "pk", None)
    scores: dict[int, list[Registration]] = {}
    copies = []
    for row in rows:
        branch, above = sheets[row.pk]["branch"], sheets[row.pk].get("superior")
        if above is None or not above.whole:
            copies.append(
                Sheet(
                    registration=row,
                    side="superior",
                    points=branch.points,
                    total=branch.total,
                    whole=True,
                    at=now,
                    by=by,
                )
            )
            above = branch
        scores.setdefault(above.total, []).append(row)
    Sheet.objects.filter(registration__in=[c.registration_id for c in copies], side="superior").delete()
    Sheet.objects.bulk_create(copies, batch_size=500)
    for total, some in scores.items():
        move_many(some, was="submitted_up", stage="approved", score=total, decided_at=now, decided_by=by)
    return Done(len(rows), target=unit, unit=unit, facts={"n": len(rows)})


def waiting_rows(unit: Unit, ids: Iterable[int]) -> tuple[list[Registration], dict[int, dict[str, Sheet]]]:
    """Return what waits at a unit of these, with its sheets: two queries."""
    rows = list(
        Registration.objects.filter(pk__in=list(ids), to=unit, stage="submitted_up")
        .select_related("person")
        .order_by("pk")
    )
    sheets: dict[int, dict[str, Sheet]] = {row.pk: {} for row in rows}
    for sheet in Sheet.objects.filter(registration__in=rows):
        sheets[sheet.registration_id][sheet.side] = sheet
    return rows, sheets


@operation(
    "training.send_back",
    allow=policies.may_decide,
    says=gettext_lazy("sent the training of %(n)s members back to the branch"),
)
def send_back(unit: Unit, *, actor: Actor, registrations: Iterable[int], reason: str) -> Done:
    """Send back what was sent up to a unit (ids), with the reason; its result is how many. The branch has it again."""
    del actor
    reason = reason.strip()[:1000]
    if not reason:
        raise Objection(_("Say why it goes back."), field="reason", rule=RULE)
    rows, _sheets = waiting_rows(unit, registrations)
    if not rows:
        raise Objection(_("Nothing chosen waits here any more."), field="selected", rule="L17")
    close_words([(row, row.person, {**row.words, "reason": reason}) for row in rows])
    for row in rows:
        move(row, stage="evaluated", sealed=row.sealed, sent_at=None, sent_by=None)
    Sheet.objects.filter(registration__in=rows, side="superior").delete()
    return Done(len(rows), target=unit, unit=unit, facts={"n": len(rows)})
