"""Directives: the list, giving one, its thread, and the files in it."""

from django.urls import path

from . import file_views, stepping, views

urlpatterns = [
    path("chi-dao/", views.directive_list, name="directive_list"),
    path("chi-dao/moi/", views.directive_add, name="directive_add"),
    path("chi-dao/<int:pk>/", views.directive_detail, name="directive_detail"),
    path("chi-dao/<int:pk>/tra-loi/", stepping.directive_answer, name="directive_answer"),
    path("chi-dao/<int:pk>/xu-ly/", stepping.directive_steer, name="directive_steer"),
    path("tep-dinh-kem/<int:pk>/", file_views.attachment_download, name="attachment_download"),
]
