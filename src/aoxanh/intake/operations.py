"""Judging a file, taking its rows in as one, taking the whole batch back."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import IntegrityError
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.database.bulk import insert_copies, insert_rows, many_rows
from aoxanh.intake import policies, writing
from aoxanh.intake.cleaning import Unread
from aoxanh.intake.fields import DATES, order_of
from aoxanh.intake.judging import Judge, Judged, may_be_one, rows_before, signs
from aoxanh.intake.models import Batch, BatchRow, Heading
from aoxanh.intake.reading import reading
from aoxanh.intake.sealed import closed
from aoxanh.intake.tables import Raw, Table, tables
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.operations import standing_then
from aoxanh.people.models import Affiliation, Person
from aoxanh.vault.sealing import Seal, house_seal
from aoxanh.vietnamese.dates import Order
from aoxanh.vietnamese.names import fold

CHUNK = 2_000
#: Rows looked at to learn whether a column writes the day or the month first.
LEARNED = 2_000
Tell = Callable[[int], None]


@operation("intake.judge", allow=policies.may_take_in, says=_("looked through a file of %(rows)s rows"))
def judge_file(
    unit: Unit,
    *,
    actor: Actor,
    path: Path,
    name: str,
    since: dt.date,
    mapping: dict[str, str] | None = None,
    tell: Tell | None = None,
    count: Tell | None = None,
) -> Done:
    """Judge every row of a file against everybody known below `unit`; nothing of the book changes. Its result is the Batch.

    Raises Objection for a file that is none, is dangerous, or holds no table of people. The same file as one
    being looked at already takes its place.
    """
    if since > today():
        raise Objection(_("A member is entered today or earlier, not in the future."), field="since")
    version = standing_then(unit, since)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    Batch.objects.filter(unit=unit, state="judged", sha256=digest).delete()
    batch = Batch.objects.create(
        unit=unit, file_name=name[-160:], sha256=digest, since=since, mapping=mapping or {}, by=getattr(actor.user, "pk", None),
    )  # fmt: skip
    mapping = {**remembered(version), **(mapping or {})}
    with reading(path, count) as rows, many_rows():
        judge = Judge(version, since, rows_before(batch))
        write_rows(batch, judge.judge(unread(batch, tables(rows, mapping))), tell)
    return Done(
        batch,
        unit=unit,
        facts={"batch": batch.pk, "rows": sum(batch.counts.values()), "file": digest[:16], **batch.counts},
    )


def write_rows(batch: Batch, judged: Iterator[Judged], tell: Tell | None, number: int = 0) -> None:
    """Write the rows of a batch as they are judged, numbered after `number`; count them."""
    seal, counts, first = house_seal("intake"), Counter[str](), number
    while part := list(itertools.islice(judged, CHUNK)):
        numbered = list(enumerate(part, start=number + 1))
        read = (
            (*row_of(batch, n, j), signs(j.cleaned.values, j.unit_id), sealed(j, seal))
            for n, j in numbered
            if j.same_as is None
        )
        insert_rows(BatchRow, ROW_COLUMNS, read)
        same = ((*row_of(batch, n, j), j.same_as) for n, j in numbered if j.same_as is not None)
        insert_copies(BatchRow, ROW_COLUMNS[:-2], same, copied=ROW_COLUMNS[-2:])
        counts.update(j.outcome for j in part)
        number += len(part)
        if tell:
            tell(number - first)
    if number == first:
        raise Objection(_("The table of the file is empty."), field="file", rule="L19")
    batch.counts = {
        code: counts[code] for code in ("accepted", "changed", "unchanged", "duplicate", "refused")
    }
    batch.save(update_fields=["counts", "columns", "orders"])


ROW_COLUMNS = (
    "batch_id", "number", "sheet", "row", "outcome", "rule", "column", "person_id", "mark", "revision", "signs", "sealed",
)  # fmt: skip


def row_of(batch: Batch, number: int, judged: Judged) -> tuple[Any, ...]:
    """Return a judged row as it is kept, but for what it says."""
    row = judged.cleaned
    return (
        batch.pk, number, row.raw.sheet[:100], row.raw.row, judged.outcome, row.rule[:60], row.column, judged.person_id,
        judged.mark, judged.revision,
    )  # fmt: skip


def sealed(judged: Judged, seal: Seal) -> bytes:
    """Return what a judged row says of a person, sealed."""
    row = judged.cleaned
    said = {
        "cells": row.raw.cells, "more": row.raw.more, "values": row.values, "changes": row.changes, "message": row.message,
        "differences": judged.differences, "unit": judged.unit_id,
    }  # fmt: skip
    return closed(seal, said)


def unread(batch: Batch, found: Iterable[tuple[Table, Iterator[Raw]]]) -> Iterator[Unread]:
    """Yield the rows of all sheets; of each sheet, its first rows teach how its dates are written."""
    for table, rows in found:
        batch.columns += [[table.sheet, heading, table.columns.get(n, "")] for n, heading in enumerate(table.headings) if heading]  # fmt: skip
        first = list(itertools.islice(rows, LEARNED))
        learnt = {code: order_of(raw.cells[code] for raw in first if code in raw.cells) for code in DATES}
        for code, (order, sure) in learnt.items():
            if code in table.columns.values() and (code not in batch.orders or batch.orders[code][1] < sure):
                batch.orders[code] = [order, sure]
        orders = {code: order for code, (order, _sure) in learnt.items() if code in table.columns.values()}
        for raw in itertools.chain(first, rows):
            yield Unread.of(raw, orders)


def remembered(version: UnitVersion) -> dict[str, str]:
    """Return what headings mean in files of a unit, as was said there or above; the nearest unit's word counts."""
    places = [*version.ancestor_ids, version.unit_id]
    rows = Heading.objects.filter(unit__in=places).values_list("unit_id", "heading", "field")
    return {heading: field for _unit, heading, field in sorted(rows, key=lambda row: places.index(row[0]))}


@operation("intake.read_anew", allow=policies.may_decide, says=_("read the columns of a file anew"))
def read_anew(
    batch: Batch,
    *,
    actor: Actor,
    mapping: dict[str, str],
    orders: dict[str, Order] | None = None,
    tell: Tell | None = None,
) -> Done:
    """Read a batch's rows anew with other meanings of its headings (folded heading → field, "" for none), remembered
    for the unit's next files, and with the order of day and month that was said. Its result is the Batch.
    """
    del actor
    check_judged(batch)
    for heading, field in mapping.items():
        Heading.objects.update_or_create(unit=batch.unit, heading=heading[:160], defaults={"field": field})
    batch.mapping = {**batch.mapping, **mapping}
    batch.orders = {**batch.orders, **{code: [order, True] for code, order in (orders or {}).items()}}
    headings = dict.fromkeys((sheet, heading) for sheet, heading, _code in batch.columns)
    before = {(sheet, heading): code for sheet, heading, code in batch.columns}
    meant = {key: mapping.get(fold(key[1]), before[key]) for key in headings}
    names = set(meant.values())
    if "full_name" not in names and not {"last_name", "first_name"} <= names:
        raise Objection(_("One column must be the full name."), field="columns", rule="R-REC §3.2")
    batch.columns = [[sheet, heading, meant[sheet, heading]] for sheet, heading in headings]
    learn(batch, before, meant)
    said = {code: order for code, (order, _sure) in batch.orders.items()}
    with many_rows():
        judge = Judge(standing_then(batch.unit, batch.since), batch.since)
        rows = (Unread.of(read_again(raw, before, meant), said) for raw in raws_of(batch))
        write_rows(batch, judge.judge(rows), tell, APART)
    batch.rows.filter(number__lte=APART).delete()
    batch.rows.update(number=F("number") - APART)
    batch.save(update_fields=["mapping", "columns", "orders"])
    return Done(batch, unit=batch.unit_id, facts={"batch": batch.pk, **batch.counts})


Meanings = dict[tuple[str, str], str]


def learn(batch: Batch, before: Meanings, meant: Meanings) -> None:
    """Learn from the first rows how columns write dates that were not read as dates before."""
    fresh = [code for code in DATES if code in meant.values() and code not in batch.orders]
    first = (
        [read_again(raw, before, meant) for raw in itertools.islice(raws_of(batch), LEARNED)] if fresh else []
    )
    for code in fresh:
        batch.orders[code] = list(order_of(raw.cells[code] for raw in first if code in raw.cells))


#: Rows read anew are numbered from here while the old ones still stand.
APART = 10_000_000


def raws_of(batch: Batch) -> Iterator[Raw]:
    """Yield the rows of a batch as they stood in the file."""
    last = 0
    while part := list(batch.rows.filter(number__gt=last, number__lte=APART).order_by("number")[:CHUNK]):
        last = part[-1].number
        for row in part:
            said = row.said
            yield Raw(row.sheet, row.row, said["cells"], said.get("more", {}))


def read_again(raw: Raw, before: Meanings, meant: Meanings) -> Raw:
    """Return a row with its cells under what their headings mean now; what stands under no heading stays what it is."""
    cells: dict[str, str] = {}
    more: dict[str, str] = {}
    under = {code for (sheet, _heading), code in before.items() if sheet == raw.sheet}
    for (sheet, heading), code in meant.items():
        if sheet != raw.sheet:
            continue
        old = before[sheet, heading]
        text = raw.cells.get(old, "") if old else raw.more.get(heading, "")
        if text and code and code not in cells:
            cells[code] = text
        elif text:
            more[heading] = text
    beside = {code: text for code, text in raw.cells.items() if code not in under}
    return Raw(raw.sheet, raw.row, {**beside, **cells}, more)


@operation("intake.correct_row", allow=policies.may_decide_row, says=_("put a row of a file right"))
def correct_row(row: BatchRow, *, actor: Actor, cells: dict[str, str]) -> Done:
    """Put a row of a batch right before it is taken in: its cells are read and judged anew. Its result is the row."""
    del actor
    batch = row.batch
    check_judged(batch)
    raw = Raw(
        row.sheet, row.row, {code: text for code, text in cells.items() if text}, row.said.get("more", {})
    )
    orders = {code: order for code, (order, _sure) in batch.orders.items()}
    judged = judged_again(row, Unread.of(raw, orders))
    values = (
        *row_of(batch, row.number, judged),
        signs(judged.cleaned.values, judged.unit_id),
        sealed(judged, house_seal("intake")),
    )
    columns = dict(zip(ROW_COLUMNS, values, strict=True))
    counts = Counter(batch.counts)
    counts[row.outcome] -= 1
    counts[judged.outcome] += 1
    if not Batch.objects.filter(pk=batch.pk, state="judged").update(counts=dict(counts)):
        raise decided()
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    return Done(row, unit=batch.unit_id, facts={"batch": batch.pk, "row": row.row, "outcome": judged.outcome})


def judged_again(row: BatchRow, unread: Unread) -> Judged:
    """Judge what a row says now, beside those rows of its file that may speak of the same person."""
    batch, since = row.batch, row.batch.since
    version = standing_then(batch.unit, since)
    others = batch.rows.filter(outcome__in=("accepted", "changed", "unchanged")).exclude(pk=row.pk)

    def beside(twins: QuerySet[BatchRow]) -> Judged:
        judge = Judge(version, since)
        for other in twins.order_by("number"):
            told = other.said
            judge.remember(told["values"], told["unit"], other.row, other.person_id)
        return next(judge.judge([unread]))

    mine = signs(unread.clean().values, Judge(version, since).branch_of(unread))
    kept = others.values_list("pk", "signs").iterator(chunk_size=CHUNK) if mine else ()
    like = [pk for pk, theirs in kept if theirs is None or may_be_one(mine or b"", bytes(theirs))]
    judged = beside(others.filter(pk__in=like))
    if judged.person_id is not None and others.filter(person=judged.person_id).exclude(pk__in=like).exists():
        judged = beside(others.filter(Q(pk__in=like) | Q(person=judged.person_id)))
    return judged


def check_judged(batch: Batch) -> None:
    """Refuse to change a batch that was decided."""
    if not Batch.objects.select_for_update().filter(pk=batch.pk, state="judged").exists():
        raise decided()


@operation("intake.take_in", allow=policies.may_decide, says=_("took in %(accepted)s people from a file"))
def take_in(batch: Batch, *, actor: Actor, tell: Tell | None = None) -> Done:
    """Take the valid rows of a batch in, all of them or none: new members into the book, changes into records.

    Raises Objection when it was taken in already, or somebody came into the units since it was looked through.
    """
    claim(batch, "judged", "taken")
    try:
        with many_rows():
            stale(batch)
            done = writing.write_accepted(batch, actor, tell) + writing.write_changed(batch, actor)
    except IntegrityError as error:
        raise changed_since() from error
    Batch.objects.filter(pk=batch.pk).update(taken_at=timezone.now())
    batch.refresh_from_db()
    facts = {
        "batch": batch.pk,
        "accepted": batch.counts["accepted"],
        "changed": batch.counts["changed"],
        "written": done,
    }
    return Done(batch, unit=batch.unit_id, facts=facts)


@operation("intake.undo", allow=policies.may_decide, says=_("took a file back: %(accepted)s people"))
def undo(batch: Batch, *, actor: Actor) -> Done:
    """Take a whole batch back: lines by correction, records by what they said before; who came with it is erased.

    Raises Objection while anything later depends on the batch.
    """
    claim(batch, "taken", "undone")
    if sum(batch.counts.values()) != batch.rows.count():
        raise Objection(
            _("The rows of this file are forgotten after thirty days: correct line by line."), rule="L19"
        )
    with many_rows():
        writing.undo_changed(batch)
        writing.undo_accepted(batch, actor)
    batch.refresh_from_db()
    facts = {"batch": batch.pk, "accepted": batch.counts["accepted"], "changed": batch.counts["changed"]}
    return Done(batch, unit=batch.unit_id, facts=facts)


@operation("intake.drop", allow=policies.may_decide, says=_("put a file aside"))
def drop(batch: Batch, *, actor: Actor) -> Done:
    """Put a batch aside; its rows are forgotten."""
    claim(batch, "judged", "dropped")
    batch.rows.all().delete()
    batch.refresh_from_db()
    return Done(batch, unit=batch.unit_id, facts={"batch": batch.pk})


def claim(batch: Batch, before: str, after: str) -> None:
    """Move the batch on, once: of two who decide at the same time one is refused."""
    if not Batch.objects.filter(pk=batch.pk, state=before).update(state=after):
        raise decided()


def decided() -> Objection:
    """Return the refusal of what comes after the decision."""
    return Objection(_("Somebody has decided about this file already. Reload the page."), rule="L17")


def stale(batch: Batch) -> None:
    """Refuse to take in what was judged before somebody else was entered in the same units."""
    version = standing_then(batch.unit, batch.since)
    standing = Affiliation.objects.on_lists([version.path], batch.since).filter(known_from__gt=batch.at)
    if (
        standing.exists()
        or Person.objects.standing(standing, [version.path], batch.since)
        .filter(created_at__gt=batch.at)
        .exists()
    ):
        raise changed_since()


def changed_since() -> Objection:
    """Return the refusal of a batch that is out of date."""
    return Objection(
        _("People were entered in these units since the file was looked through. Look it through again."),
        rule="L19",
    )
