"""The log, told in sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from aoxanh.audit.actor import MACHINES
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.operation import SENTENCES


def told(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """Return entries with who and what in words, in the reader's language: one query for all names."""
    rows = list(entries)
    users = {row.actor_id for row in rows if row.actor_id}
    names = {user.pk: str(user) for user in get_user_model()._default_manager.filter(pk__in=users)}  # noqa: SLF001
    return [
        {
            "entry": row,
            "who": names.get(
                row.actor_id or 0, _("The system") if row.source in MACHINES else _("A visitor")
            ),
            "what": sentence(row),
            "when": row.at,
            "duty": row.duty,
        }
        for row in rows
    ]


def sentence(entry: AuditEntry) -> str:
    """Return what an entry says was done, without who."""
    text = SENTENCES.get(entry.action)
    if text is None:
        return entry.action
    facts: dict[str, Any] = defaultdict(
        str, {name: shown(name, value) for name, value in entry.details.items()}
    )
    return str(text) % facts


#: Rooms say how their codes are shown in sentences: fact name -> function of its value.
SHOWN: dict[str, Any] = {}


def shown(name: str, value: Any) -> str:
    """Return a fact as it is shown: codes by their titles, lists by commas."""
    if isinstance(value, list):
        return ", ".join(shown(name, one) for one in value)
    return str(SHOWN[name](value)) if name in SHOWN else str(value)
