"""Judging a vote: who was there, who agreed, and whether that is enough; exact fractions, no rounding.

Bases and thresholds differ by procedure (membership §1.2): an admission needs more than half of those present
(R-ADM-07), a measure against a member two thirds of the branch present and more than half of them by secret
ballot (R-DIS-03), a body's measure more than half of the committee summoned (R-DIS-02), an election more than
half of the ballots issued (R-ELE-03).
The record keeps all of it and is judged anew from what it kept (R-STA-02). Some things may not be decided in an online meeting at all (R-MTG-04).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Base = Literal["present", "entitled", "issued"]
HALF = Fraction(1, 2)
TWO_THIRDS = Fraction(2, 3)

METHODS = [("hands", gettext_lazy("Show of hands")), ("secret", gettext_lazy("Secret ballot"))]
MODES = [
    ("in_person", gettext_lazy("In person")),
    ("hybrid", gettext_lazy("In person, some joining online")),
    ("online", gettext_lazy("Online")),
]


@dataclass(frozen=True)
class VoteRule:
    """What a vote must reach.

    `base`: what the threshold is taken of; `share`: more than this share must agree; `quorum`: at least this
    share of those entitled must be present (None where the sources give none); `secret`, `in_person`: how it
    must be held; `each`: persons are voted on one by one; `article`: where it is written.
    """

    base: Base
    rule: str
    article: str
    share: Fraction = HALF
    quorum: Fraction | None = None
    secret: bool = False
    in_person: bool = True
    each: bool = True


@dataclass(frozen=True)
class Vote:
    """A vote sheet: heads and ballots counted. `entitled`: all who have a vote; `issued`: ballots handed out."""

    entitled: int
    present: int
    agree: int
    against: int = 0
    blank: int = 0
    issued: int | None = None
    method: str = "hands"
    mode: str = "in_person"

    def facts(self) -> dict[str, Any]:
        """Return the sheet as a move keeps it."""
        return {name: value for name, value in self.__dict__.items() if value is not None}

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> Vote:
        """Return the sheet a move kept."""
        return cls(**{name: facts[name] for name in cls.__dataclass_fields__ if name in facts})


@dataclass(frozen=True)
class Problem:
    """Why a vote sheet cannot count at all: the words, the field they belong to, the rule."""

    text: str
    field: str
    rule: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a vote comes to: whether it counts (`problems` empty), passed, was a tie, and the arithmetic in words."""

    passed: bool
    tie: bool
    arithmetic: str
    problems: tuple[Problem, ...] = ()


def judge(vote: Vote, rule: VoteRule) -> Verdict:
    """Return what a vote comes to under a rule."""
    problems = tuple(_problems(vote, rule))
    base = {"present": vote.present, "entitled": vote.entitled, "issued": vote.issued or vote.present}[
        rule.base
    ]
    passed = not problems and vote.agree > base * rule.share
    words = {
        "present": _("%(agree)d in favour of %(base)d present; more than %(need)s are needed"),
        "entitled": _("%(agree)d in favour of %(base)d entitled; more than %(need)s are needed"),
        "issued": _("%(agree)d in favour of %(base)d ballots issued; more than %(need)s are needed"),
    }[rule.base]
    arithmetic = words % {"agree": vote.agree, "base": base, "need": shown(base * rule.share)}
    if rule.quorum is not None:
        need = vote.entitled * rule.quorum
        arithmetic += "; " + _("%(present)d of %(all)d were there, at least %(need)s are needed") % {
            "present": vote.present, "all": vote.entitled, "need": shown(need),
        }  # fmt: skip
    return Verdict(passed, not problems and vote.agree == vote.against, arithmetic, problems)


def shown(share: Fraction) -> str:
    """Return a share of heads the way it is written: 8, 11,5, 16."""
    if share.denominator == 1:
        return str(share.numerator)
    if share.denominator in {2, 4, 5, 10}:
        return f"{float(share):g}".replace(".", ",")
    return f"{share.numerator}/{share.denominator}"


def _problems(vote: Vote, rule: VoteRule) -> list[Problem]:
    found = []
    if vote.present > vote.entitled:
        text = _("More people present than there are: %(present)d of %(all)d.")
        found.append(Problem(text % {"present": vote.present, "all": vote.entitled}, "present"))
    if vote.present == 0:
        found.append(Problem(_("Nobody was present: there was no meeting."), "present"))
    cast, ballots = (
        vote.agree + vote.against + vote.blank,
        vote.issued if vote.issued is not None else vote.present,
    )
    if cast > ballots or (rule.base != "issued" and cast != vote.present):
        text = _("For, against and others make %(sum)d, but %(present)d were there. Count again.")
        found.append(Problem(text % {"sum": cast, "present": ballots}, "agree"))
    if rule.in_person and vote.mode == "online":
        text = _(
            "An online meeting may not decide this: hold it in person, or in person with some joining online."
        )
        found.append(Problem(text, "mode", "R-MTG-04"))
    if rule.secret and vote.method != "secret":
        found.append(Problem(_("This is decided by secret ballot."), "method", rule.rule))
    if rule.quorum is not None and vote.present < vote.entitled * rule.quorum:
        text = _(
            "The meeting does not count: %(present)d of %(all)d were there, at least %(need)s are needed."
        )
        need = shown(-(-vote.entitled * rule.quorum // 1) * Fraction(1))
        found.append(Problem(text % {"present": vote.present, "all": vote.entitled, "need": need}, "present", rule.rule))  # fmt: skip
    return found
