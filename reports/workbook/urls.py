"""The report as a workbook: download, upload."""

from django.urls import path

from . import views

urlpatterns = [
    path("bao-cao/<int:year>/<slug:unit>/bieu-mau/", views.report_workbook, name="report_workbook"),
    path("bao-cao/<int:year>/<slug:unit>/tai-len/", views.report_upload, name="report_upload"),
]
