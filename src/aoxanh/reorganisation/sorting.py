"""Who goes to which part of a unit that is split: rules over addresses and birth years, and lists by name."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aoxanh.membership.models import Member
from aoxanh.org.models import AdministrativeUnit, ends_after
from aoxanh.people.models import Address, Person
from aoxanh.reorganisation.forest import Standing
from aoxanh.reorganisation.steps import Part, Rule
from aoxanh.vietnamese.names import fold

CHUNK = 900


@dataclass(frozen=True)
class Facts:
    """What rules ask of a person."""

    birth_year: int | None
    lines: tuple[str, ...]
    communes: frozenset[str]
    names: frozenset[str]


class Sorting:
    """Sorts the people of a unit into the parts of a step."""

    def __init__(self, day: dt.date) -> None:
        self.day = day

    def __call__(self, number: int, parts: tuple[Part, ...], people: list[Standing]) -> dict[int, list[int]]:
        """Return the numbers of the parts that name each person; a list by name goes before every rule."""
        del number
        if not any(part.people for part in parts):
            return {}
        found = {}
        for person_id, facts in self.facts({who.person_id for who in people}, parts).items():
            listed = [
                n
                for n, part in enumerate(parts)
                if any(r.kind == "list" and fits(r, facts) for r in part.people)
            ]
            ruled = [n for n, part in enumerate(parts) if any(r.kind not in {"list", "everybody"} and fits(r, facts) for r in part.people)]  # fmt: skip
            rest = [n for n, part in enumerate(parts) if any(r.kind == "everybody" for r in part.people)]
            found[person_id] = listed or ruled or rest
        return found

    def facts(self, person_ids: Iterable[int], parts: tuple[Part, ...]) -> dict[int, Facts]:
        """Return what the rules ask, of each person; addresses are opened only where a rule asks for them."""
        asked = {rule.kind for part in parts for rule in part.people}
        ids, found = sorted(person_ids), {}
        for start in range(0, len(ids), CHUNK):
            some = ids[start : start + CHUNK]
            addresses = self.addresses(some) if asked & {"hamlet", "commune"} else {}
            cards = dict(Member.objects.filter(pk__in=some).values_list("pk", "card_number"))
            for pk, uid, birth in Person.objects.filter(pk__in=some).values_list("pk", "uid", "birth"):
                lines = addresses.get(pk, [])
                found[pk] = Facts(
                    int(birth[:4]) if birth[:4].isdigit() else None,
                    tuple(plain(line) for line, _code in lines if line),
                    frozenset(code for _line, code in lines if code),
                    frozenset({str(uid), cards.get(pk, "")} - {""}),
                )
        return found

    def addresses(self, person_ids: list[int]) -> dict[int, list[tuple[str, str]]]:
        """Return each person's addresses of the day: the line and the commune's code."""
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        rows = Address.objects.filter(ends_after(self.day), person__in=person_ids)
        for address in rows.select_related("person", "administrative_unit"):
            unit: AdministrativeUnit | None = address.administrative_unit
            found[address.person_id].append((address.line, unit.code if unit else ""))
        return found


def fits(rule: Rule, facts: Facts) -> bool:
    """Whether one rule names a person."""
    value: Any = rule.value
    if rule.kind == "hamlet":
        return any(plain(value[0]) in line for line in facts.lines)
    if rule.kind == "commune":
        return value[0] in facts.communes
    if rule.kind == "born":
        return facts.birth_year is not None and value[0] <= facts.birth_year <= value[1]
    return bool(facts.names & {normal(name) for name in value})


def plain(text: str) -> str:
    """Return the folded words between spaces, so that whole words are found and “thôn 1” is not “thôn 10”."""
    return f" {' '.join(re.findall('[a-z0-9]+', fold(text)))} "


def normal(name: str) -> str:
    """Return a public id as it is stored; card numbers stay as they are."""
    try:
        return str(uuid.UUID(name))
    except ValueError:
        return name
