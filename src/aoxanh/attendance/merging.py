"""What attendance says to two records found to be one person: at each gathering they are one, marked with what says more (L16)."""

from __future__ import annotations

from typing import Any

from aoxanh.attendance.counts import recount
from aoxanh.attendance.models import HOW, Attendance
from aoxanh.audit.actor import Actor
from aoxanh.people.models import Person

WORTH = [code for code, _title in HOW]


class AttendanceBook:
    """Marks go along with the record merged away; where both are marked at one gathering the one that says more holds."""

    def join(self, kept: Person, gone: Person, actor: Actor) -> dict[str, Any]:
        """Move and settle the marks; return which moved and which were raised from what."""
        del actor
        theirs = {row.gathering_id: row for row in Attendance.objects.filter(person=kept)}
        rows = list(Attendance.objects.filter(person=gone))
        moved = [row.pk for row in rows if row.gathering_id not in theirs]
        raised = {}
        Attendance.objects.filter(pk__in=moved).update(person=kept)
        for row in rows:
            mine = theirs.get(row.gathering_id)
            if mine is not None and worth(row) < worth(mine):
                raised[str(mine.pk)] = [mine.how, mine.guest]
                Attendance.objects.filter(pk=mine.pk).update(how=row.how, guest=mine.guest and row.guest)
        recount({row.gathering_id for row in rows}, without=gone.pk)
        return {"moved": moved, "raised": raised}

    def part(self, kept: Person, gone: Person, actor: Actor, joined: Any) -> None:
        """Give both records back what they had."""
        del kept, actor
        for pk, (how, guest) in joined["raised"].items():
            Attendance.objects.filter(pk=pk).update(how=how, guest=guest)
        Attendance.objects.filter(pk__in=joined["moved"]).update(person=gone)
        recount(Attendance.objects.filter(person=gone).values_list("gathering_id", flat=True))


def worth(mark: Attendance) -> tuple[int, bool]:
    """Return how much a mark says, the least for the most: present before excused before absent, a member's before a guest's."""
    return WORTH.index(mark.how), mark.guest
