"""Forms of the letters, the call log and excusing a unit."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from q3plan.lib import dates, text
from reports.models import Letter
from reports.review.forms import CleanText, Day, ReviewForm, working_day_after

NUMBER_LONGEST = 20
# A call is noted the same day or soon after.
OLDEST_CALL = timedelta(days=366)


class NewLetterForm(ReviewForm):
    """Which late units to ask, in one letter or one each."""

    TOGETHER, EACH = "together", "each"

    units = forms.MultipleChoiceField(
        label=gettext_lazy("Đơn vị"),
        error_messages={
            "required": gettext_lazy("Chọn ít nhất một đơn vị cần đôn đốc."),
            "invalid_choice": gettext_lazy(
                "Có đơn vị không còn trễ hạn. Danh sách đã được cập nhật, vui lòng chọn lại."
            ),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Cách gửi"),
        choices=[
            (TOGETHER, gettext_lazy("Một công văn chung cho các đơn vị đã chọn")),
            (EACH, gettext_lazy("Mỗi đơn vị một công văn")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn một công văn chung hay mỗi đơn vị một.")},
    )
    reply_by = Day(
        label=gettext_lazy("Đề nghị gửi báo cáo chậm nhất ngày"),
        help_text=gettext_lazy("Ghi trong công văn; không thay cho gia hạn."),
    )

    def __init__(self, *args, late, **options):
        super().__init__(*args, **options)
        self.late = late
        self.fields["units"].choices = [(one.unit.code, one.report.unit_name) for one in late]
        self.fields["units"].initial = [one.unit.code for one in late]
        self.fields["kind"].initial = self.TOGETHER
        self.fields["reply_by"].initial = working_day_after(self.today, 3)

    def clean_reply_by(self):
        return self.day_ahead("reply_by")

    def chosen(self):
        """Groups of late reports, one for each letter."""
        codes = set(self.cleaned_data["units"])
        chosen = [one for one in self.late if one.unit.code in codes]
        is_together = self.cleaned_data["kind"] == self.TOGETHER
        return [chosen] if is_together else [[one] for one in chosen]


class LetterForm(ReviewForm):
    """Head and words of one letter."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    number = CleanText(
        label=gettext_lazy("Số"),
        rows=0,
        longest=NUMBER_LONGEST,
        required=False,
        help_text=gettext_lazy("Văn thư cấp; chỉ ghi phần số, ký hiệu được thêm sau dấu /."),
    )
    dated_on = Day(label=gettext_lazy("Ngày ký"), required=False)
    subject = CleanText(label=gettext_lazy("Trích yếu"), rows=2, longest=300)
    opening = CleanText(label=gettext_lazy("Đoạn mở đầu"), rows=4)
    reply_by = Day(label=gettext_lazy("Gửi báo cáo chậm nhất ngày"), required=False)
    closing = CleanText(label=gettext_lazy("Đoạn kết"), rows=3, required=False)
    superior = CleanText(
        label=gettext_lazy("Cơ quan chủ quản"), rows=0, longest=200, required=False
    )
    agency = CleanText(label=gettext_lazy("Cơ quan ban hành"), rows=2, longest=300)
    symbol = CleanText(label=gettext_lazy("Ký hiệu"), rows=0, longest=40)
    place = CleanText(label=gettext_lazy("Địa danh"), rows=0, longest=80)
    authority = CleanText(
        label=gettext_lazy("Quyền hạn người ký"),
        rows=0,
        longest=200,
        required=False,
        help_text=gettext_lazy("Ví dụ: KT. TRƯỞNG PHÒNG. Để trống khi thủ trưởng ký."),
    )
    signer_title = CleanText(label=gettext_lazy("Chức vụ người ký"), rows=0, longest=120)
    signer_name = CleanText(
        label=gettext_lazy("Họ tên người ký"), rows=0, longest=120, required=False
    )
    recipients = CleanText(
        label=gettext_lazy("Nơi nhận"),
        rows=3,
        required=False,
        help_text=gettext_lazy("Mỗi dòng một nơi; dòng Lưu được thêm cuối."),
    )
    archive = CleanText(label=gettext_lazy("Lưu"), rows=0, longest=80)

    HEAD = ("superior", "agency", "symbol", "place", "authority", "signer_title", "signer_name")
    HEAD_FIELDS = (*HEAD, "recipients", "archive")
    WORDS = ("number", "dated_on", "subject", "opening", "reply_by", "closing")

    def __init__(self, *args, letter, is_sending=False, **options):
        names = ("version", *self.WORDS, *self.HEAD_FIELDS)
        initial = {name: getattr(letter, name) for name in names}
        super().__init__(*args, initial=initial, **options)
        self.letter = letter
        for name in ("number", "symbol", "place"):
            self.fields[name].widget.attrs["class"] = "form-control w-short"
        if is_sending:
            self._require("number", _("Ghi số của công văn trước khi phát hành."))
            self._require("dated_on", _("Ghi ngày ký của công văn trước khi phát hành."))

    def _require(self, name, message):
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = message

    def clean_number(self):
        """ "07" and "7" are one number; the document prints the 0."""
        number = self.cleaned_data["number"]
        if number and not number.replace("-", "").isalnum():
            raise forms.ValidationError(
                _("Chỉ ghi phần số, ví dụ 215; ký hiệu sau dấu / đã có sẵn.")
            )
        return str(int(number)) if number.isdecimal() else number

    def clean_dated_on(self):
        day = self.cleaned_data["dated_on"]
        opened = self.letter.round.opens_on
        if day and not opened <= day <= self.today:
            raise forms.ValidationError(
                _("Ngày ký phải từ ngày mở kỳ báo cáo (%(opened)s) đến hôm nay (%(today)s).")
                % {"opened": dates.day_text(opened), "today": dates.day_text(self.today)}
            )
        return day

    def clean_reply_by(self):
        """A letter cannot ask for what is past on the day it is signed."""
        day = self.cleaned_data["reply_by"]
        first = self.cleaned_data.get("dated_on") or self.today
        if day and day < first:
            raise forms.ValidationError(
                _("Ngày này phải từ ngày ký trở đi (%(first)s).") % {"first": dates.day_text(first)}
            )
        return day

    def differences(self, letter):
        """(label, what the letter says now, what is typed) of every field where they differ."""
        held = [
            (self[name], self._as_typed(getattr(letter, name)))
            for name in (*self.WORDS, *self.HEAD_FIELDS)
        ]
        rows = [(bound.label, theirs, text.clean(bound.value() or "")) for bound, theirs in held]
        return [(label, theirs, mine) for label, theirs, mine in rows if theirs != mine]

    def rebase(self, letter):
        """The typed words stay and now answer to the letter as a colleague left it."""
        self.data = self.data.copy()
        self.data["version"] = letter.version

    @staticmethod
    def _as_typed(value):
        return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else value or ""

    @property
    def version_seen(self):
        """The version that the page showed; of a form without one, none that a letter has."""
        return self.cleaned_data.get("version", 0)

    @property
    def values(self) -> dict:
        """What to store on the letter, by field name."""
        known = {field.name for field in Letter._meta.fields}
        return {n: v for n, v in self.cleaned_data.items() if n in known and n != "version"}

    @property
    def word_fields(self):
        return [self[name] for name in self.WORDS]

    @property
    def head_fields(self):
        return [self[name] for name in self.HEAD_FIELDS]

    @property
    def has_head_errors(self):
        return any(name in self.errors for name in self.HEAD_FIELDS)


class CallForm(ReviewForm):
    """A call or message that was made."""

    on = Day(label=gettext_lazy("Ngày liên hệ"))
    spoken_to = CleanText(
        label=gettext_lazy("Đã liên hệ với ai"),
        rows=0,
        longest=120,
        help_text=gettext_lazy(
            "Họ tên hoặc chức danh, cách liên hệ. Ví dụ: chị văn thư, điện thoại."
        ),
        error_messages={"required": gettext_lazy("Ghi đã liên hệ với ai.")},
    )
    note = CleanText(
        label=gettext_lazy("Nội dung"),
        error_messages={"required": gettext_lazy("Ghi vắn tắt nội dung trao đổi.")},
    )
    promised_on = Day(label=gettext_lazy("Đơn vị hẹn gửi ngày"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["on"].initial = self.today

    def clean_on(self):
        day = self.cleaned_data["on"]
        if not self.today - OLDEST_CALL <= day <= self.today:
            raise forms.ValidationError(
                _("Ngày liên hệ phải từ hôm nay (%(today)s) trở về trước, không quá một năm.")
                % {"today": dates.day_text(self.today)}
            )
        return day

    def clean_promised_on(self):
        return self.day_ahead("promised_on") if self.cleaned_data["promised_on"] else None


class ExcuseForm(ReviewForm):
    reason = CleanText(
        label=gettext_lazy("Lý do miễn báo cáo"),
        help_text=gettext_lazy("Ghi cả văn bản cho phép, nếu có. Lý do hiện ở bảng tình hình nộp."),
        error_messages={"required": gettext_lazy("Ghi rõ lý do miễn báo cáo.")},
    )
