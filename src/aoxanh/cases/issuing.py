"""The papers a step rests on: drafted from what is known, signed by who decides, numbered and issued in the same transaction.

One act of one officer: the decision in the case, its number and its paper are there together or not at all. Who enters
a number instead has the paper already; then none is made.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.cases.procedure import About, Told, Writing
from aoxanh.cases.votes import Vote
from aoxanh.org.models import Unit, UnitVersion
from aoxanh.papers import issuing
from aoxanh.papers.forms import form_of
from aoxanh.papers.forms.plug import Someone
from aoxanh.papers.issuers import Head, signed_by
from aoxanh.papers.models import Issue
from aoxanh.papers.policies import at_unit
from aoxanh.papers.queries import head_of
from aoxanh.people.models import Person
from aoxanh.vietnamese.dates import format_date

#: The body of the authority table, as papers know it.
BODIES = {
    "executive_committee": "committee",
    "standing_committee": "standing",
    "inspection_commission": "inspection",
    "meeting": "meeting",
}


def body_of(code: str, version: UnitVersion) -> str:
    """Return the body that issues a step's paper."""
    return BODIES.get(code, "meeting" if version.kind_data.has_members else "committee")


def someone(person: Person | None, about: About) -> Someone:
    """Return a person as papers name them; what is sensitive is left to the forms that need it."""
    if person is None:
        return Someone(about.unit.name if about.unit else "")
    story = about.story
    return Someone(
        person.full_name, format_date(person.birth_date) if person.birth_date else "", person.get_sex_display(), person.home_town,
        education=str(person.get_education_display() or ""), qualification=str(person.get_qualification_display() or ""),
        occupation=person.occupation, joined=format_date(story.joined_on) if story.joined_on else "", card_number=story.card_number,
        unit=about.unit.name if about.unit else "",
    )  # fmt: skip


def told_of(person: Person | None, about: About, vote: Vote | None) -> Told:
    """Return what a paper is told of one case."""
    return Told(about, someone(person, about), vote, person)


def head_for(unit: Unit, body: str, about: About) -> Head:
    """Return the heading of the unit's papers under the statute in force."""
    return head_of(unit, body=body, day=about.day)


def issue(writing: Writing, unit: Unit, body: str, head: Head, *, actor: Actor, on: Any) -> Issue:
    """Draft, sign and issue one paper for a unit's body.

    Raises Objection where the actor does not sign for the unit: the number of a signed paper is entered then.
    """
    user = actor.user
    grant = at_unit(user, "papers.sign", unit.pk) if user is not None else None
    if grant is None and not actor.is_machine:
        text = _(
            "You do not sign papers of this unit. Enter the number of the signed paper, or let the secretary decide."
        )
        raise Objection(text, field="number", rule="R-ELE-07")
    deputy = grant is not None and grant.duty == "deputy_secretary"
    delegated = grant is not None and grant.delegated_from_id is not None
    signature = signed_by(head.signature, str(user or ""), deputy=deputy, delegated=delegated)
    form = form_of(writing.form, head.statute)
    return issuing.draft_and_issue(
        unit, form.document(writing.facts), kind=writing.kind or form.kind, signature=signature, body=body, form=form.code,
        form_version=form.version, about=[told.person for told in writing.about if told.person is not None],
        by=getattr(user, "pk", None), on=on,
    )  # fmt: skip
