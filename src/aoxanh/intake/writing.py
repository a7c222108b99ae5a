"""The rows of a batch written: people, their seals and book lines by the thousand; and all of it taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.database.bulk import insert_rows, reserve_ids, update_rows
from aoxanh.database.search import learnt_at_once
from aoxanh.intake.judging import PLAIN
from aoxanh.intake.making import Made, Maker, Shape, maker, of_book
from aoxanh.intake.models import Batch, BatchRow
from aoxanh.intake.sealed import closed, opened
from aoxanh.membership.book import Cause, NewLine, write_lines
from aoxanh.membership.models import BookEntry, Member
from aoxanh.people.models import Affiliation, Person
from aoxanh.people.operations import SEALED, set_facts
from aoxanh.vault.sealing import Seal, house_seal
from aoxanh.vietnamese.dates import PartialDate

CHUNK = 2_000
#: The lines by which a file adds to a known member's book.
LINES = {"joined_on": "joining_noted", "card_number": "card_issued"}
DAYS = ("party_course_on", "party_probationary_on", "party_official_on")
TEXTS = tuple(code for code in PLAIN if code not in {"full_name", "birth", *DAYS})
SHAPE = Shape(TEXTS, DAYS, tuple(SEALED))


class Kept(NamedTuple):
    """A row as it is kept: its key, its person's, and what it says, sealed."""

    pk: int
    person_id: int | None
    sealed: Any


#: A row opened: its key, its person's, and what it says.
Said = tuple[int, int | None, dict[str, Any]]


def rows_of(batch: Batch, outcome: str) -> Iterator[list[Kept]]:
    """Yield the rows of an outcome, a few thousand at a time."""
    last = 0
    found = batch.rows.filter(outcome=outcome).order_by("number")
    while rows := list(
        found.filter(number__gt=last).values_list("number", "pk", "person_id", "sealed")[:CHUNK]
    ):
        last = rows[-1][0]
        yield [Kept(pk, person_id, sealed) for _number, pk, person_id, sealed in rows]


def said_of(rows: Iterable[Kept], seal: Seal) -> list[Said]:
    """Return rows opened."""
    return [(row.pk, row.person_id, opened(seal, row.sealed)) for row in rows]


def said_in(batch: Batch, outcome: str) -> Iterator[list[Said]]:
    """Yield the rows of an outcome opened, a few thousand at a time."""
    seal = house_seal("intake")
    for rows in rows_of(batch, outcome):
        yield said_of(rows, seal)


def write_accepted(batch: Batch, actor: Actor, tell: Callable[[int], None] | None) -> int:
    """Write the new members of a batch; return how many."""
    done, cause, seal, rows_there = (
        0,
        Cause("import", str(batch.pk)),
        house_seal("intake"),
        batch.counts["accepted"],
    )
    ids, table = iter(reserve_ids(Person, rows_there)), Person._meta.db_table  # noqa: SLF001
    with maker(SHAPE, rows_there) as beside, learnt_at_once(table, "search"):
        for rows, made in being_made(batch, beside):
            fresh = [(next(ids), row.pk) for row in rows if row.person_id is None]
            write_people(fresh, made(), batch, actor, cause)
            known = said_of((row for row in rows if row.person_id is not None), seal)
            write_listed(known, batch, actor, cause)
            done += len(rows)
            if tell:
                tell(done)
    return done


def being_made(batch: Batch, beside: Maker) -> Iterator[tuple[list[Kept], Callable[[], list[Made]]]]:
    """Yield the new members of a batch, a few thousand at a time, with what gives their columns; the next are being made by then."""
    before = None
    for rows in rows_of(batch, "accepted"):
        fresh = [bytes(row.sealed) for row in rows if row.person_id is None]
        coming = rows, beside(fresh, timezone.now())
        if before:
            yield before
        before = coming
    if before:
        yield before


def write_people(
    rows: list[tuple[int, int]], made: list[Made], batch: Batch, actor: Actor, cause: Cause
) -> None:
    """Write new people and the lines that enter them in the book; `rows` are their keys, and those of the rows that made them."""
    found = [(pk, one) for (pk, _row), one in zip(rows, made, strict=True)]
    insert_rows(Person, ("id", *SHAPE.columns), ((pk, *one.columns) for pk, one in found))
    update_rows(BatchRow, ("person_id", "revision"), ((pk, 1, row) for pk, row in rows))
    lines = {pk: [NewLine("enrolled", batch.since, one.unit_id, one.facts)] for pk, one in found}
    write_lines(lines, actor=actor, cause=cause, fresh=True)


def write_listed(known: list[Said], batch: Batch, actor: Actor, cause: Cause) -> None:
    """Enter in the book who stood on a list before, and write what their rows know differently."""
    if not known:
        return
    ids = [person_id for _pk, person_id, _said in known if person_id is not None]
    lines = {person_id: [line_of(said, batch)] for _pk, person_id, said in known if person_id is not None}
    write_lines(lines, actor=actor, cause=cause)
    youth = Affiliation.objects.filter(person_id__in=ids, role="youth", ends_on=None, known_until=None)
    youth.filter(starts_on__lt=batch.since).update(ends_on=batch.since)
    write_differences(known)


def line_of(said: dict[str, Any], batch: Batch) -> NewLine:
    """Return the line that enters a row's person in the book."""
    return NewLine("enrolled", batch.since, said["unit"], of_book(said["values"]))


def write_changed(batch: Batch, actor: Actor) -> int:
    """Write what rows know differently into the records, and what the book did not know into the book; return how many rows."""
    done, cause = 0, Cause("import", str(batch.pk))
    for part in said_in(batch, "changed"):
        lines: dict[int, list[NewLine]] = {}
        for _pk, person_id, said in part:
            for code, _old, new in said["differences"]:
                if code in LINES and person_id is not None:
                    line = NewLine(LINES[code], batch.since, None, {code: new})
                    lines.setdefault(person_id, []).append(line)
        if lines:
            write_lines(lines, actor=actor, cause=cause)
        done += write_differences(part)
    return done


def write_differences(part: list[Said]) -> int:
    """Write the differences of some rows; each row keeps what the record said before. Return how many were written."""
    seal, now, kept = house_seal("intake"), timezone.now(), []
    people = Person.objects.select_for_update().in_bulk([person_id for _pk, person_id, _said in part])
    for pk, person_id, said in part:
        facts = {
            code: value_of(code, new) for code, _old, new in said["differences"] if code in (*PLAIN, *SEALED)
        }
        if not facts:
            continue
        person = people[person_id or 0]
        said["before"] = {code: stored_of(person, code) for code in facts}
        set_facts(person, facts)
        person.revision, person.updated_at = person.revision + 1, now
        person.save()
        said["revision"] = person.revision
        kept.append((closed(seal, said), pk))
    update_rows(BatchRow, ("sealed",), kept)
    return len(part)


def value_of(code: str, text: str) -> Any:
    """Return a stored text as the record's operations take it."""
    if code == "birth":
        return PartialDate.from_stored(text) if text else None
    if code in DAYS:
        return dt.date.fromisoformat(text) if text else None
    return text


def stored_of(person: Person, code: str) -> str:
    """Return what a record says, as stored text."""
    return str(getattr(person, code) or "")


def undo_changed(batch: Batch) -> None:
    """Give records back what they said before; refused where somebody changed one since."""
    for part in (*said_in(batch, "changed"), *said_in(batch, "accepted")):
        written = [(person_id, said) for _pk, person_id, said in part if "revision" in said]
        people = Person.objects.select_for_update().in_bulk([person_id for person_id, _said in written])
        for person_id, said in written:
            person = people[person_id or 0]
            if person.revision != said["revision"]:
                raise depends()
            set_facts(person, {code: value_of(code, text) for code, text in said["before"].items()})
            person.revision += 1
            person.save()


def undo_accepted(batch: Batch, actor: Actor) -> None:
    """Take the batch's lines back, and erase whoever it alone brought; refused while later lines rest on them."""
    mine = BookEntry.objects.filter(cause="import", cause_id=str(batch.pk)).values_list("person_id", "seq")
    lines = {person_id: [NewLine("corrected", batch.since, corrects=seq)] for person_id, seq in mine}
    later = Member.objects.filter(pk__in=list(lines)).exclude(lines=1)
    known = set(later.values_list("pk", flat=True))
    if _grew(batch, known):
        raise depends()
    write_lines(lines, actor=actor, cause=Cause("correction", f"batch {batch.pk}"))
    brought = batch.rows.filter(outcome="accepted", person__created_at__gte=batch.at)
    ids = [pk for pk in brought.values_list("person_id", flat=True) if pk is not None and pk not in known]
    Person.objects.filter(pk__in=ids, user=None).update(
        wrapped_key=None, full_name="—", search="", sort_key="", birth="", revision=F("revision") + 1,
        **dict.fromkeys(TEXTS, ""), **dict.fromkeys(DAYS), **{f"{code}_sealed": None for code in SEALED},
        **{f"{code}_index": "" for code in SEALED},
    )  # fmt: skip
    batch.rows.filter(outcome="accepted").update(person=None)


def _grew(batch: Batch, person_ids: set[int]) -> bool:
    """Whether any of these people's books has lines after the batch's own."""
    last = dict(
        BookEntry.objects.filter(
            cause="import", cause_id=str(batch.pk), person_id__in=person_ids
        ).values_list("person_id", "seq")
    )
    heads = Member.objects.filter(pk__in=person_ids).values_list("pk", "lines")
    return any(lines > last[pk] for pk, lines in heads)


def depends() -> Objection:
    """Return the refusal to take back what later entries rest on."""
    return Objection(_("Somebody of this file has later entries. Take those back first."), rule="L19")
