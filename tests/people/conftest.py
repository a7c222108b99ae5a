"""A commune with two branches, a sibling commune, and who is in office there."""

from __future__ import annotations

import datetime as dt

import pytest

from aoxanh.accounts.models import Appointment, User
from aoxanh.audit.actor import Actor
from aoxanh.org import operations as org
from aoxanh.org.operations import Decision, Particulars
from aoxanh.people import operations as people
from aoxanh.people.models import Person
from aoxanh.vietnamese.dates import PartialDate

MACHINE = Actor()
SINCE = dt.date(2020, 1, 1)


class Place:
    """The units and officers of the small world."""

    def __init__(self) -> None:
        self.province = self.unit("42", "Tỉnh đoàn Hà Tĩnh", "province", None)
        self.commune = self.unit("C1", "Đoàn xã Lộc Hà", "commune", self.province)
        self.sibling = self.unit("C2", "Đoàn xã Hồng Lộc", "commune", self.province)
        self.branch = self.unit("B1", "Chi đoàn thôn Xuân Hải", "branch", self.commune)
        self.other_branch = self.unit("B2", "Chi đoàn thôn Yên Định", "branch", self.commune)
        self.far_branch = self.unit("B3", "Chi đoàn thôn Đại Lự", "branch", self.sibling)
        self.officer = self.user("officer", self.commune, "secretary")
        self.branch_secretary = self.user("branch", self.branch, "secretary")
        self.stranger = self.user("stranger", self.sibling, "secretary")
        self.committee = self.user("committee", self.commune, "committee_member")

    def unit(self, code, name, kind, above):
        return org.establish_unit(
            above,
            actor=MACHINE,
            unit=Particulars(code, name, kind),
            decision=Decision(SINCE, number="1-QĐ/ĐTN"),
        )

    def user(self, login, unit, duty):
        user = User.objects.create_user(login, password="x", name=login)
        Appointment.objects.create(user=user, unit=unit, duty=duty, starts_on=SINCE)
        return user

    def person(self, name="Nguyễn Thị Quỳnh Trang", *, unit=None, birth="2003-08-15", **facts) -> Person:
        facts = {"full_name": name, "birth": PartialDate.from_stored(birth) if birth else None, **facts}
        return people.add_person(
            unit or self.branch, actor=MACHINE, facts=facts, role="youth", starts_on=dt.date(2021, 1, 1)
        )


@pytest.fixture
def place(db):
    """The small world."""
    return Place()


def acting(user) -> Actor:
    """Return an actor on a page."""
    return Actor(user=User.objects.get(pk=user.pk), source="page")
