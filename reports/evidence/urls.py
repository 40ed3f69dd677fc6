"""Evidence: adding and removing in the report, downloading and looking at one file."""

from django.urls import path

from . import views

urlpatterns = [
    path(
        "bao-cao/<int:year>/<slug:unit>/minh-chung/", views.report_evidence, name="report_evidence"
    ),
    path("minh-chung/<int:pk>/", views.evidence_download, name="evidence_download"),
    path("minh-chung/<int:pk>/xem/", views.evidence_view, name="evidence_view"),
    path("minh-chung/<int:pk>/trang/<int:number>/", views.evidence_page, name="evidence_page"),
]
