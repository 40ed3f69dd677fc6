"""Điều chỉnh: proposals to amend the plan, their way to a decision, and breaks of a series."""

from django.urls import path

from . import breaks, stepping, views

urlpatterns = [
    path("dieu-chinh/", views.amendment_list, name="amendment_list"),
    path("dieu-chinh/moi/", views.amendment_add, name="amendment_add"),
    path("dieu-chinh/trinh/", stepping.amendment_forward, name="amendment_forward"),
    path("dieu-chinh/quyet-dinh/", stepping.amendment_decide, name="amendment_decide"),
    path("dieu-chinh/<int:pk>/", views.amendment_detail, name="amendment_detail"),
    path("dieu-chinh/<int:pk>/sua/", views.amendment_edit, name="amendment_edit"),
    path("dieu-chinh/<int:pk>/buoc/", stepping.amendment_step, name="amendment_step"),
    path("chi-tieu/<slug:code>/dut-chuoi/", breaks.series_break, name="series_break"),
]
