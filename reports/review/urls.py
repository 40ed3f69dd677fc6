"""The reviewer's side: the queue, one report, the rounds, and who brings a target's figure."""

from django.urls import path

from . import provider, queue, report, rounds

urlpatterns = [
    path("tham-dinh/", queue.review_queue, name="review_queue"),
    path("tham-dinh/<int:year>/<slug:unit>/", report.review_report, name="review_report"),
    path("ky-bao-cao/", rounds.round_list, name="round_list"),
    path("chi-tieu/<slug:code>/don-vi-cung-cap/", provider.target_provider, name="target_provider"),
]
