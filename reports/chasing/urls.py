"""Đôn đốc: letters to late units, the call log, and units that need not report."""

from django.urls import path

from . import calls, excusing, letters

urlpatterns = [
    path("don-doc/<int:year>/", letters.letter_list, name="letter_list"),
    path("don-doc/<int:year>/cong-van/<int:pk>/", letters.letter_detail, name="letter_detail"),
    path(
        "don-doc/<int:year>/cong-van/<int:pk>/xuat-docx/", letters.letter_docx, name="letter_docx"
    ),
    path("don-doc/<int:year>/<slug:unit>/lien-he/", calls.call_log, name="call_log"),
    path(
        "tham-dinh/<int:year>/<slug:unit>/mien-bao-cao/",
        excusing.excuse_report,
        name="excuse_report",
    ),
]
