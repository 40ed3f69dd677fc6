"""The paper route: printing the report to be signed, and its scan beside the sent values."""

from django.urls import path

from . import views

urlpatterns = [
    path("bao-cao/<int:year>/<slug:unit>/ban-in/", views.report_print, name="report_print"),
    path(
        "tham-dinh/<int:year>/<slug:unit>/doi-chieu/",
        views.review_side_by_side,
        name="review_side_by_side",
    ),
]
