"""The sheets of a report's workbook as declarations: what stands in which row and column.

Derived from the forms of the entry pages, so that workbook and browser ask the same. Rows and
columns have stable keys; writing puts them into hidden cells, reading finds every cell by them.
"""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from reports.entry.fields import Field, Kind
from reports.entry.sections import forms_by_section
from targets.models import Target

PREFIX = "q3plan"
TERM_WIDTH, VALUE_WIDTH, TEXT_WIDTH = 11, 9, 23


@dataclass(frozen=True)
class Column:
    """``key`` is a field's name, or "@…" for what is known. Columns of one ``group`` share a
    heading above theirs."""

    key: str
    heading: str
    width: int
    group: str = ""
    align: str = "left"


@dataclass(frozen=True)
class Input:
    """A cell that the person fills; ``name`` is the name of the same box in the browser."""

    name: str
    form: object
    field: Field
    stored: str
    title: str
    is_locked: bool = False


@dataclass(frozen=True)
class Ratio:
    """A cell with our own formula on two other cells of its row."""

    top: str
    bottom: str
    multiplier: int
    is_growth: bool
    decimals: int


@dataclass(frozen=True)
class Row:
    """``cells`` by column key: a known text or Decimal, an ``Input`` or a ``Ratio``; a column
    without one is not asked in this row."""

    key: str
    cells: dict


@dataclass(frozen=True)
class SheetPlan:
    """``check`` is the column whose shown text tells a row from the others to a person."""

    key: str
    name: str
    hint: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    check: str
    frozen: str

    @cached_property
    def inputs(self):
        """``(row key, column key) → Input``."""
        return {
            (row.key, key): content
            for row in self.rows
            for key, content in row.cells.items()
            if isinstance(content, Input)
        }


def mark_of(report, key) -> str:
    """What stands hidden in a sheet: whose report of which plan and year it belongs to."""
    parts = (PREFIX, key, report.round.plan.number, report.year, report.unit.code)
    return "|".join(map(str, parts))


def sheets_of(report, writing) -> list[SheetPlan]:
    """The input sheets of a report in the order of the work."""
    makers = {"targets": _targets, "tasks": _tasks, "assessment": _assessment}
    return [
        makers[section.key](report, section.make_blocks(report, forms, writing))
        for section, forms in forms_by_section(report)
        if forms
    ]


def _inputs(block, titles=None):
    """An ``Input`` for every field of the item's form, by field name."""
    form, stored = block.form, block.form.stored()
    titles = titles or {}
    return {
        asked.name: Input(
            f"{form.prefix}-{asked.name}",
            form,
            asked,
            stored.get(asked.name, ""),
            titles.get(asked.name, asked.label),
            block.is_locked,
        )
        for asked in form.fields
    }


# -- targets -----------------------------------------------------------------------------------


def _targets(report, blocks):
    columns = [
        Column("@order", _("TT"), 5, align="center"),
        Column("@code", _("Mã"), 7),
        Column("@words", _("Chỉ tiêu, câu trong Kế hoạch, cách tính"), 32),
        Column("@unit", _("Đơn vị tính"), 11),
        Column("@before", _("Đã duyệt"), 14),
        Column(
            "@annual", _("Chỉ tiêu giao năm %(year)s") % {"year": report.year}, 10, align="right"
        ),
        *_figure_columns(blocks),
        *_other_columns(blocks),
    ]
    rows = [_target_row(number, block) for number, block in enumerate(blocks, 1)]
    hint = _(
        "Chỉ nhập vào ô màu vàng. Số để dạng số, không gõ kèm chữ; chưa có số liệu thì để trống "
        "và nêu lý do ở cột Giải trình. Ô xám không cần nhập; ô giá trị của chỉ tiêu tỷ lệ tự tính."
    )
    name = _("Chỉ tiêu")
    return SheetPlan("targets", name, hint, tuple(columns), tuple(rows), "@code", "@unit")


def _figures(blocks):
    """``name → (title, whether any target has terms for it)`` over all targets, in their order."""
    found = {}
    for block in blocks:
        for figure in block.form.figures:
            title, has_terms = found.get(figure.name, (block.form.figure_title(figure), False))
            found[figure.name] = (title, has_terms or block.form.target.is_ratio)
    return found


def _figure_columns(blocks):
    for name, (title, has_terms) in _figures(blocks).items():
        if has_terms:
            yield Column(f"{name}_numerator", _("Tử số"), TERM_WIDTH, title, "right")
            yield Column(f"{name}_denominator", _("Mẫu số"), TERM_WIDTH, title, "right")
        yield Column(name, _("Giá trị"), VALUE_WIDTH, title, "right")


def _other_columns(blocks):
    """Every field that is no figure, in the order in which the forms ask for it."""
    figures = {
        asked.name for block in blocks for group in block.form.by_figure.values() for asked in group
    }
    seen = {}
    for block in blocks:
        for asked in block.form.fields:
            if asked.name not in figures:
                seen.setdefault(asked.name, asked)
    for asked in seen.values():
        is_number = asked.kind is Kind.NUMBER
        width = TERM_WIDTH if is_number else TEXT_WIDTH
        yield Column(asked.name, asked.label, width, align="right" if is_number else "left")


def _target_row(number, block):
    form, target = block.form, block.form.target
    cells = {
        "@order": str(number),
        "@code": target.code,
        "@words": _target_words(block),
        "@unit": target.unit_of_measure,
        "@before": "\n".join(_before(known, target) for known in block.history),
        "@annual": block.annual_target.value if block.annual_target else "",
    }
    titles = {}
    for figure in form.figures:
        for asked in form.by_figure.get(figure, ()):
            titles[asked.name] = f"{form.figure_title(figure)}: {asked.label}"
        cells |= _known_figure(form, figure)
    return Row(form.prefix, cells | _inputs(block, titles))


def _before(known, target):
    """ "2026: 36,6 (ước)"; the unit of measure has a column of its own."""
    text = known.text.replace(f" {target.unit_of_measure}", "")
    return f"{known.year}: {text}"


def _known_figure(form, figure):
    """What a figure's cells show where nothing is typed: its terms and our own formula."""
    target, name = form.target, figure.name
    if not target.is_ratio:
        return {}
    terms = {f"{name}_numerator": figure.numerator, f"{name}_denominator": figure.denominator}
    shown = {key: value for key, value in terms.items() if value is not None}
    is_growth = target.formula == Target.Formula.GROWTH
    return {**shown, name: Ratio(*terms, target.multiplier, is_growth, target.decimals)}


def _target_words(block):
    target = block.form.target
    parts = [target.name]
    if block.quotation:
        said = block.quotation
        parts.append(f"“{said.before}{said.words}{said.after}”")
    if target.is_ratio:
        parts.append(_("Tử số: %s") % target.numerator_label)
        parts.append(_("Mẫu số: %s") % target.denominator_label)
        if any(figure.shared_denominator_id for figure in block.form.figures):
            parts[-1] += _(" – lấy từ bảng dùng chung")
    if block.starts_in:
        parts.append(_("Áp dụng từ năm %s; chưa có số liệu thì để trống.") % block.starts_in)
    return "\n".join(parts)


# -- tasks -------------------------------------------------------------------------------------


def _tasks(report, blocks):
    widths = {"rating": 18, "result": 46, "achieved": 18}
    asked = {asked.name: asked for block in blocks for asked in block.form.fields}
    columns = [
        Column("@order", _("TT"), 5, align="center"),
        Column("@code", _("Mã"), 9),
        Column("@words", _("Nhiệm vụ, câu trong Kế hoạch"), 46),
        Column("@before", _("Đã báo cáo năm %(year)s") % {"year": report.year - 1}, 34),
        *(
            Column(name, one.label, widths.get(name, TEXT_WIDTH + 11))
            for name, one in asked.items()
        ),
    ]
    rows = [_task_row(number, block) for number, block in enumerate(blocks, 1)]
    hint = _(
        "Chỉ nhập vào ô màu vàng. Tự đánh giá: chọn trong danh sách. Xuống dòng trong ô: Alt+Enter."
    )
    name = _("Nhiệm vụ")
    return SheetPlan("tasks", name, hint, tuple(columns), tuple(rows), "@code", "@before")


def _task_row(number, block):
    task, before = block.item.task, block.last_year
    words = [task.title, f"“{task.quote}”"]
    if task.period_text:
        words.append(_("Thời hạn: %s") % task.period_text)
    if block.yardstick:
        given = {"name": block.yardstick.name, "asked": block.yardstick.words}
        words.append(_("Cấp trên giao: %(name)s %(asked)s") % given)
    cells = {
        "@order": str(number),
        "@code": task.code,
        "@words": "\n".join(words),
        "@before": "",
    }
    if before and (before.rating or before.result):
        cells["@before"] = "\n".join(
            filter(None, [before.rating and before.get_rating_display(), before.result])
        )
    return Row(block.prefix, cells | _inputs(block))


# -- general assessment ------------------------------------------------------------------------

TEXT = "@text"


def _assessment(report, blocks):
    """One row for each text: long words need a wide cell."""
    columns = (
        Column("@order", _("TT"), 5, align="center"),
        Column("@label", _("Nội dung"), 30),
        Column("@before", _("Đã báo cáo năm %(year)s") % {"year": report.year - 1}, 50),
        Column(TEXT, _("Báo cáo năm %(year)s") % {"year": report.year}, 90),
    )
    rows = [
        Row(
            content.name,
            {
                "@order": str(number),
                "@label": content.field.label,
                "@before": str(getattr(block.last_year, name, "") or ""),
                TEXT: content,
            },
        )
        for block in blocks
        for number, (name, content) in enumerate(_inputs(block).items(), 1)
    ]
    hint = _("Chỉ nhập vào ô màu vàng. Xuống dòng trong ô: Alt+Enter.")
    name = _("Đánh giá chung")
    return SheetPlan("assessment", name, hint, columns, tuple(rows), "@label", "@before")
