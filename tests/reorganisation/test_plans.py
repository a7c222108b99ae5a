"""Plans move units and people on a day, lose nobody, and can be taken back as one (R-ORG-09, proof L5)."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Sum

from aoxanh.accounts.models import Appointment
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.membership.counts import fold_counts, members_of
from aoxanh.membership.models import BookEntry, Delta, Overlay
from aoxanh.membership.proof import verify
from aoxanh.org.models import Lineage, Unit, UnitEvent
from aoxanh.org.queries import responsible_paths
from aoxanh.people.models import Address, Affiliation
from aoxanh.reorganisation import operations
from aoxanh.reorganisation.forecasting import warnings_of
from aoxanh.reorganisation.models import JournalRow, Plan
from tests.people.conftest import acting
from tests.reorganisation.conftest import DAY, MACHINE, everything, tree

EVE = DAY - dt.timedelta(days=1)
MERGE = {"do": "merge", "units": ["B1"], "into": "B2"}
NEW = {"code": "C9", "name": "Đoàn xã Lộc Hà mới", "kind": "commune", "under": "42", "sector": "residential"}


def test_two_branches_merge_and_everybody_goes_along(place):
    people = [place.member(f"Nguyễn Văn {n}") for n in ("An", "Bình", "Châu")]
    staying = place.member("Trần Thị Dung", unit=place.other_branch)
    plan = place.done(MERGE)
    assert [place.home(p) for p in [*people, staying]] == ["B2"] * 4
    assert place.home(people[0], EVE) == "B1"
    assert tree() == {"42": "", "C1": "42", "C2": "42", "B2": "C1", "B3": "C2"}
    assert tree(EVE)["B1"] == "C1"
    assert plan.proof["totals"] == {"member": 4}
    assert plan.proof["moved"] == 3
    assert verify().holds, verify().first_break
    line = BookEntry.objects.get(person=people[0], kind="reorganised")
    assert (line.decision_number, line.cause, line.cause_id, line.effective_on) == ("15-QĐ/TĐTN", "reorganisation", str(plan.pk), DAY)  # fmt: skip


def test_counts_close_over_a_reorganisation_l3_l4(place):
    place.member()
    place.member("Lê Văn Hai")
    path = place.commune.standing(DAY).path
    place.done(MERGE)
    fold_counts()
    assert members_of([path], EVE) == members_of([path], DAY) == 2
    moved = Counter(dict(Delta.objects.values_list("kind").annotate(n=Sum("n"))))
    assert (moved["reorganised_in"], moved["reorganised_out"]) == (2, -2)
    assert members_of([place.other_branch.standing(DAY).path], DAY) == 2


def test_two_communes_consolidate_and_their_branches_stand_under_the_new_one(place):
    person = place.member()
    plan = place.done({"do": "consolidate", "units": ["C1", "C2"], **NEW})
    assert tree() == {"42": "", "C9": "42", "B1": "C9", "B2": "C9", "B3": "C9"}
    assert place.home(person) == "B1"
    new = Unit.objects.get(versions__code="C9")
    assert set(Lineage.objects.filter(successor=new).values_list("predecessor_id", "kind")) == {
        (place.commune.pk, "consolidated"),
        (place.sibling.pk, "consolidated"),
    }
    assert new.term_ends_on == dt.date(2027, 1, 1), "the first congress within six months (R-ORG-07)"
    assert not Appointment.objects.filter(unit__in=(place.commune, place.sibling), ends_on=None).exists()
    assert plan.proof["effects"] == [["accounts.Appointment.unit", 3]]
    assert verify().holds


def test_the_past_of_what_ended_belongs_to_who_is_responsible_now_r_org_09(place):
    """`Lộc Hà, 25/06/2023` still gives its list to whoever answers for the new unit."""
    person = place.member()
    place.done({"do": "consolidate", "units": ["C1", "C2"], **NEW})
    new = Unit.objects.get(versions__code="C9")
    day = dt.date(2023, 6, 25)
    paths = responsible_paths([new.pk], day)
    assert place.commune.standing(day).path in paths
    assert Affiliation.objects.on_lists(paths, day).filter(person=person).exists()


def test_a_new_unit_may_carry_the_code_of_one_that_ends(place):
    """New Hồng Lộc carries the code of old Tân Lộc (campaigns §10.2)."""
    place.done({"do": "consolidate", "units": ["C1", "C2"], **NEW, "code": "C1"})
    assert tree()["C1"] == "42"
    assert Unit.objects.filter(versions__code="C1").distinct().count() == 2


def test_a_split_sends_people_by_hamlet_years_and_lists(place):
    old, young, named, other = (
        place.member("Nguyễn Văn Già", birth="1992-01-01"), place.member("Nguyễn Văn Trẻ", birth="2007-01-01"),
        place.member("Nguyễn Văn Danh", birth="1993-05-05", card_number="42000007"), place.member("Phạm Văn Xóm", birth=None),
    )  # fmt: skip
    other.make_seal()
    other.save()
    Address.objects.create(person=other, kind="current", line_sealed=other.seal.close("Số 3, xóm 1, thôn Xuân Hải", "address:current"))  # fmt: skip
    place.done(
        {"do": "split", "unit": "B1", "rest": "B1", "parts": [
            {"code": "B1b", "name": "Chi đoàn xóm 1", "kind": "branch", "people": [{"born": [2005, 2010]}, {"hamlet": "Xóm 1"}]},
            {"to": "B2", "people": [{"list": ["42000007"]}]},
        ]},
        unit=place.commune,
    )  # fmt: skip
    assert [place.home(p) for p in (old, young, named, other)] == ["B1", "B1b", "B2", "B1b"]
    assert tree()["B1b"] == "C1", "a part stands beside what it was split from"
    assert Lineage.objects.filter(predecessor=place.branch, kind="split").count() == 2
    assert verify().holds


def test_who_has_no_destination_or_two_stands_in_the_way_until_solved_l5(place):
    young, old = place.member(birth="2007-01-01"), place.member("Lê Văn Hai", birth="1995-01-01")
    parts = [{"code": "X1", "name": "Chi đoàn Một", "kind": "branch", "people": [{"born": [2000, 2010]}]}]
    told = place.told({"do": "split", "unit": "B1", "parts": parts})
    assert [(p.rule, p.people) for p in told.problems] == [("L5", (old.pk,))]
    assert not told.conserved
    twice = {"code": "X2", "name": "Chi đoàn Hai", "kind": "branch", "people": [{"born": [1990, 2010]}]}
    told = place.told({"do": "split", "unit": "B1", "parts": [*parts, twice]})
    assert [(p.rule, p.people) for p in told.problems] == [("L5", (young.pk,))]
    solved = {**twice, "people": [{"born": [1990, 2010]}, {"list": [str(young.uid)]}]}
    told = place.told({"do": "split", "unit": "B1", "parts": [parts[0], solved]})
    assert told.can_be_done


def test_a_plan_with_problems_is_refused_and_nothing_is_written(place):
    place.member()
    plan = place.draw({"do": "dissolve", "unit": "B1"})
    before = everything()
    with pytest.raises(Objection) as refused:
        operations.decide_plan(plan, actor=MACHINE, edition=0)
    assert refused.value.rule == "L5"
    assert everything() == before
    assert not JournalRow.objects.exists()
    assert not AuditEntry.objects.filter(action="reorganisation.decide").exists()


def test_dissolving_sends_units_and_people_where_the_step_says(place):
    person = place.member()
    place.done(
        {"do": "dissolve", "unit": "C1", "parts": [{"to": "C2", "units": ["B1", "B2"]}]},
    )
    assert tree() == {"42": "", "C2": "42", "B1": "C2", "B2": "C2", "B3": "C2"}
    assert place.home(person) == "B1"
    assert Lineage.objects.get(predecessor=place.commune).successor == place.sibling


def test_guests_of_a_unit_that_ends_are_guests_of_its_heir(place):
    guest = place.member(unit=place.far_branch)
    place.line(
        guest, "overlay_opened", dt.date(2026, 5, 1), place.branch, what="temporary", until="2026-10-01"
    )
    place.done(MERGE)
    rows = Overlay.objects.filter(known_until=None).order_by("starts_on")
    assert [(o.unit_id, o.starts_on, o.ends_on) for o in rows] == [
        (place.branch.pk, dt.date(2026, 5, 1), DAY),
        (place.other_branch.pk, DAY, dt.date(2026, 10, 1)),
    ]
    assert verify().holds


def test_a_guest_who_comes_home_is_a_guest_no_more_r_tmp_01(place):
    """Whose host becomes their home, and whose home goes into their host: the time as a guest ends with the plan."""
    host, home = place.member("Nguyễn Văn Chủ", unit=place.other_branch), place.member("Lê Văn Nhà")
    place.line(
        host, "overlay_opened", dt.date(2026, 5, 1), place.branch, what="temporary", until="2026-10-01"
    )
    place.line(home, "overlay_opened", dt.date(2026, 5, 1), place.other_branch, what="residence")
    before = everything()
    plan = place.done(MERGE)
    assert set(Overlay.objects.filter(known_until=None).values_list("person_id", "unit_id", "ends_on")) == {
        (host.pk, place.branch.pk, DAY),
        (home.pk, place.other_branch.pk, DAY),
    }
    assert verify().holds, verify().first_break
    operations.take_plan_back(plan, actor=MACHINE)
    assert everything() == before
    assert set(Overlay.objects.filter(known_until=None).values_list("person_id", "ends_on")) == {
        (host.pk, dt.date(2026, 10, 1)),
        (home.pk, None),
    }


def test_lists_kept_by_hand_go_along_once(place):
    both = place.person()
    Affiliation.objects.create(
        person=both, unit=place.other_branch, role="youth", starts_on=dt.date(2021, 1, 1)
    )
    alone = place.person("Võ Thị Năm")
    place.done(MERGE)
    rows = Affiliation.objects.as_of(DAY).filter(role="youth")
    assert sorted(rows.values_list("person_id", "unit_id")) == sorted(
        [(both.pk, place.other_branch.pk), (alone.pk, place.other_branch.pk)]
    )


def test_former_members_go_along_and_the_dead_stay(place):
    former, dead = place.member(), place.member("Lê Văn Hai")
    place.line(former, "matured", dt.date(2026, 3, 26))
    place.line(dead, "deceased", dt.date(2026, 3, 26))
    place.done(MERGE)
    on_day = {a.person_id: a.unit_id for a in Affiliation.objects.as_of(DAY)}
    assert on_day == {former.pk: place.other_branch.pk, dead.pk: place.branch.pk}
    assert verify().holds


@pytest.mark.parametrize(
    "steps",
    [
        [MERGE],
        [{"do": "consolidate", "units": ["C1", "C2"], **NEW}],
        [{"do": "move", "unit": "B1", "under": "C2"}, {"do": "rename", "unit": "C2", "name": "Đoàn xã Khác"}],
        [{"do": "split", "unit": "B1", "rest": "X", "parts": [{"as": "x", "code": "X", "name": "Chi đoàn Mới", "kind": "branch", "people": [{"everybody": True}]}]}],
        [{"do": "change_kind", "unit": "B1", "kind": "grassroots_branch"}],
    ],
)  # fmt: skip
def test_what_is_taken_back_is_as_if_it_had_not_been(place, steps):
    steps = [{**s, **({"rest": ""} if s.get("rest") == "X" else {})} for s in steps]
    place.member()
    place.person("Võ Thị Năm")
    before, lists = everything(), Lineage.objects.count()
    plan = place.done(*steps)
    assert everything() != before
    operations.take_plan_back(plan, actor=MACHINE)
    assert everything() == before
    assert Lineage.objects.count() == lists
    assert Plan.objects.get(pk=plan.pk).state == "undone"
    assert UnitEvent.objects.filter(kind="taken_back").exists()
    assert verify().holds, verify().first_break


def test_a_plan_others_build_on_is_not_taken_back(place):
    place.member()
    plan = place.done({"do": "consolidate", "units": ["C1", "C2"], **NEW})
    new = Unit.objects.get(versions__code="C9")
    place.user("later", new, "secretary")
    before = everything()
    with pytest.raises(Objection) as refused:
        operations.take_plan_back(plan, actor=MACHINE)
    assert refused.value.rule == "L5"
    assert everything() == before
    assert Plan.objects.get(pk=plan.pk).state == "done"


def test_a_later_plan_must_be_taken_back_first(place):
    place.member()
    first = place.done(MERGE)
    second = place.done({"do": "merge", "units": ["B2"], "into": "B3"}, day=DAY + dt.timedelta(days=30))
    with pytest.raises(Objection):
        operations.take_plan_back(first, actor=MACHINE)
    operations.take_plan_back(second, actor=MACHINE)
    operations.take_plan_back(first, actor=MACHINE)
    assert tree()["B1"] == "C1"


def test_who_came_in_after_the_day_stands_in_the_way_and_is_named(place):
    late = place.member(since=DAY + dt.timedelta(days=4))
    told = place.told(MERGE)
    assert [(p.rule, p.people) for p in told.problems] == [("L5", (late.pk,))]


def test_who_left_after_the_day_tells_both(place):
    """A late plan goes between the lines a book has already."""
    person = place.member()
    place.line(person, "transferred", DAY + dt.timedelta(days=9), place.far_branch)
    place.done(MERGE)
    assert place.home(person, DAY) == "B2"
    assert place.home(person, DAY + dt.timedelta(days=9)) == "B3"
    assert verify().holds


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        (
            {"do": "establish", "code": "H1", "name": "Huyện đoàn Mới", "kind": "district", "under": "42"},
            "R-ORG-11",
        ),
        (
            {"do": "establish", "code": "B2", "name": "Chi đoàn Trùng mã", "kind": "branch", "under": "C1"},
            "R-ORG-09",
        ),
        ({"do": "move", "unit": "C1", "under": "B1"}, "L6"),
        ({"do": "move", "unit": "C1", "under": "C2"}, "HD 20 §11.2; R-VER-04"),
        ({"do": "merge", "units": ["B9"], "into": "B1"}, "R-ORG-09"),
        ({"do": "merge", "units": ["B1"], "into": "C2"}, "R-STA-03"),
        ({"do": "dissolve", "unit": "C1"}, "L5"),
        ({"do": "split", "unit": "C1", "parts": [{"to": "C2", "units": ["B3"]}], "rest": "C1"}, "HD 20 §5.1"),
        ({"do": "rename", "unit": "B1", "code": "B2"}, "R-ORG-09"),
        ({"do": "rename", "unit": "C1", "place": "99999"}, "R-ORG-09"),
    ],
)
def test_what_the_rules_do_not_know_is_said_with_its_rule(place, step, rule):
    place.member()
    told = place.told(step)
    assert rule in {p.rule for p in told.problems}, told.problems


@pytest.mark.parametrize(
    "steps",
    [
        "merge", [["merge"]], [{"do": "explode"}], [{"do": "merge", "units": "B1", "into": "B2"}],
        [{"do": "merge", "units": ["B1"], "into": "B2", "extra": 1}], [{"do": "establish", "code": "", "name": "x", "kind": "branch", "under": "C1"}],
        [{"do": "split", "unit": "B1", "parts": [{"to": "B2", "people": [{"born": ["x", 2]}]}]}],
        [{"do": "split", "unit": "B1", "parts": [{"to": "B2", "people": [{"a": 1, "b": 2}]}]}],
        [{"do": "rename", "unit": "B1"}], [{"do": "rename", "unit": "B1", "name": "x" * 200}], [{"do": "rename", "unit": "B1", "name": "\0"}],
        [{"do": "establish", "code": "Q", "name": "x", "kind": "castle", "under": "C1"}],
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_read_is_refused_with_its_number(place, steps):
    with pytest.raises(Objection):
        operations.draw_up_plan(place.province, actor=MACHINE, name="x", effective_on=DAY, steps=steps)
    assert not Plan.objects.exists()


def test_a_plan_reaches_only_below_its_own_unit(place):
    told = place.told({"do": "move", "unit": "B3", "under": "C1"}, unit=place.commune)
    assert {p.rule for p in told.problems} == {"HD 20 §5.1"}
    told = place.told({"do": "move", "unit": "B1", "under": "C2"}, unit=place.commune)
    assert told.problems
    told = place.told({"do": "rename", "unit": "C1", "name": "Đoàn xã Tự đổi tên"}, unit=place.commune)
    assert told.problems, "a unit's own superior decides about it"


@pytest.mark.parametrize(
    "step",
    [
        {"do": "merge", "units": ["B1"], "into": "B3"},
        {"do": "dissolve", "unit": "B1", "rest": "B3"},
        {"do": "dissolve", "unit": "B1", "rest": "B2", "successors": ["B3"]},
        {
            "do": "split",
            "unit": "B1",
            "rest": "B1",
            "parts": [{"to": "B3", "people": [{"everybody": True}]}],
        },
    ],
)
def test_a_commune_sends_nobody_out_of_the_commune_by_its_own_plan(place, step):
    """Whoever goes to another commune's branch goes by a plan of the superior of both (HD 20 §5.1)."""
    place.member()
    told = place.told(step, unit=place.commune, actor=acting(place.officer))
    assert [p.rule for p in told.problems] == ["HD 20 §5.1"]
    assert place.told(step).can_be_done, "the province decides about both"


@pytest.mark.parametrize(
    "step",
    [
        {"do": "change_kind", "unit": "B1", "kind": "sub_grassroots"},
        {"do": "move", "unit": "B1", "under": "C1", "kind": "sub_grassroots"},
    ],
)
def test_a_branch_with_members_is_not_raised_over_their_heads_r_sta_03(place, step):
    place.member()
    told = place.told(step)
    assert [p.rule for p in told.problems] == ["R-STA-03"]
    parted = {"do": "split", "unit": "B1", "rest": "B1", "parts": [{"to": "B2", "people": [{"everybody": True}]}]}  # fmt: skip
    assert place.told(parted, step).can_be_done


def test_a_unit_is_not_merged_into_itself(place):
    with pytest.raises(Objection, match="B1"):
        place.draw({"do": "merge", "units": ["B1"], "into": "B1"})


def test_a_plan_of_a_day_before_its_unit_stood_is_refused_at_once(place):
    for day in (dt.date(1931, 3, 26), dt.date(2019, 12, 31)):
        with pytest.raises(Objection) as refused:
            place.draw(MERGE, day=day)
        assert (refused.value.field, refused.value.rule) == ("effective_on", "R-ORG-09")
    plan = place.draw(MERGE)
    with pytest.raises(Objection):
        operations.change_plan(plan, actor=MACHINE, edition=0, effective_on=dt.date(2019, 1, 1))


def test_a_plan_another_one_of_the_same_day_builds_on_is_not_taken_back(place):
    """What the second changed of the version the first wrote would go with it unseen."""
    first = place.done({"do": "rename", "unit": "B1", "name": "Chi đoàn thôn Một"})
    second = place.done({"do": "rename", "unit": "B1", "sector": "school", "address": "Thôn Một"})
    before = everything()
    with pytest.raises(Objection) as refused:
        operations.take_plan_back(first, actor=MACHINE)
    assert refused.value.rule == "L5"
    assert everything() == before
    operations.take_plan_back(second, actor=MACHINE)
    operations.take_plan_back(first, actor=MACHINE)


def test_only_the_superiors_officers_plan_and_decide(place):
    for user in (place.stranger, place.branch_secretary, place.committee):
        with pytest.raises(PermissionDenied):
            place.draw(MERGE, unit=place.commune, actor=acting(user))
    plan = place.draw(MERGE, unit=place.commune, actor=acting(place.officer))
    for user in (place.stranger, place.branch_secretary, place.committee):
        for act in (operations.give_plan_up, operations.carry_out_plan, operations.take_plan_back):
            with pytest.raises(PermissionDenied):
                act(plan, actor=acting(user))
    place.member()
    operations.decide_plan(plan, actor=acting(place.officer), edition=0)
    operations.carry_out_plan(plan, actor=acting(place.officer))
    assert "B1" not in tree()


def test_a_plan_is_decided_once_and_on_the_edition_that_was_read(place):
    place.member()
    plan = place.draw(MERGE)
    operations.change_plan(plan, actor=MACHINE, edition=0, name="Khác")
    with pytest.raises(Objection) as refused:
        operations.decide_plan(plan, actor=MACHINE, edition=0)
    assert refused.value.rule == "L17"
    operations.decide_plan(plan, actor=MACHINE, edition=1)
    operations.carry_out_plan(plan, actor=MACHINE)
    with pytest.raises(Objection):
        operations.carry_out_plan(plan, actor=MACHINE)
    with pytest.raises(Objection):
        operations.change_plan(plan, actor=MACHINE, edition=1, name="Zu spät")


@pytest.mark.parametrize(
    "step",
    [
        {"do": "rename", "unit": "B1", "name": "Chi đoàn thôn Xuân Hải"},
        {"do": "move", "unit": "B1", "under": "C1"},
        {"do": "change_kind", "unit": "B1", "kind": "branch"},
        {"do": "split", "unit": "B1", "parts": [{"to": "B1", "people": [{"everybody": True}]}]},
    ],
)
def test_a_plan_that_says_only_what_is_so_already_is_not_decided(place, step):
    place.member()
    plan = place.draw(step)
    with pytest.raises(Objection, match="chưa thay đổi gì"):
        operations.decide_plan(plan, actor=MACHINE, edition=0)
    assert not UnitEvent.objects.filter(reason=plan.name).exists()


def test_a_plan_without_a_decision_is_not_decided(place):
    place.member()
    plan = place.draw(MERGE, number="")
    with pytest.raises(Objection) as refused:
        operations.decide_plan(plan, actor=MACHINE, edition=0)
    assert refused.value.field == "decision_number"


def test_units_left_too_small_are_told_not_refused(place):
    place.member()
    told = place.told(MERGE)
    assert told.can_be_done
    assert {w.rule for w in warnings_of(told)} == {"HD 20 §11.1, §12"}


def test_several_steps_in_one_plan_follow_each_other(place):
    """B1 into B2, B2 into B3: everybody ends in B3, and each step is kept in the lineage."""
    people = [place.member(), place.member("Lê Văn Hai", unit=place.other_branch)]
    plan = place.done(MERGE, {"do": "merge", "units": ["B2"], "into": "B3"})
    assert [place.home(p) for p in people] == ["B3", "B3"]
    assert set(Lineage.objects.values_list("predecessor_id", "successor_id")) == {
        (place.branch.pk, place.other_branch.pk),
        (place.other_branch.pk, place.far_branch.pk),
    }
    operations.take_plan_back(plan, actor=MACHINE)
    assert place.home(people[0]) == "B1"
