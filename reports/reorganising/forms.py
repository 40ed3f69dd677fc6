"""The wizard's forms: the decision, units that take over, units that end."""

from datetime import date

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.models import Heir, Unit
from q3plan.lib.text import fold
from reports.review.forms import CleanText, Day

DISSOLVED = "giai-the"
MOST_ROWS = 120
YEARS = (date(2000, 1, 1), date(2100, 12, 31))
SELECT = {"class": "form-select"}


class DocumentForm(forms.Form):
    use_required_attribute = False

    title = CleanText(
        label=gettext_lazy("Nội dung sắp xếp"),
        longest=250,
        rows=0,
        help_text=gettext_lazy("Ví dụ: Sắp xếp các phòng chuyên môn thuộc quận."),
        error_messages={"required": gettext_lazy("Ghi ngắn gọn nội dung sắp xếp.")},
    )
    document = CleanText(
        label=gettext_lazy("Số, ký hiệu văn bản"),
        longest=120,
        rows=0,
        error_messages={"required": gettext_lazy("Ghi số, ký hiệu văn bản.")},
    )
    document_on = Day(label=gettext_lazy("Ngày văn bản"))
    issued_by = CleanText(
        label=gettext_lazy("Cơ quan ban hành"),
        longest=200,
        rows=0,
        error_messages={"required": gettext_lazy("Ghi cơ quan ban hành văn bản.")},
    )
    effective_on = Day(
        label=gettext_lazy("Hiệu lực từ ngày"),
        help_text=gettext_lazy(
            "Đơn vị cũ hoạt động đến hết ngày trước đó. Trước ngày này còn hoàn lại được."
        ),
    )
    note = CleanText(label=gettext_lazy("Ghi chú (không bắt buộc)"), required=False)

    def _plausible(self, name):
        day = self.cleaned_data[name]
        if not YEARS[0] <= day <= YEARS[1]:
            raise forms.ValidationError(_("Năm phải từ 2000 đến 2100."))
        return day

    def clean_document_on(self):
        return self._plausible("document_on")

    def clean_effective_on(self):
        day = self._plausible("effective_on")
        signed = self.cleaned_data.get("document_on")
        if signed and day < signed:
            raise forms.ValidationError(_("Ngày hiệu lực phải từ ngày văn bản trở đi."))
        return day


class CodeOrBlank(CleanText):
    def to_python(self, value):
        return super().to_python(value).lower()


class HeirForm(forms.Form):
    """One unit that takes over: one that goes on, or a new one as described."""

    use_required_attribute = False

    pk = forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị đang hoạt động"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Không: lập đơn vị mới"),
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": gettext_lazy("Chọn một đơn vị trong danh sách.")},
    )
    name = CleanText(label=gettext_lazy("Tên đầy đủ"), longest=200, rows=0, required=False)
    short_name = CleanText(
        label=gettext_lazy("Tên gọn"),
        longest=80,
        rows=0,
        required=False,
        help_text=gettext_lazy("Để trống thì dùng tên đầy đủ."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại"),
        choices=[("", gettext_lazy("Chọn loại")), *Unit.Kind.choices],
        required=False,
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": gettext_lazy("Chọn một loại trong danh sách.")},
    )
    code = CodeOrBlank(
        label=gettext_lazy("Mã"),
        longest=50,
        rows=0,
        required=False,
        help_text=gettext_lazy("Để trống thì lấy từ tên. Mã của đơn vị cũ không dùng lại."),
    )
    order = forms.IntegerField(
        label=gettext_lazy("Thứ tự"),
        required=False,
        min_value=0,
        max_value=30_000,
        widget=forms.TextInput(attrs={"class": "form-control w-num", "inputmode": "numeric"}),
        error_messages={
            "invalid": gettext_lazy("Nhập một số nguyên."),
            "min_value": gettext_lazy("Thứ tự từ 0 đến 30000."),
            "max_value": gettext_lazy("Thứ tự từ 0 đến 30000."),
        },
    )
    staff_may_submit = forms.BooleanField(
        label=gettext_lazy("Chuyên viên được gửi thẳng"), required=False
    )

    def __init__(self, *args, units, **options):
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units

    @property
    def is_new(self):
        return self.cleaned_data.get("unit") is None

    @property
    def is_blank(self):
        """Nothing was chosen or named: the row was not used."""
        data = self.cleaned_data
        return self.is_new and not (data.get("name") or data.get("code") or data.get("pk"))

    def clean(self):
        data = self.cleaned_data
        if self.is_blank or not self.is_new or data.get("DELETE") or self.errors:
            return data
        if not data["name"]:
            self.add_error("name", _("Ghi tên đầy đủ của đơn vị mới."))
        if not data["kind"]:
            self.add_error("kind", _("Chọn loại của đơn vị mới."))
        if data["code"] and data["code"] != slugify(data["code"]):
            self.add_error("code", _("Mã gồm chữ không dấu, chữ số và dấu nối, ví dụ phuong-1."))
        return data


class Rows(forms.BaseFormSet):
    """Rows of a page that may be left blank or struck out."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Bỏ dòng này")

    def has_errors(self):
        return any(form.errors for form in self.forms if not self._should_delete_form(form))

    def used(self):
        return [
            form
            for form in self.forms
            if form.cleaned_data and not form.is_blank and not form.cleaned_data.get("DELETE")
        ]


class HeirRows(Rows):
    """Codes are given here, so that none is taken twice."""

    def clean(self):
        if self.has_errors():
            return
        taken = set(Unit.objects.values_list("code", flat=True))
        units = set()
        for form in self.used():
            data = form.cleaned_data
            if not form.is_new:
                if data["unit"].pk in units:
                    form.add_error("unit", _("Đơn vị này đã có ở dòng trên."))
                units.add(data["unit"].pk)
                continue
            code = data["code"] or suggested_code(data["name"], taken)
            if code in taken:
                form.add_error("code", _("Mã này đã được dùng; chọn mã khác."))
                continue
            data["code"] = code
            taken.add(code)


def suggested_code(name, taken) -> str:
    """ "Ủy ban nhân dân Phường Bàn Cờ" → "phuong-ban-co", with a number when that is taken."""
    code = slugify(fold(name).removeprefix("uy ban nhan dan "))[:45].strip("-") or "don-vi"
    number, found = 2, code
    while found in taken:
        found, number = f"{code}-{number}", number + 1
    return found


class LineForm(forms.Form):
    """One unit that ends, and one that inherits from it."""

    use_required_attribute = False

    predecessor = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị kết thúc"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Chọn đơn vị"),
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": gettext_lazy("Chọn một đơn vị trong danh sách.")},
    )
    heir = forms.ChoiceField(
        label=gettext_lazy("Đơn vị kế thừa"),
        required=False,
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": gettext_lazy("Chọn một đơn vị trong danh sách.")},
    )
    partial_territory = CleanText(
        label=gettext_lazy("Phần chuyển giao"),
        longest=1_000,
        rows=0,
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi chia tách: phần địa bàn hoặc nhiệm vụ."),
    )
    is_main = forms.BooleanField(
        label=gettext_lazy("Kế thừa chính"),
        required=False,
    )

    def __init__(self, *args, units, heirs, **options):
        super().__init__(*args, **options)
        self.fields["predecessor"].queryset = units
        self.fields["heir"].choices = [
            ("", _("Chọn")),
            *((str(heir.pk), str(heir)) for heir in heirs),
            (DISSOLVED, _("Giải thể: không có đơn vị kế thừa")),
        ]

    @property
    def is_blank(self):
        data = self.cleaned_data
        return not (data.get("predecessor") or data.get("heir") or data.get("partial_territory"))

    def clean(self):
        data = self.cleaned_data
        if self.is_blank or data.get("DELETE") or self.errors:
            return data
        if not data["predecessor"]:
            self.add_error("predecessor", _("Chọn đơn vị kết thúc."))
        if not data["heir"]:
            self.add_error("heir", _("Chọn đơn vị kế thừa hoặc giải thể."))
        return data

    @property
    def heir_id(self):
        chosen = self.cleaned_data["heir"]
        return None if chosen == DISSOLVED else int(chosen)


class LineRows(Rows):
    """One main heir per unit: the one that is marked, or the first line where none is."""

    def clean(self):
        if self.has_errors():
            return
        by_unit = {}
        for form in self.used():
            by_unit.setdefault(form.cleaned_data["predecessor"].pk, []).append(form)
        for forms_of_unit in by_unit.values():
            self._check(forms_of_unit)

    def _check(self, rows):
        seen = set()
        for form in rows:
            heir = form.heir_id
            if heir in seen:
                form.add_error("heir", _("Dòng này lặp lại một dòng trên."))
            seen.add(heir)
        if None in seen and len(seen) > 1:
            rows[-1].add_error("heir", _("Một đơn vị không vừa giải thể vừa có đơn vị kế thừa."))
        marked = [form for form in rows if form.cleaned_data["is_main"]]
        if len(marked) > 1:
            marked[-1].add_error("is_main", _("Mỗi đơn vị chỉ có một đơn vị kế thừa chính."))
        elif not marked:
            rows[0].cleaned_data["is_main"] = True


def _rows(form, formset):
    return forms.formset_factory(
        form,
        formset=formset,
        extra=0,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
    )


HEIR_ROWS = _rows(HeirForm, HeirRows)
LINE_ROWS = _rows(LineForm, LineRows)


def heir_initial(heir: Heir) -> dict:
    """A saved heir as its row shows it."""
    if not heir.is_new:
        return {"pk": heir.pk, "unit": heir.unit.code}
    names = ("pk", "code", "kind", "name", "short_name", "order", "staff_may_submit")
    return {name: getattr(heir, name) for name in names}
