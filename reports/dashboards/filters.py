"""The filters of the dashboard, kept in the address so that a view can be sent to somebody."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from reports.dashboards.standing import by_severity
from targets.progress import PaceStatus, ReportingStatus, YearStatus


class ScoreFilter(forms.Form):
    """Filters of the score table. A value that is not offered gives a message and filters nothing.

    ``years`` are the years on offer, newest first; the newest is the default. In the address the
    fields have the names of ``ADDRESS_NAMES``.
    """

    year = forms.TypedChoiceField(label=_("Năm"), coerce=int, required=False)
    sector = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    unit = forms.ChoiceField(label=_("Đơn vị"), required=False)
    status = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[
            ("", _("Tất cả")),
            (_("Kết quả năm"), YearStatus.choices),
            (_("Tiến độ"), PaceStatus.choices),
            (_("Báo cáo"), ReportingStatus.choices),
        ],
    )
    sort = forms.ChoiceField(
        required=False,
        choices=[("urgent", _("Cần chú ý trước")), ("plan", _("Theo thứ tự kế hoạch"))],
        widget=forms.HiddenInput,
    )
    NAMES = {
        "year": _("năm"),
        "sector": _("lĩnh vực"),
        "unit": _("đơn vị"),
        "status": _("trạng thái"),
        "sort": _("cách sắp xếp"),
    }

    ADDRESS_NAMES = {
        "year": "nam",
        "sector": "linh-vuc",
        "unit": "don-vi",
        "status": "trang-thai",
        "sort": "xep",
    }

    def __init__(self, data, *, years):
        super().__init__(data)
        self.years = tuple(years)
        self.fields["year"].choices = [(year, str(year)) for year in self.years]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select"
            field.error_messages["invalid_choice"] = _(
                "Không có %(name)s “%(given)s” để lọc. Hãy chọn lại trong danh sách."
            ) % {"name": self.NAMES[name], "given": self._given(name)}

    def add_prefix(self, field_name):
        return self.ADDRESS_NAMES.get(field_name, field_name)

    def _given(self, name):
        text = str(self.data.get(self.add_prefix(name), ""))
        return text if len(text) <= 40 else text[:40] + "…"

    @property
    def chosen_year(self) -> int:
        """The year asked for, or the newest where none or an unknown one is."""
        try:
            return (
                self.fields["year"].clean(self.data.get(self.add_prefix("year"), ""))
                or self.years[0]
            )
        except forms.ValidationError:
            return self.years[0]

    def offer(self, rows):
        """Offer the sectors and units of these standings as choices."""
        sectors = {row.target.sector.slug: row.target.sector for row in rows}
        units = {unit.code: unit for row in rows for unit in row.units}
        self.fields["sector"].choices = [
            ("", _("Tất cả")),
            *((s.slug, s.name) for s in sorted(sectors.values(), key=lambda s: s.order)),
        ]
        self.fields["unit"].choices = [
            ("", _("Tất cả")),
            *((u.code, u.short_name) for u in sorted(units.values(), key=lambda u: u.order)),
        ]

    def within(self, rows):
        """The standings of the chosen sector and unit, whatever their status."""
        self.is_valid()
        if sector := self.cleaned_data.get("sector"):
            rows = [row for row in rows if row.target.sector.slug == sector]
        if unit := self.cleaned_data.get("unit"):
            rows = [row for row in rows if unit in {held.code for held in row.units}]
        return list(rows)

    def filter(self, rows):
        """The standings that pass, in the chosen order. Call ``offer`` first."""
        rows = self.within(rows)
        if status := self.cleaned_data.get("status"):
            rows = [row for row in rows if status in row.statuses]
        return rows if self.cleaned_data.get("sort") == "plan" else by_severity(rows)

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("sector", "unit", "status"))

    def address(self, **changes) -> str:
        """The query string of this view with some values changed; "" drops one."""
        values = {name: self.cleaned_data.get(name) for name in self.fields}
        values = {**values, "year": self.chosen_year, **changes}
        if values["year"] == self.years[0] and "year" not in changes:
            values["year"] = ""
        query = QueryDict(mutable=True)
        query.update({self.add_prefix(name): value for name, value in values.items() if value})
        return f"?{query.urlencode()}"
