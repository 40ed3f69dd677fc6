"""Phụ lục chỉ tiêu giao năm: the annex of the decision, ready for the clerk.

Values in force; before there are any, what is intended, marked as a draft.
"""

from q3plan.lib.dates import as_day, document_date
from reports.annual.announcing import led_by
from reports.annual.sheet import Sheet
from reports.documents import official
from reports.documents.official import Column
from reports.documents.word import add_run, as_bytes, centred

COLUMNS = (
    Column("TT", 10, is_centred=True),
    Column("Chỉ tiêu", 58),
    Column("Đơn vị tính", 28, is_centred=True),
    Column("Thực hiện năm trước", 24, is_number=True),
    Column("Chỉ tiêu giao", 20, is_number=True),
    Column("Đơn vị chủ trì", 25),
)


def annex_name(plan, year) -> str:
    return f"Phụ lục chỉ tiêu giao năm {year}.docx"


def annex_document(sheet: Sheet, *, at) -> bytes:
    plan, year = sheet.plan, sheet.year
    decided = [row for row in sheet.rows if row.in_force]
    rows = decided or [row for row in sheet.rows if row.value is not None]
    title = f"Chỉ tiêu giao năm {year}"
    document = official.new_document(title=title, author=plan.issuer, at=at)
    official.add_marks(
        document,
        top="" if decided else "DỰ THẢO",
        bottom="Số liệu minh họa" if sheet.is_illustrative else "",
    )
    add_run(centred(document.add_paragraph()), "PHỤ LỤC", size=14, bold=True)
    subject = f"CHỈ TIÊU GIAO NĂM {year}\nthực hiện Kế hoạch số {plan.number}"
    official.add_title(document, "", subject, note=_note(rows, decided, plan))
    official.space(document.paragraphs[-1], after=official.GAP)
    if rows:
        leads = led_by([row.target.pk for row in rows], as_day(at))
        official.add_figures(
            document, COLUMNS, [_row(n, row, leads) for n, row in enumerate(rows, 1)]
        )
    else:
        official.add_text(document, "Chưa có chỉ tiêu nào được giao hoặc dự kiến giao.")
    return as_bytes(document)


def _note(rows, decided, plan):
    if not decided:
        return "(Dự kiến, chưa có quyết định)"
    found = {row.in_force.decision_id: row.in_force.decision for row in decided}
    words = [
        f"số {one.number} {document_date(one.decided_on)} của {one.decided_by}"
        for one in sorted(found.values(), key=lambda one: (one.decided_on, one.pk))
    ]
    return f"(Kèm theo Quyết định {'; '.join(words)})"


def _row(number, row, leads):
    value = row.in_force.value if row.in_force else row.value
    return (
        str(number),
        f"{row.target.name} ({row.target.code})",
        row.target.unit_of_measure,
        row.estimate_text.replace("%", "") or "–",
        row.text(value).removesuffix("%"),
        "; ".join(unit.short_name for unit in leads[row.target.pk]),
    )
