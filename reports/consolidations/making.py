"""A consolidated report as files: the draft on the way, and what is frozen for good."""

import hashlib
from dataclasses import dataclass

from django.utils import translation

from reports.dashboards.filters import ScoreFilter
from reports.documents.consolidated_report import Printed, consolidated_report
from reports.models import Consolidation, ConsolidationFile, Paragraph
from reports.models.submission import canonical_json
from reports.yearly_table.workbook import consolidated_workbook

from .charts import HOW_TO_READ, charts_of
from .content import content_of, dated_on

Kind = ConsolidationFile.Kind
Section = Paragraph.Section


def report_file(material, content, *, is_draft) -> bytes:
    """The .docx: the text and the table of ``content`` with charts of the same standings."""
    charts = charts_of(material)
    figures = {Section.TARGETS: charts.targets, Section.TASKS: charts.tasks}
    return consolidated_report(Printed(content, figures, HOW_TO_READ, is_draft))


def table_file(material, *, powers) -> bytes:
    """The .xlsx of the whole table, by no filter narrowed."""
    year = material.table.year
    with translation.override("vi"):
        everything = ScoreFilter({}, years=[year])
        everything.offer([row.standing for row in material.table.rows], material.board)
        everything.is_valid()
        return consolidated_workbook(material.table, material.board, everything, powers=powers)


def file_name(year, *, kind=Kind.REPORT, note="") -> str:
    """ "Báo cáo tổng hợp năm 2027 (dự thảo).docx"."""
    stem, ending = {
        Kind.REPORT: ("Báo cáo tổng hợp", "docx"),
        Kind.TABLE: ("Biểu tổng hợp", "xlsx"),
    }[kind]
    return f"{stem} năm {year}{f' ({note})' if note else ''}.{ending}"


def freeze(material, *, powers, by, at, note) -> Consolidation:
    """Keep the report as it stands, with its files. Call inside a transaction."""
    content, compiled = content_of(material), material.compiled
    year = content["year"]
    files = {
        file_name(year): (Kind.REPORT, report_file(material, content, is_draft=False)),
        file_name(year, kind=Kind.TABLE): (Kind.TABLE, table_file(material, powers=powers)),
    }
    return Consolidation.freeze(
        compiled.round,
        content,
        files,
        title=" ".join(compiled.subject.split())[:300],
        number=printed_number(content),
        dated_on=dated_on(content),
        note=note,
        by=by,
        at=at,
    )


def printed_number(content) -> str:
    """ "12/BC-UBND", or "" while the clerk gave none."""
    number = content["number"].strip()
    return f"{number}/BC-{content['letterhead']['symbol']}"[:60] if number else ""


def stamp(content) -> str:
    """Changes when anything but the passing of time changes: what a person saw before deciding."""
    seen = {name: value for name, value in content.items() if name != "at"}
    rows = [
        {name: value for name, value in row.items() if name not in ("punctuality", "days_late")}
        for row in content["board"]["rows"]
    ]
    seen["board"] = {**content["board"], "rows": rows}
    return hashlib.sha256(canonical_json(seen).encode()).hexdigest()


@dataclass(frozen=True)
class Reported:
    """Units of the round by how far their reports are; names in the plan's order."""

    accepted: tuple[dict, ...]
    pending: tuple[dict, ...]
    missing: tuple[dict, ...]

    @property
    def is_complete(self) -> bool:
        return not (self.pending or self.missing)


def reported(content) -> Reported:
    """Pending: sent and not accepted, also when it is back in the unit's hands."""
    found = {"accepted": [], "pending": [], "missing": []}
    for row in content["board"]["rows"]:
        is_accepted = row["status"] == "ACCEPTED"
        name = "accepted" if is_accepted else "pending" if row["first_sent_at"] else "missing"
        found[name].append(row)
    return Reported(**{name: tuple(rows) for name, rows in found.items()})
