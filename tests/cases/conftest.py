"""The small world, and how cases are opened and moved in it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from aoxanh.accounts.models import User
from aoxanh.cases import operations
from aoxanh.cases.advancing import Entered
from aoxanh.cases.models import Case
from aoxanh.cases.votes import Vote
from aoxanh.membership.models import BookEntry
from aoxanh.people.models import Person
from tests.membership.conftest import MACHINE, BookPlace, acting

D = dt.date
DAY = D(2024, 3, 26)
#: What an application that lacks nothing says.
APPLICATION = {
    "applied_on": "2024-03-01", "sponsor": "member", "sponsor_since": "2023-01-01", "variant": "meeting",
}  # fmt: skip
WORDS = {"sponsor_name": "Trần Văn Sơn"}


class CasePlace(BookPlace):
    """The small world of the book, with a deputy in each unit: two look at everything (L11)."""

    def __init__(self) -> None:
        super().__init__()
        self.branch_deputy = self.user("branch_deputy", self.branch, "deputy_secretary")
        self.deputy = self.user("deputy", self.commune, "deputy_secretary")
        self.clerk = self.user("clerk", self.commune, "office_staff")
        self.far_secretary = self.user("far", self.far_branch, "secretary")
        self.province_officer = self.user("province", self.province, "secretary")

    def young(self, name="Lê Văn Hùng", birth="2006-05-10", **facts) -> Person:
        """Somebody on the branch's list of young people, with schooling."""
        return self.person(name, birth=birth, education="upper_secondary", **facts)

    def open(self, procedure, person=None, *, by=None, unit=None, facts=None, words=None, to=None) -> Case:
        return operations.open_case(
            unit or self.branch, actor=acting(by) if by else MACHINE, procedure=procedure, person=person,
            facts=facts or {}, words=words or {}, to=to,
        )  # fmt: skip

    def admission(self, person=None, *, by=None, words=WORDS, **facts) -> Case:
        return self.open(
            "admission", person or self.young(), by=by, facts={**APPLICATION, **facts}, words=words
        )

    def take(self, case, step, *, by=None, on=DAY, number="", vote=None, words=None, **facts) -> Case:
        """Take a step; the case is read anew, as a page would."""
        fresh = Case.objects.select_related("person", "unit", "at").get(pk=case.pk)
        entered = Entered(on, number, vote, facts=facts, words=words or {})
        operations.agree_case(fresh, actor=acting(by) if by else MACHINE, step=step, entered=entered)
        return Case.objects.select_related("person", "unit", "at").get(pk=case.pk)

    def where(self, case) -> tuple[str, str]:
        """Where a case waits: step and the unit's code."""
        case = Case.objects.get(pk=case.pk)
        return case.step, case.at.standing(dt.date.today()).code if case.at else case.state

    def lines(self, person) -> list[str]:
        return list(BookEntry.objects.filter(person=person).order_by("seq").values_list("kind", flat=True))


def votes(agree, present=None, *, entitled=None, against=None, blank=0, **how) -> Vote:
    """A vote sheet; by default everybody who was there agreed."""
    present = agree if present is None else present
    against = present - agree - blank if against is None else against
    return Vote(entitled or present, present, agree, against, blank, **how)


@pytest.fixture
def place(db):
    """The small world."""
    return CasePlace()


@pytest.fixture
def today():
    """It is 26 March 2024 under the statute of the 12th congress, for as long as the test lasts."""
    with time_machine.travel(dt.datetime(2024, 3, 26, 2, 0, tzinfo=dt.UTC), tick=True) as clock:
        yield clock


def user(person_user) -> User:
    return User.objects.get(pk=person_user.pk)
