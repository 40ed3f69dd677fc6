"""A unit's yearly report as an official document, made from one description: the payload.

A draft's payload is made on the spot by the code that freezes a sending, so that draft and sent
documents never differ in kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from q3plan.lib.dates import as_day, document_date
from reports.models import Evidence
from reports.review.sent import read_payload

from . import figures, official
from .official import Letterhead
from .word import as_bytes, legible, lines_of

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
NOT_WRITTEN = "(Chưa có nội dung)"
SIGNED_COPY = Evidence.Kind.SIGNED_COPY
ILLUSTRATIVE = "số liệu minh họa"


@dataclass(frozen=True)
class Edition:
    """One content of a report as it is printed.

    ``at`` is the sending, or the present moment of a draft. ``mark`` stands above the first page
    until the report is accepted; ``receipt`` is "" for a draft.
    """

    payload: str
    content: Mapping
    at: datetime
    mark: str = ""
    receipt: str = ""

    @property
    def is_draft(self):
        return not self.receipt


@dataclass(frozen=True)
class Surroundings:
    """What a payload does not hold; ``annual`` is target code → the value set for the year."""

    letterhead: Letterhead
    plan_number: str
    plan_title: str
    plan_issuer: str
    plan_issued_on: date
    annual: Mapping[str, Decimal] = field(default_factory=dict)
    is_illustrative: bool = False

    @property
    def plan_in_full(self):
        """ "Kế hoạch số 57/KH-UBND ngày 25 tháng 02 năm 2025 của Ủy ban nhân dân Quận 3"."""
        day = document_date(self.plan_issued_on)
        return f"Kế hoạch số {self.plan_number} {day} của {self.plan_issuer}"


def unit_report(edition: Edition, around: Surroundings) -> bytes:
    """The .docx of one edition."""
    year, unit = edition.content["year"], edition.content["unit"]["name"]
    document = official.new_document(
        title=f"Báo cáo năm {year} – {unit}", author=unit, at=edition.at
    )
    official.add_marks(document, top=edition.mark, bottom=_foot(edition, around))
    official.add_letterhead(
        document,
        around.letterhead,
        kind="BC",
        day=as_day(edition.at),
        is_dated=not edition.is_draft,
    )
    official.add_title(
        document,
        "BÁO CÁO",
        f"Kết quả năm {year} thực hiện Kế hoạch số {around.plan_number}\n"
        f"{document_date(around.plan_issued_on)} của {around.plan_issuer}",
        note=f"({ILLUSTRATIVE.capitalize()})" if around.is_illustrative else "",
    )
    _Body(document, edition, around).write()
    official.add_signature(document, around.letterhead)
    return as_bytes(document)


def _foot(edition, around):
    first = f"Mã biên nhận: {edition.receipt}" if edition.receipt else "Dự thảo"
    if edition.content.get("on_behalf"):
        first = f"{first} – Nhập từ bản giấy đã ký"
    waiting = [edition.mark.lower().capitalize()] if edition.receipt and edition.mark else []
    notes = [ILLUSTRATIVE.capitalize()] if around.is_illustrative else []
    return " – ".join([first, *waiting, *notes])


class _Body:
    """Writes the sections in their order; in a sent report an empty optional one is left out."""

    def __init__(self, document, edition, around):
        self.document, self.edition, self.around = document, edition, around
        self.content = edition.content
        self.year, self.unit = self.content["year"], self.content["unit"]["name"]
        self.sent = read_payload(edition.payload)
        self.sections = iter(ROMAN)

    def write(self):
        self._introduction()
        assessment = self.sent.assessment
        self._words("Kết quả nổi bật", assessment["overview"])
        self._targets()
        if self.sent.tasks:
            self._tasks()
        self._words("Khó khăn, hạn chế và nguyên nhân", assessment["difficulties"])
        self._words("Kiến nghị, đề xuất", assessment["proposals"])
        self._words(f"Nhiệm vụ trọng tâm năm {self.year + 1}", assessment["next_year"])
        self._evidence()
        self._text(
            f"Trên đây là báo cáo kết quả năm {self.year} thực hiện Kế hoạch số "
            f"{self.around.plan_number} của {self.unit}./.",
            stays_with_next=True,
        )

    def _text(self, text, **how):
        official.add_text(self.document, text, **how)

    def _section(self, title):
        official.add_heading(self.document, f"{next(self.sections)}. {title.upper()}")

    def _words(self, title, text):
        lines = lines_of(text)
        if not lines and not self.edition.is_draft:
            return
        self._section(title)
        if lines:
            self._text(text)
        else:
            self._text(NOT_WRITTEN, italic=True)

    def _introduction(self):
        self._text(
            f"Thực hiện {self.around.plan_in_full}{self._about}, {self.unit} "
            f"báo cáo kết quả năm {self.year} như sau:"
        )

    @property
    def _about(self):
        """ " về triển khai …": the plan's subject inside a sentence; an abbreviation stays."""
        subject = self.around.plan_title.strip()
        if subject[1:2].islower():
            subject = subject[0].lower() + subject[1:]
        return f" về {subject}" if subject else ""

    def _targets(self):
        targets = figures.of_payload(self.content, self.sent)
        whole = [target for target in targets if not target.is_ward_part]
        parts = [target for target in targets if target.is_ward_part]
        if whole:
            self._section("Kết quả thực hiện các chỉ tiêu")
            columns = figures.whole_columns(self.year)
            rows = [figures.whole_row(one, self.year, self.around.annual) for one in whole]
            self._table(columns, rows, whole)
        if parts:
            self._section("Số liệu của phường cho chỉ tiêu chung")
            rows = [figures.part_row(one, self.year) for one in parts]
            self._table(figures.part_columns(self.year), rows, parts)

    def _table(self, columns, rows, targets):
        rows = [(str(number), *row) for number, row in enumerate(rows, 1)]
        official.add_figures(self.document, columns, rows)
        notes = [figures.notes(one, self.around.plan_number, self.year) for one in targets]
        if any(notes):
            official.add_heading(self.document, "Thuyết minh số liệu", level=2)
        for number, (one, lines) in enumerate(zip(targets, notes, strict=True), 1):
            if lines:
                self._text(f"{number}. {one.sent.name}:")
            for line in lines:
                self._text(f"- {line}")

    def _tasks(self):
        self._section("Kết quả thực hiện nhiệm vụ, giải pháp")
        for number, task in enumerate(self.sent.tasks.values(), 1):
            title = legible(task.title).strip().rstrip(".;")
            official.add_heading(self.document, f"{number}. {title} (mục {task.code})", level=2)
            self._answer("- Tự đánh giá:", f"{task.rating_label}." if task.rating_label else "")
            if task.yardstick:
                self._text(f"{task.yardstick.words}.", lead="- Mức cấp trên giao:")
                self._answer("- Kết quả so với mức được giao:", task.yardstick.reached)
            self._answer("- Kết quả thực hiện:", task.result)
            for lead, text in (
                ("- Khó khăn, vướng mắc:", task.difficulties),
                ("- Kiến nghị, đề xuất:", task.proposals),
            ):
                self._text(text, lead=lead)

    def _answer(self, lead, text):
        if lines_of(text):
            self._text(text, lead=lead)
        elif self.edition.is_draft:
            self._text(NOT_WRITTEN, lead=lead, italic=True)

    def _evidence(self):
        """Files that support the figures; a scan of the signed report is no support of itself."""
        rows = [row for row in self.content.get("evidence", ()) if row["kind"] != SIGNED_COPY]
        if rows:
            self._section("Tài liệu minh chứng kèm theo")
        for number, row in enumerate(rows, 1):
            about = f" ({row['item']})" if row["item"] else ""
            self._text(f"{number}. {legible(row['name'])}{about}")
