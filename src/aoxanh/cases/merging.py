"""What cases say to two records found to be one person: nobody has two cases in each other's way (proof L15, L16)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.cases.models import Case
from aoxanh.cases.routing import title_of
from aoxanh.people.models import Person


class CaseBook:
    """A record with a case under way is not merged away: the case could never be decided. Ended cases stay with it."""

    def join(self, kept: Person, gone: Person, actor: Actor) -> None:
        """Refuse while a case of the record merged away is under way."""
        del kept, actor
        case = Case.objects.filter(person=gone, state="open").first()
        if case is not None:
            text = _("“%(title)s” is under way for the record that would be merged away. End it first, or keep that record.")  # fmt: skip
            raise Objection(text % {"title": title_of(case.procedure)}, rule="L15")

    def part(self, kept: Person, gone: Person, actor: Actor, joined: Any) -> None:
        """Nothing was joined."""
