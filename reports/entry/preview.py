"""What the typed figures give: the ratio, and the lamps that the estimate would show if accepted.

The same rules as on the dashboards, read here on figures that nobody has accepted yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from q3plan.lib.numbers import format_change
from reports.dashboards.judging import (
    baseline_of,
    comparable_with,
    rule_of,
    since_break,
    tolerances_of,
)
from targets.progress import (
    Pace,
    Vintage,
    YearResult,
    best_vintage,
    display_value,
    pace,
    year_result,
)


@dataclass(frozen=True)
class Known:
    """An accepted value of an earlier year; ``text`` carries its vintage."""

    year: int
    value: Decimal
    vintage: Vintage
    text: str
    is_illustrative: bool


@dataclass(frozen=True)
class Background:
    """Accepted values and decided annual targets of the targets on a page."""

    observations: Mapping
    annual: Mapping

    def best(self, target, year):
        rows = self.observations.get(target.pk, {}).get(year, {})
        found = best_vintage({vintage: row.value for vintage, row in rows.items()})
        if not found or not has_rule(target):
            return None
        vintage, value = found
        text = _in_words(display_value(value, rule_of(target, year)), target, vintage)
        return Known(year, value, vintage, text, rows[vintage].is_illustrative)

    def annual_target(self, target, year):
        return self.annual.get(target.pk, {}).get(year)


def has_rule(target):
    return any(reading.is_governing for reading in target.readings.all())


@dataclass(frozen=True)
class Computed:
    """``text`` is the value with its unit; lamps only for the estimate."""

    label: str
    text: str
    result: YearResult | None = None
    pace: Pace | None = None
    change: str = ""


def computed(form, figure, reads, background):
    """What one figure's fields give, or ``None`` while there is no value."""
    value = form.figure_value(figure, reads)
    if value is None or not has_rule(form.target):
        return None
    target, rule = form.target, rule_of(form.target, figure.year)
    label = _("Giá trị tính được") if target.is_ratio else _("Giá trị")
    if figure.vintage != Vintage.ESTIMATE or form.is_of_ward:
        text = display_value(value, rule)
        return Computed(label, _in_words(text, target, figure.vintage))
    previous = _last_year(form, figure.year, reads, background)
    result = estimate_result(target, figure.year, value, previous, background)
    unmarked = replace(result, vintage=None)
    return Computed(
        label,
        _in_words(display_value(value, rule, result=unmarked), target, Vintage.ESTIMATE),
        result,
        estimate_pace(target, figure.year, value, background),
        _change(target, figure.year, value, previous),
    )


def estimate_result(target, year, value, previous, background):
    annual = background.annual_target(target, year)
    return year_result(
        rule_of(target, year),
        year=year,
        value=value,
        annual_target=annual.value if annual else None,
        previous_value=previous,
        baseline=baseline_of(target, year),
        tolerances=tolerances_of(target.plan),
        vintage=Vintage.ESTIMATE,
    )


def estimate_pace(target, year, value, background):
    """The pace, or ``None`` where the target has none or it cannot be told."""
    annual = background.annual.get(target.pk, {})
    found = pace(
        rule_of(target, year),
        year=year,
        value=value,
        baseline=baseline_of(target, year),
        annual_targets=since_break(target, year, annual),
    )
    return found if found.status else None


def _last_year(form, year, reads, background):
    """The final value of last year as typed in this report, else the accepted one.

    Behind a break of the series it is the restated one.
    """
    return comparable_with(form.target, year, _on_record(form, year, reads, background))


def _on_record(form, year, reads, background):
    for figure in form.figures:
        if figure.year == year - 1:
            typed = form.figure_value(figure, reads)
            if typed is not None:
                return typed
    known = background.best(form.target, year - 1)
    return known.value if known else None


def _in_words(text, target, vintage):
    """ "36,6 giường/10.000 dân (ước)"."""
    mark = Vintage(vintage).mark
    text = f"{text} {target.unit_of_measure}"
    return f"{text} ({mark})" if mark else text


def _change(target, year, value, previous):
    if previous is None:
        return ""
    words = format_change(
        value, previous, is_percentage=target.is_percentage, decimals=target.decimals
    )
    return _("%(change)s so với năm %(year)s") % {"change": words, "year": year - 1}
