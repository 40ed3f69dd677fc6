"""The form of one shared denominator: a value, where it comes from and the day it holds for."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from q3plan.lib.dates import day_text
from q3plan.lib.numbers import NumberProblem, format_decimal, input_text, parse_decimal
from q3plan.lib.text import clean
from reports.entry.forms import COUNTED, TERM_PLACES
from reports.review.forms import CleanText, Day

LARGEST = 10**12
LONGEST_SOURCE = 1_000


class DenominatorForm(forms.Form):
    """``held`` is the row that the person saw, so that a change made meanwhile is not lost."""

    use_required_attribute = False

    value = forms.CharField(
        widget=forms.TextInput(
            attrs={"class": "form-control w-num", "inputmode": "decimal", "autocomplete": "off"}
        ),
        error_messages={"required": gettext_lazy("Nhập giá trị của mẫu số.")},
    )
    as_of = Day(
        label=gettext_lazy("Số liệu tại ngày"),
        help_text=gettext_lazy("Ngày mà con số này đếm được, ví dụ 30/09/2027."),
    )
    source = CleanText(
        label=gettext_lazy("Nguồn"),
        longest=LONGEST_SOURCE,
        help_text=gettext_lazy("Cơ quan, báo cáo hoặc biểu thống kê; mọi người đọc đều thấy."),
        error_messages={"required": gettext_lazy("Ghi nguồn của con số này.")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, series, held, today, **options):
        initial = {"seen": str(held.pk) if held else ""}
        if held:
            initial |= {"value": input_text(held.value), "as_of": held.as_of, "source": held.source}
        super().__init__(*args, initial=initial, **options)
        self.series, self.held, self.today = series, held, today
        self.fields["value"].label = f"{series.name} ({series.unit_of_measure})"

    def clean_value(self):
        unit = self.series.unit_of_measure
        try:
            value = parse_decimal(
                clean(self.cleaned_data["value"]), unit=unit, is_count=unit in COUNTED
            )
        except NumberProblem as problem:
            raise forms.ValidationError(problem.message) from problem
        if value is None:
            raise forms.ValidationError(self.fields["value"].error_messages["required"])
        if not 0 < value < LARGEST:
            raise forms.ValidationError(_("Mẫu số phải lớn hơn 0 và dưới một nghìn tỷ."))
        if -value.normalize().as_tuple().exponent > TERM_PLACES:
            raise forms.ValidationError(_("Tối đa %(n)s chữ số sau dấu phẩy.") % {"n": TERM_PLACES})
        return value

    def clean_as_of(self):
        day = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(
                _("Ngày này sau hôm nay (%(today)s).") % {"today": day_text(self.today)}
            )
        return day

    def clean(self):
        held = self.held
        if self.cleaned_data.get("seen", "") == (str(held.pk) if held else ""):
            return self.cleaned_data
        words = {"value": format_decimal(held.value) if held else "", "by": held and held.set_by}
        raise forms.ValidationError(
            _("%(by)s vừa đổi số này thành %(value)s. Xem lại; nếu vẫn muốn thay thì lưu lần nữa.")
            % words
        )
