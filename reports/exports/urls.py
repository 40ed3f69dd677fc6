"""Lists as files: the address of the page, then ``xuat-du-lieu.csv`` or ``.xlsx``."""

from django.urls import path, register_converter

from reports.amending.export import amendment_export
from reports.directives.export import directive_export

from . import views
from .sending import FileKindConverter

register_converter(FileKindConverter, "file_kind")
FILE = "xuat-du-lieu.<file_kind:kind>"

urlpatterns = [
    path(f"bang-dieu-hanh/{FILE}", views.score_export, name="score_export"),
    path(f"bang-dieu-hanh/nop-bao-cao/{FILE}", views.board_export, name="board_export"),
    path(f"chi-tieu/{FILE}", views.target_export, name="target_export"),
    path(f"chi-tieu/<slug:code>/{FILE}", views.series_export, name="series_export"),
    path(
        f"chi-tieu/<slug:code>/theo-phuong/{FILE}",
        views.ward_parts_export,
        name="ward_parts_export",
    ),
    path(f"nhiem-vu/{FILE}", views.task_export, name="task_export"),
    path(f"don-vi/{FILE}", views.unit_export, name="unit_export"),
    path(
        f"don-vi/<slug:code>/bao-cao/{FILE}", views.unit_reports_export, name="unit_reports_export"
    ),
    path(f"viec-cua-toi/{FILE}", views.own_reports_export, name="own_reports_export"),
    path(f"tham-dinh/{FILE}", views.queue_export, name="queue_export"),
    path(f"don-doc/<int:year>/cong-van/{FILE}", views.letter_export, name="letter_export"),
    path(f"don-doc/<int:year>/lien-he/{FILE}", views.call_export, name="call_export"),
    path(f"mau-so-dung-chung/{FILE}", views.denominator_export, name="denominator_export"),
    path(f"so-lieu-theo-phuong/<int:year>/{FILE}", views.ward_export, name="ward_export"),
    path(f"chi-dao/{FILE}", directive_export, name="directive_export"),
    path(f"dieu-chinh/{FILE}", amendment_export, name="amendment_export"),
    path("so-lieu-da-duyet/", views.observations, name="observations"),
    path(f"so-lieu-da-duyet/{FILE}", views.observation_export, name="observation_export"),
]
