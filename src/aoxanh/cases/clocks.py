"""The clocks of the rules (membership §4): which run out by when, what reminds of each, and what runs out soon.

A clock is a step's last day (`due_on`), something in the book that ends, work on the first page (this room's or another's),
or a bound that is only looked at when it matters; the last reminds nobody, and the reference page says why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.models import Case
from aoxanh.cases.procedure import months_after, years_after
from aoxanh.membership.models import BookEntry, Overlay
from aoxanh.membership.roster import FILTERS, Selection
from aoxanh.membership.rules import Statute, statute_on
from aoxanh.org.models import LABEL, UnitVersion
from aoxanh.org.queries import names_on
from aoxanh.people.models import Affiliation, Person

How = Literal["step", "book", "room", "work", "asked"]


@dataclass(frozen=True)
class Clock:
    """One clock: its rule, the statute's value, and how it reminds.

    "book" names the overlay, "room" the room that tells, "work" whom this room tells, "asked" why nobody is reminded.
    """

    rule: str
    value: str
    how: How
    by: Any = ""
    title: Any = ""


CLOCKS = [
    Clock("R-ADM-09", "ceremony_months", "step"),
    Clock("R-TRF-01", "transfer_months", "step"),
    Clock("R-DIS-12", "complaint_resolution_days", "step"),
    Clock("R-ELE-08", "recognition_file_days", "step"),
    Clock("R-ELE-08", "recognition_days", "step"),
    Clock("R-ORG-07", "interim_months", "room", "elections"),
    Clock("R-TMP-01", "temporary_months", "book", "temporary"),
    Clock("R-AWY-01", "away_months", "book", "away"),
    Clock("P6", "abroad_months", "book", "abroad"),
    Clock("P14", "suspension_months", "book", "suspended"),
    Clock("R-DIS-08", "sanction_months", "book", "sanction"),
    Clock("R-FEE-03", "fee_exemption_months", "book", "fee_exempt"),
    Clock("R-MAT-01", "maturity_age_most", "book", "continued"),
    Clock(
        "R-MAT-04",
        "maturity_age",
        "work",
        _("the branch: who is over 30 and nothing decided, officers over 35"),
    ),
    Clock("R-DEL-01", "removal_months", "room", "fees"),
    Clock("R-MTG-01", "meeting_months", "room", "attendance"),
    Clock("R-FEE-05", "", "room", "fees", _("Fees handed up monthly by branches, quarterly above")),
    Clock("R-ORG §2.3", "term_months", "room", "org", _("End of a unit's term")),
    Clock(
        "R-ELE-01",
        "candidate_file_days",
        "asked",
        _("counts back from the opening of a congress, whose day the candidate knows"),
    ),
    Clock("R-ELE-04", "lost_months", "asked", _("a bar that ends by itself; nobody has to act")),
    Clock("P1", "application_days", "room", "applications"),
    Clock("R-TRF-02", "transfer_overdue_months", "work", _("the new place, which may ask for a review")),
    Clock("R-DIS-12", "complaint_days", "work", _("the member, with the days that are left")),
    Clock("R-ADM-06", "sponsor_months", "asked", _("a time that must have passed; the case says from when")),
    Clock(
        "P15",
        "confirmation_months",
        "asked",
        _("looked at when the file is restored; the case says what is missing"),
    ),
    Clock("R-DIS-08", "readmission_months", "asked", _("a bar that ends by itself; the case says from when")),
    Clock(
        "R-EVL-01",
        "classification_months",
        "asked",
        _("a time that must have passed; looked at when the year is classified"),
    ),
    Clock("R-ADM-01", "application_early_months", "asked", _("a bound of the public form, no last day")),
    Clock(
        "R-OUT-01",
        "",
        "work",
        _("the branch: who is coached and not commented on this quarter"),
        _("Comments each quarter on who the Party coaches"),
    ),
    Clock("R-VER-04", "postponement_months", "book", "postponed"),
]
#: What in the book has a last day written, and what is over so many months after it began.
WRITTEN = ("temporary", "suspended", "sanction", "fee_exempt", "continued", "postponed")
COUNTED = {"away": "away_months", "abroad": "abroad_months"}


def soon(statute: Statute, day: dt.date) -> dt.date:
    """Return the last day that counts as soon."""
    return day + dt.timedelta(days=int(statute["reminder_days"]))


def long_late(statute: Statute, day: dt.date) -> dt.date:
    """Return the day before which a last day must lie for the superior to be told."""
    return day - dt.timedelta(days=int(statute["escalation_days"]))


def ending(
    day: dt.date, units: Sequence[int] | QuerySet[Any], statute: Statute | None = None
) -> QuerySet[Overlay]:
    """Return what runs out soon of the people of these units, the nearest first."""
    statute = statute or statute_on(day)
    until = soon(statute, day)
    found = Q(what__in=WRITTEN, ends_on__range=(day, until))
    for what, value in COUNTED.items():
        months = int(statute[value])
        began = (months_after(day, -months), months_after(until, -months))
        found |= Q(what=what, ends_on=None, starts_on__range=began)
    here = Affiliation.objects.as_of(day).filter(unit__in=units, role="member").values("person_id")
    return Overlay.objects.filter(found, known_until=None, person__in=here).order_by("ends_on", "pk")


def ends_on(overlay: Overlay, statute: Statute) -> dt.date:
    """Return the day something of the book runs out."""
    if overlay.ends_on is not None:
        return overlay.ends_on
    return months_after(overlay.starts_on, int(statute[COUNTED[overlay.what]]))


def undecided(branches: Sequence[int], day: dt.date, person: Person | None = None) -> dict[int, int]:
    """Return how many of each branch are over 30 with nothing decided or over 35, and no case about it open: one query."""
    here = Affiliation.objects.as_of(day).filter(unit__in=branches, role="member").order_by()
    asked = Case.objects.filter(state="open", procedure__in=("maturation", "staying")).values("person_id")
    people, whole = Person.objects.filter(pk__in=here.values("person_id")), Selection([], day)
    over = [FILTERS["maturing"](people, code, whole).values("pk") for code in ("over30", "over35")]
    here = here.filter(person=person) if person else here
    rows = here.filter(Q(person__in=over[0]) | Q(person__in=over[1])).exclude(person__in=asked)
    return dict(rows.values("unit_id").annotate(n=Count("person", distinct=True)).values_list("unit_id", "n"))


def uncommented(branches: Sequence[int], day: dt.date) -> dict[int, int]:
    """Return how many of each branch the Party coaches and nobody has commented on this quarter (P12 step 3): one query."""
    quarter = dt.date(day.year, day.month - (day.month - 1) % 3, 1)
    done = Case.objects.filter(
        procedure="party_comments", state__in=("open", "done"), opened_at__date__gte=quarter
    )
    coached = (
        Overlay.objects.as_of(day).filter(what="party_prospect").exclude(person__in=done.values("person_id"))
    )
    rows = Affiliation.objects.as_of(day).filter(
        unit__in=branches, role="member", person__in=coached.values("person_id")
    )
    return dict(
        rows.order_by()
        .values("unit_id")
        .annotate(n=Count("person", distinct=True))
        .values_list("unit_id", "n")
    )


def to_decide(person: Person, day: dt.date) -> bool:
    """Whether somebody is a member over 30 about whom nothing is decided or asked (P7 step 2); no query for the young."""
    born = person.birth_date.latest() if person.birth_date else None
    if born is None or day <= years_after(born, int(statute_on(day)["maturity_age"])):
        return False
    home = (
        Affiliation.objects.as_of(day)
        .filter(person=person, role="member")
        .values_list("unit_id", flat=True)
        .first()
    )
    return home is not None and bool(undecided([home], day, person=person))


def complaint_left(person_id: int, day: dt.date) -> tuple[dt.date, int] | None:
    """Return until when somebody may complain about their newest measure, and the days left; None once they have, or it is over.

    Counted from the day it took effect: nothing says when it was received, which is when the days begin (R-DIS-12).
    """
    days = int(statute_on(day)["complaint_days"])
    since = day - dt.timedelta(days=days)
    lines = BookEntry.objects.filter(
        person=person_id, kind__in=("disciplined", "expelled"), effective_on__gte=since
    )
    taken = BookEntry.objects.filter(person=person_id, corrects=OuterRef("seq"))
    newest = lines.filter(~Exists(taken)).order_by("-effective_on", "-seq").first()
    if newest is None:
        return None
    asked = Case.objects.filter(
        person=person_id, procedure="complaint", opened_at__date__gte=newest.effective_on
    )
    if asked.exclude(state="withdrawn").exists():
        return None
    until = newest.effective_on + dt.timedelta(days=days)
    return until, (until - day).days


@dataclass
class Late:
    """What is late at a unit directly below and at all below it."""

    unit: UnitVersion
    n: int = 0
    oldest: dt.date | None = None
    long: int = 0


def late_below(version: UnitVersion, day: dt.date, statute: Statute) -> list[Late]:
    """Return, by unit directly below (and the unit itself), what is late there: three queries, however many units."""
    inside = UnitVersion.objects.as_of(day).within([version.path]).values("unit_id")
    rows = Case.objects.filter(state="open", due_on__lt=day, at__in=inside).order_by().values("at")
    counted = list(rows.annotate(n=Count("pk"), oldest=Min("due_on"), long=Count("pk", filter=Q(due_on__lt=long_late(statute, day)))))  # fmt: skip
    places = names_on({row["at"] for row in counted}, day)
    below = {v.path: v for v in UnitVersion.objects.as_of(day).filter(parent_id=version.unit_id)} | {version.path: version}  # fmt: skip
    found: dict[str, Late] = {}
    for row in counted:
        path = places[row["at"]].path[: len(version.path) + LABEL]
        one = found.setdefault(path, Late(below.get(path, version)))
        one.n, one.long = one.n + row["n"], one.long + row["long"]
        one.oldest = min(one.oldest or row["oldest"], row["oldest"])
    return sorted(found.values(), key=lambda one: (-one.n, one.unit.name))
