"""Papers of a case that carry no number: an application, minutes, a backdrop; and what the next decision will look like.

They are set from what is known whenever somebody asks, and nothing of them is kept: what is signed by hand comes back
as a file of the case. Each procedure names its own (`Procedure.prints`); the minutes of a vote go with every vote.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aoxanh.cases.advancing import on_the_day
from aoxanh.cases.issuing import body_of, head_for, someone, told_of
from aoxanh.cases.models import Case, CaseMove
from aoxanh.cases.procedure import PROCEDURES, About, Printing, Procedure, Step, step_of
from aoxanh.cases.routing import map_of, place_of
from aoxanh.cases.situations import about_cases
from aoxanh.cases.votes import Vote
from aoxanh.org.models import Unit, today
from aoxanh.papers.documents import Document
from aoxanh.papers.forms import FORMS, form_of, meeting_minutes
from aoxanh.papers.forms.plug import Vote as Ballots
from aoxanh.people.models import Person

MINUTES = "meeting_minutes"
DRAFT = "DỰ THẢO"


class Unfilled(dict[str, Any]):
    """Facts in which what has not been entered yet stands as dots."""

    def __missing__(self, name: str) -> str:
        return "……"


def printable(case: Case, plug: Procedure, about: About, moves: list[CaseMove]) -> list[tuple[str, Any]]:
    """Return what can be printed of a case, as code and title; no query."""
    codes = list(plug.prints_of(about, case.state))
    if any(move.vote for move in moves):
        codes.append(MINUTES)
    return [(code, FORMS[code].title) for code in codes]


def printed(case: Case, form: str, *, sensitive: bool) -> Document | None:
    """Return one of a case's papers without a number, or None where it has no such one.

    `sensitive`: whether ethnicity and religion are filled in, or left to be written by hand.
    """
    plug, moves = PROCEDURES[case.procedure], list(case.moves.order_by("seq"))
    about = on_the_day(about_cases([case], today())[case.pk])
    if form not in dict(printable(case, plug, about, moves)):
        return None
    here = head_for(case.unit, body_of("", about.unit) if about.unit else "committee", about)
    above = head_for(about.unit.parent, "committee", about) if about.unit and about.unit.parent else here
    voted = [move for move in moves if move.vote]
    decided = next((move for move in reversed(moves) if move.decision_number), None)
    told = Printing(
        replace(told_of(case.person, about, None), who=in_full(case.person, about, sensitive=sensitive)), here, above,
        {move.step: Vote.read(move.vote) for move in voted if move.vote},
        f"{decided.decision_number} ngày {decided.on:%d/%m/%Y}" if decided and decided.on else "",
    )  # fmt: skip
    facts = minutes(plug, told, voted[-1]) if form == MINUTES else plug.printed(form, told)
    return form_of(form, here.statute).document(facts)


def in_full(person: Person | None, about: About, *, sensitive: bool) -> Any:
    """Return a person as the forms want them that they sign themselves."""
    who = someone(person, about)
    if person is None:
        return who
    admitted = next((line for line, _paper in about.lines if line.kind == "admitted"), None)
    more = {
        "theory": str(person.get_theory_display() or ""), "languages": person.languages, "computing": person.computing,
        "occupation": ", ".join(part for part in (person.occupation, person.workplace) if part),
        "joined_at": about.unit.name if about.unit and admitted and admitted.unit_id == about.unit.unit_id else "",
    }  # fmt: skip
    if sensitive:
        more |= {"ethnicity": str(person.get_ethnicity_display() or ""), "religion": str(person.get_religion_display() or "")}  # fmt: skip
    return replace(who, **more)


def minutes(plug: Procedure, told: Printing, move: CaseMove) -> meeting_minutes.Facts:
    """Return the minutes of the meeting that voted last: what was counted is filled in, who led and wrote is not."""
    vote = Vote.read(move.vote or {})
    name, step = told.one.who.name, step_of(plug, move.step)
    about = f"{plug.title}: {name}"
    day = f"…… giờ ……, ngày {move.on:%d/%m/%Y}" if move.on else ""
    head = told.here if move.step in {s.code for s in plug.route if not s.decides} else told.above
    return meeting_minutes.Facts(
        head, f"{step.title if step else plug.title}", day, "", "", "", vote.entitled, vote.present,
        (f"1. Chủ trì nêu nội dung: {about}.", "2. Hội nghị thảo luận và biểu quyết." if vote.method == "hands" else "2. Hội nghị thảo luận và bỏ phiếu kín."),
        (Ballots(about, vote.entitled, vote.present, vote.agree, vote.against),),
    )  # fmt: skip


def to_come(case: Case) -> Document | None:
    """Return the paper the step a case waits at will issue, as a draft, or None where it issues none.

    What the step itself asks for is not known yet and stands as dots.
    """
    plug = PROCEDURES[case.procedure]
    step: Step | None = step_of(plug, case.step) if case.state == "open" else None
    place = place_of(case, step, map_of([case], today())) if step is not None and step.paper else None
    if step is None or place is None:
        return None
    about = about_cases([case], today())[case.pk]
    about = replace(about, facts=Unfilled(about.facts))
    body = body_of(place.body, place.unit)
    head = head_for(Unit.objects.get(pk=place.unit.unit_id), body, about)
    vote = next((Vote.read(move.vote) for move in case.moves.order_by("-seq") if move.vote), None)
    writing = plug.papers(step, [told_of(case.person, about, vote)], head, today())[0]
    document = form_of(writing.form, head.statute).document(writing.facts)
    return replace(document, marks=(DRAFT, *document.marks))
