"""The rows of a batch written: people, their seals and book lines by the thousand; and all of it taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.database.bulk import insert_rows, reserve_ids, update_rows
from aoxanh.intake.judging import PLAIN
from aoxanh.intake.models import Batch, BatchRow, closed, opened
from aoxanh.membership.book import Cause, NewLine, write_lines
from aoxanh.membership.models import BookEntry, Member
from aoxanh.people.models import Affiliation, Person
from aoxanh.people.operations import SEALED, set_facts
from aoxanh.vault.sealing import blind_index, house_seal, new_seal
from aoxanh.vietnamese.dates import PartialDate
from aoxanh.vietnamese.names import search_key, sort_key

CHUNK = 2_000
#: The lines by which a file adds to a known member's book.
LINES = {"joined_on": "joining_noted", "card_number": "card_issued"}
DAYS = ("party_course_on", "party_probationary_on", "party_official_on")
TEXTS = tuple(code for code in PLAIN if code not in {"full_name", "birth", *DAYS})
COLUMNS = (
    "id", "uid", "wrapped_key", "full_name", "search", "sort_key", "birth", *TEXTS, *DAYS,
    *(f"{code}_{part}" for code in SEALED for part in ("sealed", "index")), "photo", "created_at", "updated_at", "revision",
)  # fmt: skip


Said = tuple[int, int | None, dict[str, Any]]


def said_in(batch: Batch, outcome: str) -> Iterator[list[Said]]:
    """Yield (key, person's key, what it says) of the rows of an outcome, a few thousand at a time."""
    last, seal = 0, house_seal("intake")
    found = batch.rows.filter(outcome=outcome).order_by("number")
    while rows := list(
        found.filter(number__gt=last).values_list("number", "pk", "person_id", "sealed")[:CHUNK]
    ):
        last = rows[-1][0]
        yield [(pk, person_id, opened(seal, sealed)) for _number, pk, person_id, sealed in rows]


def write_accepted(batch: Batch, actor: Actor, tell: Callable[[int], None] | None) -> int:
    """Write the new members of a batch; return how many."""
    done = 0
    cause = Cause("import", str(batch.pk))
    for part in said_in(batch, "accepted"):
        write_lines(
            write_people([row for row in part if row[1] is None], batch), actor=actor, cause=cause, fresh=True
        )
        listed = {person_id: said for _pk, person_id, said in part if person_id is not None}
        if listed:
            lines = {person_id: [line_of(said, batch)] for person_id, said in listed.items()}
            write_lines(lines, actor=actor, cause=cause)
            youth = Affiliation.objects.filter(
                person_id__in=listed, role="youth", ends_on=None, known_until=None
            )
            youth.filter(starts_on__lt=batch.since).update(ends_on=batch.since)
        write_differences([row for row in part if row[1] is not None])
        done += len(part)
        if tell:
            tell(done)
    return done


def write_people(fresh: list[Said], batch: Batch) -> dict[int, list[NewLine]]:
    """Write new people and return the lines that enter them in the book; their rows learn who they became."""
    ids, now = reserve_ids(Person, len(fresh)), timezone.now()
    people = (person_row(pk, said["values"], now) for pk, (_row, _none, said) in zip(ids, fresh, strict=True))
    insert_rows(Person, COLUMNS, people, words="search")
    update_rows(
        BatchRow,
        ("person_id", "revision"),
        ((pk, 1, row) for pk, (row, _none, _said) in zip(ids, fresh, strict=True)),
    )
    return {pk: [line_of(said, batch)] for pk, (_row, _none, said) in zip(ids, fresh, strict=True)}


def person_row(pk: int, values: dict[str, str], now: dt.datetime) -> tuple[Any, ...]:
    """Return a new person's columns, numbers and contacts sealed under a key of their own."""
    uid = uuid.uuid4()
    held = {code: values[code] for code in SEALED if values.get(code)}
    wrapped, seal = new_seal(str(uid)) if held else (None, None)
    sealed: list[Any] = []
    for code in SEALED:
        sealed += (
            [seal.close(held[code], code), blind_index(code, held[code])]
            if seal and code in held
            else [None, ""]
        )
    name = values["full_name"]
    days = (dt.date.fromisoformat(values[code]) if values.get(code) else None for code in DAYS)
    return (
        pk, uid, wrapped, name, search_key(name)[:160], sort_key(name)[:500], values.get("birth", ""),
        *(values.get(code, "") for code in TEXTS), *days, *sealed, "", now, now, 1,
    )  # fmt: skip


def line_of(said: dict[str, Any], batch: Batch) -> NewLine:
    """Return the line that enters a row's person in the book."""
    values = said["values"]
    facts = {code: values[code] for code in ("joined_on", "card_number") if values.get(code)}
    return NewLine("enrolled", batch.since, said["unit"], facts)


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
