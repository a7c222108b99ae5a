"""What training puts on "Việc của tôi": for the member, the branch's secretary, the unit above (R-EVL-03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.audit.actor import Request
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Affiliation, Person
from aoxanh.training.models import Registration, Sheet, TrainingProgram
from aoxanh.training.queries import board, chosen, home_of, list_day, programmes, span_of, spans_of
from aoxanh.ui.formats import day as shown_day
from aoxanh.ui.work import Start, Work

#: Branches of one officer looked at on the first page; who has more is told on the board.
MOST = 20
#: Too far above to be told of branches on the first page: branches send up to others; the board tells.
FAR = {"central", "province", "district"}
ICON = "stairs-up"


def own_here(request: Request) -> bool:
    """Whether the menu shows "my training": to who has a record and runs nobody else's. Asked once a request."""
    if not request.user.is_authenticated or request.user.holds_anywhere("training.see"):
        return False
    known = request.__dict__.get("own_training")
    if known is None:
        mine = Person.objects.known().filter(user=request.user, affiliations__role="member")
        known = request.__dict__["own_training"] = mine.exists()
    return bool(known)


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


def at_branches(
    branches: list[UnitVersion], known: dict[tuple[int, str], TrainingProgram], day: dt.date
) -> Iterator[Work]:
    """Tell the branch how many are left to register, to evaluate, to send up: two queries a programme."""
    spans = spans_of(branches, day)
    for program in {
        p for p in (chosen(known, spans[b.unit_id], None, day) for b in branches) if p is not None
    }:
        here = [b for b in branches if spans[b.unit_id] == program.span]
        on_list = (
            Affiliation.objects.as_of(list_day(program))
            .filter(unit__in=[b.unit_id for b in here], role="member")
            .order_by()
        )
        members = dict(on_list.values_list("unit").annotate(n=Count("person", distinct=True)))
        done = on_list.filter(person__training__program=program)
        rows = done.values_list("unit", "person__training__stage", "person__training__state").annotate(
            n=Count("person", distinct=True)
        )
        counts: dict[int, dict[str, int]] = {}
        for unit, stage, state, n in rows:
            of = counts.setdefault(
                unit, {"registered": 0, "not_evaluated": 0, "evaluated": 0, "to_approve": 0}
            )
            of["registered"] += n
            of["to_approve"] += n if state == "registered" else 0
            if stage in of:
                of[stage] += n
        for branch in here:
            yield from of_branch(
                branch, program, members.get(branch.unit_id, 0), counts.get(branch.unit_id, {}), day
            )


def of_branch(
    branch: UnitVersion, program: TrainingProgram, members: int, counts: dict[str, int], day: dt.date
) -> Iterator[Work]:
    """Tell what a branch has left to do in the order it is done; nothing where nobody is on the list."""
    address = f"{reverse('training:unit', args=[branch.unit_id])}?year={program.year}"
    missing = members - counts.get("registered", 0)
    facts: dict[str, Any] = {"year": program, "unit": branch.name}
    if missing > 0:
        late = day > program.register_by
        title = ngettext(
            "Training %(year)s: %(n)d member has not registered",
            "Training %(year)s: %(n)d members have not registered",
            missing,
        ) % {**facts, "n": missing}
        yield Work(
            title,
            f"{branch.name} · " + _("by %(day)s") % {"day": shown_day(program.register_by)},
            f"{address}&tab=register&only=not_registered",
            icon=ICON,
            action=_("Register now"),
            tone="bad" if late else "info",
            weight=50,
        )
    if n := counts.get("to_approve", 0):
        title = ngettext(
            "%(n)d registration for training waits", "%(n)d registrations for training wait", n
        ) % {"n": n}
        yield Work(
            title,
            branch.name,
            f"{address}&tab=register&only=registered",
            icon=ICON,
            action=_("See"),
            weight=51,
        )
    if (n := counts.get("not_evaluated", 0)) and day >= program.evaluate_from:
        title = ngettext(
            "Training %(year)s: %(n)d member is not evaluated",
            "Training %(year)s: %(n)d members are not evaluated",
            n,
        ) % {**facts, "n": n}
        sheet = f"{reverse('training:sheet', args=[branch.unit_id])}?year={program.year}"
        yield Work(title, branch.name, sheet, icon=ICON, action=_("Evaluate"), weight=48)
    if n := counts.get("evaluated", 0):
        title = ngettext(
            "Training %(year)s: send %(n)d evaluated member up",
            "Training %(year)s: send %(n)d evaluated members up",
            n,
        ) % {**facts, "n": n}
        yield Work(
            title,
            branch.name,
            f"{address}&tab=evaluate&only=evaluated",
            icon=ICON,
            action=_("Send up now"),
            weight=49,
        )


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
    begun = [p for p in known.values() if p.evaluate_from <= day < p.ends_on]
    for year in sorted({p.year for p in begun}):
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
