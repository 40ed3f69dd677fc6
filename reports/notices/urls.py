"""Thông báo: what a person was told, how they want to be told, and what the office sends."""

from django.urls import path

from . import calendar, preferences, sending, views

urlpatterns = [
    path("thong-bao/", views.notice_list, name="notice_list"),
    path("thong-bao/<int:pk>/", views.notice_open, name="notice_open"),
    path("thong-bao/tuy-chon/", preferences.notice_preferences, name="notice_preferences"),
    path("thong-bao/lich/", preferences.calendar_address, name="calendar_address"),
    path("thong-bao/nhac-viec/", sending.reminder_board, name="reminder_board"),
    path("thong-bao/nhac-viec/<slug:kind>/", sending.reminder_sample, name="reminder_sample"),
    path("thong-bao/nhac-viec/<slug:kind>/thu/", sending.reminder_letter, name="reminder_letter"),
    path("thong-bao/thu-da-xep/", sending.mail_log, name="mail_log"),
    path("lich/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
]
