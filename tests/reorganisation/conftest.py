"""Two communes with branches and members, and how plans are drawn up for them."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from aoxanh.accounts.models import Appointment
from aoxanh.org.models import UnitVersion
from aoxanh.people.models import Affiliation
from aoxanh.reorganisation import operations
from tests.membership.conftest import MACHINE, BookPlace

DAY = dt.date(2026, 7, 1)


class PlanPlace(BookPlace):
    """The small world, and plans for it."""

    def draw(self, *steps, unit=None, actor=MACHINE, day=DAY, number="15-QĐ/TĐTN", name="Sắp xếp năm 2026"):
        return operations.draw_up_plan(
            unit or self.province, actor=actor, name=name, effective_on=day, steps=list(steps), decision_number=number,
            decision_body="Ban Thường vụ Tỉnh đoàn",
        )  # fmt: skip

    def told(self, *steps, **options):
        return operations.forecast_of(self.draw(*steps, **options))

    def done(self, *steps, actor=MACHINE, **options):
        plan = self.draw(*steps, actor=actor, **options)
        operations.decide_plan(plan, actor=actor, edition=plan.edition)
        operations.carry_out_plan(plan, actor=actor)
        plan.refresh_from_db()
        return plan

    def home(self, person, day=None):
        """Return the code of the unit a person is in by the book."""
        row = Affiliation.objects.as_of(day or dt.date(2026, 11, 1)).get(
            person=person, role__in=("member", "candidate")
        )
        return row.unit.standing(day or dt.date(2026, 11, 1)).code


def tree(day=DAY) -> dict[str, str]:
    """Return the code above each code on a day, every path checked against it (L6)."""
    rows = {v.unit_id: v for v in UnitVersion.objects.as_of(day)}
    for version in rows.values():
        above = rows[version.parent_id].path if version.parent_id else ""
        assert version.path == above + version.unit.label, version.name
    return {v.code: rows[v.parent_id].code if v.parent_id else "" for v in rows.values()}


def everything() -> str:
    """Return all versions, lists and duties as text: two equal ones mean that nothing differs."""
    versions = list(UnitVersion.objects.order_by("pk").values())
    lists = list(Affiliation.objects.filter(known_until=None).order_by("person_id", "unit_id", "starts_on").values("person_id", "unit_id", "role", "starts_on", "ends_on"))  # fmt: skip
    duties = list(Appointment.objects.order_by("pk").values("pk", "unit_id", "ends_on", "end_reason"))
    return json.dumps([versions, lists, duties], default=str)


@pytest.fixture
def place(db):
    """The small world."""
    return PlanPlace()
