"""What a plan wrote, row by row, so that it can be taken back; shared by carrying out and taking back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from aoxanh.audit.objection import Objection
from aoxanh.database.bulk import insert_rows, update_rows
from aoxanh.reorganisation.models import JournalRow, Plan

CHUNK = 5_000


class Journal:
    """Notes rows as they are written and stores them at the end."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows: list[tuple[str, int, dict[str, Any] | None, dict[str, Any]]] = []

    def added(self, model: type[models.Model], row: int, values: dict[str, Any]) -> None:
        """Note a row the plan added, with its values by column."""
        self.rows.append((model._meta.label, row, None, plain(values)))  # noqa: SLF001

    def changed(
        self, model: type[models.Model], row: int, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        """Note a row the plan changed, with the columns it changed."""
        self.rows.append((model._meta.label, row, plain(before), plain(after)))  # noqa: SLF001

    def note(self, row: models.Model, before: dict[str, Any]) -> None:
        """Note a changed object: see `org.carrying.Carriage`."""
        self.changed(type(row), row.pk, before, {name: getattr(row, name) for name in before})

    def store(self) -> int:
        """Write the journal; return how many rows it has."""
        field = JournalRow._meta.get_field("after")  # noqa: SLF001
        rows = ((self.plan.pk, table, row, packed(field, before), packed(field, after)) for table, row, before, after in self.rows)  # fmt: skip
        insert_rows(JournalRow, ("plan_id", "table", "row", "before", "after"), rows)
        return len(self.rows)


def packed(field: Any, value: dict[str, Any] | None) -> Any:
    """Return a value as the driver takes it for a JSON column."""
    return None if value is None else field.get_db_prep_value(value, connection)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as JSON takes them."""
    return {k: v.isoformat() if isinstance(v, dt.date | dt.datetime) else v for k, v in values.items()}


def tables(plan: Plan) -> Iterator[tuple[type[models.Model], list[JournalRow]]]:
    """Yield the journal of a plan by table, some thousands of rows at a time."""
    rows = plan.journal.order_by("table", "pk")
    for label in rows.order_by("table").values_list("table", flat=True).distinct():
        model = apps.get_model(label)
        part: list[JournalRow] = []
        for row in rows.filter(table=label).iterator(chunk_size=CHUNK):
            part.append(row)
            if len(part) == CHUNK:
                yield model, part
                part = []
        if part:
            yield model, part


def check_unchanged(model: type[models.Model], part: list[JournalRow], why: Objection) -> None:
    """Raise `why` when a row says anything else than what the plan left in it."""
    names = sorted({name for row in part for name in row.after})
    fields = {f.attname for f in model._meta.concrete_fields}  # noqa: SLF001
    rows = model._default_manager.filter(pk__in=[row.row for row in part])  # noqa: SLF001
    found = {pk: dict(zip(names, values, strict=True)) for pk, *values in rows.values_list("pk", *names)}
    for row in part:
        now = found.get(row.row)
        if now is None or any(plain({k: now[k]})[k] != v for k, v in row.after.items() if k in fields):
            raise why


def take_out(model: type[models.Model], part: Iterable[JournalRow]) -> None:
    """Take out the rows a plan added."""
    model._default_manager.filter(pk__in=[row.row for row in part if row.before is None]).delete()  # noqa: SLF001


def restore(model: type[models.Model], part: Iterable[JournalRow]) -> None:
    """Give the rows a plan changed their values back."""
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    fields = {f.attname: f for f in model._meta.concrete_fields}  # noqa: SLF001
    for row in part:
        if row.before is not None:
            columns = tuple(sorted(row.before))
            values = tuple(fields[name].to_python(row.before[name]) for name in columns)
            by_columns.setdefault(columns, []).append((*values, row.row))
    for columns, rows in by_columns.items():
        update_rows(model, columns, rows)
