"""What a consolidated report says, as plain data: the draft is printed from it and a frozen one
keeps it, so that the two never differ in kind.

Figures are strings of Decimals beside their printed text; days and moments are ISO. Always
Vietnamese, whatever language the interface speaks.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation

from q3plan.lib import dates
from reports.charts.contribution import Contribution, contribution_chart
from reports.compiling.content import Compiled, compiled_content
from reports.dashboards.board import Board, reporting_board
from reports.dashboards.task_standing import TaskStanding, rating_counts, task_standings
from reports.models import CompiledReport, Submission
from reports.yearly_table.table import Table, consolidated_table
from targets.models import Task
from targets.progress import ReportingStatus, Vintage

FORM = 1
HEAD = (
    "superior",
    "agency",
    "symbol",
    "place",
    "authority",
    "signer_title",
    "signer_name",
    "recipients",
    "archive",
)


@dataclass(frozen=True)
class Material:
    """Everything a consolidated report is made of, read at one moment."""

    compiled: CompiledReport
    table: Table
    tasks: tuple[TaskStanding, ...]
    board: Board
    text: Compiled
    at: datetime

    @property
    def counted(self) -> tuple[TaskStanding, ...]:
        """What the dashboard counts: the common duties of all units are no tasks of their own."""
        return tuple(row for row in self.tasks if row.task.kind != Task.Kind.OBLIGATION)

    @property
    def contribution(self) -> Contribution:
        by_sector = {}
        for row in self.counted:
            by_sector.setdefault(row.task.sector, []).append(row)
        groups = sorted(by_sector, key=lambda sector: (sector.order, sector.pk))
        rows = [(sector.name, rating_counts(by_sector[sector])) for sector in groups]
        return contribution_chart(rows, year=self.table.year)


def read_material(compiled: CompiledReport, *, powers, at: datetime) -> Material:
    """A fixed number of queries. Every reader of the report sees the whole plan, so that it says
    the same to each of them."""
    round = compiled.round
    tasks = Task.objects.filter(plan=round.plan_id).select_related("sector").order_by("order")
    with translation.override("vi"):
        return Material(
            compiled=compiled,
            table=consolidated_table(round.plan, round.year, at=at, powers=powers),
            tasks=tuple(task_standings(tasks, on=dates.as_day(at), until=round.year)),
            board=reporting_board(round, at=at, powers=powers),
            text=compiled_content(compiled),
            at=at,
        )


def content_of(material: Material) -> dict:
    """The snapshot: every figure with its value, vintage, yardstick and verdict; every rating;
    the reporting board; every passage; the head; what it was made from."""
    with translation.override("vi"):
        return {
            "form": FORM,
            "at": material.at.isoformat(),
            **_head(material.compiled),
            "table": _table(material.table),
            "tasks": [_task(row) for row in material.tasks],
            "board": _board(material.board),
            "parts": [_part(part) for part in material.text.parts],
            "made_from": {
                "compiled_version": material.compiled.version,
                "submissions": _submissions(material.compiled.round),
            },
        }


def _head(compiled):
    plan = compiled.round.plan
    return {
        "plan": {
            "slug": plan.slug,
            "number": plan.number,
            "title": plan.title,
            "issuer": plan.issuer,
            "place": plan.place,
            "issued_on": plan.issued_on.isoformat(),
        },
        "year": compiled.round.year,
        "is_illustrative": compiled.round.is_illustrative,
        "letterhead": {name: getattr(compiled, name) for name in HEAD},
        "number": compiled.number,
        "dated_on": compiled.dated_on.isoformat() if compiled.dated_on else None,
        "subject": compiled.subject,
        "addressee": compiled.addressee,
    }


def _table(table):
    return {
        "title": table.title,
        "columns": [
            {"key": column.key, "heading": column.heading, "sign": column.sign, "kind": column.kind}
            for column in table.columns
        ],
        "groups": [
            {
                "numeral": group.numeral,
                "name": group.name,
                "rows": [_row(row) for row in group.rows],
            }
            for group in table.groups
        ],
        "footnotes": list(table.footnotes),
        "is_illustrative": table.is_illustrative,
    }


def _row(row):
    standing = row.standing
    return {
        "number": row.number,
        "code": row.target.code,
        "name": row.target.name,
        "unit_of_measure": row.target.unit_of_measure,
        "cells": {
            key: {"text": cell.text, "value": _number(cell.value)}
            | ({"is_illustrative": True} if cell.is_illustrative else {})
            for key, cell in row.by_key.items()
        },
        "notes": list(row.remarks),
        "value": _number(standing.value),
        "display": standing.display,
        "vintage": standing.vintage.value if standing.vintage else None,
        "vintage_label": str(Vintage(standing.vintage).label) if standing.vintage else "",
        "yardstick": standing.yardstick_text,
        "result": {
            "status": standing.result.status.value,
            "label": str(standing.result.label),
            "tone": standing.result.tone,
            "shape": standing.result.shape,
            "reason": standing.result.reason,
            "bar": _number(standing.result.yardstick),
        },
        "pace": {
            "status": standing.pace.status.value if standing.pace.status else None,
            "label": standing.pace.label,
            "expected": _number(standing.pace.expected),
        },
        "readings": [
            {
                "clause": other.reading.clause.reference,
                "wording": other.reading.wording,
                "label": str(other.result.label),
            }
            for other in standing.others
        ],
        "leads": [unit.name for unit in standing.leads],
    }


def _number(value):
    """Trailing zeros tell how a database stores a number, not what it is."""
    return None if value is None else f"{value.normalize():f}"


def _task(row):
    return {
        "code": row.task.code,
        "title": row.task.title,
        "leads": [unit.name for unit in row.leads],
        "ratings": [
            {
                "unit": one.unit.name,
                "year": one.year,
                "rating": one.rating.value,
                "label": str(one.rating.label),
            }
            for one in row.ratings
        ],
    }


def _board(board):
    """In the order of the plan; units that are excused or ended are named apart, not expected."""
    rows = sorted(board.rows, key=lambda row: (row.unit.order, row.unit.code))
    expected = [row for row in rows if row.report.is_counted]
    gone = [r.report for r in rows if r.report.unit_dissolved and not r.report.is_excused]
    return {
        "expected": len(expected),
        "sent": sum(row.is_sent for row in expected),
        "accepted": sum(row.status == ReportingStatus.ACCEPTED for row in expected),
        "excused": [row.report.unit_name for row in rows if row.report.is_excused],
        "ended": [report.unit_name for report in gone],
        "rows": [
            {
                "unit": row.unit.name,
                "status": row.status.value,
                "label": str(row.status.label),
                "punctuality": row.punctuality.label,
                "days_late": row.punctuality.days_late,
                "first_sent_at": _moment(row.report.first_submitted_at),
            }
            for row in expected
        ],
    }


def _moment(moment):
    return dates.local(moment).isoformat() if moment else None


def _part(part):
    return {
        "section": part.section.value,
        "heading": part.heading,
        "passages": [
            {
                "key": one.key,
                "heading": one.heading,
                "lines": list(one.lines),
                "unit": one.unit,
                "item": one.item,
            }
            for one in part.passages
        ],
    }


def _submissions(round):
    """The last sending of each unit: receipt and hash lead back to what was sent."""
    rows = Submission.objects.filter(report__round=round).select_related("report__unit")
    last = {row.report.unit_id: row for row in rows.order_by("sequence").defer("payload")}
    return [
        {"unit": row.report.unit.name, "receipt": row.receipt_code, "sha256": row.sha256}
        for row in sorted(last.values(), key=lambda row: row.sequence)
    ]


def dated_on(content) -> date | None:
    return date.fromisoformat(content["dated_on"]) if content["dated_on"] else None
