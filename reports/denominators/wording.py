"""Where a shared denominator comes from, in one line."""

from django.utils.translation import gettext as _

from q3plan.lib.dates import day_text
from q3plan.lib.numbers import format_decimal


def shared_words(row) -> str:
    """ "Dân số 196.500 người (Công an Quận, ngày 30/09/2027)"; year and kind stand above it."""
    return _("%(name)s %(value)s %(unit)s (%(source)s, ngày %(day)s)") % {
        "name": row.series.name,
        "value": format_decimal(row.value),
        "unit": row.series.unit_of_measure,
        "source": row.source,
        "day": day_text(row.as_of),
    }


def source_words(series, source, as_of) -> str:
    """The same for a denominator whose value stands beside it."""
    return _("mẫu số: %(name)s, nguồn: %(source)s, tại ngày %(day)s, bảng mẫu số dùng chung") % {
        "name": series,
        "source": source,
        "day": day_text(as_of),
    }
