"""The log: chained, append-only, proving itself; erasure leaves it whole."""

from __future__ import annotations

import json
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from aoxanh.audit.actor import Actor
from aoxanh.audit.chain import prove, write_head
from aoxanh.audit.models import AuditEntry, ChainHead
from aoxanh.audit.operation import Done, operation, record

MACHINE = Actor()


def write(n: int) -> None:
    for number in range(n):
        with transaction.atomic():
            record("test.act", Done(None, facts={"n": number, "tên": "Đặng"}), actor=MACHINE)


def lifted(sql: str, *params: object) -> None:
    """Change the table as a superuser of the database would: with the triggers out of the way."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_auditentry'"
            )
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(sql, params)
            for _name, created in triggers:
                cursor.execute(created)
        else:
            cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
            cursor.execute(sql, params)
            cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER USER")


@pytest.mark.django_db
def test_an_untouched_chain_holds_and_names_its_head(capsys):
    write(5)
    proof = prove()
    assert proof.holds
    assert (proof.links, proof.head) == (5, AuditEntry.objects.get(seq=5).hash)
    call_command("audit", "verify", "--json")
    assert json.loads(capsys.readouterr().out)["links"] == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tampering", "row"),
    [
        ("UPDATE audit_auditentry SET facts = '{}' WHERE seq = 3", 3),
        ("UPDATE audit_auditentry SET actor_id = 99 WHERE seq = 2", 2),
        ("UPDATE audit_auditentry SET action = 'other.act' WHERE seq = 1", 1),
        ("DELETE FROM audit_auditentry WHERE seq = 3", 3),
        ("DELETE FROM audit_auditentry WHERE seq = 1", 1),
        ("DELETE FROM audit_auditentry WHERE seq = 5", 5),
        ("UPDATE audit_auditentry SET seq = seq + 100 WHERE seq = 4", 4),
    ],
)
def test_an_edited_or_deleted_row_is_found_and_named(tampering, row, capsys):
    """Proof S5."""
    write(5)
    lifted(tampering)
    assert prove().broken_at == row
    with pytest.raises(SystemExit) as left:
        call_command("audit", "verify")
    assert left.value.code == 1
    assert f"row {row}" in capsys.readouterr().err


@pytest.mark.django_db
def test_swapped_and_inserted_rows_are_found():
    write(5)
    lifted("UPDATE audit_auditentry SET seq = 900 WHERE seq = 2")
    lifted("UPDATE audit_auditentry SET seq = 2 WHERE seq = 3")
    lifted("UPDATE audit_auditentry SET seq = 3 WHERE seq = 900")
    assert prove().broken_at == 2
    lifted("UPDATE audit_auditentry SET seq = 900 WHERE seq = 2")
    lifted("UPDATE audit_auditentry SET seq = 2 WHERE seq = 3")
    lifted("UPDATE audit_auditentry SET seq = 3 WHERE seq = 900")
    assert prove().holds
    copy = AuditEntry.objects.get(seq=5)
    copy.seq = 6
    copy.save(force_insert=True)
    assert prove().broken_at == 6


@pytest.mark.django_db
def test_an_older_copy_put_back_is_found_by_the_heads_kept_outside(tmp_path):
    write(5)
    write_head(tmp_path)
    lifted("DELETE FROM audit_auditentry WHERE seq > 3")
    last = AuditEntry.objects.get(seq=3)
    ChainHead.objects.update(seq=3, hash=last.hash)
    assert prove().holds, "the database alone cannot know"
    assert prove(tmp_path).broken_at == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditentry SET facts = '{}'", "DELETE FROM audit_auditentry"]
)
def test_the_database_itself_refuses_to_change_the_log(statement):
    write(1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().update(facts="{}")


@pytest.mark.django_db
def test_a_refused_operation_writes_nothing():
    @operation("test.refused", allow=lambda user, target: False, says="x")
    def act(target, *, actor):
        raise AssertionError("never reached")

    with pytest.raises(PermissionDenied):
        act(None, actor=Actor(user=object(), source="page"))
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["page", "api"])
def test_an_anonymous_visitor_is_not_the_machine(source):
    @operation("test.anonymous", allow=lambda user, target: False, says="x")
    def act(target, *, actor):
        raise AssertionError("never reached")

    with pytest.raises(PermissionDenied):
        act(None, actor=Actor(user=None, source=source))


@pytest.mark.django_db
def test_operations_never_nest():
    @operation("test.inner", allow=lambda user, target: True, says="x")
    def inner(target, *, actor):
        return Done(None)

    @operation("test.outer", allow=lambda user, target: True, says="x")
    def outer(target, *, actor):
        inner(None, actor=actor)
        return Done(None)

    with pytest.raises(RuntimeError):
        outer(None, actor=MACHINE)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_make_one_unbroken_chain():
    def run() -> None:
        try:
            write(6)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditEntry.objects.count() == 48
    assert prove().holds
