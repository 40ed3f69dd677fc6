"""Forms of a directive: giving it, answering, and what its holder does with it."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.models import Unit
from q3plan.lib import dates
from reports.models import DirectiveStatus
from reports.review.forms import CleanText, Day, ReviewForm

OTHER = "khac"
SUGGESTED = (3, 7, 14)
USUAL = 7
SAY_WHAT = gettext_lazy("Ghi nội dung hỏi hoặc chỉ đạo.")


def working_day_in(day: date, days: int) -> date:
    """The day so many days ahead, or the Monday after it where that is a weekend."""
    found = day + timedelta(days=days)
    return found + dates.ONE_DAY * ((7 - found.weekday()) if found.weekday() > 4 else 0)


class DueFields(ReviewForm):
    """A day by which to answer: one of those suggested, or any other.

    ``due_on`` in the cleaned data is the day.
    """

    due = forms.ChoiceField(label=gettext_lazy("Trả lời đến hết"), widget=forms.RadioSelect)
    day = Day(label=gettext_lazy("Ngày khác"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["due"].choices = [
            *((str(days), self._words(days)) for days in SUGGESTED),
            (OTHER, _("Ngày khác")),
        ]
        self.fields["due"].initial = str(USUAL)
        messages = self.fields["due"].error_messages
        messages["required"] = messages["invalid_choice"] = _("Chọn hạn trả lời.")

    def _words(self, days):
        day = working_day_in(self.today, days)
        return _("%(weekday)s %(day)s (%(days)s ngày)") % {
            "weekday": dates.weekday_name(day),
            "day": dates.day_text(day),
            "days": (day - self.today).days,
        }

    def clean_day(self):
        if not self.cleaned_data.get("day"):
            return None
        return self.day_ahead("day")

    def clean(self):
        data = super().clean()
        chosen = data.get("due")
        if chosen and chosen != OTHER:
            # The day typed beside another choice is not meant.
            self.errors.pop("day", None)
            data["due_on"] = working_day_in(self.today, int(chosen))
        elif chosen and "day" not in self.errors:
            if not data.get("day"):
                self.add_error("day", _("Ghi ngày phải trả lời, ví dụ 12/11/2027."))
            data["due_on"] = data.get("day")
        return data


class DirectiveForm(DueFields):
    """Text, day, units; the sector only where a vice-chair could ask in several."""

    sector = forms.ChoiceField(
        label=gettext_lazy("Thuộc lĩnh vực"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    text = CleanText(label=gettext_lazy("Nội dung"), rows=4, error_messages={"required": SAY_WHAT})
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Đơn vị phải trả lời"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Chọn ít nhất một đơn vị phải trả lời."),
            "invalid_choice": gettext_lazy("Có đơn vị không còn trong danh sách. Hãy chọn lại."),
        },
    )
    field_order = ("text", "due", "day", "units", "sector")

    def __init__(self, *args, subject, **options):
        super().__init__(*args, **options)
        self.subject = subject
        self.fields["text"].initial = subject.words
        near = [*subject.leads, *subject.others]
        rest = Unit.objects.reporting().existing(self.today).exclude(pk__in=[u.pk for u in near])
        self.known = {unit.code: unit for unit in [*near, *rest.order_by("order", "code")]}
        self.near = len(near)
        self.fields["units"].choices = [(code, u.short_name) for code, u in self.known.items()]
        self.fields["units"].initial = [unit.code for unit in subject.leads]
        self.fields["sector"].choices = [(s.slug, s.name) for s in subject.sectors]
        if len(subject.sectors) < 2:
            del self.fields["sector"]

    def chosen_sector(self):
        """The sector the directive is given in; None for the chair's."""
        slug = self.cleaned_data.get("sector")
        sectors = self.subject.sectors
        return next((one for one in sectors if one.slug == slug), sectors[0] if sectors else None)

    def chosen_units(self):
        return [self.known[code] for code in self.cleaned_data["units"]]

    @property
    def unit_boxes(self):
        """(boxes of the units of this subject, boxes of all others)."""
        boxes = list(self["units"].subwidgets)
        return boxes[: self.near], boxes[self.near :]


class AnswerForm(ReviewForm):
    unit = forms.ChoiceField(
        label=gettext_lazy("Trả lời thay mặt"),
        widget=forms.Select(attrs={"class": "form-select w-short"}),
    )
    text = CleanText(
        label=gettext_lazy("Nội dung trả lời"),
        rows=5,
        error_messages={"required": gettext_lazy("Ghi nội dung trả lời.")},
    )

    def __init__(self, *args, units, **options):
        super().__init__(*args, **options)
        self.units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = [(code, unit.name) for code, unit in self.units.items()]
        messages = self.fields["unit"].error_messages
        messages["required"] = messages["invalid_choice"] = _("Chọn đơn vị của anh/chị.")

    def chosen_unit(self):
        return self.units[self.cleaned_data["unit"]]


class CloseForm(ReviewForm):
    text = CleanText(label=gettext_lazy("Ý kiến kết thúc (không bắt buộc)"), required=False)


class AskAgainForm(DueFields):
    text = CleanText(
        label=gettext_lazy("Cần trả lời thêm điều gì"),
        error_messages={"required": gettext_lazy("Ghi rõ nội dung cần trả lời lại.")},
    )
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Đơn vị trả lời lại"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Chọn ít nhất một đơn vị phải trả lời.")},
    )
    field_order = ("text", "due", "day", "units")

    def __init__(self, *args, units, **options):
        super().__init__(*args, **options)
        self.units = {unit.code: unit for unit in units}
        self.fields["units"].choices = [(code, unit.name) for code, unit in self.units.items()]
        self.fields["units"].initial = list(self.units)

    def chosen_units(self):
        return [self.units[code] for code in self.cleaned_data["units"]]


class PostponeForm(ReviewForm):
    due_on = Day(label=gettext_lazy("Trả lời đến hết ngày"))
    text = CleanText(label=gettext_lazy("Lời nhắn (không bắt buộc)"), required=False, rows=2)

    def clean_due_on(self):
        return self.day_ahead("due_on")


class ReopenForm(DueFields):
    text = CleanText(
        label=gettext_lazy("Vì sao mở lại"),
        error_messages={"required": gettext_lazy("Ghi rõ nội dung cần trả lời lại.")},
    )
    field_order = ("text", "due", "day")


STATUS_ADDRESSES = {
    "chua-ket-thuc": None,
    "qua-han": DirectiveStatus.OVERDUE,
    "cho-tra-loi": DirectiveStatus.WAITING,
    "da-tra-loi": DirectiveStatus.ANSWERED,
    "da-ket-thuc": DirectiveStatus.CLOSED,
}


class DirectiveFilter(forms.Form):
    """Filters of the list in the address; a value that is not on offer says so."""

    status = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), required=False)
    ADDRESS_NAMES = {"status": "trang-thai", "unit": "don-vi", "sector": "linh-vuc"}

    def __init__(self, data, *, rows):
        super().__init__(data)
        units = Unit.objects.filter(directives__directive__in=rows).distinct()
        sectors = rows.filter(sector__isnull=False).order_by("sector__order")
        held = {
            "status": [
                (address, status.label if status else _("Chưa kết thúc"))
                for address, status in STATUS_ADDRESSES.items()
            ],
            "unit": [(unit.code, unit.short_name) for unit in units.order_by("order", "code")],
            "sector": list(
                dict(sectors.values_list("sector__slug", "sector__name").distinct()).items()
            ),
        }
        for name, choices in held.items():
            field = self.fields[name]
            field.choices = [("", _("Tất cả")), *choices]
            field.widget.attrs["class"] = "form-select"
            field.error_messages["invalid_choice"] = _(
                "Không có lựa chọn này trong danh sách. Hãy chọn lại."
            )

    def add_prefix(self, field_name):
        return self.ADDRESS_NAMES.get(field_name, field_name)

    def filter(self, rows):
        """``rows`` with their ``status``; nothing is filtered by a value that is not on offer."""
        self.is_valid()
        chosen = self.cleaned_data
        if address := chosen.get("status"):
            status = STATUS_ADDRESSES[address]
            rows = rows.filter(status=status) if status else rows.exclude(status="CLOSED")
        if code := chosen.get("unit"):
            rows = rows.for_units(Unit.objects.filter(code=code).values("pk"))
        if slug := chosen.get("sector"):
            rows = rows.filter(sector__slug=slug)
        return rows

    @property
    def is_narrowed(self):
        return any(self.cleaned_data.values())

    @property
    def words(self) -> str:
        """ "Trạng thái: Quá hạn trả lời; Đơn vị: Phòng Y tế"; "" where nothing is filtered."""
        self.is_valid()
        held = {name: value for name, value in self.cleaned_data.items() if value}
        labels = {name: dict(self.fields[name].choices) for name in held}
        return "; ".join(f"{self.fields[n].label}: {labels[n][v]}" for n, v in held.items())
