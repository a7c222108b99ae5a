"""What training puts on "Việc của tôi": for the member, the branch's secretary, the unit above (R-EVL-03)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.audit.actor import Request
from aoxanh.membership.work import was_member
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Affiliation
from aoxanh.training.models import Registration, Sheet, TrainingProgram
from aoxanh.training.queries import board, chosen, home_of, list_day, programmes, span_of, spans_of
from aoxanh.ui.formats import day as shown_day
from aoxanh.ui.work import Start, Work

#: Branches of one officer looked at on the first page; who has more is told on the board.
MOST = 20
#: How long after its end a programme is still told of where something is left to do (design).
AFTER = dt.timedelta(days=92)
#: Too far above to be told of branches on the first page: branches send up to others; the board tells.
FAR = {"central", "province", "district"}
ICON = "stairs-up"


def own_here(request: Request) -> bool:
    """Whether the menu shows the reader's own: to who runs nobody else's."""
    return was_member(request, unless="training.see")


def work(request: Request) -> Iterator[Work]:
    """Tell of what is to be registered, scored, sent up and approved: a fixed number of queries for each side."""
    known = programmes()
    if not known:
        return
    user, day = request.user, today()
    yield from own(request, known, day)
    ids = {a.unit_id for a in user.appointments_today if "training.run" in user.rights_of(a)}
    units = [unit for pk, unit in user.units_today.items() if pk in ids]
    branches = [unit for unit in units if unit.kind_data.has_members][:MOST]
    if branches:
        yield from at_branches(branches, known, day)
    for unit in [unit for unit in units if not unit.kind_data.has_members and unit.kind not in FAR][:3]:
        yield from above(unit, known, day)


def own(request: Request, known: dict[tuple[int, str], TrainingProgram], day: dt.date) -> Iterator[Work]:
    """Tell a member to register, and to score themselves once evaluation has begun."""
    person = getattr(request.user, "person", None)
    home = home_of(person, day) if person is not None else None
    program = chosen(known, span_of(home, day), None, day) if home else None
    if person is None or program is None or not program.starts_on <= day < program.ends_on:
        return
    row = Registration.objects.filter(person=person, program=program).first()
    if row is None:
        late = day > program.register_by
        yield Work(
            _("Register for the training programme %(year)s") % {"year": program},
            _("by %(day)s") % {"day": shown_day(program.register_by)},
            reverse("training:own"),
            icon=ICON,
            action=_("Register now"),
            late=late,
            tone="bad" if late else "info",
            weight=40,
        )
    elif day >= program.evaluate_from and row.stage == "not_evaluated" and not has_scored(row):
        meta = _("until %(day)s") % {"day": shown_day(program.ends_on - dt.timedelta(days=1))}
        title = _("Score your training %(year)s") % {"year": program}
        yield Work(title, meta, reverse("training:own_score"), icon=ICON, action=_("Score myself"), weight=40)


def has_scored(registration: Registration) -> bool:
    """Whether the member has given a whole score of their own."""
    return Sheet.objects.filter(registration=registration, side="self", whole=True).exists()


def still_told(known: Iterable[TrainingProgram], day: dt.date) -> list[TrainingProgram]:
    """Return the programmes whose evaluation has begun and is not long over."""
    return [p for p in known if p.evaluate_from <= day < p.ends_on + AFTER]


def at_branches(
    branches: list[UnitVersion], known: dict[tuple[int, str], TrainingProgram], day: dt.date
) -> Iterator[Work]:
    """Tell branches how many are left to register, to evaluate, to send up: two queries a programme."""
    spans = spans_of(branches, day)
    for span in sorted(set(spans.values())):
        here = [b for b in branches if spans[b.unit_id] == span]
        now = chosen(known, span, None, day)
        current = now if now is not None and now.starts_on <= day < now.ends_on else None
        before = [p for p in still_told(known.values(), day) if p.span == span and p != current]
        for program in [*([current] if current else []), *before]:
            members, counts = standing_of(here, program)
            for branch in here:
                of = counts.get(branch.unit_id, Counter())
                if program == current:
                    yield from to_register(
                        branch, program, members.get(branch.unit_id, 0) - of["registered"], of, day
                    )
                yield from to_evaluate(branch, program, of, day)


def standing_of(
    branches: list[UnitVersion], program: TrainingProgram
) -> tuple[dict[int, int], dict[int, Counter[str]]]:
    """Return how many members each branch has on a programme's list, and how many are at each state and stage: two queries."""
    ids = [branch.unit_id for branch in branches]
    on_list = Affiliation.objects.as_of(list_day(program)).filter(unit__in=ids, role="member").order_by()
    members = dict(on_list.values_list("unit").annotate(n=Count("person", distinct=True)))
    done = on_list.filter(person__training__program=program)
    rows = done.values_list("unit", "person__training__stage", "person__training__state")
    counts: dict[int, Counter[str]] = {}
    for unit, stage, state, n in rows.annotate(n=Count("person", distinct=True)):
        of = counts.setdefault(unit, Counter())
        of["registered"] += n
        of["to_approve"] += n if state == "registered" else 0
        of[stage] += n
    return members, counts


def to_register(
    branch: UnitVersion, program: TrainingProgram, missing: int, of: Counter[str], day: dt.date
) -> Iterator[Work]:
    """Tell a branch who has not registered, and whose own registration waits to be approved."""
    address = f"{reverse('training:unit', args=[branch.unit_id])}?year={program.year}&tab=register"
    if missing > 0:
        title = ngettext(
            "Training %(year)s: %(n)d member has not registered",
            "Training %(year)s: %(n)d members have not registered",
            missing,
        ) % {"year": program, "n": missing}
        meta = f"{branch.name} · " + _("by %(day)s") % {"day": shown_day(program.register_by)}
        tone = "bad" if day > program.register_by else "info"
        yield Work(
            title,
            meta,
            f"{address}&only=not_registered",
            icon=ICON,
            action=_("Register now"),
            tone=tone,
            weight=50,
        )
    if n := of["to_approve"]:
        title = ngettext(
            "%(n)d registration for training waits", "%(n)d registrations for training wait", n
        ) % {"n": n}
        yield Work(title, branch.name, f"{address}&only=registered", icon=ICON, action=_("See"), weight=51)


def to_evaluate(
    branch: UnitVersion, program: TrainingProgram, of: Counter[str], day: dt.date
) -> Iterator[Work]:
    """Tell a branch who is not evaluated once evaluation has begun, and whom it can send up."""
    if (n := of["not_evaluated"]) and day >= program.evaluate_from:
        title = ngettext(
            "Training %(year)s: %(n)d member is not evaluated",
            "Training %(year)s: %(n)d members are not evaluated",
            n,
        ) % {"year": program, "n": n}
        address = f"{reverse('training:sheet', args=[branch.unit_id])}?year={program.year}"
        late = day >= program.ends_on
        yield Work(
            title,
            branch.name,
            address,
            icon=ICON,
            action=_("Evaluate"),
            late=late,
            tone="bad" if late else "info",
            weight=48,
        )
    if n := of["evaluated"]:
        title = ngettext(
            "Training %(year)s: send %(n)d evaluated member up",
            "Training %(year)s: send %(n)d evaluated members up",
            n,
        ) % {"year": program, "n": n}
        address = f"{reverse('training:unit', args=[branch.unit_id])}?year={program.year}&tab=evaluate&only=evaluated"
        yield Work(title, branch.name, address, icon=ICON, action=_("Send up now"), weight=49)


def above(unit: UnitVersion, known: dict[tuple[int, str], TrainingProgram], day: dt.date) -> Iterator[Work]:
    """Tell the unit above what waits to be approved, and who has not sent up once evaluation has begun."""
    address = reverse("training:board", args=[unit.unit_id])
    if n := Registration.objects.filter(to=unit.unit_id, stage="submitted_up").count():
        title = ngettext(
            "%(n)d training evaluation waits to be approved",
            "%(n)d training evaluations wait to be approved",
            n,
        ) % {"n": n}
        yield Work(title, unit.name, f"{address}?tab=waiting", icon=ICON, action=_("See"), weight=45)
    for year in sorted({p.year for p in still_told(known.values(), day)}):
        behind = sum(row.behind for row in board(unit, year, day))
        if behind:
            title = ngettext(
                "Training %(year)s: %(n)d branch has not sent everybody up",
                "Training %(year)s: %(n)d branches have not sent everybody up",
                behind,
            ) % {"year": year, "n": behind}
            yield Work(title, unit.name, f"{address}?year={year}", icon=ICON, action=_("See"), weight=75)


def starts(request: Request) -> Iterator[Start]:
    """Lead members to their training."""
    if own_here(request):
        yield Start(
            _("My training"),
            _("Register for the year, score yourself, see the result"),
            reverse("training:own"),
            ICON,
            12,
        )
