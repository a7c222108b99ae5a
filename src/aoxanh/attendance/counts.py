"""What a gathering's sheet adds up to, after a mark changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.db.models import Count, Q

from aoxanh.attendance.models import Attendance, Gathering

COUNTS: tuple[Literal["listed", "present", "excused", "guests"], ...] = (
    "listed",
    "present",
    "excused",
    "guests",
)


def recount(gathering_ids: Iterable[int], *, without: int = 0) -> None:
    """Add these sheets up anew; a record that was merged away, or is about to be (`without`), counts no more."""
    member, ids = Q(guest=False), list(gathering_ids)
    rows = Attendance.objects.filter(gathering_id__in=ids, person__merged_into=None).exclude(
        person_id=without
    )
    sums = rows.order_by().values("gathering_id").annotate(
        listed=Count("pk", filter=member), present=Count("pk", filter=member & Q(how="present")),
        excused=Count("pk", filter=member & Q(how="excused")), guests=Count("pk", filter=Q(guest=True, how="present")),
    )  # fmt: skip
    for row in sums:
        counts = {name: row[name] for name in COUNTS}
        Gathering.objects.filter(pk=row["gathering_id"]).update(**counts)
