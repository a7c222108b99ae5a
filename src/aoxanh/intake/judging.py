"""What becomes of each row: new, changed, unchanged, duplicate or refused, with the reason and the rule (proof L19)."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from aoxanh.database.bulk import find_rows
from aoxanh.intake.cleaning import Cleaned, Unread, read_once
from aoxanh.intake.fields import FIELDS
from aoxanh.intake.models import Batch, BatchRow
from aoxanh.intake.tables import Raw
from aoxanh.membership.kinds import STATUSES
from aoxanh.membership.models import Member
from aoxanh.membership.places import member_since
from aoxanh.org.kinds import KINDS
from aoxanh.org.models import UnitVersion
from aoxanh.people import lists
from aoxanh.people.models import Affiliation, Person
from aoxanh.people.operations import SEALED
from aoxanh.vault.sealing import blind_index, fingerprint
from aoxanh.vietnamese.names import fold, same_name, search_key

CHUNK = 2_000
#: So many names of branches that are none get a proposal; comparing each with every branch takes its time.
SUGGESTED = 200
#: What a list calls a branch, a sheet copied in Excel bears after its name, and a class is called at its school.
BRANCH = re.compile(r"^(chi doan|cd)\b[ .:]*")
COPY = re.compile(r" *\([0-9]+\)$")
CLASS = re.compile(r"lop ([0-9]{1,2}[a-z][0-9]{0,2})\b")
#: What a branch's name may begin with, and a list leave out.
PLACE = re.compile(r"^(co so )?(thon|xom|lang|ban|to dan pho|tdp|khoi pho|khoi|khu pho|khu|lop) ")
PLAIN = [
    code for code in FIELDS
    if code not in {"last_name", "first_name", "unit", "joined_on", "card_number", *SEALED}
]  # fmt: skip
#: What a file may add to the book of a known member, where the book does not know it.
OF_BOOK = ("joined_on", "card_number")
INDEXES = [f"{code}_index" for code in SEALED]


class Known(NamedTuple):
    """What the house knows of a person: the record's revision, what may be compared by field, the head of their book."""

    revision: int
    fields: dict[str, Any]
    head: dict[str, Any] | None


@dataclass(slots=True)
class Judged:
    """A row and what becomes of it; `person_id` is who it is matched to, `differences` what would change.

    `mark` and `revision` as `BatchRow` keeps them; `same_as` is the row of an earlier file that said the same, where it
    was not read again.
    """

    cleaned: Cleaned
    outcome: str = "accepted"
    unit_id: int | None = None
    person_id: int | None = None
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    mark: bytes = b""
    revision: int | None = None
    same_as: int | None = None

    def set(self, outcome: str, column: str = "", rule: str = "", message: Any = "") -> Judged:
        """Decide the outcome, with its reason."""
        self.outcome = outcome
        if message:
            self.cleaned.column, self.cleaned.rule, self.cleaned.message = column, rule, str(message)
        return self


#: Bytes of each of the hashes by which rows of one file are told apart, and what stands where a row says nothing.
SIGN = 8
UNSAID = bytes(SIGN)


def signs(values: dict[str, str], unit_id: int | None) -> bytes | None:
    """Return by what a row may be another one's twin: keyed hashes of its citizen id, its card, and its name, birth day and branch.

    None for a row that names nobody or no branch: it is refused.
    """
    name = values.get("full_name")
    if unit_id is None or not name:
        return None
    said = (values.get("citizen_id"), values.get("card_number"), f"{search_key(name)} {values.get('birth', '')} {unit_id}")  # fmt: skip
    return b"".join(fingerprint(f"sign{n}", text)[:SIGN] if text else UNSAID for n, text in enumerate(said))


def may_be_one(one: bytes, other: bytes) -> bool:
    """Whether two rows share a sign; those that share none speak of two people, unless both are matched to one."""
    return any(one[n : n + SIGN] == other[n : n + SIGN] != UNSAID for n in range(0, len(one), SIGN))


class Before(NamedTuple):
    """A row of an earlier file: its key, whom it speaks of, and the revision of the record that says the same."""

    row_id: int
    person_id: int
    revision: int


def rows_before(batch: Batch) -> dict[bytes, Before]:
    """Return the rows of one earlier file of the unit by their marks, as far as a record was known to say the same.

    The same file is looked for, then one of the same name, then the newest.
    """
    earlier = (
        Batch.objects.filter(unit_id=batch.unit_id)
        .exclude(pk=batch.pk)
        .exclude(state__in=("undone", "dropped"))
    )
    said = BatchRow.objects.exclude(revision=None).exclude(mark=None)
    for like in (Q(sha256=batch.sha256), Q(file_name=batch.file_name), Q()):
        for found in earlier.filter(like).order_by("-at")[:3]:
            rows = said.filter(batch=found, outcome__in=("accepted", "unchanged"), person__isnull=False)
            marked: Any = rows.values_list("mark", "pk", "person_id", "revision").iterator(chunk_size=CHUNK)
            if before := {bytes(mark): Before(*row) for mark, *row in marked}:
                return before
    return {}


@dataclass
class Chunk:
    """What is asked of the database for some rows at once."""

    rows: list[Unread]
    marks: list[bytes]
    cleaned: list[Cleaned | None]
    indexes: dict[int, str] = field(default_factory=dict)
    carriers: dict[str, int] = field(default_factory=dict)
    cards: dict[str, int] = field(default_factory=dict)
    named: dict[tuple[str, str], list[tuple[int, str, str]]] = field(default_factory=dict)
    status: dict[int, tuple[int, str]] = field(default_factory=dict)
    known: dict[int, Known] = field(default_factory=dict)


class Judge:
    """Judges the rows of one file against everybody known in the unit's subtree on a day.

    Every few thousand rows ask the same few questions of the database; nothing is kept of people but what tells two rows
    of the file apart. `before` are the rows of an earlier file.
    """

    def __init__(self, unit: UnitVersion, since: dt.date, before: dict[bytes, Before] | None = None) -> None:
        self.unit, self.since, self.before = unit, since, before or {}
        self.places: set[int] = set()
        self.names: dict[int, str] = {}
        self.branches = self._branches()
        self.resolved: dict[tuple[str, str], int | None] = {}
        self.seen: dict[tuple[str, str], int] = {}
        #: What is kept of each row is kept small, for there may be many: rows by the number a citizen id's index is, and
        #: by the hash of a name, birth day and branch what `packed` makes of those rows.
        self.carried: dict[int, int] = {}
        self.spelled: dict[int, tuple[bytes, ...]] = {}
        self.people: dict[int, int] = {}
        self.nearly: dict[str, str] = {}

    def remember(self, values: dict[str, str], unit_id: int, row: int, person_id: int | None) -> None:
        """Take note of a row judged before, so that another one may be its duplicate."""
        index = blind_index("citizen_id", values["citizen_id"]) if values.get("citizen_id") else ""
        self._twin(values, index, unit_id, row)
        if person_id is not None:
            self.people[person_id] = row
        if values.get("card_number"):
            self.seen["card", values["card_number"]] = row

    def _twin(self, values: dict[str, str], index: str, unit_id: int, row: int) -> int | None:
        """Return the row of the file that speaks of the same person; without one, take note of this one.

        Two citizen ids are two people; else a name (as `alike` has it), birth day and branch make one.
        """
        carrier = int(index, 16) if index else -1
        if carrier in self.carried:
            return self.carried[carrier]
        name = values["full_name"]
        key = hash((search_key(name), values.get("birth", ""), unit_id))
        others = self.spelled.get(key, ())
        for other in others:
            theirs, other_row, has_id = unpacked(other)
            if not (index and has_id) and alike(name, theirs):
                return other_row
        self.spelled[key] = (*others, packed(name, row, has_id=bool(index)))
        if index:
            self.carried[carrier] = row
        return None

    def judge(self, rows: Iterable[Unread]) -> Iterator[Judged]:
        """Yield each row with its outcome, in the order of the file."""
        chunk: list[Unread] = []
        for row in rows:
            chunk.append(row)
            if len(chunk) >= CHUNK:
                yield from self._judge_chunk(chunk)
                chunk = []
        yield from self._judge_chunk(chunk)

    def _branches(self) -> dict[str, int]:
        """Return the units that may hold members, by every word they are known by; what fits two fits none."""
        found: dict[str, int] = {}
        loose: dict[str, int | None] = {}
        units = UnitVersion.objects.as_of(self.since).below(self.unit.path).order_by("sort_key")
        columns = ("unit_id", "kind", "code", "name", "short_name")
        for unit_id, kind, code, name, short_name in units.values_list(*columns).iterator():
            self.places.add(unit_id)
            if not KINDS[kind].has_members:
                continue
            found.setdefault(code.lower(), unit_id)
            for called in {fold(name), fold(short_name)} - {""}:
                bare = called.removeprefix("chi doan ").strip()
                for word in {called, bare, PLACE.sub("", bare), *CLASS.findall(bare)[:1]}:
                    loose[word] = unit_id if loose.get(word, unit_id) == unit_id else None
        return {word: fits for word, fits in loose.items() if fits is not None} | found

    def _judge_chunk(self, rows: list[Unread]) -> Iterator[Judged]:
        marks = [row.mark for row in rows]
        if self.before and not self.people and self.before.keys().isdisjoint(marks):
            self.before = {}  # another file
        chunk = Chunk(
            rows,
            marks,
            [None if mark in self.before else row.clean() for row, mark in zip(rows, marks, strict=True)],
        )
        self._ask_before(chunk)
        for number, row in enumerate(rows):
            if chunk.cleaned[number] is None and not self._is_same(row, self.before[marks[number]], chunk):
                chunk.cleaned[number] = row.clean()
        self._ask(chunk)
        judged = [self._judge_row(number, chunk) for number in range(len(rows))]
        self._compare(
            [j for j in judged if j.person_id and not j.same_as and j.outcome in {"unchanged", "accepted"}]
        )
        yield from judged

    def _ask_before(self, chunk: Chunk) -> None:
        """Ask for the people earlier rows spoke of."""
        people = {
            self.before[mark].person_id
            for mark, row in zip(chunk.marks, chunk.cleaned, strict=True)
            if row is None
        }
        chunk.known = known_of(people)
        chunk.status = self._status(people)

    def _ask(self, chunk: Chunk) -> None:
        """Ask whom the rows that were read may speak of: by citizen id, by card, by name and birth day."""
        fresh = [
            (number, row) for number, row in enumerate(chunk.cleaned) if row is not None and not row.message
        ]
        for number, row in fresh:
            if row.values.get("citizen_id"):
                chunk.indexes[number] = blind_index("citizen_id", row.values["citizen_id"])
        by_id = find_rows(
            Person,
            ["citizen_id_index"],
            {(i,) for i in chunk.indexes.values()},
            ("citizen_id_index", "id", "merged_into_id"),
        )
        chunk.carriers = {index: pk for index, pk, merged in by_id if merged is None}
        cards = [row.values["card_number"] for _number, row in fresh if row.values.get("card_number")]
        carded = Member.objects.filter(card_number__in=cards).exclude(
            card_number=""
        )  # as its index is limited
        chunk.cards = dict(carded.values_list("card_number", "person_id"))
        keys = {
            (row.values["birth"], search_key(row.values["full_name"])[:160])
            for number, row in fresh
            if row.values.get("birth") and chunk.indexes.get(number) not in chunk.carriers
        }
        columns = ("birth", "search", "id", "citizen_id_index", "full_name", "merged_into_id")
        found = [row for row in find_rows(Person, ["birth", "search"], keys, columns) if row[-1] is None]
        chunk.status |= self._status(
            {*chunk.carriers.values(), *(pk for _birth, _search, pk, *_rest in found)}
        )
        for birth, search, pk, carried, name, _merged in found:
            if pk in chunk.status:
                chunk.named.setdefault((search, birth), []).append((pk, carried, name))

    def _status(self, person_ids: set[int]) -> dict[int, tuple[int, str]]:
        """Return where in the subtree these people stand, and as what; a status of the book goes before a list."""
        found: dict[int, tuple[int, str]] = {}
        standing = Affiliation.objects.as_of(self.since).filter(person_id__in=list(person_ids))
        for person_id, unit_id, role in standing.order_by("pk").values_list("person_id", "unit_id", "role"):
            if unit_id in self.places and (role in STATUSES or person_id not in found):
                found[person_id] = (unit_id, role)
        return found

    def _is_same(self, row: Unread, before: Before, chunk: Chunk) -> bool:
        """Whether an earlier row said the same of somebody whose record, home and card are what they were then.

        Only who carries the row's citizen id is known without looking at others of the same name.
        """
        known, cells = chunk.known.get(before.person_id), row.raw.cells
        if known is None or known.head is None or known.revision != before.revision:
            return False
        card = cells.get("card_number")
        return (
            bool(cells.get("citizen_id") and known.fields["citizen_id"])
            and chunk.status.get(before.person_id) == (self.branch_of(row), "member")
            and (not card or card == known.head["card_number"])
            and (known.head["joined_on"] is not None or not cells.get("joined_on"))
        )

    def _judge_row(self, number: int, chunk: Chunk) -> Judged:
        row, mark, cleaned = chunk.rows[number], chunk.marks[number], chunk.cleaned[number]
        if cleaned is None:
            before = self.before[mark]
            known = chunk.known[before.person_id]
            card = row.raw.cells.get("card_number", "")
            if before.person_id not in self.people and not (card and self._card_seen(card, row.raw.row)):
                self.people[before.person_id] = row.raw.row
                unit_id = chunk.status[before.person_id][0]
                return Judged(
                    Cleaned(row.raw),
                    "unchanged",
                    unit_id,
                    before.person_id,
                    [],
                    mark,
                    known.revision,
                    before.row_id,
                )
            cleaned = row.clean()
            index = blind_index("citizen_id", cleaned.values["citizen_id"])
            chunk.indexes[number], chunk.carriers[index] = index, before.person_id
            if card:
                chunk.cards[card] = before.person_id
        judged = self._judge_one(row, cleaned, chunk.indexes.get(number, ""), chunk)
        judged.mark = mark
        return judged

    def _judge_one(self, unread: Unread, row: Cleaned, index: str, chunk: Chunk) -> Judged:
        judged = Judged(row)
        if row.message:
            return judged.set("refused")
        branch = self.branch_of(unread)
        if branch is None:
            return self._no_branch(judged)
        judged.unit_id = branch
        first = self._twin(row.values, index, branch, row.raw.row)
        person_id = self._match(row, index, chunk) if first is None else None
        if person_id is not None:
            first = self.people.get(person_id)
            self.people.setdefault(person_id, row.raw.row)
        if first is not None:
            text = _("Same person as row %(row)s of this file.") % {"row": first}
            return judged.set("duplicate", "full_name", "L19", text)
        card = row.values.get("card_number", "")
        if card and (chunk.cards.get(card, person_id) != person_id or self._card_seen(card, row.raw.row)):
            return judged.set(
                "refused", "card_number", "R-REC §3.3", _("This card number belongs to somebody else.")
            )
        return self._matched(judged, person_id, chunk) if person_id else judged

    def _card_seen(self, card: str, row: int) -> bool:
        """Whether an earlier row of the file has this card; take note of it."""
        seen = ("card", card) in self.seen
        self.seen.setdefault(("card", card), row)
        return seen

    def _match(self, row: Cleaned, index: str, chunk: Chunk) -> int | None:
        """Return who the row speaks of: whoever carries the citizen id, else the one of that name and birth day."""
        if index in chunk.carriers:
            return chunk.carriers[index]
        birth = row.values.get("birth", "")
        if not birth:
            return None
        name = row.values["full_name"]
        named = chunk.named.get((search_key(name)[:160], birth), [])
        # Two citizen ids are two people, and so are Dũng and Dung of one birth day.
        twins = [pk for pk, carried, known in named if not (index and carried) and alike(name, known)]
        return twins[0] if len(twins) == 1 else None

    def _matched(self, judged: Judged, person_id: int, chunk: Chunk) -> Judged:
        judged.person_id = person_id
        where = chunk.status.get(person_id)
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
                "unit": self.name_of(unit_id)
            }
            return judged.set("duplicate", "unit", "R-TRF-03", text)
        if status in lists.ENDED_ROLES:
            text = _("The book says “%(status)s”. Enter a line in the book instead.") % {
                "status": STATUSES[status]
            }
            return judged.set("refused", "full_name", "R-STA-01", text)
        return judged

    def branch_of(self, row: Unread) -> int | None:
        """Return the branch a row names, else the one its sheet is called, else the file's own unit."""
        key = (row.raw.cells.get("unit", ""), row.raw.sheet)
        if key not in self.resolved:
            named = read_once("unit", key[0], "dmy") if key[0] else ""
            self.resolved[key] = self._resolve(named, key[1])
        return self.resolved[key]

    def _resolve(self, named: str, sheet: str) -> int | None:
        for text in (named, sheet):
            word = COPY.sub("", fold(text).strip())
            bare = BRANCH.sub("", word)
            for name in (word, bare, PLACE.sub("", bare)):
                if name in self.branches:
                    return self.branches[name]
            if text and text == named:
                return None
        return self.unit.unit_id if KINDS[self.unit.kind].has_members else None

    def _no_branch(self, judged: Judged) -> Judged:
        named = judged.cleaned.values.get("unit", "")
        if not named:
            text = _("Which branch is missing: add a column “Chi đoàn”, or a sheet for each branch.")
            return judged.set("refused", "unit", "R-STA-03", self._perhaps(text, judged.cleaned.raw.sheet))
        text = _("There is no branch “%(name)s” below %(unit)s on that day.") % {
            "name": named,
            "unit": self.unit.name,
        }
        return judged.set("refused", "unit", "R-STA-03", self._perhaps(text, named))

    def _perhaps(self, text: str, named: str) -> str:
        """Return a refusal with the branch that may be meant."""
        near = self._near(named)
        return f"{text} {_('Perhaps “%(near)s”?') % {'near': near}}" if near else text

    def _near(self, named: str) -> str:
        """Return the branch whose name is nearly this one; looked for once a name, and not for endless wrong ones."""
        if named not in self.nearly and len(self.nearly) < SUGGESTED:
            near = difflib.get_close_matches(fold(named)[:80], self.branches, n=1, cutoff=0.75)
            self.nearly[named] = self.name_of(self.branches[near[0]]) if near else ""
        return self.nearly.get(named, "")

    def name_of(self, unit_id: int) -> str:
        """Return what a unit is called on the day; asked for where it is told, for a country has hundreds of thousands."""
        if unit_id not in self.names:
            version = UnitVersion.objects.as_of(self.since).filter(unit_id=unit_id).first()
            self.names[unit_id] = version.name if version else ""
        return self.names[unit_id]

    def _compare(self, same: list[Judged]) -> None:
        """Say of known people what the file knows differently; an empty cell says nothing."""
        people = known_of({j.person_id for j in same if j.person_id})
        lacking = {pk for pk, known in people.items() if known.head and not known.head["joined_on"]}
        since = member_since(
            {j.person_id for j in same if j.person_id in lacking and j.cleaned.values.get("joined_on")}
        )
        for j in same:
            known = people[j.person_id or 0]
            j.differences = list(differences(j.cleaned.values, known))
            if j.outcome != "unchanged":
                continue
            if j.person_id in since and j.cleaned.values["joined_on"] > since[j.person_id].isoformat():
                text = _(
                    "By the book the person is a member since %(day)s: the day of joining cannot come after it."
                )
                j.set("refused", "joined_on", "R-REC-01", text % {"day": f"{since[j.person_id]:%d/%m/%Y}"})
            elif j.differences:
                j.outcome = "changed"
            else:
                j.revision = known.revision
            if not j.cleaned.message and known.head and (held := known.head["joined_on"]) is not None:
                file_says = j.cleaned.values.get("joined_on")
                if file_says and file_says != held.isoformat():
                    text = _(
                        "The book has %(day)s and keeps it; if that is wrong, put the line of the book right."
                    )
                    j.set(j.outcome, "joined_on", "R-REC-01", text % {"day": f"{held:%d/%m/%Y}"})


def branches_of_sheets(batch: Batch) -> dict[str, str]:
    """Return by sheet the branch it is called after, for the rows of a batch that name none."""
    version = batch.unit.standing(batch.since)
    if version is None:
        return {}
    judge = Judge(version, batch.since)
    sheets = dict.fromkeys(sheet for sheet, _heading, _code in batch.columns)
    found = {sheet: judge.branch_of(Unread(Raw(sheet, 0, {}), {})) for sheet in sheets}
    return {sheet: judge.name_of(unit) for sheet, unit in found.items() if unit and unit != batch.unit_id}


def packed(name: str, row: int, *, has_id: bool) -> bytes:
    """Return a name as a row of the file spells it, the row, and whether it has a citizen id, in one small piece."""
    return (row << 1 | has_id).to_bytes(4, "big") + name.encode(errors="surrogatepass")


def unpacked(piece: bytes) -> tuple[str, int, bool]:
    """Return what `packed` was given."""
    number = int.from_bytes(piece[:4], "big")
    return piece[4:].decode(errors="surrogatepass"), number >> 1, bool(number & 1)


def known_of(person_ids: set[int]) -> dict[int, Known]:
    """Return what the house knows of people, the merged left out: two queries."""
    ids = list(person_ids)
    if not ids:
        return {}
    heads = {
        pk: {"joined_on": joined_on, "card_number": card}
        for pk, joined_on, card in Member.objects.filter(pk__in=ids).values_list(
            "pk", "joined_on", "card_number"
        )
    }
    people = Person.objects.known().filter(pk__in=ids).values_list("pk", "revision", *PLAIN, *INDEXES)
    codes = (*PLAIN, *SEALED)
    return {
        pk: Known(revision, dict(zip(codes, values, strict=True)), heads.get(pk))
        for pk, revision, *values in people
    }


def alike(one: str, other: str) -> bool:
    """Whether two names that fold to one key may be one person's: spelled alike, or one of them without any accent."""
    return one == other or one.isascii() or other.isascii() or same_name(one, other)


def differences(values: dict[str, str], known: Known) -> Iterator[tuple[str, str, str]]:
    """Yield (field, known, new) of what a row says differently; numbers and contacts are compared unread."""
    for code, new in values.items():
        if code in known.fields:
            old = known.fields[code]
            if code in SEALED:
                if blind_index(code, new) != old:
                    yield code, "", new
            elif str(old or "") != new:
                yield code, str(old or ""), new
        elif code in OF_BOOK and known.head is not None and new and not known.head[code]:
            yield code, "", new
