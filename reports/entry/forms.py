"""The three kinds of item that a report consists of, each as a set of fields.

An item's stored texts are a pure function of its row, and its row of its texts: a page, an autosave
and a post without JavaScript all go the same way.
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from q3plan.lib.dates import day_text
from q3plan.lib.numbers import format_decimal, input_text, round_half_up
from reports.models import TargetEntry, TaskUpdate
from reports.models.completeness import figure_label
from targets.models import Target
from targets.models.target import VALUE_PLACES
from targets.progress import Vintage

from .fields import Field, Kind, Read, out_of_range

TERM_PLACES = 4
# Units of whole things: "196.500" of them is never a fraction.
COUNTED = {"người", "giường", "hộ", "phòng", "đơn vị"}


def split_unit(label):
    """ "Dân số (người)" → ("Dân số", "người"); without brackets the unit is ""."""
    name, opened, rest = label.rstrip().rpartition(" (")
    if opened and rest.endswith(")"):
        return name, rest[:-1]
    return label, ""


class ItemForm:
    """Fields of one item. ``prefix`` is the item's anchor and starts every name in the form."""

    def __init__(self, report, item):
        self.report, self.item = report, item
        self.prefix = item.anchor
        self.title = str(item)
        self.fields = self.make_fields()

    def make_fields(self):
        raise NotImplementedError

    def values(self):
        """Stored texts by field name, before what could not be read."""
        return {field.name: getattr(self.item, field.name) for field in self.fields}

    def stored(self):
        return {**self.values(), **self.item.unparsed}

    def check(self, reads):
        """Errors between fields; returns the reads."""
        return reads

    def lacks(self, reads):
        """Messages by field name for what a person is told only on leaving the page."""
        return {}

    def apply(self, reads, *, by, at):
        """Write the row from what was read; what could not be read is kept as typed."""
        self.item.unparsed = {
            name: read.text for name, read in reads.items() if read.error and not read.refused
        }
        names = self.write(reads)
        self.item.version += 1
        self.item.updated_by, self.item.updated_at = by, at
        self.item.save(update_fields=[*names, "unparsed", "version", "updated_by", "updated_at"])

    def write(self, reads):
        for field in self.fields:
            setattr(self.item, field.name, reads[field.name].value)
        return [field.name for field in self.fields]


class AssessmentForm(ItemForm):
    def make_fields(self):
        return [
            Field("overview", _("Kết quả nổi bật trong năm")),
            Field("difficulties", _("Khó khăn, hạn chế và nguyên nhân"), optional=True),
            Field("proposals", _("Kiến nghị, đề xuất"), optional=True),
            Field(
                "next_year",
                _("Nhiệm vụ trọng tâm năm %(year)s") % {"year": self.report.year + 1},
                optional=True,
            ),
        ]


class UpdateForm(ItemForm):
    """``yardstick`` is what a higher level gave for the task in the report's year, if anything."""

    def __init__(self, report, item, yardstick=None):
        self.yardstick = yardstick
        super().__init__(report, item)

    def values(self):
        """``achieved`` is asked for only beside a yardstick."""
        texts = {
            field.name: getattr(self.item, field.name)
            for field in self.fields
            if field.name != "achieved"
        }
        if self.yardstick:
            texts["achieved"] = input_text(self.item.achieved)
        return texts

    def achieved_field(self):
        if self.yardstick is None:
            return []
        words = {"name": self.yardstick.name, "asked": self.yardstick.words}
        return [
            Field(
                "achieved",
                _("Kết quả so với mức cấp trên giao"),
                Kind.NUMBER,
                unit=self.yardstick.unit_of_measure,
                hint=_("%(name)s: cấp trên giao %(asked)s.") % words,
                optional=True,
                allow_negative=True,
                places=VALUE_PLACES,
            )
        ]

    def make_fields(self):
        need = _("Cần ghi khi nhiệm vụ chưa hoàn thành hoặc chưa có kết quả.")
        return [
            Field(
                "rating",
                _("Tự đánh giá"),
                Kind.CHOICE,
                hint=self.rating_hint(),
                choices=tuple(TaskUpdate.Rating.choices),
            ),
            *self.achieved_field(),
            Field(
                "result",
                _("Kết quả thực hiện"),
                hint=_("Đã làm gì, sản phẩm, con số, văn bản cụ thể trong năm."),
            ),
            Field("difficulties", _("Khó khăn, vướng mắc"), hint=need),
            Field("proposals", _("Kiến nghị, đề xuất"), hint=need),
        ]

    def rating_hint(self):
        task = self.item.task
        if not task.has_ended(self.report.year):
            return ""
        label = TaskUpdate.Rating.PERIOD_ENDED.label
        return _(
            "Giai đoạn ghi trong Kế hoạch đã hết năm %(year)s: có thể chọn “%(label)s”, "
            "hoặc đánh giá tiếp nếu nhiệm vụ được chuyển sang văn bản mới."
        ) % {"year": task.terms_in(self.report.year).end_year, "label": label}


class EntryForm(ItemForm):
    """One target: the figures asked, the proposal for next year, source and explanation."""

    def __init__(self, report, item):
        self.target = item.target
        self.figures = list(item.figures.all())
        super().__init__(report, item)

    @property
    def may_be_negative(self):
        return self.target.floor is None or self.target.floor < 0

    @property
    def is_of_ward(self):
        """A ward's part of the whole: no proposal is asked and no verdict given."""
        return self.item.scope == TargetEntry.Scope.WARD

    @property
    def value_is_typed(self):
        return not self.target.is_ratio or not self.target.terms_required

    def make_fields(self):
        self.by_figure = {figure: self.figure_fields(figure) for figure in self.figures}
        fields = [field for group in self.by_figure.values() for field in group]
        return [*fields, *self.other_fields()]

    def figure_fields(self, figure):
        fields = []
        if self.target.is_ratio:
            fields = [
                self.term(f"{figure.name}_numerator", self.target.numerator_label),
                *self.denominator_fields(figure),
            ]
        if self.value_is_typed:
            hint = ""
            if fields:
                hint = _("Ghi thẳng tỷ lệ nếu số liệu điều tra không có tử số, mẫu số.")
            label = _("Tỷ lệ công bố") if fields else figure_label(figure)
            fields.append(self.value_field(figure.name, label, hint, optional=bool(fields)))
        return fields

    def denominator_fields(self, figure):
        """None while the shared table gives the denominator."""
        if figure.shared_denominator_id:
            return []
        return [self.term(f"{figure.name}_denominator", self.target.denominator_label, True)]

    def denominator_of(self, figure, reads):
        if figure.shared_denominator_id:
            return figure.denominator
        return good(reads[f"{figure.name}_denominator"])

    def term(self, name, label, is_denominator=False):
        words, unit = split_unit(label)
        return Field(
            name,
            words,
            Kind.NUMBER,
            unit=unit,
            places=TERM_PLACES,
            is_count=unit in COUNTED,
            positive=is_denominator,
            low=None if is_denominator else Decimal(0),
        )

    def value_field(self, name, label, hint="", optional=False):
        return Field(
            name,
            label,
            Kind.NUMBER,
            unit=self.target.unit_of_measure,
            hint=hint,
            optional=optional,
            allow_negative=self.may_be_negative,
            places=VALUE_PLACES,
            low=self.target.floor,
            high=self.target.ceiling,
        )

    def other_fields(self):
        return [
            *self.proposal_fields(),
            Field("source", _("Nguồn số liệu"), hint=_("Báo cáo, niên giám hoặc biểu thống kê.")),
            Field(
                "explanation",
                _("Giải trình"),
                hint=_("Nguyên nhân tăng, giảm; lý do nếu chưa có số liệu."),
                optional=True,
            ),
        ]

    def proposal_fields(self):
        if self.is_of_ward:
            return []
        label = _("Đề xuất chỉ tiêu năm %(year)s") % {"year": self.report.year + 1}
        return [self.value_field("proposal", label, optional=True)]

    def values(self):
        texts = {}
        for figure in self.figures:
            terms = (figure.numerator, figure.denominator)
            if self.target.is_ratio:
                texts[f"{figure.name}_numerator"] = input_text(terms[0])
                if not figure.shared_denominator_id:
                    texts[f"{figure.name}_denominator"] = input_text(terms[1])
            if self.value_is_typed:
                texts[figure.name] = "" if None not in terms else input_text(figure.value)
        if not self.is_of_ward:
            texts["proposal"] = input_text(self.item.proposal)
        return {**texts, "source": self.item.source, "explanation": self.item.explanation}

    def check(self, reads):
        reads = dict(reads)
        for figure in self.figures:
            if self.target.is_ratio:
                self.check_terms(figure, reads)
        return reads

    def check_terms(self, figure, reads):
        name = figure.name
        top, bottom = reads[f"{name}_numerator"], self.denominator_of(figure, reads)
        if None in (good(top), bottom):
            return
        error = ""
        value = self.target.ratio_of(top.value, bottom)
        if self.target.is_share and top.value > bottom:
            words = {"top": format_decimal(top.value), "bottom": format_decimal(bottom)}
            error = (
                _("Tử số (%(top)s) lớn hơn mẫu số (%(bottom)s). Kiểm tra lại hai số này.") % words
            )
        elif value is None:
            error = _("Kết quả tính ra quá lớn. Kiểm tra lại tử số và mẫu số.")
        elif out := out_of_range(value, self.target.floor, self.target.ceiling):
            error = _("Kết quả tính ra là %(value)s. %(limits)s") % {
                "value": format_decimal(value, self.target.decimals),
                "limits": out,
            }
        if error:
            reads[f"{name}_numerator"] = top.with_error(error)
        elif self.value_is_typed:
            reads[name] = self.agreeing(reads[name], value)

    def agreeing(self, typed, value):
        """The typed rate beside complete terms must say the same; then the terms stand alone."""
        if good(typed) is None:
            return typed
        digits = self.target.decimals
        if round_half_up(typed.value, digits) == round_half_up(value, digits):
            return Read()
        return typed.with_error(
            _("Tử số và mẫu số cho kết quả %(value)s. Sửa cho khớp hoặc bỏ trống ô này.")
            % {"value": format_decimal(value, digits)}
        )

    def lacks(self, reads):
        found = {}
        if not self.target.is_ratio:
            return found
        for figure in self.figures:
            if figure.shared_denominator_id:
                continue
            names = [f"{figure.name}_numerator", f"{figure.name}_denominator"]
            blank = [name for name in names if not reads[name].text]
            if len(blank) == 1:
                found[blank[0]] = _("Nhập cả tử số và mẫu số để tính được tỷ lệ.")
        return found

    def figure_value(self, figure, reads):
        """The value that the texts give, from the terms or typed alone; ``None`` for none."""
        if self.target.is_ratio:
            top = good(reads[f"{figure.name}_numerator"])
            bottom = self.denominator_of(figure, reads)
            if None not in (top, bottom):
                return self.target.ratio_of(top, bottom)
        return good(reads[figure.name]) if self.value_is_typed else None

    def write(self, reads):
        for figure in self.figures:
            figure.value = self.figure_value(figure, reads)
            if self.target.is_ratio:
                figure.numerator = good(reads[f"{figure.name}_numerator"])
                figure.denominator = self.denominator_of(figure, reads)
            figure.save(update_fields=["value", "numerator", "denominator"])
        self.item.proposal = None if self.is_of_ward else good(reads["proposal"])
        self.item.source = reads["source"].value
        self.item.explanation = reads["explanation"].value
        return ["proposal", "source", "explanation"]

    def figure_title(self, figure):
        label = figure_label(figure)
        return _("%(label)s của phường") % {"label": label} if self.is_of_ward else label

    def figure_hint(self, figure):
        if figure.vintage == Vintage.YTD:
            cutoff = _("Số liệu đến hết ngày %(day)s.") % {
                "day": day_text(self.report.round.data_cutoff_on)
            }
            if self.target.formula == Target.Formula.GROWTH:
                return _("%(cutoff)s So với cùng kỳ năm trước.") % {"cutoff": cutoff}
            return cutoff
        if self.is_of_ward:
            return _("Số dự kiến của cả năm, chỉ tính trong phường; được cộng vào số toàn quận.")
        if figure.vintage == Vintage.ESTIMATE:
            return _("Số dự kiến của cả năm; đây là số được đem so với chỉ tiêu.")
        if figure.vintage == Vintage.PRELIMINARY:
            return _(
                "Số sau khi năm đã kết thúc; được duyệt thì dùng thay số ước, số ước vẫn được giữ. "
                "Chưa có thì để trống."
            )
        return _("Số đã chốt của năm trước, thay cho số ước đã báo cáo.")


def good(read):
    """The number of a field that holds one without an error, else ``None``."""
    return None if read.error else read.value
