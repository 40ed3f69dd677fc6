"""Tình hình nộp báo cáo: who sent, who is late, and for how long."""

from django.urls import path

from . import views

urlpatterns = [
    path("tinh-hinh-nop/", views.filing_board, name="filing_board"),
    path("tinh-hinh-nop/xuat-xlsx/", views.filing_xlsx, name="filing_xlsx"),
]
