"""`operation`: the one way to write. Permitted, atomic and audited, by construction.

    @operation("org.unit.rename", allow=may_rename_unit, says=_("renamed the unit to “%(name)s”"))
    def rename_unit(unit, *, actor, change): ...
        return Done(unit, unit=unit, facts={"name": change.name})

Operations never nest (`durable=True`): what two of them share is a plain function.
"""

from __future__ import annotations

import functools
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from aoxanh.audit.actor import Actor
from aoxanh.audit.clock import refuse_wrong_clock
from aoxanh.audit.models import AuditEntry, ChainHead, CommandKey, canonical


@dataclass
class Done:
    """What an operation hands back: its result, and what the log shall say of it.

    `target` is the thing acted on (a model, recorded by its label and primary key); `unit` where it
    counts; `subject` the person's public id; `facts` codes and ids; `private` values of the person that
    are sealed by `seal` before they are written.
    """

    result: Any
    target: models.Model | None = None
    unit: Any = None
    subject: uuid.UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] | None = None
    seal: Any = None


@dataclass(frozen=True)
class Operation:
    """A registered action: its policy and the sentence the log shows."""

    action: str
    allow: Callable[[Any, Any], Any]
    says: Any
    perform: Callable[..., Any]


class AlreadyDoneError(Exception):
    """The same command was carried out before, by an earlier or a parallel request."""


OPERATIONS: dict[str, Operation] = {}
SENTENCES: dict[str, Any] = {}
_receivers: dict[str, list[Callable[[AuditEntry], None]]] = defaultdict(list)


def operation(
    action: str, *, allow: Callable[[Any, Any], Any], says: Any, public: bool = False
) -> Callable[[Callable[..., Done]], Callable[..., Any]]:
    """Declare the one way to perform `action`.

    `allow(user, target)` is a policy; a truthy answer that is an appointment is recorded as the duty
    acted by. `public`: somebody not signed in may ask too, and `allow(None, target)` answers. Raises
    PermissionDenied, AlreadyDoneError, or whatever Objection the function raises; in each case nothing
    was written.
    """

    def declare(function: Callable[..., Done]) -> Callable[..., Any]:
        @functools.wraps(function)
        def perform(target: Any, *, actor: Actor, **facts: Any) -> Any:
            with transaction.atomic(durable=True):
                asks = public or actor.user is not None
                grant = actor.is_machine or (asks and allow(actor.user, target))
                if not grant:
                    raise PermissionDenied(action)
                claim_command(actor)
                done = function(target, actor=actor, **facts)
                entry = record(action, done, actor=actor, grant=grant)
                for receive in _receivers[action]:
                    transaction.on_commit(functools.partial(receive, entry))
            if actor.command:
                actor.command.used = True
            return done.result

        perform.allow = allow  # type: ignore[attr-defined]  # templates ask the same predicate
        OPERATIONS[action] = Operation(action, allow, says, perform)
        SENTENCES[action] = says
        return perform

    return declare


def on(action: str) -> Callable[[Callable[[AuditEntry], None]], Callable[[AuditEntry], None]]:
    """Have `receive(entry)` called after each committed `action`: how higher rooms listen to lower ones."""

    def declare(receive: Callable[[AuditEntry], None]) -> Callable[[AuditEntry], None]:
        _receivers[action].append(receive)
        return receive

    return declare


def claim_command(actor: Actor) -> None:
    """Take the actor's command key for this transaction, or raise AlreadyDoneError."""
    command = actor.command
    if command is None or command.used:
        return
    claim = uuid.uuid4()
    row = CommandKey(scope=command.scope, key=command.key, claim=claim, fingerprint=command.fingerprint)
    CommandKey.objects.bulk_create([row], ignore_conflicts=True)  # waits for a parallel twin to commit
    if not CommandKey.objects.filter(scope=command.scope, key=command.key, claim=claim).exists():
        raise AlreadyDoneError(command.key)


def record(action: str, done: Done, *, actor: Actor, grant: Any = None) -> AuditEntry:
    """Append one entry to the chain, inside the caller's transaction."""
    now = timezone.now()
    head = locked_head()
    refuse_wrong_clock(now, head.at, getattr(head, "database_clock", None))
    target = done.target if done.target is not None else done.result
    sealed = done.seal.close(canonical(done.private), "audit") if done.private and done.seal else None
    entry = AuditEntry(
        seq=head.seq + 1,
        at=now,
        action=action,
        actor_id=getattr(actor.user, "pk", None),
        duty=getattr(grant, "duty", ""),
        duty_unit_id=getattr(grant, "unit_id", None),
        source=actor.source,
        address=actor.address,
        reference=actor.reference,
        target_kind=target._meta.label_lower if isinstance(target, models.Model) else "",  # noqa: SLF001
        target_id=str(target.pk) if isinstance(target, models.Model) else "",
        unit_id=getattr(done.unit, "pk", done.unit),
        subject=done.subject,
        facts=canonical(done.facts),
        sealed=sealed,
        previous=head.hash,
    )
    entry.hash = entry.digest()
    entry.save(force_insert=True)
    ChainHead.objects.filter(pk=1).update(seq=entry.seq, hash=entry.hash, at=entry.at)
    return entry


def locked_head() -> ChainHead:
    """Return the last link, locked; on PostgreSQL with what the server's clock said when it was asked."""
    heads = ChainHead.objects.select_for_update()
    if connection.vendor == "postgresql":
        heads = heads.annotate(database_clock=Now())
    return heads.get_or_create(pk=1)[0]


def reading(action: str, *, says: Any) -> Callable[..., AuditEntry]:
    """Declare a sensitive read that is written down: returns `note(target, actor=…, …)` to call when it happens."""
    SENTENCES[action] = says

    def note(target: models.Model, *, actor: Actor, grant: Any = None, **about: Any) -> AuditEntry:
        with transaction.atomic():
            return record(action, Done(target, **about), actor=actor, grant=grant)

    return note


def history(entries: models.QuerySet[AuditEntry], limit: int = 50) -> Iterable[AuditEntry]:
    """Return the newest entries of a history."""
    return entries.order_by("-seq")[:limit]
