"""The three sizes of ``make bench``: one district, a city, and a thousand times the rows.

Every value is invented and marked as illustrative. The district is made through the models, on any
database; its copies are made by PostgreSQL itself, table by table, with every key moved by the same
step, so that rows of other plans lie beside the district's and its own page stays what it was.
Usage (``DATABASE_URL`` names the database): ``python -m bench.data district``, then on a copy of
that database ``city``, ``thousand``, ``rows5000`` or ``rows50000``; prints what was made as JSON.
"""

import json
import os
import sys
from collections import Counter
from datetime import datetime, time
from decimal import Decimal

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "q3plan.settings")
    django.setup()

from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse

from assignments.models import Assignment, Office, Unit
from q3plan.accounts.models import User
from q3plan.lib import clock
from q3plan.lib.dates import LOCAL
from reports.compiling.assemble import assemble_round
from reports.models import (
    Assessment,
    Figure,
    Observation,
    PlanYearTotal,
    Report,
    Round,
    TargetEntry,
)
from targets.models import AnnualTarget, Clause, Decision, Plan, Reading, Sector, Target
from targets.progress import Vintage

YEARS = range(2008, 2028)
PLANS, WARDS, TIMES = 500, 168, 1000
OFFICER = "tckh.tonghop1@q3.example"
# What is asked for over HTTP; a finished year has every figure.
YEAR = 2026
MEASURED = (
    ("dashboard", {}),
    ("plan_list", {}),
    ("consolidated_xlsx", {"year": YEAR}),
    ("consolidated_docx", {"year": YEAR}),
    ("observation_export", {"kind": "csv"}),
    ("observation_export", {"kind": "xlsx"}),
)
SOURCE = "Số liệu minh họa để đo tốc độ"
WHOLE, WARD = TargetEntry.Scope.WHOLE, TargetEntry.Scope.WARD
ASKED = ((0, Vintage.YTD), (0, Vintage.ESTIMATE), (-1, Vintage.FINAL))
KEPT = (Vintage.YTD, Vintage.ESTIMATE, Vintage.PRELIMINARY, Vintage.FINAL)
ACCEPTED = Report.State.ACCEPTED


# One district


@transaction.atomic
def district(plan, *, by, units, years):
    """Rounds of all ``years``: a report of every unit with every target, accepted before the last.

    What is there stays as it is; a unit that does not provide a target gives its own part of it.
    """
    targets = list(Target.objects.filter(plan=plan).prefetch_related("readings"))
    rounds = [_round(plan, year) for year in years]
    for held in rounds:
        _reports(held, units, by)
    _entries(rounds, targets, units)
    Observation.objects.bulk_create(
        (
            Observation(
                target=target,
                year=year,
                vintage=vintage,
                value=invented(target, year, step=KEPT.index(vintage)),
                source=SOURCE,
                is_illustrative=True,
                accepted_at=_moment(rounds[0]),
                accepted_by=by,
            )
            for target in targets
            for year in years[:-1]
            for vintage in KEPT
        ),
        ignore_conflicts=True,
    )


def invented(target, year, *, part=0, step=0) -> Decimal:
    """A value near what the plan asks, another one for every year, unit and vintage."""
    asked = next((row.value for row in target.readings.all() if row.is_governing), None)
    share = 80 + (year * 7 + part * 3 + step) % 25
    value = (asked or Decimal(50)) * share / 100
    return max(Decimal(0), min(value, Decimal(100))) if target.is_percentage else value


def _moment(held):
    return datetime.combine(held.data_cutoff_on, time(15), LOCAL)


def _round(plan, year):
    days = Round.days_of(plan, year)
    return Round.objects.get_or_create(
        plan=plan, year=year, defaults={**days, "is_illustrative": True}
    )[0]


def _reports(held, units, by):
    have = set(held.reports.values_list("unit_id", flat=True))
    sent = _moment(held)
    made = Report.objects.bulk_create(
        Report(
            round=held,
            unit=unit,
            state=ACCEPTED,
            first_submitted_at=sent,
            submitted_at=sent,
            submitted_by=by,
            days_late=0,
            accepted_at=sent,
            accepted_by=by,
        )
        for unit in units
        if unit.pk not in have
    )
    Assessment.objects.bulk_create(Assessment(report=report, overview=SOURCE) for report in made)


def _entries(rounds, targets, units):
    reports = Report.objects.filter(round__in=rounds, unit__in=units).select_related("round")
    reports = list(reports.order_by("round__year", "unit__order", "pk"))
    have = set(TargetEntry.objects.filter(report__in=reports).values_list("report_id", "target_id"))
    providing = Assignment.objects.filter(target__in=targets, provides=True)
    provider = dict(providing.values_list("target_id", "unit_id"))
    entries = TargetEntry.objects.bulk_create(
        TargetEntry(
            report=report,
            target=target,
            scope=WHOLE if provider.get(target.pk) == report.unit_id else WARD,
            source=SOURCE,
            review_state="ACCEPTED" if report.state == ACCEPTED else "PENDING",
        )
        for report in reports
        for target in targets
        if (report.pk, target.pk) not in have
    )
    Figure.objects.bulk_create(
        (
            Figure(
                entry=entry,
                year=entry.report.round.year + away,
                vintage=vintage,
                value=invented(entry.target, entry.report.round.year, part=entry.report.unit_id),
            )
            for entry in entries
            for away, vintage in (ASKED if entry.scope == WHOLE else ASKED[1:2])
        ),
        batch_size=2_000,
    )


# Copies of it, on PostgreSQL

STRUCTURE = (Plan, Sector, Clause, Decision, Target, Reading, AnnualTarget)
REPORTED = (Round, Report, TargetEntry)
# What is worth copying of a table; ``t`` is the row.
ONLY = {
    Assignment: "t.target_id IS NOT NULL",
    Clause: "EXISTS (SELECT FROM targets_reading r WHERE r.clause_id = t.id)",
    Round: "t.year >= 2025",
    PlanYearTotal: "t.year >= 2025",
    Report: "EXISTS (SELECT FROM reports_round r WHERE r.id = t.round_id AND r.year >= 2025)",
    TargetEntry: "t.scope = 'WHOLE' AND EXISTS (SELECT FROM reports_report p JOIN reports_round r"
    " ON r.id = p.round_id WHERE p.id = t.report_id AND r.year >= 2025)",
}


def copy(models, times):
    """``times`` further plans with their rows of ``models``, by one statement a table.

    Keys between copied tables move by the same step. Triggers and the check of references sleep
    meanwhile, and the indexes of the longest table are built once at the end.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        tables = [model._meta.db_table for model in models]
        step = max(_largest_key(cursor, table) for table in tables) + 1
        for model in models:
            with _without_indexes(cursor, model):
                cursor.execute(_copying(model, set(models), step), [times])
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    _settle()


def _settle():
    """What autovacuum would do in the minutes after."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")


def _largest_key(cursor, table):
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
    return cursor.fetchone()[0]


def _copying(model, copied, step):
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    given = ", ".join(_expression(model, field, copied, step) for field in fields)
    return (
        f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {given} "
        f"FROM generate_series(1, %s) k CROSS JOIN {model._meta.db_table} t "
        f"WHERE t.id < {step} AND {ONLY.get(model, 'true')}"
    )


def _expression(model, field, copied, step):
    held = f't."{field.column}"'
    if field.primary_key or field.related_model in copied:
        return f"{held} + k * {step}"
    if model is Plan and field.name in ("slug", "number"):
        return f"'bench-' || k || '-' || {held}"
    if model is Plan and field.name == "issued_on":
        return "t.issued_on - 400"  # the screens show the plan that was issued last
    if field.related_model is Report:
        return "NULL"  # a figure whose report was left behind
    if field.related_model is Unit and Assignment in copied:
        becomes = f"SELECT becomes FROM bench_wards w WHERE w.was = {held} AND w.turn = k"
        return f"coalesce(({becomes}), {held})"
    return held


class _without_indexes:
    """Drops what can be built again faster than kept up row by row, for the longest table."""

    def __init__(self, cursor, model):
        self.cursor, self.is_long, self.table = cursor, model is Observation, model._meta.db_table

    def __enter__(self):
        if not self.is_long:
            return
        self.cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "WHERE i.indrelid = %s::regclass AND NOT EXISTS "
            "(SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            [self.table],
        )
        self.indexes = self.cursor.fetchall()
        for name, _definition in self.indexes:
            self.cursor.execute(f"DROP INDEX {name}")

    def __exit__(self, *problem):
        for _name, definition in self.indexes if self.is_long and not problem[0] else ():
            self.cursor.execute(definition)


def thousand(plan):
    """A thousand times the accepted rows, of plans that the district's people do not see."""
    copy((*STRUCTURE, *REPORTED, Observation), TIMES)


def city(plan):
    """Every plan 500 times, that one office coordinates; 168 wards and communes in turn answer."""
    wards = list(Unit.objects.filter(kind=Unit.Kind.WARD).order_by("order", "pk"))
    extra = Unit.objects.bulk_create(
        Unit(
            code=f"bench-xa-{number}",
            kind=Unit.Kind.WARD,
            name=f"Xã, phường minh họa {number}",
            short_name=f"XP {number}",
            order=200,
            valid_from=plan.issued_on,
        )
        for number in range(len(wards) + 1, WARDS + 1)
    )
    everyone = [unit.pk for unit in (*wards, *extra)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_wards (turn int, was bigint, becomes bigint)")
        cursor.executemany(
            "INSERT INTO bench_wards VALUES (%s, %s, %s)",
            [
                (turn, ward.pk, everyone[(turn * len(wards) + place) % WARDS])
                for turn in range(1, PLANS)
                for place, ward in enumerate(wards)
            ],
        )
        cursor.execute("CREATE INDEX ON bench_wards (was, turn)")
    copy((*STRUCTURE, Office, Assignment, *REPORTED, PlanYearTotal, Observation), PLANS - 1)


def few(plan, plans=5):
    """Some 1 000 accepted rows for every plan, all of them to be seen by one officer."""
    copy((*STRUCTURE, Office, *REPORTED, Observation), plans - 1)


SIZES = {
    "city": city,
    "thousand": thousand,
    "rows5000": few,
    "rows50000": lambda plan: few(plan, 50),
}


# What the harness asks


def session_of(email) -> str:
    """The key of a session in which this person is signed in."""
    user = User.objects.get(email=email)
    store = SessionStore()
    store[auth.SESSION_KEY] = str(user.pk)
    store[auth.BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key


def counts() -> dict:
    models = (Plan, Unit, Target, Report, Figure, Observation)
    return Counter({model._meta.model_name: model.objects.count() for model in models})


def series(plan) -> list[dict]:
    """Each target with the value of every year, for the reference that draws the same charts."""
    rows = []
    for target in Target.objects.filter(plan=plan).select_related("sector").order_by("order"):
        held = Observation.objects.current().filter(target=target).exclude(vintage="YTD")
        values = {row.year: float(row.value) for row in held.order_by("year", "pk")}
        asked = dict(target.annual_targets.values_list("year", "value"))
        rows.append(
            {
                "code": target.code,
                "name": target.name,
                "sector": target.sector.slug,
                "unit": target.unit_of_measure,
                "years": list(values),
                "values": list(values.values()),
                "asked": {year: float(value) for year, value in sorted(asked.items())},
            }
        )
    return rows


def addresses() -> dict[str, str | None]:
    """Name → address of what is measured; None where Q3Plan has no such page."""
    return {
        f"{name}.{arguments['kind']}" if "kind" in arguments else name: _address(name, arguments)
        for name, arguments in MEASURED
    }


def _address(name, arguments):
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return None


def main(size):
    plan = Plan.objects.current()
    if size == "district":
        units = Unit.objects.filter(reports__round__plan=plan).distinct()
        officer = User.objects.get(email=OFFICER)
        district(plan, by=officer, units=list(units), years=YEARS)
        call_command("recount_totals", stdout=sys.stderr)
        assemble_round(Round.objects.get(plan=plan, year=YEAR), by=officer, at=clock.now())
    else:
        SIZES[size](plan)
    told = {"session": session_of(OFFICER), "counts": counts(), "plan": plan.pk}
    print(json.dumps(told | {"series": series(plan), "addresses": addresses()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
