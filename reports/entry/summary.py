"""A report as a list of answers, from working rows or from a frozen submission."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from q3plan.lib.numbers import figure_text, format_decimal
from reports.denominators.wording import source_words
from reports.models import TargetEntry
from reports.models.completeness import figure_label
from reports.review.sent import read_yardstick
from targets.progress import Vintage

from .preview import Computed


@dataclass(frozen=True)
class Row:
    """``detail`` stands smaller under the value; ``anchor`` is the field to mend."""

    label: str
    text: str
    detail: str = ""
    computed: Computed | None = None
    error: str = ""


@dataclass(frozen=True)
class Item:
    code: str
    title: str
    rows: tuple[Row, ...]
    anchor: str = ""
    url: str = ""
    history: tuple = ()
    state: object = None
    review_reason: str = ""

    @property
    def is_blank(self):
        return not any(row.text or row.detail for row in self.rows)


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    items: tuple[Item, ...] = field(default_factory=tuple)


def part_of_blocks(section, made, *, url):
    """One section of the unit's own working content; ``url`` is where it can be mended, or ""."""
    items = tuple(_item_of_block(block, url) for block in made)
    return Part(section.key, section.title, items)


def _item_of_block(block, url):
    rows = [_row_of_group(block, group) for group in block.groups]
    rows += [_row_of_field(block, shown) for shown in block.fields]
    return Item(
        code=block.code,
        title=block.form.title,
        rows=tuple(rows),
        anchor=block.prefix,
        url=f"{url}#{block.prefix}" if url and not block.is_locked else "",
        history=tuple(getattr(block, "history", ())),
        state=block.state,
        review_reason=block.item.review_reason if block.is_returned else "",
    )


def _row_of_group(block, group):
    found = group.computed
    terms = [
        f"{shown.label_in_full}: {_typed(block, shown)}" for shown in group.fields if shown.shown
    ]
    if terms and group.shared:
        terms.append(_("mẫu số: %(shared)s") % {"shared": group.shared})
    return Row(
        group.title,
        found.text if found else "",
        "; ".join(terms),
        found if found and found.result else None,
        next((shown.error for shown in group.fields if shown.error), ""),
    )


def _row_of_field(block, shown):
    text = str(dict(shown.field.choices).get(shown.shown, _typed(block, shown)))
    if text and shown.field.unit:
        text = f"{text} {shown.field.unit}"
    return Row(shown.field.label, text, error=shown.error)


def _typed(block, shown):
    """A number with its groups when it could be read, else what was typed."""
    value = block.reads[shown.field.name].value
    if isinstance(value, Decimal) and not shown.error:
        return format_decimal(value)
    return shown.shown


def parts_of_payload(content):
    """The same list from the frozen content of a submission."""
    targets = tuple(_target_of_payload(row) for row in content["targets"])
    tasks = tuple(_task_of_payload(row) for row in content["tasks"])
    assessment = _assessment_of_payload(content["assessment"], content["year"])
    parts = [Part("targets", _("Chỉ tiêu"), targets)] if targets else []
    return [
        *parts,
        Part("tasks", _("Nhiệm vụ"), tasks),
        Part("assessment", _("Đánh giá chung"), (assessment,)),
    ]


@dataclass(frozen=True)
class SentFigure:
    year: int
    vintage: str


def _target_of_payload(row):
    rows = [_figure_of_payload(figure, row) for figure in row["figures"]]
    rows += [
        *_proposal_of_payload(row),
        Row(_("Nguồn số liệu"), row["source"]),
        Row(_("Giải trình"), row["explanation"]),
    ]
    anchor = row["code"].lower()
    return Item(row["code"], f"{row['code']} {row['name']}", tuple(rows), anchor)


def _is_of_ward(row):
    return row.get("scope") == TargetEntry.Scope.WARD


def _proposal_of_payload(row):
    """A ward's part proposes nothing."""
    if _is_of_ward(row):
        return []
    proposal = _number(row["proposal"])
    text = f"{proposal} {row['unit_of_measure']}" if proposal else ""
    return [Row(_("Đề xuất chỉ tiêu năm sau"), text)]


def _figure_of_payload(figure, row):
    label = figure_label(SentFigure(figure["year"], figure["vintage"]))
    if _is_of_ward(row):
        label = _("%(label)s của phường") % {"label": label}
    value = figure["value"]
    text = ""
    if value is not None:
        is_computed = figure["numerator"] is not None
        shown = figure_text(Decimal(value), row["decimals"], is_computed=is_computed)
        text = f"{shown} {row['unit_of_measure']}"
        mark = Vintage(figure["vintage"]).mark
        text = f"{text} ({mark})" if mark else text
    terms = [_number(figure[name]) for name in ("numerator", "denominator")]
    detail = ""
    if all(terms):
        detail = _("tử số %(top)s; mẫu số %(bottom)s") % {"top": terms[0], "bottom": terms[1]}
        if shared := figure.get("denominator_source"):
            detail += f" ({_shared_of_payload(shared)})"
    return Row(label, text, detail)


def _shared_of_payload(shared):
    return source_words(shared["series"], shared["source"], date.fromisoformat(shared["as_of"]))


def _number(text):
    return "" if text is None else format_decimal(Decimal(text))


def _task_of_payload(row):
    rows = (
        Row(_("Tự đánh giá"), row["rating_label"]),
        *_reached_of_payload(read_yardstick(row.get("yardstick"))),
        Row(_("Kết quả thực hiện"), row["result"]),
        Row(_("Khó khăn, vướng mắc"), row["difficulties"]),
        Row(_("Kiến nghị, đề xuất"), row["proposals"]),
    )
    anchor = row["code"].lower().replace(".", "-")
    return Item(row["code"], f"{row['code']} {row['title']}", rows, anchor)


def _reached_of_payload(yardstick):
    if yardstick is None:
        return ()
    return (Row(_("Kết quả so với mức cấp trên giao"), yardstick.reached, yardstick.words),)


def _assessment_of_payload(row, year):
    rows = (
        Row(_("Kết quả nổi bật trong năm"), row["overview"]),
        Row(_("Khó khăn, hạn chế và nguyên nhân"), row["difficulties"]),
        Row(_("Kiến nghị, đề xuất"), row["proposals"]),
        Row(_("Nhiệm vụ trọng tâm năm %(year)s") % {"year": year + 1}, row["next_year"]),
    )
    return Item("", _("Đánh giá chung"), rows, "danh-gia-chung")
