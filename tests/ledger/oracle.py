"""What a book and a case must say, in plain Python: the oracle of the machine. It knows no product code and no database.

Written from membership.md §5 (who may come after whom) and the routes of P1–P17; where it and the product differ, one
of the two is wrong.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

ENDED = {"removed", "expelled", "resigned", "left", "matured"}
#: kind -> (statuses it may follow, the status it leads to; None leaves it)
KINDS = {
    "enrolled": ({"", "candidate", "approved", "left"}, "member"),
    "proposed": ({"", *ENDED}, "candidate"),
    "withdrawn": ({"candidate", "approved"}, ""),
    "approved": ({"candidate"}, "approved"),
    "admitted": ({"", "candidate", "approved", *ENDED}, "member"),
    "reinstated": ({"removed", "expelled", "resigned", "matured"}, "member"),
    "transferred": ({"member"}, "member"),
    "reorganised": ({"candidate", "approved", "member", *ENDED}, None),
    "matured": ({"member"}, "matured"),
    "removed": ({"member"}, "removed"),
    "expelled": ({"member"}, "expelled"),
    "resigned": ({"member"}, "resigned"),
    "deceased": ({"candidate", "approved", "member", *ENDED}, "deceased"),
    "merged": ({"candidate", "approved", "member", "deceased", *ENDED}, "merged"),
    "carried": ({"", "candidate", "approved", *ENDED}, "member"),
    "classified": ({"member"}, None),
    "disciplined": ({"member"}, None),
    "joining_noted": ({"member", *ENDED}, None),
    "card_issued": ({"approved", "member", "matured"}, None),
    "card_withdrawn": ({"", "member", "deceased", "candidate", "approved", *ENDED}, None),
    "opened": ({"member"}, None),
    "closed": ({"", "member", "deceased", "candidate", "approved", *ENDED}, None),
}
PLACED = {"enrolled", "proposed", "admitted", "reinstated", "transferred", "reorganised", "carried"}


class Impossible(Exception):  # noqa: N818 - a word of the oracle
    """The rules forbid it."""


@dataclass(frozen=True)
class Line:
    """A line as the oracle keeps it; `case` is the case it came from."""

    seq: int
    kind: str
    day: dt.date
    unit: int | None = None
    case: int | None = None
    what: str = ""
    until: dt.date | None = None
    value: object = None


@dataclass
class State:
    """What lines add up to."""

    status: str = ""
    home: int | None = None
    held: list[tuple[str, int | None, dt.date, dt.date | None, int]] = field(default_factory=list)
    card: object = ""
    grades: dict[object, dt.date] = field(default_factory=dict)
    measures: set[int] = field(default_factory=set)
    expelled: dt.date | None = None

    def holds(self, what: str, day: dt.date) -> bool:
        """Say whether something of a kind holds on a day."""
        return any(w == what and s <= day and (e is None or e > day) for w, _unit, s, e, _seq in self.held)

    def holding(self, day: dt.date) -> list[tuple[str, int | None]]:
        """Return what holds on a day, and where."""
        return sorted(
            ((w, u) for w, u, s, e, _q in self.held if s <= day and (e is None or e > day)), key=str
        )


def told(lines: list[Line]) -> State:
    """Add lines up, or raise Impossible."""
    state = State()
    for line in sorted(lines, key=lambda one: (one.day, one.seq)):
        before, after = KINDS[line.kind]
        if state.status not in before:
            raise Impossible(f"{line.kind} after {state.status or 'nothing'}")
        if line.kind in {"transferred", "reorganised"} and line.unit == state.home:
            raise Impossible("same unit")
        was, state.status = state.status, state.status if after is None else after
        state.home = line.unit if line.kind in PLACED else state.home if state.status else None
        if line.kind == "opened" and line.until is not None and line.until <= line.day:
            raise Impossible("ends before it begins")
        if line.kind in {"opened", "disciplined"}:
            state.held.append((line.what, line.unit, line.day, line.until, line.seq))
        if line.kind == "closed":
            _close(state, line)
        if line.kind.startswith("card"):
            state.card = line.value or ""
        if line.kind in {"enrolled", "carried"} and line.value:
            state.card = line.value
        if line.kind == "classified":
            state.grades[line.value] = line.day
        if line.kind == "disciplined":
            state.measures.add(line.day.year)
        if line.kind == "expelled":
            state.expelled = line.day
        if state.status not in {was, "member"}:
            state.held = [
                (w, u, s, line.day if e is None or e > line.day else e, q) for w, u, s, e, q in state.held
            ]
        if state.status == "merged":
            state.card = ""
    return state


def _close(state: State, line: Line) -> None:
    found = [n for n, row in enumerate(state.held) if row[4] == line.value]
    if not found:
        raise Impossible("nothing to end")
    w, u, s, e, q = state.held[found[0]]
    state.held[found[0]] = (w, u, s, line.day if e is None or e > line.day else e, q)


@dataclass
class Someone:
    """A person: the lines that count and how many were ever written."""

    pk: int
    born: dt.date
    listed: int
    lines: list[Line] = field(default_factory=list)
    seq: int = 0
    frozen: bool = False

    @property
    def now(self) -> State:
        """Return what the lines add up to."""
        return told(self.lines)

    def write(self, *new: Line) -> None:
        """Write lines, numbered on, or raise Impossible and write none."""
        numbered = [Line(**{**line.__dict__, "seq": self.seq + n}) for n, line in enumerate(new, start=1)]
        told([*self.lines, *numbered])
        self.lines += numbered
        self.seq += len(new)

    def take_back(self, seq: int) -> None:
        """Take a line back by a new one, or raise Impossible."""
        left = [line for line in self.lines if line.seq != seq]
        told(left)
        self.lines, self.seq = left, self.seq + 1

    def older(self, years: int, day: dt.date) -> bool:
        """Say whether somebody is past a birthday."""
        return day > self.born.replace(year=self.born.year + years)


@dataclass(frozen=True)
class Stop:
    """A step: on whose side and at which level, whether it is voted on, whether two must look (L11)."""

    code: str
    at: str = "branch"
    vote: str = ""
    second: bool = False
    rechecks: bool = True
    number: bool = False


ROUTES = {
    "admission": (
        Stop("MEETING", vote="hands"), Stop("RATIFY", "union", second=True, number=True), Stop("CEREMONY", rechecks=False),
        Stop("CARD", "union", rechecks=False, number=True),
    ),
    "transfer": (
        Stop("CLEAR"), Stop("INSIDE", "union", number=True), Stop("RELEASE", "union", number=True), Stop("ACCEPT", "host union"),
        Stop("PLACE", "host union"),
    ),
    "temporary": (Stop("RELEASE", "union", number=True), Stop("HOST", "host union")),
    "away": (Stop("REGISTER"),),
    "away_back": (Stop("BACK"),),
    "residence": (Stop("INTRODUCE"), Stop("RECEIVE", "host")),
    "maturation": (Stop("DECIDE", vote="hands"), Stop("CEREMONY", number=True)),
    "staying": (Stop("DECIDE", vote="hands"),),
    "removal": (Stop("DECIDE", vote="hands", second=True, number=True), Stop("REPORT", "union", rechecks=False)),
    "removal_annulment": (Stop("ANNUL", "union", second=True, number=True),),
    "discipline": (
        Stop("MEETING", vote="secret", second=True), Stop("WARN", "union", vote="secret", second=True, number=True),
        Stop("TIE", "union", second=True, number=True),
    ),
    "classification": (Stop("VOTE", vote="hands"), Stop("RECOGNISE", "union", number=True)),
    "resignation": (Stop("BRANCH"), Stop("CONFIRM", "union", second=True, number=True)),
    "death": (Stop("ENTER"),),
}  # fmt: skip
#: Who a case may be about.
ABOUT = {
    "admission": {"", "candidate", "removed", "expelled", "resigned"},
    "removal_annulment": {"removed"},
    "death": {"candidate", "approved", "member", "matured"},
}
#: Statuses somebody leaves by: cases that are for nobody of that status close then.
GONE = {*ENDED, "deceased"}
#: Cases that go to a unit: they close where the person came to it by another way.
GOES = {"transfer", "temporary", "residence"}
BESIDE = {"temporary", "away", "away_back", "residence", "staying", "classification", "death"}
TARGETED = {"transfer", "temporary", "residence"}


@dataclass
class File:
    """A case as the oracle keeps it."""

    pk: int
    procedure: str
    who: Someone
    unit: int
    target: int | None
    facts: dict[str, object]
    step: str = ""
    at: int | None = None
    state: str = "open"
    moves: int = 1
    movers: set[int] = field(default_factory=set)
    sent: dict[str, str] = field(default_factory=dict)

    @property
    def stop(self) -> Stop:
        """Return the step it waits at."""
        return next(stop for stop in ROUTES[self.procedure] if stop.code == self.step)

    def lines(self, step: str, day: dt.date) -> list[Line]:
        """Return what taking a step writes (seq and all)."""
        new = lambda kind, **more: Line(0, kind, more.pop("day", day), case=self.pk, **more)  # noqa: E731
        match self.procedure, step:
            case "admission", "RATIFY":
                return [new("approved")]
            case "admission", "CEREMONY":
                return [new("admitted", unit=self.unit)]
            case "admission", "CARD":
                return [new("card_issued", value=self.facts["card"])]
            case "transfer", "INSIDE" | "ACCEPT" | "PLACE":
                branch = self.facts.get("branch") or (self.target if self.facts["to_branch"] else None)
                return [new("transferred", unit=branch)] if branch else []
            case "temporary", "HOST":
                return [new("opened", what="temporary", unit=self.target, until=self.facts["until"])]
            case "away", "REGISTER":
                return [new("opened", what="away", day=min(self.facts["starts_on"], day))]
            case "away_back", "BACK":
                held = [
                    r
                    for r in self.who.now.held
                    if r[0] == "away" and r[2] <= day and (r[3] is None or r[3] > day)
                ]
                return [new("closed", value=held[0][4])] if held else []
            case "residence", "RECEIVE":
                return [new("opened", what="residence", unit=self.target)]
            case "maturation", "CEREMONY":
                return [new("matured")]
            case "staying", "DECIDE":
                return [
                    new("opened", what="continued", until=self.who.born.replace(year=self.who.born.year + 35))
                ]
            case "removal", "DECIDE":
                return [new("removed")]
            case "removal_annulment", "ANNUL":
                return [new("reinstated", unit=self.unit)]
            case "discipline", _:
                return self._measure(step, day)
            case "classification", "RECOGNISE":
                return [new("classified", value=self.facts["year"])]
            case "resignation", "CONFIRM":
                return [new("resigned")]
            case "death", "ENTER":
                return [new("deceased", day=self.facts["died_on"])]
        return []

    def _measure(self, step: str, day: dt.date) -> list[Line]:
        measure = self.facts["measure"]
        if step == "MEETING" and measure != "reprimand":
            return []
        if measure == "expulsion":
            gone = [Line(0, "expelled", day, case=self.pk)]
            return [*gone, Line(0, "card_withdrawn", day, case=self.pk)] if self.who.now.card else gone
        until = day.replace(year=day.year + 1)
        return [Line(0, "disciplined", day, case=self.pk, what="sanction", until=until)]

    def allowed(self, day: dt.date) -> bool:
        """Say whether the conditions of the procedure hold on a day (R-ADM, R-TRF, R-TMP, R-AWY, R-RES, R-MAT, R-EVL)."""
        who, now = self.who, self.who.now
        day = self.facts.get("voted_on") or day
        match self.procedure:
            case "admission":
                waits = now.status == "expelled" and day < now.expelled.replace(year=now.expelled.year + 1)
                return now.status in ABOUT["admission"] and not waits and not who.older(30, day)
            case "transfer":
                return self.unit != self.target
            case "temporary" | "away" | "residence":
                return not now.holds(self.procedure, day)
            case "away_back":
                return now.holds("away", day)
            case "maturation":
                return who.older(30, day)
            case "staying":
                return who.older(30, day) and not who.older(35, day) and not now.holds("continued", day)
            case "removal_annulment":
                return now.status == "removed"
            case "classification":
                year, grade = self.facts["year"], self.facts["grade"]
                return year not in now.grades and (year not in now.measures or grade == "not_completed")
        return True
