"""Annual targets: the worksheet, the decision, who took note, and a unit's own page."""

from django.urls import path

from .views import decide, received, sheet, upload, yardsticks

urlpatterns = [
    path("chi-tieu-giao/", sheet.annual_index, name="annual_index"),
    path("chi-tieu-giao/<int:year>/", sheet.annual_sheet, name="annual_sheet"),
    path("chi-tieu-giao/<int:year>/bang-tinh/", sheet.annual_workbook, name="annual_workbook"),
    path("chi-tieu-giao/<int:year>/tai-len/", upload.annual_upload, name="annual_upload"),
    path("chi-tieu-giao/<int:year>/quyet-dinh/", decide.annual_decide, name="annual_decide"),
    path("chi-tieu-giao/<int:year>/tiep-nhan/", decide.annual_board, name="annual_board"),
    path("chi-tieu-giao/<int:year>/phu-luc/", decide.annual_annex, name="annual_annex"),
    path("chi-tieu-duoc-giao/", received.annual_received_index, name="annual_received_index"),
    path("chi-tieu-duoc-giao/<int:year>/", received.annual_received, name="annual_received"),
    path("muc-cap-tren-giao/", yardsticks.task_yardsticks, name="task_yardsticks"),
    path(
        "muc-cap-tren-giao/<int:year>/<slug:task>/",
        yardsticks.task_yardstick,
        name="task_yardstick",
    ),
]
