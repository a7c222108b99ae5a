"""Elections prepared, counted and closed; interim committees named, terms changed, members designated, seats ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.cases.advancing import blocking, refuse
from aoxanh.cases.models import Case
from aoxanh.cases.operations import Opening, open_many
from aoxanh.cases.procedure import PROCEDURES, Check, months_after
from aoxanh.elections import policies
from aoxanh.elections.counting import REASONS, Sheet, faults
from aoxanh.elections.models import OFFICES, Candidate, Contest, Election, Round, Tally
from aoxanh.elections.queries import (
    Counted,
    counted,
    eligible,
    next_ordinal,
    nominees,
    open_committee,
    setting_of,
    sitting_counts,
    statute_of,
    voters_of,
)
from aoxanh.elections.rules import (
    attendance_checks,
    delegate_checks,
    direct_checks,
    list_checks,
    mode_checks,
    nominee_checks,
    size_checks,
    term_of,
)
from aoxanh.elections.seating import form_committees, give_duties, winners
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.operations import Decision, write_congress
from aoxanh.people.models import Person


@operation("elections.prepare", allow=policies.may_prepare, says=gettext_lazy("prepared an election: %(occasion)s of %(on)s"))  # fmt: skip
def prepare_election(
    unit: Unit, *, actor: Actor, occasion: str, held_on: dt.date, seats: Mapping[str, int], mode: str = "in_person", direct: bool = False,
    consent_on: dt.date | None = None,
) -> Done:  # fmt: skip
    """Prepare a congress or a completion in mid-term: what is elected (`seats` by office), when, how; its result is the Election.

    `direct`: the congress itself elects the secretary. Raises Objection with the rule of the first size that does not fit.
    """
    if Election.objects.filter(unit=unit, state__in=("prepared", "closed")).exists():
        raise Objection(_("An election of this unit is under way already. Finish it first."), rule="L17")
    version = standing_at(unit, held_on)
    congress = occasion == Election.Occasion.CONGRESS
    if not congress and open_committee(unit.pk) is None:
        raise Objection(
            _(
                "There is no committee to complete. Hold a congress, or have the superior name an interim committee."
            ),
            field="occasion",
            rule="R-ORG-07",
        )
    chosen = {office: n for office, n in seats.items() if n and office in dict(OFFICES)}
    if not chosen:
        raise Objection(_("Say what is elected, and how many."), field="executive", rule="R-ORG §2.2")
    statute = statute_on(held_on)
    election = Election(
        unit=unit, occasion=occasion, held_on=held_on, mode=mode, consent_on=consent_on, prepared_by=getattr(actor.user, "pk", None),
        ordinal=next_ordinal(unit) if congress else None, term_ends_on=months_after(held_on, term_of(statute, version)) if congress else None,
    )  # fmt: skip
    election.save()
    Contest.objects.bulk_create(
        Contest(election=election, office=office, seats=n, by_congress=elects(congress, office, direct=direct, seats=chosen))
        for office, n in chosen.items()
    )  # fmt: skip
    setting = setting_of(election, statute, version)
    look([*size_checks(setting), *mode_checks(setting, mode), *direct_checks(setting, direct=direct)])
    return Done(election, unit=unit, facts={"occasion": occasion, "on": str(held_on)})


def elects(congress: bool, office: str, *, direct: bool, seats: Mapping[str, int]) -> bool:  # noqa: FBT001
    """Return whether the congress itself elects to an office: the committee and delegates, and, where so agreed, the secretary."""
    if office in {"executive", "delegate"} or not congress:
        return True
    return "executive" not in seats or (direct and office == "secretary")


@operation("elections.attend", allow=policies.may_run, says=gettext_lazy("entered who was at the election: %(present)s of %(entitled)s"))  # fmt: skip
def note_attendance(
    election: Election, *, actor: Actor, revision: int, entitled: int, present: int, elected: int = 0, ex_officio: int = 0, designated: int = 0,
) -> Done:  # fmt: skip
    """Enter how many were summoned and came, of a congress of delegates by how they became one; its result is the Election.

    In mid-term the committee's own members are summoned: nobody enters another number (R-ELE-09).
    """
    del actor
    version, statute = standing_at(election.unit, election.held_on), statute_of(election)
    if not election.is_congress:
        entitled = sitting_counts(election.unit_id, election.held_on)["executive"] or entitled
    setting = setting_of(election, statute, version)
    total = elected + ex_officio + designated
    if total and total != entitled:
        raise Objection(
            _("The delegates make %(sum)d, but %(all)d were summoned.") % {"sum": total, "all": entitled},
            field="entitled",
            rule="R-ELE-05",
        )
    look([*attendance_checks(setting, entitled, present), *delegate_checks(setting, designated, total)])
    change(
        election, revision, entitled=entitled, present=present, delegates_elected=elected, delegates_ex_officio=ex_officio,
        delegates_designated=designated,
    )  # fmt: skip
    return Done(election, unit=election.unit_id, facts={"present": present, "entitled": entitled})


@operation("elections.list", allow=policies.may_run, says=gettext_lazy("put %(n)s people on the list of an election"))  # fmt: skip
def set_candidates(
    election: Election, *, actor: Actor, revision: int, office: str, people: Sequence[Person], source: str = "committee", delegates: bool = True,
    applied_on: dt.date | None = None,
) -> Done:  # fmt: skip
    """Set the list of a contest before its first round; its result is the Contest. Raises Objection naming who may not be on it."""
    del actor
    contest, known = contest_of(election, office)
    if contest.rounds.exists():
        raise Objection(_("This list has been voted on; it is not changed any more."), rule="R-ELE-02")
    version, statute = standing_at(election.unit, election.held_on), statute_of(election)
    within_body(election, contest, known, people)
    setting = setting_of(election, statute, version)
    told = nominees(version, people, election.held_on, int(statute["lost_months"]))
    checks = [*list_checks(office, len(set(people)), contest.seats)]
    for one in people:
        who = told[one.pk]
        who = replace(
            who, belongs=who.belongs or from_body(office), delegate=delegates, applied_on=applied_on
        )
        checks += nominee_checks(setting, who, election.held_on)
    look(checks)
    change(election, revision)
    contest.candidates.all().delete()
    Candidate.objects.bulk_create(
        Candidate(contest=contest, person=one, source=source, delegate=delegates, applied_on=applied_on)
        for one in dict.fromkeys(people)
    )
    return Done(contest, unit=election.unit_id, facts={"n": len(people), "office": office})


def from_body(office: str) -> bool:
    """Return whether an office is filled from a body's own members, whose membership was looked at before."""
    return office in {"standing", "secretary", "deputy", "head", "deputy_head"}


def within_body(
    election: Election, contest: Contest, known: Sequence[Counted], people: Sequence[Person]
) -> None:
    """Refuse somebody for a post who does not sit in the body it belongs to."""
    if contest.office in {"executive", "inspection", "delegate"}:
        return
    executive = any(one.contest.office == "executive" for one in known) or not election.is_congress
    if not executive:  # a branch without a committee
        return
    allowed = {one.pk for one in eligible(election, contest, known)}
    for one in people:
        if one.pk not in allowed:
            text = _("%(name)s does not sit in the body this post belongs to.") % {"name": one.full_name}
            raise Objection(text, field="people", rule="R-ELE-02")


@operation("elections.count", allow=policies.may_run, says=gettext_lazy("entered a sheet of an election: %(office)s, round %(round)s"))  # fmt: skip
def enter_round(
    election: Election, *, actor: Actor, revision: int, office: str, issued: int, collected: int, yes: Mapping[int, int], invalid: int = 0,
    reasons: Mapping[str, int] | None = None,
) -> Done:  # fmt: skip
    """Enter one round's sheet; `yes` by candidate id; its result is the Round. Raises Objection where it cannot be counted."""
    _contest, known = contest_of(election, office)
    here = next(one for one in known if one.contest.office == office)
    sheet = sheet_of(here, issued, collected, invalid, yes=yes, reasons=reasons)
    ready(election, here, known)
    first = next(iter(faults(sheet, voters_of(election, here.contest, known))), None)
    if first is not None:
        raise Objection(first.text, field=first.field, rule=first.rule)
    change(election, revision)
    row = Round.objects.create(
        contest=here.contest, number=len(here.sheets) + 1, issued=issued, collected=collected, invalid=invalid, reasons=dict(sheet.reasons),
        entered_by=getattr(actor.user, "pk", None),
    )  # fmt: skip
    Tally.objects.bulk_create(Tally(round=row, candidate_id=pk, yes=n) for pk, n in sheet.yes.items())
    settle_candidates(election)
    return Done(row, unit=election.unit_id, facts={"office": office, "round": row.number})


def sheet_of(here: Counted, issued: int, collected: int, invalid: int, *, yes: Mapping[int, int], reasons: Mapping[str, int] | None) -> Sheet:  # fmt: skip
    """Return what was entered as the round it is: for who stands in it, nobody else."""
    known = {code: n for code, n in (reasons or {}).items() if n and code in REASONS}
    left = here.standing.open_seats
    return Sheet(left, issued, collected, invalid, {pk: int(yes.get(pk, 0)) for pk in here.standing.next}, known)  # fmt: skip


def ready(election: Election, here: Counted, known: Sequence[Counted]) -> None:
    """Refuse a sheet before its time: the list too short, nobody counted present, an earlier contest still open."""
    if here.standing.over:
        raise Objection(_("This contest is over: at most two rounds are held."), rule="R-ELE-04")
    if election.present is None:
        raise Objection(_("Enter first how many were summoned and came."), field="present", rule="R-ELE-10")
    for one in known:
        if (
            one.contest.order < here.contest.order
            and not one.standing.over
            and here.contest.office != "delegate"
        ):
            text = _("First finish what is elected before: %(office)s.") % {"office": one.contest.get_office_display()}  # fmt: skip
            raise Objection(text, rule="R-ELE-02")
    look(list_checks(here.contest.office, len(here.candidates), here.contest.seats))


@operation("elections.uncount", allow=policies.may_run, says=gettext_lazy("took back a sheet of an election: %(office)s, round %(round)s"))  # fmt: skip
def take_back_round(election: Election, *, actor: Actor, revision: int, office: str) -> Done:
    """Take back the last sheet of a contest that was entered wrongly, while nothing later rests on it; its result is the Election."""
    del actor
    contest, known = contest_of(election, office)
    row = contest.rounds.order_by("-number").first()
    if row is None:
        raise Objection(_("No sheet has been entered."), rule="L17")
    later = [one for one in known if one.contest.order > contest.order and one.sheets]
    if later and contest.office != "delegate":
        text = _("What was elected afterwards rests on it. Take that back first: %(office)s.") % {"office": later[-1].contest.get_office_display()}  # fmt: skip
        raise Objection(text, rule="L17")
    change(election, revision)
    number = row.number
    row.delete()
    settle_candidates(election)
    return Done(election, unit=election.unit_id, facts={"office": office, "round": number})


@operation("elections.give_up", allow=policies.may_run, says=gettext_lazy("gave up an election"))
def give_up(election: Election, *, actor: Actor, revision: int) -> Done:
    """Give up an election that is being prepared; its result is the Election."""
    del actor
    change(election, revision, state=Election.State.GIVEN_UP)
    return Done(election, unit=election.unit_id, facts={})


@operation("elections.close", allow=policies.may_close, says=gettext_lazy("closed an election and sent it for recognition: %(n)s people elected"))  # fmt: skip
def close_election(election: Election, *, actor: Actor, revision: int) -> Done:
    """Close an election: at a congress who was elected takes office at once (R-ELE-07); a case for recognition opens.

    Its result is the Case. Raises Objection while something is not counted, or where somebody would put themselves in office.
    """
    if election.held_on > today():
        raise Objection(_("The day of the election lies ahead."), field="held_on", rule="R-ELE-07")
    statute = statute_of(election)
    known = counted(election, statute)
    for one in known:
        if not one.standing.over:
            text = _("This is not counted yet: %(office)s.") % {"office": one.contest.get_office_display()}
            raise Objection(text, rule="R-ELE-03")
    people = {one.person.pk: one.person for one in winners(known)}
    if not people:
        raise Objection(_("Nobody was elected to a committee: there is nothing to recognise. Give the election up."), rule="R-ELE-08")  # fmt: skip
    not_oneself(election, known, actor)
    change(election, revision, state=Election.State.CLOSED, closed_at=timezone.now())
    if election.is_congress:
        take_office(election, known, actor)
    case = open_recognition(election, statute["recognition_file_days"], actor)
    return Done(case, unit=election.unit_id, facts={"n": len(people)})


def not_oneself(election: Election, known: Sequence[Counted], actor: Actor) -> None:
    """Refuse an officer who would put themselves at the head of the unit by what they enter (proof L11; our design)."""
    if actor.is_machine:
        return
    duties = {a.duty for a in actor.user.appointments_today if a.unit_id == election.unit_id}
    mine = [one for one in winners(known) if one.person.user_id == actor.user.pk]
    gains = {"secretary": "secretary", "deputy": "deputy_secretary"}
    if any(one.post in gains and not duties & {gains[one.post], "secretary"} for one in mine):
        text = _("You would take office by your own sheet: somebody else closes this election.")
        raise Objection(text, rule="L11")


def take_office(election: Election, known: Sequence[Counted], actor: Actor) -> None:
    """Let the committee a congress has elected take office: the old one ends, seats and duties begin, the congress is recorded."""
    assert election.term_ends_on is not None  # noqa: S101 - set when a congress is prepared
    day, term = election.held_on, election.term_ends_on
    sizes = {one.contest.office: one.contest.seats for one in known}
    decision = Decision(day, "", day, f"Đại hội lần thứ {election.ordinal}")
    form_committees(
        election.unit, winners(known), day, origin="elected", came="congress", term_ends_on=term, ordinal=election.ordinal, sizes=sizes,
        election=election, by=getattr(actor.user, "pk", None),
    )  # fmt: skip
    give_duties(election.unit, day, decision)
    write_congress(election.unit, day, election.ordinal or 1, term, actor)


def open_recognition(election: Election, days: int, actor: Actor) -> Case:
    """Open the case in which the superior recognises; the file is due fifteen days after the election (R-ELE-08)."""
    opening = Opening(
        PROCEDURES["recognition"], facts={"election": election.pk, "held_on": election.held_on.isoformat()}
    )
    case = open_many(election.unit, [], opening, actor)[0]
    case.due_on = election.held_on + dt.timedelta(days=int(days))
    case.save(update_fields=["due_on"])
    election.case = case
    election.save(update_fields=["case"])
    return case


def standing_at(unit: Unit, day: dt.date) -> UnitVersion:
    """Return how a unit stands on the day of an election, or refuse a day it does not."""
    version = unit.standing(day)
    if version is None:
        raise Objection(_("The unit does not stand on that day."), field="held_on", rule="R-ORG-09")
    return version


def contest_of(election: Election, office: str) -> tuple[Contest, list[Counted]]:
    """Return a contest of an election and how all of them stand."""
    known = counted(election, statute_of(election))
    found = next((one.contest for one in known if one.contest.office == office), None)
    if found is None:
        raise Objection(_("This is not elected here."), field="office", rule="R-ELE-02")
    return found, known


def settle_candidates(election: Election) -> None:
    """Note with each candidate whether they are elected: yes, no once their contest is over, nothing before."""
    for one in counted(election, statute_of(election)):
        for candidate in one.candidates:
            won = candidate.pk in one.standing.elected
            candidate.elected = True if won else False if one.standing.over else None
        Candidate.objects.bulk_update(one.candidates, ["elected"])


def change(election: Election, revision: int, **changes: Any) -> None:
    """Change an election that is still being prepared, as it was seen (compare-and-set)."""
    still = Election.objects.filter(pk=election.pk, revision=revision, state=Election.State.PREPARED)
    if not still.update(**changes, revision=F("revision") + 1):
        raise Objection(_("Somebody else has gone on with this election meanwhile. Look at it again."), rule="L17")  # fmt: skip
    election.revision = revision + 1
    for name, value in changes.items():
        setattr(election, name, value)


def look(checks: Iterable[Check]) -> None:
    """Refuse with the first rule that fails."""
    stopped = blocking(checks)
    if stopped is not None:
        raise refuse(stopped)
