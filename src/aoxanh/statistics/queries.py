"""Reads across tables: how a unit's size went, what an issued report would say today, and what has come late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from aoxanh.membership.counts import by_unit
from aoxanh.membership.models import BookEntry, Folded, Rollup
from aoxanh.membership.rollups import MONTHS, waiting
from aoxanh.org.kinds import KINDS as UNIT_KINDS
from aoxanh.org.models import LABEL, UnitVersion
from aoxanh.statistics.models import IssuedReport
from aoxanh.statistics.movements import KINDS, report
from aoxanh.statistics.periods import Period, back, quick_periods

#: Units listed behind one figure.
MOST_LISTED = 5000
#: Who owes a report each quarter, and who each half-year (R-REC §3.1; HD 20 §3.3a).
QUARTERLY = ("branch", "grassroots_branch", "grassroots", "commune", "sub_grassroots", "section_union")
HALF_YEARLY = ("district", "upper_grassroots", "province", "bloc_union", "sector_union")


@dataclass
class Standing:
    """How a unit stands: its rollup and those of the units directly below, with what waits to be added up."""

    unit_id: int
    counts: Counter[str]
    below: dict[int, Counter[str]]
    waiting: int
    #: When rows were last added up, and brought up to date as a whole; None if never.
    at: dt.datetime | None
    kept_at: dt.datetime | None
    ends: list[dt.date]

    @property
    def members(self) -> int:
        """Return the members now."""
        return self.counts["members"]

    @property
    def moved(self) -> Counter[tuple[str, str]]:
        """Return the movements by month (2026-11) and kind."""
        parts = {
            tuple(code.split("/")[1:]): n for code, n in self.counts.items() if code.startswith("moved/")
        }
        return Counter({(key[0], key[1]): n for key, n in parts.items()})

    @property
    def months(self) -> list[tuple[dt.date, int]]:
        """Return the members at the end of each of the last twelve months, the running one up to today."""
        moved = Counter[str]()
        for (month, _kind), n in self.moved.items():
            moved[month] += n
        left, found = self.members, []
        for end in reversed(self.ends):
            found.append((end, left))
            left -= moved[f"{end:%Y-%m}"]
        return found[::-1]

    def change(self, counts: Counter[str]) -> int:
        """Return by how much a unit's members changed since the end of the first month told."""
        first = f"{self.ends[0]:%Y-%m}"
        return sum(
            n for code, n in counts.items() if code.startswith("moved/") and code.split("/")[1] > first
        )

    def part(self, beginning: str) -> Counter[str]:
        """Return the counts whose codes begin so, without that beginning."""
        start = len(beginning)
        return Counter({code[start:]: n for code, n in self.counts.items() if code.startswith(beginning)})


def standing(version: UnitVersion, day: dt.date) -> Standing:
    """Return how a unit stands today: the same few queries and rows at any size of what stands below it."""
    rows = Rollup.objects.filter(Q(unit=version.unit_id) | Q(above=version.unit_id))
    below = {pk: Counter[str](counts) for pk, counts in rows.values_list("unit_id", "counts")}
    whole = below.pop(version.unit_id, Counter())
    fresh = waiting([version.path], day)
    for row in fresh:
        label = row.path[len(version.path) : len(version.path) + LABEL]
        lines = [whole, below.setdefault(int(label, 36), Counter())] if label else [whole]
        for counts in lines:
            counts["members"] += row.n
            counts[f"sector/{row.sector}"] += row.n
            counts[f"moved/{row.on:%Y-%m}/{row.kind}"] += row.n
    own = whole["members"] - sum(counts["members"] for counts in below.values())
    if own:
        below[version.unit_id] = Counter(members=own)
    state = Folded.objects.filter(pk=1).first()
    ends = [back(day.replace(day=1), n) - dt.timedelta(days=1) for n in range(MONTHS - 2, -1, -1)] + [day]
    return Standing(
        version.unit_id,
        whole,
        below,
        len(fresh),
        getattr(state, "at", None),
        getattr(state, "kept_at", None),
        ends,
    )


def too_small(kind: str, members: int) -> bool:
    """Whether a branch of a kind with so many members has fewer than the rules ask for (HD 20 §11.1)."""
    of = UNIT_KINDS[kind]
    return bool(of.has_members and of.min_members and members < of.min_members)


def small_branches(path: str, day: dt.date, sizes: dict[int, int]) -> int:
    """Return how many branches of a day had fewer members than the rules ask for, by their sizes then."""
    rows = UnitVersion.objects.as_of(day).below(path).order_by().values_list("unit_id", "kind")
    return sum(too_small(kind, sizes.get(pk, 0)) for pk, kind in rows)


def added_up_at() -> dt.datetime | None:
    """Return when the rollups were last added up."""
    return Folded.objects.filter(pk=1).values_list("at", flat=True).first()


def sized(
    version: UnitVersion, day: dt.date, fits: Callable[[str, int], bool]
) -> list[tuple[UnitVersion, int]]:
    """Return the branches below of whose kind and size `fits` is true, in the order of their names, with their sizes."""
    sizes: Counter[int] = Counter()
    for pk, _kind, n in by_unit([version.path], None, day):
        sizes[pk] += n
    holding = [code for code, kind in UNIT_KINDS.items() if kind.has_members]
    units = UnitVersion.objects.as_of(day).below(version.path).filter(kind__in=holding)
    rows = units.order_by("sort_key", "unit_id").values_list("pk", "unit_id", "kind")
    found = {pk: sizes[unit_id] for pk, unit_id, kind in rows if fits(kind, sizes[unit_id])}
    told = UnitVersion.objects.in_bulk(list(found)[:MOST_LISTED])
    return [(told[pk], n) for pk, n in found.items() if pk in told]


def without_report(units: Any, day: dt.date) -> Any:
    """Return those of these units whose report of the last period they owe one for is not issued (HD 20 §3.3a).

    Branches and grassroots unions owe one each quarter, districts and provinces each half-year. Units that did not
    stand on the last day of the period owe none.
    """
    periods = dict(quick_periods(day))
    found = Q(pk__in=[])
    for kinds, code in ((QUARTERLY, "q-last"), (HALF_YEARLY, "h-last")):
        period = periods[code]
        told = IssuedReport.objects.filter(first__lte=period.first, last__gte=period.last).values("unit_id")
        stood = UnitVersion.objects.as_of(period.last).filter(kind__in=kinds).values("unit_id")
        found |= Q(kind__in=kinds, unit_id__in=stood) & ~Q(unit_id__in=told)
    return units.filter(found)


def differences(issued: IssuedReport) -> list[dict[str, Any]]:
    """Return what the report would say otherwise today: line, figure, then and now (proof L12)."""
    version = issued.unit.standing(issued.last) or issued.unit.last_standing()
    if version is None:
        return []
    then, now = issued.said, report(version, Period(issued.first, issued.last)).figures()
    before = {line["unit"]: line for line in (*then["lines"], then["total"])}
    after = {line["unit"]: line for line in (*now["lines"], now["total"])}
    found = []
    for unit in {**before, **after}:
        old, new = before.get(unit, {}), after.get(unit, {})
        for what in ("opening", *KINDS, "came", "went", "closing"):
            was, is_now = figure(old, what), figure(new, what)
            if was != is_now:
                found.append(
                    {"unit": unit, "name": (new or old)["name"], "what": what, "then": was, "now": is_now}
                )
    return found


def figure(line: dict[str, Any], what: str) -> int:
    """Return one figure of a line as it is issued."""
    return int(line.get(what, line.get("moved", {}).get(what, 0)) or 0) if line else 0


def late_lines(issued: IssuedReport, limit: int = 100) -> Any:
    """Return the lines of the book that came after the report and touch its period or what came before."""
    version = issued.unit.standing(issued.last) or issued.unit.last_standing()
    units = (
        UnitVersion.objects.filter(path__gte=version.path, path__lt=version.path + "~")
        if version
        else UnitVersion.objects.none()
    )
    lines = BookEntry.objects.filter(recorded_at__gt=issued.known_until, effective_on__lte=issued.last)
    here = lines.filter(person__affiliations__unit__in=units.order_by().values("unit_id")).distinct()
    return here.select_related("person", "unit").order_by("-recorded_at", "-pk")[:limit]
