"""The KT-XH table in a document: landscape where it does not fit, made as text at once.

python-docx needs a second for the cells of such a table; one piece of XML needs a few milliseconds.
"""

from xml.sax.saxutils import escape

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from .official import BOTTOM, LEFT, RIGHT, TOP
from .word import FONT, legible, quiet

LANDSCAPE_WIDTH = 297 - LEFT - RIGHT
SIZE = 11
# Millimetres; what is not listed is a figure. "notes" holds numbers of notes below the table.
WIDTHS = {"number": 8, "name": 0, "unit": 21, "verdict": 15, "leads": 22, "notes": 14}
FIGURE_WIDTH, COMPARISON_WIDTH = 16.5, 15
CENTRED = {"number", "unit", "verdict", "notes"}
NOTES = "notes"
ILLUSTRATIVE_SIGN = " ◇"
# Words that belong together on a narrow line.
TOGETHER = {"điểm %": "điểm\u00a0%", "(đề xuất)": "(đề\u00a0xuất)", "(sơ bộ)": "(sơ\u00a0bộ)"}
_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'


def turn_page(document, *, is_landscape):
    """A new section on a new page; pages go on counting and none of them hides its number."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    # The paragraph that ends a section must not take a page of its own behind a full one.
    quiet(document.paragraphs[-1])
    across, down = (297, 210) if is_landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(across), Mm(down)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.different_first_page_header_footer = False
    numbering = section._sectPr.find(qn("w:pgNumType"))
    if numbering is not None:
        section._sectPr.remove(numbering)
    return section


def add_wide_table(document, table, *, note_numbers, is_marked=False):
    """``table`` as in a snapshot; ``note_numbers`` is target code → "1, 2" of the notes below.

    ``is_marked`` puts the sign of illustrative figures behind those that are. Two heading rows
    with "So sánh" over its columns, the numbered row, groups by sector; headings stand on every
    page and no row is split.
    """
    columns = table["columns"]
    widths = _widths(columns)
    rows = [*_heading_rows(columns, widths), _sign_row(columns, widths)]
    for group in table["groups"]:
        rows.append(_group_row(group, widths))
        for row in group["rows"]:
            rows.append(_row(row, columns, widths, note_numbers.get(row["code"], ""), is_marked))
    made = parse_xml(_table(rows, widths))
    document.element.body.insert_element_before(made, "w:sectPr")
    return made


def _widths(columns):
    """Twentieths of a point; what the columns leave over goes to the names."""
    found = {
        column["key"]: WIDTHS.get(
            column["key"], COMPARISON_WIDTH if column["kind"] == "comparison" else FIGURE_WIDTH
        )
        for column in columns
    }
    found["name"] += LANDSCAPE_WIDTH - sum(found.values())
    return [round(Mm(width).twips) for width in found.values()]


def _table(rows, widths):
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    padding = "".join(f'<w:{side} w:w="57" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{padding}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _heading_rows(columns, widths):
    """ "So sánh" stands over the compared columns, every other heading over both rows."""
    compared = [place for place, one in enumerate(columns) if one["kind"] == "comparison"]
    upper, lower = [], []
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        if place not in compared:
            upper.append(_cell(column["heading"], width, bold=True, merge="restart"))
            lower.append(_cell("", width, merge="continue"))
            continue
        lower.append(_cell(column["heading"], width, bold=True))
        if place == compared[0]:
            whole = sum(widths[one] for one in compared)
            upper.append(_cell("So sánh", whole, bold=True, span=len(compared)))
    return _line(upper, is_head=True), _line(lower, is_head=True)


def _sign_row(columns, widths):
    return _line(
        [
            _cell(column["sign"], width, italic=True)
            for column, width in zip(columns, widths, strict=True)
        ],
        is_head=True,
    )


def _group_row(group, widths):
    number, *rest = widths
    return _line(
        [
            _cell(group["numeral"], number, bold=True, stays=True),
            _cell(group["name"], sum(rest), align="left", bold=True, span=len(rest), stays=True),
        ]
    )


def _row(row, columns, widths, notes, is_marked):
    cells = []
    for column, width in zip(columns, widths, strict=True):
        held = row["cells"][column["key"]]
        is_number = column["kind"] in ("figure", "comparison")
        # The plan's own words in a column of figures are words.
        is_words = is_number and held["value"] is None and len(held["text"]) > 1
        align = "right" if is_number else "left"
        if column["key"] in CENTRED or is_words:
            align = "center"
        text = notes if column["key"] == NOTES else held["text"]
        if is_marked and held.get("is_illustrative"):
            # On the line of the figure: words in brackets take the one below.
            figure, bracket, words = text.partition(" (")
            text = f"{figure}{ILLUSTRATIVE_SIGN}{bracket}{words}"
        for words, joined in TOGETHER.items():
            text = text.replace(words, joined)
        cells.append(_cell(text, width, align=align))
    return _line(cells)


def _line(cells, *, is_head=False):
    head = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text, width, *, align="center", bold=False, italic=False, span=1, merge="", stays=False):
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    keep = "<w:keepNext/>" if stays else ""
    looks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merged}'
        f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>{keep}'
        f'<w:spacing w:before="40" w:after="40"/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:rPr>{_FONTS}{looks}<w:sz w:val="{SIZE * 2}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(legible(text))}</w:t></w:r></w:p></w:tc>'
    )
