"""The one form: a note, and a word more where units are missing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.review.forms import CleanText


class FinishForm(forms.Form):
    """``is_complete`` tells that every unit was accepted; else leaving some out is confirmed."""

    use_required_attribute = False
    note = CleanText(
        label=_("Ghi chú"),
        required=False,
        longest=2_000,
        help_text=_("Không bắt buộc. Ví dụ: bản gửi Thành phố lần đầu, còn thiếu một đơn vị."),
    )
    without_all = forms.BooleanField(
        label=_("Tôi vẫn chốt dù chưa duyệt đủ các đơn vị"),
        error_messages={
            "required": _("Đánh dấu vào ô này nếu anh/chị vẫn chốt, hoặc chờ các đơn vị còn lại.")
        },
    )

    def __init__(self, *args, is_complete, **options):
        super().__init__(*args, **options)
        if is_complete:
            del self.fields["without_all"]
