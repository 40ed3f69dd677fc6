"""Addresses: Vietnamese words without diacritics; names in English."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("reports.entry.urls")),
    path("", include("reports.review.urls")),
    path("", include("reports.dashboards.urls")),
    path("tai-khoan/", include("q3plan.accounts.urls")),
    path("quan-tri/", admin.site.urls),
]
