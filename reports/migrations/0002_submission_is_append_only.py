"""Submissions are never updated and never deleted: the database itself refuses it."""

from django.db import migrations

MESSAGE = "reports_submission is append-only"

SQLITE = [
    f"""CREATE TRIGGER submission_no_update BEFORE UPDATE ON reports_submission
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    f"""CREATE TRIGGER submission_no_delete BEFORE DELETE ON reports_submission
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
]
SQLITE_UNDO = ["DROP TRIGGER submission_no_update", "DROP TRIGGER submission_no_delete"]

POSTGRESQL = [
    f"""CREATE FUNCTION submission_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER submission_no_change BEFORE UPDATE OR DELETE ON reports_submission
    FOR EACH ROW EXECUTE FUNCTION submission_append_only()""",
    """CREATE TRIGGER submission_no_truncate BEFORE TRUNCATE ON reports_submission
    FOR EACH STATEMENT EXECUTE FUNCTION submission_append_only()""",
]
POSTGRESQL_UNDO = [
    "DROP TRIGGER submission_no_truncate ON reports_submission",
    "DROP TRIGGER submission_no_change ON reports_submission",
    "DROP FUNCTION submission_append_only()",
]


def run(schema_editor, sqlite, postgresql):
    statements = sqlite if schema_editor.connection.vendor == "sqlite" else postgresql
    for statement in statements:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    run(schema_editor, SQLITE, POSTGRESQL)


def backwards(apps, schema_editor):
    run(schema_editor, SQLITE_UNDO, POSTGRESQL_UNDO)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
