"""People and their units."""

from django.urls import path

from . import views

urlpatterns = [
    path("nguoi-dung/", views.people_list, name="people_list"),
    path("nguoi-dung/xuat-du-lieu.<file_kind:kind>", views.people_export, name="people_export"),
    path("nguoi-dung/moi/", views.person_invite, name="person_invite"),
    path("nguoi-dung/nhap/", views.people_import, name="people_import"),
    path("nguoi-dung/nhap/mau.xlsx", views.people_import_form, name="people_import_form"),
    path("nguoi-dung/<int:pk>/", views.person_detail, name="person_detail"),
]
