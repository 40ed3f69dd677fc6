"""The filters of the list of people, in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from q3plan.lib.text import fold
from reports.people.listing import Person, Standing


class PeopleFilter(forms.Form):
    search = forms.CharField(label=_("Tìm họ tên, thư điện tử"), required=False, max_length=100)
    unit = forms.ChoiceField(label=_("Đơn vị"), required=False)
    standing = forms.ChoiceField(
        label=_("Tình trạng"), required=False, choices=[("", _("Tất cả")), *Standing.choices]
    )
    ADDRESS_NAMES = {"search": "q", "unit": "don-vi", "standing": "trang-thai"}

    def __init__(self, data, people: list[Person]):
        super().__init__(data)
        units = {m.unit.code: m.unit for p in people for m in p.memberships}
        ordered = sorted(units.values(), key=lambda unit: (unit.order, unit.code))
        self.fields["unit"].choices = [
            ("", _("Tất cả")),
            *((u.code, u.short_name) for u in ordered),
        ]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "search" else "form-select"
            words = _("Giá trị lọc này không có trong danh sách. Hãy chọn lại.")
            field.error_messages["invalid_choice"] = words

    def add_prefix(self, field_name):
        return self.ADDRESS_NAMES.get(field_name, field_name)

    def filter(self, people: list[Person]) -> list[Person]:
        """Those that pass; a value that is not on offer filters nothing."""
        self.is_valid()
        held = self.cleaned_data
        wanted = fold(held.get("search", "")).split()
        return [
            p
            for p in people
            if (not held.get("unit") or held["unit"] in {m.unit.code for m in p.memberships})
            and (not held.get("standing") or p.standing == held["standing"])
            and all(word in fold(f"{p.user.full_name} {p.user.email}") for word in wanted)
        ]

    @property
    def words(self) -> str:
        held = {name: value for name, value in self.cleaned_data.items() if value}
        return "; ".join(f"{self.fields[n].label}: {self._word(n, v)}" for n, v in held.items())

    def _word(self, name, value):
        field = self.fields[name]
        return str(dict(field.choices)[value]) if hasattr(field, "choices") else value
