"""Opening cases and moving them: each an audited operation, permitted where the case waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.actor import Actor
from aoxanh.audit.models import canonical
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.cases import policies
from aoxanh.cases.advancing import Entered, agree, lock
from aoxanh.cases.beside import BESIDE
from aoxanh.cases.models import Case, CaseMove, Docket
from aoxanh.cases.opening import Opening, homes_of, open_many, plug_of
from aoxanh.cases.procedure import PROCEDURES, About, Procedure, Step, step_of
from aoxanh.cases.routing import Map
from aoxanh.cases.situations import about_cases, about_people
from aoxanh.cases.writing import add_moves, seal_words, set_cases, write_book
from aoxanh.membership.book import Paper
from aoxanh.membership.models import BookEntry
from aoxanh.org.models import Unit, today
from aoxanh.org.queries import names_on
from aoxanh.people.models import Person

#: Cases opened at once.
MOST = 500


@operation("cases.open", allow=policies.may_open, says=gettext_lazy("opened a case: %(procedure)s"))
def open_case(
    unit: Unit,
    *,
    actor: Actor,
    procedure: str,
    person: Person | None = None,
    facts: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
    to: Unit | None = None,
) -> Done:
    """Open one case about somebody of a unit, or about the unit; its result is the Case.

    Raises Objection with the rule of the first check that fails, and where another case stands in the way.
    """
    opening = Opening(plug_of(procedure), facts or {}, words or {}, to=to)
    cases = open_many(unit, [person] if person else [], opening, actor)
    return Done(cases[0], unit=unit, subject=person.uid if person else None, facts={"procedure": procedure})


@operation("cases.ask", allow=policies.may_ask, says=gettext_lazy("asked for a procedure: %(procedure)s"))
def ask_for(
    person: Person,
    *,
    actor: Actor,
    procedure: str,
    facts: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
    to: Unit | None = None,
) -> Done:
    """Ask for a procedure oneself: the case waits at one's branch; its result is the Case."""
    plug = plug_of(procedure)
    if not plug.asked:
        raise Objection(_("This is begun by the branch, not by the member."), rule=plug.rule)
    home = homes_of([person.pk], today()).get(person.pk)
    if home is None:
        raise Objection(
            _("You stand on no list of a branch today. Ask the branch secretary."), rule="R-STA-03"
        )
    unit = Unit.objects.get(pk=home)
    opening = Opening(plug, facts or {}, words or {}, to=to, act="asked")
    cases = open_many(unit, [person], opening, actor)
    return Done(cases[0], unit=unit, subject=person.uid, facts={"procedure": procedure})


@operation(
    "cases.open_docket",
    allow=policies.may_open,
    says=gettext_lazy("opened a docket of %(count)s cases: %(procedure)s"),
)
def open_docket(
    unit: Unit,
    *,
    actor: Actor,
    procedure: str,
    title: str,
    people: Sequence[Person],
    facts: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
    rows: Mapping[int, Mapping[str, Any]] | None = None,
    row_words: Mapping[int, Mapping[str, str]] | None = None,
    to: Unit | None = None,
) -> Done:
    """Open a docket with a case for each of these people of the unit or below; its result is the Docket.

    Each person's case is about the branch they are in. `rows` adds facts by person id. Raises Objection naming the
    first person who cannot be in it, and for a procedure that is decided one by one.
    """
    plug = plug_of(procedure)
    if not plug.many:
        raise Objection(_("This procedure is not handled in dockets."), field="procedure", rule=plug.rule)
    if not people:
        raise Objection(_("Choose at least one person."), field="people")
    docket = Docket.objects.create(
        procedure=procedure, title=title[:160], unit=unit, opened_by=getattr(actor.user, "pk", None)
    )
    opening = Opening(plug, facts or {}, words or {}, rows or {}, row_words or {}, to, docket)
    open_many(unit, people, opening, actor)
    return Done(docket, unit=unit, facts={"procedure": procedure, "count": len(people)})


@operation(
    "cases.agree", allow=policies.may_move, says=gettext_lazy("agreed to a case: %(procedure)s, %(step)s")
)
def agree_case(case: Case, *, actor: Actor, step: str, entered: Entered) -> Done:
    """Take the step a case waits at; its result is the Case.

    Raises Objection where a rule forbids it, the vote sheet cannot count, or somebody was faster.
    """
    duty = duty_of(actor, policies.may_move, case)
    ways = agree([case], step, entered, actor=actor, duty=duty)
    return told(case, {"step": step, "act": ways[0].act})


@operation(
    "cases.agree_docket",
    allow=policies.may_work_docket,
    says=gettext_lazy("decided on %(count)s cases of a docket: %(procedure)s, %(step)s"),
)
def agree_docket(docket: Docket, *, actor: Actor, step: str, entered: Entered, cases: Sequence[int]) -> Done:
    """Take one step with many cases of a docket: one meeting, one number; its result is how many went which way."""
    chosen = list(Case.objects.filter(docket=docket, pk__in=list(cases)).select_related("person", "unit", "at").order_by("pk"))  # fmt: skip
    if not chosen:
        raise Objection(_("Choose at least one case."), field="cases")
    duty = ""
    for version in names_on({case.at_id for case in chosen if case.at_id}, today()).values():
        grant = actor.is_machine or policies.acts_at(actor.user, version)
        if not grant:
            raise Objection(_("Some of these wait at another unit: only its officers decide them."), rule="R-ORG-10")  # fmt: skip
        duty = getattr(grant, "duty", "")
    ways = agree(chosen, step, entered, actor=actor, duty=duty)
    tally = {act: sum(1 for w in ways if w.act == act) for act in {w.act for w in ways}}
    facts = {"procedure": docket.procedure, "step": step, "count": len(ways)}
    return Done(tally, target=docket, unit=docket.unit_id, facts=facts)


@operation(
    "cases.gather",
    allow=policies.may_gather,
    says=gettext_lazy("put %(count)s waiting cases in a docket: %(procedure)s"),
)
def gather(unit: Unit, *, actor: Actor, procedure: str, title: str, cases: Sequence[int]) -> Done:
    """Put cases of one procedure that wait at a unit in one docket, to be decided as one; its result is the Docket."""
    chosen = list(Case.objects.filter(pk__in=list(cases), at=unit, procedure=procedure, state="open"))
    if not chosen or len(chosen) != len(set(cases)):
        raise Objection(_("Some of these no longer wait here. Look at the list again."), rule="L17")
    docket = Docket.objects.create(
        procedure=procedure, title=title[:160], unit=unit, opened_by=getattr(actor.user, "pk", None)
    )
    for step in {case.step for case in chosen}:
        set_cases([c for c in chosen if c.step == step], step, {"docket_id": docket.pk})
    moves = [CaseMove(case=c, act="gathered", step=c.step, unit_id=unit.pk) for c in chosen]
    add_moves(moves, actor=actor, duty=duty_of(actor, policies.may_gather, unit))
    return Done(docket, unit=unit, facts={"procedure": procedure, "count": len(chosen)})


@operation("cases.send_back", allow=policies.may_move, says=gettext_lazy("sent a case back: %(procedure)s"))
def send_back(case: Case, *, actor: Actor, step: str, words: str) -> Done:
    """Send a case back to the step before, with the reason; its result is the Case."""
    need_words(words)
    not_about(case, actor)
    plug = PROCEDURES[case.procedure]
    same_step(case, step)
    about = about_cases([case], today())[case.pk]
    back = step_before(case, plug, about)
    if back is None:
        raise Objection(_("This is the first step: refuse the case, or ask the one who opened it to withdraw it."), rule="")  # fmt: skip
    not_written(case, back, about)
    side = case.target_id if back.side == "target" and case.target_id else case.unit_id
    place = Map({side}, today()).place(case.procedure, back, side)
    at = place.unit.unit_id if place else case.unit_id
    was_at, changes = case.waits_at, {"step": back.code, "at_id": at, "since": timezone.now(), "due_on": None}
    if back.vote is not None:  # it is voted on anew: the rules look at that day
        changes["facts"] = canonical(
            {name: fact for name, fact in case.details.items() if name != "voted_on"}
        )
    set_cases([case], step, changes)
    move = CaseMove(case=case, act="returned", step=step, to_step=back.code, unit_id=was_at, sealed=seal_words(case.person, {"reason": words}))  # fmt: skip
    if case.person is None:
        move.facts = {"reason": words}
    add_moves([move], actor=actor, duty=duty_of(actor, policies.may_move, case))
    return told(case, {"step": step})


def step_before(case: Case, plug: Procedure, about: About) -> Step | None:
    """Return the step a case goes back to: the one before on its route; off it (R-DIS-04), the one that sent it there."""
    codes = [one.code for one in (plug.route_of(about) if case.person else plug.route)]
    if case.step in codes:
        at = codes.index(case.step)
        return step_of(plug, codes[at - 1]) if at else None
    sent = case.moves.filter(to_step=case.step, act__in=("agreed", "voted_down")).order_by("seq").last()
    return step_of(plug, sent.step) if sent else None


def not_written(case: Case, step: Step, about: About) -> None:
    """Refuse to go back over a step the book tells of: it could not be written again (proof L18)."""
    kinds = {line.kind for line in PROCEDURES[case.procedure].lines(about, step, today(), Paper())}
    entries = BookEntry.objects.filter(
        person=case.person_id, cause="case", cause_id=str(case.pk), kind__in=kinds
    )
    if kinds and {line.seq for line, _paper in about.lines} & set(entries.values_list("seq", flat=True)):
        text = _(
            "The membership book tells of the step before already. Take that line back in the book first."
        )
        raise Objection(text, rule="L18")


def not_about(case: Case, actor: Actor) -> None:
    """Refuse an officer who would end or delay a case about themselves (proof L11)."""
    if (
        case.person is not None
        and case.person.user_id
        and case.person.user_id == getattr(actor.user, "pk", None)
    ):
        raise Objection(_("This case is about you: somebody else of the committee decides."), rule="L11")


@operation("cases.refuse", allow=policies.may_move, says=gettext_lazy("refused a case: %(procedure)s"))
def refuse_case(case: Case, *, actor: Actor, step: str, words: str) -> Done:
    """Refuse what the case asks, with the reason; its result is the Case."""
    need_words(words)
    not_about(case, actor)
    same_step(case, step)
    duty = duty_of(actor, policies.may_move, case)
    end(case, "refused", "refused", words, actor=actor, duty=duty)
    return told(case, {"step": step})


@operation("cases.withdraw", allow=policies.may_withdraw, says=gettext_lazy("withdrew a case: %(procedure)s"))
def withdraw_case(case: Case, *, actor: Actor, step: str, words: str) -> Done:
    """Withdraw a case before it is decided, with the reason; its result is the Case."""
    need_words(words)
    same_step(case, step)
    end(case, "withdrawn", "withdrawn", words, actor=actor, duty="")
    return told(case, {"step": step})


@operation(
    "cases.comment", allow=policies.may_comment, says=gettext_lazy("commented on a case: %(procedure)s")
)
def comment(case: Case, *, actor: Actor, words: str) -> Done:
    """Say something to a case under way; its result is the Case."""
    need_words(words)
    if case.state != "open" or case.at_id is None:
        raise Objection(_("This case has ended; nothing is added to it any more."), rule="")
    at = case.at_id
    set_cases([case], case.step, {})
    move = CaseMove(case=case, act="commented", step=case.step, unit_id=at, sealed=seal_words(case.person, {"comment": words}))  # fmt: skip
    if case.person is None:
        move.facts = {"comment": words}
    add_moves([move], actor=actor, duty="")
    return told(case, {})


@operation(
    "cases.drop",
    allow=policies.may_withdraw,
    says=gettext_lazy("took a case out of its docket: %(procedure)s"),
)
def drop_from_docket(case: Case, *, actor: Actor, words: str) -> Done:
    """Take a case out of its docket, with the reason: it goes on alone; its result is the Case."""
    need_words(words)
    if case.docket_id is None:
        raise Objection(_("This case is in no docket."), rule="")
    at = case.waits_at
    set_cases([case], case.step, {"docket_id": None})
    move = CaseMove(case=case, act="fell_out", step=case.step, unit_id=at, sealed=seal_words(case.person, {"reason": words}))  # fmt: skip
    add_moves([move], actor=actor, duty="")
    return told(case, {})


def same_step(case: Case, step: str) -> None:
    """Refuse a move from a page that shows an earlier step."""
    if case.step != step or case.state != "open":
        raise Objection(_("This case has moved on meanwhile. Look at it again."), rule="L17")


def need_words(words: str) -> None:
    """Refuse a reason left empty."""
    if not words.strip():
        raise Objection(_("Say why."), field="words", rule="")


def end(case: Case, state: str, act: str, words: str, *, actor: Actor, duty: str) -> None:
    """End a case that does not reach its goal, and write what that writes."""
    plug, at = PROCEDURES[case.procedure], case.waits_at
    step = case.step
    lock(
        [case]
    )  # before the book, as every move does: two who lock in another order wait for each other for ever
    lines: Sequence[Any] = ()
    if case.person is not None:
        about = about_people(
            [case.person], today(), names_on({case.unit_id}, today()), {case.person.pk: case.unit_id}
        )
        lines = plug.ended(replace(about[case.person.pk], facts=case.details), today())
    write_book([(case, lines)], actor=actor, duty=duty)
    set_cases([case], step, {"state": state, "at_id": None, "due_on": None, "ended_at": timezone.now()})
    if case.procedure in BESIDE:
        BESIDE[case.procedure].ended(case, state, actor)
    move = CaseMove(case=case, act=act, step=step, unit_id=at, on=today(), sealed=seal_words(case.person, {"reason": words}))  # fmt: skip
    if case.person is None:
        move.facts = {"reason": words}
    add_moves([move], actor=actor, duty=duty)


def duty_of(actor: Actor, policy: Any, target: Any) -> str:
    """Return the duty somebody acts by."""
    return "" if actor.is_machine else getattr(policy(actor.user, target), "duty", "") or ""


def told(case: Case, facts: Mapping[str, Any]) -> Done:
    """Return what the log says of a case."""
    person = case.person
    return Done(
        case, unit=case.unit_id, subject=person.uid if person else None,
        facts={"procedure": case.procedure, **facts},
    )  # fmt: skip
