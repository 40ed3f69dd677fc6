"""Who takes what: assignments and people of split or dissolved units, every open report."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.models import AssignmentChoice, MembershipChoice
from reports.models import ReportChoice
from reports.reorganising.duties import assignments_of
from reports.reorganising.filings import open_reports, owners_of
from reports.reorganising.lines import Change, Lines
from reports.reorganising.people import memberships_of
from targets.models import Target

NOBODY = "khong"
ASKED = {Change.SPLIT, Change.DISSOLVED}


@dataclass(frozen=True)
class Row:
    """One thing to give away; ``default`` is what happens when nobody chooses."""

    kind: str
    thing: object
    default: int | None

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.thing.pk}"


class ChoiceForm(forms.Form):
    """A select for each ``Row``, and the series that the decision breaks."""

    use_required_attribute = False
    breaks = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Chỉ tiêu đo trên địa bàn khác từ năm có hiệu lực"),
        queryset=Target.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Chọn chỉ tiêu trong danh sách.")},
    )

    def __init__(self, *args, rows, heirs, targets, **options):
        super().__init__(*args, **options)
        self.rows = rows
        self.fields["breaks"].queryset = targets
        for row in rows:
            self.fields[row.name] = forms.ChoiceField(
                label=str(row.thing),
                choices=_offered(row, heirs),
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"invalid_choice": _("Chọn một đơn vị trong danh sách.")},
            )

    def of_kind(self, kind) -> list[tuple[object, BoundField]]:
        return [(row.thing, self[row.name]) for row in self.rows if row.kind == kind]

    @property
    def assignments(self):
        return self.of_kind("assignment")

    @property
    def members(self):
        return self.of_kind("member")

    @property
    def reports(self):
        return self.of_kind("report")

    def chosen(self, kind) -> Iterable[tuple[object, int | None]]:
        """(thing, heir or None) where somebody chose otherwise than the default."""
        for row in self.rows:
            value = self.cleaned_data.get(row.name)
            heir = None if value in {NOBODY, ""} else int(value or 0)
            if row.kind == kind and value and heir != row.default:
                yield row.thing, heir


def _offered(row, heirs):
    nobody = {
        "assignment": _("Chấm dứt, không đơn vị nào nhận"),
        "member": _("Không chuyển sang đơn vị nào"),
        "report": _("Không đơn vị nào: thôi không chờ báo cáo này"),
    }[row.kind]
    offered = [*((str(heir.pk), str(heir)) for heir in heirs), (NOBODY, nobody)]
    default = NOBODY if row.default is None else str(row.default)
    return [
        (value, _("%(heir)s (mặc định)") % {"heir": label} if value == default else label)
        for value, label in offered
    ]


def rows_of(lines: Lines) -> list[Row]:
    """Everything that a person decides about, in the plan's order; four queries."""
    asked = {end.unit.pk for end in lines.endings if end.change in ASKED}

    def default(unit_id):
        main = lines.main_heir(unit_id)
        return main.pk if main else None

    rows = [
        Row("assignment", row, default(row.unit_id))
        for row in assignments_of(lines)
        if row.unit_id in asked
    ]
    rows += [
        Row("member", row, default(row.unit_id))
        for row in memberships_of(lines)
        if row.unit_id in asked
    ]
    reports = list(open_reports(lines))
    owners = owners_of(reports, on=lines.reorganisation.effective_on)
    return rows + [Row("report", row, default(owners[row.pk])) for row in reports]


def broken_targets():
    """Any target may be measured on another territory from then on; of plans of their own."""
    return Target.objects.filter(plan__carries_out__isnull=True).order_by("plan", "order")


def form_for(lines: Lines, data=None) -> ChoiceForm:
    rows = rows_of(lines)
    initial = {row.name: NOBODY if row.default is None else str(row.default) for row in rows}
    saved = lines.reorganisation
    for name, choices, field in (
        ("assignment", saved.assignment_choices.all(), "assignment_id"),
        ("member", saved.membership_choices.all(), "membership_id"),
        ("report", saved.report_choices.all(), "report_id"),
    ):
        for choice in choices:
            key = f"{name}-{getattr(choice, field)}"
            initial[key] = NOBODY if choice.heir_id is None else str(choice.heir_id)
    initial["breaks"] = list(saved.break_targets.values_list("pk", flat=True))
    options = {"rows": rows, "heirs": lines.heirs, "targets": broken_targets()}
    return ChoiceForm(data, initial=initial, **options)


def save_choices(reorganisation, form: ChoiceForm):
    """What is not the default, and nothing else; the draft is held by the transaction."""
    for kind, model, field in (
        ("assignment", AssignmentChoice, "assignment"),
        ("member", MembershipChoice, "membership"),
        ("report", ReportChoice, "report"),
    ):
        model.objects.filter(reorganisation=reorganisation).delete()
        model.objects.bulk_create(
            model(reorganisation=reorganisation, heir_id=heir, **{field: thing})
            for thing, heir in form.chosen(kind)
        )
    reorganisation.break_targets.set(form.cleaned_data["breaks"])
