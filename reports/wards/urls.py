"""Figures by ward: what is asked, and the sum."""

from django.urls import path

from . import views

urlpatterns = [
    path("so-lieu-theo-phuong/<int:year>/", views.ward_breakdown, name="ward_breakdown"),
    path(
        "bao-cao/<int:year>/<slug:unit>/tong-hop-phuong/<slug:code>/",
        views.ward_sum,
        name="ward_sum",
    ),
]
