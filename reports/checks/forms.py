"""The form of one rule: limit, sentence, in force or not."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from q3plan.lib.numbers import NumberProblem, format_decimal, input_text, parse_decimal
from q3plan.lib.text import clean
from reports.checks.kinds import CHECKS, Kind
from reports.checks.sentences import has_stray_brace, unknown_words
from reports.review.forms import CleanText

LIMIT_PLACES = 4
LONGEST_SENTENCE = 500


class CheckRuleForm(forms.Form):
    use_required_attribute = False

    limit = forms.CharField(
        widget=forms.TextInput(
            attrs={"class": "form-control w-num", "inputmode": "decimal", "autocomplete": "off"}
        ),
        error_messages={"required": gettext_lazy("Nhập ngưỡng của kiểm tra này.")},
    )
    sentence = CleanText(
        label=gettext_lazy("Câu hỏi cho đơn vị"),
        longest=LONGEST_SENTENCE,
        rows=4,
        error_messages={"required": gettext_lazy("Ghi câu hỏi mà đơn vị sẽ đọc.")},
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("Đang áp dụng"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args, rule, **options):
        initial = {
            "limit": input_text(rule.limit),
            "sentence": rule.sentence,
            "is_active": rule.is_active,
        }
        super().__init__(*args, initial=initial, **options)
        self.check = CHECKS[Kind(rule.kind)]
        if self.check.limit is None:
            del self.fields["limit"]
        else:
            self.fields["limit"].label = self.check.limit.label
            self.fields["limit"].help_text = self.check.limit.hint
        names = ", ".join(f"{{{name}}}" for name in self.check.samples)
        self.fields["sentence"].help_text = _("Các từ được thay bằng số liệu: %(names)s.") % {
            "names": names
        }

    def clean_limit(self):
        bounds = self.check.limit
        try:
            value = parse_decimal(
                clean(self.cleaned_data["limit"]), plausible_range=(bounds.low, bounds.high)
            )
        except NumberProblem as problem:
            raise forms.ValidationError(problem.message) from problem
        if value is None:
            raise forms.ValidationError(self.fields["limit"].error_messages["required"])
        if not bounds.low <= value <= bounds.high:
            ends = {"low": format_decimal(bounds.low), "high": format_decimal(bounds.high)}
            raise forms.ValidationError(_("Nhập số từ %(low)s đến %(high)s.") % ends)
        if bounds.is_whole and value != value.to_integral_value():
            raise forms.ValidationError(_("Nhập số nguyên."))
        if -value.normalize().as_tuple().exponent > LIMIT_PLACES:
            raise forms.ValidationError(
                _("Tối đa %(n)s chữ số sau dấu phẩy.") % {"n": LIMIT_PLACES}
            )
        return value

    def clean_sentence(self):
        sentence = self.cleaned_data["sentence"]
        if unknown := unknown_words(sentence, self.check.samples):
            raise forms.ValidationError(
                _("Kiểm tra này không có %(unknown)s. Dùng được: %(known)s.")
                % {"unknown": _braced(unknown), "known": _braced(self.check.samples)}
            )
        if has_stray_brace(sentence):
            raise forms.ValidationError(
                _("Dấu { } chỉ dùng để bao tên một từ được thay, ví dụ {year}.")
            )
        return sentence


def _braced(names):
    return ", ".join(f"{{{name}}}" for name in names)
