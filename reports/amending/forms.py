"""The forms of a proposal: one for each kind of change, filled with the terms in force."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.models import Unit
from q3plan.lib.numbers import NumberProblem, input_text, parse_decimal
from q3plan.lib.text import clean
from reports.amending.terms import (
    READING_FIELDS,
    READING_NUMBERS,
    TASK_FIELDS,
    amended_reading,
    current_terms,
    number_text,
    reading_values,
)
from reports.models import Amendment
from reports.review.forms import CleanText, ReviewForm
from targets.models import Reading, Target, Task
from targets.progress import Comparator, Mode

Kind = Amendment.Kind
LARGEST = Decimal(10) ** 14
EARLIEST, LATEST = 2000, 2100
LONGEST_CLAUSE = 10_000
NOTHING_NEW = gettext_lazy("Nội dung mới chưa khác nội dung hiện hành.")


class Figure(forms.CharField):
    """A number as written here ("89,5"); None when blank."""

    def __init__(self, **options):
        attrs = {"class": "form-control w-num", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **options)

    def to_python(self, value):
        try:
            number = parse_decimal(clean(value or ""), allow_negative=True)
        except NumberProblem as problem:
            raise forms.ValidationError(problem.message) from problem
        if number is not None and abs(number) >= LARGEST:
            raise forms.ValidationError(_("Số này quá lớn."))
        if number is not None and -number.normalize().as_tuple().exponent > 6:
            raise forms.ValidationError(_("Tối đa 6 chữ số sau dấu phẩy."))
        return number


def year_field(label):
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=EARLIEST,
        max_value=LATEST,
        widget=forms.TextInput(attrs={"class": "form-control w-year", "inputmode": "numeric"}),
        error_messages={
            "invalid": gettext_lazy("Ghi năm bằng bốn chữ số, ví dụ 2030."),
            "min_value": gettext_lazy("Ghi năm từ %(limit_value)s."),
            "max_value": gettext_lazy("Ghi năm đến %(limit_value)s."),
        },
    )


def choice_field(label, choices):
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.Select(attrs={"class": "form-select w-short"}),
        error_messages={"invalid_choice": gettext_lazy("Chọn một mục trong danh sách.")},
    )


class ProposalForm(ReviewForm):
    """Reason, and the terms of one kind of change. ``held`` is a proposal that is being revised."""

    kind: str
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = CleanText(
        label=gettext_lazy("Lý do, căn cứ"),
        rows=4,
        help_text=gettext_lazy("Vì sao cần điều chỉnh, căn cứ văn bản hoặc số liệu nào."),
        error_messages={"required": gettext_lazy("Ghi lý do, căn cứ của đề nghị.")},
    )
    TERMS: tuple[str, ...] = ()

    def __init__(self, *args, subject, held=None, today, **options):
        self.subject, self.held = subject, held
        self.current = current_terms(self.kind, subject, today, held.change if held else None)
        terms = held.change if held else self.current
        initial = {"reason": held.reason, "version": held.version} if held else {}
        initial |= self.as_typed(terms) | options.pop("initial", {})
        super().__init__(*args, today=today, initial=initial, **options)

    def as_typed(self, terms):
        return {name: terms.get(name) for name in self.TERMS}

    @property
    def change(self) -> dict:
        """The new terms as the proposal keeps them."""
        return {name: self.cleaned_data[name] for name in self.TERMS}

    @property
    def version_seen(self) -> int | None:
        return self.cleaned_data.get("version") or (0 if self.held else None)

    def clean(self):
        if not self.errors:
            self.check()
        if not self.errors and self.change == self.current:
            self.add_error(self.TERMS[0], NOTHING_NEW)
        return self.cleaned_data

    def check(self):
        """More than one field at once."""

    @property
    def term_fields(self):
        return [self[name] for name in self.TERMS]


class TargetTermsForm(ProposalForm):
    kind = Kind.TARGET
    TERMS = READING_FIELDS

    wording = CleanText(
        label=gettext_lazy("Cụm từ ràng buộc"),
        rows=0,
        longest=100,
        help_text=gettext_lazy("Ví dụ: trên 95%."),
        error_messages={"required": gettext_lazy("Ghi cụm từ ràng buộc.")},
    )
    quote = CleanText(
        label=gettext_lazy("Nội dung ghi trong Kế hoạch"),
        rows=4,
        error_messages={"required": gettext_lazy("Ghi nội dung sau điều chỉnh.")},
    )
    comparator = choice_field(gettext_lazy("Phép so sánh"), Comparator.choices)
    mode = choice_field(gettext_lazy("Cách áp dụng"), Mode.choices)
    value = Figure(label=gettext_lazy("Giá trị"))
    upper = Figure(
        label=gettext_lazy("Cận trên"),
        help_text=gettext_lazy("Chỉ ghi khi là một khoảng giá trị."),
    )
    tolerance = Figure(
        label=gettext_lazy("Dung sai"), help_text=gettext_lazy("Chỉ ghi khi nêu “khoảng”.")
    )
    is_point = forms.BooleanField(
        label=gettext_lazy("Nêu giá trị điểm (“đạt 42”)"),
        required=False,
        widget=forms.Select(
            choices=[("", gettext_lazy("Không")), ("1", gettext_lazy("Có"))],
            attrs={"class": "form-select w-short"},
        ),
    )
    start_year = year_field(gettext_lazy("Từ năm"))
    horizon_year = year_field(gettext_lazy("Đến năm"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        unit = self.subject.unit_of_measure
        self.fields["value"].label = _("Giá trị (%(unit)s)") % {"unit": unit}

    def as_typed(self, terms):
        typed = super().as_typed(terms)
        for name in READING_NUMBERS:
            typed[name] = input_text(Decimal(typed[name])) if typed[name] else ""
        return typed | {"is_point": "1" if terms.get("is_point") else ""}

    @property
    def change(self):
        terms = super().change
        for name in READING_NUMBERS:
            terms[name] = number_text(terms[name])
        return {"clause": self.current["clause"], **terms}

    def check(self):
        """The rules of a reading itself: what its comparator needs, years and ends in order."""
        reading = Reading(**reading_values(self.change))
        try:
            reading.validate_constraints(exclude={"target", "clause", "is_governing"})
        except ValidationError as error:
            for message in error.messages:
                self.add_error("comparator", message)


class ChoiceForm(ProposalForm):
    """Which of the plan's own wordings governs; offered where a target has several."""

    kind = Kind.READING
    TERMS = ("reading",)
    reading = forms.ChoiceField(
        label=gettext_lazy("Cách hiểu được chọn"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Chọn một cách hiểu."),
            "invalid_choice": gettext_lazy("Chọn một cách hiểu trong danh sách."),
        },
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        words = _("Mục %(ref)s: “%(wording)s” – %(quote)s")
        self.fields["reading"].choices = [
            (
                str(row.pk),
                words % {"ref": row.clause.reference, "wording": row.wording, "quote": row.quote},
            )
            for row in other_readings(self.subject)
        ]

    def as_typed(self, terms):
        return {"reading": str(terms.get("reading", ""))}

    @property
    def change(self):
        return {"reading": int(self.cleaned_data["reading"])}


def other_readings(target: Target) -> list[Reading]:
    """Wordings in force that do not govern."""
    governing = amended_reading(target)
    rows = target.readings.filter(replaced_on__isnull=True).select_related("clause")
    return [row for row in rows.order_by("pk") if row != governing]


class TaskTermsForm(ProposalForm):
    kind = Kind.TASK
    TERMS = TASK_FIELDS

    title = CleanText(
        label=gettext_lazy("Tên ngắn"),
        rows=0,
        longest=200,
        error_messages={"required": gettext_lazy("Ghi tên ngắn của nhiệm vụ.")},
    )
    quote = CleanText(
        label=gettext_lazy("Nội dung"),
        rows=5,
        error_messages={"required": gettext_lazy("Ghi nội dung nhiệm vụ.")},
    )
    start_year = year_field(gettext_lazy("Từ năm"))
    end_year = year_field(gettext_lazy("Đến năm"))
    period_text = CleanText(
        label=gettext_lazy("Thời hạn bằng lời"), rows=0, longest=200, required=False
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        is_obligation = self.subject.kind == Task.Kind.OBLIGATION
        kinds = [k for k in Task.Kind if (k == Task.Kind.OBLIGATION) == is_obligation]
        choices = [(k.value, k.label) for k in kinds]
        self.fields["kind"] = choice_field(_("Loại"), choices)
        self.order_fields(("version", *self.TERMS, "reason"))

    def check(self):
        start, end = self.cleaned_data["start_year"], self.cleaned_data["end_year"]
        if start and end and start > end:
            self.add_error("end_year", _("Năm kết thúc phải từ năm bắt đầu trở đi."))


class ClauseForm(ProposalForm):
    kind = Kind.CLAUSE
    TERMS = ("text",)
    text = CleanText(
        label=gettext_lazy("Nội dung sau điều chỉnh"),
        rows=8,
        longest=LONGEST_CLAUSE,
        error_messages={"required": gettext_lazy("Ghi nội dung sau điều chỉnh.")},
    )


class UnitsField(forms.MultipleChoiceField):
    def __init__(self, **options):
        super().__init__(
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": gettext_lazy("Chọn ít nhất một đơn vị chủ trì."),
                "invalid_choice": gettext_lazy("Có đơn vị không còn hoạt động. Chọn lại."),
            },
            **options,
        )


class AssignmentForm(ProposalForm):
    """The whole new assignment: who leads, who cooperates, who brings the figure."""

    kind = Kind.ASSIGNMENT
    lead = UnitsField(label=gettext_lazy("Chủ trì"))
    cooperate = UnitsField(label=gettext_lazy("Phối hợp"), required=False)

    def __init__(self, *args, subject, today, **options):
        self.TERMS = ("lead", "cooperate")
        if isinstance(subject, Target):
            self.TERMS += ("provider",)
        super().__init__(*args, subject=subject, today=today, **options)
        self.units = Unit.objects.existing(today).in_natural_order()
        choices = [(unit.code, unit.name) for unit in self.units]
        own = [(unit.code, unit.name) for unit in self.units if unit.kind != Unit.Kind.OUTSIDE]
        self.fields["lead"].choices, self.fields["cooperate"].choices = own, choices
        if isinstance(subject, Target):
            none = ("", _("Chưa xác định"))
            self.fields["provider"] = choice_field(_("Cung cấp số liệu"), [none, *own])
            self.fields["provider"].required = False

    @property
    def change(self):
        """In the plan's order, so that the same units are the same terms."""
        order = {unit.code: place for place, unit in enumerate(self.units)}
        terms = super().change
        for name in ("lead", "cooperate"):
            terms[name] = sorted(terms[name], key=order.__getitem__)
        if "provider" in terms:
            terms["provider"] = terms["provider"] or None
        return terms

    def clean(self):
        super().clean()
        if not self.errors and self._same_units():
            self.add_error("lead", NOTHING_NEW)
        return self.cleaned_data

    def _same_units(self):
        new, old = self.change, self.current
        return all(set(new[name]) == set(old[name]) for name in ("lead", "cooperate")) and (
            new.get("provider") == old.get("provider")
        )

    def check(self):
        lead, other = (set(self.cleaned_data[name]) for name in ("lead", "cooperate"))
        names = {unit.code: unit.name for unit in self.units}
        if both := lead & other:
            message = _("Vừa chủ trì vừa phối hợp: %(units)s.")
            self.add_error(
                "cooperate", message % {"units": ", ".join(names[code] for code in sorted(both))}
            )
        provider = self.cleaned_data.get("provider")
        if provider and provider not in lead | other:
            self.add_error(
                "provider", _("Đơn vị cung cấp số liệu phải là đơn vị chủ trì hoặc phối hợp.")
            )


FORMS = {
    form.kind: form
    for form in (TargetTermsForm, ChoiceForm, TaskTermsForm, ClauseForm, AssignmentForm)
}
