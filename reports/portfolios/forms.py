"""Forms of handing a sector over."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from q3plan.accounts.models import User
from q3plan.lib import dates
from reports.review.forms import FURTHEST, CleanText, Day, ReviewForm


def _person(label):
    return forms.ModelChoiceField(
        label=label,
        queryset=User.objects.filter(is_active=True, is_superuser=False).order_by("full_name"),
        to_field_name="email",
        empty_label=gettext_lazy("Chọn người"),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={
            "required": gettext_lazy("Chọn một người."),
            "invalid_choice": gettext_lazy("Chọn một người trong danh sách."),
        },
    )


def _document():
    return CleanText(
        label=gettext_lazy("Văn bản phân công"),
        rows=0,
        longest=200,
        required=False,
        help_text=gettext_lazy("Số, ngày; ví dụ: Thông báo 15/TB-UBND ngày 01/11/2027."),
    )


class PostForm(ReviewForm):
    """``plan``'s days only: from its issue to a year ahead."""

    def __init__(self, *args, plan, **options):
        super().__init__(*args, **options)
        self.plan = plan

    def day_of_plan(self, name):
        day = self.cleaned_data[name]
        if day < self.plan.issued_on:
            raise forms.ValidationError(
                _("Ngày này trước ngày ban hành Kế hoạch (%(day)s).")
                % {"day": dates.day_text(self.plan.issued_on)}
            )
        if day > self.today + FURTHEST:
            raise forms.ValidationError(_("Ngày này cách hôm nay hơn một năm."))
        return day


class HandOverForm(PostForm):
    user = _person(gettext_lazy("Người phụ trách mới"))
    on = Day(label=gettext_lazy("Từ ngày"))
    document = _document()

    def clean_on(self):
        return self.day_of_plan("on")


class SubstituteForm(PostForm):
    user = _person(gettext_lazy("Người thay"))
    since = Day(label=gettext_lazy("Từ ngày"))
    until = Day(label=gettext_lazy("Đến hết ngày"))
    document = _document()

    def clean_since(self):
        return self.day_of_plan("since")

    def clean_until(self):
        return self.day_of_plan("until")


class EndForm(PostForm):
    last_on = Day(label=gettext_lazy("Ngày cuối phụ trách"))
    is_known = forms.BooleanField(
        label=gettext_lazy("Tôi biết sau ngày này chưa có người phụ trách"),
        error_messages={
            "required": gettext_lazy(
                "Xác nhận là sau ngày này chưa có người phụ trách, hoặc dùng mục Bàn giao."
            )
        },
    )

    def clean_last_on(self):
        return self.day_of_plan("last_on")
