"""The small world of cases on 26 March 2024, with the programme of that year and members with accounts of their own."""

from __future__ import annotations

import pytest

from aoxanh.accounts.models import User
from aoxanh.people.models import Person
from aoxanh.training import operations, score_operations
from aoxanh.training.advancing import Undertaking
from aoxanh.training.forms import proposed
from aoxanh.training.models import Registration
from tests.cases.conftest import CasePlace, today
from tests.membership.conftest import MACHINE, acting

__all__ = ["today"]


class TrainingPlace(CasePlace):
    """The small world, and how its members go through a year."""

    def __init__(self, year=2024) -> None:
        super().__init__()
        self.program = operations.issue_programme(None, actor=MACHINE, **proposed(year, "year"))
        self.full = [item.max for item in self.program.outline.items]

    def account(self, person) -> User:
        user = User.objects.create_user(f"m-{person.pk}", name=person.full_name)
        Person.objects.filter(pk=person.pk).update(user=user)
        person.user = user
        return user

    def registered(self, *people, by=None) -> list[Registration]:
        """Registered and approved by the branch."""
        asked = {person.pk: Undertaking((0, 1, 7)) for person in people}
        operations.register_members(
            self.branch, actor=acting(by or self.branch_secretary), program=self.program, asked=asked
        )
        return [self.of(person) for person in people]

    def of(self, person) -> Registration:
        return Registration.objects.select_related("person", "program", "to").get(
            program=self.program, person=person
        )

    def score(self, *people, points=None, by=None, revisions=None) -> int:
        """Scored by the branch, whole."""
        return score_operations.score_branch(
            self.branch, actor=acting(by or self.branch_secretary), program=self.program,
            sheets={p.pk: list(points or self.full) for p in people},
            revisions=revisions or {p.pk: self.of(p).revision for p in people},
        )  # fmt: skip

    def sent(self, *people, by=None) -> int:
        return score_operations.send_up(
            self.branch, actor=acting(by or self.branch_secretary), program=self.program, people=[p.pk for p in people]
        )  # fmt: skip

    def approved(self, *people, by=None) -> int:
        return score_operations.approve_evaluations(
            self.commune, actor=acting(by or self.officer), registrations=[self.of(p).pk for p in people]
        )


@pytest.fixture
def place(db, today):
    """The small world of training."""
    return TrainingPlace()


@pytest.fixture
def mai(place):
    """A member of the branch with an account."""
    person = place.member("Nguyễn Thị Mai")
    place.account(person)
    return person
