"""Proving the book: every invariant that applies, each with its figure, and the first break by name.

`verify` reads the lines, folds them as the law says, and compares every projection with what they demand;
`rebuild` writes the projections anew from the lines alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum

from aoxanh.database.bulk import insert_rows
from aoxanh.database.snapshot import reading_snapshot
from aoxanh.membership.chronicle import Chronicle, books, books_between, chronicle
from aoxanh.membership.counts import fold_counts
from aoxanh.membership.kinds import STATUSES
from aoxanh.membership.models import BookEntry, Delta, Folded, Member, Overlay, Rollup, Tally
from aoxanh.membership.places import LIVING
from aoxanh.membership.rollups import keep, wrong
from aoxanh.org.models import UnitVersion, path_condition, today
from aoxanh.people.models import Affiliation, Person

BATCH = 500


@dataclass
class Check:
    """One invariant: its id in the promises, what it says, how much was looked at, and the first break."""

    id: str
    says: str
    figure: int = 0
    broken: str = ""


@dataclass
class Proof:
    """The outcome of a proof."""

    checks: dict[str, Check] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether no invariant is broken."""
        return not self.first_break

    @property
    def first_break(self) -> str:
        """Return the first break, by invariant."""
        return next((f"{c.id}: {c.broken}" for c in self.checks.values() if c.broken), "")

    def look(self, check: str, figure: int = 1, broken: str = "") -> None:
        """Count what was looked at, and keep the first break."""
        row = self.checks.setdefault(check, Check(check, SAYS[check]))
        row.figure += figure
        row.broken = row.broken or broken


SAYS = {
    "L9": "lines are numbered without a gap, chained, and unchanged",
    "L10": "every step is one the statute knows",
    "L1": "nobody has two homes at once",
    "FOLD": "status, unit, overlays, card and joining day are what the lines say, as known on every day",
    "L3": "members of each unit are the sum of what came and went",
    "L4": "what leaves one unit arrives in another",
    "L5": "no closed unit has members",
    "L7": "counts and rollups are the recount of the lines",
    "L13": "temporary activity has an end and changes no home",
    "L16": "a record merged into another one counts no more",
}


def verify(path: str | None = None) -> Proof:
    """Prove the whole book as it stands now, or that of everybody who ever was in a subtree as it lies today."""
    proof = Proof()
    with reading_snapshot():
        ids = people_of_subtree(path) if path else None
        demanded = prove_books(books(ids), proof)
        if ids is None:
            proof.look("L9", 0, _orphans())
            compare_counts(demanded, proof)
        compare_places(proof, path)
    return proof


def verify_people(after: int, until: int, proof: Proof) -> None:
    """Prove the books of the people with numbers in (after, until], adding to a proof."""
    with reading_snapshot():
        prove_books(books_between(after, until), proof)
        proof.look("L9", 0, _orphans(person_id__gt=after, person_id__lte=until))


def verify_sums() -> Proof:
    """Prove what only holds in sum: members by name and by movements, what left and arrived, rollups, closed units."""
    proof = Proof()
    with reading_snapshot():
        compare_sums(proof)
        compare_places(proof, None)
    return proof


def prove_books(told_books: Iterable[tuple[int, list[BookEntry]]], proof: Proof) -> Counter[Any]:
    """Prove books one by one; return the deltas they demand together."""
    demanded: Counter[Any] = Counter()
    batch: list[Chronicle] = []
    for told in (chronicle(person_id, entries) for person_id, entries in told_books):
        batch.append(told)
        demanded.update(told.deltas)
        if len(batch) >= BATCH:
            compare(batch, proof)
            batch = []
    compare(batch, proof)
    return demanded


def people_of_subtree(path: str) -> set[int]:
    """Return everybody who ever was in a unit that lies in the subtree today."""
    units = UnitVersion.objects.as_of(today()).below(path).values("unit_id")
    rows = Affiliation.objects.filter(unit__in=units, role__in=list(STATUSES))
    return set(rows.values_list("person_id", flat=True))


def compare(batch: list[Chronicle], proof: Proof) -> None:
    """Compare what some books demand with what is stored of these people."""
    ids = [told.person_id for told in batch]
    heads = Member.objects.in_bulk(ids)
    spells = stored(Affiliation.objects.filter(person_id__in=ids, role__in=list(STATUSES)), SPELL)
    overlays = stored(Overlay.objects.filter(person_id__in=ids), OVERLAID)
    merged = set(Person.objects.filter(pk__in=ids).exclude(merged_into=None).values_list("pk", flat=True))
    for told in batch:
        who = f"person {told.person_id}"
        kind = told.broken.split(" ", 1)[0] if told.broken else ""
        proof.look("L9", told.lines, f"{who}: {told.broken[3:]}" if kind == "L9" else "")
        proof.look("L10", told.lines, f"{who}: {told.broken[4:]}" if kind == "L10" else "")
        if told.broken:
            continue
        homes = [s for s in spells.get(told.person_id, ()) if s[2] is None and s[0][3] is None]
        proof.look(
            "L1",
            1,
            f"{who} has {len(homes)} homes" if sum(spells[told.person_id][h] for h in homes) > 1 else "",
        )
        proof.look("FOLD", 1, _differs(told, heads.get(told.person_id), spells, overlays))
        proof.look("L13", 1, _endless(told))
        proof.look(
            "L16",
            1,
            f"{who} still counts" if told.person_id in merged and told.story.status in LIVING else "",
        )


SPELL = ("unit_id", "role", "starts_on", "ends_on")
OVERLAID = ("what", "unit_id", "starts_on", "ends_on", "opened_by")


def stored(rows: Any, columns: tuple[str, ...]) -> dict[int, Counter[Any]]:
    """Return stored projections by person, as the chronicle writes them."""
    found: dict[int, Counter[Any]] = {}
    for person_id, known_from, known_until, *values in rows.values_list(
        "person_id", "known_from", "known_until", *columns
    ):
        found.setdefault(person_id, Counter())[tuple(values), known_from, known_until] += 1
    return found


def _differs(told: Chronicle, head: Member | None, spells: dict[int, Any], overlays: dict[int, Any]) -> str:
    who, story = f"person {told.person_id}", told.story
    if head is None or (head.lines, head.head) != (told.lines, told.head):
        return f"{who}: the end of the book is missing or changed"
    if spells.get(told.person_id, Counter()) != told.spells:
        return f"{who}: status or unit differs from the lines"
    if overlays.get(told.person_id, Counter()) != told.overlays:
        return f"{who}: something that holds for a time differs from the lines"
    if (head.joined_on, head.card_number) != (story.joined_on, story.card_number):
        return f"{who}: joining day or card differs from the lines"
    return ""


def _endless(told: Chronicle) -> str:
    endless = [o for o in told.story.overlays if o.what == "temporary" and o.ends_on is None]
    return f"person {told.person_id}: temporary activity without an end" if endless else ""


def _orphans(**among: int) -> str:
    """Return who has a status or a head but no lines, of all or `among` some."""
    heads = Member.objects.filter(lines__gt=0, person__book=None, **among)
    without = heads.values_list("pk", flat=True).first()
    if without is None:
        rows = Affiliation.objects.filter(role__in=list(STATUSES), person__book=None, **among)
        without = rows.values_list("person_id", flat=True).first()
    return f"person {without} has a status but no line" if without else ""


def compare_counts(demanded: Counter[Any], proof: Proof) -> None:
    """Compare the deltas with the movements of the lines, then everything that is summed from them."""
    have = Counter(
        {(u, on, kind, at): n for u, on, kind, at, n in _sums("unit_id", "on", "kind", "known_from")}
    )
    wrong = next((key for key in have.keys() | demanded.keys() if have[key] != demanded[key]), None)
    proof.look("L7", len(demanded), f"unit {wrong[0]} on {wrong[1]} ({wrong[2]})" if wrong else "")
    compare_sums(proof)


def compare_sums(proof: Proof) -> None:
    """Compare tallies with deltas, the members counted one by one with the movements, and both ends of moves."""
    proof.look("L7", Tally.objects.count(), _wrong_tally())
    proof.look("L7", Rollup.objects.count(), next(wrong(today()), ""))
    members = Affiliation.objects.filter(role="member", known_until=None, ends_on=None)
    counted = dict(members.order_by().values_list("unit_id").annotate(n=Count("pk")))
    added: Counter[int] = Counter()
    sums: Counter[str] = Counter()
    for unit_id, kind, n in _sums("unit_id", "kind"):
        added[unit_id] += n
        sums[kind] += n
    off = next((u for u in added.keys() | counted.keys() if added[u] != counted.get(u, 0)), None)
    proof.look(
        "L3",
        len(added),
        f"unit {off}: {added[off]} by movements, {counted.get(off, 0)} by name" if off else "",
    )
    for kind in ("transferred", "reorganised"):
        rest = sums[f"{kind}_in"] + sums[f"{kind}_out"]
        proof.look("L4", sums[f"{kind}_in"], f"{kind}: {rest} more in than out" if rest else "")


def _sums(*columns: str, rows: Any = Delta.objects) -> Iterable[tuple[Any, ...]]:
    summed = rows.order_by().values_list(*columns).annotate(total=Sum("n")).exclude(total=0)
    return iter(summed.iterator())


def _wrong_tally() -> str:
    """Return the first rollup that is not the sum of the deltas added to it."""
    demanded, have = Counter[Any](), Counter[Any]()
    for unit_id, on, kind, n in _sums("unit_id", "on", "kind", rows=Delta.objects.filter(folded=True)):
        demanded[unit_id, on, kind] = n
    for *key, n in Tally.objects.exclude(n=0).values_list("unit_id", "on", "kind", "n").iterator():
        have[tuple(key)] = n
    wrong = next((key for key in have.keys() | demanded.keys() if have[key] != demanded[key]), None)
    return f"rollup of unit {wrong[0]} on {wrong[1]} ({wrong[2]})" if wrong else ""


def compare_places(proof: Proof, path: str | None) -> None:
    """Look for members of units that stand no more."""
    day = today()
    living = Affiliation.objects.filter(role__in=LIVING, known_until=None, ends_on=None)
    if path:
        living = living.filter(path_condition([path], "unit__versions__"))
    standing = UnitVersion.objects.filter(Q(ends_on=None)).values("unit_id")
    proof.look("L5", living.count())
    lost = living.exclude(unit__in=standing).filter(starts_on__lte=day).first()
    proof.look("L5", 0, f"person {lost.person_id} is in unit {lost.unit_id}, which ended" if lost else "")


def rebuild() -> Iterator[int]:
    """Write every projection anew from the lines, in one transaction; yields how many books are done."""
    with transaction.atomic():
        Affiliation.objects.filter(role__in=list(STATUSES)).delete()
        for model in (Overlay, Delta, Tally, Rollup, Member):
            model.objects.all().delete()
        Folded.objects.all().delete()
        deltas: Counter[Any] = Counter()
        done, batch = 0, []
        for person_id, entries in books():
            told = chronicle(person_id, entries)
            if told.broken:
                message = f"person {person_id}: {told.broken}"
                raise RuntimeError(message)
            batch.append(told)
            deltas.update(told.deltas)
            if len(batch) >= BATCH:
                done += _write(batch)
                batch = []
                yield done
        done += _write(batch)
        rows = (
            (*key[:3], n, key[3], False)
            for key, n in sorted(deltas.items(), key=lambda item: item[0][3])
            if n
        )
        insert_rows(Delta, ("unit_id", "on", "kind", "n", "known_from", "folded"), rows)
        yield done
    fold_counts()
    keep()


def _write(batch: list[Chronicle]) -> int:
    heads = ((t.person_id, t.lines, t.head, t.story.joined_on, t.story.card_number, None) for t in batch)
    insert_rows(Member, ("person_id", "lines", "head", "joined_on", "card_number", "since"), heads)
    for model, columns, name in ((Affiliation, SPELL, "spells"), (Overlay, OVERLAID, "overlays")):
        rows = (
            (t.person_id, *values, since, until)
            for t in batch
            for (values, since, until), n in getattr(t, name).items()
            for _each in range(n)
        )
        insert_rows(model, ("person_id", *columns, "known_from", "known_until"), rows)
    return len(batch)
