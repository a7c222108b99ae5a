"""The superior's own decisions: interim committees, designations. Written, numbered and issued in the act itself, or entered by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.cases.issuing import head_for, issue, someone
from aoxanh.cases.procedure import About, Told, Writing
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit, UnitVersion
from aoxanh.org.operations import Decision
from aoxanh.papers.forms import general
from aoxanh.papers.models import Issue
from aoxanh.people.models import Person
from aoxanh.vietnamese.dates import format_date


@dataclass(frozen=True)
class Decided:
    """What a decision says: about what, its first article, whom it lists as what."""

    abstract: str
    first: str
    people: Sequence[tuple[Person, str]]
    basis: str = ""


def superior_of(version: UnitVersion) -> Unit:
    """Return the unit directly above, whose committee decides; raise Objection at the top."""
    if version.parent is None:
        raise Objection(_("There is no unit above that decides on it."), rule="R-ELE-08")
    return version.parent


def decide(version: UnitVersion, what: Decided, decision: Decision, actor: Actor) -> tuple[Decision, Issue | None]:  # fmt: skip
    """Return the decision with its number: the one entered, or that of the paper issued here; the superior signs."""
    above = superior_of(version)
    day = decision.signed_on or decision.effective_on
    about = About(day, statute_on(day), version)
    head = head_for(above, "committee", about)
    body = decision.body or f"{head.body_words} {head.unit}"
    if decision.number:
        return Decision(decision.effective_on, decision.number, day, body), None
    rows = tuple(
        (f"{n}", person.full_name, format_date(person.birth_date) if person.birth_date else "", post)
        for n, (person, post) in enumerate(what.people, start=1)
    )
    lines = (
        f"Điều 1. {what.first}",
        f"Điều 2. {version.name} và các đồng chí có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này kể từ ngày ký.",
    )
    bases = (*head.bases, *((what.basis,) if what.basis else ()))
    facts = general.Facts(
        head, "decision", what.abstract, lines, bases=bases, columns=("TT", "Họ và tên", "Ngày sinh", "Chức vụ"), rows=rows,
        recipients=("Như Điều 2", "Lưu"),
    )  # fmt: skip
    told = tuple(Told(about, someone(person, about), None, person) for person, _post in what.people)
    issued = issue(Writing("general", facts, told, "decision"), above, "committee", head, actor=actor, on=day)
    return Decision(decision.effective_on, issued.number.shown, day, body), issued


def in_words(post: str, body: str = "executive") -> str:
    """Return a post as papers write it."""
    named: dict[tuple[str, str], Any] = {
        ("executive", "secretary"): "Bí thư", ("executive", "deputy"): "Phó Bí thư", ("executive", "member"): "Ủy viên Ban Chấp hành",
        ("standing", "member"): "Ủy viên Ban Thường vụ", ("inspection", "head"): "Chủ nhiệm Ủy ban Kiểm tra",
        ("inspection", "deputy_head"): "Phó Chủ nhiệm Ủy ban Kiểm tra", ("inspection", "member"): "Ủy viên Ủy ban Kiểm tra",
    }  # fmt: skip
    return str(named[body, post])
