"""The shared table of denominators."""

from django.urls import path

from . import views

urlpatterns = [
    path("mau-so-dung-chung/", views.denominators, name="denominators"),
    path(
        "mau-so-dung-chung/<slug:series>/<int:year>/<slug:vintage>/",
        views.denominator_value,
        name="denominator_value",
    ),
]
