"""What stands beside the inputs of a target: a ward's place in the whole, or the wards' sum."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from assignments.models import Assignment
from q3plan.lib.numbers import format_decimal
from reports.models import Submission
from reports.review.sent import read_payload
from reports.wards.comparison import Comparison, comparisons
from reports.wards.sums import rate_with_unit
from reports.wards.wording import ward_words
from targets.progress import Vintage


@dataclass(frozen=True)
class WardPart:
    """``last_year`` is what this ward sent for the year before, "" for nothing."""

    words: str
    last_year: str = ""
    is_illustrative: bool = False


@dataclass(frozen=True)
class Beside:
    """By target id: ``parts`` in a ward's report, ``sums`` in the providing unit's."""

    parts: dict[int, WardPart]
    sums: dict[int, Comparison]


def beside(report, forms) -> Beside:
    """At most three queries for a ward, one for other units where nothing is marked."""
    own = [form.item for form in forms if not form.is_of_ward]
    parts = [form for form in forms if form.is_of_ward]
    return Beside(
        _parts(report, parts) if parts else {},
        comparisons(report, own, url_of=lambda target: sum_url(report, target)),
    )


def sum_url(report, target):
    return reverse("ward_sum", args=[report.year, report.unit.code, target.slug])


def _parts(report, forms):
    rows = Assignment.objects.active(report.round.opens_on).providing()
    rows = rows.filter(target__in=[form.target.pk for form in forms]).select_related("unit")
    providers = {row.target_id: row.unit for row in rows}
    last = _last_year(report)
    return {
        form.target.pk: WardPart(
            ward_words(report.unit, providers.get(form.target.pk)),
            _last_words(last, form.target, report.year - 1),
            report.round.is_illustrative,
        )
        for form in forms
    }


def _last_year(report):
    """The last sending of this same unit in the round before; None without one."""
    row = (
        Submission.objects.filter(
            report__unit=report.unit_id,
            report__round__plan=report.round.plan_id,
            report__round__year=report.year - 1,
        )
        .order_by("sequence")
        .last()
    )
    return read_payload(row.payload) if row else None


def _last_words(sent, target, year):
    part = sent.targets.get(target.code) if sent else None
    if part is None or not part.is_of_ward:
        return ""
    figure = part.figure(year, Vintage.ESTIMATE)
    if figure.value is None:
        return _("để trống")
    terms = f"{format_decimal(figure.numerator)}/{format_decimal(figure.denominator)}"
    return f"{rate_with_unit(target, figure.value)} ({terms})"
