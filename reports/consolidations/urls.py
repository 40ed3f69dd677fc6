"""Consolidated reports: the draft as a document, and those that were frozen."""

from django.urls import path

from . import views

urlpatterns = [
    path(
        "tong-hop/<int:year>/bao-cao/xuat-docx/",
        views.consolidated_docx,
        name="consolidated_docx",
    ),
    path("tong-hop/<int:year>/chot/", views.consolidation_finish, name="consolidation_finish"),
    path("tong-hop/<int:year>/da-chot/", views.consolidation_list, name="consolidation_list"),
    path(
        "tong-hop/<int:year>/da-chot/<int:sequence>/",
        views.consolidation_detail,
        name="consolidation_detail",
    ),
    path(
        "tong-hop/<int:year>/da-chot/<int:sequence>/<slug:kind>/",
        views.consolidation_file,
        name="consolidation_file",
    ),
    path("tong-hop/so-sanh/", views.consolidation_compare, name="consolidation_compare"),
]
