"""What cases put on "Việc của tôi": what waits where one acts, what is late, and where one's own cases are."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.audit.actor import Request
from aoxanh.cases.clocks import (
    complaint_left,
    ending,
    long_late,
    soon,
    to_decide,
    uncommented,
    undecided,
)  # fmt: skip
from aoxanh.cases.models import Case
from aoxanh.cases.procedure import PROCEDURES, step_of
from aoxanh.cases.procedures.transfer import GRASSROOTS
from aoxanh.cases.queries import own_units
from aoxanh.cases.transit import lost, unsent
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import names_on
from aoxanh.ui.formats import day as shown_day
from aoxanh.ui.work import Start, Work

OWN = 20


def work(request: Request) -> Iterator[Work]:
    """Tell of waiting cases by procedure and step, and of one's own: four queries at most."""
    units = own_units(request.user)
    if units:
        yield from waiting(units)
        yield from running_out(request, units)
        yield from on_the_way(request, units)
        yield from maturing(request, units)
    yield from own(request)
    yield from of_oneself(request)


def waiting(units: list[int]) -> Iterator[Work]:
    """Tell of what waits at these units, one line for each kind of step; a single case is led to itself."""
    late, near = Q(due_on__lt=today()), soon(statute_on(today()), today())
    rows = Case.objects.filter(state="open", at__in=units).order_by().values("procedure", "step")
    found = list(
        rows.annotate(
            n=Count("pk"),
            since=Min("since"),
            late=Count("pk", filter=late),
            soon=Count("pk", filter=Q(due_on__lte=near)),
            first=Min("pk"),
        )
    )
    alone = {row["first"] for row in found if row["n"] == 1}
    uids = dict(Case.objects.filter(pk__in=alone).values_list("pk", "uid")) if alone else {}
    for row in found:
        plug = PROCEDURES.get(row["procedure"])
        step = step_of(plug, row["step"]) if plug else None
        if plug is None or step is None:
            continue
        n, n_late = row["n"], row["late"]
        title = ngettext("%(title)s: %(n)d case waits", "%(title)s: %(n)d cases wait", n) % {
            "title": plug.title,
            "n": n,
        }
        meta = _("%(step)s · waiting since %(day)s") % {"step": step.title, "day": shown_day(row["since"])}
        one = uids.get(row["first"])
        address = (
            reverse("cases:case", args=[one])
            if one
            else f"{reverse('cases:list')}?tab=waiting&procedure={plug.code}"
        )
        yield Work(
            title, meta, address, icon=plug.icon, action=step.verb,
            tag=ngettext("%(n)d late", "%(n)d late", n_late) % {"n": n_late} if n_late else _("due soon") if row["soon"] else "",
            tone="bad" if n_late else "warn" if row["soon"] else "info",
            late=bool(n_late), weight=30,
        )  # fmt: skip


def running_out(request: Request, units: list[int]) -> Iterator[Work]:
    """Tell superiors of what is long late directly below, and branches of what in the book ends soon: three queries."""
    day = today()
    statute = statute_on(day)
    places = [unit for pk, unit in request.user.units_today.items() if pk in units]
    above = [unit.unit_id for unit in places if not unit.kind_data.has_members]
    if above:
        below = UnitVersion.objects.as_of(day).filter(parent_id__in=above).values("unit_id")
        n = Case.objects.filter(state="open", due_on__lt=long_late(statute, day), at__in=below).count()
        if n:
            title = ngettext(
                "%(n)d case at the units below is long late",
                "%(n)d cases at the units below are long late",
                n,
            )
            meta = _("by more than %(days)d days") % {"days": statute["escalation_days"]}
            yield Work(
                title % {"n": n}, meta, reverse("cases:deadlines"), icon="hourglass", action=_("See"), tag=_("late"), tone="bad", late=True, weight=35
            )  # fmt: skip
    branches = [unit.unit_id for unit in places if unit.kind_data.has_members]
    n = ending(day, branches, statute).count() if branches else 0
    if n:
        title = ngettext("%(n)d term of a member runs out soon", "%(n)d terms of members run out soon", n)
        meta = _("temporary activity, measures, exemptions, years away")
        yield Work(
            title % {"n": n}, meta, reverse("cases:deadlines"), icon="hourglass", action=_("See"), weight=45
        )


def on_the_way(request: Request, units: list[int]) -> Iterator[Work]:
    """Tell both sides, and those above, of members sent and not received (R-TRF-01); the new place of those not even sent
    three months after they moved (R-TRF-02): two queries.
    """
    day = today()
    here = [unit for pk, unit in request.user.units_today.items() if pk in units]
    paths = [unit.path for unit in here]
    n = lost(paths, day).exclude(at__in=units).count() if paths else 0
    if n:
        title = ngettext(
            "%(n)d member was sent and has not been received within the month",
            "%(n)d members were sent and have not been received within the month",
            n,
        )
        yield Work(
            title % {"n": n}, _("Call the other side; the letter's code leads it to the case"), reverse("cases:transit"), icon="arrows-exchange",
            action=_("See"), tag=_("late"), tone="bad", late=True, weight=36,
        )  # fmt: skip
    statute = statute_on(day)
    near = [unit.path for unit in here if unit.kind_data.has_members or unit.kind in GRASSROOTS]
    n = len(unsent(near, day, statute)) if near else 0
    if n:
        title = ngettext(
            "%(n)d member moved here long ago and is not transferred yet",
            "%(n)d members moved here long ago and are not transferred yet",
            n,
        )
        meta = _("%(n)d months or more: you may ask the old place to review their standing") % {"n": statute["transfer_overdue_months"]}  # fmt: skip
        yield Work(
            title % {"n": n}, meta, f"{reverse('cases:transit')}#unsent", icon="arrows-exchange", action=_("See"), tone="warn", weight=46
        )  # fmt: skip


def maturing(request: Request, units: list[int]) -> Iterator[Work]:
    """Tell branches whose wishes are to be learned: over 30 with nothing decided, officers over 35 (R-MAT-01, R-MAT-04);
    and who is coached by the Party and not commented on this quarter (P12): two queries.
    """
    found = request.user.units_today.items()
    branches = [pk for pk, unit in found if pk in units and unit.kind_data.has_members]
    for pk, n in undecided(branches, today()).items() if branches else ():
        title = ngettext(
            "%(n)d member is over 30 and nothing is decided", "%(n)d members are over 30 and nothing is decided", n
        )  # fmt: skip
        yield Work(
            title % {"n": n}, _("learn their wishes: to mature, or to stay until 35"), reverse("cases:choose", args=[pk, "maturation"]),
            icon="confetti", action=_("See who"), weight=55,
        )  # fmt: skip

    for pk, n in uncommented(branches, today()).items() if branches else ():
        title = ngettext(
            "%(n)d member the Party coaches has no comments this quarter",
            "%(n)d members the Party coaches have no comments this quarter",
            n,
        )
        yield Work(
            title % {"n": n}, _("the branch comments each quarter (HD 30 III.2)"), reverse("cases:choose", args=[pk, "party_comments"]),
            icon="flag", action=_("Comment"), weight=57,
        )  # fmt: skip


def of_oneself(request: Request) -> Iterator[Work]:
    """Tell a member how long a measure can still be complained about (R-DIS-12), and once over 30 ask for the wish (P7):
    two queries for whoever has a record, one more for whoever is over 30.
    """
    person = getattr(request.user, "person", None)
    if person is None:
        return
    if to_decide(person, today()):
        yield Work(
            _("You are over 30: say what you wish"), _("to mature, or to stay until 35; your branch decides"), f"{reverse('cases:list')}?tab=mine#ask",
            icon="confetti", action=_("Say it"), weight=55,
        )  # fmt: skip
    left = complaint_left(person.pk, today())
    if left is not None:
        until, days = left
        title = ngettext(
            "You may complain about the measure for %(n)d more day", "You may complain about the measure for %(n)d more days", days
        )  # fmt: skip
        title = title % {"n": days} if days else _("Today is the last day to complain about the measure")
        yield Work(
            title, _("until %(day)s, HD 20 §25.2") % {"day": shown_day(until)}, reverse("cases:ask", args=["complaint"]),
            icon="message", action=_("Complain"), late=not days, tone="info" if days else "bad", weight=50,
        )  # fmt: skip


def own(request: Request) -> Iterator[Work]:
    """Tell the reader where their own cases are."""
    rows = list(Case.objects.filter(state="open", person__user_id=request.user.pk).order_by("-pk")[:OWN])
    if not rows:
        return
    units = names_on({case.at_id for case in rows if case.at_id}, today())
    for case in rows:
        plug = PROCEDURES[case.procedure]
        step = step_of(plug, case.step)
        at = units[case.at_id].name if case.at_id in units else ""
        meta = _("%(step)s · at %(unit)s since %(day)s") % {"step": step.title if step else "", "unit": at, "day": shown_day(case.since)}  # fmt: skip
        title = _("My case: %(title)s") % {"title": plug.title}
        yield Work(
            title, meta, reverse("cases:case", args=[case.uid]), icon=plug.icon, action=_("See"), weight=60
        )


def topics(request: Request) -> Iterator[str]:
    """Return on which live topics the reader's cases move."""
    yield f"work:u{request.user.pk}"
    yield from (f"work:{unit}" for unit in own_units(request.user)[:12])


def starts(request: Request) -> Iterator[Start]:
    """Lead officers to opening a case, and members to asking for one."""
    if request.user.holds_anywhere("cases.open"):
        yield Start(_("Open a case"), _("Admission, transfer, maturation … for one or many at once"), reverse("cases:start"), "file-plus", 15)  # fmt: skip
    elif getattr(request.user, "person", None) is not None:
        meta = _("Transfer, working away, a lost card …; see here how far it is")
        yield Start(_("Ask your branch"), meta, f"{reverse('cases:list')}?tab=mine#ask", "file-plus", 15)


def cases_here(request: Request) -> bool:
    """Whether the menu shows cases: to officers who see them and to everybody with a record of their own."""
    if not request.user.is_authenticated:
        return False
    return (
        request.user.holds_anywhere("cases.see") is not None
        or getattr(request.user, "person", None) is not None
    )
