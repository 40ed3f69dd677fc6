"""Write a report's workbook: known things locked, what is asked coloured and open.

Hidden in it: a mark on every sheet (whose report it is), a key for each row and column, and a
fingerprint of every text it was written with, so that an upload can tell what the person changed.
"""

from decimal import Decimal
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from q3plan.lib import sheets_out as out
from reports.entry.fields import Kind, fingerprint, read

from .declaration import Input, Ratio, mark_of
from .guidance import write_guidance
from .validation import Validations

INPUT_FILL, KNOWN_FILL, CLOSED_FILL, HEAD_FILL = "FFF8DC", "FFFFFF", "E9ECF0", "DCE6F4"
# Row 1 holds the keys of the columns and column A those of the rows; both are hidden.
KEY_ROW, TITLE_ROW, HINT_ROW, GROUP_ROW, HEAD_ROW = 1, 2, 3, 4, 5
FIRST_ROW = HEAD_ROW + 1
KEY_COLUMN, FIRST_COLUMN = 1, 2
# Two lines of a group's heading; a row that nobody sees; how much of a width bold letters leave.
GROUP_POINTS, THIN_POINTS, BOLD = 38, 4, 0.85
HIDDEN_SHEET = "_q3plan"
COUNT_FORMAT, NUMBER_FORMAT = "#,##0", "#,##0.0#####"


def write_workbook(report, sheets, *, countdown) -> bytes:
    """The file of one report; ``sheets`` from ``sheets_of``, ``countdown`` words of the due day."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title = _("Báo cáo năm %(year)s – %(unit)s") % _names(report)
    book.properties.creator = "Q3Plan"
    book.calculation.fullCalcOnLoad = True
    guide = book.create_sheet(_("Hướng dẫn"))
    lists = write_guidance(guide, report, sheets, countdown)
    for plan in sheets:
        _write_sheet(book.create_sheet(plan.name), report, plan, lists)
    _write_hidden(book.create_sheet(HIDDEN_SHEET), report, sheets)
    book.active = 1 if sheets else 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is book.active
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _names(report):
    return {"year": report.year, "unit": report.unit.name}


def known_key(row, column):
    """Under which name the fingerprint of a known text is kept."""
    return f"{row}|{column}"


def _write_hidden(sheet, report, sheets):
    """Names and fingerprints of the texts that the workbook was written with."""
    out.put_text(sheet.cell(1, 1), mark_of(report, "bases"), border=False, wrap=False)
    rows = []
    for plan in sheets:
        rows += [(content.name, content.stored) for content in plan.inputs.values()]
        rows += [
            (known_key(row.key, key), content)
            for row in plan.rows
            for key, content in row.cells.items()
            if isinstance(content, str)
        ]
    for number, (name, text) in enumerate(rows, 2):
        out.put_text(sheet.cell(number, 1), name, border=False, wrap=False)
        out.put_text(sheet.cell(number, 2), fingerprint(text), border=False, wrap=False)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True


def _write_sheet(sheet, report, plan, lists):
    _write_keys(sheet, report, plan)
    _write_headings(sheet, report, plan)
    validations = Validations(sheet, lists)
    places = {column.key: place for place, column in enumerate(plan.columns, FIRST_COLUMN)}
    for number, row in enumerate(plan.rows, FIRST_ROW):
        for column in plan.columns:
            cell = sheet.cell(number, places[column.key])
            _write_cell(cell, row.cells.get(column.key), column, sheet, places)
            content = row.cells.get(column.key)
            if isinstance(content, Input) and not content.is_locked:
                validations.add(cell, content)
        sheet.row_dimensions[number].height = _height(plan, row)
    validations.close()
    _arrange(sheet, report, plan, places)


def _write_keys(sheet, report, plan):
    out.put_text(sheet.cell(KEY_ROW, KEY_COLUMN), mark_of(report, plan.key), border=False)
    for place, column in enumerate(plan.columns, FIRST_COLUMN):
        out.put_text(sheet.cell(KEY_ROW, place), column.key, border=False, wrap=False)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for number, row in enumerate(plan.rows, FIRST_ROW):
        out.put_text(sheet.cell(number, KEY_COLUMN), row.key, border=False, wrap=False)
    sheet.row_dimensions[KEY_ROW].hidden = True
    sheet.column_dimensions[get_column_letter(KEY_COLUMN)].hidden = True


def _write_headings(sheet, report, plan):
    title = _("%(sheet)s – Báo cáo năm %(year)s – %(unit)s")
    title = title % {"sheet": plan.name, **_names(report)}
    if report.round.is_illustrative:
        title += _(" (số liệu minh họa)")
    plain = {"border": False, "wrap": False}
    out.put_text(
        sheet.cell(TITLE_ROW, FIRST_COLUMN), title, size=14, bold=True, color="0C2A52", **plain
    )
    out.put_text(sheet.cell(HINT_ROW, FIRST_COLUMN), plan.hint, italic=True, **plain)
    sheet.row_dimensions[TITLE_ROW].height = 24
    sheet.row_dimensions[HINT_ROW].height = 20
    for place, column in enumerate(plan.columns, FIRST_COLUMN):
        _write_heading(sheet, place, column)
    _join_groups(sheet, plan)
    # A heading without a group stands in both rows, so they share the height that it needs.
    lone = [(c.heading, c.width * BOLD) for c in plan.columns if not c.group]
    upper = GROUP_POINTS if len(lone) < len(plan.columns) else THIN_POINTS
    sheet.row_dimensions[GROUP_ROW].height = upper
    needed = out.row_points(lone, least=2) + THIN_POINTS
    sheet.row_dimensions[HEAD_ROW].height = max(needed - upper, out.LINE_POINTS)


def _write_heading(sheet, place, column):
    look = {"bold": True, "align": "center", "vertical": "center", "fill": HEAD_FILL}
    out.put_text(sheet.cell(HEAD_ROW, place), column.heading if column.group else "", **look)
    out.put_text(sheet.cell(GROUP_ROW, place), column.group or column.heading, **look)


def _join_groups(sheet, plan):
    """One heading over the columns of a figure; a lone column's heading takes both rows."""
    start = 0
    for index, column in enumerate(plan.columns):
        place = FIRST_COLUMN + index
        if not column.group:
            sheet.merge_cells(None, GROUP_ROW, place, HEAD_ROW, place)
            continue
        following = plan.columns[index + 1 : index + 2]
        start = start or place
        if not following or following[0].group != column.group:
            if place > start:
                sheet.merge_cells(None, GROUP_ROW, start, GROUP_ROW, place)
            start = 0


def _write_cell(cell, content, column, sheet, places):
    look = {"align": column.align, "fill": KNOWN_FILL}
    if content is None:
        out.put_text(cell, "", **look | {"fill": CLOSED_FILL})
    elif isinstance(content, Input):
        _write_input(cell, content, look)
    elif isinstance(content, Ratio):
        formula = _ratio_formula(content, cell.row, places)
        number_format = "#,##0." + "0" * content.decimals if content.decimals else "#,##0"
        out.put_formula(cell, formula, number_format, **look | {"fill": CLOSED_FILL})
    elif isinstance(content, Decimal):
        fill = KNOWN_FILL if column.key.startswith("@") else CLOSED_FILL
        is_whole = content == content.to_integral_value()
        number_format = COUNT_FORMAT if is_whole else "General"
        out.put_number(cell, content.normalize() + 0, number_format, **look | {"fill": fill})
    else:
        out.put_text(cell, content, **look, bold=column.key == "@code")


def _write_input(cell, content, look):
    """What is stored, as a number where it is one; an unreadable draft text stays as typed."""
    look = look | {
        "locked": content.is_locked,
        "fill": CLOSED_FILL if content.is_locked else INPUT_FILL,
    }
    asked = content.field
    if asked.kind is Kind.NUMBER:
        result = read(asked, content.stored)
        number_format = COUNT_FORMAT if asked.is_count else NUMBER_FORMAT
        if result.value is not None and not result.error:
            out.put_number(cell, result.value, number_format, **look)
        else:
            out.put_text(cell, content.stored, **look)
            cell.number_format = number_format
        return
    shown = content.stored
    if asked.kind is Kind.CHOICE:
        shown = str(dict(asked.choices).get(shown, shown))
    out.put_text(cell, shown, **look)
    cell.number_format = "@" if asked.kind is Kind.TEXT else "General"


def _ratio_formula(ratio, row, places):
    """Blank until both terms are numbers and the lower one is above 0: never an error sign."""
    top, bottom = (f"{get_column_letter(places[key])}{row}" for key in (ratio.top, ratio.bottom))
    value = f"({top}/{bottom}-1)*100" if ratio.is_growth else f"{top}/{bottom}*{ratio.multiplier}"
    return f'=IF(COUNT({top},{bottom})=2,IF({bottom}>0,{value},""),"")'


def _height(plan, row):
    texts = []
    for column in plan.columns:
        content = row.cells.get(column.key)
        if isinstance(content, Input):
            content = content.stored
            if column.align == "right":
                continue
        if isinstance(content, str):
            texts.append((content, column.width))
    return out.row_points(texts, least=3 if plan.key != "assessment" else 6)


def _arrange(sheet, report, plan, places):
    after = get_column_letter(places[plan.frozen])
    sheet.freeze_panes = f"{after}{FIRST_ROW}"
    sheet.sheet_view.zoomScale = 90
    last = get_column_letter(FIRST_COLUMN + len(plan.columns) - 1)
    sheet.print_area = f"B{TITLE_ROW}:{last}{FIRST_ROW + len(plan.rows) - 1}"
    rows = f"{GROUP_ROW}:{HEAD_ROW}"
    left = f"{report.unit.name} – {plan.name} {report.year}"
    out.print_on_a4(sheet, left=left, heading_rows=rows)
    out.lock(sheet)


def file_name(report) -> str:
    return _("Biểu mẫu báo cáo năm %(year)s - %(unit)s.xlsx") % _names(report)
