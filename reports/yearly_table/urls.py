"""The consolidated KT-XH table: the screen and its workbook."""

from django.urls import path

from . import views

urlpatterns = [
    path("tong-hop/", views.consolidated_index, name="consolidated_index"),
    path("tong-hop/<int:year>/", views.consolidated_table, name="consolidated_table"),
    path("tong-hop/<int:year>/xuat-xlsx/", views.consolidated_xlsx, name="consolidated_xlsx"),
]
