"""What cases write: themselves by compare-and-set, their moves, the lines of people's books; inside the caller's transaction."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.cases.models import Case, CaseMove
from aoxanh.live.operations import publish_many
from aoxanh.membership.book import Cause, NewLine, write_lines
from aoxanh.membership.models import Member
from aoxanh.membership.operations import leave_hand_list, sealed
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import today
from aoxanh.people.models import Person


def set_cases(cases: list[Case], step: str, changes: Mapping[str, Any]) -> None:
    """Move these cases on, all of them or none: those still open, at this step and this revision (compare-and-set)."""
    by_revision: dict[int, list[int]] = defaultdict(list)
    for case in cases:
        by_revision[case.revision].append(case.pk)
    moved = 0
    for revision, ids in by_revision.items():
        still = Case.objects.filter(pk__in=ids, state="open", step=step, revision=revision)
        moved += still.update(**changes, revision=F("revision") + 1)
    if moved != len(cases):
        raise Objection(_("Somebody else has decided this meanwhile. Look at it again."), rule="L17")
    for case in cases:
        case.revision += 1
        for name, value in changes.items():
            setattr(case, name, value)


def add_moves(moves: list[CaseMove], *, actor: Actor, duty: str) -> None:
    """Append moves, numbered by their case's revision."""
    now = timezone.now()
    for move in moves:
        move.seq, move.at, move.duty = move.case.revision, now, duty
        move.actor_id = getattr(actor.user, "pk", None)
    CaseMove.objects.bulk_create(moves, batch_size=500)
    publish_many({topic for move in moves for topic in topics_of(move)}, "case")


def topics_of(move: CaseMove) -> Iterable[str]:
    """Return who hears of a move: open pages of the case and its docket, the work of where it was and is, and its person's."""
    case = move.case
    yield f"case:{case.uid}"
    yield f"work:{move.unit_id}"
    if case.at_id:
        yield f"work:{case.at_id}"
    if case.docket_id:
        yield f"docket:{case.docket_id}"
    if case.person_id and case.person is not None and case.person.user_id:
        yield f"work:u{case.person.user_id}"


def write_book(lines: list[tuple[Case, Sequence[NewLine]]], *, actor: Actor, duty: str) -> None:
    """Write what the cases say in people's books, each line naming its case."""
    new = {case.person_id: list(some) for case, some in lines if some and case.person_id}
    if not new:
        return
    check_cards(new)
    people = {case.person_id: case.person for case, _some in lines if case.person is not None}
    seals: dict[int, Any] = {}
    for pk, some in new.items():
        person = people[pk]
        if any(line.spoken for line in some) and person is not None:
            seals |= sealed(person)
    causes = {case.person_id: str(case.pk) for case, _some in lines if case.person_id}
    write_lines(new, actor=actor, cause=Cause("case"), causes=causes, duty=duty, seals=seals)
    for pk, some in new.items():
        person = people[pk]
        joined = next((line for line in some if line.kind == "admitted" and line.unit_id), None)
        if joined is not None:
            leave_hand_list(person, joined.unit_id, joined.effective_on)
        person.forget_places()


def check_cards(new: Mapping[int, Sequence[NewLine]]) -> None:
    """Refuse card numbers that somebody else carries, are given twice, or are not written like one (R-REC §3.3)."""
    given = [
        (str(line.facts["card_number"]), pk)
        for pk, some in new.items()
        for line in some
        if line.facts.get("card_number")
    ]
    if not given:
        return
    pattern = re.compile(str(statute_on(today())["card_pattern"]))
    taken = dict(
        Member.objects.filter(card_number__in=[n for n, _pk in given]).values_list("card_number", "person_id")
    )
    seen: set[str] = set()
    for number, pk in given:
        if not pattern.fullmatch(number):
            raise Objection(_("“%(number)s” is not written like a card number.") % {"number": number}, field="card_number", rule="R-REC §3.3")  # fmt: skip
        if number in seen or taken.get(number, pk) != pk:
            raise Objection(_("Card number %(number)s belongs to somebody else.") % {"number": number}, field="card_number", rule="R-REC §3.3")  # fmt: skip
        seen.add(number)


def seal_words(person: Person | None, words: Mapping[str, str]) -> bytes | None:
    """Return words sealed under the person's key; None where there are none."""
    said = {name: text for name, text in words.items() if text}
    if not said or person is None:
        return None
    return bytes(sealed(person)[person.pk].close(json.dumps(said, ensure_ascii=False), "case"))
