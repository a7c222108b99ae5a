"""What cases put on "Việc của tôi": what waits where one acts, what is late, and where one's own cases are."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.audit.actor import Request
from aoxanh.cases.models import Case
from aoxanh.cases.procedure import PROCEDURES, step_of
from aoxanh.cases.queries import own_units
from aoxanh.org.models import today
from aoxanh.org.queries import names_on
from aoxanh.ui.formats import day as shown_day
from aoxanh.ui.work import Start, Work

OWN = 20


def work(request: Request) -> Iterator[Work]:
    """Tell of waiting cases by procedure and step, and of one's own: four queries at most."""
    units = own_units(request.user)
    if units:
        yield from waiting(units)
    yield from own(request)


def waiting(units: list[int]) -> Iterator[Work]:
    """Tell of what waits at these units, one line for each kind of step; a single case is led to itself."""
    late = Q(due_on__lt=today())
    rows = Case.objects.filter(state="open", at__in=units).order_by().values("procedure", "step")
    found = list(
        rows.annotate(n=Count("pk"), since=Min("since"), late=Count("pk", filter=late), first=Min("pk"))
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
            tag=ngettext("%(n)d late", "%(n)d late", n_late) % {"n": n_late} if n_late else "", tone="bad" if n_late else "info",
            late=bool(n_late), weight=30,
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
