"""The consolidated report upward as an official document, made from one description: its content.

The content is what a Consolidation keeps (``reports/consolidations/content.py``); charts come
beside it as pictures. The same content and pictures give the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from docx.enum.text import WD_ALIGN_PARAGRAPH

from q3plan.lib.dates import as_day
from reports.models import Paragraph

from . import official
from .official import Letterhead
from .pictures import Figure, add_figure
from .unit_report import ILLUSTRATIVE, ROMAN
from .wide_table import ILLUSTRATIVE_SIGN, add_wide_table, turn_page
from .word import add_run, as_bytes, centred, legible, lines_of

Section = Paragraph.Section
DRAFT_MARK = "DỰ THẢO"
SMALLEST = 10
# What the table says row by row, said once on paper.
NOTE_ILLUSTRATIVE = "Số liệu minh họa."
# In the order of the Vietnamese alphabet, as points of a text are lettered.
LETTERS = "abcdđeghiklmnopqrstuvxy"
# Stand before the first and behind the last heading, without one of their own.
BARE = (Section.INTRODUCTION, Section.CLOSING)


@dataclass(frozen=True)
class Printed:
    """``figures`` are the charts of each section that has some; ``is_draft`` marks every page."""

    content: Mapping
    figures: Mapping[str, tuple[Figure, ...]]
    how_to_read: str = ""
    is_draft: bool = True


def consolidated_report(printed: Printed) -> bytes:
    """The .docx."""
    content = printed.content
    moment = datetime.fromisoformat(content["at"])
    head = letterhead_of(content)
    document = official.new_document(
        title=" ".join(lines_of(content["subject"])) or "Báo cáo",
        author=" ".join(lines_of(head.agency)),
        at=moment,
    )
    mark = DRAFT_MARK if printed.is_draft else ""
    official.add_marks(document, top=mark, bottom=_foot(printed))
    signed = content["dated_on"]
    official.add_letterhead(
        document,
        head,
        kind="BC",
        day=date.fromisoformat(signed) if signed else as_day(moment),
        is_dated=bool(signed),
        number=content["number"],
    )
    official.add_title(
        document,
        "BÁO CÁO",
        content["subject"],
        note=f"({ILLUSTRATIVE.capitalize()})" if content["is_illustrative"] else "",
    )
    _Body(document, printed).write()
    official.add_signature(document, head)
    return as_bytes(document)


def letterhead_of(content) -> Letterhead:
    """The head of a content; its recipients are lines."""
    held = dict(content["letterhead"])
    return Letterhead(**{**held, "recipients": tuple(lines_of(held["recipients"]))})


def _foot(printed):
    notes = ["Dự thảo"] if printed.is_draft else []
    notes += [ILLUSTRATIVE.capitalize()] if printed.content["is_illustrative"] else []
    return " – ".join(notes)


class _Body:
    """Writes introduction, numbered sections, table and charts, closing; empty ones left out."""

    def __init__(self, document, printed):
        self.document, self.printed, self.content = document, printed, printed.content
        self.parts = {part["section"]: part for part in self.content["parts"]}
        self.numerals, self.figures = iter(ROMAN), 0

    def write(self):
        self._addressee()
        self._passages(Section.INTRODUCTION)
        for section in Section:
            if section not in BARE:
                self._section(section)
        self._closing()

    def _addressee(self):
        """ "Kính gửi:" with one name on its line, or each on a line of its own below."""
        names = [name.strip(" -;.") for name in lines_of(self.content["addressee"])]
        names = [name for name in names if name]
        if not names:
            return
        lines = [f"Kính gửi: {names[0]}"] if len(names) == 1 else ["Kính gửi:"]
        if len(names) > 1:
            ends = [";"] * (len(names) - 1) + ["."]
            lines += [f"- {name}{end}" for name, end in zip(names, ends, strict=True)]
        for number, line in enumerate(lines):
            paragraph = centred(self.document.add_paragraph())
            official.space(paragraph, before=official.GAP if not number else 0)
            add_run(paragraph, line, size=official.BODY)

    def _section(self, section):
        has_table = section == Section.TARGETS
        figures = self.printed.figures.get(section, ())
        if section not in self.parts and not figures and not has_table:
            return
        heading = self._heading_of(section)
        official.add_heading(self.document, f"{next(self.numerals)}. {heading.upper()}")
        if has_table:
            self._introduce_table(figures)
        for figure in figures:
            self.figures += 1
            add_figure(self.document, figure, self.figures)
        self._passages(section)
        if has_table:
            add_table_pages(self.document, self.content["table"])

    def _introduce_table(self, figures):
        count = sum(len(group["rows"]) for group in self.content["table"]["groups"])
        official.add_text(
            self.document,
            f"Số liệu của {count} chỉ tiêu được tổng hợp tại Biểu tổng hợp ở cuối mục này.",
        )
        if figures and self.printed.how_to_read:
            add_small(self.document, self.printed.how_to_read, italic=True, stays_with_next=True)

    def _heading_of(self, section):
        part = self.parts.get(section)
        return part["heading"] if part else str(section.label)

    def _passages(self, section):
        passages = self.parts.get(section, {"passages": ()})["passages"]
        if section == Section.TASKS:
            self._by_unit(passages)
            return
        headings = {passage["heading"] for passage in passages} - {""}
        numbers, before = count(1) if len(headings) > 1 else None, ""
        for passage in passages:
            heading = passage["heading"]
            if heading and heading != before:
                self._subheading(heading, numbers)
            before = heading
            official.add_text(self.document, with_source(passage))

    def _by_unit(self, passages):
        """Each unit under its own heading, which names the source of all that follows it."""
        numbers, before = count(1), ""
        for passage in passages:
            unit, heading = passage["unit"], passage["heading"]
            if unit != before:
                letters = iter(LETTERS)
                if unit:
                    self._subheading(unit, numbers)
            before = unit
            text = "\n".join(passage["lines"])
            if not unit and heading:
                self._subheading(heading, numbers)
            lead = ""
            if unit and heading:
                letter = next(letters, "")
                lead = f"{letter}) {heading}:" if letter else f"- {heading}:"
            official.add_text(self.document, text, lead=lead)

    def _subheading(self, text, numbers):
        """A heading that stands alone in its section has no number."""
        number = f"{next(numbers)}. " if numbers else ""
        official.add_heading(self.document, f"{number}{text}", level=2)

    def _closing(self):
        """The last paragraph stays with the signature below it."""
        passages = self.parts.get(Section.CLOSING, {"passages": ()})["passages"]
        lines = [line for passage in passages for line in passage["lines"]]
        for number, line in enumerate(lines, 1):
            official.add_text(self.document, line, stays_with_next=number == len(lines))


def add_table_pages(document, table):
    """The table on landscape pages; its notes open the next upright page, before what follows.

    Behind the table they would now and then stand alone on a page of their own.
    """
    turn_page(document, is_landscape=True)
    title = centred(document.add_paragraph())
    official.space(title, after=official.GAP)
    title.paragraph_format.keep_with_next = True
    add_run(title, legible(table["title"]).upper(), size=official.SMALL, bold=True)
    is_all = is_all_illustrative(table)
    numbers, notes = numbered_notes(table, skip=NOTE_ILLUSTRATIVE)
    is_marked = table["is_illustrative"] and not is_all
    add_wide_table(document, table, note_numbers=numbers, is_marked=is_marked)
    turn_page(document, is_landscape=False)
    footnotes = list(table["footnotes"])
    if is_all:
        footnotes = [line for line in footnotes if ILLUSTRATIVE_SIGN.strip() not in line]
        footnotes.append("Toàn bộ số liệu trong Biểu là số liệu minh họa.")
    add_small(document, f"Ghi chú của Biểu tổng hợp: {' '.join(footnotes)}")
    if notes:
        told = " ".join(f"({number}) {text}" for number, text in enumerate(notes, 1))
        add_small(document, f"Ghi chú ở cột cuối: {told}")


def add_small(document, text, *, italic=None, stays_with_next=None):
    """What explains a table or a chart."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    official.space(paragraph, before=1, after=2)
    paragraph.paragraph_format.keep_with_next = stays_with_next
    add_run(paragraph, text, size=SMALLEST, italic=italic)


def with_source(passage) -> str:
    """The text of a passage with its source unit: behind its last line below a heading of its own,
    else behind every line, so that none is taken for the next unit's."""
    lines, unit = passage["lines"], passage["unit"]
    if not unit:
        return "\n".join(lines)
    source = f" (Nguồn: {unit})"
    if passage["heading"]:
        return "\n".join(lines) + source
    return "\n".join(f"{line}{source}" for line in lines)


def numbered_notes(table, *, skip=""):
    """(target code → "1, 3", the notes in the order of their first mention), each note once."""
    numbers, by_text = {}, {}
    for row in rows_of(table):
        texts = [text for text in row["notes"] if text != skip]
        found = [by_text.setdefault(text, len(by_text) + 1) for text in texts]
        if found:
            numbers[row["code"]] = ", ".join(map(str, sorted(found)))
    return numbers, list(by_text)


def rows_of(table):
    return [row for group in table["groups"] for row in group["rows"]]


def is_all_illustrative(table) -> bool:
    """Whether one sentence below the table says more than a mark at every figure."""
    figures = [
        cell
        for row in rows_of(table)
        for column in table["columns"]
        if column["kind"] == "figure"
        for cell in [row["cells"][column["key"]]]
        if cell["value"] is not None
    ]
    return bool(figures) and all(cell.get("is_illustrative") for cell in figures)
