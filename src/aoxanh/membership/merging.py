"""The books of two records found to be one person: joined by lines, parted by lines (proof L16)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.membership.book import Cause, NewLine, Refused, lines_of, write_lines
from aoxanh.membership.folding import Story, fold
from aoxanh.org.models import today
from aoxanh.people.models import Person


class MembershipBook:
    """The record merged away counts no more; who was a member only there is one in the kept record."""

    def join(self, kept: Person, gone: Person, actor: Actor) -> dict[str, Any]:
        """Close the book merged away and carry membership and card over; return the numbers of the lines."""
        had = lines_of([kept.pk, gone.pk])
        lost, stays = fold(had.get(gone.pk, [])), fold(had.get(kept.pk, []))
        if (
            not lost.status
        ):  # no book, or one in which nothing stands: a candidacy withdrawn, an entry taken back
            return {}
        day, cause = today(), Cause("merge", str(gone.pk))
        write_lines({gone.pk: [NewLine("merged", day, facts={"into": kept.pk})]}, actor=actor, cause=cause)
        carried = _carried(lost, stays)
        if carried:
            write_lines({kept.pk: carried}, actor=actor, cause=Cause("merge", str(gone.pk)))
        first = len(had.get(kept.pk, [])) + 1
        return {"gone": len(had[gone.pk]) + 1, "kept": list(range(first, first + len(carried)))}

    def part(self, kept: Person, gone: Person, actor: Actor, joined: dict[str, Any]) -> None:
        """Take those lines back, the kept record's first; refused while later lines rest on them."""
        cause, day = Cause("merge", str(gone.pk)), today()
        try:
            if joined.get("kept"):
                back = [NewLine("corrected", day, corrects=seq) for seq in reversed(joined["kept"])]
                write_lines({kept.pk: back}, actor=actor, cause=cause)
            if joined.get("gone"):
                back = [NewLine("corrected", day, corrects=joined["gone"])]
                write_lines({gone.pk: back}, actor=actor, cause=cause)
        except Refused as refused:
            text = _("Later lines of the membership book rest on this merge. Take those back first.")
            raise Objection(text, rule="L18") from refused


def _carried(lost: Story, stays: Story) -> list[NewLine]:
    """Return the lines the kept book needs so that nothing of the other is lost."""
    day = today()
    if lost.status != "member":
        return []
    facts = {"joined_on": lost.joined_on.isoformat() if lost.joined_on and not stays.joined_on else ""}
    card = "" if stays.card_number else lost.card_number
    if stays.status == "member":
        return [NewLine("card_issued", day, facts={"card_number": card})] if card else []
    facts["card_number"] = card
    return [NewLine("carried", day, lost.unit_id, {k: v for k, v in facts.items() if v})]
