"""Addresses: Vietnamese words without diacritics; names in English."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("reports.entry.urls")),
    path("", include("reports.workbook.urls")),
    path("", include("reports.review.urls")),
    path("", include("reports.dashboards.urls")),
    path("", include("reports.yearly_table.urls")),
    path("", include("reports.compiling.urls")),
    path("", include("reports.consolidations.urls")),
    path("", include("reports.documents.urls")),
    path("", include("reports.versions.urls")),
    path("", include("reports.paper.urls")),
    path("", include("reports.wards.urls")),
    path("", include("reports.evidence.urls")),
    path("", include("reports.checks.urls")),
    path("", include("reports.denominators.urls")),
    path("", include("reports.exports.urls")),
    path("", include("reports.chasing.urls")),
    path("", include("reports.filing.urls")),
    path("", include("reports.plans.urls")),
    path("", include("reports.audit.urls")),
    path("", include("reports.people.urls")),
    path("", include("reports.notices.urls")),
    path("", include("reports.directives.urls")),
    path("", include("reports.portfolios.urls")),
    path("", include("reports.annual.urls")),
    path("", include("reports.amending.urls")),
    path("", include("reports.reorganising.urls")),
    path("tai-khoan/", include("q3plan.accounts.urls")),
    path("quan-tri/", admin.site.urls),
]
