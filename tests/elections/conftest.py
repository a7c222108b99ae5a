"""The small world on 26 March 2024: a branch of a chosen size, and how its elections are held."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from aoxanh.cases.models import Case
from aoxanh.elections import operations
from aoxanh.elections.models import Election
from aoxanh.membership.book import Cause, NewLine, write_lines
from aoxanh.people.models import Person
from tests.cases.conftest import DAY, CasePlace, today
from tests.membership.conftest import BEGUN, MACHINE, PAPER, acting

__all__ = ["DAY", "today"]
D = dt.date
FILE = {"has_minutes": True, "has_list": True, "has_records": True}
NAMES = ("An", "Bình", "Cúc", "Dung", "Giang", "Hải", "Khánh", "Lan", "Minh", "Nga", "Oanh", "Phúc", "Quân", "Sơn", "Trang")  # fmt: skip


class ElectionPlace(CasePlace):
    """Members to stand, and the way of an election."""

    def members(self, n, unit=None):
        """Members by the dozen, written at once."""
        self.taken = getattr(self, "taken", 0)
        people = []
        for i in range(self.taken, self.taken + n):
            person = Person(birth="2003-08-15", sex="female")
            person.set_name(f"Nguyễn Thị {NAMES[i % 15]} {'A' * (i // 15 + 1)}")
            people.append(person)
        self.taken += n
        Person.objects.bulk_create(people)
        home = (unit or self.branch).pk
        lines = {one.pk: [NewLine("admitted", BEGUN, home, {}, PAPER)] for one in people}
        with transaction.atomic():
            write_lines(lines, actor=MACHINE, cause=Cause("import", "x"), fresh=True)
        return people

    def prepare(self, seats, *, by=None, unit=None, occasion="congress", on=DAY, **how) -> Election:
        return operations.prepare_election(
            unit or self.branch, actor=acting(by) if by else MACHINE, occasion=occasion, held_on=on, seats=seats, **how
        )  # fmt: skip

    def do(self, name, election, *, by=None, **facts):
        """Perform an operation on an election as it stands now."""
        fresh = Election.objects.select_related("unit").get(pk=election.pk)
        return getattr(operations, name)(fresh, actor=acting(by) if by else MACHINE, revision=fresh.revision, **facts)  # fmt: skip

    def attend(self, election, entitled, present=None, **how):
        return self.do("note_attendance", election, entitled=entitled, present=present or entitled, **how)

    def stand(self, election, office, people, **how):
        contest = self.do("set_candidates", election, office=office, people=people, **how)
        return {one.person_id: one.pk for one in contest.candidates.all()}

    def count(self, election, office, issued, yes, **how):
        """Enter a sheet; `yes` by person."""
        ids = {one.person_id: one.pk for one in election.contests.get(office=office).candidates.all()}
        how = {"collected": issued, **how}
        return self.do("enter_round", election, office=office, issued=issued, yes={ids[p.pk]: n for p, n in yes.items()}, **how)  # fmt: skip

    def elect(self, election, office, people, issued, *, losers=(), **how):
        """Put people on a list and elect them all with every vote; the losers get none."""
        self.stand(election, office, [*people, *losers])
        return self.count(
            election, office, issued, {**dict.fromkeys(people, issued), **dict.fromkeys(losers, 0)}, **how
        )

    def branch_congress(self, people, *, by=None, on=DAY, close=True):
        """Elect three of four to the branch's committee, a secretary and a deputy; close it. Returns the election."""
        election = self.prepare({"executive": 3, "secretary": 1, "deputy": 1}, by=by, on=on)
        self.attend(election, len(people))
        self.elect(election, "executive", people[:3], len(people), losers=[people[3]])
        self.elect(election, "secretary", people[:1], 3)
        self.elect(election, "deputy", people[1:2], 3)
        if close:
            self.do("close_election", election, by=by)
        election.refresh_from_db()
        return election

    def send(self, election, *, by=None, on=DAY, **facts):
        return self.take(Case.objects.get(election=election), "SEND", by=by, on=on, **{**FILE, **facts})

    def recognise(self, election, *, by=None, on=DAY, number=""):
        return self.take(Case.objects.get(election=election), "RECOGNISE", by=by, on=on, number=number)


@pytest.fixture
def place(db, today):
    """The small world."""
    return ElectionPlace()
