"""Whether the units of a story stood on its days, and are of a kind that has members; since when somebody is a member."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet

from aoxanh.membership.folding import Contradiction, Line, Spell
from aoxanh.org.kinds import KINDS
from aoxanh.org.models import UnitVersion
from aoxanh.people.models import Affiliation

LIVING = {"candidate", "approved", "member"}
FOREVER = dt.date.max


class Places:
    """The periods in which some units stood as something that has members: one query."""

    def __init__(self, unit_ids: Iterable[int]) -> None:
        self.periods: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
        rows = UnitVersion.objects.filter(unit_id__in=set(unit_ids)).order_by("unit_id", "starts_on")
        for unit_id, kind, starts_on, ends_on in rows.values_list("unit_id", "kind", "starts_on", "ends_on"):
            if not KINDS[kind].has_members:
                continue
            periods = self.periods[unit_id]
            if periods and periods[-1][1] == starts_on:
                periods[-1] = (periods[-1][0], ends_on or FOREVER)
            else:
                periods.append((starts_on, ends_on or FOREVER))

    def check(self, line: Line, spells: Iterable[Spell]) -> None:
        """Raise Contradiction when somebody living in the book would be in a unit that did not stand (R-STA-03)."""
        for spell in spells:
            if spell.status not in LIVING:
                continue
            end = spell.ends_on or FOREVER
            if not any(
                start <= spell.starts_on and end <= until for start, until in self.periods[spell.unit_id]
            ):
                raise Contradiction(line, "unit_not_standing", unit_id=spell.unit_id, day=spell.starts_on)


def member_since(person_ids: Iterable[int]) -> dict[int, dt.date]:
    """Return since when each of these members is one, in whatever branch: one query."""
    rows = Affiliation.objects.filter(person_id__in=list(person_ids), role="member", known_until=None)
    return dict(
        rows.order_by().values("person_id").annotate(first=Min("starts_on")).values_list("person_id", "first")
    )


def members_all_the_while(kept: QuerySet[Any], first: dt.date) -> Exists:
    """Return the condition that somebody is, since a day and still, a member of a unit of which `kept` (asked by the outer
    `unit`) holds something: of whose units nothing is kept here is said of nobody.
    """
    since = Affiliation.objects.filter(
        Exists(kept),
        person=OuterRef("pk"),
        role="member",
        known_until=None,
        starts_on__lte=first,
        ends_on=None,
    )
    return Exists(since)
