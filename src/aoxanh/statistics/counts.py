"""Head counts by age, sex and overdue maturation: brought up to date in the background, so that no page counts people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from aoxanh.membership.models import Delta, Overlay
from aoxanh.membership.roster import FILTERS, Selection
from aoxanh.org.models import today
from aoxanh.people.models import Affiliation, Person
from aoxanh.statistics.breakdown import band_of
from aoxanh.statistics.models import HeadCount, HeadsCounted

BATCH = 900


def count_heads(*, whole: bool = False) -> int:
    """Bring the head counts up to date; return how many units were counted.

    Once a day every unit is counted, for ages pass by themselves; else those whose members, or what is known of them,
    changed since. Safe to run at any time; of two that run at once the second waits.
    """
    with transaction.atomic():
        state, _made = HeadsCounted.objects.select_for_update().get_or_create(pk=1)
        now, day = timezone.now(), today()
        units = None if whole or state.at is None or state.day != day else sorted(touched_since(state.at))
        n = 0
        for part in parts_of(units):
            write(part, counted(part, day))
            n += len(part)
        HeadsCounted.objects.filter(pk=1).update(at=now, day=day)
    return n


def touched_since(at: dt.datetime) -> set[int]:
    """Return the units whose head counts may have changed since an instant."""
    members = Affiliation.objects.filter(known_until=None, role="member")
    overlaid = Overlay.objects.filter(Q(known_from__gt=at) | Q(known_until__gt=at), what="continued")
    found = set(Delta.objects.filter(known_from__gt=at).values_list("unit_id", flat=True))
    found |= set(members.filter(person__updated_at__gt=at).values_list("unit_id", flat=True))
    return found | set(
        members.filter(person__in=overlaid.values("person_id")).values_list("unit_id", flat=True)
    )


def parts_of(units: list[int] | None) -> Iterator[list[int]]:
    """Yield units some hundred at a time: these, or all that have or had members counted."""
    if units is None:
        standing = Affiliation.objects.as_of(today()).filter(role="member").values_list("unit_id", flat=True)
        units = sorted(
            set(standing.distinct()) | set(HeadCount.objects.values_list("unit_id", flat=True).distinct())
        )
    for start in range(0, len(units), BATCH):
        yield units[start : start + BATCH]


def counted(units: Iterable[int], day: dt.date) -> Counter[tuple[int, str]]:
    """Return the head counts of these units: three queries."""
    members = Affiliation.objects.as_of(day).filter(role="member", unit__in=units).order_by()
    found: Counter[tuple[int, str]] = Counter()
    by_age = members.annotate(band=band_of(day, "person__")).values_list("unit_id", "band", "person__sex")
    for unit_id, band, sex, n in by_age.annotate(n=Count("person", distinct=True)):
        found[unit_id, f"{band}/{sex}"] += n
    everybody = Selection([], day)
    for code in ("over30", "over35"):
        overdue = FILTERS["maturing"](Person.objects.known(), code, everybody).order_by().values("pk")
        rows = (
            members.filter(person__in=overdue)
            .values_list("unit_id")
            .annotate(n=Count("person", distinct=True))
        )
        for unit_id, n in rows:
            found[unit_id, code] += n
    return found


def write(units: list[int], now: Counter[tuple[int, str]]) -> None:
    """Write the head counts of these units where they differ from what is written."""
    before = {(row.unit_id, row.code): row for row in HeadCount.objects.filter(unit__in=units)}
    gone = [row.pk for key, row in before.items() if key not in now]
    changed = [row for key, row in before.items() if key in now and row.n != now[key]]
    for row in changed:
        row.n = now[row.unit_id, row.code]
    born = [
        HeadCount(unit_id=unit, code=code, n=n)
        for (unit, code), n in now.items()
        if (unit, code) not in before
    ]
    HeadCount.objects.filter(pk__in=gone).delete()
    HeadCount.objects.bulk_update(changed, ["n"], batch_size=500)
    HeadCount.objects.bulk_create(born, batch_size=500)
