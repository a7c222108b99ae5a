"""Writing who sits: plain steps that run inside one operation's transaction.

A seat gives a duty, and the duty its rights, only from the day the rule allows: at a congress at once, in mid-term with
the superior's decision (R-ELE-07). Of several seats the highest duty counts; a seat that ends takes its duty along.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aoxanh.accounts.duties import DUTIES
from aoxanh.accounts.models import Appointment
from aoxanh.accounts.operations import end_duties, write_appointment
from aoxanh.cases.advancing import seal_words
from aoxanh.elections.models import Committee, Election, Seat
from aoxanh.elections.queries import FROM_COMMITTEES, Counted, open_committee
from aoxanh.org.models import Unit, ends_after
from aoxanh.org.operations import Decision
from aoxanh.people.models import Person
from aoxanh.people.operations import free_username, open_account

#: Office -> (body its seat lies in, post it gives).
GIVES = {
    "executive": ("executive", "member"), "standing": ("standing", "member"), "secretary": ("executive", "secretary"),
    "deputy": ("executive", "deputy"), "inspection": ("inspection", "member"), "head": ("inspection", "head"),
    "deputy_head": ("inspection", "deputy_head"),
}  # fmt: skip
#: Body and post -> the duty that carries the rights.
DUTY = {
    ("executive", "secretary"): "secretary", ("executive", "deputy"): "deputy_secretary", ("standing", "member"): "standing_committee",
    ("executive", "member"): "committee_member", ("inspection", "head"): "inspection", ("inspection", "deputy_head"): "inspection",
    ("inspection", "member"): "inspection",
}  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """Somebody who comes to a seat: the body, the post, who they are."""

    body: str
    post: str
    person: Person


def winners(rounds: Sequence[Counted]) -> list[Chosen]:
    """Return who was elected to what; delegates take no seat."""
    return [
        Chosen(*GIVES[one.contest.office], candidate.person)
        for one in rounds
        if one.contest.office in GIVES
        for candidate in one.elected
    ]


def form_committees(
    unit: Unit, chosen: Sequence[Chosen], day: dt.date, *, origin: str, came: str, term_ends_on: dt.date, ordinal: int | None = None,
    sizes: dict[str, int] | None = None, election: Election | None = None, decision: Decision | None = None, by: int | None = None,
) -> dict[str, Committee]:  # fmt: skip
    """Found a unit's bodies anew for a term and seat who was chosen; what was in office before ends. Returns them by body."""
    end_committees(Committee.objects.filter(unit=unit, ends_on=None), day, "term")
    people = by_body(chosen)
    made: dict[str, Committee] = {}
    for body in ("executive", "standing", "inspection"):
        if body not in people:
            continue
        members = {one.person.pk for one in people[body]}
        made[body] = Committee.objects.create(
            unit=unit, body=body, origin=origin, ordinal=ordinal, size=(sizes or {}).get(body) or len(members), starts_on=day,
            term_ends_on=term_ends_on, recorded_by=by, decision_number=decision.number if decision else "",
            decision_on=decision.signed_on if decision else None, decision_body=decision.body if decision else "",
        )  # fmt: skip
    number = decision.number if decision else ""
    seat(made, chosen, day, came=came, election=election, number=number)
    return made


def by_body(chosen: Iterable[Chosen]) -> dict[str, list[Chosen]]:
    """Return who was chosen, by body."""
    found: dict[str, list[Chosen]] = defaultdict(list)
    for one in chosen:
        found[one.body].append(one)
    return found


def seat(
    committees: dict[str, Committee], chosen: Sequence[Chosen], day: dt.date, *, came: str, election: Election | None = None, number: str = ""
) -> list[Seat]:  # fmt: skip
    """Write the seats of who was chosen; whoever gets a post has a seat as member beside it. Returns them."""
    held = set(
        Seat.objects.filter(committee__in=committees.values(), ends_on=None).values_list(
            "committee_id", "person_id", "post"
        )
    )
    rows = []
    for one in chosen:
        committee = committees[one.body]
        for post in dict.fromkeys(("member", one.post)):
            key = (committee.pk, one.person.pk, post)
            if key not in held:
                held.add(key)
                rows.append(
                    Seat(
                        committee=committee,
                        person=one.person,
                        post=post,
                        starts_on=day,
                        came=came,
                        election=election,
                        decision_number=number,
                    )
                )
    return list(Seat.objects.bulk_create(rows))


def give_duties(unit: Unit, day: dt.date, decision: Decision, *, only: set[int] | None = None) -> None:
    """Give who sits the highest duty of their seats from a day on, and end duties no seat carries any more.

    `only`: the people (ids) it is done for; without them it is a new term, so that every duty that comes from a committee
    and is not given again ends. Who has no account gets one, to be opened by a link.
    """
    seats = list(Seat.objects.filter(committee__unit=unit, committee__ends_on=None, ends_on=None).select_related("committee", "person"))  # fmt: skip
    seats = [one for one in seats if only is None or one.person_id in only]
    wanted = wanted_duties(seats)
    held = list(Appointment.objects.filter(ends_after(day), unit=unit, duty__in=FROM_COMMITTEES, delegated_from=None))  # fmt: skip
    people = {one.person_id: one.person for one in seats}
    accounts = {pk: people[pk].user or open_account(people[pk], free_username(people[pk])) for pk in wanted}
    keep = {(accounts[pk].pk, duty) for pk, duties in wanted.items() for duty in duties}
    holders = {user.pk for user in accounts.values()}
    stale = [a for a in held if (a.user_id, a.duty) not in keep and (only is None or a.user_id in holders)]
    end_duties(stale, day, "Hết nhiệm kỳ" if only is None else "Thay đổi chức vụ trong ban chấp hành")
    for a in held:
        a.user.forget_rights()
    have = {(a.user_id, a.duty): a for a in held if a not in stale}
    for pk, duties in wanted.items():
        for duty in duties:
            mine = have.get((accounts[pk].pk, duty)) or write_appointment(
                unit,
                accounts[pk],
                duty,
                Decision(day, decision.number, decision.signed_on, decision.body),
                "",
            )
            ids = [one.pk for one in seats if one.person_id == pk and DUTY[one.committee.body, one.post] == duty]  # fmt: skip
            Seat.objects.filter(pk__in=ids).update(appointment=mine)


def wanted_duties(seats: Iterable[Seat]) -> dict[int, list[str]]:
    """Return the duties seats carry, by person: the highest of the committee's, and the inspection's beside it."""
    found: dict[int, set[str]] = defaultdict(set)
    for one in seats:
        found[one.person_id].add(DUTY[one.committee.body, one.post])
    return {pk: highest(duties) for pk, duties in sorted(found.items(), key=lambda row: min(DUTIES[d].order for d in row[1]))}  # fmt: skip


def highest(duties: set[str]) -> list[str]:
    """Return the one that carries most of the committee's duties, and the inspection's beside it."""
    own = sorted(duties - {"inspection"}, key=lambda code: DUTIES[code].order)[:1]
    return [*own, *(["inspection"] if "inspection" in duties else [])]


def end_committees(committees: Iterable[Committee], day: dt.date, went: str, reason: str = "") -> None:
    """End bodies on a day, with every seat in them and the duties these carry."""
    for committee in committees:
        end_seats(committee.seats.filter(ends_on=None), day, went)
        committee.ends_on, committee.end_reason = max(day, committee.starts_on), reason[:200]
        committee.save(update_fields=["ends_on", "end_reason"])


def end_seats(seats: Iterable[Seat], day: dt.date, went: str, words: str = "") -> list[Seat]:
    """End seats on a day and say how; the duties they carry end, unless another seat of the same person carries on."""
    rows = list(seats)
    for one in rows:
        one.ends_on, one.went = max(day, one.starts_on), went
        if words:
            one.sealed = seal_words(one.person, {"reason": words})
        one.save(update_fields=["ends_on", "went", "sealed"])
    mine = {one.appointment_id for one in rows if one.appointment_id}
    still = set(Seat.objects.filter(appointment__in=mine, ends_on=None).values_list("appointment_id", flat=True))  # fmt: skip
    ended = Appointment.objects.filter(ends_after(day), pk__in=mine - still).select_related("user")
    end_duties(ended, day, str(dict(Seat._meta.get_field("went").choices or [])[went]))  # noqa: SLF001
    return rows


def fill(unit: Unit, chosen: Sequence[Chosen], day: dt.date, *, came: str, decision: Decision, election: Election | None = None) -> None:  # fmt: skip
    """Seat who completes a unit's bodies in mid-term, with the duties this gives: the superior's decision is there."""
    committees = {body: open_committee(unit.pk, body) for body in by_body(chosen)}
    there = {body: one for body, one in committees.items() if one is not None}
    executive = open_committee(unit.pk)
    for body in committees:
        if body not in there and executive is not None:
            size = len({one.person.pk for one in chosen if one.body == body})
            there[body] = Committee.objects.create(
                unit=unit, body=body, origin="elected", ordinal=executive.ordinal, size=size, starts_on=day, term_ends_on=executive.term_ends_on,
                decision_number=decision.number, decision_on=decision.signed_on, decision_body=decision.body,
            )  # fmt: skip
    seat(there, chosen, day, came=came, election=election, number=decision.number)
    give_duties(unit, day, decision, only={one.person.pk for one in chosen})
