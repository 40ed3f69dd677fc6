"""Reports as official documents."""

from django.urls import path

from . import views

urlpatterns = [
    path("bao-cao/<int:year>/<slug:unit>/xuat-docx/", views.report_docx, name="report_docx"),
]
