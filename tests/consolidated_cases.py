"""Contents of consolidated reports from which documents are made without a database."""

from functools import cache
from io import BytesIO

from docx import Document

from reports.charts.image import image_of
from reports.documents.consolidated_report import Printed, consolidated_report
from reports.documents.pictures import Figure
from reports.yearly_table.cells import columns_of

HEAD = {
    "superior": "",
    "agency": "ỦY BAN NHÂN DÂN\nQUẬN 3",
    "symbol": "UBND",
    "place": "Quận 3",
    "authority": "KT. CHỦ TỊCH",
    "signer_title": "PHÓ CHỦ TỊCH",
    "signer_name": "Nguyễn Văn Thử",
    "recipients": "Ủy ban nhân dân Thành phố\nSở Tài chính;",
    "archive": "VT, TCKH",
}
SVG = (
    '<svg viewBox="0 0 320 80"><rect class="bullet-bar" x="0" y="30" width="200" height="20"/>'
    '<text class="label" x="4" y="20">Đạt 92,5% – ước cả năm</text></svg>'
)


def cell(text, value=None, **more):
    return {"text": text, "value": value, **more}


def row(number=1, code="CT-06", **changes):
    cells = {
        "number": cell(str(number)),
        "name": cell(f"Số giường bệnh trên 10.000 dân ({code})"),
        "unit": cell("giường/10.000 dân"),
        "previous": cell("38,4", "38.4"),
        "planned": cell("39,0", "39"),
        "ytd": cell("38,9", "38.91"),
        "estimate": cell("39,2 (ước)", "39.24"),
        "next": cell("39,5 (đề xuất)", "39.5"),
        "to_previous": cell("102,2%", "102.2"),
        "to_planned": cell("100,6%", "100.6"),
        "next_to_estimate": cell("100,7%", "100.7"),
        "verdict": cell("Vượt"),
        "leads": cell("Phòng Y tế"),
        "notes": cell("Kế hoạch năm 2027: từ 39 trở lên."),
    }
    held = {
        "number": number,
        "code": code,
        "name": "Số giường bệnh trên 10.000 dân",
        "unit_of_measure": "giường/10.000 dân",
        "cells": cells | changes.pop("cells", {}),
        "notes": ["Kế hoạch năm 2027: từ 39 trở lên."],
        "value": "39.24",
        "display": "39,2 (ước)",
        "vintage": "ESTIMATE",
        "vintage_label": "ước cả năm",
        "yardstick": "từ 39 trở lên",
        "result": {"status": "EXCEEDED", "label": "Vượt", "tone": "green", "reason": ""},
        "pace": {"status": "ON_TRACK", "label": "Đúng tiến độ", "expected": "38.5"},
        "readings": [],
        "leads": ["Phòng Y tế"],
    }
    return held | changes


def table(rows=None, **changes):
    columns = [
        {"key": one.key, "heading": one.heading, "sign": one.sign, "kind": one.kind}
        for one in columns_of(2027)
    ]
    held = {
        "title": "Biểu tổng hợp tình hình thực hiện các chỉ tiêu năm 2027",
        "columns": columns,
        "groups": [{"numeral": "I", "name": "Văn hóa – xã hội", "rows": rows or [row()]}],
        "footnotes": ["Dấu “–”: không có số liệu.", "Dấu ◇: số liệu minh họa."],
        "is_illustrative": False,
    }
    return held | changes


def passage(key, *lines, heading="", unit="", item=""):
    return {"key": key, "heading": heading, "lines": list(lines), "unit": unit, "item": item}


def part(section, heading, *passages):
    return {"section": section, "heading": heading, "passages": list(passages)}


PARTS = [
    part("INTRODUCTION", "Mở đầu", passage("intro", "Thực hiện Kế hoạch, báo cáo như sau:")),
    part(
        "TARGETS",
        "Kết quả thực hiện các chỉ tiêu",
        passage("t1", "Tăng 0,8.", heading="Số giường bệnh", unit="Phòng Y tế"),
        passage("t2", "Giảm 0,1.", heading="Tỷ lệ thất nghiệp", unit="Phòng LĐ-TB&XH"),
    ),
    part(
        "TASKS",
        "Kết quả thực hiện nhiệm vụ, giải pháp",
        passage(
            "k1", "Lập 12.000 hồ sơ.", "Đang làm.", heading="Hồ sơ sức khỏe", unit="Phòng Y tế"
        ),
        passage("k2", "Tuyển 12 bác sĩ.", heading="Nhân lực y tế", unit="Phòng Y tế"),
        passage("k3", "Mở 3 lớp.", heading="Dạy nghề", unit="Phòng LĐ-TB&XH"),
    ),
    part("PROPOSALS", "Kiến nghị, đề xuất", passage("p1", "Cấp kinh phí.", unit="Phòng Y tế")),
    part("CLOSING", "Kết thúc", passage("closing", "Trên đây là báo cáo của Quận 3./.")),
]


def content(**changes):
    held = {
        "form": 1,
        "at": "2027-12-06T09:00:00+07:00",
        "plan": {"slug": "kh", "number": "57/KH-UBND", "title": "Kế hoạch thử"},
        "year": 2027,
        "is_illustrative": False,
        "letterhead": HEAD,
        "number": "",
        "dated_on": None,
        "subject": "Kết quả thực hiện Kế hoạch số 57/KH-UBND năm 2027",
        "addressee": "",
        "table": table(),
        "tasks": [
            {
                "code": "III.9.1",
                "title": "Hồ sơ sức khỏe",
                "leads": ["Phòng Y tế"],
                "ratings": [
                    {
                        "unit": "Phòng Y tế",
                        "year": 2027,
                        "rating": "IN_PROGRESS",
                        "label": "đang thực hiện",
                    }
                ],
            }
        ],
        "board": {
            "expected": 1,
            "sent": 1,
            "accepted": 1,
            "excused": [],
            "rows": [
                {
                    "unit": "Phòng Y tế",
                    "status": "ACCEPTED",
                    "label": "Đã duyệt",
                    "punctuality": "Đúng hạn",
                    "days_late": 0,
                    "first_sent_at": "2027-11-03T09:00:00+07:00",
                }
            ],
        },
        "parts": PARTS,
        "made_from": {"compiled_version": 1, "submissions": []},
    }
    return held | changes


@cache
def figure(caption="Văn hóa – xã hội: 1 trên 1 chỉ tiêu đạt"):
    return Figure(image_of(SVG, width=165), caption, "Cột dài 92,5 trên 100.", "Đơn vị: %.")


def printed(held=None, *, is_draft=True, figures=None):
    figures = {"TARGETS": (figure(),), "TASKS": (figure("1 trên 1 nhiệm vụ"),)} | (figures or {})
    return Printed(held or content(), figures, "Cột liền: số chính thức.", is_draft)


def made(held=None, **how):
    """The document read back by python-docx."""
    return Document(BytesIO(consolidated_report(printed(held, **how))))
