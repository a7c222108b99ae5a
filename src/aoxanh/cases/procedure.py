"""What a procedure is: a plug. One file names its form, route, checks, book lines and papers; everything else follows.

    class Maturation(Procedure):
        code, title = "maturation", _("Maturation")
        route = (Step("DECIDE", _("The branch decides"), vote=VoteRule("present", "R-MAT-01", "HD 30 II.5")),)
        class Form(CaseForm): ...
        def checks(self, about): ...       # yields Check, passed or failed, with its article
        def lines(self, about, step, data): ...   # the new lines of the book

A procedure writes nothing and knows no request, actor or clock: the day and the statute are arguments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.votes import Vote, VoteRule
from aoxanh.membership.book import NewLine, Paper
from aoxanh.membership.folding import Line, Overlaid, Story
from aoxanh.membership.rules import Statute
from aoxanh.org.models import UnitVersion
from aoxanh.papers.forms import general
from aoxanh.papers.forms.plug import Someone, comrade
from aoxanh.papers.issuers import Head
from aoxanh.vietnamese.dates import PartialDate

AGREE = _("Agree")
State = Literal["ok", "bad", "warn"]
Side = Literal["home", "target"]


@dataclass(frozen=True)
class Step:
    """One stop on the route.

    `side`: whose side decides, the unit the case is about or the one it goes to; `decides`: the decision in the
    authority table that says which level's body it is (empty: the unit of the side itself); `vote`: how the body
    votes; `paper`: whether a numbered decision rests on it; `second`: somebody else than who moved it before
    (proof L11); `within`: the statute's value that says how long it may wait, in months or days; `own`: code of
    another procedure in the authority table, where this step is decided by that one's authority; `rechecks`: whether
    the conditions must still hold here (not once the matter is decided and only carried out); `above`: decided strictly
    above the unit, whatever powers it has itself.
    """

    code: str
    title: Any
    verb: Any = AGREE
    side: Side = "home"
    decides: str = ""
    vote: VoteRule | None = None
    paper: bool = False
    second: bool = False
    within: str = ""
    own: str = ""
    form: type[forms.Form] | None = None
    rule: str = ""
    article: str = ""
    design: bool = False
    rechecks: bool = True
    above: bool = False


@dataclass(frozen=True)
class Check:
    """One rule looked at: what was found, in words, and the article; `bad` stops the case, `warn` is shown."""

    text: Any
    rule: str
    article: str
    state: State = "ok"
    field: str = ""

    @property
    def tone(self) -> str:
        """Return the tone it is drawn in."""
        return {"ok": "good", "warn": "warn", "bad": "bad"}[self.state]


def check(
    passed: object, good: Any, bad: Any, rule: str, article: str, *, field: str = "", warn: bool = False
) -> Check:
    """Return a check in its one of two wordings."""
    state: State = "ok" if passed else "warn" if warn else "bad"
    return Check(good if passed else bad, rule, article, state, field)


@dataclass
class About:
    """What a case is about, as of `day`: the person's story, the unit, what was entered, the statute of that day.

    `opened_on`: the day the case was opened, None before;
    `facts`: what the case's form and steps have gathered (codes, days as ISO text, numbers); `words`: sealed text;
    `branch`: the unit a step names as the one somebody is placed in, as it stands that day;
    `more`: what other rooms know of the person (fees paid until, attendance …), by their own keys.
    """

    day: dt.date
    statute: Statute
    unit: UnitVersion | None
    name: str = ""
    birth: PartialDate | None = None
    education: str = ""
    party_official_on: dt.date | None = None
    party_probationary_on: dt.date | None = None
    party_course_on: dt.date | None = None
    story: Story = field(default_factory=Story)
    lines: Sequence[tuple[Line, Paper]] = ()
    duties: Sequence[tuple[str, int]] = ()
    open_procedures: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    target: UnitVersion | None = None
    branch: UnitVersion | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    opened_on: dt.date | None = None

    def on(self, name: str) -> dt.date | None:
        """Return a day of the facts."""
        return dt.date.fromisoformat(self.facts[name]) if self.facts.get(name) else None

    def overlay(self, what: str) -> Overlaid | None:
        """Return what of a kind holds beside the status on the day."""
        held = (o for o in self.story.overlays if o.what == what and o.starts_on <= self.day)
        return next((o for o in held if o.ends_on is None or o.ends_on > self.day), None)

    def latest(self, *kinds: str) -> Line | None:
        """Return the newest line of these kinds."""
        return next((line for line, _paper in reversed(self.lines) if line.kind in kinds), None)

    @property
    def born_latest(self) -> dt.date | None:
        """Return the latest day the person can have been born on: the age is at least counted from it."""
        return self.birth.latest() if self.birth else None

    @property
    def is_officer(self) -> bool:
        """Whether the person is in office somewhere."""
        return bool(self.duties)


@dataclass(frozen=True)
class Told:
    """What a paper is told of one case: what is known, the person as papers name them, how they were voted on."""

    about: About
    who: Someone
    vote: Vote | None = None
    person: Any = None


@dataclass(frozen=True)
class Writing:
    """A paper to be issued: a form of the room of papers, its facts, and whose cases rest on it."""

    form: str
    facts: Any
    about: tuple[Told, ...]
    kind: str = ""


@dataclass(frozen=True)
class Printing:
    """What a paper without a number is told of one case.

    `here`, `above`: the headings of the unit it is about and of the one above it; `votes`: the sheets that were
    counted, by the step; `number`: the decision it rests on, with its day, where there is one.
    """

    one: Told
    here: Head
    above: Head
    votes: Mapping[str, Vote] = field(default_factory=dict)
    number: str = ""


class CaseForm(forms.Form):
    """What is entered when a case is opened. Fields that are plain text are kept sealed; all others are facts."""


class Procedure:
    """A procedure of the Union (P1–P17); a subclass in a room's `procedures/` folder is all there is to add.

    `subject`: who it is about: somebody in the book with one of `statuses`, or a unit; `exclusive`: no other
    exclusive case of the same person is open beside it (proof L15); `asked`: whether the member may ask for it;
    `many`: whether it is handled in dockets; `each`: fields of the form that are entered for each person of a docket;
    `past`: days that cannot lie ahead; `over`: the statute's age over which people are offered first; `offices`: only who
    holds one of these duties is offered; `prints`: the forms without a number that go with it, see `printed`; `summed`:
    the side of the free table that sums up what came of it; `moved`: what becomes of an open case whose person comes to
    another unit by another way: it "follows" there, "goes" there unless that is the unit it was to go to, where it closes,
    or "stays" where it began (the reference page says which);
    `target`: what unit it goes to: "" none, "branch" one with members, "unit" any; `target_label`: how the form calls it.
    """

    code: ClassVar[str]
    title: ClassVar[Any]
    rule: ClassVar[str]
    article: ClassVar[str]
    about: ClassVar[Any] = ""
    icon: ClassVar[str] = "file-text"
    order: ClassVar[int] = 100
    subject: ClassVar[Literal["person", "unit"]] = "person"
    statuses: ClassVar[tuple[str, ...]] = ("member",)
    exclusive: ClassVar[bool] = True
    asked: ClassVar[bool] = False
    many: ClassVar[bool] = True
    moved: ClassVar[Literal["follows", "goes", "stays"]] = "follows"
    each: ClassVar[tuple[str, ...]] = ()
    past: ClassVar[tuple[str, ...]] = ()
    over: ClassVar[str] = ""
    target: ClassVar[Literal["", "branch", "unit"]] = ""
    target_label: ClassVar[Any] = ""
    prints: ClassVar[tuple[str, ...]] = ()
    summed: ClassVar[str] = ""
    offices: ClassVar[tuple[str, ...]] = ()
    route: ClassVar[tuple[Step, ...]]
    design: ClassVar[tuple[Any, ...]] = ()
    Form: ClassVar[type[forms.Form]] = CaseForm

    @property
    def steps(self) -> list[dict[str, Any]]:
        """Return the route as a timeline draws it before a case has begun."""
        return [{"title": step.title, "meta": step.article, "state": "todo"} for step in self.route]

    def route_of(self, about: About) -> Iterable[Step]:
        """Return the steps this case goes through: some cases skip some."""
        del about
        return self.route

    def initial(self, about: About) -> Mapping[str, Any]:
        """Return what is known of the person already and need not be typed, by field of the form."""
        del about
        return {}

    def checks(self, about: About) -> Iterator[Check]:
        """Yield what the rules say of opening the case and of each step forward."""
        del about
        yield from ()

    def step_checks(self, about: About, step: Step, on: dt.date) -> Iterator[Check]:
        """Yield what the rules say of one step taken on a day."""
        del about, step, on
        yield from ()

    def opened(self, about: About) -> Sequence[NewLine]:
        """Return the lines that opening the case writes."""
        del about
        return ()

    def lines(self, about: About, step: Step, on: dt.date, paper: Paper) -> Sequence[NewLine]:
        """Return the lines that a step forward writes."""
        del about, step, on, paper
        return ()

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Return the papers a numbered step issues: one for all, unless the procedure has a form for each.

        Every case must rest on exactly one of them.
        """
        del on
        return (self.listed(step, told, head, "decision"),)

    def listed(self, step: Step, told: Sequence[Told], head: Head, kind: str, sentence: str = "") -> Writing:
        """Return a paper of the general form with everybody in it, as a list where there are several."""
        del step
        names = [one.who for one in told]
        what = str(self.title)
        what = what[:1].lower() + what[1:]
        rows = (
            tuple((f"{n}", who.name, who.birth, who.unit) for n, who in enumerate(names, start=1))
            if len(names) > 1
            else ()
        )
        whom = f"{len(names):02} người có tên trong danh sách kèm theo" if rows else comrade(names[0])
        lines = (
            f"Điều 1. {sentence or f'Về việc {what} đối với'} {whom}.",
            f"Điều 2. {head.body_words} {head.unit}, các đơn vị liên quan và người có tên tại Điều 1 chịu trách nhiệm thi hành.",
        )
        columns = ("TT", "Họ và tên", "Ngày sinh", "Đơn vị") if rows else ()
        facts = general.Facts(
            head, kind, f"Về việc {what}", lines, bases=head.bases, columns=columns, rows=rows
        )
        return Writing("general", facts, tuple(told), kind)

    def prints_of(self, about: About, state: str) -> tuple[str, ...]:
        """Return which of its forms without a number can be printed of a case as it stands."""
        del about, state
        return self.prints

    def printed(self, form: str, told: Printing) -> Any:
        """Return the facts of one of its forms without a number: printed, signed by hand, or hung up."""
        raise NotImplementedError(form)

    def ended(self, about: About, on: dt.date) -> Sequence[NewLine]:
        """Return the lines that refusing or withdrawing the case writes."""
        del about, on
        return ()

    def lost(self, about: About, step: Step, *, tie: bool) -> str:
        """Return where a case goes whose vote did not pass: a step's code, or "" where that ends it."""
        del about, step, tie
        return ""


PROCEDURES: dict[str, Procedure] = {}


def procedure(plug: type[Procedure]) -> type[Procedure]:
    """Register a procedure."""
    if plug.code in PROCEDURES and type(PROCEDURES[plug.code]) is not plug:
        message = f"Two procedures are called '{plug.code}'."
        raise RuntimeError(message)
    PROCEDURES[plug.code] = plug()
    return plug


def step_of(plug: Procedure, code: str) -> Step | None:
    """Return a step by its code."""
    return next((step for step in plug.route if step.code == code), None)


def years_after(day: dt.date, years: int, days: int = 0) -> dt.date:
    """Return the day some years on; who was born on 29 February has the day on 1 March (campaigns §9.5)."""
    try:
        moved = day.replace(year=day.year + years)
    except ValueError:
        moved = dt.date(day.year + years, 3, 1)
    return moved + dt.timedelta(days=days)


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day some months on, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    return dt.date(year, month + 1, min(day.day, 28))


def by_branch(told: Iterable[Told]) -> dict[str, tuple[Told, ...]]:
    """Return cases by the branch they are about, in the order they came."""
    found: dict[str, tuple[Told, ...]] = {}
    for one in told:
        found[one.who.unit] = (*found.get(one.who.unit, ()), one)
    return found


def each(told: Iterable[Told], form: str, facts: Callable[[Told], Any]) -> list[Writing]:
    """Return a paper of a form for each case."""
    return [Writing(form, facts(one), (one,)) for one in told]
