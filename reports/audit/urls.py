"""The field history."""

from django.urls import path

from . import views

urlpatterns = [
    path("nhat-ky/", views.audit_log, name="audit_log"),
    path("nhat-ky/xuat-du-lieu.<file_kind:kind>", views.audit_export, name="audit_export"),
]
