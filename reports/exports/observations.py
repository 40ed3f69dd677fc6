"""Every accepted figure that a person may see: the whole series, filtered in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assignments.permissions import visible_targets
from q3plan.lib.export import MOMENT, NUMBER, SHORT, TEXT, WIDE, YEAR
from reports.exports.sending import yes
from reports.models import Observation
from targets.progress import Vintage

# Rows that the database sends at once.
CHUNK_ROWS = 1_000

OBSERVATIONS = {
    "Kế hoạch": (TEXT, lambda row: row.target__plan__number),
    "Mã": (SHORT, lambda row: row.target__code),
    "Chỉ tiêu": (WIDE, lambda row: row.target__name),
    "Lĩnh vực": (TEXT, lambda row: row.target__sector__name),
    "Đơn vị tính": (TEXT, lambda row: row.target__unit_of_measure),
    "Năm": (YEAR, lambda row: row.year),
    "Loại số liệu": (TEXT, lambda row: VINTAGES[row.vintage]),
    "Giá trị": (NUMBER, lambda row: row.value),
    "Tử số": (NUMBER, lambda row: row.numerator),
    "Mẫu số": (NUMBER, lambda row: row.denominator),
    "Nguồn": (WIDE, lambda row: row.source),
    "Đơn vị báo cáo": (TEXT, lambda row: row.report__unit__short_name),
    "Kỳ báo cáo": (YEAR, lambda row: row.report__round__year),
    # Base data were never accepted by anybody: their moment is that of their loading.
    "Duyệt lúc": (MOMENT, lambda row: row.accepted_at if row.report else None),
    "Lý do đính chính": (TEXT, lambda row: row.reason),
    "Số liệu minh họa": (SHORT, lambda row: yes(row.is_illustrative)),
}
FIELDS = (
    "target__plan__number",
    "target__code",
    "target__name",
    "target__sector__name",
    "target__unit_of_measure",
    "year",
    "vintage",
    "value",
    "numerator",
    "denominator",
    "source",
    "report",
    "report__unit__short_name",
    "report__round__year",
    "accepted_at",
    "reason",
    "is_illustrative",
)
VINTAGES = {vintage.value: str(vintage.label) for vintage in Vintage}


def visible_observations(powers):
    """Accepted figures that count now, of the targets whose figures the person may see."""
    rows = Observation.objects.current().filter(target__in=visible_targets(powers))
    return rows.order_by("target__plan", "target__order", "year", "vintage", "pk")


def streamed(rows):
    """``rows`` for ``OBSERVATIONS`` from a cursor: tuples, no more than a chunk at a time."""
    return rows.values_list(*FIELDS, named=True).iterator(chunk_size=CHUNK_ROWS)


class ObservationFilter(forms.Form):
    """Filters of the accepted figures; a value that is not offered gives a message."""

    nam = forms.TypedChoiceField(label=_("Năm"), coerce=int, required=False, empty_value=None)
    sector = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    loai = forms.ChoiceField(label=_("Loại số liệu"), required=False)
    LOOKUPS = {"nam": "year", "sector": "target__sector__slug", "loai": "vintage"}

    def __init__(self, data, *, rows):
        super().__init__(data)
        years = rows.order_by("-year").values_list("year", flat=True).distinct()
        sectors = rows.order_by("target__sector__order", "target__sector__slug")
        sectors = sectors.values_list("target__sector__slug", "target__sector__name").distinct()
        kinds = [(kind.lower(), word) for kind, word in Vintage.choices]
        for name, known in (
            ("nam", [(year, str(year)) for year in years]),
            ("sector", list(dict(sectors).items())),
            ("loai", kinds),
        ):
            field = self.fields[name]
            field.choices = [("", _("Tất cả")), *known]
            field.widget.attrs["class"] = "form-select"
            field.error_messages["invalid_choice"] = _(
                "Không có lựa chọn này trong danh sách. Hãy chọn lại."
            )

    def add_prefix(self, field_name):
        return "linh-vuc" if field_name == "sector" else field_name

    def filter(self, rows):
        """The rows that pass; nothing is filtered by a value that is not offered."""
        self.is_valid()
        chosen = {**self.cleaned_data, "loai": self.cleaned_data.get("loai", "").upper()}
        return rows.filter(**{self.LOOKUPS[name]: v for name, v in chosen.items() if v})

    @property
    def words(self) -> str:
        """ "Năm: 2027; Lĩnh vực: Kinh tế"; "" where nothing is filtered."""
        self.is_valid()
        held = {name: value for name, value in self.cleaned_data.items() if value}
        labels = {name: dict(self.fields[name].choices) for name in held}
        return "; ".join(f"{self.fields[n].label}: {labels[n][v]}" for n, v in held.items())
