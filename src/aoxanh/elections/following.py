"""What committees do when others act: a seat ends by discipline or with the membership, a committee with its unit."""

from __future__ import annotations

import datetime as dt

from aoxanh.audit.actor import Actor
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.operation import on
from aoxanh.cases.models import Case
from aoxanh.cases.situations import lines_with_papers
from aoxanh.elections.committee_operations import end_with_unit, unseat
from aoxanh.elections.models import Committee, Seat
from aoxanh.elections.queries import sitters
from aoxanh.org.models import Unit
from aoxanh.people.models import Person

MACHINE = Actor()


@on("cases.agree")
@on("cases.agree_docket")
@on("membership.record")
def follow_book(entry: AuditEntry) -> None:
    """End the seats of whoever was dismissed, or is no member any more: by one case, a docket's, or a line from a paper."""
    if entry.target_kind == "cases.docket":
        people = list(Case.objects.filter(docket_id=int(entry.target_id)).values_list("person_id", flat=True))  # fmt: skip
    else:
        people = list(Person.objects.filter(uid=entry.subject).values_list("pk", flat=True)) if entry.subject else []  # fmt: skip
    for seat, day, went in lost([pk for pk in people if pk]):
        unseat(seat, actor=MACHINE, on=day, went=went)


#: Lines after which nobody sits in a committee, and how the seat is said to have ended. Who matured may go on: full-time
#: staff lead beyond the age of members.
LEFT = {
    "expelled": "discipline",
    "deceased": "deceased",
    "resigned": "left",
    "removed": "left",
    "departed": "left",
}


def lost(people: list[int]) -> list[tuple[Seat, dt.date, str]]:
    """Return the seats the books of these people end: of who left, all of them; dismissed, the highest post of each unit.

    A removal needs not be reported up yet: the branch has decided. Which post a dismissal takes the book does not say: our
    design is the highest, and that the rest stays (R-DIS-09).
    """
    held = Seat.objects.filter(person__in=people, ends_on=None).select_related("person", "committee__unit")
    if not held:
        return []
    found: list[tuple[Seat, dt.date, str]] = []
    books = lines_with_papers(sorted({seat.person_id for seat in held}))
    for pk, lines in books.items():
        mine = [seat for seat in held if seat.person_id == pk]
        for line, _paper in lines:
            gone = [seat for seat in mine if seat.starts_on <= line.effective_on]
            if line.kind in LEFT:
                found += [
                    (seat, line.effective_on, LEFT[line.kind]) for seat in gone if seat.post == "member"
                ]
            elif line.kind == "disciplined" and line.facts.get("measure") == "dismissal":
                found += [(one, line.effective_on, "discipline") for one in highest(gone, line.effective_on)]
    return found


def highest(seats: list[Seat], day: dt.date) -> list[Seat]:
    """Return the highest post somebody holds at each unit; nothing where that dismissal has been followed already."""
    found = []
    for unit in {seat.committee.unit_id for seat in seats}:
        done = Seat.objects.filter(
            committee__unit=unit, person=seats[0].person, ends_on=day, went="discipline"
        )
        if not done.exists():
            here = [seat for seat in seats if seat.committee.unit_id == unit]
            found.append(sitters(here)[0].first)
    return found


@on("org.unit.close")
def follow_units(entry: AuditEntry) -> None:
    """End the committees of a unit that was closed."""
    unit = Unit.objects.filter(pk=entry.unit_id or 0).first()
    last = unit.last_standing() if unit else None
    if unit and last and last.ends_on and Committee.objects.filter(unit=unit, ends_on=None).exists():
        end_with_unit(unit, actor=MACHINE, on=last.ends_on)
