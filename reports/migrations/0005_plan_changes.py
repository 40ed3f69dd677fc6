"""Every write to what a plan's pages are computed from leaves a mark, whoever writes and however.

Triggers, and not code, because also the admin, commands, bulk updates and SQL typed by hand must
be seen. PostgreSQL adds one row per plan and statement; on SQLite, where writers take turns, the
newest mark replaces the one before it.

SQLite drops the triggers of a table that a later migration rebuilds: such a migration puts them
back (a test names the tables that lack theirs).
"""

from django.db import migrations

OF_TARGET = "SELECT o.plan_id FROM {rows} r JOIN targets_target o ON o.id = r.target_id"
OF_REPORT = (
    "SELECT o.plan_id FROM {rows} r JOIN reports_report p ON p.id = r.report_id "
    "JOIN reports_round o ON o.id = p.round_id"
)
OWN = "SELECT r.plan_id FROM {rows} r"
OF_UNIT = (
    "SELECT o.plan_id FROM {rows} r JOIN assignments_assignment a ON a.unit_id = r.id "
    "JOIN targets_target o ON o.id = a.target_id UNION "
    "SELECT o.plan_id FROM {rows} r JOIN assignments_assignment a ON a.unit_id = r.id "
    "JOIN targets_task o ON o.id = a.task_id UNION "
    "SELECT o.plan_id FROM {rows} r JOIN reports_report p ON p.unit_id = r.id "
    "JOIN reports_round o ON o.id = p.round_id"
)
# Saving a draft moves none of these.
REPORT_COLUMNS = (
    *("round_id", "unit_id", "reviewing_office", "state", "behalf_by_id", "first_submitted_at"),
    *("days_late", "submitted_at", "returned_at", "resubmit_by", "resent_days_late", "accepted_at"),
    *("reopened_until", "excused_at"),
)
# table → (the plans of its rows, columns that its queries need, columns whose update counts)
WATCHED = {
    "targets_plan": ("SELECT r.id AS plan_id FROM {rows} r", ("id",), ()),
    "targets_sector": (OWN, ("plan_id",), ()),
    "targets_clause": (OWN, ("plan_id",), ()),
    "targets_decision": (OWN, ("plan_id",), ()),
    "targets_target": (OWN, ("plan_id",), ()),
    "targets_task": (OWN, ("plan_id",), ()),
    "targets_reading": (OF_TARGET, ("target_id",), ()),
    "targets_annualtarget": (OF_TARGET, ("target_id",), ()),
    "assignments_unit": (OF_UNIT, ("id",), ()),
    "assignments_assignment": (
        f"{OF_TARGET} UNION {OF_TARGET.replace('target', 'task')}".replace("tasks_", "targets_"),
        ("target_id", "task_id"),
        (),
    ),
    "reports_round": (OWN, ("plan_id",), ()),
    "reports_report": (
        "SELECT o.plan_id FROM {rows} r JOIN reports_round o ON o.id = r.round_id",
        ("round_id",),
        REPORT_COLUMNS,
    ),
    "reports_extension": (OF_REPORT, ("report_id",), ()),
    "reports_targetentry": (OF_REPORT, ("report_id",), ("report_id", "target_id", "scope")),
    "reports_taskupdate": (
        OF_REPORT,
        ("report_id",),
        ("report_id", "task_id", "rating", "review_state", "reviewer_rating"),
    ),
    "reports_observation": (OF_TARGET, ("target_id",), ()),
}

NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"


def sqlite_trigger(table, verb, query, needed, counting):
    """A row at a time; an update may move a row from one plan to another, so both are marked."""
    sides = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[verb]
    plans = " UNION ".join(
        query.format(rows="(SELECT " + ", ".join(f"{s}.{c} AS {c}" for c in needed) + ")")
        for s in sides
    )
    when = ""
    if verb == "UPDATE" and counting:
        when = "WHEN " + " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in counting)
    return f"""CREATE TRIGGER mark_{table}_{verb.lower()} AFTER {verb} ON {table} {when} BEGIN
        DELETE FROM reports_planchange WHERE plan_id IN ({plans});
        INSERT INTO reports_planchange (plan_id, at)
        SELECT m.plan_id, {NOW} FROM ({plans}) m WHERE m.plan_id IS NOT NULL;
    END"""


def postgresql_function(table, verb, query, counting):
    """Once a statement, over all the rows that it wrote."""
    if verb == "UPDATE":
        rows = ("was", "is_now")
        if counting:
            columns = [", ".join(f"{side}.{c}" for c in counting) for side in ("w", "n")]
            changed = (
                "(SELECT {side}.* FROM was w JOIN is_now n ON n.id = w.id "
                f"WHERE ({columns[0]}) IS DISTINCT FROM ({columns[1]}))"
            )
            rows = (changed.format(side="w"), changed.format(side="n"))
    else:
        rows = ("is_now",) if verb == "INSERT" else ("was",)
    plans = " UNION ".join(query.format(rows=one) for one in rows)
    return f"""CREATE FUNCTION mark_{table}_{verb.lower()}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
        INSERT INTO reports_planchange (plan_id, at)
        SELECT DISTINCT m.plan_id, clock_timestamp() FROM ({plans}) m WHERE m.plan_id IS NOT NULL;
        RETURN NULL;
        END $$"""


def postgresql_trigger(table, verb):
    was, is_now = "OLD TABLE AS was", "NEW TABLE AS is_now"
    tables = {"INSERT": is_now, "DELETE": was, "UPDATE": f"{was} {is_now}"}[verb]
    return f"""CREATE TRIGGER mark_{table}_{verb.lower()} AFTER {verb} ON {table}
        REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION mark_{table}_{verb.lower()}()"""


TRUNCATED = """CREATE FUNCTION mark_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
    INSERT INTO reports_planchange (plan_id, at) SELECT id, clock_timestamp() FROM targets_plan;
    RETURN NULL;
    END $$"""


def verbs(table):
    # A plan that is gone has no pages; its own rows were marked before it.
    return ("INSERT", "UPDATE") if table == "targets_plan" else ("INSERT", "UPDATE", "DELETE")


def sqlite_forgetting():
    """Marks that a plan's own rows left while they were deleted go with the plan."""
    return """CREATE TRIGGER forget_plan_changes BEFORE DELETE ON targets_plan BEGIN
        DELETE FROM reports_planchange WHERE plan_id = OLD.id; END"""


POSTGRESQL_FORGETTING = (
    """CREATE FUNCTION forget_plan_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN DELETE FROM reports_planchange WHERE plan_id = OLD.id; RETURN OLD; END $$""",
    """CREATE TRIGGER forget_plan_changes BEFORE DELETE ON targets_plan
    FOR EACH ROW EXECUTE FUNCTION forget_plan_changes()""",
)


def put_marks(schema_editor, watched):
    def run(sql):
        schema_editor.execute(sql, params=None)  # percent signs are the statement's own

    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for sql in (sqlite_forgetting(),) if is_sqlite else (*POSTGRESQL_FORGETTING, TRUNCATED):
        run(sql)
    for table, (query, needed, counting) in watched.items():
        for verb in verbs(table):
            if is_sqlite:
                run(sqlite_trigger(table, verb, query, needed, counting))
            else:
                run(postgresql_function(table, verb, query, counting))
                run(postgresql_trigger(table, verb))
        if not is_sqlite:
            run(
                f"CREATE TRIGGER mark_{table}_truncate AFTER TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION mark_truncated()"
            )


def take_marks(schema_editor, watched):
    is_sqlite = schema_editor.connection.vendor == "sqlite"

    def drop(name, table):
        schema_editor.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))

    for table in watched:
        for verb in verbs(table):
            drop(f"mark_{table}_{verb.lower()}", table)
            if not is_sqlite:
                schema_editor.execute(f"DROP FUNCTION mark_{table}_{verb.lower()}()")
        if not is_sqlite:
            drop(f"mark_{table}_truncate", table)
    drop("forget_plan_changes", "targets_plan")
    if not is_sqlite:
        schema_editor.execute("DROP FUNCTION forget_plan_changes()")
        schema_editor.execute("DROP FUNCTION mark_truncated()")


def forwards(apps, schema_editor):
    put_marks(schema_editor, WATCHED)


def backwards(apps, schema_editor):
    take_marks(schema_editor, WATCHED)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_sending_and_showing"),
        ("assignments", "0003_plan_letterhead"),
        ("targets", "0002_denominators"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
