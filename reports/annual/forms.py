"""Forms of the pages of annual targets."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from q3plan.lib.numbers import input_text
from reports.amending.decision_form import DecisionForm
from reports.annual.access import is_over
from reports.entry.fields import Field, Kind, read
from reports.review.forms import CleanText
from targets.models import TaskYardstick

NAMES = ("name", "unit_of_measure", "direction")


class GivingForm(DecisionForm):
    """The decision that sets a year's values, and which rows it sets."""

    chosen = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, rows, year, **options):
        super().__init__(*args, **options)
        self.rows, self.year = rows, year
        self.fields["chosen"].choices = [(row.anchor, row.target.code) for row in rows]

    def clean_chosen(self):
        chosen = self.cleaned_data["chosen"]
        if not chosen:
            raise forms.ValidationError(_("Chọn ít nhất một chỉ tiêu để giao."))
        return chosen

    def clean_decided_on(self):
        day = super().clean_decided_on()
        if is_over(self.year):
            raise forms.ValidationError(
                _("Năm %(year)s đã qua: kết quả của năm đó được giữ nguyên.") % {"year": self.year}
            )
        return day


class YardstickForm(DecisionForm):
    """The value with the document that gives it; ``seen`` is the row that the person saw."""

    name = CleanText(
        label=gettext_lazy("Nội dung được giao"),
        rows=0,
        longest=200,
        help_text=gettext_lazy("Ví dụ: Tỷ lệ giải ngân vốn đầu tư công."),
        error_messages={"required": gettext_lazy("Ghi nội dung được giao.")},
    )
    unit_of_measure = CleanText(
        label=gettext_lazy("Đơn vị tính"),
        rows=0,
        longest=60,
        error_messages={"required": gettext_lazy("Ghi đơn vị tính, ví dụ % hoặc tỷ đồng.")},
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Yêu cầu"),
        choices=TaskYardstick.Direction.choices,
        initial=TaskYardstick.Direction.AT_LEAST,
        widget=forms.Select(attrs={"class": "form-select w-short"}),
        error_messages={"invalid_choice": gettext_lazy("Chọn một yêu cầu trong danh sách.")},
    )
    value = forms.CharField(
        label=gettext_lazy("Mức giao"),
        widget=forms.TextInput(
            attrs={"class": "form-control w-num", "inputmode": "decimal", "autocomplete": "off"}
        ),
        error_messages={"required": gettext_lazy("Nhập mức được giao.")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    wrong_day = gettext_lazy("Ngày văn bản phải từ %(first)s đến hôm nay.")

    def __init__(self, *args, held, year, **options):
        initial = {"seen": str(held.pk) if held else ""}
        if held:
            initial |= {name: getattr(held, name) for name in NAMES}
            initial["value"] = input_text(held.value)
        super().__init__(*args, initial=initial, **options)
        self.held, self.year = held, year
        self.fields["number"].label = _("Số, ký hiệu văn bản")
        self.fields["decided_on"].label = _("Ngày văn bản")
        self.fields["decided_by"].label = _("Cơ quan ban hành")
        self.fields["text"].label = _("Trích yếu (không bắt buộc)")
        self.fields["decided_by"].help_text = _("Ví dụ: Ủy ban nhân dân Thành phố Hồ Chí Minh.")
        self.fields["number"].help_text = _("Ghi đủ số và ký hiệu, ví dụ 120/QĐ-UBND.")

    @property
    def first_day(self):
        """A higher level's document may be older than the plan: it gives a year before it begins.

        (Plan 57 was issued on 25/02/2025; the City gives a year's capital in December before.)
        """
        return min(self.plan.issued_on, date(self.year - 1, 1, 1))

    @property
    def is_stale(self):
        return self.data.get("seen", "") != (str(self.held.pk) if self.held else "")

    def clean_value(self):
        unit = self.data.get("unit_of_measure", "")
        asked = Field("value", _("Mức giao"), Kind.NUMBER, unit=unit, allow_negative=True)
        result = read(asked, self.cleaned_data["value"])
        if result.readings:
            one, other = result.readings
            text = _("Gõ lại %(one)s hoặc %(other)s, không dùng dấu chấm.")
            raise forms.ValidationError(text % {"one": one, "other": other})
        if result.error:
            raise forms.ValidationError(result.error)
        if result.value is None:
            raise forms.ValidationError(self.fields["value"].error_messages["required"])
        return result.value

    def clean_decided_on(self):
        day = super().clean_decided_on()
        if is_over(self.year) or day.year > self.year:
            raise forms.ValidationError(
                _("Văn bản này không thể giao mức cho năm %(year)s đã qua.") % {"year": self.year}
            )
        return day
