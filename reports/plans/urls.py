"""Plans in and out."""

from django.urls import path

from . import views

urlpatterns = [
    path("ke-hoach/nhap/", views.plan_import, name="plan_import"),
    path("ke-hoach/nhap/mau.xlsx", views.plan_import_form, name="plan_import_form"),
    path("ke-hoach/<slug:slug>/ke-hoach.xlsx", views.plan_export, name="plan_export"),
]
