"""The reviewer's side: the queue, one report, the rounds, and who brings a target's figure."""

from django.urls import path

from . import behalf, extensions, provider, queue, report, rounds

urlpatterns = [
    path("tham-dinh/", queue.review_queue, name="review_queue"),
    path("tham-dinh/<int:year>/<slug:unit>/", report.review_report, name="review_report"),
    path(
        "tham-dinh/<int:year>/<slug:unit>/nhap-thay/",
        behalf.report_on_behalf,
        name="report_on_behalf",
    ),
    path("tham-dinh/gia-han/<int:year>/", extensions.extend_reports, name="extend_reports"),
    path("ky-bao-cao/", rounds.round_list, name="round_list"),
    path("chi-tieu/<slug:code>/don-vi-cung-cap/", provider.target_provider, name="target_provider"),
]
