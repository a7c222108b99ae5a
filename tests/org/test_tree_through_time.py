"""Units through time: establish, rename, move, change kind, close; the tree on any day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from aoxanh.audit.actor import Actor
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.org import operations as ops
from aoxanh.org.models import Unit, UnitVersion, ids_of
from aoxanh.org.operations import Decision, Particulars
from aoxanh.org.queries import ancestors, children, counts_by_kind, responsible_paths

pytestmark = pytest.mark.django_db
MACHINE = Actor()
D = dt.date


def decided(day: dt.date) -> Decision:
    return Decision(effective_on=day, number="1-QĐ/TĐTN", body="BTV Tỉnh đoàn")


@pytest.fixture
def country():
    """A province with two districts, two communes and one branch, standing since 2010."""

    def make(code, name, kind, parent=None, day=D(2010, 1, 1)):
        return ops.establish_unit(
            parent, actor=MACHINE, unit=Particulars(code, name, kind), decision=decided(day)
        )

    province = make("42", "Tỉnh đoàn Hà Tĩnh", "province")
    loc_ha = make("448", "Huyện đoàn Lộc Hà", "district", province)
    thach_ha = make("445", "Huyện đoàn Thạch Hà", "district", province)
    binh_an = make("18430", "Đoàn xã Bình An", "commune", loc_ha)
    ho_do = make("18598", "Đoàn xã Hộ Độ", "commune", loc_ha)
    branch = make("B1", "Chi đoàn thôn 1", "branch", binh_an)
    return {
        "province": province,
        "loc_ha": loc_ha,
        "thach_ha": thach_ha,
        "binh_an": binh_an,
        "ho_do": ho_do,
        "branch": branch,
    }


def at(unit: Unit, day: dt.date) -> UnitVersion:
    version = unit.standing(day)
    assert version is not None
    return version


def check_threads() -> None:
    """Proof L6: path, parent pointers and periods agree everywhere, on every day."""
    for version in UnitVersion.objects.all():
        ids = ids_of(version.path)
        assert ids[-1] == version.unit_id
        assert (ids[-2] if len(ids) > 1 else None) == version.parent_id
        if version.parent_id:
            above = UnitVersion.objects.as_of(version.starts_on).get(unit_id=version.parent_id)
            assert version.path.startswith(above.path)
            if version.ends_on:
                last = version.ends_on - dt.timedelta(days=1)
                assert version.path.startswith(
                    UnitVersion.objects.as_of(last).get(unit_id=version.parent_id).path
                )


def test_a_moved_unit_takes_everything_below_it_along_and_the_past_keeps_its_tree(country):
    ops.move_unit(
        country["binh_an"], actor=MACHINE, parent=country["thach_ha"], decision=decided(D(2025, 1, 1))
    )
    before, after = D(2024, 12, 31), D(2025, 1, 1)
    names = [v.name for v in ancestors(at(country["branch"], before), before)]
    assert names == ["Tỉnh đoàn Hà Tĩnh", "Huyện đoàn Lộc Hà", "Đoàn xã Bình An"]
    names = [v.name for v in ancestors(at(country["branch"], after), after)]
    assert names == ["Tỉnh đoàn Hà Tĩnh", "Huyện đoàn Thạch Hà", "Đoàn xã Bình An"]
    assert counts_by_kind(at(country["loc_ha"], before).path, before) == {"commune": 2, "branch": 1}
    assert counts_by_kind(at(country["loc_ha"], after).path, after) == {"commune": 1}
    check_threads()


def test_a_rename_lasts_until_the_next_rename_even_when_recorded_late(country):
    unit = country["binh_an"]

    def rename(name, day):
        ops.rename_unit(
            unit, actor=MACHINE, particulars=Particulars("18430", name, "commune"), decision=decided(day)
        )

    rename("Đoàn xã An Bình", D(2020, 1, 1))
    ops.move_unit(unit, actor=MACHINE, parent=country["thach_ha"], decision=decided(D(2022, 1, 1)))
    rename("Đoàn xã Bình Lộc", D(2015, 1, 1))
    assert [at(unit, D(y, 6, 1)).name for y in (2014, 2015, 2019, 2020, 2023)] == [
        "Đoàn xã Bình An", "Đoàn xã Bình Lộc", "Đoàn xã Bình Lộc", "Đoàn xã An Bình", "Đoàn xã An Bình",
    ]  # fmt: skip
    check_threads()


def test_a_move_recorded_late_re_threads_what_was_below_at_each_time(country):
    ops.move_unit(country["branch"], actor=MACHINE, parent=country["ho_do"], decision=decided(D(2018, 1, 1)))
    ops.move_unit(
        country["binh_an"], actor=MACHINE, parent=country["thach_ha"], decision=decided(D(2016, 1, 1))
    )
    assert at(country["branch"], D(2017, 1, 1)).path.startswith(at(country["thach_ha"], D(2017, 1, 1)).path)
    assert at(country["branch"], D(2019, 1, 1)).path.startswith(at(country["loc_ha"], D(2019, 1, 1)).path)
    check_threads()


def test_a_unit_cannot_stand_under_itself(country):
    """Proof L6: no cycle."""
    with pytest.raises(Objection):
        ops.move_unit(
            country["loc_ha"], actor=MACHINE, parent=country["binh_an"], decision=decided(D(2020, 1, 1))
        )
    assert at(country["loc_ha"], D(2021, 1, 1)).parent_id == country["province"].pk


def test_a_branch_cannot_stand_under_a_branch(country):
    """HD 20 §11: what may stand under what."""
    other = ops.establish_unit(
        country["ho_do"],
        actor=MACHINE,
        unit=Particulars("B2", "Chi đoàn thôn 2", "branch"),
        decision=decided(D(2012, 1, 1)),
    )
    with pytest.raises(Objection) as caught:
        ops.move_unit(country["branch"], actor=MACHINE, parent=other, decision=decided(D(2020, 1, 1)))
    assert caught.value.rule == "HD 20 §11.1, §12"


def test_no_district_is_established_since_july_2025(country):
    """R-ORG-11: the level exists for history only."""
    with pytest.raises(Objection) as caught:
        ops.establish_unit(
            country["province"],
            actor=MACHINE,
            unit=Particulars("999", "Huyện đoàn Mới", "district"),
            decision=decided(D(2025, 7, 1)),
        )
    assert caught.value.rule == "R-ORG-11"


def test_a_code_is_used_by_one_unit_at_a_time_but_again_after_it_ended(country):
    """campaigns §10.2: new Hồng Lộc carries old Tân Lộc's code."""
    taken = Particulars("18430", "Đoàn xã Khác", "commune")
    with pytest.raises(Objection):
        ops.establish_unit(country["thach_ha"], actor=MACHINE, unit=taken, decision=decided(D(2020, 1, 1)))
    ops.close_unit(country["branch"], actor=MACHINE, decision=decided(D(2025, 6, 1)))
    ops.close_unit(country["binh_an"], actor=MACHINE, decision=decided(D(2025, 7, 1)))
    again = ops.establish_unit(
        country["province"], actor=MACHINE, unit=taken, decision=decided(D(2025, 7, 1))
    )
    assert at(again, D(2025, 7, 1)).code == "18430"


def test_a_unit_with_units_below_it_does_not_close(country):
    with pytest.raises(Objection, match="Chi đoàn thôn 1"):
        ops.close_unit(country["binh_an"], actor=MACHINE, decision=decided(D(2025, 7, 1)))


def test_a_change_of_the_past_needs_a_reason_or_a_decision(country):
    with pytest.raises(Objection) as caught:
        ops.close_unit(country["ho_do"], actor=MACHINE, decision=Decision(effective_on=D(2020, 1, 1)))
    assert caught.value.field == "reason"


def test_successors_answer_for_the_past_of_what_went_into_them(country):
    new = ops.establish_unit(
        country["province"],
        actor=MACHINE,
        unit=Particulars("N1", "Đoàn xã Lộc Hà", "commune"),
        decision=decided(D(2025, 7, 1)),
    )
    ops.move_unit(country["branch"], actor=MACHINE, parent=new, decision=decided(D(2025, 7, 1)))
    ops.close_unit(country["binh_an"], actor=MACHINE, decision=decided(D(2025, 7, 1)), successors=[new])
    paths = responsible_paths([new.pk], D(2023, 6, 25))
    assert paths == [at(country["binh_an"], D(2023, 6, 25)).path]
    assert at(country["branch"], D(2023, 6, 25)).path.startswith(paths[0])
    check_threads()


def test_the_database_itself_refuses_overlapping_periods(country):
    version = at(country["branch"], D(2020, 1, 1))
    version.pk, version.starts_on, version.ends_on = None, D(2019, 1, 1), D(2019, 2, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitVersion.objects.filter(unit=country["ho_do"]).update(code="18430")


def test_children_are_listed_in_order_with_their_counts_in_one_query(country, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = list(children(country["loc_ha"].pk, D(2023, 6, 25)))
    assert [(r.name, r.child_count) for r in rows] == [("Đoàn xã Bình An", 1), ("Đoàn xã Hộ Độ", 0)]


def test_every_change_is_in_the_log_and_a_refused_one_is_not(country):
    before = AuditEntry.objects.count()
    with pytest.raises(Objection):
        ops.close_unit(country["binh_an"], actor=MACHINE, decision=decided(D(2025, 7, 1)))
    assert AuditEntry.objects.count() == before == 6


class Stranger:
    """Somebody without any duty."""

    pk = 7

    def holds(self, right, **where):
        return None


def test_a_stranger_changes_nothing(country):
    before = list(UnitVersion.objects.values())
    someone = Actor(user=Stranger(), source="page")
    for refused in (
        lambda: ops.rename_unit(
            country["binh_an"],
            actor=someone,
            particulars=Particulars("1", "X", "commune"),
            decision=decided(D(2020, 1, 1)),
        ),
        lambda: ops.move_unit(
            country["binh_an"], actor=someone, parent=country["thach_ha"], decision=decided(D(2020, 1, 1))
        ),
        lambda: ops.close_unit(country["ho_do"], actor=someone, decision=decided(D(2020, 1, 1))),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    assert list(UnitVersion.objects.values()) == before
