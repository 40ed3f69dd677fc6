"""The reviewer's forms: clean text, dates as written here, messages that say how to mend."""

from datetime import date, timedelta

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.models import Unit
from q3plan.lib import dates, text
from reports.models import TaskUpdate

LONGEST_TEXT = 4_000
FURTHEST = timedelta(days=366)
SAY_WHY = gettext_lazy("Ghi rõ lý do trả lại để đơn vị biết cần sửa gì.")


class CleanText(forms.CharField):
    """Text in normal form without control characters; too long is said, never cut."""

    def __init__(self, *, longest=LONGEST_TEXT, rows=3, **options):
        if rows:
            options["widget"] = forms.Textarea(attrs={"class": "form-control", "rows": rows})
        else:
            options["widget"] = forms.TextInput(attrs={"class": "form-control"})
        super().__init__(**options)
        message = gettext_lazy(
            "Tối đa %(limit_value)d ký tự, nội dung này có %(show_value)d ký tự."
        )
        self.validators.append(MaxLengthValidator(longest, message))

    def to_python(self, value):
        return text.clean(super().to_python(value))


class Day(forms.DateField):
    """A day typed as dd/mm/yyyy."""

    def __init__(self, **options):
        attrs = {"class": "form-control w-short", "inputmode": "numeric", "autocomplete": "off"}
        options["widget"] = forms.DateInput(format="%d/%m/%Y", attrs=attrs)
        message = gettext_lazy("Nhập ngày theo dạng ngày/tháng/năm, ví dụ 12/11/2027.")
        options["error_messages"] = {"invalid": message, "required": message}
        super().__init__(**options)

    def to_python(self, value):
        return super().to_python(text.clean(value) if isinstance(value, str) else value)


class ReviewForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args, today: date, **options):
        super().__init__(*args, **options)
        self.today = today

    def day_ahead(self, name):
        """A day from today on, and not so far ahead that it must be a slip."""
        day = self.cleaned_data[name]
        if day < self.today:
            raise forms.ValidationError(
                _("Ngày phải từ hôm nay (%(today)s) trở đi.")
                % {"today": dates.day_text(self.today)}
            )
        if day > self.today + FURTHEST:
            raise forms.ValidationError(_("Ngày này cách hôm nay hơn một năm."))
        return day


def working_day_after(day: date, count: int) -> date:
    """The ``count``-th Monday–Friday after a day."""
    while count:
        day += dates.ONE_DAY
        count -= day.weekday() < 5
    return day


class ItemForm(forms.Form):
    """Accept one item, or ask for its correction; the reason is asked for only then."""

    use_required_attribute = False
    reason = CleanText(label=gettext_lazy("Cần sửa gì, vì sao"), required=False)
    reviewer_rating = forms.ChoiceField(
        label=gettext_lazy("Đánh giá của cơ quan thẩm định"),
        choices=[("", gettext_lazy("Theo đơn vị")), *TaskUpdate.Rating.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select w-short"}),
        error_messages={"invalid_choice": gettext_lazy("Chọn một mức đánh giá trong danh sách.")},
    )

    def __init__(self, *args, returning=False, **options):
        super().__init__(*args, **options)
        self.returning = returning

    def clean_reason(self):
        reason = self.cleaned_data["reason"]
        if self.returning and not reason:
            raise forms.ValidationError(SAY_WHY)
        return reason


class ReturnForm(ReviewForm):
    reason = CleanText(
        label=gettext_lazy("Lý do trả lại"),
        rows=4,
        help_text=gettext_lazy("Đơn vị đọc được nguyên văn, ở đầu việc của đơn vị."),
        error_messages={"required": SAY_WHY},
    )
    resubmit_by = Day(
        label=gettext_lazy("Gửi lại đến hết ngày"),
        help_text=gettext_lazy("Gửi lại trong hạn này thì báo cáo vẫn được tính đúng hạn."),
    )

    def clean_resubmit_by(self):
        return self.day_ahead("resubmit_by")


class ReopenForm(ReviewForm):
    reason = CleanText(
        label=gettext_lazy("Lý do mở lại"),
        error_messages={"required": gettext_lazy("Ghi rõ lý do mở lại báo cáo.")},
    )
    until = Day(
        label=gettext_lazy("Mở đến hết ngày"),
        help_text=gettext_lazy(
            "Số liệu đã duyệt vẫn được dùng cho đến khi báo cáo mới được duyệt."
        ),
    )

    def clean_until(self):
        return self.day_ahead("until")


class CloseForm(ReviewForm):
    reason = CleanText(
        label=gettext_lazy("Lý do đóng sớm"),
        help_text=gettext_lazy("Đơn vị đọc được nguyên văn. Báo cáo khóa ngay từ hôm nay."),
        error_messages={"required": gettext_lazy("Ghi rõ lý do đóng sớm để đơn vị biết.")},
    )


class ExtensionForm(ReviewForm):
    until = Day(label=gettext_lazy("Gia hạn đến hết ngày"))
    reason = CleanText(
        label=gettext_lazy("Lý do gia hạn"),
        error_messages={"required": gettext_lazy("Gia hạn cần ghi rõ lý do.")},
    )

    def __init__(self, *args, last_on: date, **options):
        super().__init__(*args, **options)
        self.last_on = last_on

    def clean_until(self):
        until = self.day_ahead("until")
        if until <= self.last_on:
            raise forms.ValidationError(
                _("Ngày gia hạn phải sau hạn hiện nay (hết ngày %(day)s).")
                % {"day": dates.day_text(self.last_on)}
            )
        return until


class ProviderForm(ReviewForm):
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị cung cấp số liệu"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Chọn đơn vị"),
        widget=forms.Select(attrs={"class": "form-select w-short"}),
        error_messages={
            "required": gettext_lazy("Chọn đơn vị cung cấp số liệu."),
            "invalid_choice": gettext_lazy("Chọn một đơn vị trong danh sách."),
        },
    )
    valid_from = Day(label=gettext_lazy("Từ ngày"))
    document = CleanText(
        label=gettext_lazy("Văn bản giao"),
        rows=0,
        longest=80,
        help_text=gettext_lazy("Số, ký hiệu văn bản, ví dụ 215/QĐ-UBND."),
        error_messages={"required": gettext_lazy("Ghi số, ký hiệu văn bản giao việc này.")},
    )
    note = CleanText(label=gettext_lazy("Ghi chú (không bắt buộc)"), required=False)

    def __init__(self, *args, plan, **options):
        super().__init__(*args, **options)
        self.plan = plan
        self.fields["unit"].queryset = Unit.objects.reporting().existing(self.today)

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        if day < self.plan.issued_on:
            raise forms.ValidationError(
                _("Ngày này trước ngày ban hành Kế hoạch (%(day)s).")
                % {"day": dates.day_text(self.plan.issued_on)}
            )
        if day > self.today + FURTHEST:
            raise forms.ValidationError(_("Ngày này cách hôm nay hơn một năm."))
        return day

    def clean(self):
        unit, day = self.cleaned_data.get("unit"), self.cleaned_data.get("valid_from")
        if unit and day and (day < unit.valid_from or (unit.valid_to and day > unit.valid_to)):
            self.add_error("valid_from", _("Đơn vị này không hoạt động vào ngày đó."))
        return self.cleaned_data


class Moment(forms.DateTimeField):
    """A moment in Quận 3 typed as dd/mm/yyyy hh:mm."""

    def __init__(self, **options):
        attrs = {"class": "form-control w-short", "autocomplete": "off"}
        options["widget"] = forms.DateTimeInput(format="%d/%m/%Y %H:%M", attrs=attrs)
        options["input_formats"] = ["%d/%m/%Y %H:%M", "%d/%m/%Y %Hh%M", "%d-%m-%Y %H:%M"]
        message = gettext_lazy("Nhập theo dạng ngày/tháng/năm giờ:phút, ví dụ 12/11/2027 09:30.")
        options["error_messages"] = {"invalid": message, "required": message}
        super().__init__(**options)

    def to_python(self, value):
        return super().to_python(" ".join(text.clean(value).split()) if value else value)


class BehalfForm(forms.Form):
    """Under which circumstances somebody enters a report for its unit."""

    OTHER = "khac"
    CAUSES = (
        ("ban-giay", gettext_lazy("Đơn vị nộp báo cáo bằng bản giấy")),
        ("mat-mang", gettext_lazy("Đơn vị mất mạng hoặc mất điện")),
        ("vang-nguoi", gettext_lazy("Người phụ trách của đơn vị vắng, không thay được")),
        (OTHER, gettext_lazy("Lý do khác")),
    )
    use_required_attribute = False

    signer = CleanText(
        label=gettext_lazy("Người ký bản giấy"),
        rows=0,
        longest=120,
        help_text=gettext_lazy("Họ tên, chức vụ như ghi trên bản giấy."),
        error_messages={"required": gettext_lazy("Ghi người đã ký bản giấy.")},
    )
    cause = forms.ChoiceField(
        label=gettext_lazy("Lý do nhập thay"),
        choices=[("", gettext_lazy("Chọn lý do")), *CAUSES],
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={
            "required": gettext_lazy("Chọn lý do nhập thay."),
            "invalid_choice": gettext_lazy("Chọn một lý do trong danh sách."),
        },
    )
    note = CleanText(
        label=gettext_lazy("Nói rõ thêm"),
        required=False,
        rows=2,
        longest=1_000,
        help_text=gettext_lazy("Cần ghi khi chọn “Lý do khác”. Đơn vị đọc được nguyên văn."),
    )
    received_at = Moment(
        label=gettext_lazy("Nhận bản giấy lúc"),
        help_text=gettext_lazy(
            "Ngày, giờ ghi ở sổ công văn đến; thời điểm này quyết định đúng hạn hay trễ hạn."
        ),
    )

    def __init__(self, *args, report, now, **options):
        options.setdefault("initial", {"received_at": now})
        super().__init__(*args, auto_id="nhap-thay-%s", **options)
        self.report, self.now = report, now

    def clean_received_at(self):
        moment = self.cleaned_data["received_at"]
        if moment > self.now:
            raise forms.ValidationError(_("Thời điểm nhận bản giấy không thể sau lúc này."))
        opens_on = self.report.round.opens_on
        if dates.as_day(moment) < opens_on:
            raise forms.ValidationError(
                _("Thời điểm này trước ngày mở kỳ báo cáo (%(day)s).")
                % {"day": dates.day_text(opens_on)}
            )
        return moment

    def clean(self):
        cause, note = self.cleaned_data.get("cause"), self.cleaned_data.get("note", "")
        if cause == self.OTHER and not note and "note" not in self.errors:
            self.add_error("note", _("Ghi rõ lý do nhập thay."))
        words = [] if cause in {None, self.OTHER} else [str(dict(self.CAUSES)[cause])]
        self.cleaned_data["reason"] = ". ".join([*words, *([note] if note else [])])
        return self.cleaned_data


class ExtensionsForm(ReviewForm):
    """One end and one reason for several reports; ``units`` are codes of their units."""

    units = forms.MultipleChoiceField(
        error_messages={
            "required": gettext_lazy("Chọn ít nhất một đơn vị."),
            "invalid_choice": gettext_lazy("Có đơn vị vừa gửi báo cáo. Chọn lại trong danh sách."),
        },
    )
    until = Day(
        label=gettext_lazy("Gia hạn đến hết ngày"),
        help_text=gettext_lazy("Ngày/tháng/năm, sau hạn hiện nay của mọi đơn vị đã chọn."),
    )
    reason = CleanText(
        label=gettext_lazy("Lý do gia hạn"),
        help_text=gettext_lazy("Một lý do cho mọi đơn vị đã chọn; đơn vị đọc được nguyên văn."),
        error_messages={"required": gettext_lazy("Gia hạn cần ghi rõ lý do.")},
    )

    def __init__(self, *args, reports, **options):
        super().__init__(*args, auto_id="gia-han-%s", **options)
        self.reports = reports
        self.fields["units"].choices = [(one.unit.code, one.unit.name) for one in reports]

    def chosen(self):
        return [one for one in self.reports if one.unit.code in self.cleaned_data["units"]]

    def clean_until(self):
        return self.day_ahead("until")

    def clean(self):
        until = self.cleaned_data.get("until")
        if until and "units" in self.cleaned_data:
            later = [r.unit.name for r in self.chosen() if r.due_before() - dates.ONE_DAY >= until]
            if later:
                self.add_error(
                    "until",
                    _("Ngày gia hạn phải sau hạn hiện nay của: %(units)s.")
                    % {"units": ", ".join(later)},
                )
        return self.cleaned_data
