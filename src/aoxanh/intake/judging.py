"""What becomes of each row: new, changed, unchanged, duplicate or refused, with the reason and the rule (proof L19)."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from aoxanh.intake.cleaning import Cleaned
from aoxanh.intake.fields import FIELDS
from aoxanh.membership.kinds import STATUSES
from aoxanh.membership.models import Member
from aoxanh.org.kinds import KINDS
from aoxanh.org.models import UnitVersion
from aoxanh.people import lists
from aoxanh.people.models import Affiliation, Person
from aoxanh.people.operations import SEALED
from aoxanh.vault.sealing import blind_index
from aoxanh.vietnamese.names import fold, search_key

CHUNK = 2_000
#: What a branch's name may begin with, and a list leave out.
PLACE = re.compile(r"^(co so )?(thon|xom|lang|ban|to dan pho|tdp|khoi pho|khoi|khu pho|khu|lop) ")
PLAIN = [
    code for code in FIELDS
    if code not in {"last_name", "first_name", "unit", "joined_on", "card_number", *SEALED}
]  # fmt: skip


@dataclass
class Judged:
    """A row and what becomes of it; `person_id` is who it is matched to, `differences` what would change."""

    cleaned: Cleaned
    outcome: str = "accepted"
    unit_id: int | None = None
    person_id: int | None = None
    differences: list[tuple[str, str, str]] = field(default_factory=list)

    def set(self, outcome: str, column: str = "", rule: str = "", message: Any = "") -> Judged:
        """Decide the outcome, with its reason."""
        self.outcome = outcome
        if message:
            self.cleaned.column, self.cleaned.rule, self.cleaned.message = column, rule, str(message)
        return self


class Judge:
    """Judges the rows of one file against everybody known in the unit's subtree on a day."""

    def __init__(self, unit: UnitVersion, since: dt.date) -> None:
        self.unit, self.since = unit, since
        self.branches = self._branches()
        self.names = {v.unit_id: v.name for v in self.branches.values()}
        self.known: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self.status: dict[int, tuple[int, str]] = {}
        self._load_known()
        self.seen: dict[tuple[str, ...], int] = {}

    def remember(self, values: dict[str, str], unit_id: int, row: int) -> None:
        """Take note of a row judged before, so that another one may be its duplicate."""
        index = blind_index("citizen_id", values["citizen_id"]) if values.get("citizen_id") else ""
        self.seen[identity(values, index, unit_id)] = row
        if values.get("card_number"):
            self.seen[("card", values["card_number"])] = row

    def judge(self, rows: Iterable[Cleaned]) -> Iterator[Judged]:
        """Yield each row with its outcome, in the order of the file."""
        chunk: list[Cleaned] = []
        for row in rows:
            chunk.append(row)
            if len(chunk) >= CHUNK:
                yield from self._judge_chunk(chunk)
                chunk = []
        yield from self._judge_chunk(chunk)

    def _branches(self) -> dict[str, UnitVersion]:
        """Return the units that may hold members, by every word they are known by; what fits two fits none."""
        found: dict[str, UnitVersion] = {}
        loose: dict[str, list[UnitVersion]] = {}
        holding = [code for code, kind in KINDS.items() if kind.has_members]
        units = UnitVersion.objects.as_of(self.since).below(self.unit.path).filter(kind__in=holding)
        for version in units.order_by("sort_key"):
            found.setdefault(version.code.lower(), version)
            for name in {fold(version.name), fold(version.short_name)} - {""}:
                bare = name.removeprefix("chi doan ").strip()
                for word in {name, bare, PLACE.sub("", bare)}:
                    loose.setdefault(word, []).append(version)
        return {word: fits[0] for word, fits in loose.items() if len({v.unit_id for v in fits}) == 1} | found

    def _load_known(self) -> None:
        standing = Affiliation.objects.on_lists([self.unit.path], self.since)
        for person_id, unit_id, role in standing.values_list("person_id", "unit_id", "role").iterator():
            if role in STATUSES or person_id not in self.status:
                self.status[person_id] = (unit_id, role)
        people = Person.objects.known().standing(standing, [self.unit.path], self.since)
        columns = ("pk", "search", "birth", "citizen_id_index")
        for pk, search, birth, carried in people.values_list(*columns).iterator():
            self.known.setdefault((search, birth), []).append((pk, carried))

    def _judge_chunk(self, chunk: list[Cleaned]) -> Iterator[Judged]:
        ids = {
            row.raw.row: blind_index("citizen_id", row.values["citizen_id"])
            for row in chunk
            if row.values.get("citizen_id")
        }
        carriers = dict(
            Person.objects.known()
            .filter(citizen_id_index__in=ids.values())
            .values_list("citizen_id_index", "pk")
        )
        numbers = [row.values["card_number"] for row in chunk if row.values.get("card_number")]
        cards = dict(Member.objects.filter(card_number__in=numbers).values_list("card_number", "person_id"))
        judged = [self._judge_one(row, ids.get(row.raw.row, ""), carriers, cards) for row in chunk]
        self._compare([j for j in judged if j.person_id and j.outcome in {"unchanged", "accepted"}])
        yield from judged

    def _judge_one(self, row: Cleaned, index: str, carriers: dict[str, int], cards: dict[str, int]) -> Judged:
        judged = Judged(row)
        if row.message:
            return judged.set("refused")
        branch = self._branch_of(row)
        if branch is None:
            return self._no_branch(judged)
        judged.unit_id = branch.unit_id
        key = identity(row.values, index, branch.unit_id)
        if key in self.seen:
            text = _("Same person as row %(row)s of this file.") % {"row": self.seen[key]}
            return judged.set("duplicate", "full_name", "L19", text)
        self.seen[key] = row.raw.row
        person_id = self._match(row, index, carriers)
        card = row.values.get("card_number", "")
        if card and (cards.get(card, person_id) != person_id or self._card_seen(card, row.raw.row)):
            return judged.set(
                "refused", "card_number", "R-REC §3.3", _("This card number belongs to somebody else.")
            )
        return self._matched(judged, person_id) if person_id else judged

    def _card_seen(self, card: str, row: int) -> bool:
        return self.seen.setdefault(("card", card), row) != row

    def _match(self, row: Cleaned, index: str, carriers: dict[str, int]) -> int | None:
        """Return who the row speaks of: whoever carries the citizen id, else the one of that name and birth day."""
        if index in carriers:
            return carriers[index]
        birth = row.values.get("birth", "")
        if not birth:
            return None
        known = self.known.get((search_key(row.values["full_name"]), birth), [])
        twins = [pk for pk, carried in known if not (index and carried)]  # two citizen ids are two people
        return twins[0] if len(twins) == 1 else None

    def _matched(self, judged: Judged, person_id: int) -> Judged:
        judged.person_id = person_id
        where = self.status.get(person_id)
        if where is None:
            judged.person_id = None
            text = _(
                "Somebody with this citizen id is recorded elsewhere. Ask the unit above, or transfer them."
            )
            return judged.set("duplicate", "citizen_id", "L16", text)
        unit_id, status = where
        if status == "member" and unit_id == judged.unit_id:
            return judged.set("unchanged")
        if status == "member":
            text = _("Is a member of %(unit)s already: transfer them instead.") % {
                "unit": self.names.get(unit_id, "")
            }
            return judged.set("duplicate", "unit", "R-TRF-03", text)
        if status in lists.ENDED_ROLES:
            text = _("The book says “%(status)s”. Enter a line in the book instead.") % {
                "status": STATUSES[status]
            }
            return judged.set("refused", "full_name", "R-STA-01", text)
        return judged

    def _branch_of(self, row: Cleaned) -> UnitVersion | None:
        """Return the branch a row names, else the one its sheet is called, else the file's own unit."""
        for text in (row.values.get("unit", ""), row.raw.sheet):
            word = fold(text).strip()
            bare = word.removeprefix("chi doan ").strip()
            if (
                found := self.branches.get(word)
                or self.branches.get(bare)
                or self.branches.get(PLACE.sub("", bare))
            ):
                return found
            if text and text == row.values.get("unit"):
                return None
        return self.unit if KINDS[self.unit.kind].has_members else None

    def _no_branch(self, judged: Judged) -> Judged:
        named = judged.cleaned.values.get("unit", "")
        if not named:
            text = _("Which branch is missing: add a column “Chi đoàn”, or a sheet for each branch.")
            return judged.set("refused", "unit", "R-STA-03", text)
        near = difflib.get_close_matches(fold(named), self.branches, n=1, cutoff=0.75)
        text = _("There is no branch “%(name)s” below %(unit)s on that day.") % {
            "name": named,
            "unit": self.unit.name,
        }
        if near:
            text += " " + _("Perhaps “%(near)s”?") % {"near": self.branches[near[0]].name}
        return judged.set("refused", "unit", "R-STA-03", text)

    def _compare(self, same: list[Judged]) -> None:
        """Say of known people what the file knows differently; an empty cell says nothing."""
        people = Person.objects.in_bulk([j.person_id for j in same if j.person_id])
        heads = Member.objects.in_bulk(list(people))
        for j in same:
            person = people[j.person_id or 0]
            j.differences = list(differences(j.cleaned.values, person, heads.get(person.pk)))
            if j.differences and j.outcome == "unchanged":
                j.outcome = "changed"


def identity(values: dict[str, str], index: str, unit_id: int) -> tuple[str, ...]:
    """Return what tells one row of a file from another: the citizen id's index, else name, birth day and branch."""
    if index:
        return ("id", index)
    return ("name", search_key(values["full_name"]), values.get("birth", ""), str(unit_id))


def differences(
    values: dict[str, str], person: Person, head: Member | None
) -> Iterator[tuple[str, str, str]]:
    """Yield (field, known, new) of what a row says differently; numbers and contacts are compared unread."""
    for code, new in values.items():
        if code in SEALED:
            if blind_index(code, new) != getattr(person, f"{code}_index"):
                yield code, "", new
        elif code in PLAIN:
            old = getattr(person, code)
            if str(old or "") != new:
                yield code, str(old or ""), new
        elif code in {"joined_on", "card_number"} and head is not None:
            old = getattr(head, code)
            if not old and new:
                yield code, "", new
