"""Who the members are on a day, by what the official indicators ask for (membership §8): a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.membership.kinds import OVERLAYS
from aoxanh.membership.models import Overlay
from aoxanh.membership.roster import Selection, entries, people
from aoxanh.org.kinds import KINDS, SECTORS
from aoxanh.org.models import UnitVersion
from aoxanh.people import lists
from aoxanh.people.queries import years_before

#: Age bands of the indicators; the last is who is beyond the age of maturing (R-MAT-01).
BANDS = (("16-17", 16, 17), ("18-22", 18, 22), ("23-30", 23, 30), ("31-35", 31, 35), ("36+", 36, 150))
#: Who had not reached the age of members on the day: a line of its own, no part of the pyramid, and never "not known".
CHILD = ("child", 0, 15)
BAND_TITLES: dict[str, Any] = {
    "child": gettext_lazy("under 16"),
    **{code: code.replace("-", "–") for code, _least, _most in BANDS},
}
#: More people than these are told by their movements only, not one by one.
MOST = 200_000


@dataclass(frozen=True)
class Table:
    """One breakdown: rows of (label, figure, what the roster is filtered by to see who; `list=` names a list of units)."""

    code: str
    title: Any
    rows: list[tuple[Any, int, str]]


def breakdowns(
    path: str, day: dt.date, *, known_on: dt.date | None, sensitive: bool, sizes: dict[int, int]
) -> list[Table]:
    """Return the breakdowns of a subtree's members on a day; ethnicity and religion only for who may see them."""
    selection = Selection([path], day, known_on)
    everybody = people(selection).order_by()
    found = [
        ages(everybody, day),
        counted(everybody, "education", _("General education"), lists.EDUCATION, "education"),
    ]
    found.append(
        counted(everybody, "qualification", _("Qualification"), lists.QUALIFICATION, "qualification")
    )
    found.append(party(everybody, day))
    if sensitive:
        found.append(counted(everybody, "ethnicity", _("Ethnicity"), lists.ETHNICITIES, "ethnicity"))
        found.append(counted(everybody, "religion", _("Religion"), lists.RELIGIONS, "religion"))
    found.append(sectors(selection, day))
    found.append(overlays(selection))
    found.append(branches(path, day, sizes))
    return [table for table in found if table.rows]


def pyramid(heads: Counter[str]) -> list[dict[str, Any]]:
    """Return the age and sex pyramid of heads by band and sex (`23-30/male`), the oldest first."""
    return [
        {
            "band": code,
            "label": BAND_TITLES[code],
            "left": heads[f"{code}/male"],
            "right": heads[f"{code}/female"],
        }
        for code, _least, _most in reversed(BANDS)
    ]


def by_age_and_sex(path: str, day: dt.date, known_on: dt.date | None) -> Counter[str]:
    """Return how many members of a subtree there are by age band and sex (`23-30/male`): one query."""
    everybody = people(Selection([path], day, known_on)).order_by()
    rows = (
        everybody.annotate(band=band_of(day))
        .values_list("band", "sex")
        .annotate(n=Count("pk", distinct=True))
    )
    return Counter({f"{band}/{sex}": n for band, sex, n in rows})


def band_of(day: dt.date, person: str = "") -> Case:
    """Return the age band of a person, by the known part of the date of birth; empty where nothing is known.

    `person` is the way to the person ("person__"), if the rows are not people.
    """
    whens = [When(**{f"{person}birth": ""}, then=Value(""))]
    for code, least, most in (CHILD, *BANDS):
        youngest, oldest = years_before(day, least), years_before(day, most + 1)
        born = Q(**{f"{person}birth__gt": str(oldest)[:10], f"{person}birth__lte": f"{youngest}~"})
        whens.append(When(born, then=Value(code)))
    return Case(*whens, default=Value(""), output_field=CharField())


def of_band(code: str) -> str:
    """Return what the roster is filtered by to see who is of an age band; "" is nobody knows."""
    return {"": "missing=birth", "36+": "age=over35"}.get(code, f"age={code}")


def ages(everybody: Any, day: dt.date) -> Table:
    """Return the members by age band."""
    found = dict(
        everybody.annotate(band=band_of(day)).values_list("band").annotate(n=Count("pk", distinct=True))
    )
    rows = [(title, found[code], of_band(code)) for code, title in BAND_TITLES.items() if found.get(code)]
    if found.get(""):
        rows.append((_("Not known"), found[""], of_band("")))
    return Table("age", _("Age"), rows)


def counted(everybody: Any, column: str, title: str, titles: list[tuple[str, Any]], asked: str) -> Table:
    """Return the members by a closed list of their record."""
    names, found = dict(titles), dict(everybody.values_list(column).annotate(n=Count("pk", distinct=True)))
    rows: list[tuple[Any, int, str]] = [
        (names[code], found[code], f"{asked}={code}" if asked else "")
        for code, _name in titles
        if found.get(code)
    ]
    if found.get(""):
        rows.append((_("Not known"), found[""], f"missing={column}"))
    return Table(column, title, rows)


def party(everybody: Any, day: dt.date) -> Table:
    """Return the members by standing in the Party."""
    full, probationary = Q(party_official_on__lte=day), Q(party_probationary_on__lte=day)
    found = everybody.aggregate(
        official=Count("pk", filter=full, distinct=True),
        probationary=Count("pk", filter=probationary & ~full, distinct=True),
    )
    rows = [
        (_("Full Party member"), found["official"], "party=official"),
        (_("Probationary Party member"), found["probationary"], "party=probationary"),
    ]
    return Table("party", _("Party"), [row for row in rows if row[1]])


def sectors(selection: Selection, day: dt.date) -> Table:
    """Return the members by the sector of their branch."""
    standing = Q(unit__versions__ends_on=None) | Q(unit__versions__ends_on__gt=day)
    rows = entries(selection).filter(standing, unit__versions__starts_on__lte=day).order_by()
    found = dict(rows.values_list("unit__versions__sector").annotate(n=Count("person", distinct=True)))
    told: list[tuple[Any, int, str]] = [
        (SECTORS[c], found[c], f"sector={c}") for c in SECTORS if found.get(c)
    ]
    if found.get(""):
        told.append((_("Not known"), found[""], "sector=none"))
    return Table("sector", _("Sector of the branch"), told)


def overlays(selection: Selection) -> Table:
    """Return how many members something holds for: away, temporary, at the place of residence …"""
    holding = Overlay.objects.as_of(selection.day, selection.known_on).filter(
        person__in=people(selection).order_by().values("pk")
    )
    found = dict(holding.order_by().values_list("what").annotate(n=Count("person", distinct=True)))
    return Table(
        "overlay",
        _("Holds for a time"),
        [(OVERLAYS[w].title, n, f"what={w}") for w, n in sorted(found.items())],
    )


def branches(path: str, day: dt.date, sizes: dict[int, int]) -> Table:
    """Return the branches by size: under three members, three to eight, nine and more (HD 20 §4, §11.1)."""
    holding = [code for code, kind in KINDS.items() if kind.has_members]
    ids = (
        UnitVersion.objects.as_of(day).below(path).filter(kind__in=holding).values_list("unit_id", flat=True)
    )
    found = Counter(
        "small" if sizes.get(pk, 0) < 3 else "middle" if sizes.get(pk, 0) < 9 else "large" for pk in ids
    )
    rows = [
        (_("under 3 members"), found["small"], "list=small3"), (_("3 to 8 members"), found["middle"], "list=middle"),
        (_("9 members and more"), found["large"], "list=large"),
    ]  # fmt: skip
    return Table("branches", _("Branches by size"), [row for row in rows if row[1]])
