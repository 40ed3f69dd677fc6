"""The filters of the field history, in the address."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from q3plan.accounts.models import User
from q3plan.lib.dates import LOCAL
from reports.audit.reading import ACTIONS
from reports.audit.registering import RECORDED
from reports.review.forms import Day


class AuditFilter(forms.Form):
    """Who, what kind of thing, which action, from and to which day (both inclusive)."""

    person = forms.ChoiceField(label=_("Người thực hiện"), required=False)
    kind = forms.ChoiceField(label=_("Loại dữ liệu"), required=False)
    action = forms.ChoiceField(
        label=_("Việc"),
        required=False,
        choices=[("", _("Tất cả")), *((str(key), word) for key, word in ACTIONS.items())],
    )
    since = Day(label=_("Từ ngày"), required=False)
    until = Day(label=_("Đến hết ngày"), required=False)
    ADDRESS_NAMES = {
        "person": "nguoi",
        "kind": "loai",
        "action": "viec",
        "since": "tu-ngay",
        "until": "den-ngay",
    }

    def __init__(self, data):
        super().__init__(data)
        people = User.objects.order_by("full_name", "pk").values_list("pk", "full_name")
        self.fields["person"].choices = [("", _("Tất cả")), *((str(k), n) for k, n in people)]
        kinds = sorted((capfirst(str(m._meta.verbose_name)), m._meta.label_lower) for m in RECORDED)
        self.fields["kind"].choices = [
            ("", _("Tất cả")),
            *((label.rpartition(".")[2], name) for name, label in kinds),
        ]
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
            words = _("Giá trị lọc này không có trong danh sách. Hãy chọn lại.")
            field.error_messages["invalid_choice"] = words

    def add_prefix(self, field_name):
        return self.ADDRESS_NAMES.get(field_name, field_name)

    def filter(self, entries):
        """The entries that pass; a value that is not on offer filters nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        if person := chosen.get("person"):
            entries = entries.filter(actor=person)
        if kind := chosen.get("kind"):
            model = next(m for m in RECORDED if m._meta.model_name == kind)
            entries = entries.filter(content_type=ContentType.objects.get_for_model(model))
        if action := chosen.get("action"):
            entries = entries.filter(action=action)
        if since := chosen.get("since"):
            entries = entries.filter(timestamp__gte=_begin(since))
        if (until := chosen.get("until")) and until.year < 9999:
            entries = entries.filter(timestamp__lt=_begin(until + timedelta(days=1)))
        return entries

    @property
    def words(self) -> str:
        held = {name: value for name, value in self.cleaned_data.items() if value}
        return "; ".join(f"{self.fields[n].label}: {self._word(n, v)}" for n, v in held.items())

    def _word(self, name, value):
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])
        return f"{value:%d/%m/%Y}"


def _begin(day):
    return datetime.combine(day, time(), LOCAL)
