"""The unit's side: own work, writing a report, sending it, what stays of it."""

from django.urls import path

from .views import check, record, sections, work

urlpatterns = [
    path("", work.home, name="home"),
    path("viec-cua-toi/", work.my_work, name="my_work"),
    path("bao-cao/<int:year>/<slug:unit>/", record.report_detail, name="report_detail"),
    path(
        "bao-cao/<int:year>/<slug:unit>/chi-tieu/", sections.report_targets, name="report_targets"
    ),
    path("bao-cao/<int:year>/<slug:unit>/nhiem-vu/", sections.report_tasks, name="report_tasks"),
    path(
        "bao-cao/<int:year>/<slug:unit>/danh-gia-chung/",
        sections.report_assessment,
        name="report_assessment",
    ),
    path("bao-cao/<int:year>/<slug:unit>/kiem-tra/", check.report_check, name="report_check"),
    path("bao-cao/<int:year>/<slug:unit>/bien-nhan/", record.report_receipt, name="report_receipt"),
    path("bao-cao/<int:year>/<slug:unit>/lich-su/", record.report_history, name="report_history"),
]
