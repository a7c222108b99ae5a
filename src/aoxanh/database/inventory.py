"""Which column holds what of a person, why, and for how long: said in code, beside the models, by every room.

Luật 91/2025/QH15 and NĐ 356/2025 Đ.3 (basic data: names, birth, numbers, contacts, photos, accounts) and Đ.4
(sensitive data: origin, belief, political views, to which being in the Union or the Party belongs; what
somebody signs in with). It lies at the bottom of the house so that every room can register its own; a
test fails on any column nobody classified. `./aoxanh data_inventory` prints it for docs/reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.db import models
from django.utils.translation import gettext_lazy as _

ALWAYS = _("for ever: the Union's history")
WITH_RECORD = _("until the person's record is erased")
WITH_ACCOUNT = _("until the account is erased")
LOG = _("for ever; what it says of a person is unreadable once the person's key is erased")
DAYS_30 = _("30 days")
DAYS_14 = _("14 days")
A_DAY = _("one day")
UNTIL_SENT = _("until the form is sent, 40 drafts a person at most")


@dataclass(frozen=True)
class Data:
    """What a column holds: nothing of a person, basic or sensitive personal data; what for; how long."""

    kind: Literal["none", "basic", "sensitive"]
    purpose: Any = ""
    retention: Any = ""


NONE = Data("none")
INVENTORY: dict[type[models.Model], dict[str, Data]] = {}


def classify(model: type[models.Model], columns: dict[str, Data]) -> None:
    """Say of a model's columns what they hold; a key may name several, separated by spaces."""
    known = INVENTORY.setdefault(model, {})
    for names, data in columns.items():
        known.update(dict.fromkeys(names.split(), data))


def columns_of(model: type[models.Model]) -> list[str]:
    """Return the columns of a model that are kept in the database."""
    return [field.name for field in model._meta.get_fields() if field.concrete]  # noqa: SLF001
