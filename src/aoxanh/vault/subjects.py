"""Which tables hold wrapped data keys, so that rotation reaches them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models, transaction

from aoxanh.vault.keyring import keyring
from aoxanh.vault.sealing import master_number, rewrap


@dataclass(frozen=True)
class Subjects:
    """A model whose rows each own a data key."""

    model: type[models.Model]
    key_field: str
    subject_field: str


SUBJECTS: list[Subjects] = []


def register(model: type[models.Model], *, key_field: str, subject_field: str) -> None:
    """Say that `model` keeps a wrapped key in `key_field`, bound to the text of `subject_field`."""
    SUBJECTS.append(Subjects(model, key_field, subject_field))


def rotate(batch: int = 5000) -> Iterator[int]:
    """Wrap every data key with the current master key; yield how many were rewrapped so far.

    Runs while the installation serves: each batch is one short transaction, and a row whose key was
    changed or dropped meanwhile is left as it is now.
    """
    done, current = 0, keyring().current
    for subjects in SUBJECTS:
        last = 0
        rows = subjects.model._default_manager.exclude(**{f"{subjects.key_field}__isnull": True})  # noqa: SLF001
        columns = ("pk", subjects.subject_field, subjects.key_field)
        while page := list(rows.filter(pk__gt=last).order_by("pk").values_list(*columns)[:batch]):
            with transaction.atomic():
                for pk, subject, wrapped in page:
                    if master_number(wrapped) != current:
                        same = rows.filter(pk=pk, **{subjects.key_field: wrapped})
                        done += same.update(**{subjects.key_field: rewrap(wrapped, str(subject))})
            last = page[-1][0]
            yield done
