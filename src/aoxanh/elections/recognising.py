"""What recognition writes beside its case: seats and duties from the superior's decision, or their end (R-ELE-07, R-ELE-08)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.cases.beside import Beside, Taken
from aoxanh.cases.models import Case
from aoxanh.elections.models import Committee, Election, Seat
from aoxanh.elections.queries import counted, open_committee, statute_of
from aoxanh.elections.seating import end_committees, end_seats, fill, winners
from aoxanh.org.models import today
from aoxanh.org.operations import Decision


def agreed(case: Case, taken: Taken, actor: Actor) -> None:
    """Enter the decision on the committee; who completes it in mid-term takes their seat only now."""
    del actor
    if not taken.done:
        return
    election = Election.objects.select_related("unit").get(case=case)
    committee = open_committee(election.unit_id)
    if committee is None:
        text = _("The committee has ended meanwhile, with its unit or its term: there is nothing to recognise. Refuse the case.")  # fmt: skip
        raise Objection(text, rule="R-ORG-09")
    decision = Decision(taken.on, taken.number, taken.on, taken.body)
    if election.is_congress:
        changes = {"decision_number": taken.number, "decision_on": taken.on, "decision_body": taken.body, "issue": taken.issue}  # fmt: skip
        ids = Seat.objects.filter(election=election).values("committee_id")
        Committee.objects.filter(pk__in=ids, ends_on=None).update(**changes)
        Seat.objects.filter(election=election).update(decision_number=taken.number)
    else:
        known = counted(election, statute_of(election))
        fill(election.unit, winners(known), taken.on, came="midterm", decision=decision, election=election)
    Election.objects.filter(pk=election.pk).update(state=Election.State.RECOGNISED)


def ended(case: Case, state: str, actor: Actor) -> None:
    """Take what was not recognised back: seats and duties of the election end today, and a committee left empty."""
    del actor, state
    election = Election.objects.get(case=case)
    end_seats(Seat.objects.filter(election=election, ends_on=None).select_related("person"), today(), "refused")  # fmt: skip
    left = Committee.objects.filter(unit_id=election.unit_id, ends_on=None)
    end_committees([one for one in left if not one.seats.filter(ends_on=None).exists()], today(), "refused")
    Election.objects.filter(pk=election.pk).update(state=Election.State.REFUSED)


def shown(case: Case) -> dict[str, Any]:
    """Return what the page of the case shows of the election."""
    election = Election.objects.filter(case=case).first()
    return {"election": election, "known": counted(election, statute_of(election)) if election else []}


BESIDE = Beside(agreed, ended, shown, "elections/recognition.html")
