"""Parts of an official document in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I.

Sizes in points, lengths in millimetres. A document is Vietnamese whatever language the interface
speaks, so its fixed words are not translated. Number, stamp and signature are left to the clerk
(văn thư): the number is blank and so is the day until the document is sent.
"""

import re
from dataclasses import dataclass
from datetime import date

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from q3plan.lib.dates import document_date

from .word import (
    add_page_number,
    add_rule,
    add_run,
    add_text_paragraph,
    blank_document,
    centred,
    end_quietly,
    fixed_table,
    keep_whole,
    legible,
    lines_of,
)

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
# Width of the motto in Times New Roman bold 13: its rule is as long as the text.
MOTTO_WIDTH = 56
BODY, SMALL, TABLE, AGENCY = 14, 13, 12, 12
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
TEXT_WIDTH = 210 - LEFT - RIGHT
HEAD_WIDTHS = (70, 95)
INDENT = 12.7
# So many addressees stand one below the other, so far in.
FEW, ADDRESSEES = 8, 60
GAP = 6
# A capital of Times New Roman bold 12, on average.
CAPITAL = 2.6
# Room for digits and for a signature that somebody writes by hand.
BLANK_NUMBER, BLANK_DAY, BLANK_SIGNATURE = "\u00a0" * 6, "\u00a0" * 4, 66


@dataclass(frozen=True)
class Letterhead:
    """Whose document it is and who signs; ``agency`` and ``authority`` may have several lines."""

    superior: str
    agency: str
    symbol: str
    place: str
    authority: str
    signer_title: str
    signer_name: str
    recipients: tuple[str, ...]
    archive: str = "VT"


@dataclass(frozen=True)
class Column:
    """A column of a table of figures; numbers stand right, words left."""

    heading: str
    width: float
    is_number: bool = False
    is_centred: bool = False

    @property
    def alignment(self):
        if self.is_centred:
            return WD_ALIGN_PARAGRAPH.CENTER
        return WD_ALIGN_PARAGRAPH.RIGHT if self.is_number else WD_ALIGN_PARAGRAPH.LEFT


def place_and_date(place, day: date, *, is_dated) -> str:
    """ "Quận 3, ngày 05 tháng 3 năm 2026"; undated it leaves room for the day (trap T6)."""
    words = document_date(day)
    if not is_dated:
        words = words.replace(f"ngày {day.day:02d} ", f"ngày {BLANK_DAY} ", 1)
    return f"{place}, {words}"


def new_document(*, title, author, at):
    """A4 portrait with the decree's margins; pages are numbered from 1, the first hides it."""
    document = blank_document(title=title, author=author, at=at)
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(10)
    section.gutter = 0
    section.different_first_page_header_footer = True
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(numbering, "w:cols", "w:titlePg", "w:docGrid")
    section.first_page_header.is_linked_to_previous = False
    add_page_number(centred(section.header.paragraphs[0]), size=SMALL)
    return document


def add_marks(document, *, top="", bottom=""):
    """``top`` above the first page ("DỰ THẢO"), ``bottom`` at the foot of every page."""
    section = document.sections[0]
    if top:
        paragraph = section.first_page_header.paragraphs[0]
        add_run(paragraph, top, size=SMALL, bold=True)
    for footer in (section.first_page_footer, section.footer):
        footer.is_linked_to_previous = False
        if bottom:
            add_run(footer.paragraphs[0], bottom, size=11, italic=True)


def add_letterhead(document, head: Letterhead, *, day, is_dated, kind="", number="", about=""):
    """The top of page 1; ``kind`` is the document's short form ("BC" for a report).

    A letter (công văn) has no kind: its subject ``about`` stands below the number. A blank
    ``number`` leaves room for one.
    """
    table = fixed_table(document, 2, HEAD_WIDTHS)
    left, right = table.rows[0].cells
    left_width, right_width = HEAD_WIDTHS
    paragraph = _first(left)
    for line in lines_of(head.superior):
        add_run(paragraph, line, size=AGENCY)
        paragraph = centred(left.add_paragraph())
    agency = [part for line in lines_of(head.agency) for part in balanced(line, left_width)]
    for line in agency:
        add_run(paragraph, line, size=AGENCY, bold=True)
        paragraph = centred(left.add_paragraph())
    longest = min(max(map(len, agency), default=0) * CAPITAL, left_width)
    add_rule(paragraph, length=max(12, longest * 0.42), width=left_width)
    add_run(_first(right), NATION, size=AGENCY, bold=True)
    add_run(centred(right.add_paragraph()), MOTTO, size=SMALL, bold=True)
    add_rule(right.add_paragraph(), length=MOTTO_WIDTH, width=right_width)
    left, right = table.rows[1].cells
    sign = "-".join(part for part in (kind, head.symbol) if part)
    add_run(_first(left, GAP), f"Số:{_printed_number(number)}/{sign}", size=SMALL)
    for line in lines_of(about):
        add_run(centred(left.add_paragraph()), line, size=AGENCY)
    dated = place_and_date(head.place, day, is_dated=is_dated)
    add_run(_first(right, GAP), dated, size=SMALL, italic=True)


def _printed_number(number):
    """ "05", " 12": below ten a number has a leading 0; none leaves room for the clerk."""
    number = legible(number).strip()
    if not number:
        return BLANK_NUMBER
    return f" {int(number):02d}" if number.isdecimal() else f" {number}"


def balanced(line, width) -> list[str]:
    """A name in capitals on one line where it fits, else broken near its middle."""
    spaces = [match.start() for match in re.finditer(r" (?![–-])", line)]
    if len(line) * CAPITAL <= width or not spaces:
        return [line]
    middle = min(spaces, key=lambda at: abs(at - len(line) / 2))
    return [line[:middle], line[middle + 1 :]]


def _first(cell, before=0):
    paragraph = centred(cell.paragraphs[0])
    paragraph.paragraph_format.space_before = Pt(before)
    return paragraph


def add_title(document, kind, subject, *, note=""):
    """Tên loại, trích yếu and its rule; ``note`` in italics below."""
    paragraph = centred(document.add_paragraph())
    paragraph.paragraph_format.space_before = Pt(18)
    add_run(paragraph, kind, size=BODY, bold=True)
    for line in lines_of(subject):
        add_run(centred(document.add_paragraph()), line, size=BODY, bold=True)
    add_rule(document.add_paragraph(), length=60, width=TEXT_WIDTH, before=5, after=GAP)
    if note:
        add_run(centred(document.add_paragraph()), note, size=BODY, italic=True)


def space(paragraph, *, before=0, after=0):
    """Points above and below a paragraph."""
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)


def add_addressees(document, names, *, otherwise):
    """ "Kính gửi: Phòng Y tế." for one, a list for a few; many are named by ``otherwise``."""
    first = centred(document.add_paragraph())
    first.paragraph_format.space_before = Pt(18)
    first.paragraph_format.space_after = Pt(GAP)
    if len(names) == 1 or len(names) > FEW:
        add_run(first, f"Kính gửi: {names[0] if len(names) == 1 else otherwise}", size=BODY)
        return
    add_run(first, "Kính gửi:", size=BODY)
    for number, name in enumerate(names, 1):
        line = document.add_paragraph()
        line.paragraph_format.left_indent = Mm(ADDRESSEES)
        add_run(line, f"- {name}{'.' if number == len(names) else ';'}", size=BODY)


def add_heading(document, text, *, level=1):
    """Level 1 "I. KẾT QUẢ …", level 2 "1. …": bold, indented, never the last line of a page."""
    paragraph = document.add_paragraph(style=f"heading {level}")
    _shape(paragraph, before=12 if level == 1 else GAP)
    add_run(paragraph, text, size=BODY, bold=True)
    return paragraph


def add_text(document, text, *, lead="", italic=None, stays_with_next=False):
    """One justified paragraph for every line; ``lead`` begins the first ("- Kết quả:")."""
    stays = "<w:keepNext/>" if stays_with_next else ""
    for number, line in enumerate(lines_of(text)):
        runs = [(f"{lead} ", _ITALIC)] if lead and not number else []
        runs.append((line, _ITALIC if italic else _UPRIGHT))
        add_text_paragraph(document, stays + _BODY_SHAPE, runs)


_UPRIGHT = f'<w:sz w:val="{BODY * 2}"/>'
_ITALIC = f"<w:i/>{_UPRIGHT}"
# Twentieths of a point; the same as ``_shape``.
_BODY_SHAPE = (
    f'<w:widowControl/><w:spacing w:before="{GAP * 20}" w:after="{GAP * 20}"/>'
    f'<w:ind w:firstLine="{round(Mm(INDENT).twips)}"/><w:jc w:val="both"/>'
)


def _shape(paragraph, before=GAP):
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    shape = paragraph.paragraph_format
    shape.first_line_indent = Mm(INDENT)
    shape.space_before, shape.space_after = Pt(before), Pt(GAP)
    shape.widow_control = True


def add_figures(document, columns, rows):
    """A table with headings on every page, an index row below them, and no split rows.

    Words columns are indexed A, B, C and number columns 1, 2, 3 as in the yearly tables.
    """
    table = fixed_table(
        document, 2 + len(rows), [column.width for column in columns], lined=True, padding=1.2
    )
    words, numbers = iter("ABCDEFGHIJ"), iter(range(1, 100))
    index = [str(next(numbers if column.is_number else words)) for column in columns]
    # Reading ``table.rows`` anew walks the whole table each time.
    made = list(table.rows)
    for row, texts in zip(made, [[c.heading for c in columns], index, *rows], strict=True):
        is_head = row in made[:2]
        for cell, column, text in zip(row.cells, columns, texts, strict=True):
            _fill(cell, text, column.alignment, is_heading=row is made[0], is_index=row is made[1])
        keep_whole(row, repeats=is_head)


def _fill(cell, text, alignment, *, is_heading, is_index):
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    is_centred = is_heading or is_index
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_centred else alignment
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(1 if is_index else 3)
    shape.keep_with_next = True if is_centred else None
    add_run(paragraph, legible(text), size=TABLE, bold=is_heading or None, italic=is_index or None)


def add_signature(document, head: Letterhead):
    """Nơi nhận beside quyền hạn, chức vụ and họ tên, together on one page.

    The paragraph before should be written with ``stays_with_next``: a page that holds nothing but
    a signature is not accepted.
    """
    table = fixed_table(document, 1, (75, TEXT_WIDTH - 75))
    left, right = table.rows[0].cells
    first = left.paragraphs[0]
    first.paragraph_format.space_before = Pt(12)
    add_run(first, "Nơi nhận:", size=12, bold=True, italic=True)
    for line in recipients_as_printed(head):
        add_run(left.add_paragraph(), line, size=11)
    paragraph = _first(right, 12)
    titles = [*lines_of(head.authority), *lines_of(head.signer_title)]
    for number, line in enumerate(titles):
        add_run(paragraph, line, size=BODY, bold=True)
        if number < len(titles) - 1:
            paragraph = centred(right.add_paragraph())
    name = centred(right.add_paragraph())
    name.paragraph_format.space_before = Pt(BLANK_SIGNATURE)
    add_run(name, head.signer_name, size=BODY, bold=True)
    # Word puts a paragraph of full height behind a table that ends a document: on a page of its own
    # where the table just fits.
    end_quietly(document)


def recipients_as_printed(head: Letterhead) -> list[str]:
    """ "- Phòng …;" for each and "- Lưu: VT." at the end."""
    names = (legible(name).strip(" -;.") for name in head.recipients)
    lines = [f"- {name};" for name in names if name]
    return [*lines, f"- Lưu: {head.archive.strip(' .') or 'VT'}."]
