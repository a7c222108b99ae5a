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
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.audit.models import canonical
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.database.bulk import insert_rows
from aoxanh.intake import policies, writing
from aoxanh.intake.cleaning import Cleaned, clean
from aoxanh.intake.fields import DATES, order_of
from aoxanh.intake.judging import Judge, Judged
from aoxanh.intake.models import Batch, BatchRow
from aoxanh.intake.reading import rows_of
from aoxanh.intake.tables import Raw, tables
from aoxanh.org.models import Unit, today
from aoxanh.org.operations import standing_then
from aoxanh.people.models import Affiliation, Person
from aoxanh.vault.sealing import house_seal

CHUNK = 5_000
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
    seal, counts, number = house_seal("intake"), Counter[str](), 0
    judged = Judge(version, since).judge(cleaned(tables(rows_of(path), mapping)))
    while part := list(itertools.islice(judged, CHUNK)):
        insert_rows(
            BatchRow, ROW_COLUMNS, (row_of(batch, number + n, j, seal) for n, j in enumerate(part, start=1))
        )
        counts.update(j.outcome for j in part)
        number += len(part)
        if tell:
            tell(number)
    if number == 0:
        raise Objection(_("The table of the file is empty."), field="file", rule="L19")
    batch.counts = {
        code: counts[code] for code in ("accepted", "changed", "unchanged", "duplicate", "refused")
    }
    batch.save(update_fields=["counts"])
    return Done(
        batch, unit=unit, facts={"batch": batch.pk, "rows": number, "file": digest[:16], **batch.counts}
    )


ROW_COLUMNS = ("batch_id", "number", "sheet", "row", "outcome", "rule", "column", "person_id", "sealed")


def row_of(batch: Batch, number: int, judged: Judged, seal: Any) -> tuple[Any, ...]:
    """Return a judged row as it is kept: what it says of a person is sealed."""
    row = judged.cleaned
    said = {
        "cells": row.raw.cells, "values": row.values, "changes": row.changes, "message": row.message,
        "differences": judged.differences, "unit": judged.unit_id,
    }  # fmt: skip
    return (
        batch.pk, number, row.raw.sheet[:100], row.raw.row, judged.outcome, row.rule[:60], row.column, judged.person_id,
        seal.close(canonical(said), "row"),
    )  # fmt: skip


def cleaned(found: Iterable[tuple[Any, Iterator[Raw]]]) -> Iterator[Cleaned]:
    """Yield the rows of all sheets cleaned; of each sheet, its first rows teach how its dates are written."""
    for _table, rows in found:
        first = list(itertools.islice(rows, LEARNED))
        orders = {code: order_of(raw.cells[code] for raw in first if code in raw.cells) for code in DATES}
        for raw in itertools.chain(first, rows):
            yield clean(raw, orders)


@operation("intake.take_in", allow=policies.may_decide, says=_("took in %(accepted)s people from a file"))
def take_in(batch: Batch, *, actor: Actor, tell: Tell | None = None) -> Done:
    """Take the valid rows of a batch in, all of them or none: new members into the book, changes into records.

    Raises Objection when it was taken in already, or somebody came into the units since it was looked through.
    """
    claim(batch, "judged", "taken")
    stale(batch)
    try:
        done = writing.write_accepted(batch, actor, tell) + writing.write_changed(batch)
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
        raise Objection(_("Somebody has decided about this file already. Reload the page."), rule="L17")


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
