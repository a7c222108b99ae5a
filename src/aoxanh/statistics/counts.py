"""What reports add to each unit's rollup: heads by age and sex, overdue duties; so that no page counts people (ADR 0014)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from django.db.models import Count

from aoxanh.membership.roster import FILTERS, Selection
from aoxanh.org.models import Unit, UnitVersion
from aoxanh.people.models import Affiliation, Person
from aoxanh.statistics.breakdown import band_of
from aoxanh.statistics.queries import too_small, without_report


def own_counts(units: Sequence[int], day: dt.date) -> Iterator[tuple[int, str, int]]:
    """Yield the counts of these units that are not in the book: six queries.

    `age/16-17/male`, `age/child/` for who is under 16, `age//` where nothing is known; `over30` and `over35` with nothing decided (HD 30 II.5); `small`
    (HD 20 §11.1), `term` that has run out (R-ORG-06), `silent`: no report of the last period (HD 20 §3.3a).
    """
    members = Affiliation.objects.as_of(day).filter(role="member", unit__in=units).order_by()
    sizes: Counter[int] = Counter()
    by_age = members.annotate(band=band_of(day, "person__")).values_list("unit_id", "band", "person__sex")
    for unit_id, band, sex, n in by_age.annotate(n=Count("person", distinct=True)):
        sizes[unit_id] += n
        yield unit_id, f"age/{band}/{sex}", n
    theirs, everybody = Person.objects.known().filter(pk__in=members.values("person")), Selection([], day)
    for code in ("over30", "over35"):
        overdue = FILTERS["maturing"](theirs, code, everybody).order_by().values("pk")
        rows = members.filter(person__in=overdue).values_list("unit_id")
        for unit_id, n in rows.annotate(n=Count("person", distinct=True)):
            yield unit_id, code, n
    standing = UnitVersion.objects.as_of(day).filter(unit_id__in=units).order_by()
    yield from (
        (pk, "small", 1) for pk, kind in standing.values_list("unit_id", "kind") if too_small(kind, sizes[pk])
    )
    over = Unit.objects.filter(pk__in=units, term_ends_on__lte=day)
    yield from ((pk, "term", 1) for pk in over.values_list("pk", flat=True))
    yield from ((pk, "silent", 1) for pk in without_report(standing, day).values_list("unit_id", flat=True))
