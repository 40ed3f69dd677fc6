"""The consolidated report as its screen shows it: outline, filters, passages of one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import TextChoices
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from q3plan.lib.form_errors import errors_of
from q3plan.lib.text import fold
from reports.models import CompiledReport, Paragraph

PER_PAGE = 40
Section = Paragraph.Section


class State(TextChoices):
    """Where a passage stands; one passage may be in several."""

    UNTOUCHED = "chua-sua", gettext_lazy("Chưa sửa")
    EDITED = "da-sua", gettext_lazy("Đã sửa")
    BEHIND = "nguon-da-thay-doi", gettext_lazy("Nguồn đã thay đổi")
    LEFT_OUT = "khong-dua-vao", gettext_lazy("Không đưa vào")
    OWN = "tu-viet", gettext_lazy("Tự viết")
    ORPHAN = "khong-con-nguon", gettext_lazy("Nguồn không còn")

    @property
    def tag(self):
        return {"UNTOUCHED": "plain", "EDITED": "blue", "BEHIND": "amber"}.get(self.name, "grey")


def states_of(row: Paragraph) -> list[State]:
    """What a reader is told about the passage, most telling first."""
    found = []
    if row.is_left_out:
        found.append(State.LEFT_OUT)
    if row.is_orphan:
        found.append(State.ORPHAN)
    elif row.is_behind:
        found.append(State.BEHIND)
    if row.is_own:
        found.append(State.OWN)
    elif row.is_edited:
        found.append(State.EDITED)
    return found or [State.UNTOUCHED]


class PassageFilter(forms.Form):
    """Search and filters in the address; a value that is not offered says so and does nothing."""

    NAMES = {"unit": "don-vi", "section": "phan", "state": "trang-thai", "words": "q"}

    section = forms.ChoiceField(label=gettext_lazy("Phần"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)
    words = forms.CharField(label=gettext_lazy("Tìm trong báo cáo"), required=False, max_length=200)

    def __init__(self, data, rows: Iterable[Paragraph]):
        super().__init__(data)
        units = sorted({row.unit for row in rows if row.unit}, key=lambda u: (u.order, u.code))
        every = [("", _("Tất cả"))]
        self.fields["unit"].choices = every + [(unit.code, unit.short_name) for unit in units]
        self.fields["section"].choices = every + [(s.value, s.label) for s in Section]
        self.fields["state"].choices = every + State.choices
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "words" else "form-select"
            field.error_messages["invalid_choice"] = _(
                "Không có mục này để lọc; hãy chọn lại trong danh sách."
            )
        self.fields["words"].widget.input_type = "search"
        self.is_valid()

    def add_prefix(self, field_name):
        return self.NAMES.get(field_name, field_name)

    def chosen(self, name) -> str:
        return self.cleaned_data.get(name, "")

    @property
    def problems(self) -> list[tuple[str, str]]:
        return errors_of(self)

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen(name) for name in self.fields)

    def query(self, **others) -> str:
        """The filters as a query string without "?"; ``others`` replace or, blank, drop one."""
        query = QueryDict(mutable=True)
        for name, address in self.NAMES.items():
            if value := others.get(name, self.chosen(name)):
                query[address] = value
        return query.urlencode()

    def filter(self, rows: Iterable[Paragraph]) -> list[Paragraph]:
        unit, section = self.chosen("unit"), self.chosen("section")
        state, words = self.chosen("state"), fold(self.chosen("words"))
        return [
            row
            for row in rows
            if (not unit or (row.unit is not None and row.unit.code == unit))
            and (not section or row.section == section)
            and (not state or state in states_of(row))
            and (not words or words in _searched(row))
        ]


def _searched(row):
    unit = row.unit.name if row.unit else ""
    return fold(" ".join((row.heading, row.item, unit, row.text, row.source)))


@dataclass(frozen=True)
class OutlineRow:
    section: Section
    query: str
    is_current: bool
    total: int
    edited: int
    behind: int
    left_out: int


@dataclass(frozen=True)
class Shown:
    """A passage with what its block needs; ``review_url`` is "" where there is nothing to open."""

    row: Paragraph
    states: tuple[State, ...]
    review_url: str

    @property
    def anchor(self) -> str:
        return f"doan-{self.row.pk}"

    @property
    def name(self) -> str:
        """What the passage is called in buttons for those who cannot see where they stand."""
        unit = self.row.unit.short_name if self.row.unit else ""
        parts = [self.row.heading or self.row.get_section_display(), unit]
        return " – ".join(part for part in parts if part)

    @property
    def can_show_source(self) -> bool:
        """Whether the unit's words differ from what will be printed."""
        return bool(self.row.source) and self.row.source != self.row.text


@dataclass(frozen=True)
class CompiledPage:
    """``groups`` are the sections with the passages of the present page."""

    report: CompiledReport
    form: PassageFilter
    outline: tuple[OutlineRow, ...]
    groups: tuple[tuple[Section, tuple[Shown, ...]], ...]
    page: Page
    total: int
    behind: int

    @property
    def query(self) -> str:
        return self.form.query()


def read_page(report: CompiledReport, data, powers, *, around: int | None = None) -> CompiledPage:
    """One query. ``around`` is a passage whose page is wanted instead of the numbered one."""
    held = report.paragraphs.select_related("unit", "edited_by").order_by("order", "pk")
    rows = [row for row in held if not row.is_withdrawn]
    rank = {section: place for place, section in enumerate(Section.values)}
    rows.sort(key=lambda row: rank[row.section])
    form = PassageFilter(data, rows)
    found = form.filter(rows)
    paginator = Paginator(found, PER_PAGE)
    page = paginator.get_page(_number(found, around) or data.get("trang"))
    shown = [show(row, report, powers) for row in page.object_list]
    groups = groupby(shown, key=lambda one: one.row.section)
    return CompiledPage(
        report=report,
        form=form,
        outline=tuple(_outline(rows, form)),
        groups=tuple((Section(section), tuple(held)) for section, held in groups),
        page=page,
        total=len(rows),
        behind=sum(State.BEHIND in states_of(row) for row in rows),
    )


def _number(rows, around):
    place = next((place for place, row in enumerate(rows) if row.pk == around), None)
    return None if place is None else place // PER_PAGE + 1


def _outline(rows, form):
    for section in Section:
        held = [states_of(row) for row in rows if row.section == section]
        if held:
            yield OutlineRow(
                section,
                form.query(section=section.value),
                is_current=form.chosen("section") == section.value,
                total=len(held),
                edited=sum(State.EDITED in states or State.OWN in states for states in held),
                behind=sum(State.BEHIND in states for states in held),
                left_out=sum(State.LEFT_OUT in states for states in held),
            )


def show(row: Paragraph, report: CompiledReport, powers) -> Shown:
    may_open = report.round.plan_id in powers.receives
    url = _review_url(row, report.round.year) if may_open and row.unit else ""
    return Shown(row, tuple(states_of(row)), url)


def _review_url(row, year):
    """The unit's words where the reviewer saw them."""
    anchor = row.item.lower().replace(".", "-") if row.item else "danh-gia-chung"
    return f"{reverse('review_report', args=[year, row.unit.code])}#{anchor}"
