"""Training of the demo world: last year approved, this year with a branch at each stage; schools by the school year."""

from __future__ import annotations

from collections.abc import Iterable

from aoxanh.audit.actor import Actor
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.training import operations, score_operations
from aoxanh.training.advancing import Undertaking
from aoxanh.training.forms import proposed
from aoxanh.training.models import Registration, TrainingProgram
from aoxanh.training.queries import Row, rows_of

COMMUNE, BRANCH, CLASSES = "18568", "18421.01", ("448.S1.01", "448.S1.02")
MACHINE = Actor(source="demo")
WORDS = (
    "Đọc một cuốn sách về Bác mỗi quý, học xong lớp tin học cơ bản.",
    "Tham gia đủ các buổi sinh hoạt, mỗi tháng một ngày tình nguyện.",
    "Chạy bộ ba buổi mỗi tuần; dạy em nhỏ trong thôn học bơi dịp hè.",
)


def train() -> int:
    """Issue the programmes and let branches go through them; return how many registrations there are."""
    year = today().year
    issued = {
        (of, span): operations.issue_programme(None, actor=MACHINE, **proposed(of, span))
        for of, span in ((year - 1, "year"), (year, "year"), (year - 1, "school"), (year, "school"))
    }
    under = (
        UnitVersion.objects.as_of(today())
        .filter(parent__versions__code=COMMUNE, kind="branch")
        .exclude(sector="school")
    )
    branches = [v.unit for v in under.select_related("unit").order_by("code").distinct()[:5]]
    own = UnitVersion.objects.as_of(today()).select_related("unit").get(code=BRANCH).unit
    stages = {
        own: "registered",
        **dict(
            zip([b for b in branches if b != own], ("approved", "sent", "evaluated", "half"), strict=False)
        ),
    }
    for unit, stage in stages.items():
        if unit == own or stage == "approved":
            go(unit, issued[year - 1, "year"], "approved")
        go(unit, issued[year, "year"], stage)
    for version, stage in zip(
        UnitVersion.objects.as_of(today()).filter(code__in=CLASSES).select_related("unit").order_by("code"),
        ("approved", "half"),
        strict=False,
    ):
        go(version.unit, issued[year - 1, "school"], stage)
        go(version.unit, issued[year, "school"], "half")
    return Registration.objects.count()


def go(unit: Unit, program: TrainingProgram, stage: str) -> None:
    """Let a branch go as far as a stage."""
    rows = rows_of(unit.pk, program)
    if not rows:
        return
    some = (
        rows[: len(rows) // 2]
        if stage == "half"
        else rows[:-1]
        if stage == "registered" and len(rows) > 2
        else rows
    )
    places = range(len(program.outline.items))
    asked = {
        row.person.pk: Undertaking(tuple(p for p in places if (p + n) % 4), WORDS[n % len(WORDS)])
        for n, row in enumerate(some)
    }
    operations.register_members(unit, actor=MACHINE, program=program, asked=asked)
    score_themselves(rows_of(unit.pk, program, people=asked), program)
    if stage in {"half", "registered"}:
        return
    rows = rows_of(unit.pk, program, people=asked)
    sheets = {row.person.pk: given(program, n + 3) for n, row in enumerate(rows)}
    revisions = {row.person.pk: row.registration.revision for row in rows if row.registration}
    score_operations.score_branch(unit, actor=MACHINE, program=program, sheets=sheets, revisions=revisions)
    if stage == "evaluated":
        return
    score_operations.send_up(unit, actor=MACHINE, program=program, people=asked)
    if stage == "approved":
        above = Registration.objects.filter(program=program, unit=unit, stage="submitted_up")
        first = above.select_related("to").first()
        if first is not None and first.to is not None:
            score_operations.approve_evaluations(
                first.to, actor=MACHINE, registrations=list(above.values_list("pk", flat=True))
            )


def given(program: TrainingProgram, n: int) -> list[int | None]:
    """Return invented points: mostly nearly all."""
    return [
        max(item.max - ((item.place * 7 + n * 5) % 6 == 0) - ((item.place + n) % 11 == 0), 0)
        for item in program.outline.items
    ]


def score_themselves(rows: Iterable[Row], program: TrainingProgram) -> None:
    """Let two of three members score themselves."""
    for n, row in enumerate(rows):
        if n % 3 and row.registration is not None:
            score_operations.score_self(
                row.registration, actor=MACHINE, points=given(program, n), revision=row.registration.revision
            )
