"""How the proof stands, and how scheduled work has gone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Sum

from aoxanh.jobs.models import Job, ScheduledJob
from aoxanh.jobs.registry import SCHEDULES, title_of
from aoxanh.keeping.models import Slice
from aoxanh.membership.models import Member


@dataclass(frozen=True)
class Standing:
    """When the whole was last proven, how far the round now going has come, and what does not hold."""

    whole_at: dt.datetime | None
    proven: int
    total: int
    breaks: list[Slice]
    newest: list[Slice]


def standing() -> Standing:
    """Return how the proof stands. A break stays until the whole has been proven again without one."""
    newest = list(Slice.objects.order_by("-pk")[:10])
    whole = last_whole()
    broken = Slice.objects.exclude(first_break="").filter(pk__gt=whole.pk if whole else 0)
    going = newest[0].round if newest and newest[0].until is not None else 0
    proven = Slice.objects.filter(round=going).aggregate(n=Sum("people"))["n"] or 0
    return Standing(
        whole.ended_at if whole else None, proven, Member.objects.count(), list(broken.order_by("pk")[:10]), newest
    )  # fmt: skip


def last_whole() -> Slice | None:
    """Return the last slice of the newest round that went through everything without a break."""
    broken = Slice.objects.exclude(first_break="").values("round")
    return Slice.objects.filter(until=None).exclude(round__in=broken).order_by("-pk").first()


def open_breaks() -> int:
    """Return how many slices do not hold, of those proven since the whole last held."""
    broken = Slice.objects.exclude(first_break="")
    if not broken.exists():
        return 0
    whole = last_whole()
    return broken.filter(pk__gt=whole.pk if whole else 0).count()


def scheduled_work() -> list[dict[str, Any]]:
    """Return every schedule with when it ran last and how that ended: two queries."""
    places = {row.name: row for row in ScheduledJob.objects.all()}
    ended = Job.objects.filter(kind__in=SCHEDULES, finished_at__isnull=False).order_by()
    newest = Job.objects.filter(pk__in=ended.values("kind").annotate(last=Max("pk")).values("last"))
    last = {job.kind: job for job in newest}
    return [
        {
            "name": name,
            "title": title_of(name),
            "cron": schedule.cron,
            "due_at": getattr(places.get(name), "last_due_at", None),
            "job": last.get(name),
        }
        for name, schedule in sorted(SCHEDULES.items())
    ]
