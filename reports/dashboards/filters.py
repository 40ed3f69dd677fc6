"""The filters of the dashboards, kept in the address so that a view can be sent to somebody."""

from dataclasses import dataclass

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from q3plan.lib import dates
from reports.dashboards.standing import by_severity
from reports.models import Report
from targets.progress import PaceStatus, ReportingStatus, Vintage, YearStatus


class Pick(TextChoices):
    """What a count on a page may be made of beside the lamps themselves."""

    WITH_DATA = "co-so-lieu", _("Có số liệu đã duyệt")
    SENT = "da-gui", _("Đã gửi ít nhất một lần")
    WAITING = "SUBMITTED", _("Chờ thẩm định")
    LATE = "gui-tre", _("Đã gửi trễ hạn")
    # A report's NOT_STARTED has another name here: that of a year's result means "Chưa đến kỳ".
    UNTOUCHED = "chua-bat-dau", _("Chưa bắt đầu")


OF_REPORTS = {*ReportingStatus.values, *Report.State.values, *Pick.values}
OF_REPORTS -= {Report.State.NOT_STARTED.value, Pick.WITH_DATA.value}


def state_address(state) -> str:
    """What stands in an address for the lamp of a report."""
    is_untouched = state.value == Report.State.NOT_STARTED.value
    return Pick.UNTOUCHED.value if is_untouched else state.value


@dataclass(frozen=True)
class Chip:
    """A filter that is on, in words, with the address of the view without it."""

    label: str
    value: str
    without: str


class AddressForm(forms.Form):
    """Filters that stand in the address under the Vietnamese names of ``ADDRESS_NAMES``.

    A value that is not offered gives a message and filters nothing.
    """

    ADDRESS_NAMES: dict[str, str]
    NAMES: dict[str, str]
    # What says how a view looks and not what it shows: never a chip, never dropped with the rest.
    MANNERS: tuple[str, ...] = ()

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

    def _clean(self, name):
        """The value of one field before the others have their choices; "" for an unknown one."""
        try:
            return self.fields[name].clean(self.data.get(self.add_prefix(name), ""))
        except forms.ValidationError:
            return ""

    @property
    def chosen_year(self) -> int:
        """The year asked for, or the newest where none or an unknown one is."""
        return self._clean("year") or self.years[0]

    def _offer(self, name, choices):
        self.fields[name].choices = [("", _("Tất cả")), *choices]

    def _offer_things(self, sectors, units):
        by_order = sorted({s.slug: s for s in sectors}.values(), key=lambda s: s.order)
        self._offer("sector", [(s.slug, s.name) for s in by_order])
        by_order = sorted({u.code: u for u in units}.values(), key=lambda u: (u.order, u.code))
        self._offer("unit", [(u.code, u.short_name) for u in by_order])

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the field, message) of every value that is not on offer."""
        return [
            (self[name].id_for_label, text) for name in self.errors for text in self.errors[name]
        ]

    @property
    def narrowing(self) -> dict[str, str]:
        """The filters that are on, the year left out."""
        held = {n: v for n, v in self.cleaned_data.items() if n not in ("year", *self.MANNERS)}
        return {name: value for name, value in held.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.narrowing)

    @property
    def chips(self) -> list[Chip]:
        """One for each filter that is on; another year than the newest counts as one."""
        held = self.narrowing
        if self.chosen_year != self.years[0]:
            held = {"year": self.chosen_year, **held}
        return [
            Chip(self.fields[name].label, self._word(name, value), self.address(**{name: ""}))
            for name, value in held.items()
        ]

    def _word(self, name, value):
        for key, label in self.fields[name].choices:
            pairs = label if isinstance(label, list | tuple) else [(key, label)]
            for known, word in pairs:
                if str(known) == str(value):
                    return word
        return str(value)

    @property
    def words(self) -> str:
        """The whole view in words, as paper states it: "Năm: 2027; Lĩnh vực: Kinh tế"."""
        held = {"year": self.chosen_year, **self.narrowing}
        parts = (f"{self.fields[n].label}: {self._word(n, v)}" for n, v in held.items())
        return "; ".join(parts)

    @property
    def show_all(self) -> str:
        """The address of this year with no other filter."""
        return self.address(**dict.fromkeys(self.narrowing, ""))

    def address(self, **changes) -> str:
        """The query string of this view with some values changed; "" drops one."""
        values = {name: self.cleaned_data.get(name) for name in self.fields}
        values = {**values, "year": self.chosen_year, **changes}
        if values["year"] == self.years[0] and "year" not in changes:
            values["year"] = ""
        query = QueryDict(mutable=True)
        query.update({self.add_prefix(name): value for name, value in values.items() if value})
        return f"?{query.urlencode()}"


class ScoreFilter(AddressForm):
    """Filters of the score table and of all that stands beside it.

    ``years`` are the years on offer, newest first; the newest is the default. Call ``offer`` with
    what there is before ``filter``; ``vintage`` is applied by whoever computes the standings.
    """

    year = forms.TypedChoiceField(label=_("Năm"), coerce=int, required=False)
    sector = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    unit = forms.ChoiceField(label=_("Đơn vị"), required=False)
    status = forms.ChoiceField(label=_("Trạng thái"), required=False)
    vintage = forms.ChoiceField(
        label=_("Loại số liệu"),
        required=False,
        choices=[("", _("Mới nhất đã duyệt")), *((v.lower(), word) for v, word in Vintage.choices)],
    )
    sort = forms.ChoiceField(
        required=False,
        choices=[("urgent", _("Cần chú ý trước")), ("plan", _("Theo thứ tự kế hoạch"))],
        widget=forms.HiddenInput,
    )
    mode = forms.ChoiceField(
        required=False,
        choices=[("trinh-chieu", _("Trình chiếu"))],
        widget=forms.HiddenInput,
    )
    NAMES = {
        "year": _("năm"),
        "sector": _("lĩnh vực"),
        "unit": _("đơn vị"),
        "status": _("trạng thái"),
        "vintage": _("loại số liệu"),
        "sort": _("cách sắp xếp"),
        "mode": _("chế độ xem"),
    }
    ADDRESS_NAMES = {
        "year": "nam",
        "sector": "linh-vuc",
        "unit": "don-vi",
        "status": "trang-thai",
        "vintage": "loai",
        "sort": "xep",
        "mode": "che-do",
    }
    MANNERS = ("sort", "mode")

    def __init__(self, data, *, years):
        super().__init__(data, years=years)
        self._offer_states(())

    def _offer_states(self, states):
        # Steps inside the unit are offered only to those whose lamps show them.
        known = {*ReportingStatus.values, Pick.WAITING}
        steps = [(state_address(s), s.label) for s in states if s.value not in known]
        reporting = [*ReportingStatus.choices, *steps]
        reporting += [(p.value, p.label) for p in (Pick.SENT, Pick.WAITING, Pick.LATE)]
        results = [*YearStatus.choices, (Pick.WITH_DATA.value, Pick.WITH_DATA.label)]
        self.fields["status"].choices = [
            ("", _("Tất cả")),
            (_("Kết quả năm"), results),
            (_("Tiến độ"), PaceStatus.choices),
            (_("Báo cáo"), reporting),
        ]

    @property
    def chosen_vintage(self) -> Vintage | None:
        """The only kind of figure that counts for the year, or None for the best accepted one."""
        chosen = self._clean("vintage")
        return Vintage(chosen.upper()) if chosen else None

    @property
    def is_presenting(self) -> bool:
        return bool(self._clean("mode"))

    @property
    def status_of_reports(self) -> str:
        """The chosen status where it speaks of reports, else ""."""
        status = self.cleaned_data.get("status", "")
        return status if status in OF_REPORTS else ""

    def offer(self, rows, board=None):
        """Offer the sectors and units of these standings and of the board as choices."""
        units = [unit for row in rows for unit in row.units]
        if board:
            units += [row.unit for row in board.rows]
            self._offer_states([row.state for row in board.states])
        self._offer_things([row.target.sector for row in rows], units)

    def within(self, rows):
        """The standings of the chosen sector and unit, whatever their status."""
        self.is_valid()
        if sector := self.cleaned_data.get("sector"):
            rows = [row for row in rows if row.target.sector.slug == sector]
        if unit := self.cleaned_data.get("unit"):
            rows = [row for row in rows if unit in {held.code for held in row.units}]
        return list(rows)

    def filter(self, rows, reports=None):
        """The standings that pass, in the chosen order. Call ``offer`` first.

        ``reports``, ids of the reports on a narrowed board, decides where the status speaks of
        reports, so that targets and board agree.
        """
        rows = self.within(rows)
        if status := self.cleaned_data.get("status"):
            rows = [row for row in rows if self._passes(row, status, reports)]
        return rows if self.cleaned_data.get("sort") == "plan" else by_severity(rows)

    def _passes(self, row, status, reports):
        if status == Pick.WITH_DATA:
            return row.value is not None
        if status not in OF_REPORTS:
            return status in row.statuses
        if row.filing is None:
            return False
        if reports is not None:
            return row.filing.report.pk in reports
        return _filing_passes(row.filing, status)

    def board_rows(self, rows, units=None):
        """The rows of a board of the chosen unit and, with ``units``, of these ids only."""
        if unit := self.cleaned_data.get("unit"):
            rows = [row for row in rows if row.unit.code == unit]
        return tuple(row for row in rows if units is None or row.unit.pk in units)

    def board_rows_of_status(self, rows):
        """Of these rows those with the chosen status, where it speaks of reports."""
        status = self.status_of_reports
        return tuple(row for row in rows if not status or _report_passes(row, status))


def _report_passes(row, status):
    if status == Pick.SENT:
        return row.is_sent
    if status == Pick.LATE:
        return row.is_sent and row.is_late
    if status == Pick.WAITING:
        return row.report.state == Report.State.SUBMITTED
    if status == Pick.UNTOUCHED:
        return row.state == Report.State.NOT_STARTED
    return status == (row.status if status in ReportingStatus.values else row.state)


def _filing_passes(filing, status):
    report = filing.report
    if status == Pick.SENT:
        return report.first_submitted_at is not None
    if status == Pick.LATE:
        sent = report.first_submitted_at
        return bool(sent and (dates.as_day(sent) >= filing.due_before or report.resent_days_late))
    if status == Pick.WAITING:
        return report.state == Report.State.SUBMITTED
    return status == filing.status
