"""Reads of committees and elections: who sits where on a day, how a contest stands, what the rules need to know."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from aoxanh.accounts.models import Appointment
from aoxanh.cases.queries import members_of
from aoxanh.cases.situations import about_people
from aoxanh.elections.counting import Sheet, Standing, standing
from aoxanh.elections.models import POST_ORDER, Candidate, Committee, Contest, Election, Seat
from aoxanh.elections.rules import Nominee, Setting
from aoxanh.membership.rules import Statute, statute_on
from aoxanh.org.models import Unit, UnitVersion, ends_after, today
from aoxanh.people.models import Affiliation, Person
from aoxanh.people.queries import search_people

#: Duties that come from committees; others (staff, auditors …) do not.
FROM_COMMITTEES = {"secretary", "deputy_secretary", "standing_committee", "committee_member", "inspection"}
BODY_ORDER = {"executive": 0, "standing": 1, "inspection": 2}


@dataclass
class Sitter:
    """Somebody in a committee on a day: the seats they hold there, the highest post first."""

    person: Person
    seats: list[Seat] = field(default_factory=list)

    @property
    def first(self) -> Seat:
        """Return the seat that says what they are."""
        return min(self.seats, key=lambda seat: POST_ORDER[seat.post])

    @property
    def member(self) -> Seat:
        """Return the seat that ends when they leave the body altogether."""
        return max(self.seats, key=lambda seat: POST_ORDER[seat.post])


def sitting_on(committee: Committee, day: dt.date) -> list[Sitter]:
    """Return who sits in a committee on a day, by post, then by name: one query."""
    seats = Seat.objects.as_of(day).filter(committee=committee).select_related("person", "committee")
    return sitters(seats)


def sitters(seats: Iterable[Seat], rank: Mapping[int, int] | None = None) -> list[Sitter]:
    """Return seats by person, by post (or by the highest they hold anywhere in the unit), then by name."""
    found: dict[int, Sitter] = {}
    for seat in seats:
        found.setdefault(seat.person_id, Sitter(seat.person)).seats.append(seat)

    def order(one: Sitter) -> tuple[Any, ...]:
        own = POST_ORDER[one.first.post]
        return own, (rank or {}).get(one.person.pk, own), one.person.sort_key, one.person.pk

    return sorted(found.values(), key=order)


def committees_on(unit_id: int, day: dt.date) -> list[tuple[Committee, list[Sitter]]]:
    """Return the bodies of a unit in office on a day with who sits there: two queries."""
    rows = list(Committee.objects.as_of(day).filter(unit_id=unit_id).select_related("issue__paper"))
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.as_of(day).filter(committee__in=rows).select_related("person", "committee"):
        seats[seat.committee_id].append(seat)
    rows.sort(key=lambda row: (BODY_ORDER[row.body], row.starts_on))
    rank: dict[int, int] = {}
    for some in seats.values():
        for seat in some:
            rank[seat.person_id] = min(POST_ORDER[seat.post], rank.get(seat.person_id, len(POST_ORDER)))
    return [(row, sitters(seats[row.pk], rank)) for row in rows]


def open_committee(unit_id: int, body: str = "executive") -> Committee | None:
    """Return a unit's body in office, or None."""
    return Committee.objects.filter(unit_id=unit_id, body=body, ends_on=None).first()


def sitting_counts(unit_id: int, day: dt.date) -> Counter[str]:
    """Return how many sit: by body its members, by post its holders."""
    found: Counter[str] = Counter()
    rows = Seat.objects.as_of(day).filter(committee__unit_id=unit_id, committee__ends_on=None)
    for body, post in rows.values_list("committee__body", "post"):
        found[body if post == "member" else post] += 1
    return found


def setting_of(election: Election, statute: Statute, version: UnitVersion) -> Setting:
    """Return an election as the rules see it: three queries at most."""
    seats = {contest.office: contest.seats for contest in election.contests.all()}
    members = members_of(election.unit_id, election.held_on) if version.kind_data.has_members else 0
    sitting: Counter[str] = Counter()
    decided = 0
    if not election.is_congress:
        sitting = sitting_counts(election.unit_id, election.held_on)
        committee = open_committee(election.unit_id)
        decided = committee.size if committee else 0
    return Setting(
        version, statute, election.is_congress, members, election.consent_on is not None, seats, sitting, decided
    )  # fmt: skip


@dataclass
class Counted:
    """A contest with its candidates, sheets, and how it stands."""

    contest: Contest
    candidates: list[Candidate]
    sheets: list[Sheet]
    standing: Standing

    @property
    def elected(self) -> list[Candidate]:
        """Return who is elected, the most votes first."""
        by_id = {one.pk: one for one in self.candidates}
        return [by_id[pk] for pk in self.standing.elected]

    @property
    def next(self) -> list[Candidate]:
        """Return who stands in the next round."""
        return [one for one in self.candidates if one.pk in self.standing.next]


def counted(election: Election, statute: Statute) -> list[Counted]:
    """Return an election's contests in their order, with candidates, sheets and how each stands: four queries."""
    contests = election.contests.prefetch_related("candidates__person", "rounds__tallies")
    found = []
    for contest in sorted(contests, key=lambda one: one.order):
        people = sorted(contest.candidates.all(), key=lambda one: (one.person.sort_key, one.pk))
        sheets, left = [], contest.seats
        share, most = statute.share("elected_share"), int(statute["election_rounds"])
        stands = standing([one.pk for one in people], contest.seats, [], rounds=most, share=share)
        for row in sorted(contest.rounds.all(), key=lambda one: one.number):
            yes = {tally.candidate_id: tally.yes for tally in row.tallies.all()}
            sheets.append(Sheet(left, row.issued, row.collected, row.invalid, yes, row.reasons))
            stands = standing([one.pk for one in people], contest.seats, sheets, rounds=most, share=share)
            left = stands.open_seats
        found.append(Counted(contest, people, sheets, stands))
    return found


def voters_of(election: Election, contest: Contest, known: Sequence[Counted]) -> int:
    """Return how many may vote in a contest: who is present at the congress, or the committee.

    In mid-term only who sat before votes: who is co-opted in a meeting does not vote in it (R-ELE-09). The committee a
    congress has just elected votes for its posts itself.
    """
    if election.is_congress and not contest.by_congress:
        executive = next((one for one in known if one.contest.office == "executive"), None)
        return len(executive.standing.elected) if executive else 0
    return election.present or 0


def eligible(election: Election, contest: Contest, known: Sequence[Counted]) -> list[Person]:
    """Return who may be put on a list: for posts the committee's own members, else the members of the unit and below."""
    office = contest.office
    source = {"standing": "executive", "secretary": "executive", "deputy": "executive", "head": "inspection", "deputy_head": "inspection"}  # fmt: skip
    body = source.get(office)
    there = next((one for one in known if one.contest.office == body), None)
    if body and (there is not None or not election.is_congress):
        people = {one.person_id: one.person for one in there.elected} if there else {}
        if not election.is_congress:
            seats = Seat.objects.as_of(election.held_on).filter(committee__unit_id=election.unit_id, committee__body=body)  # fmt: skip
            people |= {seat.person_id: seat.person for seat in seats.select_related("person")}
        return sorted(people.values(), key=lambda one: (one.sort_key, one.pk))
    return []


def belong_on(version: UnitVersion, ids: Iterable[int], day: dt.date) -> set[int]:
    """Return who of these is a member of the unit or below, or stands there as an officer, on a day (R-ELE-01)."""
    rows = Affiliation.objects.on_lists([version.path], day).filter(role__in=("member", "officer"))
    return set(rows.filter(person_id__in=list(ids)).values_list("person_id", flat=True))


def nominees(version: UnitVersion, people: Sequence[Person], day: dt.date, months: int) -> dict[int, Nominee]:
    """Return what the rules ask of these people as of a day: a fixed number of queries."""
    here = belong_on(version, [one.pk for one in people], day)
    known = about_people(people, day, {}, {})
    lost = lost_below(version, [one.pk for one in people], day, months)
    found = {}
    for one in people:
        measure = known[one.pk].overlay("sanction")
        until = measure.ends_on if measure else None
        found[one.pk] = Nominee(one.full_name, one.pk in here, until, lost.get(one.pk, ""))
    return found


def lost_below(version: UnitVersion, ids: Sequence[int], day: dt.date, months: int) -> dict[int, str]:
    """Return who of these was not elected to the committee of a unit below in the last months, with that unit's name."""
    since = day - dt.timedelta(days=months * 31)
    rows = Candidate.objects.filter(
        person_id__in=ids, elected=False, contest__office="executive", contest__election__held_on__range=(since, day),
    ).select_related("contest__election")  # fmt: skip
    found = {row.person_id: row.contest.election.unit_id for row in rows}
    below = UnitVersion.objects.as_of(day).below(version.path, itself=False)
    names = dict(below.filter(unit_id__in=set(found.values())).values_list("unit_id", "name"))
    return {pk: names[unit] for pk, unit in found.items() if unit in names}


def disciplined_members(unit_id: int, day: dt.date) -> list[str]:
    """Return the names of the executive committee's members on the eve of a day under a measure graver than a reprimand."""
    eve = day - dt.timedelta(days=1)
    seats = Seat.objects.as_of(eve).filter(
        committee__unit_id=unit_id, committee__body="executive", post="member"
    )
    people = [seat.person for seat in seats.select_related("person")]
    known = about_people(people, day, {}, {}) if people else {}
    found = []
    for one in people:
        line = known[one.pk].latest("disciplined")
        if known[one.pk].overlay("sanction") and line and line.facts.get("measure") != "reprimand":
            found.append(one.full_name)
    return found


def terms_ending(path: str, day: dt.date, until: dt.date) -> list[Committee]:
    """Return the committees of a subtree whose term ends by a day, the earliest first: two queries."""
    here = (
        UnitVersion.objects.as_of(day).below(path).filter(unit_id=OuterRef("unit"))
    )  # few terms end, of many units
    rows = Committee.objects.filter(
        ends_after(day), Exists(here), term_ends_on__lte=until, body="executive", ends_on=None
    )
    return list(rows.order_by("term_ends_on")[:100])


def past_terms(unit_id: int, day: dt.date) -> list[Committee]:
    """Return the executive committees of a unit that ended by a day, the latest first."""
    return list(
        Committee.objects.filter(unit_id=unit_id, body="executive", ends_on__lte=day).order_by("-starts_on")[
            :20
        ]
    )


def next_ordinal(unit: Unit) -> int:
    """Return which congress the next one is: a new or merged unit's is its first, a renamed one's goes on (R-ORG-08)."""
    held = Unit.objects.filter(pk=unit.pk).values_list("congress_ordinal", flat=True).first()
    return (held or 0) + 1


def statute_of(election: Election) -> Statute:
    """Return the statute of the day an election is held."""
    return statute_on(election.held_on)


#: People offered on one page.
OFFERED = 80


def offered(user: Any, path: str, text: str, chosen: Sequence[Person]) -> list[Person]:
    """Return whom a page offers beside those chosen: the unit's members by name; of many, those in office there first.

    Without a path the user's own part of the tree is searched.
    """
    day = today()
    people = Person.objects.visible_to(user).exclude(pk__in=[one.pk for one in chosen])
    paths = [path] if path else user.paths("people.see", day)
    here = Affiliation.objects.on_lists(paths, day).filter(role__in=("member", "officer"))
    people = people.filter(pk__in=here.values("person_id")).order_by("sort_key", "pk")
    if text:
        return list(search_people(people, text)[:OFFERED])
    rows = list(people[: OFFERED + 1])
    if len(rows) <= OFFERED:
        return rows
    held = Appointment.objects.in_force(day).filter(user__person__isnull=False, duty__in=FROM_COMMITTEES)
    return list(people.filter(user__in=held.values("user_id"))[:OFFERED])
