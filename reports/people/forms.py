"""Forms about people."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.models import Membership
from q3plan.accounts.forms import EMAIL_MESSAGES
from q3plan.accounts.models import User
from q3plan.lib import clock
from reports.people.listing import looks_shared
from reports.review.forms import CleanText, Day, ReviewForm

FIRST_DAY = date(2000, 1, 1)
MOST_AHEAD = timedelta(days=5 * 366)


class DayOfService(Day):
    """A day on which somebody may begin or end: not a slip of the pen by centuries."""

    def clean(self, value):
        day = super().clean(value)
        if day and not FIRST_DAY <= day <= clock.today() + MOST_AHEAD:
            raise forms.ValidationError(
                _("Ngày phải từ năm 2000 và không quá năm năm tới. Kiểm tra lại năm.")
            )
        return day


def check_person_name(name: str) -> str:
    """The name of one person; an office's name is refused with the reason."""
    if looks_shared(name) or len(name.split()) < 2:
        raise forms.ValidationError(
            _("Nhập họ và tên của một người. Mỗi người một tài khoản, không dùng chung cho đơn vị.")
        )
    return name


class InviteForm(ReviewForm):
    """Options: ``units`` whose people the reader arranges."""

    full_name = CleanText(
        label=gettext_lazy("Họ và tên"),
        rows=0,
        longest=150,
        error_messages={"required": gettext_lazy("Nhập họ và tên.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử công vụ"),
        max_length=254,
        error_messages=EMAIL_MESSAGES,
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text=gettext_lazy("Dùng để đăng nhập và nhận thư nhắc việc."),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"))
    role = forms.ChoiceField(
        label=gettext_lazy("Vai trò"), choices=Membership.Role.choices, widget=forms.RadioSelect
    )
    since = DayOfService(label=gettext_lazy("Từ ngày"))
    until = DayOfService(
        label=gettext_lazy("Đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Để trống nếu chưa có ngày kết thúc."),
    )

    def __init__(self, *args, units, **options):
        super().__init__(*args, **options)
        self.units = {unit.code: unit for unit in units}
        choose = [("", gettext_lazy("Chọn đơn vị"))] if len(self.units) != 1 else []
        choices = [(unit.code, unit.name) for unit in self.units.values()]
        self.fields["unit"].choices = [*choose, *choices]
        self.fields["unit"].widget.attrs["class"] = "form-select"
        for name, words in (
            ("unit", gettext_lazy("Chọn một đơn vị trong danh sách.")),
            ("role", gettext_lazy("Chọn một vai trò.")),
        ):
            messages = self.fields[name].error_messages
            messages["required"] = messages["invalid_choice"] = words

    def clean_full_name(self):
        return check_person_name(self.cleaned_data["full_name"])

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean_unit(self):
        return self.units[self.cleaned_data["unit"]]

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
        return cleaned


class _OtherPerson(ReviewForm):
    """Options: ``people`` among whom the other one is chosen."""

    user = forms.ModelChoiceField(
        label=gettext_lazy("Người nhận"),
        queryset=User.objects.none(),
        to_field_name="email",
        empty_label=gettext_lazy("Chọn người"),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={
            "required": gettext_lazy("Chọn một người."),
            "invalid_choice": gettext_lazy("Chọn một người trong danh sách."),
        },
    )

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["user"].queryset = people.filter(is_active=True).order_by("full_name")


class HandOverForm(_OtherPerson):
    on = DayOfService(
        label=gettext_lazy("Bàn giao từ ngày"),
        help_text=gettext_lazy("Từ ngày này người nhận giữ vai trò; hôm trước là ngày cuối."),
    )


class SubstituteForm(_OtherPerson):
    since = DayOfService(label=gettext_lazy("Thay từ ngày"))
    until = DayOfService(label=gettext_lazy("Đến hết ngày"))


class EndForm(ReviewForm):
    on = DayOfService(label=gettext_lazy("Ngày cuối ở đơn vị"))
