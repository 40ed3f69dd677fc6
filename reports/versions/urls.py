"""A report's sendings compared."""

from django.urls import path

from . import views

urlpatterns = [
    path("bao-cao/<int:year>/<slug:unit>/so-sanh/", views.report_compare, name="report_compare"),
]
