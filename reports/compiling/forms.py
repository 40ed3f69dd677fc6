"""The officer's forms: a passage, a passage of one's own, the head of the document."""

import re

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.models import CompiledReport, Paragraph
from reports.review.forms import CleanText, Day

LONGEST_PASSAGE = 20_000
LONGEST_HEADING = 400
_NUMBER = re.compile(r"\d{1,6}[A-Za-zĐđ]?")


class PassageForm(forms.Form):
    """``version`` is that of the passage as the person saw it."""

    use_required_attribute = False

    heading = CleanText(
        label=gettext_lazy("Đề mục"), longest=LONGEST_HEADING, rows=0, required=False
    )
    text = CleanText(
        label=gettext_lazy("Nội dung đưa vào báo cáo"),
        longest=LONGEST_PASSAGE,
        rows=8,
        error_messages={
            "required": gettext_lazy(
                "Ghi nội dung của đoạn. Nếu không in đoạn này, dùng nút “Không đưa vào”."
            )
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)

    def __init__(self, *args, row: Paragraph, **options):
        initial = {"heading": row.heading, "text": row.text, "version": row.version}
        super().__init__(*args, initial=initial, auto_id=f"doan-{row.pk}-%s", **options)
        if not row.is_own:
            del self.fields["heading"]


class OwnPassageForm(forms.Form):
    use_required_attribute = False

    section = forms.ChoiceField(
        label=gettext_lazy("Phần"),
        choices=Paragraph.Section,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    heading = CleanText(
        label=gettext_lazy("Đề mục"),
        help_text=gettext_lazy("Có thể để trống."),
        longest=LONGEST_HEADING,
        rows=0,
        required=False,
    )
    text = CleanText(
        label=gettext_lazy("Nội dung"),
        longest=LONGEST_PASSAGE,
        rows=8,
        error_messages={"required": gettext_lazy("Ghi nội dung của đoạn.")},
    )


# Field of the head → (longest, rows; 0 for one line).
HEAD_TEXTS = {
    "superior": (200, 0),
    "agency": (400, 2),
    "number": (20, 0),
    "symbol": (40, 0),
    "place": (80, 0),
    "dated_on": (10, 0),
    "subject": (600, 2),
    "addressee": (600, 2),
    "authority": (200, 0),
    "signer_title": (120, 0),
    "signer_name": (120, 0),
    "recipients": (2_000, 6),
    "archive": (80, 0),
}
HINTS = {
    "superior": gettext_lazy("Một dòng phía trên tên cơ quan; để trống nếu không có."),
    "agency": gettext_lazy("Mỗi dòng như khi in."),
    "symbol": gettext_lazy("Phần sau chữ BC-, ví dụ UBND."),
    "number": gettext_lazy("Văn thư cấp khi phát hành; để trống khi còn là dự thảo."),
    "dated_on": gettext_lazy("Để trống khi chưa ký."),
    "authority": gettext_lazy("Ví dụ KT. CHỦ TỊCH; để trống khi người đứng đầu ký."),
    "recipients": gettext_lazy("Mỗi nơi nhận một dòng."),
    "archive": gettext_lazy("Phần sau chữ Lưu:, ví dụ VT, TCKH."),
}
REQUIRED = {"agency", "symbol", "place", "subject", "signer_title", "archive"}


class HeadForm(forms.Form):
    """Head and signature block; ``version`` is the report's as the person saw it."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)

    def __init__(self, *args, report: CompiledReport, **options):
        names = list(HEAD_TEXTS)
        initial = {name: getattr(report, name) for name in (*names, "version")}
        super().__init__(*args, initial=initial, **options)
        for name, (longest, rows) in HEAD_TEXTS.items():
            self.fields[name] = CleanText(longest=longest, rows=rows, required=name in REQUIRED)
        # Put in the place where its name stands.
        self.fields["dated_on"] = Day(required=False)
        for name in names:
            label = capfirst(str(CompiledReport._meta.get_field(name).verbose_name))
            field = self.fields[name]
            field.label, field.help_text = label, HINTS.get(name, "")
            if name in REQUIRED:
                message = _("Ghi %(name)s.") % {"name": label.lower()}
                field.error_messages["required"] = message

    def clean_number(self):
        number = self.cleaned_data["number"]
        if number and not _NUMBER.fullmatch(number):
            raise forms.ValidationError(
                _("Chỉ ghi số do văn thư cấp, ví dụ 245; ký hiệu ghi ở ô riêng.")
            )
        return number

    def clean_symbol(self):
        symbol = self.cleaned_data["symbol"]
        if re.search(r"[\s/]", symbol) or symbol.upper().startswith("BC-"):
            raise forms.ValidationError(
                _("Chỉ ghi phần ký hiệu sau chữ BC-, không có dấu cách hay dấu gạch chéo.")
            )
        return symbol

    @property
    def head(self) -> dict:
        """What is to be written, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
