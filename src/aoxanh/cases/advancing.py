"""Moving cases: plain functions that run inside one operation's transaction, for one case or for hundreds alike.

Every move is compare-and-set: the UPDATE names the step and the revision that were seen, so that of two officers who
decide at once one is told that it is decided already.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.models import canonical
from aoxanh.audit.objection import Objection
from aoxanh.cases.beside import BESIDE, Taken
from aoxanh.cases.issuing import body_of, head_for, issue, told_of
from aoxanh.cases.models import CardRange, Case, CaseMove
from aoxanh.cases.procedure import PROCEDURES, About, Check, Procedure, Step, months_after, step_of
from aoxanh.cases.routing import Map, Place, map_of, place_of
from aoxanh.cases.situations import about_cases
from aoxanh.cases.votes import Verdict, Vote, judge
from aoxanh.cases.writing import add_moves, seal_words, set_cases, write_book
from aoxanh.membership.book import NewLine, Paper
from aoxanh.membership.kinds import STATUSES
from aoxanh.membership.models import Member
from aoxanh.membership.rules import KNOWN_FROM, statute_on
from aoxanh.org.models import Unit, today
from aoxanh.org.queries import names_on
from aoxanh.papers.models import Issue


@dataclass
class Entered:
    """What was entered at a step: its day, the decision's number, the vote, facts and words.

    `votes` overrules `vote` for single cases of a docket, by case id: each person is voted on apart (R-ADM-07).
    """

    on: dt.date
    number: str = ""
    vote: Vote | None = None
    votes: Mapping[int, Vote] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Going:
    """One case on its way: what is known, the step it takes, and what becomes of it."""

    case: Case
    plug: Procedure
    step: Step
    about: About
    vote: Vote | None = None
    verdict: Verdict | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    act: str = "agreed"
    state: str = "open"
    to: Step | None = None
    here: Place | None = None
    place: Place | None = None
    lines: Sequence[NewLine] = ()
    was_at: int = 0
    issue: Issue | None = None
    number: str = ""


def blocking(checks: Iterable[Check]) -> Check | None:
    """Return the first check that stops a case."""
    return next((one for one in checks if one.state == "bad"), None)


def refuse(found: Check, name: str = "") -> Objection:
    """Return a failed check as a refusal; in a docket with whose it is."""
    text = f"{name}: {found.text}" if name else found.text
    return Objection(text, field=found.field or None, rule=found.rule)


def checks_of(plug: Procedure, about: About) -> list[Check]:
    """Return every rule looked at for a case, the house's own beside the procedure's."""
    found = list(plug.checks(about))
    if plug.target and about.target is None and not about.facts.get("outside"):
        found.insert(0, Check(_("Say which unit it goes to."), plug.rule, plug.article, "bad", "target"))
    ahead = [name for name in plug.past if (day := about.on(name)) is not None and day > about.day]
    text = _("This day lies ahead of %(day)s.") % {"day": f"{about.day:%d/%m/%Y}"}
    found += [Check(text, plug.rule, plug.article, "bad", name) for name in ahead]
    if int(about.facts.get("year") or 0) > about.day.year:
        found.append(Check(_("This year has not begun yet."), plug.rule, plug.article, "bad", "year"))
    if plug.subject == "person" and about.story.status not in plug.statuses:
        status = STATUSES[about.story.status] if about.story.status else _("not in the membership book")
        text = _("This is not for somebody whose status is: %(status)s.") % {"status": status}
        found.append(Check(text, "R-STA-03", "HD 20 §3", "bad", "person"))
    if plug.code in about.open_procedures:
        text = _("A case of this kind is under way for this person already.")
        found.append(Check(text, "L15", "", "bad", "person"))
    if plug.exclusive:
        others = [code for code in about.open_procedures if code != plug.code and PROCEDURES[code].exclusive]
        if others:
            text = _("“%(title)s” is under way for this person. End it first, or wait for it.") % {"title": PROCEDURES[others[0]].title}  # fmt: skip
            found.append(Check(text, "L15", "", "bad", "person"))
    return found


def next_step(plug: Procedure, about: About, after: str) -> Step | None:
    """Return the step a case goes to after one, or the first; None at the end of its route."""
    route = list(plug.route_of(about))
    if not after:
        return route[0] if route else None
    order = [step.code for step in plug.route]
    later = [step for step in route if order.index(step.code) > order.index(after)]
    return later[0] if later else None


def agree(cases: list[Case], step_code: str, entered: Entered, *, actor: Actor, duty: str) -> list[Going]:
    """Take one step with these cases of one procedure that wait at one step; return what became of each.

    Raises Objection, with whose case it is when there are several: a rule that fails, a vote sheet that cannot
    count, a step that was taken meanwhile. Nothing was written then.
    """
    if entered.on > today():
        raise Objection(_("The day lies ahead. Enter what was decided once it has been."), field="on", rule="R-STA-01")  # fmt: skip
    if entered.on < KNOWN_FROM:
        text = _(
            "No statute is known here for that day: what was decided before %(day)s is entered in the book."
        )
        raise Objection(text % {"day": f"{KNOWN_FROM:%d/%m/%Y}"}, field="on", rule="R-VER-02")
    lock(cases)
    _in_order(cases, entered.on)
    known = about_cases(cases, entered.on)
    ways = [_going(case, step_code, known[case.pk], entered) for case in cases]
    _find_branches(ways, entered.on)
    _two_persons(ways, actor)
    lie = map_of(cases, today())
    give_numbers(ways)
    for way in ways:
        _look(way, entered, lie, many=len(cases) > 1)
    papers = issue_papers([way for way in ways if way.act == "agreed"], entered, actor)
    for way in ways:
        _decide(way, entered, lie, papers.get(way.case.pk))
    _commit(ways, entered, actor=actor, duty=duty)
    return ways


def _in_order(cases: list[Case], on: dt.date) -> None:
    """Refuse a day before that of the step which led here."""
    sent = CaseMove.objects.filter(case__in=cases, act__in=("agreed", "voted_down"), on__gt=on).order_by(
        "seq"
    )
    at = {case.pk: case.step for case in cases}
    for move in sent:
        if move.to_step == at[move.case_id] and move.on is not None:
            text = _("The step before was taken on %(day)s: this one cannot be earlier.")
            raise Objection(text % {"day": f"{move.on:%d/%m/%Y}"}, field="on", rule="R-STA-01")


def issue_papers(ways: list[Going], entered: Entered, actor: Actor) -> dict[int, Issue]:
    """Issue the papers this step rests on, unless the number of one was entered; return each case's."""
    if not ways or not ways[0].step.paper or entered.number:
        return {}
    found: dict[int, Issue] = {}
    by_place: dict[tuple[int, str], list[Going]] = defaultdict(list)
    for way in ways:
        if way.here is not None:
            by_place[way.was_at, way.here.body].append(way)
    for (unit_id, code), some in by_place.items():
        unit, here = Unit.objects.get(pk=unit_id), some[0].here
        assert here is not None  # noqa: S101 - grouped by it
        body = body_of(code, here.unit)
        head = head_for(unit, body, some[0].about)
        told = [told_of(way.case.person, way.about, way.vote) for way in some]
        cases = {id(one): way.case.pk for one, way in zip(told, some, strict=True)}
        for writing in some[0].plug.papers(some[0].step, told, head, entered.on):
            issued = issue(writing, unit, body, head, actor=actor, on=entered.on)
            found.update({cases[id(one)]: issued for one in writing.about if id(one) in cases})
    return found


def lock(cases: list[Case]) -> None:
    """Lock these cases, with all open ones of the same people, and refuse to go on where one moved since it was read."""
    theirs = Q(person__in={case.person_id for case in cases if case.person_id}, state="open")
    rows = Case.objects.select_for_update().filter(Q(pk__in=[case.pk for case in cases]) | theirs)
    now = dict(rows.order_by("pk").values_list("pk", "revision"))
    if any(now.get(case.pk) != case.revision for case in cases):
        raise Objection(_("Somebody else has decided this meanwhile. Look at it again."), rule="L17")


def on_the_day(about: About) -> About:
    """Return what is known as of the day the matter was voted on: the rules name that day (R-ADM-01)."""
    voted = about.on("voted_on")
    return (
        about if voted is None or voted == about.day else replace(about, day=voted, statute=statute_on(voted))
    )


def _going(case: Case, step_code: str, about: About, entered: Entered) -> Going:
    plug = PROCEDURES[case.procedure]
    step = step_of(plug, step_code)
    if case.state != "open" or case.step != step_code or step is None:
        raise Objection(_("This case has moved on meanwhile. Look at it again."), rule="L17")
    entry = {**entered.facts, **entered.rows.get(case.pk, {})}
    about = replace(about, facts={**about.facts, **entry}, words={**about.words, **entered.words})
    return Going(
        case,
        plug,
        step,
        about,
        vote=entered.votes.get(case.pk, entered.vote),
        facts=entry,
        was_at=case.at_id or 0,
    )


def _find_branches(ways: list[Going], day: dt.date) -> None:
    """Look up the branches people shall be placed in, so that the rules can say whether they may be."""
    named = {int(way.about.facts["branch"]) for way in ways if way.about.facts.get("branch")}
    found = names_on(named, day) if named else {}
    for way in ways:
        if way.about.facts.get("branch"):
            way.about = replace(way.about, branch=found.get(int(way.about.facts["branch"])))


def _two_persons(ways: list[Going], actor: Actor) -> None:
    """Refuse whoever moved a case before to decide it too, where two must look at it (proof L11)."""
    guarded = [way.case.pk for way in ways if way.step.second]
    if not guarded or actor.is_machine:
        return
    moved = CaseMove.objects.filter(case__in=guarded, actor_id=actor.user.pk, act__in=MOVING)
    if moved.exists() or any(
        w.case.person is not None and w.case.person.user_id == actor.user.pk for w in ways
    ):
        raise Objection(two_look(), rule="L11")


#: What makes somebody one of the two who look at a case.
MOVING = ("opened", "asked", "agreed")


def two_look() -> str:
    """Return why somebody else decides (proof L11)."""
    return _("Two people look at each of these: somebody else of the committee decides what you proposed.")


def give_numbers(ways: list[Going]) -> None:
    """Give card numbers of the unit's range to cases that need one and were given none (HD 20 §3.3c)."""
    asks = [w for w in ways if w.step.form is not None and "card_number" in w.step.form.base_fields]
    asks = [w for w in asks if not w.about.facts.get("card_number")]
    by_unit: dict[int, list[Going]] = defaultdict(list)
    for way in asks:
        by_unit[way.was_at].append(way)
    for unit_id, some in by_unit.items():
        for way, number in zip(some, next_numbers(unit_id, len(some)), strict=True):
            way.facts["card_number"] = number
            way.about = replace(way.about, facts={**way.about.facts, "card_number": number})


def next_numbers(unit_id: int, n: int) -> list[str]:
    """Take the next card numbers of a unit's ranges, those somebody carries already passed over; the ranges locked."""
    found: list[str] = []
    for row in (
        CardRange.objects.select_for_update().filter(unit_id=unit_id, next__lte=F("last")).order_by("pk")
    ):
        while len(found) < n and row.next <= row.last:
            batch = [
                row.number(serial)
                for serial in range(row.next, min(row.last, row.next + n - len(found) - 1) + 1)
            ]
            taken = set(Member.objects.filter(card_number__in=batch).values_list("card_number", flat=True))
            found += [number for number in batch if number not in taken]
            row.next += len(batch)
        row.save(update_fields=["next"])
        if len(found) == n:
            return found
    text = _(
        "The unit's range of card numbers has %(left)d numbers left, %(n)d are needed. Enter the numbers, or add a range."
    )
    raise Objection(text % {"left": len(found), "n": n}, field="card_number", rule="R-REC §3.3")


def _look(way: Going, entered: Entered, lie: Map, *, many: bool) -> None:
    """Look at the rules and the vote of one case, or raise the Objection that stops it."""
    name = way.about.name if many else ""
    if way.step.vote is not None and "voted_on" not in way.about.facts:
        way.facts["voted_on"] = entered.on.isoformat()
        way.about = replace(way.about, facts={**way.about.facts, "voted_on": way.facts["voted_on"]})
    conditions = checks_of(way.plug, on_the_day(way.about)) if way.step.rechecks else []
    stopped = blocking([*conditions, *way.plug.step_checks(way.about, way.step, entered.on)])
    if stopped:
        raise refuse(stopped, name)
    way.here = place_of(way.case, way.step, lie)
    if way.step.vote is not None:
        _judge(way, name)
        if way.verdict is not None and not way.verdict.passed:
            way.act = "voted_down"


def _decide(way: Going, entered: Entered, lie: Map, issued: Issue | None) -> None:
    """Find out what becomes of one case that was looked at: its lines, and where it goes."""
    if way.act == "voted_down":
        _lose(way, entered, lie)
        return
    way.issue = issued
    way.number = issued.number.shown if issued is not None else entered.number if way.step.paper else ""
    body = way.here.name if way.here and (way.step.paper or way.step.vote) else ""
    paper = Paper(way.number, entered.on if body else None, body)
    way.lines = way.plug.lines(way.about, way.step, entered.on, paper)
    _send_on(way, next_step(way.plug, way.about, way.step.code), lie)


def _judge(way: Going, name: str) -> None:
    if way.vote is None:
        raise Objection(_("Enter how the vote went."), field="present", rule=way.step.rule)
    assert way.step.vote is not None  # noqa: S101 - asked by the caller
    way.verdict = judge(way.vote, way.step.vote)
    if way.verdict.problems:
        first = way.verdict.problems[0]
        text = f"{name}: {first.text}" if name else first.text
        raise Objection(text, field=first.field, rule=first.rule or way.step.vote.rule)


def _lose(way: Going, entered: Entered, lie: Map) -> None:
    """A vote that did not pass ends the case, or sends it where the rules say."""
    assert way.verdict is not None  # noqa: S101 - asked by the caller
    goes = way.plug.lost(way.about, way.step, tie=way.verdict.tie)
    if goes:
        _send_on(way, step_of(way.plug, goes), lie)
        return
    way.state, way.lines = "refused", way.plug.ended(way.about, entered.on)


def _send_on(way: Going, to: Step | None, lie: Map) -> None:
    if to is None:
        way.state = "done"
        return
    way.to, way.place = to, None
    target = way.facts.get("target") or way.case.target_id
    unit_id = target if to.side == "target" else way.case.unit_id
    if unit_id and unit_id not in lie.versions:
        lie = Map({int(unit_id)}, lie.day)
    way.place = lie.place(way.case.procedure, to, int(unit_id)) if unit_id else None
    if way.place is None:
        raise Objection(_("There is no unit that would take the next step. Choose where the case goes."), field="target", rule="R-ORG-10")  # fmt: skip


def due_on(step: Step, about: About, start: dt.date) -> dt.date | None:
    """Return by when a step is to be taken, counted from a day."""
    if not step.within:
        return None
    n = int(about.statute[step.within])
    return start + dt.timedelta(days=n) if step.within.endswith("_days") else months_after(start, n)


def _commit(ways: list[Going], entered: Entered, *, actor: Actor, duty: str) -> None:
    """Write everything: lines, cases, moves."""
    batch = uuid.uuid4() if len(ways) > 1 else None
    write_book([(way.case, way.lines) for way in ways], actor=actor, duty=duty)
    groups: dict[tuple[Any, ...], list[Going]] = defaultdict(list)
    for way in ways:
        place = way.place.unit.unit_id if way.place else None
        due = due_on(way.to, way.about, entered.on) if way.to else None
        groups[way.case.step, way.state, way.to.code if way.to else way.case.step, place, due].append(way)
    now = timezone.now()
    for (step, state, to, place, due), some in groups.items():
        changes: dict[str, Any] = {
            "state": state, "step": to, "at_id": place if state == "open" else None, "due_on": due, "since": now,
            "ended_at": None if state == "open" else now,
        }  # fmt: skip
        set_cases([w.case for w in some], step, changes)
    _keep_facts(ways, entered)
    _write_beside(ways, entered, actor)
    add_moves(
        [
            CaseMove(
                case=way.case, act=way.act, step=way.step.code, to_step=way.to.code if way.to else "",
                unit_id=way.was_at, on=entered.on, decision_number=way.number, issue=way.issue,
                decision_body=way.here.name if way.here and way.step.paper else "", vote=way.vote.facts() if way.vote else None, facts=dict(way.facts),
                sealed=seal_words(way.case.person, entered.words), batch=batch,
            )
            for way in ways
        ],
        actor=actor, duty=duty,
    )  # fmt: skip


def _write_beside(ways: list[Going], entered: Entered, actor: Actor) -> None:
    """Let the room whose procedure it is write what it keeps beside the case."""
    for way in ways:
        beside = BESIDE.get(way.case.procedure)
        if beside is None:
            continue
        if way.state in {"open", "done"}:
            body = way.here.name if way.here else ""
            done = way.state == "done"
            beside.agreed(way.case, Taken(way.step, entered.on, way.number, body, way.issue, done), actor)
        else:
            beside.ended(way.case, way.state, actor)


def _keep_facts(ways: list[Going], entered: Entered) -> None:
    """Keep what the step added to a case: facts, words, the unit it goes to."""
    changed = [way.case for way in ways if way.facts or entered.words]
    if not changed:
        return
    for way in ways:
        facts = {**way.about.facts, **way.facts}
        target = facts.pop("target", None)
        if target:
            way.case.target_id = int(target)
        if way.case.person is None:
            facts |= entered.words
        way.case.facts = canonical(facts)
        if entered.words and way.case.person is not None:
            way.case.sealed = seal_words(way.case.person, way.about.words)
    Case.objects.bulk_update(changed, ["facts", "target", "sealed"], batch_size=500)
