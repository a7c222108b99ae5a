"""Grades of the yearly classification on lists: a column, a filter, a side of the free table (P11, R-EVL-03)."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from aoxanh.membership.models import BookEntry
from aoxanh.membership.roster import Row, Selection
from aoxanh.membership.statute.titles import GRADES
from aoxanh.org.models import today
from aoxanh.people.forms import choice

#: Years offered by the filter: the running one and those before it.
YEARS = 3
NONE = "none"


def lines() -> Any:
    """Return the lines that grade somebody and were not taken back; a correction that was itself taken back counts no more."""
    again = BookEntry.objects.filter(person=OuterRef("person"), corrects=OuterRef("seq"))
    gone = BookEntry.objects.filter(~Exists(again), person=OuterRef("person"), corrects=OuterRef("seq"))
    return BookEntry.objects.filter(~Exists(gone), kind="classified")


def lines_of(year: int) -> Any:
    """Return those of a year."""
    return lines().filter(facts__contains=f'"year":{year}}}')


def grade(year: int) -> Any:
    """Return the grade of a year, an expression over people; "" without one."""
    whens = [When(facts__contains=f'"grade":"{code}"', then=Value(code)) for code in GRADES]
    mine = lines_of(year).filter(person=OuterRef("pk")).order_by("-seq")
    said = mine.annotate(grade=Case(*whens, default=Value(""), output_field=CharField())).values("grade")[:1]
    return Coalesce(Subquery(said), Value(""))


def narrow(found: Any, value: str, _selection: Selection) -> Any:
    """Keep who has a grade of a year ("2025:good"), or none for it ("2025:none")."""
    year, _colon, code = value.partition(":")
    mine = lines_of(int(year)).filter(person=OuterRef("pk"))
    if code == NONE:
        return found.filter(~Exists(mine))
    return found.filter(Exists(mine.filter(facts__contains=f'"grade":"{code}"')))


def field() -> Any:
    """Return the filter's field: the grades of the last years, the newest first."""
    year = today().year
    return choice(
        _("Yearly classification"),
        [
            (f"{y}:{code}", f"{y}: {title}")
            for y in range(year, year - YEARS, -1)
            for code, title in [*GRADES.items(), (NONE, _("not classified"))]
        ],
    )


def loaded(rows: list[Row], selection: Selection) -> dict[int, str]:
    """Return everybody's newest grade until a day, with its year: one query."""
    people = [row.person.pk for row in rows]
    told = lines().filter(effective_on__lte=selection.day, person__in=people)
    found: dict[int, tuple[int, str]] = {}
    for entry in told.only("person_id", "facts"):
        said = entry.details
        year = int(said.get("year") or 0)
        if year >= found.get(entry.person_id, (0, ""))[0]:
            found[entry.person_id] = (year, str(GRADES.get(said.get("grade", ""), "")))
    return {pk: f"{title} ({year})" for pk, (year, title) in found.items()}
