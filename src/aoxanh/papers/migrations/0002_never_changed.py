"""What is issued never changes: numbers, voidings, issues and scans are written once; an issued paper stands still."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

from aoxanh.database.append_only import append_only

#: Everything but the wrapped key: keys rotate, and dropping one is how a paper's words are erased (ADR 0012).
COLUMNS = (
    "uid, unit_id, body, department, kind, form, form_version, sealed, abstract_sealed, state, corrects_id, drafted_at, drafted_by, checked_at, "
    "checked_by, signed_at, signed_by, signed_as"
)
SQLITE = (
    f"""CREATE TRIGGER papers_paper_no_update BEFORE UPDATE OF {COLUMNS} ON papers_paper WHEN OLD.state = 'issued'
BEGIN SELECT RAISE(ABORT, 'an issued paper never changes'); END""",
    """CREATE TRIGGER papers_paper_no_delete BEFORE DELETE ON papers_paper WHEN OLD.state = 'issued'
BEGIN SELECT RAISE(ABORT, 'an issued paper never changes'); END""",
)
POSTGRES = f"""CREATE OR REPLACE FUNCTION papers_paper_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an issued paper never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER papers_paper_no_update BEFORE UPDATE OF {COLUMNS} ON papers_paper FOR EACH ROW
WHEN (OLD.state = 'issued') EXECUTE FUNCTION papers_paper_refuse();
CREATE TRIGGER papers_paper_no_delete BEFORE DELETE ON papers_paper FOR EACH ROW
WHEN (OLD.state = 'issued') EXECUTE FUNCTION papers_paper_refuse();"""


def forbid(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers."""
    del apps
    for statement in SQLITE if editor.connection.vendor == "sqlite" else (POSTGRES,):
        editor.execute(statement, params=None)


def allow(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    del apps
    if editor.connection.vendor == "sqlite":
        for event in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS papers_paper_no_{event}", params=None)
    else:
        editor.execute("DROP FUNCTION IF EXISTS papers_paper_refuse() CASCADE", params=None)


class Migration(migrations.Migration):
    """The database refuses to change or delete what was numbered or issued."""

    dependencies = [("papers", "0001_papers")]
    operations = [
        append_only("papers_number"),
        append_only("papers_voiding"),
        append_only("papers_issue"),
        append_only("papers_scan"),
        RunPython(forbid, allow),
    ]
