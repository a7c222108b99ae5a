"""A small cast: a province, a commune, a branch, and who is in office there."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from aoxanh.accounts import operations as ops
from aoxanh.accounts.models import User
from aoxanh.audit.actor import Actor
from aoxanh.org.operations import Decision, Particulars, establish_unit
from aoxanh.people.models import Affiliation, Person

GOOD = "mèo vàng ngủ trên mái ngói"
DAY = dt.date(2024, 1, 1)
DECIDED = Decision(effective_on=DAY, number="1-QĐ/TĐTN", body="BTV Tỉnh đoàn")


@pytest.fixture
def world(db):
    """Hà Tĩnh with the commune Bình An and its branch; a secretary in each, a member without a duty."""
    machine = Actor()

    def unit(code, name, kind, parent=None):
        return establish_unit(parent, actor=machine, unit=Particulars(code, name, kind), decision=DECIDED)

    def user(name, username, at=None, duty="secretary", **facts):
        made = User.objects.create_user(username, GOOD, name=name, **facts)
        if at is not None:
            ops.appoint(at, actor=machine, user=made, duty=duty, decision=DECIDED)
        return User.objects.get(pk=made.pk)

    province = unit("42", "Tỉnh đoàn Hà Tĩnh", "province")
    commune = unit("18430", "Đoàn xã Bình An", "commune", province)
    branch = unit("B1", "Chi đoàn thôn 1", "branch", commune)
    van = user("Hoàng Phủ Ngọc Tường Vân", "vanhpnt", province, email="van@example.vn")
    ha = user("Phan Thị Thu Hà", "haptt", commune, phone="+84912345678")
    dung = user("Nguyễn Văn Dũng", "dungnv", branch)
    ksor = user("Y Ksor", "ksory", email="ksor@example.vn", phone="+84987654321")

    def person(name, on, account=None):
        made = Person()
        made.set_name(name)
        made.user = account
        made.save()
        Affiliation.objects.create(person=made, unit=on, role="youth", starts_on=DAY)
        return made

    return SimpleNamespace(
        province=province, commune=commune, branch=branch, van=van, ha=ha, dung=dung, ksor=ksor, user=user,
        person=person,
    )  # fmt: skip


def fresh(user):
    """The same account, its rights read anew."""
    return User.objects.get(pk=user.pk)
