"""What of the filing board is shown, kept in the address."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assignments.models import Unit
from q3plan.lib import text

STANDINGS = {
    "qua-han": (_("Quá hạn, còn thiếu"), lambda row: row.is_awaited),
    "chua-gui": (_("Chưa gửi"), lambda row: not row.is_sent),
    "da-gui": (_("Đã gửi"), lambda row: row.is_sent),
    "dung-han": (_("Gửi đúng hạn"), lambda row: row.is_on_time),
    "gui-tre": (_("Gửi trễ"), lambda row: row.is_sent_late),
    "da-duyet": (_("Đã duyệt"), lambda row: row.is_accepted),
}
EVERYTHING = ("", _("Tất cả"))


class FilingFilter(forms.Form):
    """Kind of unit and standing. A value that is not offered is named and filters nothing."""

    kind = forms.ChoiceField(label=_("Nhóm đơn vị"), required=False)
    standing = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[EVERYTHING, *((value, label) for value, (label, _test) in STANDINGS.items())],
    )
    ADDRESS_NAMES = {"kind": "nhom", "standing": "trang-thai"}

    def __init__(self, data, *, year, is_newest):
        super().__init__(data)
        self.year, self.is_newest = year, is_newest
        kinds = [kind for kind in Unit.Kind if kind != Unit.Kind.OUTSIDE]
        self.fields["kind"].choices = [EVERYTHING, *((kind.value, kind.label) for kind in kinds)]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select"
            field.error_messages["invalid_choice"] = _(
                "Không có giá trị “%(given)s” để lọc. Hãy chọn lại trong danh sách."
            ) % {"given": text.clean(str(data.get(self.add_prefix(name), "")))[:40]}

    def add_prefix(self, field_name):
        return self.ADDRESS_NAMES.get(field_name, field_name)

    def filter(self, rows):
        """The rows that pass; the form is validated here."""
        self.is_valid()
        if kind := self.cleaned_data.get("kind"):
            rows = [row for row in rows if row.unit.kind == kind]
        if standing := self.cleaned_data.get("standing"):
            rows = [row for row in rows if STANDINGS[standing][1](row)]
        return list(rows)

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())

    def address(self, **changes) -> str:
        """The query string of this view with some values changed; "" drops one."""
        values = {**self.cleaned_data, **changes}
        query = QueryDict(mutable=True)
        if not self.is_newest:
            query["nam"] = str(self.year)
        query.update({self.add_prefix(name): value for name, value in values.items() if value})
        return f"?{query.urlencode()}"
