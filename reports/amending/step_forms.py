"""The forms of the steps of a proposal: words for one, or several chosen together."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.review.forms import CleanText, Day, ReviewForm


class WordsForm(ReviewForm):
    """What goes with a step: a reason or an opinion."""

    text = CleanText(error_messages={"required": gettext_lazy("Ghi rõ nội dung.")})

    def __init__(self, *args, label, hint="", **options):
        super().__init__(*args, **options)
        self.fields["text"].label, self.fields["text"].help_text = label, hint


class ChosenForm(ReviewForm):
    """Several proposals, each with the version that the page showed: "12:3"."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Đề nghị"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Chọn ít nhất một đề nghị."),
            "invalid_choice": gettext_lazy(
                "Có đề nghị vừa được người khác xử lý. Vui lòng xem lại rồi chọn lại."
            ),
        },
    )

    def __init__(self, *args, rows, **options):
        super().__init__(*args, **options)
        self.rows = {f"{row.pk}:{row.version}": row for row in rows}
        self.fields["chosen"].choices = [(key, str(row)) for key, row in self.rows.items()]

    @property
    def pairs(self):
        """(proposal, version seen)."""
        keys = self.cleaned_data["chosen"]
        return [(self.rows[key], int(key.partition(":")[2])) for key in keys]


class ForwardForm(ChosenForm):
    opinion = CleanText(
        label=gettext_lazy("Ý kiến của cơ quan đầu mối"),
        help_text=gettext_lazy("Một ý kiến chung cho các đề nghị đã chọn."),
        error_messages={"required": gettext_lazy("Ghi ý kiến của cơ quan đầu mối.")},
    )


class EffectiveForm(ChosenForm):
    effective_on = Day(
        label=gettext_lazy("Áp dụng từ ngày"),
        help_text=gettext_lazy(
            "Kết quả năm nay trở đi được tính theo nội dung mới; các năm trước giữ nguyên."
        ),
    )

    def __init__(self, *args, plan, **options):
        super().__init__(*args, **options)
        self.plan = plan

    def clean_effective_on(self):
        day, plan = self.cleaned_data["effective_on"], self.plan
        if day.year < self.today.year:
            raise forms.ValidationError(
                _(
                    "Ngày áp dụng sớm nhất là 01/01/%(year)s: kết quả của những năm đã qua "
                    "được giữ nguyên."
                )
                % {"year": self.today.year}
            )
        if day.year > plan.vision_year:
            raise forms.ValidationError(
                _("Kế hoạch chỉ đến năm %(year)s.") % {"year": plan.vision_year}
            )
        return day
