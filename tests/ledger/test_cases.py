"""H1 over the real procedures: cases opened, voted, sent back, refused, withdrawn, in dockets and alone, through the
operations of `cases`, while units merge and records are joined; after each step the book, the cases and what holds beside
the status are what the oracle (tests/ledger/oracle.py, plain Python) says, at the end the whole book is proved.

`AOXANH_LEDGER_RUNS=20` walks twenty times as many walks, `AOXANH_LEDGER_STEPS=80` longer ones, `AOXANH_LEDGER_SEED=7`
others than the kept ones; `AOXANH_LEDGER_SHRINK=1` shortens a walk that fails (minutes), `AOXANH_LEDGER_TRACE=1`
tells each act. What ever failed is a named test in test_found.py.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections import Counter

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import TestCase
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from aoxanh.audit.objection import Objection
from aoxanh.cases import operations
from aoxanh.cases.advancing import Entered
from aoxanh.cases.models import Case, CaseMove
from aoxanh.membership.book import lines_of
from aoxanh.membership.chronicle import books
from aoxanh.membership.counts import fold_counts, members_of
from aoxanh.membership.models import BookEntry, Member, Overlay
from aoxanh.membership.operations import correct_line, enrol_member
from aoxanh.membership.proof import Proof, prove_books, verify
from aoxanh.membership.rollups import keep, wrong
from aoxanh.people.lists import BOOK_ROLES
from aoxanh.people.merging import merge_people, undo_merge
from aoxanh.people.models import Affiliation, Person
from aoxanh.reorganisation import operations as plans
from aoxanh.vietnamese.dates import PartialDate
from tests.cases.conftest import MACHINE, CasePlace, acting, votes
from tests.ledger.oracle import (
    ABOUT,
    BESIDE,
    GOES,
    GONE,
    ROUTES,
    TARGETED,
    File,
    Impossible,
    Line,
    Someone,
    State,
    Stop,
)  # fmt: skip
from tests.reorganisation.conftest import PlanPlace

RUNS = 20 * int(os.environ.get("AOXANH_LEDGER_RUNS", "1"))
STEPS = int(os.environ.get("AOXANH_LEDGER_STEPS", "40"))
SEED = os.environ.get("AOXANH_LEDGER_SEED")
TRACE = os.environ.get("AOXANH_LEDGER_TRACE")
SHRINK = os.environ.get("AOXANH_LEDGER_SHRINK")
BEGUN = dt.date(2025, 8, 4)
NUMBERS = st.integers(0, 999)
#: What walks did, over the whole run.
DONE: Counter[str] = Counter()


def attempt(act, *args, **facts):
    """Return what an operation gives, and its refusal."""
    try:
        return act(*args, **facts), None
    except (Objection, PermissionDenied) as refused:
        return None, refused


class CasesPlace(PlanPlace, CasePlace):
    """The small world with more branches, and two officers in every unit."""

    def __init__(self) -> None:
        CasePlace.__init__(self)
        more = [
            ("E1", "Thêm Một", self.commune),
            ("E2", "Thêm Hai", self.commune),
            ("E3", "Thêm Ba", self.sibling),
        ]
        extra = [self.unit(code, f"Chi đoàn thôn {name}", "branch", above) for code, name, above in more]
        self.parents = {
            self.branch.pk: self.commune.pk,
            self.other_branch.pk: self.commune.pk,
            self.far_branch.pk: self.sibling.pk,
        }
        self.parents |= {unit.pk: above.pk for unit, (_c, _n, above) in zip(extra, more, strict=True)}
        self.units = {
            u.pk: u
            for u in (self.commune, self.sibling, self.branch, self.other_branch, self.far_branch, *extra)
        }
        self.codes = dict(zip(self.parents, ["B1", "B2", "B3", "E1", "E2", "E3"], strict=True))
        self.officers = {
            pk: [self.user(f"{duty}-{pk}", unit, duty) for duty in ("secretary", "deputy_secretary")]
            for pk, unit in self.units.items()
        }

    def populate(self) -> None:
        """Let two of each age be members, and three young people stand on a list."""
        self.folk: list[tuple[int, dt.date, int | None, int | None]] = []
        for n, pk in enumerate([*self.parents][:5]):
            born = dt.date(BEGUN.year - (20, 32, 37, 20, 32)[n], 5, 10)
            facts = {"full_name": f"Trần Thị Đầu {n}", "birth": PartialDate.from_stored(born.isoformat())}
            person = enrol_member(self.units[pk], actor=MACHINE, since=BEGUN, facts=facts)
            self.folk.append((person.pk, born, pk, None))
        for n in range(3):
            born = dt.date(2006, n + 1, 10)
            person = self.young(f"Lê Thị Đầu {n}", birth=born.isoformat())
            self.folk.append((person.pk, born, None, self.branch.pk))


VOTES = ("won", "won", "won", "lost", "tie")
SECONDS = ("agree", "back", "refuse", "withdraw")
PLUGS = sorted(ROUTES)
#: What can happen: how often, and with which of four numbers.
ACTS = {
    "time": (3, lambda walk, a, _b, _c, _d: walk.time_goes_by(1 + a % 40)),
    "member": (1, lambda walk, a, b, c, _d: walk.a_member_is_entered(a, (20, 32, 37)[b % 3], c % 2)),
    "young": (1, lambda walk, a, _b, _c, _d: walk.a_young_person_is_listed(a)),
    "any": (1, lambda walk, a, b, c, d: walk.a_case_is_opened(PLUGS[a % len(PLUGS)], b, c, d, a // 20)),
    "fit": (10, lambda walk, a, b, c, d: walk.a_fit_case_is_opened(PLUGS[a % len(PLUGS)], b, c, d, a // 20)),
    "step": (4, lambda walk, a, b, c, d: walk.a_step_is_taken(a, b, VOTES[c % 5], d)),
    "on": (8, lambda walk, a, b, c, d: walk.a_case_goes_on(a, b, 1 + c % 4, d)),
    "elsewhere": (1, lambda walk, a, b, _c, _d: walk.somebody_elsewhere_decides_nothing(a, b)),
    "back": (3, lambda walk, a, b, _c, _d: walk.a_case_is_sent_back(a, b)),
    "given up": (1, lambda walk, a, b, c, _d: walk.a_case_is_given_up(a, b, ("refused", "withdrawn")[c % 2])),
    "two": (2, lambda walk, a, b, c, _d: walk.two_decide_at_once(a, b, SECONDS[c % 4])),
    "docket": (1, lambda walk, a, b, _c, _d: walk.a_docket_is_opened(a, b)),
    "decided": (2, lambda walk, a, b, c, _d: walk.a_docket_is_decided(a, b, c % 5)),
    "correction": (2, lambda walk, a, _b, _c, _d: walk.a_line_is_taken_back(a)),
    "one": (1, lambda walk, a, b, c, _d: walk.two_records_are_one(a, b, c % 2)),
    "plan": (1, lambda walk, a, b, _c, _d: walk.a_branch_is_merged(a, b)),
    "plan back": (1, lambda walk, a, _b, _c, _d: walk.a_plan_is_taken_back(a)),
}


class Walk(RuleBasedStateMachine):
    """Random acts of officers, each foretold by the oracle."""

    place: CasesPlace

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block._from_testcase = True
        self.block.__enter__()
        self.day = BEGUN
        self.clock = time_machine.travel(self.noon(), tick=True)
        self.traveller = self.clock.start()
        self.people = {pk: Someone(pk, born, listed) for pk, born, _home, listed in self.place.folk}
        for pk, _born, home, _listed in self.place.folk:
            if home:
                self.people[pk].write(Line(0, "enrolled", BEGUN, home, value=""))
        self.files: dict[int, File] = {}
        self.dockets: dict[int, list[int]] = {}
        self.standing = set(self.place.parents)
        self.plans: list[dict] = []
        self.merges: list[dict] = []
        self.touched: set[int] = set()
        self.count = 0
        DONE["walks"] += 1

    def noon(self) -> dt.datetime:
        return dt.datetime(self.day.year, self.day.month, self.day.day, 5, tzinfo=dt.UTC)

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.settle_accounts()
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # -- the oracle's side

    def home(self, who: Someone) -> int | None:
        """Return where somebody is: by the book, or the list of young people."""
        now = who.now
        return now.home if now.status else who.listed

    def where(self, file: File, stop: Stop) -> int:
        """Return the unit that takes a step."""
        side = file.target if stop.at.startswith("host") else file.unit
        above = stop.at.endswith("union") and side in self.place.parents
        return self.place.parents[side] if above else side

    def route(self, file: File) -> list[Stop]:
        """Return the steps of a case as it stands."""
        whole = ROUTES[file.procedure]
        if file.procedure == "transfer":
            unions = [self.place.parents.get(pk, pk) for pk in (file.unit, file.target)]
            far = [
                "CLEAR",
                "RELEASE",
                "ACCEPT",
                *([] if file.facts["to_branch"] or file.facts.get("branch") else ["PLACE"]),
            ]
            codes = ["CLEAR", "INSIDE"] if unions[0] == unions[1] else far
        elif file.procedure == "discipline":
            codes = ["MEETING"] if file.facts["measure"] == "reprimand" else ["MEETING", "WARN"]
        else:
            codes = [stop.code for stop in whole]
        return [stop for stop in whole if stop.code in codes]

    def after(self, file: File, step: str) -> Stop | None:
        """Return the step after one."""
        order = [stop.code for stop in ROUTES[file.procedure]]
        return next((stop for stop in self.route(file) if order.index(stop.code) > order.index(step)), None)

    def go(self, file: File, stop: Stop | None, state: str = "done", *, back: bool = False) -> None:
        """Move a case to a step, or end it."""
        file.moves += 1
        if stop is not None and not back:
            file.sent[stop.code] = file.step
        if stop is None:
            file.state, file.at = state, None
        else:
            file.step, file.at = stop.code, self.where(file, stop)

    def follow(self, who: Someone, was: State, cause: File | None = None) -> None:
        """Let the other cases of somebody close, or go on where they are now."""
        now = who.now
        came = now.home is not None and now.home != was.home
        for file in self.files.values():
            if file.who is not who or file.state != "open" or file is cause:
                continue
            new = now.status != was.status and now.status not in ABOUT.get(file.procedure, {"member"})
            moot = now.status in GONE or (now.status == "member" and file.stop.rechecks)
            if (new and moot) or (came and file.procedure in GOES and file.target == now.home):
                self.go(file, None, "lapsed")
                DONE["lapsed"] += 1
            elif came and now.status not in {"deceased", "merged"} and file.unit != now.home:
                file.unit = now.home
                file.at = self.where(file, file.stop)
                file.moves += 1
                DONE["followed"] += 1

    def back(self, file: File) -> Stop | None:
        """Return the step a case can be sent back to: before it on its way, or the one that sent it off it (R-DIS-04)."""
        codes = [stop.code for stop in self.route(file)]
        if file.step in codes:
            at = codes.index(file.step)
            return self.route(file)[at - 1] if at else None
        sent = file.sent.get(file.step)
        return next((stop for stop in ROUTES[file.procedure] if stop.code == sent), None)

    def holds(self, file: File) -> bool:
        """Say whether the case may be opened or go on: who it may be about, and its conditions."""
        return file.who.now.status in ABOUT.get(file.procedure, {"member"}) and file.allowed(self.day)

    def blocked(self, procedure: str, who: Someone) -> bool:
        """Say whether another case stands in the way (L15)."""
        others = [f.procedure for f in self.files.values() if f.who is who and f.state == "open"]
        exclusive = procedure not in BESIDE and any(code not in BESIDE for code in others)
        return procedure in others or exclusive

    def foretell(self, file: File, vote: str, facts: dict) -> str:
        """Take a step in the oracle: return what becomes of the case, or raise Impossible."""
        stop, kept = file.stop, dict(file.facts)
        file.facts = {**file.facts, **facts}
        if stop.vote:
            file.facts.setdefault("voted_on", self.day)
        try:
            if stop.rechecks and not self.holds(file):
                raise Impossible("conditions")
            if "branch" in facts and self.place.parents[facts["branch"]] != self.place.parents.get(
                file.target, file.target
            ):
                raise Impossible("another union has to receive (R-TRF-03)")
            if stop.vote and vote != "won":
                return self.lose(file)
            was = file.who.now
            file.who.write(*file.lines(stop.code, self.day))
        except Impossible:
            file.facts = kept
            raise
        self.follow(file.who, was, file)
        self.go(file, self.after(file, stop.code))
        self.follow_list(file, stop.code)
        return "agreed"

    def lose(self, file: File) -> str:
        """A lost vote ends the case; a branch that agrees on no measure reports it (R-DIS-04)."""
        if file.procedure == "discipline" and file.step == "MEETING":
            self.go(file, ROUTES["discipline"][2])
        else:
            self.give_up(file, "refused")
        return "voted_down"

    def give_up(self, file: File, state: str) -> None:
        """End a case; a candidate is none any more."""
        if file.procedure == "admission" and file.who.now.status in {"candidate", "approved"}:
            file.who.write(Line(0, "withdrawn", self.day, case=file.pk))
        self.go(file, None, state)

    def follow_list(self, file: File, step: str) -> None:
        """Who is admitted leaves the list of young people."""
        if (file.procedure, step) == ("admission", "CEREMONY") and file.who.listed == file.unit:
            file.who.listed = None

    # -- the product's side

    def fresh(self, file: File) -> Case:
        return Case.objects.select_related("person", "unit", "at", "docket").get(pk=file.pk)

    def picked(self, rows, number: int):
        rows = sorted(rows)
        return rows[number % len(rows)] if rows else None

    def open_file(self, number: int) -> File | None:
        pk = self.picked([pk for pk, f in self.files.items() if f.state == "open"], number)
        return self.files[pk] if pk else None

    def officer(self, at: int, number: int):
        """Return one who acts for a unit: its own, or for a branch those above."""
        those = [*self.place.officers[at], *self.place.officers.get(self.place.parents.get(at), [])]
        return those[number % len(those)]

    def entered(self, file: File, vote: str, number: int) -> tuple[dict, Entered]:
        """Return what is entered at a step, for the oracle and for the product."""
        facts: dict = {}
        if file.step == "CARD":
            self.count += 1
            facts["card"] = f"42-{self.count:06d}"
        if file.step in {"INSIDE", "PLACE"} and not file.facts["to_branch"]:
            union = self.place.parents.get(file.target, file.target)
            inside = [pk for pk in self.standing if self.place.parents[pk] == union]
            facts["branch"] = self.picked(self.standing if number % 4 == 0 else inside, number)
        sheet = None
        if file.stop.vote:
            agree = {"won": 14, "lost": 5, "tie": 8}[vote]
            sheet = votes(agree, 16, entitled=20, method="secret" if file.stop.vote == "secret" else "hands")
        told = {{"card": "card_number"}.get(k, k): v for k, v in facts.items()}
        self.count += 1
        return facts, Entered(self.day, f"{self.count}-QĐ/ĐTN" if file.stop.number else "", sheet, facts=told)

    # -- acts

    def time_goes_by(self, days):
        self.day += dt.timedelta(days=days)
        self.traveller.move_to(self.noon(), tick=True)

    def a_member_is_entered(self, at, years, carded):
        if len(self.people) >= 12:
            return
        unit, self.count = self.picked(self.standing, at), self.count + 1
        born = dt.date(BEGUN.year - years, 5, 10)
        facts = {"full_name": f"Nguyễn Văn {self.count}", "birth": PartialDate.from_stored(born.isoformat())}
        card = f"42-{self.count:06d}" if carded else ""
        person = enrol_member(
            self.place.units[unit], actor=MACHINE, since=self.day, facts=facts, card_number=card
        )
        who = self.people[person.pk] = Someone(person.pk, born, None)
        who.write(Line(0, "enrolled", self.day, unit, value=card))
        self.done("enrolled", who)

    def a_young_person_is_listed(self, at):
        if len(self.people) >= 12:
            return
        unit, self.count = self.picked(self.standing, at), self.count + 1
        person = self.place.young(f"Lê Thị {self.count}", birth="2006-05-10", unit=self.place.units[unit])
        self.people[person.pk] = Someone(person.pk, dt.date(2006, 5, 10), unit)
        self.done("listed", self.people[person.pk])

    def facts_of(self, procedure: str, who: Someone, number: int) -> tuple[dict, dict, dict]:
        """Return what is entered to open a case: for the oracle, for the product, and the words."""
        day = self.day.isoformat()
        until = self.day + dt.timedelta(days=(20, 85)[number % 2])
        year = self.day.year - number % 2
        measure = ("reprimand", "warning", "expulsion")[number % 3]
        grade = "not_completed" if number % 3 == 0 else "good"
        mine, told, words = {
            "admission": ({}, {"applied_on": day, "sponsor": "member", "sponsor_since": "2023-01-01", "variant": "meeting", "schooling_waived": True}, {"sponsor_name": "Trần Văn Sơn"}),
            "transfer": ({}, {"cause": "work", "changed_on": day}, {}),
            "temporary": ({"until": until}, {"starts_on": day, "until": until.isoformat()}, {"cause": "Thực tập"}),
            "away": ({"starts_on": self.day}, {"starts_on": day}, {"address": "Bình Dương"}),
            "residence": ({}, {"starts_on": day}, {}),
            "maturation": ({}, {"wish": "mature"}, {}),
            "removal": ({}, {"ground": "fee", "year": self.day.year - 1, "months": [1, 2, 3], "contacted_on": day}, {"contact": "Gọi điện"}),
            "removal_annulment": ({}, {}, {"reason": "Phí đã nộp"}),
            "discipline": ({"measure": measure}, {"measure": measure, "verified_on": day, "self_criticism": True}, {"grounds": "Vi phạm"}),
            "classification": ({"year": year, "grade": grade}, {"year": year, "grade": grade}, {}),
            "resignation": ({}, {"letter_on": day}, {}),
            "death": ({"died_on": self.day}, {"died_on": day}, {}),
        }.get(procedure, ({}, {}, {}))  # fmt: skip
        return mine, told, words

    def a_case_is_opened(self, procedure, whom, by, to, how):
        """About anybody, fit or not."""
        self.open(procedure, self.people[self.picked(self.people, whom)], by, to, how)

    def a_fit_case_is_opened(self, procedure, whom, by, to, how):
        """About somebody of the right status with nothing in the way."""
        allowed = ABOUT.get(procedure, {"member"})
        fit = [
            pk for pk, w in self.people.items() if w.now.status in allowed and not self.blocked(procedure, w)
        ]
        if fit:
            self.open(procedure, self.people[self.picked(fit, whom)], by, to, how)

    def open(self, procedure, who, by, to, how):
        home = self.home(who)
        if home is None or home not in self.place.units:
            return
        target = None
        if procedure in TARGETED:
            goals = (
                self.standing
                if procedure == "residence"
                else {*self.standing, self.place.commune.pk, self.place.sibling.pk}
            )
            target = self.picked(goals, to)
        mine, told, words = self.facts_of(procedure, who, how)
        mine["to_branch"] = target in self.place.parents
        file = File(0, procedure, who, home, target, mine)
        allowed = self.holds(file) and not self.blocked(procedure, who)
        before, user = self.written(), self.officer(home, by)
        case, refused = attempt(
            operations.open_case, self.place.units[home], actor=acting(user), procedure=procedure,
            person=Person.objects.get(pk=who.pk), facts=told, words=words, to=self.place.units.get(target),
        )  # fmt: skip
        if refused:
            assert not allowed, (procedure, who.now.status, str(refused))
            self.refused("to open", before)
            return
        assert allowed, (
            f"{procedure} was opened for {who.now.status or 'nobody in the book'}: {home} to {target}"
        )
        self.opened(file, case, user)

    def opened(self, file: File, case: Case, user) -> None:
        file.pk = case.pk
        self.files[case.pk] = file
        file.movers.add(user.pk)
        if file.procedure == "admission" and file.who.now.status != "candidate":
            was = file.who.now
            file.who.write(Line(0, "proposed", self.day, file.unit, case=case.pk))
            self.follow(file.who, was, file)
        first = self.route(file)[0]
        file.step, file.at = first.code, self.where(file, first)
        self.done(f"opened {file.procedure}", file.who)

    def take(self, by, vote, where, file):
        facts, entered = self.entered(file, vote, where)
        user, at, step = self.officer(file.at, by), file.stop, file.step
        before, case = self.written(), self.fresh(file)
        twice = at.second and user.pk in file.movers
        expected = ""
        if not twice:
            try:
                expected = self.foretell(file, vote, facts)
            except Impossible as impossible:
                expected = f"impossible: {impossible}"
        _case, refused = attempt(operations.agree_case, case, actor=acting(user), step=step, entered=entered)
        if refused:
            assert twice or expected.startswith("impossible"), (file, str(refused))
            assert not twice or refused.rule == "L11"
            self.refused("by L11" if twice else "a step", before)
            return
        assert not twice, f"{user} decides what they proposed (L11): {file.procedure} {step}"
        assert expected in {"agreed", "voted_down"}, (expected, file)
        if expected == "agreed":
            file.movers.add(user.pk)
        assert CaseMove.objects.filter(case=case).latest("seq").act == expected
        self.done(f"{file.procedure} {step}", file.who)

    def a_step_is_taken(self, number, by, vote, where):
        file = self.open_file(number)
        if file is not None:
            self.take(by, vote, where, file)

    def a_case_goes_on(self, number, by, steps, where):
        """The same case, some steps in a row, each by another officer."""
        file = self.open_file(number)
        if file is None:
            return
        for n in range(steps):
            if file.state == "open":
                self.take(by + n, "won", where, file)
                self.the_touched_are_right()

    def somebody_elsewhere_decides_nothing(self, number, by):
        file = self.open_file(number)
        if file is None:
            return
        own = {file.at, self.place.parents.get(file.at)}
        stranger = self.place.officers[self.picked(set(self.place.officers) - own, by)][0]
        before = self.written()
        with pytest.raises(PermissionDenied):
            operations.agree_case(
                self.fresh(file), actor=acting(stranger), step=file.step, entered=Entered(self.day, "1-QĐ")
            )
        assert self.written() == before
        DONE["denied"] += 1

    def a_case_is_sent_back(self, number, by):
        file = self.open_file(number)
        if file is None:
            return
        back = self.back(file)
        kinds = {line.kind for line in file.lines(back.code, self.day)} if back else set()
        stands = any(line.case == file.pk and line.kind in kinds for line in file.who.lines)
        before = self.written()
        actor = acting(self.officer(file.at, by))
        _case, refused = attempt(
            operations.send_back, self.fresh(file), actor=actor, step=file.step, words="Thiếu"
        )
        if refused:
            assert back is None or stands, (file, str(refused))
            self.refused("to send back", before)
            return
        assert back is not None, file
        assert not stands, f"sent back over what the book says: {file.procedure} {file.step}"
        if back.vote:
            file.facts.pop("voted_on", None)
        self.go(file, back, back=True)
        self.done("sent back", file.who)

    def a_case_is_given_up(self, number, by, how):
        file = self.open_file(number)
        if file is None:
            return
        at = file.at if how == "refused" else file.unit
        act = operations.refuse_case if how == "refused" else operations.withdraw_case
        act(self.fresh(file), actor=acting(self.officer(at, by)), step=file.step, words="Không")
        self.give_up(file, how)
        self.done(how, file.who)

    def two_decide_at_once(self, number, by, second):
        """L17: the second holds a page from before the first decided."""
        file = self.open_file(number)
        if file is None:
            return
        stale, step, entered = self.fresh(file), file.step, self.entered(file, "won", by)[1]
        moves = file.moves
        self.take(by, "won", by, file)
        if file.moves == moves:
            return
        before = self.written()
        late = {"actor": MACHINE, "step": step}
        acts = {
            "back": operations.send_back,
            "refuse": operations.refuse_case,
            "withdraw": operations.withdraw_case,
        }
        if second == "agree":
            _case, refused = attempt(operations.agree_case, stale, entered=entered, **late)
            assert refused.rule == "L17"
        else:
            _case, refused = attempt(acts[second], stale, words="x", **late)
        assert isinstance(refused, Objection), f"{second} after another decided"
        assert self.written() == before
        DONE["lost the race"] += 1

    def a_docket_is_opened(self, at, by):
        """Several of a branch together; one whom the rules stop keeps all of them out."""
        unit = self.picked(self.standing, at)
        young = [
            who
            for who in self.people.values()
            if self.home(who) == unit and who.now.status in {"", "candidate", "removed", "resigned"}
        ][:3]
        if not young:
            return
        _mine, told, words = self.facts_of("admission", young[0], 0)
        files = [File(0, "admission", who, unit, None, {"to_branch": False}) for who in young]
        allowed = all(self.holds(f) and not self.blocked("admission", f.who) for f in files)
        before, user = self.written(), self.officer(unit, by)
        docket, refused = attempt(
            operations.open_docket, self.place.units[unit], actor=acting(user), procedure="admission", title="Kết nạp",
            facts=told, words=words, people=list(Person.objects.filter(pk__in=[who.pk for who in young])),
        )  # fmt: skip
        if refused:
            assert not allowed, str(refused)
            self.refused("to open a docket", before)
            return
        assert allowed
        cases = {case.person_id: case for case in docket.cases.all()}
        for file in files:
            self.opened(file, cases[file.who.pk], user)
        self.dockets[docket.pk] = [file.pk for file in files]

    def a_docket_is_decided(self, number, by, lost):
        """One meeting, one number; one of several may fall out by its own vote (R-ADM-07)."""
        if not self.dockets:
            return
        pk = self.picked(self.dockets, number)
        open_files = [self.files[n] for n in self.dockets[pk] if self.files[n].state == "open"]
        if not open_files:
            return
        files = [f for f in open_files if (f.step, f.at) == (open_files[0].step, open_files[0].at)]
        user, stop = self.officer(files[0].at, by), files[0].stop
        case = self.fresh(files[0])
        if not case.docket.unit.standing(self.day):
            return
        fails = [n == lost and bool(stop.vote) for n in range(len(files))]
        sheets = {f.pk: votes(5, 16, entitled=20) for f, bad in zip(files, fails, strict=True) if bad}
        _facts, entered = self.entered(files[0], "won", 0)
        rows = {}
        if stop.code == "CARD":
            for f in files:
                self.count += 1
                rows[f.pk] = {"card_number": f"42-{self.count:06d}"}
        twice = stop.second and any(user.pk in f.movers for f in files)
        able = twice or all(self.could(f, rows.get(f.pk, {}).get("card_number")) for f in files)
        before = self.written()
        ids = [f.pk for f in files]
        entered.facts, entered.rows, entered.votes = {}, rows, sheets
        _tally, refused = attempt(
            operations.agree_docket,
            case.docket,
            actor=acting(user),
            step=stop.code,
            entered=entered,
            cases=ids,
        )
        if refused:
            denied = isinstance(refused, PermissionDenied)
            assert twice or denied or not able, str(refused)
            self.refused("a docket", before)
            return
        assert not twice
        assert able
        for f, bad in zip(files, fails, strict=True):
            card = {"card": rows[f.pk]["card_number"]} if f.pk in rows else {}
            if self.foretell(f, "lost" if bad else "won", card) == "agreed":
                f.movers.add(user.pk)
        self.done(f"docket {stop.code}", *[f.who for f in files])

    def could(self, file: File, card: str | None) -> bool:
        """Say whether a step could be taken, without taking it."""
        if file.stop.rechecks and not self.holds(file):
            return False
        try:
            file.facts["card"] = card
            Someone(0, file.who.born, None, list(file.who.lines), file.who.seq).write(
                *file.lines(file.step, self.day)
            )
        except Impossible:
            return False
        return True

    def a_line_is_taken_back(self, whom):
        """L18: the newest line, by a correction, whatever cases rest on it."""
        who = self.people[self.picked(self.people, whom)]
        if who.frozen or not who.lines or self.plans_touch(who):
            return
        last = max(who.lines, key=lambda line: line.seq)
        places = {
            line.unit
            for line in who.lines
            if line.kind in {"enrolled", "admitted", "transferred", "reinstated", "proposed"}
        }
        if last.kind == "reorganised" or not places <= self.standing:
            return
        entry, was = BookEntry.objects.get(person_id=who.pk, seq=last.seq), who.now
        try:
            who.take_back(last.seq)
        except Impossible:
            with pytest.raises(Objection):
                correct_line(entry, actor=MACHINE, words="ghi nhầm")
            return
        self.follow(who, was)
        correct_line(entry, actor=MACHINE, words="ghi nhầm")
        self.done("corrected", who)

    def plans_touch(self, who: Someone) -> bool:
        return any(line.kind == "reorganised" for line in who.lines)

    def two_records_are_one(self, one, other, back):
        """L16: nobody counts twice; a record with a case under way is not merged away (L15)."""
        kept, gone = (self.people[self.picked(self.people, n)] for n in (one, other))
        if kept is gone or kept.frozen or gone.frozen or kept.now.status != "member":
            return
        busy = any(f.who is gone and f.state == "open" for f in self.files.values())
        before = self.written()
        rows = [Person.objects.get(pk=who.pk) for who in (kept, gone)]
        row, refused = attempt(merge_people, rows[0], actor=MACHINE, gone=rows[1], take=set())
        if refused:
            assert busy, str(refused)
            self.refused("to merge", before)
            return
        assert not busy, "a record with a case under way was merged away"
        kept.frozen = gone.frozen = True
        lines = [list(kept.lines), list(gone.lines)]
        had = gone.now
        if had.status:
            gone.write(Line(0, "merged", self.day))
            if had.status == "member" and had.card and not kept.now.card:
                kept.write(Line(0, "card_issued", self.day, value=had.card))
        listed, gone.listed = gone.listed, None
        self.done("merged", kept, gone)
        self.compare()
        if back:
            undo_merge(row, actor=MACHINE)
            for who, had_lines in zip((kept, gone), lines, strict=True):
                who.seq += len(who.lines) - len(had_lines)
                who.lines = had_lines
            gone.listed = listed
            kept.frozen = gone.frozen = False
            self.done("parted", kept, gone)

    def a_branch_is_merged(self, which, into):
        """L5: people, and the cases about them, go on at the branch that takes over; nobody is a guest at home (R-TMP-01)."""
        if len(self.standing) < 4:
            return
        gone = self.picked(self.standing, which)
        goals = [
            pk for pk in self.standing if pk != gone and self.place.parents[pk] == self.place.parents[gone]
        ]
        if not goals:
            return
        goal = self.picked(goals, into)
        with TestCase.captureOnCommitCallbacks(execute=True):
            plan = self.place.done(
                {"do": "merge", "units": [self.place.codes[gone]], "into": self.place.codes[goal]},
                day=self.day,
            )
        done = {"plan": plan, "gone": gone, "goal": goal, "moved": [], "listed": [], "files": []}
        for who in self.people.values():
            if who.now.home == gone and who.now.status not in {"", "deceased", "merged"}:
                who.write(Line(0, "reorganised", self.day, goal))
                done["moved"].append((who, who.seq))
            home = who.now.home if who.now.status in {"candidate", "approved", "member"} else None
            guest = [
                row
                for row in who.now.held
                if row[1] in {gone, goal} and (row[3] is None or row[3] > self.day)
            ]
            for what, at, _since, until, seq in guest:
                if at == goal != home:
                    continue
                who.write(Line(0, "closed", self.day, value=seq))
                done["moved"].append((who, who.seq))
                if home != goal:
                    who.write(Line(0, "opened", self.day, goal, what=what, until=until))
                    done["moved"].append((who, who.seq))
            if who.listed == gone:
                who.listed = goal
                done["listed"].append(who)
        self.standing.discard(gone)
        for file in self.files.values():
            names = [
                name
                for name in ("unit", "target", "at")
                if file.state == "open" and getattr(file, name) == gone
            ]
            done["files"] += [(file, name) for name in names]
            for name in names:
                setattr(file, name, goal)
        self.plans.append(done)
        self.settle()
        self.done("reorganised", *self.people.values())

    def a_plan_is_taken_back(self, number):
        """L5, L18: as if it had not been; refused, and nothing changed, while later things depend on it."""
        if not self.plans:
            return
        done = self.plans[-1 - number % len(self.plans)]
        before = self.written()
        done["plan"].refresh_from_db()
        with TestCase.captureOnCommitCallbacks(execute=True):
            _plan, refused = attempt(plans.take_plan_back, done["plan"], actor=MACHINE)
        if refused:
            self.refused("to take a plan back", before)
            return
        self.plans.remove(done)
        for who, seq in reversed(done["moved"]):
            who.take_back(seq)
        for who in done["listed"]:
            who.listed = done["gone"]
        self.standing.add(done["gone"])
        for file, name in done["files"]:
            setattr(file, name, done["gone"])
        self.settle()
        self.done("plan taken back", *self.people.values())

    def settle(self) -> None:
        """Every open case belongs where its person is, and waits where its step is taken."""
        for file in self.files.values():
            if file.state != "open":
                continue
            now = file.who.now
            file.unit = now.home if now.status and now.home in self.standing else file.unit
            file.at = self.where(file, file.stop)
            file.moves = CaseMove.objects.filter(case=file.pk).count()

    @rule(
        what=st.sampled_from([what for what, (weight, _act) in ACTS.items() for _n in range(weight)]),
        a=NUMBERS,
        b=NUMBERS,
        c=NUMBERS,
        d=NUMBERS,
    )
    def something_happens(self, what, a, b, c, d):
        """Let one of the acts happen; what there is nobody or nothing for does not."""
        ACTS[what][1](self, a, b, c, d)

    # -- what must hold

    def written(self) -> tuple[int, int, int]:
        return BookEntry.objects.count(), CaseMove.objects.count(), Case.objects.count()

    def refused(self, what: str, before) -> None:
        """Count a refusal; it left nothing behind."""
        assert self.written() == before
        DONE[f"refused {what}"] += 1

    def done(self, what: str, *people: Someone) -> None:
        DONE[what] += 1
        if TRACE:
            cases = [
                (f.pk, f.procedure, f.who.pk, f.unit, f.at, f.step)
                for f in self.files.values()
                if f.state == "open"
            ]
            print(
                f"{self.day} {what} {[(w.pk, w.now.status, w.now.home, w.listed) for w in people]} {cases} {sorted(self.standing)}"
            )
        self.touched |= {who.pk for who in people}

    @invariant()
    def the_touched_are_right(self):
        DONE["steps"] += 1
        if self.touched:
            self.compare()
            self.touched.clear()

    def compare(self) -> None:
        """The books, homes, cases and what holds beside the status are the oracle's (L1, L8, L9, L10, L13, L14)."""
        ids = self.touched
        proof = Proof()
        prove_books(books(ids), proof)
        assert proof.holds, proof.first_break
        rows = Affiliation.objects.filter(known_until=None, ends_on=None, role__in=BOOK_ROLES, person__in=ids)
        stored = {
            person: (role, unit) for person, role, unit in rows.values_list("person_id", "role", "unit_id")
        }
        states = {pk: self.people[pk].now for pk in ids}
        assert stored == {pk: (s.status, s.home) for pk, s in states.items() if s.status}
        assert {pk: len(rows) for pk, rows in lines_of(ids).items()} == {
            pk: self.people[pk].seq for pk in ids if self.people[pk].seq
        }
        held: dict[int, list] = {pk: [] for pk in ids}
        overlays = Overlay.objects.as_of(self.day).filter(person__in=ids)
        for pk, what, unit in overlays.values_list("person_id", "what", "unit_id"):
            held[pk].append((what, unit))
        assert {pk: sorted(rows, key=str) for pk, rows in held.items()} == {
            pk: s.holding(self.day) for pk, s in states.items()
        }
        cards = dict(Member.objects.filter(person__in=ids).values_list("person_id", "card_number"))
        assert {pk: cards.get(pk, "") for pk in ids} == {pk: s.card for pk, s in states.items()}
        cases = {
            row[0]: row[1:]
            for row in Case.objects.filter(person__in=ids).values_list(
                "pk", "state", "step", "at_id", "unit_id", "revision"
            )
        }
        assert cases == {
            f.pk: (f.state, f.step, f.at, f.unit, f.moves) for f in self.files.values() if f.who.pk in ids
        }

    def settle_accounts(self) -> None:
        """At the end: all of it."""
        self.touched = set(self.people)
        self.compare()
        proof = verify()
        assert proof.holds, proof.first_break
        fold_counts()
        keep()
        assert not list(wrong(self.day))
        members = sum(who.now.status == "member" for who in self.people.values())
        assert members_of([self.place.province.standing(self.day).path], self.day) == members
        for pk, revision in Case.objects.values_list("pk", "revision"):
            seqs = list(CaseMove.objects.filter(case=pk).order_by("seq").values_list("seq", flat=True))
            assert seqs == list(range(1, revision + 1))
        assert not Case.objects.filter(state="open").exclude(unit__in=[*self.standing]).exists()


def test_the_procedures_lead_where_the_rules_say(db):
    """H1 for P1, P2, P3–P5, P7, P8, P11, P14, P17, dockets, merges of records and of branches, and two at once."""
    DONE.clear()
    begun = time.monotonic()
    with time_machine.travel(dt.datetime(BEGUN.year, BEGUN.month, BEGUN.day, 2, tzinfo=dt.UTC)):
        Walk.place = CasesPlace()
        Walk.place.populate()
    if SEED:
        seed(int(SEED))(Walk)
    chosen = settings(
        max_examples=RUNS, stateful_step_count=STEPS, deadline=None, database=None, derandomize=not SEED, print_blob=False,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate, *([Phase.shrink] if SHRINK else [])], report_multiple_bugs=False,
    )  # fmt: skip
    run_state_machine_as_test(Walk, settings=chosen)
    acts = sum(n for what, n in DONE.items() if what not in {"walks", "steps"})
    kinds = ", ".join(f"{what} {n}" for what, n in sorted(DONE.items()))
    print(
        f"\nH1 cases: {DONE['walks']} walks × {STEPS} steps, {acts} operations, {time.monotonic() - begun:.1f} s: {kinds}"
    )
