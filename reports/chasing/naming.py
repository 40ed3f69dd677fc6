"""Rows about a report that name it as the board does, with the unit that took it over."""

from django.db.models import Prefetch, QuerySet

from reports.models import Report


def with_named_reports(rows: QuerySet, *, on) -> QuerySet:
    """``rows`` of a model with a ``report``: its unit and, as of a day, its owner are read too."""
    reports = Report.objects.with_owner(on=on).select_related("unit")
    return rows.prefetch_related(Prefetch("report", reports))
