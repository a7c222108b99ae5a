"""What applications put on "Việc của tôi": those that wait for an answer, and soon to be deleted unanswered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.applications.models import Application
from aoxanh.audit.actor import Request
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import today
from aoxanh.ui.formats import day as shown_day
from aoxanh.ui.work import Start, Work


def units_of(request: Request) -> list[int]:
    """Return the units the reader opens cases at."""
    return sorted(
        {a.unit_id for a in request.user.appointments_today if "cases.open" in request.user.rights_of(a)}
    )


def work(request: Request) -> Iterator[Work]:
    """Tell of the applications that wait: two queries for who opens cases, none for others."""
    units = units_of(request)
    if not units:
        return
    rows = Application.objects.waiting().filter(unit__in=units).order_by().values("unit")
    waiting = list(rows.annotate(n=Count("pk"), since=Min("received_at")))
    if not waiting:
        return
    statute = statute_on(today())
    days, remind = int(statute["application_days"]), int(statute["reminder_days"])
    for row in waiting:
        since = timezone.localtime(row["since"]).date()
        gone_on = since + dt.timedelta(days=days)
        late = gone_on - dt.timedelta(days=remind) <= today()
        n = row["n"]
        title = ngettext(
            "%(n)d application for admission waits", "%(n)d applications for admission wait", n
        ) % {"n": n}
        days_of = {"day": shown_day(since), "gone": shown_day(gone_on)}
        meta = _("The oldest came on %(day)s; it is deleted on %(gone)s if nobody answers.") % days_of
        yield Work(
            title, meta, reverse("applications:unit", args=[row["unit"]]), icon="user-plus", action=_("Examine"),
            tag=_("deleted soon") if late else "", tone="bad" if late else "info", late=late, weight=25,
        )  # fmt: skip


def starts(request: Request) -> Iterator[Start]:
    """Lead branch officers to their link."""
    branches = [
        u for u in units_of(request) if (v := request.user.units_today.get(u)) and v.kind_data.has_members
    ]
    if branches:
        meta = _("A link and a poster with a code; young people apply on their phones")
        yield Start(
            _("Take applications"), meta, reverse("applications:unit", args=[branches[0]]), "qrcode", 35
        )


def takes_applications(request: Request) -> bool:
    """Whether the menu shows applications: to who opens cases somewhere."""
    return request.user.is_authenticated and request.user.holds_anywhere("cases.open") is not None
