"""H1: random admissions, transfers, ends, corrections, merges of duplicates, files, plans and their undo, against a
plain-Python model; after each step the stored states are the model's, at the end every invariant holds.

`AOXANH_LEDGER_SEEDS=200` walks further; a seed that ever fails is kept as a named case in KEPT.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from random import Random

import pytest

from aoxanh.audit.objection import Objection
from aoxanh.intake import operations as intake
from aoxanh.membership.counts import fold_counts, members_of
from aoxanh.membership.models import BookEntry
from aoxanh.membership.operations import correct_line
from aoxanh.membership.proof import verify
from aoxanh.org.models import UnitVersion
from aoxanh.people.lists import BOOK_ROLES
from aoxanh.people.merging import merge_people, undo_merge
from aoxanh.people.models import Affiliation, Person
from aoxanh.reorganisation import operations as plans
from aoxanh.statistics.movements import report
from aoxanh.statistics.periods import Period
from tests.intake.conftest import FilePlace
from tests.membership.conftest import MACHINE, PAPER
from tests.reorganisation.conftest import PlanPlace

SEEDS = range(int(os.environ.get("AOXANH_LEDGER_SEEDS", "6")))
KEPT: list[int] = []
STEPS = 40
BEGUN = dt.date(2023, 1, 2)
ENDS = {"matured": "matured", "removed": "removed", "resigned": "resigned", "expelled": "expelled"}


class World(PlanPlace, FilePlace):
    """The small world with files and plans, two more branches, and the model beside it."""

    def __init__(self, folder, seed) -> None:
        FilePlace.__init__(self, folder)
        self.rng, self.day, self.done = Random(seed), BEGUN, 0
        more = [self.unit(f"E{n}", f"Chi đoàn thôn Thêm {n}", "branch", self.commune) for n in range(3)]
        self.standing = {u.pk: u for u in (self.branch, self.other_branch, self.far_branch, *more)}
        #: person -> every state they had, the last one theirs now: (status, unit)
        self.states: dict[int, list[tuple[str, int | None]]] = {}
        self.frozen: set[int] = set()
        self.files = 0

    def step(self) -> None:
        """Take one random step on a later day; a refusal must leave everything as it was."""
        self.day += dt.timedelta(days=self.rng.randrange(1, 20))
        act = self.rng.choice(
            ["enrol", "enrol", "transfer", "transfer", "end", "again", "correct", "merge", "plan", "file"]
        )
        with contextlib.suppress(Objection):
            getattr(self, act)()
            self.done += 1
        self.compare()

    def compare(self) -> None:
        """The stored states are the model's (proof L1, L8)."""
        rows = Affiliation.objects.filter(known_until=None, ends_on=None, role__in=BOOK_ROLES)
        stored = {
            person: (role, unit) for person, role, unit in rows.values_list("person_id", "role", "unit_id")
        }
        told = {person: states[-1] for person, states in self.states.items() if states and states[-1][0]}
        assert stored == told, (self.day, self.done)

    def anyone(self, *statuses: str) -> Person:
        """Return somebody of a status whom no merge has touched; refuses where there is none."""
        found = [pk for pk, s in self.states.items() if s and s[-1][0] in statuses and pk not in self.frozen]
        if not found:
            raise Objection("nobody")
        return Person.objects.get(pk=self.rng.choice(sorted(found)))

    def unit_now(self, *, but: int | None = None):
        """Return a branch that stands."""
        return self.standing[self.rng.choice(sorted(pk for pk in self.standing if pk != but))]

    def enrol(self) -> None:
        unit = self.unit_now()
        person = self.member(
            f"Nguyễn Văn {self.rng.randrange(10**6)}", unit=unit, since=self.day, birth="2003-08-15"
        )
        self.states[person.pk] = [("", None), ("member", unit.pk)]

    def transfer(self) -> None:
        person = self.anyone("member")
        unit = self.unit_now(but=self.states[person.pk][-1][1])
        self.line(person, "transferred", self.day, unit)
        self.states[person.pk].append(("member", unit.pk))

    def end(self) -> None:
        person, kind = self.anyone("member"), self.rng.choice(sorted(ENDS))
        self.line(person, kind, self.day)
        self.states[person.pk].append((ENDS[kind], self.states[person.pk][-1][1]))

    def again(self) -> None:
        person, unit = self.anyone(*ENDS.values()), self.unit_now()
        self.line(person, "admitted", self.day, unit)
        self.states[person.pk].append(("member", unit.pk))

    def correct(self) -> None:
        """Take the newest line back: the state before it holds again."""
        person = self.anyone("member", *ENDS.values())
        undone = set(
            BookEntry.objects.filter(person=person).exclude(corrects=None).values_list("corrects", flat=True)
        )
        entry = BookEntry.objects.filter(person=person, corrects=None).exclude(seq__in=undone).latest("seq")
        if entry.cause in {"reorganisation", "merge"} or (len(self.states[person.pk]) > 1 and self.states[person.pk][-2][1] not in {None, *self.standing}):  # fmt: skip
            raise Objection("not by hand")
        correct_line(entry, actor=MACHINE, words="ghi nhầm")
        self.states[person.pk].pop()

    def merge(self) -> None:
        """L16: one head less, and one more again when it is taken back."""
        kept, gone = self.anyone("member"), self.anyone("member", *ENDS.values())
        row = merge_people(kept, actor=MACHINE, gone=gone, take=set())
        self.frozen |= {kept.pk, gone.pk}
        self.states[gone.pk].append(("merged", self.states[gone.pk][-1][1]))
        self.compare()
        if self.rng.random() < 0.5:
            undo_merge(row, actor=MACHINE)
            self.states[gone.pk].pop()

    def plan(self) -> None:
        """L5: merge a branch into another of its commune; sometimes take it back at once."""
        here = {
            pk: v.parent_id
            for pk, v in (
                (v.unit_id, v) for v in UnitVersion.objects.as_of(self.day).filter(unit_id__in=self.standing)
            )
        }
        gone = self.unit_now()
        into = [pk for pk, parent in here.items() if parent == here[gone.pk] and pk != gone.pk]
        if not into or len(self.standing) < 4:
            raise Objection("nothing to merge")
        goal = self.standing[self.rng.choice(sorted(into))]
        codes = {
            v.unit_id: v.code
            for v in UnitVersion.objects.as_of(self.day).filter(unit_id__in=(gone.pk, goal.pk))
        }
        plan = self.done_plan(codes[gone.pk], codes[goal.pk])
        # Records were merged today, long after the plan's day: on that day they still went along.
        moved = [pk for pk, s in self.states.items() if s and s[-1][1] == gone.pk]
        for pk in moved:
            self.states[pk].append((self.states[pk][-1][0], goal.pk))
        del self.standing[gone.pk]
        self.compare()
        if self.rng.random() < 0.4:
            plans.take_plan_back(plan, actor=MACHINE)
            for pk in moved:
                self.states[pk].pop()
            self.standing[gone.pk] = gone

    def done_plan(self, gone: str, goal: str):
        plan = self.draw({"do": "merge", "units": [gone], "into": goal}, day=self.day)
        plans.decide_plan(plan, actor=MACHINE, edition=0)
        plans.carry_out_plan(plan, actor=MACHINE)
        plan.refresh_from_db()
        return plan

    def file(self) -> None:
        """L19: new people from a file, all or none; sometimes taken back as one."""
        self.files += 1
        unit = self.unit_now()
        name = UnitVersion.objects.as_of(self.day).get(unit=unit).name
        head = ["Họ và tên", "Ngày sinh", "Chi đoàn"]
        path = self.csv(
            [head, *([f"Lê Thị {self.files} {n}", "15/08/2004", name] for n in ("Một", "Hai"))],
            name=f"{self.files}.csv",
        )
        version = UnitVersion.objects.as_of(self.day).get(unit=unit)
        batch = intake.judge_file(version.parent, actor=MACHINE, path=path, name=path.name, since=self.day)
        intake.take_in(batch, actor=MACHINE)
        fresh = [row.person_id for row in batch.rows.filter(outcome="accepted")]
        for pk in fresh:
            self.states[pk] = [("", None), ("member", unit.pk)]
        self.compare()
        if self.rng.random() < 0.4:
            intake.undo(batch, actor=MACHINE)
            for pk in fresh:
                self.states[pk] = [("", None)]
                self.frozen.add(pk)


@pytest.mark.parametrize("seed", [*KEPT, *SEEDS])
def test_whatever_is_done_the_book_says_what_happened(db, tmp_path, seed):
    world = World(tmp_path, seed)
    for _ in range(STEPS):
        world.step()
    assert world.done >= STEPS // 4, "the walk must do something"
    proof = verify()
    assert proof.holds, proof.first_break
    last = max(world.day, dt.date(2026, 1, 1))
    members = sum(states[-1][0] == "member" for states in world.states.values() if states)
    if world.rng.random() < 0.5:
        fold_counts()
    assert PAPER.number
    version = world.province.standing(last)
    assert members_of([version.path], dt.date.today()) == members
    assert report(version, Period(BEGUN, last)).total.opening == 0
