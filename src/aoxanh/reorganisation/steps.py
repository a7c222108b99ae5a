"""The steps of a plan, as they stand in a file or were drawn on the screen: read, checked for form, told in words.

A unit is named by the code it carries on the plan's day, before the plan; a unit the plan itself founds by
`@` and its label: codes are reused, and “18409” may be both the commune that ends and the one that begins.

Source of the kinds: HD 20 §5.1 (establish, transfer, split, merge and consolidate, dissolve, raise and lower).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.objection import Objection
from aoxanh.org.kinds import KINDS, SECTORS

LIFE_CYCLE = "HD 20 §5.1"
TITLES: dict[str, Any] = {
    "establish": gettext_lazy("Establish a unit"),
    "rename": gettext_lazy("Change the particulars"),
    "change_kind": gettext_lazy("Raise or lower the level"),
    "move": gettext_lazy("Place under another unit"),
    "merge": gettext_lazy("Merge into a unit"),
    "consolidate": gettext_lazy("Consolidate into a new unit"),
    "split": gettext_lazy("Split"),
    "dissolve": gettext_lazy("Dissolve"),
}
WORDS = {"code": 20, "name": 160, "short_name": 80, "address": 200}
MOST_STEPS = 20_000


@dataclass(frozen=True)
class Newborn:
    """A unit the plan founds. `place`: the code of the commune, district or province of the country."""

    label: str
    code: str
    name: str
    kind: str
    under: str
    short_name: str = ""
    sector: str = ""
    address: str = ""
    place: str = ""


@dataclass(frozen=True)
class Rule:
    """Who goes to a part: by hamlet (words of the address), commune of the address, years of birth, or a list.

    `kind` is one of hamlet, commune, born, list, everybody; `value` the words, the code, two years, or public ids
    and card numbers.
    """

    kind: str
    value: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Part:
    """Where a part of a unit goes: units below it by code, and people by rules."""

    to: str
    units: tuple[str, ...] = ()
    people: tuple[Rule, ...] = ()
    new: Newborn | None = None


@dataclass(frozen=True)
class Step:
    """One step of a plan; which fields it has depends on `do`."""

    do: str
    number: int
    unit: str = ""
    units: tuple[str, ...] = ()
    to: str = ""
    kind: str = ""
    new: Newborn | None = None
    fields: Mapping[str, str] = ()  # type: ignore[assignment]
    parts: tuple[Part, ...] = ()
    rest: str = ""

    @property
    def title(self) -> Any:
        """Return what kind of step it is, translated."""
        return TITLES[self.do]


class Wrong(Objection):
    """A step that cannot be read, with its number."""

    def __init__(self, number: int, message: str) -> None:
        text = _("Step %(n)d: %(message)s") % {"n": number, "message": message}
        super().__init__(text, field="steps", rule=LIFE_CYCLE)


def read_steps(given: Any) -> list[Step]:
    """Return the steps of a plan as read from JSON; raise Objection naming the first that cannot be read."""
    if not isinstance(given, list):
        raise Objection(_("A plan has a list of steps."), field="steps", rule=LIFE_CYCLE)
    if len(given) > MOST_STEPS:
        text = _("A plan has at most %(n)d steps. Divide it.") % {"n": MOST_STEPS}
        raise Objection(text, field="steps", rule=LIFE_CYCLE)
    return [_Reader(number, step).step() for number, step in enumerate(given, start=1)]


@dataclass
class _Reader:
    """Reads one step."""

    number: int
    given: Any

    def step(self) -> Step:
        given = self.table(self.given)
        do = given.get("do")
        if do not in TITLES:
            kinds = ", ".join(TITLES)
            self.wrong(
                _("“%(do)s” is no kind of step. Use one of: %(kinds)s.")
                % {"do": str(do)[:40], "kinds": kinds}
            )
        unknown = set(given) - {"do", "note", *FIELDS[do]}
        if unknown:
            self.wrong(_("“%(name)s” does not belong to this step.") % {"name": str(min(unknown))[:40]})
        step: Step = getattr(self, f"read_{do}")(given)
        return step

    def read_establish(self, given: dict[str, Any]) -> Step:
        return Step("establish", self.number, new=self.newborn(given))

    def read_rename(self, given: dict[str, Any]) -> Step:
        fields = {name: self.text(given, name, most) for name, most in WORDS.items() if name in given}
        for name in ("sector", "place"):
            if name in given:
                fields[name] = self.text(given, name, 20)
        self.check_sector(fields.get("sector", ""))
        if not fields or fields.get("name") == "" or fields.get("code") == "":
            self.wrong(_("Say what changes: name, code, short name, sector, address or place."))
        return Step("rename", self.number, unit=self.ref(given, "unit"), fields=fields)

    def read_change_kind(self, given: dict[str, Any]) -> Step:
        return Step("change_kind", self.number, unit=self.ref(given, "unit"), kind=self.kind(given))

    def read_move(self, given: dict[str, Any]) -> Step:
        kind = self.kind(given) if given.get("kind") else ""
        units = self.refs(given, "units") if "units" in given else (self.ref(given, "unit"),)
        return Step("move", self.number, units=units, to=self.ref(given, "under"), kind=kind)

    def read_merge(self, given: dict[str, Any]) -> Step:
        into = self.ref(given, "into")
        units = tuple(ref for ref in self.refs(given, "units") if ref != into)
        if not units:
            self.wrong(_("“%(unit)s” cannot be merged into itself.") % {"unit": into})
        return Step("merge", self.number, units=units, to=into)

    def read_consolidate(self, given: dict[str, Any]) -> Step:
        new, units = self.newborn(given), self.refs(given, "units")
        return Step("consolidate", self.number, units=units, new=new)

    def read_split(self, given: dict[str, Any]) -> Step:
        parts = self.parts(given)
        if not parts:
            self.wrong(_("A unit is split into at least one part."))
        return Step(
            "split", self.number, unit=self.ref(given, "unit"), parts=parts, rest=self.text(given, "rest", 40)
        )

    def read_dissolve(self, given: dict[str, Any]) -> Step:
        parts = self.parts(given)
        return Step(
            "dissolve", self.number, unit=self.ref(given, "unit"), parts=parts, rest=self.text(given, "rest", 40),
            units=self.refs(given, "successors") if given.get("successors") else (),
        )  # fmt: skip

    def parts(self, given: dict[str, Any]) -> tuple[Part, ...]:
        found = given.get("parts", [])
        if not isinstance(found, list):
            self.wrong(_("“%(name)s” must be a list.") % {"name": "parts"})
        return tuple(self.part(self.table(part)) for part in found)

    def part(self, given: dict[str, Any]) -> Part:
        unknown = set(given) - {"to", "units", "people", "as", "code", "name", "kind", "under", "sector", "short_name", "address", "place"}  # fmt: skip
        if unknown:
            self.wrong(_("“%(name)s” does not belong to this step.") % {"name": str(min(unknown))[:40]})
        new = None if "to" in given else self.newborn(given, under=False)
        to = f"@{new.label}" if new else self.ref(given, "to")
        units = self.refs(given, "units") if given.get("units") else ()
        rules = given.get("people", [])
        if not isinstance(rules, list):
            self.wrong(_("“%(name)s” must be a list.") % {"name": "people"})
        return Part(to, units, tuple(self.rule(self.table(rule)) for rule in rules), new)

    def rule(self, given: dict[str, Any]) -> Rule:
        if len(given) != 1:
            self.wrong(_("A rule for people names one thing: hamlet, commune, born, list or everybody."))
        kind, value = next(iter(given.items()))
        if kind == "everybody":
            return Rule(kind)
        if (
            kind == "born"
            and isinstance(value, list)
            and len(value) == 2
            and all(type(y) is int for y in value)
        ):
            return Rule(kind, tuple(value))
        if kind == "list" and isinstance(value, list) and value and all(isinstance(v, str) for v in value):
            return Rule(kind, tuple(v.strip() for v in value))
        if kind in {"hamlet", "commune"} and isinstance(value, str) and value.strip():
            return Rule(kind, (value.strip(),))
        raise self.error(
            _(
                "A rule for people is hamlet or commune with words, born with two years, list with card numbers or ids."
            )
        )

    def newborn(self, given: dict[str, Any], *, under: bool = True) -> Newborn:
        words = {name: self.text(given, name, most) for name, most in WORDS.items()}
        for name in ("code", "name"):
            if not words[name]:
                self.wrong(_("A new unit needs a code and a name."))
        sector = self.text(given, "sector", 16)
        self.check_sector(sector)
        return Newborn(
            label=self.text(given, "as", 40) or words["code"], kind=self.kind(given),
            under=self.ref(given, "under") if under or given.get("under") else "",
            sector=sector, place=self.text(given, "place", 10), **words,
        )  # fmt: skip

    def kind(self, given: dict[str, Any]) -> str:
        kind = given.get("kind")
        if kind not in KINDS:
            self.wrong(_("“%(kind)s” is no kind of unit.") % {"kind": str(kind)[:40]})
        return str(kind)

    def check_sector(self, sector: str) -> None:
        if sector and sector not in SECTORS:
            self.wrong(_("“%(sector)s” is no sector.") % {"sector": sector})

    def refs(self, given: dict[str, Any], name: str) -> tuple[str, ...]:
        found = given.get(name)
        if not isinstance(found, list) or not found:
            self.wrong(_("“%(name)s” must be a list of codes of units.") % {"name": name})
        return tuple(dict.fromkeys(self.ref({name: ref}, name) for ref in found))

    def ref(self, given: dict[str, Any], name: str) -> str:
        found = self.text(given, name, 41)
        if not found:
            self.wrong(_("“%(name)s” is missing: the code of a unit.") % {"name": name})
        return found

    def text(self, given: dict[str, Any], name: str, most: int) -> str:
        found = given.get(name, "")
        if not isinstance(found, str) or "\0" in found:
            self.wrong(_("“%(name)s” must be text.") % {"name": name})
        found = " ".join(found.split())
        if len(found) > most:
            self.wrong(_("“%(name)s” is longer than %(most)d characters.") % {"name": name, "most": most})
        return found

    def table(self, given: Any) -> dict[str, Any]:
        if not isinstance(given, dict):
            self.wrong(_("It must be a table of names and values."))
        return given

    def wrong(self, message: str) -> NoReturn:
        raise self.error(message)

    def error(self, message: str) -> Wrong:
        return Wrong(self.number, message)


_NEW = ("as", "code", "name", "kind", "under", "short_name", "sector", "address", "place")
FIELDS: dict[str, tuple[str, ...]] = {
    "establish": _NEW,
    "rename": ("unit", *WORDS, "sector", "place"),
    "change_kind": ("unit", "kind"),
    "move": ("unit", "units", "under", "kind"),
    "merge": ("units", "into"),
    "consolidate": ("units", *_NEW),
    "split": ("unit", "parts", "rest"),
    "dissolve": ("unit", "parts", "rest", "successors"),
}


def named_in(steps: Iterable[Step]) -> set[str]:
    """Return the codes of all units the steps name, those they found left out."""
    found: set[str] = set()
    for step in steps:
        found |= {step.unit, step.to, step.rest, *step.units}
        if step.new:
            found.add(step.new.under)
        for part in step.parts:
            found |= {part.to, *part.units}
            if part.new:
                found.add(part.new.under)
    return {ref for ref in found if ref and not ref.startswith("@")}
